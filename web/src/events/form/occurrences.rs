use super::FormContext;
use super::form_errors::focus_field;
use crate::dates;
use crate::events::fields;
use crate::events::occurrence_draft::{OccurrenceDraft, date};
use crate::messages::{number, plural, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Checkbox, TextField};
use chrono::{Datelike, NaiveDate, Weekday};
use leptos::prelude::*;
use shared::calendar::MAX_OCCURRENCES;
use shared::event::{Field, OccurrenceForm, Step};

/// Editor of the occurrences: one row each, with a way to repeat the last one.
#[component]
pub(super) fn OccurrencesEditor(context: FormContext) -> impl IntoView {
    let lines = context.draft.lines;
    let announcer = Announcer::expect();
    let add = move || {
        let form = lines
            .read_untracked()
            .last()
            .map(following)
            .unwrap_or_default();
        let line = context.draft.new_occurrence(&form);
        lines.update(|lines| lines.push(line));
        let last = lines.read_untracked().len().saturating_sub(1);
        request_animation_frame(move || {
            focus_field(&day_id(last));
        });
    };
    let remove = Callback::new(move |key: u32| {
        let at = lines
            .read_untracked()
            .iter()
            .position(|line| line.key == key);
        let Some(at) = at else { return };
        lines.update(|lines| lines.retain(|line| line.key != key));
        announcer.say(t("form.occurrences.removed"));
        let left = lines.read_untracked().len();
        request_animation_frame(move || {
            if left == 0 {
                focus_field("occurrences");
            } else {
                focus_field(&day_id(at.min(left - 1)));
            }
        });
    });
    let window = move || {
        let own = context.dates();
        t_args(
            "form.occurrences.window",
            &[
                ("window", &dates::window(own.window)),
                ("week", &dates::window(own.week)),
            ],
        )
    };
    let zone = move || {
        let commune = context.commune.read();
        let mode = shared::event::AttendanceMode::parse(&context.draft.attendance_mode.read());
        let zone = commune
            .as_ref()
            .filter(|_| mode != Some(shared::event::AttendanceMode::Online))?
            .zone();
        dates::zone_note(zone.name())
            .map(|note| t_args("form.occurrences.zone", &[("zone", &note)]))
    };
    let error = context.error(Field::Occurrences);
    view! {
        <fieldset class="part" class:field--invalid=move || error.read().is_some() id="occurrences" tabindex="-1" aria-describedby="occurrences-window occurrences-error">
            <legend class="part__title">{t("form.occurrences.title")}</legend>
            <p class="part__hint" id="occurrences-window">{window}</p>
            {move || zone().map(|zone| view! { <p class="part__hint">{zone}</p> })}
            <div id="occurrences-error">{move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}</div>
            <ol class="lines">
                <ForEnumerate
                    each=move || lines.get()
                    key=|line| line.key
                    children=move |index, line| view! { <OccurrenceRow context index line on_remove=remove/> }
                />
            </ol>
            <div class="cluster">
                <Button
                    kind=ButtonKind::Secondary
                    disabled=Signal::derive(move || lines.read().len() >= MAX_OCCURRENCES)
                    on_press=Callback::new(move |_| add())
                >
                    {move || if lines.read().is_empty() { t("form.occurrences.first") } else { t("form.occurrences.add") }}
                </Button>
                <p class="part__hint">{move || count(lines.read().len())}</p>
            </div>
            {move || (!lines.read().is_empty()).then(|| view! { <Repeat context/> })}
        </fieldset>
    }
}

fn count(lines: usize) -> String {
    t_args(
        "form.occurrences.count",
        &[
            ("lines", &plural("form.occurrences.lines", lines as u64)),
            ("most", &number(MAX_OCCURRENCES as u64)),
        ],
    )
}

fn day_id(index: usize) -> String {
    format!("occurrences-{index}-begin")
}

/// A copy of an occurrence, without its day.
fn following(line: &OccurrenceDraft) -> OccurrenceForm {
    let form = untrack(|| line.form());
    let time = |moment: &str| {
        moment
            .split_once('T')
            .map(|(_, time)| format!("T{time}"))
            .unwrap_or_default()
    };
    OccurrenceForm {
        begin: time(&form.begin),
        end: time(&form.end),
        capacity: form.capacity,
    }
}

/// Row of an occurrence: day, start, end, seats.
#[component]
fn OccurrenceRow(
    context: FormContext,
    index: ReadSignal<usize>,
    line: OccurrenceDraft,
    on_remove: Callback<u32>,
) -> impl IntoView {
    let fault = move |field: &'static str| {
        Signal::derive(move || {
            if !context.shown.read().contains(&Step::WhenWhere) {
                return None;
            }
            let pointer = Field::Occurrences.at(format_args!("{}/{field}", index.get()));
            context
                .faults
                .read()
                .iter()
                .find(|fault| fault.pointer == pointer)
                .map(fields::message)
        })
    };
    // A date outside the window is reported immediately: it breaks a rule of the edition and is not merely incomplete.
    let outside = Memo::new(move |_| {
        let window = context.dates().window;
        let day = date(&line.day.read());
        day.is_some_and(|day| !window.contains_day(day))
    });
    let (begin, end, capacity) = (fault("begin"), fault("end"), fault("capacity"));
    let begin_shown = Signal::derive(move || {
        begin.get().or_else(|| {
            outside
                .get()
                .then(|| t("form.occurrences.outside").to_owned())
        })
    });
    let id = move |part: &str| format!("occurrences-{}-{part}", index.get());
    let bounds = move || context.dates().window;
    let place = move || t_args("form.occurrences.line", &[("n", &(index.get() + 1))]);
    let overnight_id = format!("overnight-{}", line.key);
    view! {
        <li class="line" class:line--invalid=move || begin_shown.read().is_some() || end.read().is_some() || capacity.read().is_some()>
            <fieldset class="line__fields">
                <legend class="line__legend">{place}</legend>
                <Cell class_name="line__cell line__cell--day" id=Signal::derive(move || id("begin")) label=t("form.occurrences.day") error=begin_shown>
                    <input
                        class="field__input"
                        type="date"
                        id=move || id("begin")
                        min=move || bounds().first().to_string()
                        max=move || bounds().last().to_string()
                        aria-required="true"
                        aria-invalid=move || begin_shown.read().is_some().then_some("true")
                        aria-describedby=move || begin_shown.read().is_some().then(|| format!("{}-error", id("begin")))
                        prop:value=move || line.day.get()
                        on:input=move |event| line.move_to(event_target_value(&event))
                    />
                </Cell>
                <Cell class_name="line__cell" id=Signal::derive(move || id("from")) label=t("form.occurrences.begin") error=Signal::derive(|| None)>
                    <input
                        class="field__input"
                        type="time"
                        id=move || id("from")
                        aria-required="true"
                        aria-invalid=move || begin.read().is_some().then_some("true")
                        aria-describedby=move || begin.read().is_some().then(|| format!("{}-error", id("begin")))
                        prop:value=move || line.begin.get()
                        on:input=move |event| line.begin.set(event_target_value(&event))
                    />
                </Cell>
                <Cell class_name="line__cell" id=Signal::derive(move || id("end")) label=t("form.occurrences.end") error=end>
                    <input
                        class="field__input"
                        type="time"
                        id=move || id("end")
                        aria-required="true"
                        aria-invalid=move || end.read().is_some().then_some("true")
                        aria-describedby=move || end.read().is_some().then(|| format!("{}-error", id("end")))
                        prop:value=move || line.end.get()
                        on:input=move |event| line.end.set(event_target_value(&event))
                    />
                </Cell>
                <Cell class_name="line__cell line__cell--seats" id=Signal::derive(move || id("capacity")) label=t("form.occurrences.seats") error=capacity>
                    <input
                        class="field__input"
                        type="text"
                        inputmode="numeric"
                        size="6"
                        id=move || id("capacity")
                        aria-invalid=move || capacity.read().is_some().then_some("true")
                        aria-describedby=move || capacity.read().is_some().then(|| format!("{}-error", id("capacity")))
                        prop:value=move || line.capacity.get()
                        on:input=move |event| line.capacity.set(event_target_value(&event))
                    />
                </Cell>
            </fieldset>
            <div class="line__foot">
                <div class="choice__row">
                    <input
                        class="choice__input"
                        type="checkbox"
                        id=overnight_id.clone()
                        prop:checked=move || line.is_overnight()
                        on:change=move |event| line.set_overnight(event_target_checked(&event))
                    />
                    <label class="choice__label" for=overnight_id>{t("form.occurrences.overnight")}</label>
                </div>
                <Button
                    kind=ButtonKind::Quiet
                    label=Signal::derive(move || t_args("form.occurrences.remove_line", &[("n", &(index.get() + 1))]))
                    on_press=Callback::new(move |_| on_remove.run(line.key))
                >
                    {t("form.occurrences.remove")}
                </Button>
            </div>
        </li>
    }
}

/// A label with its control and error; the id depends on the row's index.
#[component]
fn Cell(
    class_name: &'static str,
    id: Signal<String>,
    label: &'static str,
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=class_name>
            <label class="field__label" for=move || id.get()>{label}</label>
            {children()}
            {move || error.get().map(|error| view! { <p class="field__error" id=format!("{}-error", id.get())>{error}</p> })}
        </div>
    }
}

/// Repeats the last occurrence on the following days.
#[component]
fn Repeat(context: FormContext) -> impl IntoView {
    let lines = context.draft.lines;
    let announcer = Announcer::expect();
    let until = RwSignal::new(String::new());
    let working_days = RwSignal::new(true);
    let error = RwSignal::new(None::<String>);
    let repeat = move |_| {
        let last = lines.read_untracked().last().copied();
        let (Some(line), Some(until)) = (last, date(&until.read_untracked())) else {
            error.set(Some(t("form.repeat.missing").to_owned()));
            return;
        };
        let room = MAX_OCCURRENCES.saturating_sub(lines.read_untracked().len());
        let days = date(&line.day.read_untracked())
            .map(|from| following_days(from, until, working_days.get_untracked()));
        match days {
            None => error.set(Some(t("form.repeat.no_day").to_owned())),
            Some(days) if days.is_empty() => error.set(Some(t("form.repeat.nothing").to_owned())),
            Some(days) if days.len() > room => error.set(Some(t_args(
                "form.repeat.too_many",
                &[("n", &number(room as u64))],
            ))),
            Some(days) => {
                error.set(None);
                let form = untrack(|| line.form());
                let repeated: Vec<OccurrenceDraft> = days
                    .iter()
                    .map(|day| {
                        let copy = context.draft.new_occurrence(&form);
                        copy.move_to(day.to_string());
                        copy
                    })
                    .collect();
                announcer.say(plural("form.repeat.done", repeated.len() as u64));
                lines.update(|lines| lines.extend(repeated));
            }
        }
    };
    view! {
        <details class="repeat">
            <summary class="repeat__title">{t("form.repeat.title")}</summary>
            <div class="repeat__body">
                <TextField
                    id="repeat-until"
                    label=t("form.repeat.until")
                    value=until
                    kind="date"
                    size=12
                    max=Signal::derive(move || context.dates().window.last().to_string())
                    error=error
                />
                <Checkbox id="repeat-working-days" label=t("form.repeat.working_days") checked=working_days/>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(repeat)>{t("form.repeat.action")}</Button>
            </div>
        </details>
    }
}

/// The days after `from` up to and including `until`; `working_days` excludes Saturdays and Sundays.
fn following_days(from: NaiveDate, until: NaiveDate, working_days: bool) -> Vec<NaiveDate> {
    from.iter_days()
        .skip(1)
        .take_while(|day| *day <= until)
        .take(MAX_OCCURRENCES + 1)
        .filter(|day| !working_days || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_is_repeated_with_or_without_its_weekend() {
        let all = following_days(day("2018-03-26"), day("2018-04-01"), false);
        assert_eq!(all.len(), 6);
        let working = following_days(day("2018-03-26"), day("2018-04-01"), true);
        assert_eq!(working.last().copied(), Some(day("2018-03-30")));
        assert!(following_days(day("2018-03-26"), day("2018-03-26"), false).is_empty());
    }
}
