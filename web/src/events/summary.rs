//! Read-only views of a form: every answer, and the public page as it will be.

use super::answer_file::DocumentView;
use super::field_value::line;
use super::fields;
use crate::messages::{plural, t};
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{EventForm, Field, FormField, Step};
use shared::id::EventId;
use shared::place::Commune;
use shared::problem::FieldProblem;
use shared::text::markdown;

pub use super::field_value::{FieldValue, degrees, field_value, form_field_value};

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
        FieldValue::Document(file) => view! { <DocumentView file/> }.into_any(),
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

/// Additions of the check of the answers to the summary of a form: faults, and links to the fields.
#[derive(Debug, Clone)]
pub struct CheckLines {
    pub id: EventId,
    pub faults: Vec<FieldProblem>,
}

/// A whole form, step by step.
#[component]
pub fn Summary(
    form: EventForm,
    /// Edition whose vocabularies name the values.
    edition: Edition,
    /// Commune of the venue, from the gazetteer.
    commune: Option<Commune>,
    /// Turns the form into one to check: every answer can be changed, and what is missing is shown.
    #[prop(optional)]
    check: Option<CheckLines>,
) -> impl IntoView {
    let value = |field: FormField| form_field_value(field, &form, &edition, commune.as_ref());
    let retired: Vec<FormField> = form
        .additional
        .retired(&edition)
        .map(|(key, _)| FormField::of_key(key))
        .collect();
    let asks = |field: FormField| match field {
        FormField::Standard(field) => form.asks(field, &edition),
        FormField::Additional(pointer) => edition
            .additional_field(pointer.0)
            .is_some_and(|field| field.is_shown(&form, &edition.additional)),
    };
    let part = |step: Step| {
        let of_step = || FormField::all(&edition).filter(|field| field.step(&edition) == step);
        let lines = if let Some(check) = &check {
            let asked = of_step().filter(|field| asks(*field));
            check_lines(asked.map(|field| (field, value(field))), check, &edition)
        } else {
            // The step of a retired field is not known any more.
            let retired = retired.iter().copied();
            let all = of_step().chain(retired.filter(|_| step == Step::Public));
            read_lines(
                all.filter_map(|field| Some((field, value(field)?))),
                &edition,
            )
        };
        let title = match step {
            Step::Declaration => t("form.summary.declaration").to_owned(),
            Step::Organiser | Step::Event | Step::WhenWhere | Step::Public => {
                fields::step_title(step)
            }
        };
        view! {
            <section class="summary__part">
                <h3 class="summary__title">{title}</h3>
                {lines}
            </section>
        }
    };
    // The commitments are accepted below the lines to check.
    let steps = Step::ALL
        .iter()
        .filter(|step| check.is_none() || **step != Step::Declaration);
    view! { <div class="summary">{steps.map(|step| part(*step)).collect_view()}</div> }
}

/// The answers of a step.
fn read_lines(
    answers: impl Iterator<Item = (FormField, FieldValue)>,
    edition: &Edition,
) -> AnyView {
    let facts: Vec<_> = answers
        .map(|(field, field_value)| {
            view! {
                <dt>{fields::name(field, edition)}</dt>
                <dd><FieldValueView field_value/></dd>
            }
        })
        .collect();
    if facts.is_empty() {
        view! { <p class="summary__empty">{t("form.summary.empty")}</p> }.into_any()
    } else {
        view! { <dl class="facts">{facts}</dl> }.into_any()
    }
}

/// The answers and faults of a step with links to change them, and the optional fields that were left empty.
fn check_lines(
    answers: impl Iterator<Item = (FormField, Option<FieldValue>)>,
    check: &CheckLines,
    edition: &Edition,
) -> AnyView {
    let mut empty = Vec::new();
    let mut lines = Vec::new();
    for (field, answer) in answers {
        let faults: Vec<&FieldProblem> = check
            .faults
            .iter()
            .filter(|fault| FormField::containing(&fault.pointer) == Some(field))
            .collect();
        if answer.is_none() && faults.is_empty() {
            empty.push(field);
        } else {
            let name = fields::name(field, edition);
            lines.push(check_line((field, name), answer, &faults, check.id));
        }
    }
    let unanswered = empty
        .into_iter()
        .map(|field| {
            let href = fields::change_href(check.id, &field.pointer());
            view! { <li><a href=href id=fields::check_line(field)>{fields::name(field, edition)}</a></li> }
        })
        .collect_view();
    let has_unanswered = !unanswered.is_empty();
    view! {
        <dl class="answers">{lines}</dl>
        {has_unanswered.then(|| view! {
            <div class="answers__empty">
                <p>{t("form.check.empty")}</p>
                <ul class="answers__links">{unanswered}</ul>
            </div>
        })}
    }
    .into_any()
}

/// Number of faults of a field that are shown; the rest is counted.
const FAULTS_SHOWN: usize = 3;

fn check_line(
    (field, label): (FormField, String),
    answer: Option<FieldValue>,
    faults: &[&FieldProblem],
    id: EventId,
) -> impl IntoView + use<> {
    let pointer = faults
        .first()
        .map_or_else(|| field.pointer(), |fault| fault.pointer.as_str().into());
    let href = fields::change_href(id, &pointer);
    let rest = faults.len().saturating_sub(FAULTS_SHOWN);
    let sentences = faults
        .iter()
        .take(FAULTS_SHOWN)
        .map(|fault| {
            let text = match fields::occurrence_index(&fault.pointer) {
                Some(_) => fields::message_with_label(fault),
                None => fields::message(fault),
            };
            view! { <p class="field__error">{text}</p> }
        })
        .collect_view();
    let of_label = format!(" : {label}");
    view! {
        <div class="answers__line">
            <dt>{label}</dt>
            <dd class="answers__value">
                {answer.map(|field_value| view! { <FieldValueView field_value/> })}
                {sentences}
                {(rest > 0).then(|| view! { <p>{plural("form.said.more", rest as u64)}</p> })}
            </dd>
            <dd class="answers__change">
                <a href=href id=fields::check_line(field)>{t("form.check.change")}<span class="ds-sr-only">{of_label}</span></a>
            </dd>
        </div>
    }
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
