//! Read-only view of a form, with the value of every field.

use super::fields;
use crate::dates;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use shared::calendar::{Occurrence, parse_local_time};
use shared::edition::{Edition, Term};
use shared::event::{
    AccessMode, AttendanceMode, BookingForm, EventForm, Field, FocalPoint, OccurrenceForm, Step,
    StoredImage,
};
use shared::place::Commune;
use shared::text::markdown;

/// Value of a field, formatted for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Text on one line.
    Line(String),
    /// Text with the markup of [`markdown`].
    Formatted(String),
    /// Several values.
    List(Vec<String>),
    Link(String),
    /// Image with its alternative text.
    Image(StoredImage, String),
}

impl FieldValue {
    /// The value in one line, shortened when long.
    pub fn brief(&self) -> String {
        const MAX_CHARS: usize = 160;
        let text = match self {
            Self::Line(text) | Self::Link(text) => text.clone(),
            Self::Formatted(text) => markdown::plain(text).into_owned(),
            Self::List(items) => items.join(" · "),
            Self::Image(file, _) => {
                let (width, height) = (file.width, file.height);
                t_args(
                    "form.image.brief",
                    &[("width", &width), ("height", &height)],
                )
            }
        };
        if text.chars().count() > MAX_CHARS {
            let mut cut: String = text.chars().take(MAX_CHARS).collect();
            cut.push('…');
            cut
        } else {
            text
        }
    }
}

/// The value of a field; `None` when it is empty.
pub fn field_value(
    field: Field,
    form: &EventForm,
    edition: &Edition,
    commune: Option<&Commune>,
) -> Option<FieldValue> {
    let vocabularies = &edition.vocabularies;
    let terms = |list: &[Term], ids: &[String]| {
        list_of(
            ids.iter()
                .map(|id| Term::label_of(list, id).to_owned())
                .collect(),
        )
    };
    match field {
        Field::OrganiserName => line(&form.organiser.name),
        Field::OrganiserKind => term(&vocabularies.organiser_kinds, &form.organiser.kind),
        Field::OrganiserSiret => line(&form.organiser.siret),
        Field::OrganiserContactName => line(&form.organiser.contact_name),
        Field::OrganiserContactEmail => line(&form.organiser.contact_email),
        Field::OrganiserContactPhone => line(&form.organiser.contact_phone),
        Field::OrganiserOnBehalfOf => line(&form.organiser.on_behalf_of),
        Field::OrganiserCoOrganisers => list_of(form.organiser.co_organisers.clone()),
        Field::Title => line(&form.title),
        Field::Summary => line(&form.summary),
        Field::Description => (!form.description.trim().is_empty())
            .then(|| FieldValue::Formatted(form.description.clone())),
        Field::Kind => term(&vocabularies.kinds, &form.kind),
        Field::KindOther => line(&form.kind_other),
        Field::Topics => terms(&vocabularies.topics, &form.topics),
        Field::Sectors => terms(&vocabularies.sectors, &form.sectors),
        Field::FollowsTheme => form
            .follows_theme
            .then(|| FieldValue::Line(edition.theme.clone())),
        Field::ImageFile => form
            .image
            .file
            .clone()
            .map(|file| FieldValue::Image(file, form.image.alt.clone())),
        Field::ImageAlt => line(&form.image.alt),
        Field::ImageCredits => line(&form.image.credits),
        Field::ImageLicence => term(&vocabularies.image_licences, &form.image.licence),
        Field::ImageFocus => form.image.focus.map(|FocalPoint { x, y }| {
            FieldValue::Line(t_args("form.image.focus.at", &[("x", &x), ("y", &y)]))
        }),
        Field::AttendanceMode => word(
            "form.attendance",
            form.attendance_mode.map(AttendanceMode::as_str),
        ),
        Field::PlaceName => line(&form.place.name),
        Field::PlaceAddress => line(&form.place.address),
        Field::PlacePostalCode => line(&form.place.postal_code),
        Field::PlaceInsee => match commune {
            Some(commune) => {
                let (name, department) = (commune.label(), &commune.department_name);
                line(&format!("{name}, {department}, {}", commune.region_name))
            }
            None => line(&form.place.insee),
        },
        Field::PlacePosition => form.place.position.map(|position| {
            let (lat, lon) = (position.lat(), position.lon());
            let north = if lat < 0.0 {
                t("form.south")
            } else {
                t("form.north")
            };
            let east = if lon < 0.0 {
                t("form.west")
            } else {
                t("form.east")
            };
            let (lat, lon) = (degrees(lat.abs()), degrees(lon.abs()));
            FieldValue::Line(format!("{lat}\u{a0}° {north}, {lon}\u{a0}° {east}"))
        }),
        Field::PlaceAccess => line(&form.place.access),
        Field::OnlineUrl => link(&form.online_url),
        Field::Occurrences => list_of(form.occurrences.iter().map(occurrence).collect()),
        Field::Audiences => terms(&vocabularies.audiences, &form.audiences),
        Field::AccessMode => word("form.access", form.access_mode.map(AccessMode::as_str)),
        Field::AgeMin => form.age_min.map(age),
        Field::AgeMax => form.age_max.map(age),
        Field::Free => form.free.map(|free| {
            FieldValue::Line(
                t(if free {
                    "form.free.yes"
                } else {
                    "form.free.no"
                })
                .to_owned(),
            )
        }),
        Field::Conditions => line(&form.conditions),
        Field::PublicBooking => booking(&form.public_booking),
        Field::SchoolBooking => booking(&form.school_booking),
        Field::Accessibility => list_of(
            form.accessibility
                .iter()
                .map(|flag| t_of("form.accessibility", flag.as_str()))
                .collect(),
        ),
        Field::Constraints => terms(&vocabularies.constraints, &form.constraints),
        Field::ConstraintsNote => line(&form.constraints_note),
        Field::ExpectedParticipants => form
            .expected_participants
            .map(|n| FieldValue::Line(crate::messages::number(n.into()))),
        Field::CommitmentsVersion => (!form.commitments_version.is_empty()).then(|| {
            FieldValue::Line(t_args(
                "form.commitments.accepted",
                &[("version", &form.commitments_version)],
            ))
        }),
    }
}

fn line(text: &str) -> Option<FieldValue> {
    (!text.trim().is_empty()).then(|| FieldValue::Line(text.to_owned()))
}

fn link(text: &str) -> Option<FieldValue> {
    let web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.trim().starts_with(scheme));
    if web {
        Some(FieldValue::Link(text.trim().to_owned()))
    } else {
        line(text)
    }
}

fn list_of(items: Vec<String>) -> Option<FieldValue> {
    (!items.is_empty()).then_some(FieldValue::List(items))
}

fn term(list: &[Term], id: &str) -> Option<FieldValue> {
    line(Term::label_of(list, id))
}

fn word(feature: &str, word: Option<&'static str>) -> Option<FieldValue> {
    word.map(|word| FieldValue::Line(t_of(feature, word)))
}

fn age(years: u8) -> FieldValue {
    FieldValue::Line(plural("form.years", years.into()))
}

/// Degrees in French notation, to about a metre.
pub fn degrees(value: f64) -> String {
    format!("{value:.5}").replace('.', ",")
}

fn booking(form: &BookingForm) -> Option<FieldValue> {
    let BookingForm {
        url,
        email,
        phone,
        deadline,
    } = form;
    let mut items: Vec<String> = [url, email, phone]
        .into_iter()
        .filter(|text| !text.trim().is_empty())
        .cloned()
        .collect();
    if let Some(day) = super::occurrence_draft::date(deadline) {
        items.push(t_args("form.booking.until", &[("day", &dates::day(day))]));
    }
    list_of(items)
}

/// Formats an occurrence, as `lundi 26 mars 2018, de 9 h 30 à 12 h (20 places)`; as typed when it cannot be parsed.
fn occurrence(form: &OccurrenceForm) -> String {
    let read = parse_local_time(&form.begin)
        .ok()
        .zip(parse_local_time(&form.end).ok());
    let when = match read {
        Some((begin, end)) => {
            // The offset does not appear in the text, so any offset gives the same result.
            let (begin, end) = (begin.and_utc().fixed_offset(), end.and_utc().fixed_offset());
            Occurrence::new(begin, end, None).map_or_else(
                |_fault| format!("{} – {}", form.begin, form.end),
                |read| dates::occurrence(&read),
            )
        }
        None => format!(
            "{} – {}",
            form.begin.replace('T', " "),
            form.end.replace('T', " ")
        ),
    };
    match form.capacity {
        Some(seats) => t_args(
            "form.occurrence.with_seats",
            &[
                ("when", &when),
                ("seats", &plural("form.seats", seats.into())),
            ],
        ),
        None => when,
    }
}

/// Number of items visible before a list is expanded: a schedule may have hundreds.
const LIST_SHOWN: usize = 12;

/// Displays the value of a field.
#[component]
pub fn FieldValueView(field_value: FieldValue) -> impl IntoView {
    match field_value {
        FieldValue::Line(text) => text.into_any(),
        FieldValue::Formatted(text) => view! { <FormattedText text/> }.into_any(),
        FieldValue::List(items) if items.len() == 1 => {
            items.into_iter().next().unwrap_or_default().into_any()
        }
        FieldValue::List(mut items) => {
            let rest = items.split_off(items.len().min(LIST_SHOWN));
            let list = |items: Vec<String>| {
                let items = items
                    .into_iter()
                    .map(|item| view! { <li>{item}</li> })
                    .collect_view();
                view! { <ul class="said-list">{items}</ul> }
            };
            view! {
                {list(items)}
                {(!rest.is_empty()).then(|| view! {
                    <details>
                        <summary>{plural("form.said.more", rest.len() as u64)}</summary>
                        {list(rest)}
                    </details>
                })}
            }
            .into_any()
        }
        FieldValue::Image(file, alt) => view! {
            <img
                class="said-image"
                src=file.address_for(960)
                width=file.width
                height=file.height
                alt=alt
                loading="lazy"
            />
        }
        .into_any(),
        FieldValue::Link(url) => {
            let text = url.clone();
            view! { <a href=url rel="external noopener nofollow">{text}</a> }.into_any()
        }
    }
}

/// Plain text in paragraphs: a blank line separates paragraphs, a line end breaks the line.
#[component]
pub fn Prose(#[prop(into)] text: String) -> impl IntoView {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| view! { <p class="prose__paragraph">{paragraph.to_owned()}</p> })
        .collect_view();
    view! { <div class="prose">{paragraphs}</div> }
}

/// Text with the markup of [`markdown`], as on the event's page.
#[component]
pub fn FormattedText(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <div class="prose" inner_html=move || markdown::html(&text.read())></div> }
}

/// A whole form, step by step.
#[component]
pub fn Summary(
    form: EventForm,
    /// Edition whose vocabularies name the values.
    edition: Edition,
    /// Commune of the venue, from the gazetteer.
    commune: Option<Commune>,
) -> impl IntoView {
    let part = |step: Step| {
        let facts: Vec<_> = Field::ALL
            .iter()
            .filter(|field| field.step() == step)
            .filter_map(|field| {
                let field_value = field_value(*field, &form, &edition, commune.as_ref())?;
                Some(view! {
                    <dt>{fields::label(*field)}</dt>
                    <dd><FieldValueView field_value/></dd>
                })
            })
            .collect();
        view! {
            <section class="summary__part">
                <h3 class="summary__title">{fields::step_title(step)}</h3>
                {if facts.is_empty() {
                    view! { <p class="summary__empty">{t("form.summary.empty")}</p> }.into_any()
                } else {
                    view! { <dl class="facts">{facts}</dl> }.into_any()
                }}
            </section>
        }
    };
    view! { <div class="summary">{Step::ALL.iter().map(|step| part(*step)).collect_view()}</div> }
}

/// Preview of the event's card in the public list.
#[component]
pub fn PublicPreview(
    form: EventForm,
    /// Edition whose vocabularies name the values.
    edition: Edition,
    /// Commune of the venue, from the gazetteer.
    commune: Option<Commune>,
) -> impl IntoView {
    let of = |field: Field| field_value(field, &form, &edition, commune.as_ref());
    let title = if form.title.trim().is_empty() {
        t("file.untitled").to_owned()
    } else {
        form.title.clone()
    };
    let place = [
        form.place.name.clone(),
        form.place.address.clone(),
        format!(
            "{} {}",
            form.place.postal_code,
            commune
                .as_ref()
                .map(|commune| commune.name.clone())
                .unwrap_or_default()
        ),
    ]
    .into_iter()
    .filter(|part| !part.trim().is_empty())
    .collect::<Vec<_>>()
    .join(", ");
    let fact = |glyph: Glyph, field_value: Option<FieldValue>| {
        field_value.map(|field_value| view! { <li class="preview__fact"><Icon glyph/><div><FieldValueView field_value/></div></li> })
    };
    let seats: u32 = form
        .occurrences
        .iter()
        .filter_map(|line| line.capacity)
        .sum();
    let seats = (seats > 0).then(|| FieldValue::Line(plural("form.seats", seats.into())));
    view! {
        <article class="preview" aria-label=t("form.preview.title")>
            {form.image.file.clone().map(|file| view! {
                <img
                    class="preview__image"
                    src=file.address_for(960)
                    width=file.width
                    height=file.height
                    alt=form.image.alt.clone()
                />
            })}
            <p class="preview__kind">{of(Field::Kind).map(|field_value| field_value.brief())}</p>
            <h4 class="preview__title">{title}</h4>
            <p class="preview__summary">{form.summary.clone()}</p>
            <ul class="preview__facts">
                {fact(Glyph::Calendar, of(Field::Occurrences))}
                {fact(Glyph::Place, line(&place))}
                {fact(Glyph::Online, of(Field::OnlineUrl))}
                {fact(Glyph::People, of(Field::Audiences))}
                {fact(Glyph::Access, of(Field::AccessMode))}
                {fact(Glyph::List, seats)}
                {fact(Glyph::Organiser, of(Field::OrganiserName))}
            </ul>
            {(!form.description.trim().is_empty()).then(|| view! { <FormattedText text=form.description.clone()/> })}
        </article>
    }
}
