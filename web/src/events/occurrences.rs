use super::autosave::etag_of;
use super::submission_page::Stale;
use crate::api::{Mutation, Versioned, events};
use crate::catalogue::life_tone;
use crate::clock;
use crate::dates;
use crate::messages::{all, plural, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Fault, Items, ProblemAlert, Tag, TextField, fault_at, faults_of,
    focus_later,
};
use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use shared::calendar::{Occurrence, OccurrenceState, Schedule};
use shared::event::{EventFile, EventForm, LifeStatus, OccurrenceStateForm};
use shared::french::event::occurrence_note;
use shared::id::EventId;

/// The occurrences of a labelled event, one row each, whose states its organiser sets.
#[component]
pub(super) fn Occurrences(
    file: EventFile,
    /// Version of the submission, which every change replaces.
    etag: RwSignal<String>,
    /// Called after a change.
    on_change: Callback<()>,
    /// Loads the page again, when somebody else has changed the submission.
    reload: Callback<()>,
) -> impl IntoView {
    let EventFile {
        id,
        form,
        occurrences,
        ..
    } = file;
    occurrences.map(|occurrences| {
        let editor = Editor {
            id,
            etag,
            schedule: RwSignal::new(occurrences),
            open: RwSignal::new(None),
            sending: Mutation::new(),
            announcer: Announcer::expect(),
            on_change,
        };
        let form = StoredValue::new(form);
        let now = clock::now();
        let (over, coming) = (
            move || editor.numbered(move |occurrence| occurrence.is_past(now)),
            move || editor.numbered(move |occurrence| !occurrence.is_past(now)),
        );
        view! {
            <section aria-labelledby="seances-titre">
                <h2 id="seances-titre">{t("file.occurrences.title")}</h2>
                <p>{t("file.occurrences.text")}</p>
                <ul class="seances">
                    <Items
                        of=Signal::derive(coming)
                        key=|(number, _): &(u32, Occurrence)| *number
                        row=move |(number, occurrence): (u32, Occurrence)| view! { <OccurrenceRow editor form number occurrence reload/> }
                    />
                </ul>
                {move || {
                    let over = over().len();
                    (over > 0).then(|| view! { <p class="seances__over">{plural("event.past_times", over as u64)}</p> })
                }}
            </section>
        }
    })
}

/// State shared by the rows.
#[derive(Debug, Clone, Copy)]
struct Editor {
    id: EventId,
    etag: RwSignal<String>,
    schedule: RwSignal<Schedule>,
    /// Number of the occurrence whose choices are shown.
    open: RwSignal<Option<u32>>,
    sending: Mutation<Versioned<EventFile>>,
    announcer: Announcer,
    on_change: Callback<()>,
}

impl Editor {
    /// The occurrences that a condition is true of, with their numbers.
    fn numbered(self, is_wanted: impl Fn(&Occurrence) -> bool) -> Vec<(u32, Occurrence)> {
        let schedule = self.schedule.read();
        let all = schedule.by_number();
        all.filter(|(_, occurrence)| is_wanted(occurrence))
            .map(|(number, occurrence)| (number, occurrence.clone()))
            .collect()
    }

    /// Shows or hides the choices of an occurrence.
    fn toggle(self, number: u32) {
        self.sending.clear();
        self.open.update(|open| {
            *open = (*open != Some(number)).then_some(number);
        });
    }

    /// Sets the state of an occurrence, and returns to its row.
    fn set(self, number: u32, form: OccurrenceStateForm) {
        let request =
            events::set_occurrence_state(self.id, number, self.etag.get_untracked(), form);
        self.sending.send(request, move |answer| {
            self.etag.set(etag_of(&answer));
            if let Some(occurrences) = answer.body.occurrences {
                if let Some(changed) = occurrences.numbered_as(number) {
                    self.announcer.say(said(changed));
                }
                self.open.set(None);
                self.schedule.set(occurrences);
            }
            self.on_change.run(());
            focus_later(button_id(number));
        });
    }
}

/// Announcement of a change, such as `mardi 27 mars 2018, de 9 h à 11 h : Complet`.
fn said(occurrence: &Occurrence) -> String {
    t_args(
        "file.history.occurrence",
        &[
            ("when", &dates::occurrence(occurrence)),
            ("state", &state_of(occurrence)),
        ],
    )
}

/// The state of an occurrence in words, also when it is open.
fn state_of(occurrence: &Occurrence) -> String {
    occurrence_note(occurrence, all()).unwrap_or_else(|| t("occurrence.open").to_owned())
}

fn button_id(number: u32) -> String {
    format!("seance-{number}")
}

/// Time and state of an occurrence, with a button that shows its choices.
#[component]
fn OccurrenceRow(
    editor: Editor,
    form: StoredValue<EventForm>,
    number: u32,
    occurrence: Occurrence,
    reload: Callback<()>,
) -> impl IntoView {
    let is_open = move || editor.open.get() == Some(number);
    let when = dates::occurrence(&occurrence);
    let tone = life_tone(LifeStatus::Scheduled.of_occurrence(occurrence.state()));
    let (state, is_off) = (state_of(&occurrence), occurrence.is_cancelled());
    let label = t_args("file.occurrences.change_one", &[("when", &when)]);
    let panel = format!("seance-{number}-choix");
    view! {
        <li class="seance" class:seance--off=is_off>
            <div class="seance__row">
                <span class="seance__when">{when}</span>
                <Tag tone=tone>{state}</Tag>
                <button class="seance__change" type="button" id=button_id(number)
                    aria-expanded=move || if is_open() { "true" } else { "false" }
                    aria-controls=panel.clone()
                    aria-label=label
                    on:click=move |_| editor.toggle(number)>
                    {t("file.occurrences.change")}
                </button>
            </div>
            <div id=panel.clone()>
                {move || is_open().then(|| view! {
                    <Choices editor counts_places=form.with_value(|form| form.counts_places(&occurrence)) number occurrence=occurrence.clone() reload/>
                })}
            </div>
        </li>
    }
}

/// The states that an occurrence can be set to, with one press each; then its places and its time.
#[component]
fn Choices(
    editor: Editor,
    counts_places: bool,
    number: u32,
    occurrence: Occurrence,
    reload: Callback<()>,
) -> impl IntoView {
    let busy = Signal::derive(move || editor.sending.is_pending());
    let faults: Signal<Vec<Fault>> = Signal::derive(move || {
        let error = editor.sending.error();
        error.as_ref().map(faults_of).unwrap_or_default()
    });
    let own = occurrence.state();
    let is_moved = occurrence.previous().is_some();
    let reopened = if is_moved {
        OccurrenceState::Moved
    } else {
        OccurrenceState::Open
    };
    let offered = [
        (reopened, "file.occurrences.open", own.can_be_joined()),
        (
            OccurrenceState::Full,
            "file.occurrences.full",
            own == OccurrenceState::Full,
        ),
        (
            OccurrenceState::Cancelled,
            "file.occurrences.cancel",
            own == OccurrenceState::Cancelled,
        ),
        (
            OccurrenceState::Open,
            "file.occurrences.move_back",
            !is_moved,
        ),
    ];
    let buttons = offered
        .into_iter()
        .filter(|(.., is_left_out)| !is_left_out)
        .map(|(state, key, _)| {
            view! {
                <Button kind=ButtonKind::Secondary busy on_press=Callback::new(move |_| editor.set(number, just(state)))>{t(key)}</Button>
            }
        })
        .collect_view();
    // A fault of the state has no field of its own.
    let refusal = move || {
        let at_fields = faults
            .read()
            .iter()
            .any(|fault| ["begin", "end", "placesLeft"].contains(&fault.field.as_str()));
        editor
            .sending
            .error()
            .filter(|_| !at_fields)
            .map(|error| view! { <Stale error=error.clone() reload/> <ProblemAlert error/> })
    };
    view! {
        <div class="seance__choices stack">
            <div class="cluster">{buttons}</div>
            {counts_places.then(|| view! {
                <Places editor number state=reopened known=occurrence.places_left() most=occurrence.places_max() faults busy/>
            })}
            <Move editor number occurrence=occurrence.clone() faults busy/>
            {refusal}
        </div>
    }
}

/// A request for a state alone.
const fn just(state: OccurrenceState) -> OccurrenceStateForm {
    OccurrenceStateForm {
        state,
        begin: String::new(),
        end: String::new(),
        places_left: None,
    }
}

/// Field for the number of places that are left.
#[component]
fn Places(
    editor: Editor,
    number: u32,
    /// State of an occurrence with places.
    state: OccurrenceState,
    known: Option<u32>,
    most: u32,
    faults: Signal<Vec<Fault>>,
    busy: Signal<bool>,
) -> impl IntoView {
    let places = RwSignal::new(known.map(|places| places.to_string()).unwrap_or_default());
    let wrong = RwSignal::new(false);
    let at_server = fault_at(faults, "placesLeft");
    let error = Signal::derive(move || {
        let own = wrong
            .get()
            .then(|| t_args("file.occurrences.places.wrong", &[("most", &most)]));
        own.or_else(|| at_server.get())
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = places.get_untracked();
        let read = match typed.trim() {
            "" => Some(None),
            digits => digits
                .parse()
                .ok()
                .filter(|places| *places <= most)
                .map(Some),
        };
        wrong.set(read.is_none());
        if let Some(places_left) = read {
            let form = OccurrenceStateForm {
                places_left,
                ..just(state)
            };
            editor.set(number, form);
        }
    };
    view! {
        <form class="seance__form" novalidate on:submit=send>
            <TextField id=format!("seance-{number}-places") label=t("file.occurrences.places") value=places kind="number" inputmode="numeric" min="0" max=most.to_string() size=6 filter=true error/>
            <Button kind=ButtonKind::Secondary submit=true busy>{t("file.occurrences.places.action")}</Button>
        </form>
    }
}

/// Fields for another time of an occurrence.
#[component]
fn Move(
    editor: Editor,
    number: u32,
    occurrence: Occurrence,
    faults: Signal<Vec<Fault>>,
    busy: Signal<bool>,
) -> impl IntoView {
    let (begin, end) = (
        occurrence.begin().naive_local(),
        occurrence.end().naive_local(),
    );
    let day = RwSignal::new(begin.date().to_string());
    let from = RwSignal::new(begin.format("%H:%M").to_string());
    let to = RwSignal::new(end.format("%H:%M").to_string());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (begin, end) = times(
            &day.read_untracked(),
            &from.read_untracked(),
            &to.read_untracked(),
        );
        let form = OccurrenceStateForm {
            begin,
            end,
            ..just(OccurrenceState::Moved)
        };
        editor.set(number, form);
    };
    let id = move |part: &str| format!("seance-{number}-{part}");
    view! {
        <details class="seance__move">
            <summary>{t("file.occurrences.move")}</summary>
            <form class="seance__form" novalidate on:submit=send>
                <TextField id=id("jour") label=t("form.occurrences.day") value=day kind="date" filter=true error=fault_at(faults, "begin")/>
                <TextField id=id("debut") label=t("form.occurrences.begin") value=from kind="time" filter=true/>
                <TextField id=id("fin") label=t("form.occurrences.end") value=to kind="time" filter=true error=fault_at(faults, "end")/>
                <Button kind=ButtonKind::Secondary submit=true busy>{t("file.occurrences.move.action")}</Button>
            </form>
        </details>
    }
}

/// Begin and end in local time, from a day and two times; an end that is not later is on the next day. Empty where something is
/// missing.
fn times(day: &str, from: &str, to: &str) -> (String, String) {
    let at = |day: &str, time: &str| {
        if day.is_empty() || time.is_empty() {
            String::new()
        } else {
            format!("{day}T{time}")
        }
    };
    let next = day
        .parse::<NaiveDate>()
        .ok()
        .and_then(|day| day.checked_add_days(Days::new(1)))
        .filter(|_| !from.is_empty() && to <= from);
    let last = next.map_or_else(|| day.to_owned(), |next| next.to_string());
    (at(day, from), at(&last, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_before_the_begin_is_on_the_next_day() {
        let said = |day, from, to| {
            let (begin, end) = times(day, from, to);
            format!("{begin}/{end}")
        };

        assert_eq!(
            said("2018-03-31", "09:00", "11:00"),
            "2018-03-31T09:00/2018-03-31T11:00"
        );
        assert_eq!(
            said("2018-03-31", "22:00", "01:00"),
            "2018-03-31T22:00/2018-04-01T01:00"
        );
        assert_eq!(said("", "09:00", "11:00"), "/");
        assert_eq!(said("2018-03-31", "09:00", ""), "2018-03-31T09:00/");
    }
}
