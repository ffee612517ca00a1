use super::address::Filters;
use crate::administration::people::role_name;
use crate::api::Remote;
use crate::clock;
use crate::events::fields;
use crate::history;
use crate::labels::state_name;
use crate::messages::{known, number, t, t_args, t_of};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::log::{LogActor, LogDetails, LogRow, LogSubject, LogSubjectKind};
use shared::place::Territories;

/// Sentence that names the author and the change, without the time.
pub(super) fn sentence(row: &LogRow) -> String {
    let what =
        history::what(&row.kind).unwrap_or_else(|| t_args("journal.other", &[("kind", &row.kind)]));
    t_args(
        "journal.entry",
        &[("what", &what), ("who", &who(row.actor.as_ref()))],
    )
}

fn who(actor: Option<&LogActor>) -> String {
    let Some(actor) = actor else {
        return t("journal.system").to_owned();
    };
    let Some(name) = &actor.name else {
        return t("journal.erased").to_owned();
    };
    match actor.role {
        Some(role) => {
            let role = t_of("people.role", role.as_str());
            t_args("journal.who", &[("name", name), ("role", &role)])
        }
        None => name.clone(),
    }
}

/// Page of a subject, where it has one.
fn page_of(subject: &LogSubject) -> Option<String> {
    let id = subject.id;
    match subject.kind? {
        // What was deleted or erased has no page any more.
        _ if subject.name.is_none() => None,
        LogSubjectKind::Event => Some(format!("/labellisation/{id}")),
        LogSubjectKind::Account => Some(format!("/administration/personnes/{id}")),
        LogSubjectKind::Organisation => Some(format!("/mes-organisations/{id}")),
        LogSubjectKind::Edition | LogSubjectKind::Platform => None,
    }
}

fn name_of(subject: &LogSubject) -> String {
    subject.name.clone().unwrap_or_else(|| {
        subject
            .kind
            .and_then(|kind| known("journal.untitled", kind.as_str()))
            .unwrap_or_else(|| t("journal.untitled.platform").to_owned())
    })
}

#[component]
pub(super) fn Row(row: LogRow, names: Remote<Territories>) -> impl IntoView {
    let sentence = sentence(&row);
    let LogRow {
        seq,
        at,
        kind: _,
        actor,
        subject,
        details,
    } = row;
    let (href, name) = (page_of(&subject), name_of(&subject));
    let title = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    };
    let about = Filters {
        subject: Some(subject.id).filter(|_| subject.kind != Some(LogSubjectKind::Platform)),
        ..Filters::default()
    };
    let acts = Filters {
        actor: actor.map(|actor| actor.id.0),
        ..Filters::default()
    };
    let further = move |filters: Filters, text: &'static str| {
        (filters != Filters::default()).then(|| {
            let label = format!("{text}, {}", t_args("journal.number", &[("seq", &seq)]));
            view! { <a href=filters.address() aria-label=label>{text}</a>" " }
        })
    };
    view! {
        <li class="administration-log__row">
            <p class="administration-log__time">
                <time datetime=at.to_rfc3339()>{clock::moment_in(at, Tz::Europe__Paris)}</time>
                " · "{t_args("journal.number", &[("seq", &seq)])}
            </p>
            <p class="administration-log__what">{sentence}" · "{title}</p>
            <Details details names/>
            <p class="administration-log__further">
                {further(about, t("journal.this_subject"))}
                {further(acts, t("journal.this_actor"))}
            </p>
        </li>
    }
}

/// Names of the form fields at these pointers, each once: all additional fields have one name, since a row says nothing about its
/// edition.
fn field_names(pointers: &[String]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in pointers.iter().map(|pointer| fields::label_at(pointer)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// Details of a change, with the reason that was given.
#[component]
fn Details(details: LogDetails, names: Remote<Territories>) -> impl IntoView {
    let LogDetails {
        to,
        comment,
        reason,
        fields,
        grant,
        job_kind,
        count,
    } = details;
    let facts = move || {
        let facts = [
            to.map(|state| t_args("journal.state", &[("state", &state_name(state))])),
            grant.as_ref().map(|grant| role_name(grant, names)),
            job_kind
                .as_ref()
                .map(|kind| known("jobs.kind", kind).unwrap_or_else(|| kind.clone())),
            (!fields.is_empty())
                .then(|| t_args("journal.fields", &[("names", &field_names(&fields))])),
            count.map(|n| t_args("journal.count", &[("n", &number(n))])),
            reason
                .as_ref()
                .map(|reason| t_args("journal.reason", &[("reason", reason)])),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        (!facts.is_empty())
            .then(|| view! { <p class="administration-log__details">{facts.join(" · ")}</p> })
    };
    view! {
        {facts}
        {comment.map(|text| view! { <blockquote class="administration-log__comment">{text}</blockquote> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::account::Role;

    fn row(kind: &str, actor: Option<LogActor>) -> LogRow {
        LogRow {
            seq: 7,
            at: "2018-02-05T09:00:00Z".parse().unwrap(),
            kind: kind.to_owned(),
            actor,
            subject: LogSubject {
                kind: Some(LogSubjectKind::Event),
                id: uuid::Uuid::nil(),
                name: None,
            },
            details: LogDetails::default(),
        }
    }

    #[test]
    fn a_row_says_who_did_what() {
        let actor = |name: Option<&str>| LogActor {
            id: shared::id::AccountId(uuid::Uuid::nil()),
            name: name.map(str::to_owned),
            role: Some(Role::Coordinator),
        };
        let said = |kind: &str, actor| sentence(&row(kind, actor));
        assert_eq!(
            said("event.labelled", Some(actor(Some("Camille Roy")))),
            "Label accordé, par Camille Roy (Coordination nationale)"
        );
        assert_eq!(
            said("event.deleted", None),
            "Brouillon supprimé, par la plateforme"
        );
        assert!(said("event.labelled", Some(actor(None))).contains("supprimé"));
        assert!(said("event.unheard", None).contains("event.unheard"));
    }

    #[test]
    fn fields_are_named_once() {
        let pointers = [
            "/title",
            "/additional/visit-capacity",
            "/additional/visit-equipment",
            "/occurrences",
        ];
        assert_eq!(
            field_names(&pointers.map(str::to_owned)),
            "Titre, Réponse à une question de l’édition, Dates et horaires"
        );
    }

    #[test]
    fn what_is_gone_has_no_link() {
        let mut subject = row("event.deleted", None).subject;
        assert_eq!(page_of(&subject), None);
        subject.name = Some("Visite".to_owned());
        assert!(page_of(&subject).is_some());
    }
}
