use crate::api::{Remote, organisations};
use crate::clock;
use crate::history;
use crate::messages::{t, t_args, t_of};
use crate::ui::Fetched;
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::id::OrganisationId;
use shared::organisation::{OrganisationHistoryEntry, OrganisationPeople};

/// History of an organisation, loaded when it is unfolded.
#[component]
pub(super) fn HistoryFold(
    id: OrganisationId,
    /// The people on the page: each change of them has an entry.
    shown: Signal<OrganisationPeople>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <details class="fold" on:toggle=move |_| open.set(true)>
            <summary class="fold__title">{t("organisation.history")}</summary>
            {move || open.get().then(|| view! { <Entries id shown/> })}
        </details>
    }
}

#[component]
fn Entries(id: OrganisationId, shown: Signal<OrganisationPeople>) -> impl IntoView {
    let entries = Remote::<Vec<OrganisationHistoryEntry>>::new(move || {
        shown.track();
        organisations::list_organisation_history(id)
    });
    let list = |entries: Vec<OrganisationHistoryEntry>| {
        let items = entries.into_iter().rev().map(|entry| {
            let at = clock::moment_in(entry.at, Tz::Europe__Paris);
            view! {
                <li class="people__one">
                    <span class="people__role">{at}</span>
                    <span class="people__name">{sentence(&entry)}</span>
                </li>
            }
        });
        view! { <ul class="people">{items.collect_view()}</ul> }
    };
    view! { <Fetched of=entries lines=4 then=list/> }
}

/// Description of an entry, without its time.
fn sentence(entry: &OrganisationHistoryEntry) -> String {
    let what =
        history::what(&entry.kind).unwrap_or_else(|| t("organisation.history.other").to_owned());
    let who = t_of("organisation.actor", entry.actor.as_str());
    match &entry.other {
        Some(other) => t_args(
            "organisation.history.entry.other",
            &[("what", &what), ("other", &other.name), ("who", &who)],
        ),
        None => t_args(
            "organisation.history.entry",
            &[("what", &what), ("who", &who)],
        ),
    }
}
