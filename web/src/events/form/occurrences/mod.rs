//! Editor of the occurrences: one row each, and a calendar to add many at once.

mod planner;
mod row;

use super::FormContext;
use super::advice::FieldAdvice;
use super::form_errors::focus_field;
use crate::dates;
use crate::events::occurrence_draft::OccurrenceDraft;
use crate::messages::{number, plural, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Disclosure};
use leptos::prelude::*;
use planner::Planner;
use row::OccurrenceRow;
use shared::calendar::MAX_OCCURRENCES;
use shared::event::{AttendanceMode, Field, OccurrenceForm};

/// Number of rows from which those outside the window are not laid out.
const LONG: usize = 40;

/// Rows of the table of occurrences, with one to type into.
#[derive(Debug, Clone, Copy)]
struct Rows {
    context: FormContext,
    /// A row to type into while there is none: it becomes part of the form with its first key.
    spare: RwSignal<OccurrenceDraft>,
}

impl Rows {
    fn new(context: FormContext) -> Self {
        let spare = RwSignal::new(context.draft.new_occurrence(&OccurrenceForm::default()));
        Self { context, spare }
    }

    fn shown(self) -> Vec<OccurrenceDraft> {
        let lines = self.context.draft.lines.read();
        if lines.is_empty() {
            vec![self.spare.get()]
        } else {
            lines.clone()
        }
    }

    /// Notes that something was typed into a row.
    fn touch(self, line: OccurrenceDraft) {
        let lines = self.context.draft.lines;
        if lines.read_untracked().is_empty() {
            lines.set(vec![line]);
            self.renew_spare();
        }
    }

    fn renew_spare(self) {
        let blank = OccurrenceForm::default();
        self.spare.set(self.context.draft.new_occurrence(&blank));
    }

    /// Adds a row with the hours of the last one.
    fn add(self) {
        let lines = self.context.draft.lines;
        if lines.read_untracked().is_empty() {
            focus_field(&day_id(0));
            return;
        }
        let form = lines.read_untracked().last().map(following);
        let line = self.context.draft.new_occurrence(&form.unwrap_or_default());
        lines.update(|lines| lines.push(line));
        let last = lines.read_untracked().len().saturating_sub(1);
        request_animation_frame(move || {
            focus_field(&day_id(last));
        });
    }

    /// Removes a row; the focus goes to the one that takes its place.
    fn remove(self, key: u32) {
        let lines = self.context.draft.lines;
        let at = lines
            .read_untracked()
            .iter()
            .position(|line| line.key == key);
        if let Some(at) = at {
            lines.update(|lines| {
                lines.remove(at);
            });
        }
        if lines.read_untracked().is_empty() {
            self.renew_spare();
        }
        let last = lines.read_untracked().len().saturating_sub(1);
        let next = at.unwrap_or_default().min(last);
        request_animation_frame(move || {
            focus_field(&day_id(next));
        });
    }
}

#[component]
pub(super) fn OccurrencesEditor(context: FormContext) -> impl IntoView {
    let lines = context.draft.lines;
    let announcer = Announcer::expect();
    let rows = Rows::new(context);
    let remove = Callback::new(move |key: u32| {
        rows.remove(key);
        announcer.say(t("form.occurrences.removed"));
    });
    let window = move || {
        let own = context.dates.get();
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
        let mode = AttendanceMode::parse(&context.draft.attendance_mode.read());
        let zone = commune
            .as_ref()
            .filter(|_| mode != Some(AttendanceMode::Online))?
            .zone();
        dates::zone_note(zone.name())
            .map(|note| t_args("form.occurrences.zone", &[("zone", &note)]))
    };
    let error = context.error(Field::Occurrences);
    let count = Memo::new(move |_| lines.read().len());
    view! {
        <fieldset class="part" class:field--invalid=move || error.read().is_some() id="occurrences" tabindex="-1" aria-describedby="occurrences-window occurrences-error">
            <legend class="part__title">{t("form.occurrences.title")}</legend>
            <p class="part__hint" id="occurrences-window">{window}" "{zone}</p>
            <div id="occurrences-error">{move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}</div>
            <FieldAdvice context field=Field::Occurrences/>
            <div class="lines__head" aria-hidden="true">
                <span class="lines__day">{t("form.occurrences.day")}</span>
                <span>{t("form.occurrences.begin")}</span>
                <span>{t("form.occurrences.end")}</span>
                <span class="lines__extra">{t("form.occurrences.seats")}</span>
            </div>
            <ol class="lines" class:lines--long=move || { count.get() > LONG }>
                <ForEnumerate
                    each=move || rows.shown()
                    key=|line| line.key
                    children=move |index, line| view! { <OccurrenceRow rows index line on_remove=remove/> }
                />
            </ol>
            <div class="cluster">
                <Button
                    kind=ButtonKind::Secondary
                    disabled=Signal::derive(move || { count.get() >= MAX_OCCURRENCES })
                    on_press=Callback::new(move |_| rows.add())
                >
                    {t("form.occurrences.add")}
                </Button>
                <p class="part__hint">{move || counted(count.get())}</p>
            </div>
            <Disclosure
                title=t("form.planner.title")
                hint=t("form.planner.hint")
                needed=Signal::derive(move || { count.get() > 1 })
            >
                <Planner rows/>
            </Disclosure>
        </fieldset>
    }
}

fn counted(lines: usize) -> String {
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
