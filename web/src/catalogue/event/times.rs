use crate::clock;
use crate::dates;
use crate::messages::{plural, t, t_args};
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use shared::calendar::Occurrence;

/// Occurrences visible before the list is expanded.
const VISIBLE_OCCURRENCES: usize = 6;

/// Occurrences in the local time of the place, upcoming ones first.
#[component]
pub(super) fn TimesSection(
    /// All occurrences, ascending.
    occurrences: Vec<Occurrence>,
    /// IANA time zone of the place.
    timezone: String,
) -> impl IntoView {
    let now = clock::now();
    let (coming, past): (Vec<_>, Vec<_>) = occurrences
        .into_iter()
        .partition(|occurrence| occurrence.end() > now);
    let over = coming.is_empty();
    let (shown, past) = if over {
        (past, Vec::new())
    } else {
        (coming, past)
    };
    let (mut first, mut rest) = (shown, Vec::new());
    if first.len() > VISIBLE_OCCURRENCES {
        rest = first.split_off(VISIBLE_OCCURRENCES);
    }
    view! {
        <section class="panel">
            <h2 class="panel__title"><Icon glyph=Glyph::Calendar/>{t("event.when")}</h2>
            {over.then(|| view! { <p class="panel__note">{t("event.over")}</p> })}
            <ul class="times">{first.into_iter().map(line).collect_view()}</ul>
            <MoreOccurrences title=plural("event.more_times", rest.len() as u64) times=rest/>
            <MoreOccurrences title=plural("event.past_times", past.len() as u64) times=past/>
            {dates::zone_note(&timezone).map(|note| view! { <p class="panel__note">{t_args("event.zone", &[("zone", &note)])}</p> })}
        </section>
    }
}

/// Occurrences in a collapsed section.
#[component]
fn MoreOccurrences(title: String, times: Vec<Occurrence>) -> impl IntoView {
    (!times.is_empty()).then(|| {
        view! {
            <details class="times__more">
                <summary>{title}</summary>
                <ul class="times">{times.into_iter().map(line).collect_view()}</ul>
            </details>
        }
    })
}

fn line(occurrence: Occurrence) -> impl IntoView {
    let capacity = occurrence
        .capacity()
        .map(|places| plural("event.places", places.into()));
    view! {
        <li class="times__item">
            <span>{dates::occurrence(&occurrence)}</span>
            {capacity.map(|capacity| view! { <span class="times__places">{capacity}</span> })}
        </li>
    }
}
