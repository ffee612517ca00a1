//! Confirmation after a submission: reference, date of the answer, next steps.

use crate::clock;
use crate::messages::{t, t_args};
use crate::ui::{ButtonKind, LinkButton};
use crate::url;
use leptos::prelude::*;
use shared::calendar::DayEntry;
use shared::event::EventFile;

/// Confirmation of a submission.
#[component]
pub(super) fn Confirmation(
    file: EventFile,
    /// Name of the edition.
    edition: String,
) -> impl IntoView {
    let reference = file.id.reference();
    let zone = file.form.zone(file.commune.as_ref());
    let due = file.due_at.map(|due| clock::day_in(due, zone));
    let calendar = file.due_at.map(|due| {
        let day = due.with_timezone(&zone).date_naive();
        entry(&file, &reference, day).to_ics(&edition)
    });
    let answer = due.map(|day| {
        view! {
            <p class="filed__answer">{t("file.filed.answer")}<strong>{day}</strong></p>
        }
    });
    let add = calendar.map(|ics| {
        let href = format!("data:text/calendar;charset=utf-8,{}", url::encode(&ics));
        let name = format!("{}-{reference}.ics", t("file.filed.calendar.file"));
        view! {
            <a class="ds-button button" data-variant="secondary" data-color="accent" href=href download=name>{t("file.filed.calendar")}</a>
        }
    });
    view! {
        <section class="filed" aria-labelledby="depose-titre">
            <h2 class="filed__title" id="depose-titre">{t("file.filed.title")}</h2>
            <p class="filed__reference">{t("file.filed.reference")}<strong>{reference.clone()}</strong></p>
            {answer}
            <h3 class="filed__next">{t("file.filed.next")}</h3>
            <ol class="filed__steps">
                <li>{t("file.filed.next.mail")}</li>
                <li>{t("file.filed.next.review")}</li>
                <li>{t("file.filed.next.decision")}</li>
            </ol>
            <div class="cluster">
                {add}
                <LinkButton kind=ButtonKind::Quiet href="/mes-evenements">{t("file.filed.all")}</LinkButton>
            </div>
        </section>
    }
}

/// The deadline of the answer, for the person's calendar.
fn entry(file: &EventFile, reference: &str, day: chrono::NaiveDate) -> DayEntry {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    let host = location.host().unwrap_or_default();
    let title = file.form.title.trim();
    DayEntry {
        uid: format!("{}-echeance@{host}", file.id),
        stamp: clock::now(),
        day,
        summary: t_args("file.filed.calendar.summary", &[("title", &title)]),
        description: t_args(
            "file.filed.calendar.text",
            &[("title", &title), ("reference", &reference)],
        ),
        url: format!("{origin}/mes-evenements/{}", file.id),
    }
}
