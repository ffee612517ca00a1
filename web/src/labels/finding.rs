use crate::events::fields;
use crate::messages::{t, t_of};
use crate::ui::{Tag, Tone};
use leptos::prelude::*;
use shared::criterion::{Finding, Outcome};
use shared::edition::CriterionWording;
use shared::event::Field;
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};

const fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Met => Tone::Good,
        Outcome::NotMet => Tone::Bad,
        Outcome::NeedsPerson => Tone::Info,
    }
}

/// Number of reasons shown before the rest is only counted: a schedule of 800 occurrences may have as many.
const MOST_REASONS: usize = 5;

/// Sentence that explains a reason.
fn reason(fault: &FieldProblem) -> String {
    let Some(field) = Field::containing(&fault.pointer) else {
        return fields::message_with_label(fault);
    };
    let key = match (field, fault.code) {
        (Field::Audiences, Code::Required) => "criterion.reason.no_audience",
        (Field::Audiences, Code::NotAllowed) => "criterion.reason.outside_audience",
        (Field::AccessMode, Code::NotAllowed) => "criterion.reason.invitation",
        (Field::Title | Field::Description, Code::Required) => "criterion.reason.nothing_to_read",
        (Field::Free, Code::Required) => "criterion.reason.free_unknown",
        (Field::Free, Code::NotFree) => "criterion.reason.not_free",
        (Field::Conditions, Code::NotFree) => "criterion.reason.money",
        _ => return fields::message_with_label(fault),
    };
    t(key).to_owned()
}

/// The automatic finding on a criterion, with its reasons.
#[component]
pub fn FindingView(
    finding: Finding,
    /// The criterion in the edition's wording; adds its title.
    #[prop(optional_no_strip)]
    wording: Option<CriterionWording>,
    /// The submission whose form the reasons link to.
    #[prop(optional)]
    edit: Option<EventId>,
    /// Leaves out the wording and most reasons, for a narrow column beside the form.
    #[prop(optional)]
    brief: bool,
) -> impl IntoView {
    let Finding {
        criterion: _,
        outcome,
        mut reasons,
    } = finding;
    // A form that is filled in says what is missing elsewhere.
    let unanswered =
        brief && outcome == Outcome::NotMet && reasons.iter().all(|fault| fault.code.is_omission());
    if unanswered {
        reasons.clear();
    }
    reasons.dedup_by_key(|fault| reason(fault));
    let most = if brief { 2 } else { MOST_REASONS };
    let rest = reasons.len().saturating_sub(most);
    let item = move |fault: &FieldProblem| {
        let text = reason(fault);
        match edit {
            Some(id) => {
                view! { <li><a href=fields::field_href(id, &fault.pointer)>{text}</a></li> }
                    .into_any()
            }
            None => view! { <li>{text}</li> }.into_any(),
        }
    };
    let shown = reasons.iter().take(most).map(item).collect_view();
    view! {
        <div class="finding">
            {wording.map(|wording| view! {
                <p class="finding__title">{wording.title}</p>
                {(!brief).then(|| view! { <p class="finding__wording">{wording.wording}</p> })}
            })}
            {if unanswered {
                view! { <Tag>{t("criterion.outcome.unanswered")}</Tag> }.into_any()
            } else {
                view! { <Tag tone=Signal::stored(tone(outcome))>{t_of("criterion.outcome", outcome.as_str())}</Tag> }.into_any()
            }}
            {(!reasons.is_empty()).then(|| view! { <ul class="finding__reasons">{shown}</ul> })}
            {(rest > 0).then(|| view! { <p class="finding__rest">{crate::messages::plural("criterion.reasons.more", rest as u64)}</p> })}
        </div>
    }
}
