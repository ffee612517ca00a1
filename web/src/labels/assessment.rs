use super::finding::FindingView;
use crate::clock;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Choice, RadioGroup, TextArea};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::criterion::{Answer, Assessment, COMMENT_MAX_CHARS, Criterion, Finding, Verdict};
use shared::edition::CriterionWording;
use shared::problem::{Code, FieldProblem};

/// A referent's assessment of a criterion while it is edited.
#[derive(Debug, Clone, Copy)]
pub(super) struct AssessmentDraft {
    pub(super) criterion: Criterion,
    pub(super) verdict: RwSignal<String>,
    pub(super) comment: RwSignal<String>,
    /// Verdict and comment as stored on the server.
    stored: RwSignal<(String, String)>,
}

impl AssessmentDraft {
    pub(super) fn new(criterion: Criterion) -> Self {
        Self {
            criterion,
            verdict: RwSignal::default(),
            comment: RwSignal::default(),
            stored: RwSignal::default(),
        }
    }

    /// Takes over the stored assessment, unless there are unsaved changes.
    pub(super) fn update(&self, assessments: &[Assessment]) {
        let stored = assessments
            .iter()
            .find(|assessment| assessment.criterion == self.criterion)
            .map(|assessment| (assessment.verdict.to_string(), assessment.comment.clone()))
            .unwrap_or_default();
        if !untrack(|| self.is_changed()) {
            self.verdict.set(stored.0.clone());
            self.comment.set(stored.1.clone());
        }
        self.stored.set(stored);
    }

    /// True while there are unsaved changes; reactive.
    pub(super) fn is_changed(&self) -> bool {
        let stored = self.stored.read();
        *self.verdict.read() != stored.0 || self.comment.read().trim() != stored.1.trim()
    }

    /// The assessment to store, if a verdict was chosen; reactive.
    pub(super) fn answer(&self) -> Option<Answer> {
        let verdict = Verdict::parse(&self.verdict.read())?;
        Some(Answer {
            criterion: self.criterion,
            verdict,
            comment: self.comment.get(),
        })
    }

    pub(super) fn comment_id(&self) -> String {
        format!("comment-{}", self.criterion)
    }

    pub(super) fn verdict_id(&self) -> String {
        format!("verdict-{}", self.criterion)
    }

    /// The error that prevents storing it; reactive.
    pub(super) fn fault(&self) -> Option<FieldProblem> {
        let answer = self.answer()?;
        if answer.comment.chars().count() > COMMENT_MAX_CHARS {
            let fault = FieldProblem::new(self.comment_id(), Code::TooLong, "too long");
            return Some(fault.with_limit(COMMENT_MAX_CHARS as u64));
        }
        (answer.verdict != Verdict::Met && answer.comment.trim().is_empty())
            .then(|| FieldProblem::new(self.comment_id(), Code::Required, "a comment is required"))
    }
}

/// A criterion with its wording, the automatic finding and the referent's assessment.
#[component]
pub(super) fn CriterionPanel(
    /// Assessment that the user edits.
    draft: AssessmentDraft,
    /// Criterion in the edition's wording.
    wording: Option<CriterionWording>,
    /// Finding of the automatic check.
    #[prop(into)]
    finding: Signal<Option<Finding>>,
    /// Stored assessment with its author.
    #[prop(into)]
    stored: Signal<Option<Assessment>>,
    /// True when the user may assess it.
    #[prop(into)]
    open: Signal<bool>,
    /// True to show errors.
    #[prop(into)]
    checked: Signal<bool>,
    /// Time zone in which the times are shown.
    zone: Tz,
) -> impl IntoView {
    let (title, text) = wording
        .map(|wording| (wording.title, wording.wording))
        .unwrap_or_default();
    let title_id = format!("critere-{}", draft.criterion);
    let labelled = title_id.clone();
    let verdicts: Vec<Choice> = Verdict::ALL
        .iter()
        .map(|verdict| {
            Choice::new(
                verdict.as_str(),
                t_of("criterion.verdict", verdict.as_str()),
            )
        })
        .collect();
    let error = Signal::derive(move || {
        if !checked.get() {
            return None;
        }
        let fault = draft.fault()?;
        Some(if fault.code == Code::Required {
            t("review.comment.required").to_owned()
        } else {
            crate::messages::field_problem(&fault)
        })
    });
    let by = move || {
        if draft.is_changed() {
            return Some(t("review.unsaved").to_owned());
        }
        let stored = stored.get()?;
        let at = clock::moment_in(stored.assessed_at, zone);
        Some(t_args(
            "review.assessed",
            &[("name", &stored.assessed_by), ("at", &at)],
        ))
    };
    let legend = t_args("review.verdict", &[("criterion", &title)]);
    let closed = move || {
        stored.get().map(|stored| {
            view! {
                <p class="panel__verdict">{t_of("criterion.verdict", stored.verdict.as_str())}</p>
                {(!stored.comment.is_empty()).then(|| view! { <blockquote class="asked__message">{stored.comment.clone()}</blockquote> })}
            }
        })
    };
    view! {
        <section class="panel" aria-labelledby=labelled>
            <h3 class="panel__title" id=title_id>{title}</h3>
            <p class="panel__wording">{text}</p>
            <div class="panel__finding">
                <p class="panel__label">{t("review.finding")}</p>
                {move || finding.get().map(|finding| view! { <FindingView finding/> })}
            </div>
            {move || if open.get() {
                view! {
                    <RadioGroup id=draft.verdict_id() legend=legend.clone() value=draft.verdict choices=verdicts.clone()/>
                    <TextArea
                        id=draft.comment_id()
                        label=t("review.comment")
                        hint=t("review.comment.hint")
                        value=draft.comment
                        rows=2
                        optional=true
                        max_chars=COMMENT_MAX_CHARS
                        error
                    />
                }
                .into_any()
            } else {
                closed().into_any()
            }}
            <p class="panel__by">{by}</p>
        </section>
    }
}
