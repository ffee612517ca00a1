use crate::api::{Mutation, Remote, administration};
use crate::clock;
use crate::messages::{number, t, t_args, t_of};
use crate::ui::{Button, ButtonKind, Fetched, Notice, ProblemAlert, Tone};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::log::{LatestLogVerification, LogVerdict, LogVerification};
use std::time::Duration;

/// Time between two looks at a running verification.
const LOOK: Duration = Duration::from_secs(1);

/// Starts a verification of the log, and shows how far it is and what it found.
#[component]
pub(super) fn Verification() -> impl IntoView {
    let latest = Remote::<LatestLogVerification>::new(administration::get_log_verification);
    let starting = Mutation::<LatestLogVerification>::new();
    let start = move |_| {
        starting.send(administration::verify_log(), move |now| {
            latest.update(|shown| *shown = now);
        });
    };
    let running = Memo::new(move |_| {
        let found = latest.value().and_then(|latest| latest.verification);
        found
            .filter(|found| found.verdict == LogVerdict::Running)
            .map(|found| found.id)
    });
    // Looks again for as long as one runs; leaving the page clears the timer.
    Effect::new(move |_| {
        if running.get().is_some()
            && let Ok(timer) = set_interval_with_handle(move || latest.refetch(), LOOK)
        {
            on_cleanup(move || timer.clear());
        }
    });
    view! {
        <section class="administration-part" aria-labelledby="journal-verify">
            <h2 id="journal-verify">{t("journal.verify")}</h2>
            <p>{t("journal.verify.intro")}</p>
            <div role="status">
                <Fetched of=latest lines=2 then={|latest: LatestLogVerification| match latest.verification {
                    None => view! { <p>{t("journal.verify.never")}</p> }.into_any(),
                    Some(found) => view! { <Found found/> }.into_any(),
                }}/>
            </div>
            {move || starting.error().map(|error| view! { <ProblemAlert error/> })}
            <Button kind=ButtonKind::Secondary busy=Signal::derive(move || starting.is_pending() || running.get().is_some()) on_press=Callback::new(start)>
                {t("journal.verify.action")}
            </Button>
        </section>
    }
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| clock::moment_in(at, Tz::Europe__Paris))
        .unwrap_or_default()
}

#[component]
fn Found(found: LogVerification) -> impl IntoView {
    let LogVerification {
        id: _,
        requested_at: _,
        ended_at,
        verdict,
        verified,
        total,
        compared_with,
        fault,
        fault_row,
    } = found;
    let n = number(verified);
    match verdict {
        LogVerdict::Running => {
            let values: [(&str, &dyn std::fmt::Display); 2] =
                [("done", &n), ("total", &number(total))];
            view! {
                <p>{t_args("journal.verify.running", &values)}</p>
                <progress aria-label=t("journal.verify") max=total.to_string() value=verified.to_string()></progress>
            }
            .into_any()
        }
        LogVerdict::Valid => {
            let compared = match compared_with {
                Some(row) => t_args("journal.verify.compared", &[("row", &row)]),
                None => t("journal.verify.uncompared").to_owned(),
            };
            let tone = if compared_with.is_some() {
                Tone::Good
            } else {
                Tone::Info
            };
            view! {
                <Notice tone title=t("journal.verify.valid.title")>
                    <p>{t_args("journal.verify.valid", &[("n", &n), ("at", &moment(ended_at))])}</p>
                    <p>{compared}</p>
                </Notice>
            }
            .into_any()
        }
        LogVerdict::Broken => {
            let row = fault_row.unwrap_or_default();
            let why = fault.map_or_else(String::new, |fault| t_of("journal.fault", fault.as_str()));
            view! {
                <Notice tone=Tone::Bad title=t_args("journal.verify.broken.title", &[("row", &row)])>
                    <p>{t_args("journal.verify.broken", &[("n", &n), ("why", &why)])}</p>
                </Notice>
            }
            .into_any()
        }
        LogVerdict::Failed => view! {
            <Notice tone=Tone::Warning title=t("journal.verify.failed.title")>
                <p>{t("journal.verify.failed")}</p>
            </Notice>
        }
        .into_any(),
    }
}
