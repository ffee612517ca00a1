use crate::api::{Mutation, Versioned, events};
use crate::clock;
use crate::messages::{plural, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Fault, ProblemAlert, RadioGroup, TextField, fault_at,
    faults_of,
};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::event::{EventFile, EventReport, EventReportForm, is_reportable};
use shared::id::EventId;

/// Value of the answer that the event was held.
const HELD: &str = "yes";
/// Value of the answer that it was not.
const NOT_HELD: &str = "no";

/// The report on a labelled event that is over, and the form that hands it in.
#[component]
pub(super) fn ReportSection(
    file: EventFile,
    /// True while the edition takes changes.
    writable: bool,
    /// Version of the submission.
    etag: RwSignal<String>,
    /// Called with the changed submission.
    on_change: Callback<Versioned<EventFile>>,
) -> impl IntoView {
    let is_over = |file: &EventFile| {
        let occurrences = file.occurrences.as_ref();
        occurrences.is_some_and(|occurrences| is_reportable(occurrences, clock::now()))
    };
    let open = writable && is_over(&file);
    let zone = file.form.zone(file.commune.as_ref());
    let (id, report) = (file.id, file.report);
    (open || report.is_some()).then(|| {
        view! {
            <section aria-labelledby="bilan-titre">
                <h2 id="bilan-titre">{t("file.report.title")}</h2>
                {report.map(|report| view! { <p>{sentence(&report, zone)}</p> })}
                {open.then(|| view! { <ReportForm id report etag on_change/> })}
            </section>
        }
    })
}

/// The report in a sentence, with the time at which it was handed in.
fn sentence(report: &EventReport, zone: Tz) -> String {
    let what = if report.held {
        plural("file.report.participants", report.participants.into())
    } else {
        t("file.report.not_held").to_owned()
    };
    let at = clock::moment_in(report.reported_at, zone);
    t_args("file.report.said", &[("at", &at), ("what", &what)])
}

/// A number as people type it, with or without spaces between its digits.
fn number(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    digits.parse().ok()
}

#[component]
fn ReportForm(
    id: EventId,
    report: Option<EventReport>,
    etag: RwSignal<String>,
    on_change: Callback<Versioned<EventFile>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let before = |of: fn(EventReport) -> String| RwSignal::new(report.map(of).unwrap_or_default());
    let held = before(|report| {
        let answer = if report.held { HELD } else { NOT_HELD };
        answer.to_owned()
    });
    let participants = before(|report| report.participants.to_string());
    let missing = RwSignal::new(None::<Fault>);
    let saving = Mutation::<Versioned<EventFile>>::new();
    let faults = Signal::derive(move || match missing.get() {
        Some(fault) => vec![fault],
        None => saving.error().as_ref().map(faults_of).unwrap_or_default(),
    });
    let choices = vec![
        Choice::new(HELD, t("file.report.held.yes")),
        Choice::new(NOT_HELD, t("file.report.held.no")),
    ];
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let was_held = match held.read_untracked().as_str() {
            HELD => true,
            NOT_HELD => false,
            _ => {
                missing.set(Some(Fault::new("held", t("form.fault.choice"))));
                return;
            }
        };
        let number = number(&participants.read_untracked());
        if was_held && number.is_none() {
            missing.set(Some(Fault::new(
                "participants",
                t("form.fault.participants"),
            )));
            return;
        }
        missing.set(None);
        let form = EventReportForm {
            held: was_held,
            participants: number.filter(|_| was_held),
        };
        saving.send(
            events::report_event(id, etag.get_untracked(), form),
            move |answer| {
                announcer.say(t("file.report.done"));
                on_change.run(answer);
            },
        );
    };
    let refusal = move || {
        saving
            .error()
            .filter(|error| faults_of(error).is_empty())
            .map(|error| view! { <ProblemAlert error/> })
    };
    let action = if report.is_some() {
        t("file.report.replace")
    } else {
        t("file.report.action")
    };
    view! {
        <form class="stack life" novalidate on:submit=send>
            <RadioGroup id="held" legend=t("file.report.held") value=held choices error=fault_at(faults, "held")/>
            {move || (*held.read() == HELD).then(|| view! {
                <TextField
                    id="participants"
                    label=t("file.report.count")
                    hint=t("file.report.count.hint")
                    value=participants
                    inputmode="numeric"
                    size=10
                    error=fault_at(faults, "participants")
                />
            })}
            {refusal}
            <div><Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || saving.is_pending())>{action}</Button></div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_with_its_spaces() {
        assert_eq!(number("1\u{202f}250"), Some(1_250));
        assert_eq!(number(" 54 "), Some(54));
        assert_eq!(number("une trentaine"), None);
        assert_eq!(number(""), None);
    }

    #[test]
    fn a_report_is_said_in_one_sentence() {
        let mut report = EventReport {
            held: true,
            participants: 54,
            reported_at: "2018-03-27T08:00:00Z".parse().unwrap(),
        };
        assert!(sentence(&report, Tz::Europe__Paris).contains("54 participants"));
        report.held = false;
        assert!(sentence(&report, Tz::Europe__Paris).contains("n’a pas eu lieu"));
    }
}
