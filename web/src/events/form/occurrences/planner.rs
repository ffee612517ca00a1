use super::Rows;
use crate::dates;
use crate::events::occurrence_draft::{OccurrenceDraft, date};
use crate::messages::{number, plural, t, t_args};
use crate::ui::{Announcer, TextField};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::calendar::{MAX_OCCURRENCES, Window};
use shared::event::OccurrenceForm;
use std::collections::BTreeMap;

/// Element id of the field of the start time.
const BEGIN: &str = "planner-begin";
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The hours that the chosen days get.
#[derive(Debug, Clone, Copy)]
struct Hours {
    begin: RwSignal<String>,
    end: RwSignal<String>,
    seats: RwSignal<String>,
}

impl Hours {
    /// The hours of the last row.
    fn of_last(rows: Rows) -> Self {
        let last = rows.context.draft.lines.read_untracked().last().copied();
        let text = |of: fn(&OccurrenceDraft) -> RwSignal<String>| {
            RwSignal::new(
                last.map(|line| of(&line).get_untracked())
                    .unwrap_or_default(),
            )
        };
        Self {
            begin: text(|line| line.begin),
            end: text(|line| line.end),
            seats: text(|line| line.capacity),
        }
    }

    /// An occurrence on a day; one that ends no later than it begins ends on the next day.
    fn on(self, day: NaiveDate, rows: Rows) -> OccurrenceDraft {
        let (begin, end) = (self.begin.get_untracked(), self.end.get_untracked());
        let last = if end <= begin {
            day.succ_opt().unwrap_or(day)
        } else {
            day
        };
        let line = rows.context.draft.new_occurrence(&OccurrenceForm {
            begin: format!("{day}T{begin}"),
            end: format!("{last}T{end}"),
            capacity: None,
        });
        line.capacity.set(self.seats.get_untracked());
        line
    }

    fn are_of(self, line: &OccurrenceDraft) -> bool {
        line.begin.get_untracked() == self.begin.get_untracked()
            && line.end.get_untracked() == self.end.get_untracked()
    }
}

/// Calendar of the window: a press on a day adds an occurrence with the hours typed above it, a second press removes it.
#[component]
pub(super) fn Planner(rows: Rows) -> impl IntoView {
    let context = rows.context;
    let lines = context.draft.lines;
    let announcer = Announcer::expect();
    let hours = Hours::of_last(rows);
    // The hours follow those typed into the first row until they are typed here.
    let own = RwSignal::new(false);
    Effect::new(move |_| {
        let lines = lines.read();
        if let (Some(last), false) = (lines.last(), own.get()) {
            hours.begin.set(last.begin.get());
            hours.end.set(last.end.get());
            hours.seats.set(last.capacity.get());
        }
    });
    let typed = Callback::new(move |_: String| own.set(true));
    let error = RwSignal::new(None::<String>);
    let taken = Memo::new(move |_| {
        let mut taken = BTreeMap::<NaiveDate, usize>::new();
        for line in lines.read().iter() {
            if let Some(day) = date(&line.day.read()) {
                *taken.entry(day).or_default() += 1;
            }
        }
        taken
    });
    let has_hours = move || {
        let missing =
            hours.begin.read_untracked().is_empty() || hours.end.read_untracked().is_empty();
        error.set(missing.then(|| t("form.planner.hours_first").to_owned()));
        if missing {
            super::focus_field(BEGIN);
        }
        !missing
    };
    let at = move |day: NaiveDate| {
        lines
            .read_untracked()
            .iter()
            .position(|line| line.day.get_untracked() == day.to_string() && hours.are_of(line))
    };
    let add = move |days: Vec<NaiveDate>| {
        let days: Vec<NaiveDate> = days.into_iter().filter(|day| at(*day).is_none()).collect();
        let room = MAX_OCCURRENCES.saturating_sub(lines.read_untracked().len());
        if days.len() > room {
            let text = t_args("form.planner.too_many", &[("n", &number(room as u64))]);
            error.set(Some(text));
            return;
        }
        let added: Vec<OccurrenceDraft> = days.iter().map(|day| hours.on(*day, rows)).collect();
        announcer.say(plural("form.planner.added", added.len() as u64));
        lines.update(|lines| {
            // A row that has hours and no day was the model of these.
            lines.retain(|line| !(line.day.get_untracked().is_empty() && hours.are_of(line)));
            lines.extend(added);
            lines.sort_by_cached_key(|line| (line.day.get_untracked(), line.begin.get_untracked()));
        });
    };
    let press_day = move |day: NaiveDate| {
        if !has_hours() {
            return;
        }
        match at(day) {
            Some(index) => {
                lines.update(|lines| {
                    lines.remove(index);
                });
                announcer.say(t("form.occurrences.removed"));
            }
            None => add(vec![day]),
        }
    };
    let press_days = move |days: Vec<NaiveDate>| {
        if has_hours() {
            add(days);
        }
    };
    let window = Memo::new(move |_| context.dates.read().window);
    let week = Memo::new(move |_| context.dates.read().week);
    let focused = RwSignal::new(week.get_untracked().first());
    Effect::new(move |_| {
        let window = window.get();
        focused.update(|day| *day = (*day).clamp(window.first(), window.last()));
    });
    let heads = move || {
        let window = window.get();
        WEEKDAYS
            .iter()
            .map(|weekday| {
                let days: Vec<NaiveDate> = days_of(window)
                    .filter(|day| day.weekday() == *weekday)
                    .collect();
                let name = dates::weekday(*weekday);
                let label = t_args("form.planner.every", &[("day", &name)]);
                view! {
                    <th scope="col">
                        <button class="plan__all" type="button" aria-label=label disabled=days.is_empty() on:click=move |_| press_days(days.clone())>
                            <span class="plan__weekday">{name}</span>
                        </button>
                    </th>
                }
            })
            .collect_view()
    };
    let body = move || {
        let (window, own_week) = (window.get(), week.get());
        mondays(window)
            .into_iter()
            .map(|monday| {
                let days: Vec<NaiveDate> = monday.iter_days().take(7).collect();
                let working: Vec<NaiveDate> = days
                    .iter()
                    .take(5)
                    .copied()
                    .filter(|day| window.contains_day(*day))
                    .collect();
                let label = t_args("form.planner.week", &[("day", &dates::day(monday))]);
                let cells = days
                    .into_iter()
                    .map(|day| {
                        let inside = window.contains_day(day);
                        let in_week = own_week.contains_day(day);
                        view! {
                            <td class="plan__cell" class:plan__cell--week=in_week>
                                {inside.then(|| view! { <Day day in_week begins_month=day.day() == 1 || day == window.first() taken focused on_press=Callback::new(press_day)/> })}
                            </td>
                        }
                    })
                    .collect_view();
                view! {
                    <tr>
                        <th scope="row">
                            <button class="plan__all" type="button" aria-label=label disabled=working.is_empty() on:click=move |_| press_days(working.clone())>
                                {dates::day_and_month(monday)}
                            </button>
                        </th>
                        {cells}
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <div class="plan">
            <p class="part__hint">{t("form.planner.text")}</p>
            <div class="cluster cluster--fields">
                <TextField id=BEGIN label=t("form.planner.begin") value=hours.begin kind="time" filter=true size=8 error on_change=typed/>
                <TextField id="planner-end" label=t("form.planner.end") value=hours.end kind="time" filter=true size=8 on_change=typed/>
                <TextField id="planner-seats" label=t("form.planner.seats") value=hours.seats inputmode="numeric" filter=true size=6 on_change=typed/>
            </div>
            <table class="plan__grid" role="grid" aria-label=t("form.planner.grid") on:keydown=move |event| walk(&event, window.get_untracked(), focused)>
                <thead><tr><th scope="col" class="plan__corner"><span class="ds-sr-only">{t("form.planner.corner")}</span></th>{heads}</tr></thead>
                <tbody>{body}</tbody>
            </table>
            <p class="part__hint plan__legend"><span class="plan__mark" aria-hidden="true"></span>{t("form.planner.legend")}</p>
        </div>
    }
}

/// Button of a day, with the number of its occurrences.
#[component]
fn Day(
    day: NaiveDate,
    /// True in the edition's own week.
    in_week: bool,
    /// Shows the month too.
    begins_month: bool,
    taken: Memo<BTreeMap<NaiveDate, usize>>,
    /// The day that the Tab key reaches; the arrow keys go on from it.
    focused: RwSignal<NaiveDate>,
    on_press: Callback<NaiveDate>,
) -> impl IntoView {
    let count = Memo::new(move |_| taken.read().get(&day).copied().unwrap_or_default());
    let label = move || {
        let mut label = dates::long_day(day);
        if in_week {
            label = t_args("form.planner.in_week", &[("day", &label)]);
        }
        if count.get() > 0 {
            let lines = plural("form.occurrences.lines", count.get() as u64);
            label = t_args("form.planner.with", &[("day", &label), ("lines", &lines)]);
        }
        label
    };
    view! {
        <button
            class="plan__day"
            class:plan__day--taken=move || { count.get() > 0 }
            type="button"
            id=day_id(day)
            aria-label=label
            aria-pressed=move || (count.get() > 0).to_string()
            tabindex=move || if focused.get() == day { "0" } else { "-1" }
            on:focus=move |_| focused.set(day)
            on:click=move |_| on_press.run(day)
        >
            // Month and count are drawn by the style sheet: the button is called by its number, and its label says the rest.
            <span class="plan__number" data-month=begins_month.then(|| dates::short_month(day))>{number_of(day)}</span>
            <span class="plan__count" data-count=move || (count.get() > 0).then(|| count.get().to_string())></span>
        </button>
    }
}

/// The number of a day as it is said: `1er`, `2`.
fn number_of(day: NaiveDate) -> String {
    match day.day() {
        1 => "1er".to_owned(),
        number => number.to_string(),
    }
}

fn day_id(day: NaiveDate) -> String {
    format!("jour-{day}")
}

/// Moves the focus from day to day with the arrow keys, Home and End.
fn walk(event: &KeyboardEvent, window: Window, focused: RwSignal<NaiveDate>) {
    let on_day = event
        .target()
        .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok())
        .is_some_and(|element| element.id().starts_with("jour-"));
    let from = focused.get_untracked();
    if let (Some(to), true) = (step(&event.key(), from), on_day) {
        event.prevent_default();
        let to = to.clamp(window.first(), window.last());
        super::focus_field(&day_id(to));
    }
}

/// The day that a key leads to.
fn step(key: &str, from: NaiveDate) -> Option<NaiveDate> {
    let weekday = u64::from(from.weekday().num_days_from_monday());
    match key {
        "ArrowLeft" => from.pred_opt(),
        "ArrowRight" => from.succ_opt(),
        "ArrowUp" => from.checked_sub_days(Days::new(7)),
        "ArrowDown" => from.checked_add_days(Days::new(7)),
        "Home" => from.checked_sub_days(Days::new(weekday)),
        "End" => from.checked_add_days(Days::new(6 - weekday)),
        _ => None,
    }
}

fn days_of(window: Window) -> impl Iterator<Item = NaiveDate> {
    let last = window.last();
    window
        .first()
        .iter_days()
        .take_while(move |day| *day <= last)
}

/// The Mondays of the weeks that a window touches.
fn mondays(window: Window) -> Vec<NaiveDate> {
    let first = window.first();
    let back = Days::new(u64::from(first.weekday().num_days_from_monday()));
    let monday = first.checked_sub_days(back).unwrap_or(first);
    monday
        .iter_weeks()
        .take_while(|monday| *monday <= window.last())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_weeks_of_a_window_begin_on_monday() {
        let window = Window::new(day("2018-04-03"), day("2018-04-09")).unwrap();
        assert_eq!(mondays(window), [day("2018-04-02"), day("2018-04-09")]);
        assert_eq!(days_of(window).count(), 7);
    }

    #[test]
    fn keys_lead_from_day_to_day() {
        let wednesday = day("2018-03-28");
        assert_eq!(step("ArrowRight", wednesday), Some(day("2018-03-29")));
        assert_eq!(step("ArrowUp", wednesday), Some(day("2018-03-21")));
        assert_eq!(step("Home", wednesday), Some(day("2018-03-26")));
        assert_eq!(step("End", wednesday), Some(day("2018-04-01")));
        assert_eq!(step("a", wednesday), None);
    }
}
