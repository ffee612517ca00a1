use super::Rows;
use crate::events::fields;
use crate::events::occurrence_draft::{OccurrenceDraft, date};
use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::event::Step;
use shared::problem::Code;

/// The parts of a row that hold an error of their own.
const PARTS: [&str; 3] = ["begin", "end", "capacity"];

/// Errors of a row of the table of occurrences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RowErrors {
    /// True for each of [`PARTS`].
    invalid: [bool; 3],
    sentences: Vec<String>,
}

/// The errors of a row that may be shown; a day outside the window always: it breaks a rule and is not merely incomplete.
fn errors(rows: Rows, index: usize, line: OccurrenceDraft) -> RowErrors {
    let context = rows.context;
    let step_left = context.shown.read().contains(&Step::WhenWhere);
    let row_left = ["begin", "from", "end", "capacity"].iter().any(|part| {
        context
            .left
            .contains(&format!("occurrences-{index}-{part}"))
    });
    let mut found = RowErrors::default();
    if let Some(faults) = context.row_faults.read().get(&index) {
        for fault in faults {
            let may_show = step_left || (row_left && !fault.code.is_omission());
            let part = PARTS.iter().position(|part| fault.pointer.ends_with(part));
            if let (Some(part), true) = (part, may_show && fault.code != Code::OutsideWindow) {
                if let Some(invalid) = found.invalid.get_mut(part) {
                    *invalid = true;
                }
                let sentence = fields::message(fault);
                if !found.sentences.contains(&sentence) {
                    found.sentences.push(sentence);
                }
            }
        }
    }
    let window = context.dates.read().window;
    if date(&line.day.read()).is_some_and(|day| !window.contains_day(day)) {
        found.invalid[0] = true;
        found
            .sentences
            .push(t("form.occurrences.outside").to_owned());
    }
    found
}

/// Row of an occurrence: day, start, end; seats and the rest beside them, or on a phone behind a button.
#[component]
pub(super) fn OccurrenceRow(
    rows: Rows,
    index: ReadSignal<usize>,
    line: OccurrenceDraft,
    on_remove: Callback<u32>,
) -> impl IntoView {
    let errors = Memo::new(move |_| errors(rows, index.get(), line));
    let invalid = move |part: usize| {
        let invalid = errors.read().invalid.get(part).copied().unwrap_or_default();
        invalid.then_some("true")
    };
    let described =
        move |part: usize| invalid(part).map(|_| format!("occurrences-{}-error", index.get()));
    let id = move |part: &str| format!("occurrences-{}-{part}", index.get());
    let place = move || t_args("form.occurrences.line", &[("n", &(index.get() + 1))]);
    let window = move || rows.context.dates.read().window;
    let is_open = RwSignal::new(false);
    let shows_extra = Memo::new(move |_| is_open.get() || errors.read().invalid[2]);
    let has_extra = Memo::new(move |_| !line.capacity.read().is_empty() || line.is_overnight());
    let typed = move |signal: RwSignal<String>| {
        move |event: leptos::ev::Event| {
            signal.set(event_target_value(&event));
            rows.touch(line);
        }
    };
    view! {
        <li class="line" class:line--invalid=move || !errors.read().sentences.is_empty() class:line--open=move || shows_extra.get()>
            <div class="line__fields" role="group" aria-label=place>
                <span class="line__number" aria-hidden="true">{move || index.get() + 1}</span>
                <input
                    class="field__input line__input line__day"
                    type="date"
                    id=move || id("begin")
                    aria-label=t("form.occurrences.day")
                    min=move || window().first().to_string()
                    max=move || window().last().to_string()
                    aria-required="true"
                    aria-invalid=move || invalid(0)
                    aria-describedby=move || described(0)
                    prop:value=move || line.day.get()
                    on:input=move |event| {
                        line.move_to(event_target_value(&event));
                        rows.touch(line);
                    }
                />
                <input
                    class="field__input line__input"
                    type="time"
                    id=move || id("from")
                    aria-label=t("form.occurrences.begin")
                    aria-required="true"
                    aria-invalid=move || invalid(0)
                    aria-describedby=move || described(0)
                    prop:value=move || line.begin.get()
                    on:input=typed(line.begin)
                />
                <input
                    class="field__input line__input"
                    type="time"
                    id=move || id("end")
                    aria-label=t("form.occurrences.end")
                    aria-required="true"
                    aria-invalid=move || invalid(1)
                    aria-describedby=move || described(1)
                    prop:value=move || line.end.get()
                    on:input=typed(line.end)
                />
                <button
                    class="line__button line__more"
                    class:line__more--full=move || has_extra.get()
                    type="button"
                    aria-expanded=move || shows_extra.get().to_string()
                    aria-label=move || t_args("form.occurrences.more", &[("n", &(index.get() + 1))])
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    "⋯"
                </button>
                <div class="line__extra">
                    <input
                        class="field__input line__input line__seats"
                        type="text"
                        inputmode="numeric"
                        id=move || id("capacity")
                        aria-label=t("form.occurrences.seats")
                        aria-invalid=move || invalid(2)
                        aria-describedby=move || described(2)
                        prop:value=move || line.capacity.get()
                        on:input=typed(line.capacity)
                    />
                    <label class="line__night">
                        <input
                            class="choice__input"
                            type="checkbox"
                            prop:checked=move || line.is_overnight()
                            on:change=move |event| {
                                line.set_overnight(event_target_checked(&event));
                                rows.touch(line);
                            }
                        />
                        {t("form.occurrences.overnight")}
                    </label>
                    <button
                        class="line__button"
                        type="button"
                        aria-label=move || t_args("form.occurrences.remove_line", &[("n", &(index.get() + 1))])
                        on:click=move |_| on_remove.run(line.key)
                    >
                        "×"
                    </button>
                </div>
            </div>
            {move || {
                let sentences = errors.read().sentences.join(" ");
                (!sentences.is_empty()).then(|| {
                    let text = t_args("form.fault.line", &[("n", &(index.get() + 1)), ("text", &sentences)]);
                    view! { <p class="field__error line__error" id=move || id("error")>{text}</p> }
                })
            }}
        </li>
    }
}
