use super::fields;
use super::summary::Prose;
use crate::clock;
use crate::labels::state_name;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Tag, Tone};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{HistoryEntry, OccurrenceChange};
use shared::french::dates;

/// Kinds of log entries that have a message; others are described by the resulting state.
const KINDS_WITH_MESSAGE: &[&str] = &[
    "event.created",
    "event.submitted",
    "event.assessed",
    "event.decision_held",
    "event.decision_undone",
    "event.decision_lapsed",
    "event.correction_requested",
    "event.labelled",
    "event.refused",
    "event.withdrawn",
    "event.revoked",
    "event.life_status",
    "event.occurrence_state",
    "event.invited",
    "event.joined",
    "event.invitation_declined",
    "event.invitation_revoked",
    "event.transfer_offered",
    "event.transferred",
    "event.transfer_declined",
    "event.transfer_revoked",
    "event.co_editor_removed",
    "event.co_editor_left",
    "event.reading_opened",
    "event.reading_closed",
    "event.organisation_set",
    "event.organisation_removed",
    "event.late_pass_used",
    "event.message_received",
    "event.message_escalated",
    "event.message_settled",
    "event.duplicate_marked",
    "event.edited",
    "event.change_submitted",
    "event.change_withdrawn",
    "event.change_accepted",
    "event.change_refused",
];

/// Description of an entry, without its time.
fn entry_sentence(entry: &HistoryEntry) -> String {
    let what = if KINDS_WITH_MESSAGE.contains(&entry.kind.as_str()) {
        t_of("file.history", &entry.kind)
    } else if let Some(state) = entry.state {
        t_args("file.history.state", &[("state", &state_name(state))])
    } else {
        t("file.history.other").to_owned()
    };
    // Whoever has the mailed link declines, with or without an account.
    if entry.kind.ends_with("_declined") {
        return what;
    }
    t_args(
        "file.history.entry",
        &[
            ("what", &what),
            ("who", &t_of("file.actor", entry.actor.as_str())),
        ],
    )
}

/// Time and state of an occurrence after a change.
fn occurrence_sentence(change: &OccurrenceChange) -> String {
    let mut state = t_of("occurrence", change.state.as_str());
    if let Some(places) = change.places_left {
        state = format!(
            "{state} · {}",
            plural("occurrence.places_left", places.into())
        );
    }
    let when = dates::span(change.begin, change.end);
    t_args(
        "file.history.occurrence",
        &[("when", &when), ("state", &state)],
    )
}

/// History of a submission, latest first.
#[component]
pub fn History(
    entries: Vec<HistoryEntry>,
    /// Time zone in which the times are shown.
    zone: Tz,
    /// Edition that names the fields.
    edition: Edition,
) -> impl IntoView {
    let mut entries = entries;
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let item = move |entry: HistoryEntry| {
        let sentence = entry_sentence(&entry);
        let names: Vec<String> = entry
            .fields
            .iter()
            .map(|pointer| fields::name_at(pointer, &edition))
            .collect();
        let names = names.join(", ");
        view! {
            <li class="history__entry">
                <p class="history__time">
                    <time datetime=entry.at.to_rfc3339()>{clock::moment_in(entry.at, zone)}</time>
                </p>
                <p class="history__what">{sentence}</p>
                {entry.override_reason.map(|reason| view! { <p class="history__override"><Tag tone=Signal::stored(Tone::Warning)>{t_args("file.history.override", &[("reason", &reason)])}</Tag></p> })}
                {(!names.is_empty()).then(|| view! { <p class="history__occurrence">{names}</p> })}
                {entry.occurrence.map(|change| view! { <p class="history__occurrence">{occurrence_sentence(&change)}</p> })}
                {entry.comment.map(|text| view! { <blockquote class="history__comment"><Prose text/></blockquote> })}
            </li>
        }
    };
    if entries.is_empty() {
        view! { <p>{t("file.history.empty")}</p> }.into_any()
    } else {
        view! { <ol class="history">{entries.into_iter().map(item).collect_view()}</ol> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_kind_has_a_message() {
        for kind in KINDS_WITH_MESSAGE {
            assert!(!t_of("file.history", kind).is_empty(), "{kind}");
        }
    }
}
