use crate::api::{Remote, catalogue};
use crate::catalogue::EventCard;
use crate::url;
use crate::words::{t, t_args};
use leptos::prelude::*;
use shared::edition::{Edition, Term};
use shared::event::{EventQuery, EventSummary, SortOrder};
use shared::id::EventId;
use shared::place::Position;

/// How far « nearby » reaches, in metres.
const RADIUS_M: u32 = 50_000;
/// Events that are shown.
const SHOWN: usize = 4;

/// Other events of the edition around the place, the nearest first.
///
/// It is an addition: where it cannot be fetched or there is nothing, nothing is shown.
#[component]
pub(super) fn Nearby(
    /// The event itself, which is left out.
    id: EventId,
    /// Its edition.
    edition: Edition,
    /// Its place.
    position: Position,
) -> impl IntoView {
    let query = EventQuery {
        edition: Some(edition.slug.clone()),
        near: Some(position),
        radius_m: Some(RADIUS_M),
        sort: Some(SortOrder::Distance),
        ..EventQuery::default()
    };
    let all = url::explorer(&query);
    let found = Remote::new(move || {
        let query = query.clone();
        async move { catalogue::first_public_events(&query, 5).await }
    });
    let kinds = StoredValue::new(edition.vocabularies.kinds);
    let card = move |event: EventSummary| {
        let kind = kinds.with_value(|kinds| Term::label_of(kinds, &event.kind).to_owned());
        let distance = event.position.map(|place| away(place.distance_m(position)));
        view! { <li><EventCard event kind distance/></li> }
    };
    move || {
        let others: Vec<EventSummary> = found
            .value()
            .unwrap_or_default()
            .into_iter()
            .filter(|event| event.id != id)
            .take(SHOWN)
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

/// « à 12 km », « à moins d’un kilomètre ».
fn away(metres: f64) -> String {
    let km = (metres / 1000.0).round();
    if km < 1.0 {
        t("event.nearby.here").to_owned()
    } else {
        t_args("event.nearby.away", &[("n", &km)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_is_said_in_kilometres() {
        assert!(away(12_400.0).contains("12"));
        assert_eq!(away(300.0), t("event.nearby.here"));
    }
}
