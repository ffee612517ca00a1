use super::difference::{Difference, Sides};
use crate::api::Versioned;
use crate::clock;
use crate::labels::FindingView;
use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::WaitingChange;
use shared::label::ReviewSheet;

/// The change of a labelled event that waits for its check; nothing when there is none.
#[component]
pub fn RecheckPanel(sheet: Signal<Versioned<ReviewSheet>>, edition: Edition) -> impl IntoView {
    let change = Memo::new(move |_| sheet.read().body.file.change.clone());
    let waiting = Memo::new(move |_| change.get().and_then(|change| change.waiting));
    let shown = move || {
        let WaitingChange {
            form,
            commune,
            fields,
            findings,
            submitted_at,
            due_at,
            suspended,
        } = waiting.get()?;
        let before = {
            let sheet = sheet.read_untracked();
            let file = &sheet.body.file;
            (file.form.clone(), file.commune.clone())
        };
        let zone = before.0.zone(before.1.as_ref());
        let at = clock::moment_in(submitted_at, zone);
        let sent = match due_at {
            Some(due) => t_args(
                "recheck.due",
                &[("at", &at), ("day", &clock::day_in(due, zone))],
            ),
            None => t_args("recheck.sent", &[("at", &at)]),
        };
        let sides = Sides {
            before,
            after: (form, commune),
            fields,
        };
        let wording = edition.criteria.clone();
        let findings = findings.into_iter().map(|finding| {
            let wording = wording
                .iter()
                .find(|wording| wording.criterion == finding.criterion)
                .cloned();
            view! { <li class="check"><FindingView finding wording/></li> }
        });
        Some(view! {
            <section class="recheck stack" aria-labelledby="modification-titre">
                <h2 class="review__heading" id="modification-titre" tabindex="-1">{t("recheck.title")}</h2>
                <p>{t("recheck.text")}</p>
                <p>{sent}" "{if suspended { t("recheck.suspended") } else { t("recheck.public") }}</p>
                <Difference sides edition=edition.clone()/>
                <h3 class="recheck__heading">{t("recheck.findings")}</h3>
                <ul class="self-check__list">{findings.collect_view()}</ul>
            </section>
        })
    };
    view! { {shown} }
}
