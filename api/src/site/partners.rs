//! The partners of the current edition, and their logos wherever a page shows them.

use super::context::PageContext;
use super::head::Head;
use super::shell::{Page, Start, WIDE};
use super::text_pages::name;
use super::texts::{t, t_args};
use super::view::rendered;
use askama::Template;
use ground::error::Error;
use shared::edition::Edition;
use shared::partner::Partner;
use shared::place::Territory;

/// Path of the page.
const PATH: &str = "/partenaires";
/// Height at which the style sheet shows a logo, in pixels.
const LOGO_HEIGHT_PX: u64 = 64;
/// Widest logo on the page, in pixels.
const LOGO_WIDTH_PX: u64 = 200;

#[derive(Template)]
#[template(path = "site/partners.html")]
struct Partners<'a> {
    intro: String,
    groups: Vec<Group<'a>>,
}

/// The partners of one kind.
struct Group<'a> {
    /// Heading; empty when the edition tells no kinds apart.
    title: &'a str,
    partners: Vec<ShownPartner<'a>>,
}

/// A partner as pages show it.
pub(super) struct ShownPartner<'a> {
    pub(super) name: &'a str,
    pub(super) url: Option<&'a str>,
    pub(super) role: Option<&'a str>,
    /// Name of its territory, unless it is a partner in the whole country.
    pub(super) territory: Option<String>,
    pub(super) logo: Option<Logo<'a>>,
}

/// A logo with the size at which it is shown.
pub(super) struct Logo<'a> {
    pub(super) src: String,
    pub(super) srcset: String,
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) alt: &'a str,
}

impl<'a> ShownPartner<'a> {
    /// The partners of an edition, in their order.
    pub(super) fn all(edition: &'a Edition) -> Vec<Self> {
        edition.partners.iter().map(Self::of).collect()
    }

    fn of(partner: &'a Partner) -> Self {
        let logo = partner.logo.as_ref().map(|logo| {
            let (width, height) = (u64::from(logo.image.width), u64::from(logo.image.height));
            // As high as the others, unless it would be too wide.
            let shown_width = (width * LOGO_HEIGHT_PX / height.max(1)).clamp(1, LOGO_WIDTH_PX);
            Logo {
                src: logo.image.address_for(480),
                srcset: logo.image.srcset(),
                width: shown_width,
                height: (height * shown_width / width.max(1)).max(1),
                alt: &logo.alt,
            }
        });
        Self {
            name: &partner.name,
            url: partner.url.as_deref(),
            role: partner.role.as_deref(),
            territory: match &partner.territory {
                None | Some(Territory::National) => None,
                Some(territory) => Some(name(territory)),
            },
            logo,
        }
    }
}

/// The partners by kind, in the order of the vocabulary; those of no kind last.
fn groups(edition: &Edition) -> Vec<Group<'_>> {
    let of = |kind: Option<&str>| -> Vec<ShownPartner<'_>> {
        let own = edition.partners.iter();
        own.filter(|partner| partner.kind.as_deref() == kind)
            .map(ShownPartner::of)
            .collect()
    };
    let mut groups: Vec<_> = edition
        .vocabularies
        .partner_kinds
        .iter()
        .map(|term| Group {
            title: &term.label,
            partners: of(Some(&term.id)),
        })
        .filter(|group| !group.partners.is_empty())
        .collect();
    let others = of(None);
    if !others.is_empty() {
        let title = if groups.is_empty() {
            ""
        } else {
            t("partners.others")
        };
        groups.push(Group {
            title,
            partners: others,
        });
    }
    groups
}

/// Renders the page of the partners.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn page(context: &PageContext<'_>) -> Result<Page, Error> {
    let edition = context.catalogue.current_edition();
    let intro = edition.map_or_else(
        || t("partners.intro.none").to_owned(),
        |edition| t_args("partners.intro", &[("edition", &edition.name)]),
    );
    let title = t("partners.title");
    Ok(Page {
        head: Head::new(context.site(), PATH, title, &intro),
        start: Start::Later,
        width: WIDE,
        main: rendered(&Partners {
            groups: edition.map(groups).unwrap_or_default(),
            intro,
        })?,
    })
}
