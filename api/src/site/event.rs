//! The page of one event.

use super::agenda::{self, Agenda};
use super::context::PageContext;
use super::explorer_query::{address as address_of, find};
use super::head::{Feed, Head};
use super::icon::icon;
use super::json_ld;
use super::map;
use super::message::MessageForms;
use super::over;
use super::picture::EventPicture;
use super::shell::{Page, Start, WIDE};
use super::texts::{t, t_args, t_of, words};
use super::times::Times;
use super::view::{Card, favourite, rendered, tone};
use askama::Template;
use catalogue::Entry;
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::API;
use shared::calendar::{Occurrence, OccurrenceState};
use shared::edition::{Edition, Term};
use shared::event::{
    AccessMode, Booking, EventImage, EventQuery, IMAGE_PAGE_PX, IMAGE_PAGE_SIZES, LifeStatus,
    PublicEvent,
};
use shared::french::{self, dates, tied};
use shared::text::markdown;
use shared::text::slug;

/// A public answer to an additional field.
struct ShownAnswer<'a> {
    label: &'a str,
    /// The parts of the answer, in French.
    parts: Vec<String>,
    /// Address of the document that it is, if any.
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "site/event.html")]
struct EventPage<'a> {
    event: &'a PublicEvent,
    edition: &'a Edition,
    above: Vec<(String, String)>,
    tone: &'static str,
    notice: &'static str,
    /// The life status, where it tells readers something.
    status: Option<&'static str>,
    /// Notice that the edition is over, as HTML; empty otherwise.
    over: String,
    kind: &'a str,
    title: String,
    summary: String,
    picture: Option<Picture<'a>>,
    changed: Option<&'static str>,
    times: Times,
    zone: Option<String>,
    /// Menu of calendars, as HTML.
    agenda: String,
    /// The event's list summary as JSON: the application stores it with the favourites.
    favourite: String,
    booking_sentence: &'static str,
    booking: Vec<Ways<'a>>,
    /// The description, as HTML.
    description: String,
    themes: Vec<&'a str>,
    territory: Vec<(String, String)>,
    situation: Option<String>,
    facts: Vec<(&'static str, String)>,
    constraints: Vec<&'a str>,
    /// Public answers to the additional fields of the edition.
    answers: Vec<ShownAnswer<'a>>,
    organiser_kind: &'a str,
    /// Page with the events of the organiser.
    organiser_events: String,
    /// The forms of a visitor; empty once the event is over.
    message_forms: String,
    /// Page of the organisation, if it has a record or a SIRET number.
    organiser_page: Option<String>,
    labelled: String,
    partners: String,
    /// Pages of the same event in other editions, with the names of these.
    editions: Vec<(String, String)>,
    nearby: Vec<String>,
    all_nearby: String,
}

/// The image with credits and alternative text.
struct Picture<'a> {
    image: &'a EventImage,
    src: String,
    srcset: String,
    sizes: &'static str,
    credits: String,
    licence: Option<&'a Term>,
}

impl<'a> Picture<'a> {
    fn of(image: &'a EventImage, edition: &'a Edition) -> Self {
        let file = image.file();
        Self {
            image,
            src: file.address_for(IMAGE_PAGE_PX),
            srcset: file.srcset(),
            sizes: IMAGE_PAGE_SIZES,
            credits: t_args("event.image.credits", &[("credits", &image.credits)]),
            licence: image
                .licence
                .as_deref()
                .and_then(|id| Term::find(&edition.vocabularies.image_licences, id)),
        }
    }
}

/// Booking contacts that the page shows.
struct Ways<'a> {
    title: &'static str,
    booking: &'a Booking,
    deadline: Option<String>,
}

impl<'a> Ways<'a> {
    fn of(title: &'static str, booking: &'a Booking) -> Self {
        let deadline = booking
            .deadline
            .map(|day| t_args("event.booking.until", &[("day", &dates::long_day(day))]));
        Self {
            title,
            booking,
            deadline,
        }
    }
}

/// Renders the page of an event.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn page(
    context: &PageContext<'_>,
    entry: &Entry,
    edition: &Edition,
) -> Result<Page, Error> {
    let (event, site, path) = (&entry.event, context.site(), entry.event.path());
    let mut steps = vec![
        ("/".to_owned(), t("home.title").to_owned()),
        ("/evenements".to_owned(), t("nav.events").to_owned()),
    ];
    steps.extend(event.territories());
    let above = steps.get(1..).unwrap_or_default().to_vec();
    steps.push((path.clone(), event.title.clone()));
    let calendar = Feed {
        media_type: "text/calendar",
        title: event.title.clone(),
        name: "iCalendar",
        href: agenda::calendar(event),
    };
    let mut view = view(
        event,
        edition,
        above,
        Agenda::of_event(event, site).html()?,
        Times::of(event, context.now, site)?,
        admits(event, context.now),
    );
    view.status = says_status(event, context.now).then(|| t_of("life_status", event.life_status));
    view.over = over::notice(context, edition)?;
    view.favourite = favourite(entry)?;
    if let Some(forms) = MessageForms::of(event, edition, context.now) {
        view.message_forms = rendered(&forms)?;
    }
    view.editions = other_editions(context, entry);
    (view.nearby, view.all_nearby) = nearby(context, event, edition)?;
    let main = rendered(&view)?;
    let picture = EventPicture::of(event, edition, site)?;
    let mut head = Head::new(site, &path, &tied(&event.title), &description(event))
        .embeddable()
        .pictured(&picture)
        .structured(&json_ld::event(event, edition, site, &picture))
        .structured(&json_ld::breadcrumbs(site, &steps));
    head.feeds.push(calendar);
    Ok(Page {
        head,
        start: Start::Later,
        width: WIDE,
        main,
    })
}

/// Date and place first, then the summary: search engines show it below the title.
fn description(event: &PublicEvent) -> String {
    let held: Vec<&Occurrence> = event.occurrences.held().collect();
    let when = match held.as_slice() {
        [only] => dates::occurrence(only),
        several => {
            let all = &event.occurrences;
            let span = dates::span(all.first_begin(), all.last_end());
            t_args(
                "site.preview.sessions",
                &[("when", &span), ("n", &several.len())],
            )
        }
    };
    let place = event.venue.as_ref().map_or_else(
        || t_of("attendance_mode", event.attendance_mode).to_owned(),
        |venue| format!("{} ({})", venue.city, venue.department),
    );
    let status = if event.life_status == LifeStatus::Scheduled {
        String::new()
    } else {
        format!("{} · ", t_of("life_status", event.life_status))
    };
    format!("{status}{when} · {place}. {}", tied(&event.summary))
}

fn view<'a>(
    event: &'a PublicEvent,
    edition: &'a Edition,
    above: Vec<(String, String)>,
    agenda: String,
    times: Times,
    admits: bool,
) -> EventPage<'a> {
    let vocabularies = &edition.vocabularies;
    let status = event.life_status;
    let mut themes = labels(&vocabularies.topics, &event.topics);
    themes.extend(labels(&vocabularies.sectors, &event.sectors));
    EventPage {
        above,
        tone: tone(status),
        notice: match tone(status) {
            "info" => "info",
            _ => "warning",
        },
        status: None,
        over: String::new(),
        kind: event
            .kind_other
            .as_deref()
            .unwrap_or_else(|| Term::label_of(&vocabularies.kinds, &event.kind)),
        title: tied(&event.title),
        summary: tied(&event.summary),
        picture: event
            .image
            .as_ref()
            .map(|image| Picture::of(image, edition)),
        changed: (status != LifeStatus::Scheduled)
            .then(|| t_of("life_status", format!("{status}.sentence"))),
        times,
        favourite: String::new(),
        zone: dates::zone_key(&event.timezone)
            .map(|key| t_args("event.zone", &[("zone", &t(key))])),
        agenda,
        booking_sentence: booking_sentence(event, admits),
        booking: booking(event, admits),
        description: markdown::html(&event.description),
        themes,
        territory: event.territories(),
        situation: event.venue.as_ref().and_then(map::situation),
        facts: facts(event, edition),
        constraints: labels(&vocabularies.constraints, &event.constraints),
        answers: event
            .answers
            .public(edition)
            .map(|(field, answer)| {
                let yes_no = ["answer.yes", "answer.no"].map(t);
                ShownAnswer {
                    label: &field.label,
                    parts: field.in_words(answer, yes_no),
                    href: answer.file().map(|file| {
                        let id = event.id;
                        format!("{API}/catalogue/events/{id}/files/{}", file.id)
                    }),
                }
            })
            .collect(),
        organiser_kind: Term::label_of(&vocabularies.organiser_kinds, &event.organiser.kind),
        organiser_events: {
            let query = EventQuery {
                edition: Some(edition.slug.clone()),
                organisers: vec![slug(&event.organiser.name)],
                ..EventQuery::default()
            };
            format!("/evenements?{}", query.to_search())
        },
        message_forms: String::new(),
        organiser_page: event
            .organiser
            .page_key()
            .map(|key| format!("/organisateurs/{key}")),
        labelled: t_args(
            "event.labelled_on",
            &[
                ("day", &dates::day(event.labelled_on())),
                ("edition", &edition.name),
            ],
        ),
        partners: edition
            .partners
            .iter()
            .map(|partner| partner.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        editions: Vec::new(),
        nearby: Vec::new(),
        all_nearby: String::new(),
        event,
        edition,
    }
}

/// Pages of the events of the same series in other editions, with the names of these.
fn other_editions(context: &PageContext<'_>, entry: &Entry) -> Vec<(String, String)> {
    let others = context.catalogue.series_of(entry);
    let named = others.into_iter().filter_map(|other| {
        let edition = context.catalogue.edition(&other.event.edition)?;
        Some((other.event.path(), edition.name.clone()))
    });
    named.collect()
}

/// True when the life status tells something: the event does not take place as announced, or it does although dates of it changed.
fn says_status(event: &PublicEvent, now: DateTime<Utc>) -> bool {
    let mut all = event.occurrences.occurrences().iter();
    let has_changed = !event.dropped_occurrences.is_empty()
        || all.any(|occurrence| occurrence.state() != OccurrenceState::Open);
    let is_to_come = event.occurrences.last_end() > now;
    event.life_status != LifeStatus::Scheduled || (has_changed && is_to_come)
}

/// True when people can come: an occurrence that is not over admits them, or all are over.
fn admits(event: &PublicEvent, now: DateTime<Utc>) -> bool {
    let all = event.occurrences.occurrences();
    let mut coming = all.iter().filter(|time| !time.is_past(now)).peekable();
    event.life_status.can_be_joined()
        && (coming.peek().is_none() || coming.any(|time| event.life_status.admits(time)))
}

fn booking_sentence(event: &PublicEvent, admits: bool) -> &'static str {
    if !admits {
        return t("event.booking.not_now");
    }
    match event.access_mode {
        AccessMode::Open => t("event.booking.open"),
        AccessMode::Registration => t("event.booking.registration"),
        AccessMode::SchoolsOnly => t("event.booking.schools_only"),
        AccessMode::Invitation => t("event.booking.invitation"),
    }
}

fn booking(event: &PublicEvent, admits: bool) -> Vec<Ways<'_>> {
    if !admits {
        return Vec::new();
    }
    let public = event.public_booking.as_ref();
    let schools = event.school_booking.as_ref();
    public
        .map(|booking| Ways::of(t("event.booking.public"), booking))
        .into_iter()
        .chain(schools.map(|booking| Ways::of(t("event.booking.schools"), booking)))
        .collect()
}

fn facts(event: &PublicEvent, edition: &Edition) -> Vec<(&'static str, String)> {
    let audiences = labels(&edition.vocabularies.audiences, &event.audiences).join(", ");
    let fit: Vec<_> = event
        .accessibility
        .iter()
        .map(|flag| t_of("accessibility", flag))
        .collect();
    let mut facts = vec![
        (t("event.audiences"), audiences),
        (
            t("event.access"),
            t_of("access_mode", event.access_mode).to_owned(),
        ),
        (t("event.price"), t("event.free").to_owned()),
    ];
    if let Some(conditions) = &event.conditions {
        facts.push((t("event.conditions"), conditions.clone()));
    }
    if let Some(age) = event.age.and_then(|age| french::event::age(age, words())) {
        facts.push((t("event.age"), age));
    }
    let fit = if fit.is_empty() {
        t("event.accessibility.unknown").to_owned()
    } else {
        fit.join(", ")
    };
    facts.push((t("event.accessibility"), fit));
    facts
}

/// Cards of nearby events, nearest first, and the URL of the complete list.
fn nearby(
    context: &PageContext<'_>,
    event: &PublicEvent,
    edition: &Edition,
) -> Result<(Vec<String>, String), Error> {
    let Some(place) = event.venue.as_ref().map(|venue| venue.position) else {
        return Ok(Default::default());
    };
    let (found, query) = find(context, EventQuery::nearby(&edition.slug, place))?;
    let others = found.entries().filter(|other| other.event.id != event.id);
    let cards = others
        .take(EventQuery::NEARBY_SHOWN as usize)
        .map(|other| {
            let card = Card::of(other, Some(edition), "h3").away_from(place);
            card.with_star(other)?.html()
        })
        .collect::<Result<_, _>>()?;
    Ok((cards, address_of(&query, 1)))
}

fn labels<'a>(terms: &'a [Term], ids: &'a [String]) -> Vec<&'a str> {
    ids.iter().map(|id| Term::label_of(terms, id)).collect()
}
