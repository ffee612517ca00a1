use super::store::{Favourites, Kept};
use crate::api::{CallError, Remote, catalogue};
use crate::catalogue::{EventCard, Share};
use crate::layout::{Page, PageHead, focus_title};
use crate::ui::{Button, ButtonKind, Empty, Glyph, Icon, LinkButton, Loading, Notice, Tone};
use crate::url;
use crate::words::{self, plural, t};
use leptos::prelude::*;
use shared::event::{EventQuery, EventSummary};
use shared::id::EventId;

/// Events that are asked for at once.
const AT_ONCE: usize = 40;

/// What the person keeps: as it is now, or offline as it was.
#[component]
pub fn FavouritesPage() -> impl IntoView {
    let favourites = Favourites::expect();
    // One that is let go of stays until the page is left, so that it can be kept again.
    let shown = Memo::new(move |before: Option<&Vec<Kept>>| {
        let mut shown = favourites.all();
        for one in before.into_iter().flatten() {
            if shown.iter().all(|other| other.id != one.id) {
                shown.push(one.clone());
            }
        }
        shown
    });
    let ids = Memo::new(move |_| {
        let mut ids: Vec<EventId> = shown.read().iter().map(|kept| kept.id).collect();
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
    let body = move || {
        if ids.read().is_empty() {
            return nothing().into_any();
        }
        match now.get() {
            None => view! { <Loading lines=9/> }.into_any(),
            Some(answer) => {
                let (events, error) = match answer {
                    Ok(events) => (Some(events), None),
                    Err(error) => (None, Some(error)),
                };
                view! {
                    {error.map(|error| view! { <Unreached error retry=Callback::new(move |()| now.refetch())/> })}
                    <Kepts kept=shown.get_untracked() events/>
                }
                .into_any()
            }
        }
    };
    view! {
        <Page title=t("favourites.title")>
            <PageHead title=t("favourites.title")><p>{t("favourites.intro")}</p></PageHead>
            <Ways/>
            {body}
        </Page>
    }
}

async fn fetch(ids: &[EventId]) -> Result<Vec<EventSummary>, CallError> {
    let mut events = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let query = EventQuery {
            ids: ids.to_vec(),
            ..EventQuery::default()
        };
        events.extend(catalogue::first_public_events(&query, 100).await?);
    }
    events.sort_by_key(|event| event.first_begin);
    Ok(events)
}

fn nothing() -> impl IntoView {
    view! {
        <Empty title=t("favourites.empty") text=t("favourites.empty.text")>
            <LinkButton href="/evenements">{t("favourites.explore")}</LinkButton>
        </Empty>
    }
}

/// What can be done with all of them.
#[component]
fn Ways() -> impl IntoView {
    let favourites = Favourites::expect();
    let ids = move || {
        favourites
            .all()
            .iter()
            .map(|kept| kept.id)
            .collect::<Vec<_>>()
    };
    let path = move || {
        url::explorer(&EventQuery {
            ids: ids(),
            ..EventQuery::default()
        })
    };
    move || {
        let count = favourites.count();
        (count > 0).then(|| {
            view! {
                <div class="favourites__ways">
                    <p class="favourites__count">{plural("favourites.count", count as u64)}</p>
                    <a class="ds-button button" data-variant="secondary" data-color="accent" href=catalogue::calendar_address(&ids()) download="favoris.ics" rel="external">
                        <Icon glyph=Glyph::Calendar/>{t("favourites.calendar")}
                    </a>
                    <Share title=t("favourites.shared") path=Signal::derive(path) text=t("favourites.share")/>
                    <a href=path()>{t("favourites.map")}</a>
                </div>
            }
        })
    }
}

/// The server could not be asked: what was kept is shown as it was.
#[component]
fn Unreached(error: CallError, retry: Callback<()>) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title=t("favourites.as_kept")>
            <p>{words::call_error(&error)}</p>
            <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| retry.run(()))>{t("call.retry")}</Button>
        </Notice>
    }
}

/// The events: those that are public as the server has them, then those that are not any more.
#[component]
fn Kepts(
    kept: Vec<Kept>,
    /// What the server says; none when it could not be asked.
    events: Option<Vec<EventSummary>>,
) -> impl IntoView {
    let kind_of = |id: EventId| {
        let found = kept.iter().find(|kept| kept.id == id);
        found.map(|kept| kept.kind.clone()).unwrap_or_default()
    };
    let card = |event: EventSummary| {
        let kind = kind_of(event.id);
        view! { <li><EventCard event kind/></li> }.into_any()
    };
    let items = match events {
        Some(events) => {
            let gone = kept
                .iter()
                .filter(|kept| events.iter().all(|event| event.id != kept.id))
                .map(|kept| view! { <li><Gone kept=kept.clone()/></li> }.into_any())
                .collect::<Vec<_>>();
            events.iter().cloned().map(card).chain(gone).collect_view()
        }
        None => kept
            .iter()
            .filter_map(|kept| kept.event.clone())
            .map(card)
            .collect_view(),
    };
    view! {
        <h2 class="ds-sr-only">{t("explorer.list")}</h2>
        <ol class="favourites">{items}</ol>
    }
}

/// One that is not public any more.
#[component]
fn Gone(kept: Kept) -> impl IntoView {
    let favourites = Favourites::expect();
    let id = kept.id;
    let title = kept.event.as_ref().map(|event| event.title.clone());
    let let_go = move |_| {
        favourites.remove(id);
        focus_title();
    };
    view! {
        <article class="card card--off">
            <h3 class="card__title">{title.unwrap_or_else(|| t("favourites.unknown").to_owned())}</h3>
            <p>{t("favourites.gone")}</p>
            <div>
                {move || favourites.has(id).then(|| view! {
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(let_go)>{t("favourites.remove")}</Button>
                })}
            </div>
        </article>
    }
}
