use super::names::Names;
use super::search::Search;
use crate::dates;
use crate::messages::{plural, t, t_args};
use crate::ui::focus;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::calendar::Window;
use std::collections::BTreeMap;

/// Number of shades of a day with events.
const SHADES: u64 = 3;
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// State that each day of the calendar reads.
#[derive(Clone, Copy)]
struct Calendar {
    search: Search,
    counts: Memo<BTreeMap<NaiveDate, u64>>,
    /// Number of events of the day that has the most.
    most: Memo<u64>,
    /// The week of the edition in the territories of the search.
    week: Memo<Option<Window>>,
    chosen: Memo<Option<NaiveDate>>,
    /// The day that had the focus last.
    focused: RwSignal<Option<NaiveDate>>,
    /// The day that the Tab key reaches; the arrow keys go on from it.
    reached: Memo<Option<NaiveDate>>,
}

/// Filter by day: a calendar of the weeks with events, darker where there are more. A second press removes the filter.
#[component]
pub(super) fn DayFilter(
    search: Search,
    /// Source of the days and counts.
    names: Names,
) -> impl IntoView {
    let query = search.query();
    let counts = Memo::new(move |_| names.days());
    let week = Memo::new(move |_| {
        names.edition.with(|edition| {
            let edition = edition.as_ref()?;
            Some(query.with(|query| names.dates(edition, query)).week)
        })
    });
    let chosen = Memo::new(move |_| {
        let query = query.read();
        query.from.filter(|from| query.to == Some(*from))
    });
    let weeks = Memo::new(move |_| mondays(&counts.read(), week.get(), chosen.get()));
    let focused = RwSignal::new(None::<NaiveDate>);
    let reached = Memo::new(move |_| {
        let weeks = weeks.get();
        let first = week.get().map(Window::first);
        let wanted = [focused.get(), chosen.get(), first, weeks.first().copied()];
        let is_shown = |day: &NaiveDate| weeks.contains(&monday(*day));
        wanted.into_iter().flatten().find(is_shown)
    });
    let calendar = Calendar {
        search,
        counts,
        most: Memo::new(move |_| counts.read().values().copied().max().unwrap_or_default()),
        week,
        chosen,
        focused,
        reached,
    };
    let walk = move |event: KeyboardEvent| {
        let weeks = weeks.get_untracked();
        let to = reached
            .get_untracked()
            .and_then(|from| step(&event.key(), from, &weeks));
        if let Some(to) = to {
            event.prevent_default();
            focus(&id_of(to));
        }
    };
    let heads = WEEKDAYS
        .iter()
        .map(|weekday| {
            let name = dates::weekday(*weekday);
            let initial: String = name.chars().take(1).collect();
            view! {
                <th scope="col" class="days__weekday">
                    <span aria-hidden="true">{initial.to_uppercase()}</span>
                    <span class="ds-sr-only">{name}</span>
                </th>
            }
        })
        .collect_view();
    let rows = move || {
        let weeks = weeks.get().into_iter();
        weeks
            .map(|monday| {
                let days = days_from(monday)
                    .map(|day| view! { <td class="days__cell"><Day day calendar/></td> })
                    .collect_view();
                view! { <tr>{days}</tr> }
            })
            .collect_view()
    };
    view! {
        <fieldset class="choices">
            <legend class="choices__legend">{t("explorer.day")}</legend>
            <table class="days" role="grid" aria-label=t("explorer.day") on:keydown=walk>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="days__legend"><span class="days__mark" aria-hidden="true"></span>{t("explorer.day.legend")}</p>
        </fieldset>
    }
}

/// Button of a day, with the number of its events.
#[component]
fn Day(day: NaiveDate, calendar: Calendar) -> impl IntoView {
    let Calendar {
        search,
        counts,
        most,
        week,
        chosen,
        focused,
        reached,
    } = calendar;
    let count = Memo::new(move |_| counts.read().get(&day).copied().unwrap_or_default());
    let in_week = Memo::new(move |_| week.get().is_some_and(|week| week.contains_day(day)));
    let label = move || {
        let events = plural("explorer.count", count.get());
        let label = format!("{}, {events}", dates::long_day(day));
        if in_week.get() {
            t_args("explorer.day.in_week", &[("day", &label)])
        } else {
            label
        }
    };
    let press = move |_| {
        search.change(|query| {
            let day = (chosen.get_untracked() != Some(day)).then_some(day);
            (query.from, query.to, query.when) = (day, day, None);
        });
    };
    let names_month = day.day() == 1 || day.weekday() == Weekday::Mon;
    view! {
        <button
            class="days__day"
            class:days__day--week=move || in_week.get()
            type="button"
            id=id_of(day)
            aria-label=label
            aria-pressed=move || (chosen.get() == Some(day)).to_string()
            tabindex=move || if reached.get() == Some(day) { "0" } else { "-1" }
            data-shade=move || shade(count.get(), most.get()).to_string()
            on:focus=move |_| focused.set(Some(day))
            on:click=press
        >
            // Month and count are drawn by the style sheet: the button is called by its number, and its label says the rest.
            <span class="days__number" data-month=names_month.then(|| dates::short_month(day))>{dates::day_of_month(day)}</span>
            <span class="days__count" data-count=move || (count.get() > 0).then(|| count.get().to_string())></span>
        </button>
    }
}

fn id_of(day: NaiveDate) -> String {
    format!("day-{day}")
}

/// Shade of a day: 0 without events, [`SHADES`] for the most.
fn shade(count: u64, most: u64) -> u64 {
    (count * SHADES).div_ceil(most.max(1))
}

fn monday(day: NaiveDate) -> NaiveDate {
    let back = Days::new(u64::from(day.weekday().num_days_from_monday()));
    day.checked_sub_days(back).unwrap_or(day)
}

/// The days of the week that begins on a Monday.
fn days_from(monday: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    monday.iter_days().take(7)
}

/// The Mondays of the weeks to show: of those with events, of the week of the edition and of the chosen day.
fn mondays(
    counts: &BTreeMap<NaiveDate, u64>,
    week: Option<Window>,
    chosen: Option<NaiveDate>,
) -> Vec<NaiveDate> {
    let with_events = counts.iter().filter(|(_, count)| **count > 0);
    let marked = week
        .into_iter()
        .flat_map(|week| [week.first(), week.last()]);
    let mut mondays: Vec<NaiveDate> = with_events
        .map(|(day, _)| *day)
        .chain(marked)
        .chain(chosen)
        .map(monday)
        .collect();
    mondays.sort_unstable();
    mondays.dedup();
    mondays
}

/// The day that a key leads to, in the weeks that begin on these Mondays.
fn step(key: &str, from: NaiveDate, mondays: &[NaiveDate]) -> Option<NaiveDate> {
    let days: Vec<NaiveDate> = mondays
        .iter()
        .flat_map(|monday| days_from(*monday))
        .collect();
    let at = days.iter().position(|day| *day == from)?;
    let in_row = at % 7;
    let to = match key {
        "ArrowLeft" => at.checked_sub(1)?,
        "ArrowRight" => at + 1,
        "ArrowUp" => at.checked_sub(7)?,
        "ArrowDown" => at + 7,
        "Home" => at - in_row,
        "End" => at - in_row + 6,
        _ => return None,
    };
    days.get(to).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_without_events_are_left_out() {
        let counts = [("2018-03-13", 4), ("2018-03-20", 0), ("2018-04-05", 1)];
        let counts = BTreeMap::from(counts.map(|(text, count)| (day(text), count)));
        let week = Window::new(day("2018-03-26"), day("2018-04-01")).ok();

        let shown = ["2018-03-12", "2018-03-26", "2018-04-02"].map(day);
        assert_eq!(mondays(&counts, week, None), shown);
        let chosen = ["2018-03-12", "2018-03-19", "2018-04-02"].map(day);
        assert_eq!(mondays(&counts, None, Some(day("2018-03-20"))), chosen);
    }

    #[test]
    fn the_arrow_keys_pass_over_the_weeks_left_out() {
        let mondays = ["2018-03-12", "2018-03-26"].map(day);

        let sunday = day("2018-03-18");
        assert_eq!(
            step("ArrowRight", sunday, &mondays),
            Some(day("2018-03-26"))
        );
        assert_eq!(step("ArrowDown", sunday, &mondays), Some(day("2018-04-01")));
        assert_eq!(step("Home", sunday, &mondays), Some(day("2018-03-12")));
        assert_eq!(step("ArrowUp", sunday, &mondays), None);
        assert_eq!(step("Enter", sunday, &mondays), None);
    }

    #[test]
    fn a_day_with_few_events_is_shaded_too() {
        assert_eq!(
            [0, 1, 33, 34, 67, 100].map(|count| shade(count, 100)),
            [0, 1, 1, 2, 3, 3]
        );
        assert_eq!(shade(0, 0), 0);
    }
}
