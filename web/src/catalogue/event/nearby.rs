use crate::api::{Remote, catalogue};
use crate::catalogue::EventCard;
use crate::messages::{self, t};
use crate::url;
use leptos::prelude::*;
use shared::edition::{Edition, Term};
use shared::event::{EventQuery, EventSummary};
use shared::french;
use shared::id::EventId;
use shared::place::Position;

/// Other events of the edition near the place, nearest first.
///
/// Optional: shows nothing if the request fails or finds nothing.
#[component]
pub(super) fn Nearby(
    /// The event to leave out.
    id: EventId,
    edition: Edition,
    /// Centre of the search.
    position: Position,
) -> impl IntoView {
    let query = EventQuery::nearby(&edition.slug, position);
    let all = url::explorer(&query);
    let found = Remote::new(move || {
        let query = query.clone();
        async move { catalogue::first_public_events(&query, EventQuery::NEARBY_SHOWN + 1).await }
    });
    let kinds = StoredValue::new(edition.vocabularies.kinds);
    let card = move |event: EventSummary| {
        let kind = kinds.with_value(|kinds| Term::label_of(kinds, &event.kind).to_owned());
        let distance = event
            .position
            .and_then(|place| french::event::away(place.distance_m(position), messages::all()));
        view! { <li><EventCard event kind distance/></li> }
    };
    move || {
        let others: Vec<EventSummary> = found
            .value()
            .unwrap_or_default()
            .into_iter()
            .filter(|event| event.id != id)
            .take(EventQuery::NEARBY_SHOWN as usize)
            .collect();
        let all = all.clone();
        (!others.is_empty()).then(|| {
            view! {
                <section class="event__nearby" aria-labelledby="nearby">
                    <h2 id="nearby">{t("event.nearby")}</h2>
                    <ul class="event__others">{others.into_iter().map(card).collect_view()}</ul>
                    <p><a href=all>{t("event.nearby.all")}</a></p>
                </section>
            }
        })
    }
}
