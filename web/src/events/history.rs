use super::fields;
use super::summary::Prose;
use crate::clock;
use crate::history;
use crate::labels::state_name;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Tag, Tone};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{HistoryActor, HistoryEntry, OccurrenceChange};
use shared::french::dates;

/// Description of an entry, without its time.
fn entry_sentence(entry: &HistoryEntry) -> String {
    let what = if let Some(what) = history::what(&entry.kind) {
        what
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
        &[("what", &what), ("who", &author(entry))],
    )
}

/// Author of an entry: the person where the server names them, else the organiser, the reviewer or the platform.
fn author(entry: &HistoryEntry) -> String {
    match (&entry.actor_name, entry.actor) {
        (Some(name), HistoryActor::Organiser) => {
            t_args("file.history.organiser", &[("name", name)])
        }
        (Some(name), HistoryActor::Reviewer | HistoryActor::System) => name.clone(),
        (None, actor) => t_of("file.actor", actor.as_str()),
    }
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
    fn an_entry_names_its_author_where_the_server_does() {
        let entry = |actor: HistoryActor, name: Option<&str>| HistoryEntry {
            seq: 7,
            at: "2018-02-05T09:00:00Z".parse().unwrap(),
            kind: "event.submitted".to_owned(),
            actor,
            actor_name: name.map(str::to_owned),
            comment: None,
            override_reason: None,
            fields: Vec::new(),
            state: None,
            occurrence: None,
        };
        let said = |actor, name| entry_sentence(&entry(actor, name));

        assert_eq!(
            said(HistoryActor::Organiser, Some("Camille Roy")),
            "Dossier soumis, par Camille Roy (organisateur)"
        );
        assert_eq!(
            said(HistoryActor::Reviewer, Some("Camille Roy")),
            "Dossier soumis, par Camille Roy"
        );
        assert_eq!(
            said(HistoryActor::Reviewer, None),
            "Dossier soumis, par le référent"
        );
    }
}
