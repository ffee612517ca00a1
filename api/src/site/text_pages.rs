//! Text pages: how to take part, accessibility statement, legal notice.

use super::context::PageContext;
use super::head::Head;
use super::icon::icon;
use super::shell::{Page, Start, TEXT};
use super::texts::{plural, t, t_args};
use super::view::rendered;
use askama::Template;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::edition::{Edition, EditionStatus, ReferentService};
use shared::french::dates;
use shared::place::Territory;
use shared::text::tel_uri;

#[derive(Template)]
#[template(path = "site/take_part.html")]
struct TakePart<'a> {
    rules: Option<Rules<'a>>,
}

/// The criteria and the dates of the edition.
struct Rules<'a> {
    edition: &'a Edition,
    open: bool,
    state: String,
    until: String,
    week: String,
    own_weeks: Vec<String>,
    window: String,
    filing: String,
    answer: String,
    referents: Vec<Referent<'a>>,
    referents_count: String,
}

/// The service that examines the events of a territory.
struct Referent<'a> {
    territory: String,
    service: &'a str,
    email: &'a str,
    phone: Option<Phone<'a>>,
}

struct Phone<'a> {
    number: &'a str,
    /// The number as a `tel:` URI.
    link: String,
}

impl<'a> Referent<'a> {
    /// The services of an edition: the national one, then those of regions by name and those of departments by code.
    fn all(edition: &'a Edition) -> Vec<Self> {
        let territories = Gazetteer::embedded().territories();
        let place = |territory: &Territory| match territory {
            Territory::National => (0, None),
            Territory::Region(code) => {
                let mut regions = territories.regions.iter();
                (1, regions.position(|region| region.code == *code))
            }
            Territory::Department(code) => {
                let mut departments = territories.departments.iter();
                (2, departments.position(|it| it.code == *code))
            }
        };
        let mut services: Vec<_> = edition.referents.iter().collect();
        services.sort_by_cached_key(|service| place(&service.territory));
        services.into_iter().map(Self::of).collect()
    }

    fn of(service: &'a ReferentService) -> Self {
        Self {
            territory: name(&service.territory),
            service: &service.service,
            email: &service.email,
            phone: service.phone.as_deref().map(|number| Phone {
                number,
                link: tel_uri(number),
            }),
        }
    }
}

impl<'a> Rules<'a> {
    fn of(edition: &'a Edition) -> Self {
        let open = edition.status == EditionStatus::Open;
        let deadline = dates::moment(edition.deadline);
        let (state, until) = if open {
            (
                "take_part.open",
                t_args("take_part.deadline", &[("day", &deadline)]),
            )
        } else {
            ("take_part.closed", t("take_part.closed.text").to_owned())
        };
        let own_weeks = edition.territories.iter().map(|own| {
            let territory = name(&own.territory);
            let week = dates::window(own.week);
            t_args(
                "take_part.own_dates",
                &[("territory", &territory), ("week", &week)],
            )
        });
        Self {
            open,
            state: t_args(state, &[("edition", &edition.name)]),
            until,
            week: dates::window(edition.week),
            own_weeks: own_weeks.collect(),
            window: dates::window(edition.window),
            filing: t_args("take_part.until", &[("day", &deadline)]),
            answer: plural("take_part.working_days", edition.review_working_days.into()),
            referents: Referent::all(edition),
            referents_count: plural("take_part.referents.all", edition.referents.len() as u64),
            edition,
        }
    }
}

/// Name of a territory for people; its code when the gazetteer does not have it.
pub(super) fn name(territory: &Territory) -> String {
    let gazetteer = Gazetteer::embedded();
    match territory {
        Territory::National => t("territory.national").to_owned(),
        Territory::Region(code) => gazetteer
            .region(code)
            .map_or_else(|| code.to_string(), |region| region.name.clone()),
        Territory::Department(code) => gazetteer
            .department(code)
            .map_or_else(|| code.to_string(), |department| department.name.clone()),
    }
}

#[derive(Template)]
#[template(path = "site/accessibility.html")]
struct Accessibility;

#[derive(Template)]
#[template(path = "site/legal.html")]
struct Legal;

fn page(
    context: &PageContext<'_>,
    path: &str,
    title: &str,
    description: &str,
    main: &impl Template,
) -> Result<Page, Error> {
    Ok(Page {
        head: Head::new(context.site(), path, title, description),
        start: Start::Later,
        width: TEXT,
        main: rendered(main)?,
    })
}

/// Renders the page on taking part.
///
/// # Errors
///
/// When the template cannot be rendered; the same applies to the functions below.
pub(super) fn take_part(context: &PageContext<'_>) -> Result<Page, Error> {
    let main = TakePart {
        rules: context.catalogue.current_edition().map(Rules::of),
    };
    page(
        context,
        "/participer",
        t("take_part.title"),
        t("take_part.intro"),
        &main,
    )
}

pub(super) fn accessibility(context: &PageContext<'_>) -> Result<Page, Error> {
    page(
        context,
        "/accessibilite",
        t("accessibility.title"),
        t("accessibility.intro"),
        &Accessibility,
    )
}

pub(super) fn legal(context: &PageContext<'_>) -> Result<Page, Error> {
    page(
        context,
        "/mentions-legales",
        t("legal.title"),
        t("legal.cookies.text"),
        &Legal,
    )
}
