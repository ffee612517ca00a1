use super::queue::Address;
use crate::api::{Remote, queue};
use crate::messages::{t, t_args};
use crate::session::Session;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use shared::id::EventId;
use shared::label::{QueueNeighbour, QueuePosition as Position, ReadingMark};
use std::time::Duration;

/// The place of a file in the queue that the address of the page names: the way back, "dossier 4 sur 22", the files before and
/// after, and who else reads it. While it is shown, the user is named to the others as a reader.
#[component]
pub fn QueuePosition(id: EventId) -> impl IntoView {
    let params = use_query_map();
    let address = Memo::new(move |_| Address::of(&params.read()));
    let position = Remote::<Position>::new(move || {
        queue::get_queue_position(address.read().query().clone(), id)
    });
    // After a decision the list does not contain the file: what follows it was known before.
    let place = Memo::new(move |before: Option<&Option<Position>>| {
        let now = position.value();
        match (before.cloned().flatten(), now) {
            (Some(before), Some(now)) if now.number.is_none() => Some(Position {
                number: None,
                total: now.total,
                ..before
            }),
            (before, now) => now.or(before),
        }
    });
    let number = move || {
        let place = place.get()?;
        let number = place.number?;
        Some(t_args(
            "queue.position",
            &[("number", &number), ("total", &place.total)],
        ))
    };
    let previous = Memo::new(move |_| place.get().and_then(|place| place.previous));
    let next = Memo::new(move |_| place.get().and_then(|place| place.next));
    view! {
        <nav class="queue-position" aria-label=t("queue.position.label")>
            <a href=move || address.read().href()>{t("review.back")}</a>
            <span>{number}</span>
            <Neighbour address neighbour=previous key="queue.position.previous"/>
            <Neighbour address neighbour=next key="queue.position.next"/>
        </nav>
        <Readers id/>
    }
}

/// Link to the file before or after; its name says which file it is.
#[component]
fn Neighbour(
    address: Memo<Address>,
    neighbour: Memo<Option<QueueNeighbour>>,
    key: &'static str,
) -> impl IntoView {
    move || {
        neighbour.get().map(|QueueNeighbour { id, title }| {
            let href = move || address.read().file(id);
            view! {
                <a href=href title=title.clone()>
                    {t(key)}
                    <span class="ds-sr-only">" : "{title.clone()}</span>
                </a>
            }
        })
    }
}

/// Names the others who read the file, and marks it as read by the user as long as the page is open.
#[component]
fn Readers(id: EventId) -> impl IntoView {
    let session = Session::expect();
    let others = RwSignal::new(Vec::<String>::new());
    let mark = move || {
        if !untrack(|| session.is_reviewer()) {
            return;
        }
        spawn_local(async move {
            // A mark that fails is tried again in a minute; it keeps nobody from deciding.
            if let Ok(reading) = queue::open_reading(id).await {
                others.try_set(reading.readers);
            }
        });
    };
    Effect::new(move |_| {
        mark();
        let pause = Duration::from_secs(u64::from(ReadingMark::RENEWED_SECONDS));
        let interval = set_interval_with_handle(mark, pause).ok();
        on_cleanup(move || {
            if let Some(interval) = interval {
                interval.clear();
            }
            if untrack(|| session.is_reviewer()) {
                spawn_local(async move {
                    // Otherwise it expires by itself.
                    let _ = queue::close_reading(id).await;
                });
            }
        });
    });
    let text = move || {
        let others = others.get();
        (!others.is_empty()).then(|| t_args("queue.readers", &[("names", &others.join(", "))]))
    };
    view! { <p class="queue-readers" role="status">{text}</p> }
}
