use super::days::DayFilter;
use super::facet::Facet;
use super::names::Names;
use super::search::Search;
use crate::messages::{t, t_of};
use crate::ui::{Choice, TextField};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use shared::event::When;

/// Named periods offered, in this order.
const NAMED: [When; 6] = [
    When::Today,
    When::Weekend,
    When::Week,
    When::Current,
    When::Upcoming,
    When::Past,
];

/// Stands for days instead of a named period.
const OWN_DAYS: &str = "days";

/// Filter by time: a named period, one of the days with events, or a custom range.
#[component]
pub(super) fn WhenFilter(
    search: Search,
    /// Source of the counts.
    names: Names,
) -> impl IntoView {
    let query = search.query();
    let periods = || {
        let all = Choice::new("", t("explorer.when.any"));
        let some = NAMED.map(|when| Choice::new(when.as_str(), t_of("when", when.as_str())));
        [all].into_iter().chain(some).collect::<Vec<_>>()
    };
    let when = move || {
        let query = query.read();
        let period = query.when.map(|when| when.to_string());
        let days = (query.from.is_some() || query.to.is_some()).then(|| OWN_DAYS.to_owned());
        period.or(days).into_iter().collect::<Vec<_>>()
    };
    let has_days = Memo::new(move |_| !names.days().is_empty());
    view! {
        <Facet parameter="when" legend=t("explorer.when.named") single=true choices=Signal::derive(periods) chosen=Signal::derive(when) names
            on_change=Callback::new(move |values: Vec<String>| search.change(|query| {
                query.when = values.first().and_then(|word| When::parse(word));
                (query.from, query.to) = (None, None);
            }))/>
        {move || has_days.get().then(|| view! { <DayFilter search names/> })}
        <OwnDays search/>
    }
}

/// Custom period: first and last day.
#[component]
fn OwnDays(search: Search) -> impl IntoView {
    let query = search.query();
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let query = query.read();
        from.set(query.from.map(|day| day.to_string()).unwrap_or_default());
        to.set(query.to.map(|day| day.to_string()).unwrap_or_default());
    });
    let other = |value: RwSignal<String>| {
        Signal::derive(move || Some(value.get()).filter(|day| !day.is_empty()))
    };
    let first = move |text: String| {
        if finished(&text) {
            search.refine(|query| {
                query.from = day(&text);
                query.when = None;
                if query.to < query.from {
                    query.to = query.to.and(query.from);
                }
            });
        }
    };
    let last = move |text: String| {
        if finished(&text) {
            search.refine(|query| {
                query.to = day(&text);
                query.when = None;
                if query.to.is_some() && query.from > query.to {
                    query.from = query.to;
                }
            });
        }
    };
    view! {
        <fieldset class="choices">
            <legend class="choices__legend">{t("explorer.own_days")}</legend>
            <div class="filter__pair">
                <TextField id="from" label=t("explorer.from") value=from kind="date" filter=true max=other(to) on_change=Callback::new(first)/>
                <TextField id="to" label=t("explorer.to") value=to kind="date" filter=true min=other(from) on_change=Callback::new(last)/>
            </div>
        </fieldset>
    }
}

/// True when a date is complete or empty: the year 0002 is an intermediate state of typing 2018.
fn finished(text: &str) -> bool {
    text.is_empty() || day(text).is_some()
}

/// Parses a date whose year has four digits.
fn day(text: &str) -> Option<NaiveDate> {
    text.parse::<NaiveDate>()
        .ok()
        .filter(|day| (1900..=9999).contains(&day.year()))
}
