use crate::messages::{t, t_of};
use leptos::prelude::*;
use shared::label::{LabelState, Milestone};

/// The way of a submission to the label and the report, as a line of steps.
#[component]
pub fn Progress(
    state: LabelState,
    /// True while a change of the labelled event is checked again.
    #[prop(optional)]
    recheck: bool,
    /// True when its organiser has reported on the event.
    reported: bool,
) -> impl IntoView {
    let reached = state.milestone(reported);
    let step = |milestone: &Milestone| {
        let done = reached.is_some_and(|reached| *milestone <= reached);
        let said = if done {
            t("file.milestone.done")
        } else {
            t("file.milestone.open")
        };
        view! {
            <li class="milestones__step" data-done=done.then_some("")>
                {t_of("file.milestone", milestone.as_str())}
                <span class="ds-sr-only">{said}</span>
            </li>
            {(recheck && *milestone == Milestone::Labelled).then(|| view! {
                <li class="milestones__step">{t("file.milestone.recheck")}</li>
            })}
        }
    };
    view! {
        <ol class="milestones" aria-label=t("file.milestone.label")>
            {Milestone::ALL.iter().map(step).collect_view()}
        </ol>
    }
}
