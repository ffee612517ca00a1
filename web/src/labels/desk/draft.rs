//! A reviewer's answer on one criterion while it is edited.

use leptos::prelude::*;
use shared::criterion::{Answer, Assessment, COMMENT_MAX_CHARS, Criterion, Verdict};
use shared::problem::{Code, FieldProblem};

/// The answers in the order of the key that changes them; a criterion without an answer begins at the first.
const TURN: [Verdict; 3] = [Verdict::Met, Verdict::NotMet, Verdict::ToClarify];

/// A reviewer's answer on a criterion while it is edited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    pub(super) criterion: Criterion,
    pub(super) verdict: RwSignal<String>,
    pub(super) comment: RwSignal<String>,
    /// Verdict and comment as stored on the server; empty without an answer.
    stored: RwSignal<(String, String)>,
    /// True when the automatic check proves the criterion: it is offered as met.
    proven: RwSignal<bool>,
    /// True when somebody else answered while this answer was being edited: the user chooses.
    pub(super) disputed: RwSignal<bool>,
}

impl Draft {
    pub(super) fn new(criterion: Criterion) -> Self {
        Self {
            criterion,
            verdict: RwSignal::default(),
            comment: RwSignal::default(),
            stored: RwSignal::default(),
            proven: RwSignal::new(false),
            disputed: RwSignal::new(false),
        }
    }

    /// Takes over the stored answer, and what the automatic check proves, unless there are unsaved changes. Where both this
    /// answer and the stored one have changed, they are disputed.
    pub(super) fn update(&self, assessments: &[Assessment], proven: &[Answer]) {
        let stored = assessments
            .iter()
            .find(|assessment| assessment.criterion == self.criterion)
            .map(|assessment| (assessment.verdict.to_string(), assessment.comment.clone()))
            .unwrap_or_default();
        let proven = proven
            .iter()
            .any(|answer| answer.criterion == self.criterion);
        let changed = untrack(|| self.is_changed());
        let moved = *self.stored.read_untracked() != stored;
        if changed {
            let same = *self.verdict.read_untracked() == stored.0
                && self.comment.read_untracked().trim() == stored.1.trim();
            self.disputed.set(moved && !stored.0.is_empty() && !same);
        } else {
            self.disputed.set(false);
            let offered = stored.0.is_empty() && proven;
            let verdict = if offered {
                Verdict::Met.as_str().to_owned()
            } else {
                stored.0.clone()
            };
            self.verdict.set(verdict);
            self.comment.set(stored.1.clone());
        }
        self.proven.set(proven);
        self.stored.set(stored);
    }

    /// Sets an answer that the server does not have.
    pub(super) fn restore(&self, answer: &Answer) {
        self.verdict.set(answer.verdict.to_string());
        self.comment.set(answer.comment.clone());
    }

    /// Gives up this answer for the stored one.
    pub(super) fn take_stored(&self) {
        let (verdict, comment) = self.stored.get_untracked();
        self.disputed.set(false);
        self.verdict.set(verdict);
        self.comment.set(comment);
    }

    /// The verdict that is stored, while this answer is another one; reactive.
    pub(super) fn stored_verdict(&self) -> Option<Verdict> {
        Verdict::parse(&self.stored.read().0)
    }

    /// True while the answer is the offered one, which the server does not have; reactive.
    pub(super) fn is_offered(&self) -> bool {
        self.proven.get()
            && self.stored.read().0.is_empty()
            && *self.verdict.read() == Verdict::Met.as_str()
            && self.comment.read().trim().is_empty()
    }

    /// True while there are unsaved changes; reactive.
    pub(super) fn is_changed(&self) -> bool {
        let stored = self.stored.read();
        let same =
            *self.verdict.read() == stored.0 && self.comment.read().trim() == stored.1.trim();
        drop(stored);
        !same && !self.is_offered()
    }

    /// The verdict, if one was chosen; reactive.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        Verdict::parse(&self.verdict.read())
    }

    /// True when the criterion is answered with anything but `met`; reactive.
    pub(super) fn is_negative(&self) -> bool {
        self.verdict()
            .is_some_and(|verdict| verdict != Verdict::Met)
    }

    /// The answer, if a verdict was chosen; reactive.
    pub(super) fn answer(&self) -> Option<Answer> {
        Some(Answer {
            criterion: self.criterion,
            verdict: self.verdict()?,
            comment: self.comment.get(),
        })
    }

    /// Changes to the next verdict.
    pub(super) fn turn(&self) -> Verdict {
        let now = untrack(|| self.verdict());
        let next = match now {
            None => TURN.first(),
            Some(now) => TURN
                .iter()
                .cycle()
                .skip_while(|other| **other != now)
                .nth(1),
        };
        let next = next.copied().unwrap_or(Verdict::Met);
        self.verdict.set(next.to_string());
        next
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
