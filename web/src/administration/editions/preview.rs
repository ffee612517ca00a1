//! Preview of a save: its changes, and its effects on events that were filed.

use super::names::in_words;
use crate::dates;
use crate::events::fields;
use crate::labels::StateTag;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Notice, Tone};
use chrono::{DateTime, NaiveDate};
use leptos::prelude::*;
use shared::edition::{AffectedEvent, EditionChange, EditionEffects, EffectCount};
use shared::label::LabelState;

/// List of the differences between two versions.
#[component]
pub(super) fn Changes(changes: Vec<EditionChange>) -> impl IntoView {
    if changes.is_empty() {
        return view! { <p>{t("edition.changes.none")}</p> }.into_any();
    }
    let one = |change: EditionChange| {
        let value = |value: Option<String>| {
            value.map_or_else(
                || t("edition.changes.nothing").to_owned(),
                |text| in_french(&text),
            )
        };
        view! {
            <li class="edition-change">
                <span class="edition-change__name">{in_words(&change.path)}</span>
                <span class="edition-change__values">
                    <del>{value(change.before)}</del> " → " <ins>{value(change.after)}</ins>
                </span>
            </li>
        }
    };
    view! { <ul class="edition-changes">{changes.into_iter().map(one).collect_view()}</ul> }
        .into_any()
}

/// A value in French: a date in words, a text as it is.
fn in_french(text: &str) -> String {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return dates::long_day(day);
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return dates::moment(at);
    }
    match text {
        "true" => t("answer.yes").to_owned(),
        "false" => t("answer.no").to_owned(),
        "" => t("edition.changes.nothing").to_owned(),
        other => other.to_owned(),
    }
}

/// The events that the change affects, by effect.
#[component]
pub(super) fn Effects(effects: EditionEffects) -> impl IntoView {
    if effects.affected == 0 {
        return view! { <p>{t("edition.effects.none")}</p> }.into_any();
    }
    let groups = effects.by_effect.into_iter().map(group).collect_view();
    view! {
        <Notice tone=Tone::Warning title=plural("edition.effects", effects.affected)>
            <p>{t("edition.effects.text")}</p>
        </Notice>
        {groups}
    }
    .into_any()
}

fn group(effect: EffectCount) -> impl IntoView {
    let EffectCount {
        effect,
        count,
        events,
    } = effect;
    let more = count.saturating_sub(events.len() as u64);
    view! {
        <details class="edition-effect">
            <summary class="edition-effect__title">
                {t_of("edition.effect", effect.as_str())} "\u{a0}: " {plural("edition.effect.events", count)}
            </summary>
            <ul class="edition-effect__events">
                {events.into_iter().map(event).collect_view()}
                {(more > 0).then(|| view! { <li>{plural("edition.effect.more", more)}</li> })}
            </ul>
        </details>
    }
}

fn event(event: AffectedEvent) -> impl IntoView {
    let title = if event.title.trim().is_empty() {
        t("edition.effect.untitled").to_owned()
    } else {
        event.title
    };
    let mut names: Vec<&str> = event.fields.iter().map(|at| fields::label_at(at)).collect();
    names.dedup();
    let names = names.join(", ");
    // Reviewers do not read drafts.
    let title = if event.state == LabelState::Draft {
        view! { <span>{title}</span> }.into_any()
    } else {
        view! { <a href=format!("/labellisation/{}", event.id) target="_blank" aria-label=t_args("edition.effect.open", &[("title", &title)])>{title.clone()}</a> }
            .into_any()
    };
    view! {
        <li class="edition-effect__event">
            {title}
            <StateTag state=event.state/>
            {(!names.is_empty()).then(|| view! { <span class="edition-effect__fields">{names}</span> })}
        </li>
    }
}
