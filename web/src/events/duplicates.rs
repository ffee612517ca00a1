use crate::api::{Mutation, Remote, events};
use crate::clock;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Items, ProblemAlert};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::event::{DuplicateVerdict, EventForm, LikelyDuplicate, OccurrenceForm, PlaceForm};
use shared::id::EventId;
use shared::place::InseeCode;

/// Part of a stored form on which likely duplicates depend: title, place and occurrences.
pub type Subject = (String, PlaceForm, Vec<OccurrenceForm>);

/// The subject of a stored form.
pub fn subject_of(form: &EventForm) -> Subject {
    (
        form.title.clone(),
        form.place.clone(),
        form.occurrences.clone(),
    )
}

/// Events that are likely the same as this one, with links, and what is said about each. Nothing when there are none.
#[component]
pub fn LikelyDuplicates(
    id: EventId,
    /// Stored title, place and occurrences; a change looks for duplicates again.
    #[prop(into)]
    subject: Signal<Subject>,
    /// True on the pages of the reviewers, who open other files there.
    #[prop(optional)]
    review: bool,
) -> impl IntoView {
    let found = Remote::<Vec<LikelyDuplicate>>::new(move || {
        let (title, _, occurrences) = subject.get();
        async move {
            if title.trim().is_empty() || occurrences.is_empty() {
                return Ok(Vec::new());
            }
            events::list_duplicates(id).await
        }
    });
    // A failure says nothing: the list is a hint.
    let others = Memo::new(move |_| found.value().unwrap_or_default());
    let row = move |other: LikelyDuplicate| {
        let zone = subject.with_untracked(|(_, place, _)| zone_of(place));
        view! { <Other id other zone review found/> }
    };
    view! {
        <Show when=move || !others.read().is_empty()>
            <section class="duplicates" aria-labelledby="semblables">
                <h3 class="duplicates__title" id="semblables">{t("duplicates.title")}</h3>
                <p class="duplicates__text">{t("duplicates.text")}</p>
                <ul class="duplicates__list"><Items of=others key=|other: &LikelyDuplicate| other.id row/></ul>
            </section>
        </Show>
    }
}

#[component]
fn Other(
    id: EventId,
    other: LikelyDuplicate,
    zone: Tz,
    review: bool,
    found: Remote<Vec<LikelyDuplicate>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let marking = Mutation::<()>::new();
    let busy = Signal::derive(move || marking.is_pending());
    let (other_id, title) = (other.id, other.title.clone());
    let say = move |verdict: DuplicateVerdict| {
        marking.send(events::mark_duplicate(id, other_id, verdict), move |()| {
            announcer.say(t_of("duplicates.said", verdict.as_str()));
            found.update(|others| {
                for other in others.iter_mut().filter(|other| other.id == other_id) {
                    other.verdict = Some(verdict);
                }
            });
        });
    };
    let choice = move |verdict: DuplicateVerdict| {
        let label = t_args(
            "duplicates.label",
            &[
                ("what", &t_of("duplicates.say", verdict.as_str())),
                ("title", &title),
            ],
        );
        view! {
            <Button kind=ButtonKind::Quiet busy label on_press=Callback::new(move |_| say(verdict))>
                {t_of("duplicates.say", verdict.as_str())}
            </Button>
        }
    };
    let choices = DuplicateVerdict::ALL
        .iter()
        .copied()
        .filter(|verdict| other.verdict != Some(*verdict))
        .map(choice)
        .collect_view();
    let said = other
        .verdict
        .map(|verdict| view! { <p class="duplicates__said">{t_of("duplicates.said", verdict.as_str())}</p> });
    let when = clock::moment_in(other.first_begin, zone);
    let facts: Vec<String> = [
        Some(other.organiser.clone()),
        other.city.clone(),
        Some(when),
    ]
    .into_iter()
    .flatten()
    .filter(|fact| !fact.is_empty())
    .collect();
    let state = crate::labels::state_name(other.state);
    view! {
        <li class="duplicates__item">
            <a class="duplicates__link" href=href(&other, review)>{other.title.clone()}</a>
            <span class="duplicates__facts">{facts.join(" · ")}" · "{state}</span>
            {said}
            <div class="cluster">{choices}</div>
            {move || marking.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

/// Time zone of a place, which events that are alike share.
fn zone_of(place: &PlaceForm) -> Tz {
    InseeCode::parse(&place.insee).map_or(Tz::Europe__Paris, |commune| commune.department().zone())
}

/// Page on which the caller reads the other event.
fn href(other: &LikelyDuplicate, review: bool) -> String {
    let LikelyDuplicate {
        id,
        edition,
        slug,
        own,
        ..
    } = other;
    match slug {
        _ if *own => format!("/mes-evenements/{id}"),
        Some(slug) if !review => format!("/evenements/{edition}/{slug}"),
        Some(_) | None => format!("/labellisation/{id}"),
    }
}
