use super::facet::Facet;
use super::names::Names;
use super::search::Search;
use crate::dates;
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
        query
            .read()
            .when
            .map(|when| when.to_string())
            .into_iter()
            .collect()
    };
    let days = move || {
        let all = Choice::new("", t("explorer.day.any"));
        let days = names.days().into_iter().filter_map(|value| {
            let label = dates::long_day(day(&value)?);
            Some(Choice::new(value, label))
        });
        [all].into_iter().chain(days).collect::<Vec<_>>()
    };
    let chosen_day = move || {
        let query = query.read();
        let day = query.from.filter(|from| query.to == Some(*from));
        day.map(|day| day.to_string()).into_iter().collect()
    };
    view! {
        <Facet parameter="when" legend=t("explorer.when.named") single=true choices=Signal::derive(periods) chosen=Signal::derive(when) names
            on_change=Callback::new(move |values: Vec<String>| search.change(|query| {
                query.when = values.first().and_then(|word| When::parse(word));
                (query.from, query.to) = (None, None);
            }))/>
        {move || (!names.days().is_empty()).then(|| view! {
            <Facet parameter="day" legend=t("explorer.day") single=true choices=Signal::derive(days) chosen=Signal::derive(chosen_day) names
                on_change=Callback::new(move |values: Vec<String>| search.change(|query| {
                    let chosen = values.first().and_then(|text| day(text));
                    (query.from, query.to, query.when) = (chosen, chosen, None);
                }))/>
        })}
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
