use super::store::{Favourite, Favourites};
use crate::api::{CallError, Remote, catalogue};
use crate::catalogue::{CopyList, EventCard, ListToCopy, Share, Subscriptions};
use crate::layout::{Page, PageHead, focus_title};
use crate::messages::{self, plural, t};
use crate::ui::{Button, ButtonKind, Empty, Glyph, Icon, LinkButton, Loading, Notice, Tone};
use crate::url;
use leptos::prelude::*;
use shared::event::{EventQuery, EventSummary};
use shared::id::EventId;

/// Number of events per request.
const BATCH_SIZE: usize = 40;

/// Page of the favourites: current data, or the stored copy when offline.
#[component]
pub fn FavouritesPage() -> impl IntoView {
    let favourites = Favourites::expect();
    // A removed favourite stays on the page until the user leaves it, so that it can be added again.
    let shown = Memo::new(move |before: Option<&Vec<Favourite>>| {
        let mut shown = favourites.all();
        for favourite in before.into_iter().flatten() {
            if shown.iter().all(|other| other.id != favourite.id) {
                shown.push(favourite.clone());
            }
        }
        shown
    });
    let ids = Memo::new(move |_| {
        let mut ids: Vec<EventId> = shown.read().iter().map(|favourite| favourite.id).collect();
        ids.sort_unstable();
        ids
    });
    let now = Remote::new(move || {
        let ids = ids.get();
        async move { fetch(&ids).await }
    });
    Effect::new(move |_| {
        if let Some(events) = now.value() {
            favourites.refresh(&events);
        }
    });
    let to_copy = Signal::derive(move || {
        let kept = favourites.all();
        let mut events = match now.get()? {
            Ok(events) => events,
            Err(_) => kept.iter().filter_map(|one| one.event.clone()).collect(),
        };
        events.retain(|event| kept.iter().any(|one| one.id == event.id));
        Some(ListToCopy {
            total: events.len() as u64,
            events,
        })
    });
    let body = move || {
        if ids.read().is_empty() {
            return empty().into_any();
        }
        match now.get() {
            None => view! { <Loading lines=9/> }.into_any(),
            Some(answer) => {
                let (events, error) = match answer {
                    Ok(events) => (Some(events), None),
                    Err(error) => (None, Some(error)),
                };
                view! {
                    {error.map(|error| view! { <StoredCopyNotice error retry=Callback::new(move |()| now.refetch())/> })}
                    <FavouriteList favourites=shown.get_untracked() events/>
                }
                .into_any()
            }
        }
    };
    view! {
        <Page title=t("favourites.title")>
            <PageHead title=t("favourites.title")><p>{t("favourites.intro")}</p></PageHead>
            <BulkActions to_copy/>
            {body}
        </Page>
    }
}

async fn fetch(ids: &[EventId]) -> Result<Vec<EventSummary>, CallError> {
    let mut events = Vec::new();
    for ids in ids.chunks(BATCH_SIZE) {
        let query = EventQuery {
            ids: ids.to_vec(),
            ..EventQuery::default()
        };
        events.extend(catalogue::first_public_events(&query, 100).await?);
    }
    events.sort_by_key(|event| event.first_begin);
    Ok(events)
}

fn empty() -> impl IntoView {
    view! {
        <Empty title=t("favourites.empty") text=t("favourites.empty.text")>
            <LinkButton href="/evenements">{t("favourites.explore")}</LinkButton>
        </Empty>
    }
}

/// Actions on all favourites.
#[component]
fn BulkActions(
    /// Those that are public, with their latest known data.
    to_copy: Signal<Option<ListToCopy>>,
) -> impl IntoView {
    let favourites = Favourites::expect();
    let ids = move || {
        favourites
            .all()
            .iter()
            .map(|favourite| favourite.id)
            .collect::<Vec<_>>()
    };
    let path = move || {
        url::explorer(&EventQuery {
            ids: ids(),
            ..EventQuery::default()
        })
    };
    let calendar = move || catalogue::calendar_address(&ids());
    move || {
        let count = favourites.count();
        (count > 0).then(|| {
            view! {
                <div class="favourites__ways">
                    <p class="favourites__count">{plural("favourites.count", count as u64)}</p>
                    <a class="ds-button button" data-variant="secondary" data-color="accent" href=calendar() download="favoris.ics" rel="external">
                        <Icon glyph=Glyph::Calendar/>{t("favourites.calendar")}
                    </a>
                    <details class="agenda">
                        <summary class="agenda__name">{t("favourites.subscribe")}</summary>
                        <Subscriptions path=Signal::derive(calendar)/>
                    </details>
                    <Share title=t("favourites.shared") path=Signal::derive(path) text=t("favourites.share")/>
                    <a href=path()>{t("favourites.map")}</a>
                    <CopyList list=to_copy path=Signal::derive(path)/>
                </div>
            }
        })
    }
}

/// Message shown with the stored copy when the request failed.
#[component]
fn StoredCopyNotice(error: CallError, retry: Callback<()>) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title=t("favourites.as_kept")>
            <p>{messages::call_error(&error)}</p>
            <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| retry.run(()))>{t("call.retry")}</Button>
        </Notice>
    }
}

/// The favourites: public events with their current data, then those that are no longer public.
#[component]
fn FavouriteList(
    favourites: Vec<Favourite>,
    /// Events returned by the server; none when the request failed.
    events: Option<Vec<EventSummary>>,
) -> impl IntoView {
    let kind_of = |id: EventId| {
        let found = favourites.iter().find(|favourite| favourite.id == id);
        found
            .map(|favourite| favourite.kind.clone())
            .unwrap_or_default()
    };
    let card = |event: EventSummary| {
        let kind = kind_of(event.id);
        view! { <li><EventCard event kind/></li> }.into_any()
    };
    let items = match events {
        Some(events) => {
            let unavailable = favourites
                .iter()
                .filter(|favourite| events.iter().all(|event| event.id != favourite.id))
                .map(|favourite| {
                    view! { <li><UnavailableFavourite favourite=favourite.clone()/></li> }
                        .into_any()
                })
                .collect::<Vec<_>>();
            events
                .iter()
                .cloned()
                .map(card)
                .chain(unavailable)
                .collect_view()
        }
        None => favourites
            .iter()
            .filter_map(|favourite| favourite.event.clone())
            .map(card)
            .collect_view(),
    };
    view! {
        <h2 class="ds-sr-only">{t("explorer.list")}</h2>
        <ol class="favourites">{items}</ol>
    }
}

/// A favourite that is no longer public.
#[component]
fn UnavailableFavourite(favourite: Favourite) -> impl IntoView {
    let favourites = Favourites::expect();
    let id = favourite.id;
    let title = favourite.event.as_ref().map(|event| event.title.clone());
    let remove = move |_| {
        favourites.remove(id);
        focus_title();
    };
    view! {
        <article class="card card--off">
            <h3 class="card__title">{title.unwrap_or_else(|| t("favourites.unknown").to_owned())}</h3>
            <p>{t("favourites.gone")}</p>
            <div>
                {move || favourites.has(id).then(|| view! {
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(remove)>{t("favourites.remove")}</Button>
                })}
            </div>
        </article>
    }
}
