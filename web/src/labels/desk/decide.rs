//! Decisions: sent with the answers that the server does not have, and undone for a moment.

use super::saving::Saving;
use super::state::{Desk, etag_of};
use super::visit::{Sheet, Undoable, Visit};
use crate::api::{CallError, Mutation, labels};
use crate::clock;
use crate::labels::moves::is_stale;
use crate::messages::{call_error, t, t_args, t_of};
use crate::ui::go_to;
use chrono::TimeDelta;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::account::Role;
use shared::criterion::{Answer, Verdict};
use shared::id::AccountId;
use shared::label::{
    Action, CorrectionForm, CorrectionPointForm, DecisionForm, DecisionKind, OffGrid, check_grid,
    unmet_comments,
};
use shared::problem::Code;

/// Time by which the browser stops to offer the undoing before the server does.
const MARGIN: TimeDelta = TimeDelta::milliseconds(300);

/// State of the decision on one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deciding {
    pub(super) sending: Mutation<Sheet>,
    /// The reason why the decision cannot be taken, as a sentence.
    pub(super) hindrance: RwSignal<Option<String>>,
    /// The decision that only an override allows, while the user may override.
    pub(super) against: RwSignal<Option<DecisionKind>>,
    /// The decision whose override is being written.
    pub(super) overriding: RwSignal<Option<DecisionKind>>,
}

impl Deciding {
    pub(super) fn new() -> Self {
        Self {
            sending: Mutation::new(),
            hindrance: RwSignal::new(None),
            against: RwSignal::new(None),
            overriding: RwSignal::new(None),
        }
    }
}

impl Desk {
    /// Answers to store with a decision: those that the server does not have. With `all`, a criterion without an answer is met.
    fn answers(self, all: bool) -> Vec<Answer> {
        untrack(|| {
            self.drafts()
                .iter()
                .filter(|draft| {
                    draft.is_changed() || draft.is_offered() || (all && draft.verdict().is_none())
                })
                .map(|draft| {
                    draft.answer().unwrap_or(Answer {
                        criterion: draft.criterion,
                        verdict: Verdict::Met,
                        comment: String::new(),
                    })
                })
                .collect()
        })
    }

    /// All answers as they are on the screen; with `all`, a criterion without one is met.
    fn shown_answers(self, all: bool) -> Vec<Answer> {
        untrack(|| {
            let drafts = self.drafts();
            let of = |draft: &super::draft::Draft| {
                draft.answer().or(all.then_some(Answer {
                    criterion: draft.criterion,
                    verdict: Verdict::Met,
                    comment: String::new(),
                }))
            };
            drafts.iter().filter_map(of).collect()
        })
    }

    /// True when an answer lacks its comment: says so, and focuses the comment.
    fn lacks_comment(self) -> bool {
        let drafts = self.drafts();
        let Some(faulty) = untrack(|| drafts.iter().find(|draft| draft.fault().is_some()).copied())
        else {
            return false;
        };
        self.checked.set(true);
        self.hinder(t("review.comment.required"));
        go_to(&faulty.comment_id());
        true
    }

    fn hinder(self, text: &str) {
        self.deciding.hindrance.set(Some(text.to_owned()));
    }

    /// True when somebody else has answered meanwhile, and the user has not chosen between both answers.
    fn is_disputed(self) -> bool {
        let drafts = self.drafts();
        let disputed = drafts
            .iter()
            .find(|draft| draft.disputed.get_untracked())
            .copied();
        if let Some(disputed) = disputed {
            self.hinder(t("desk.dispute.first"));
            go_to(&format!("{}-dispute", disputed.verdict_id()));
        }
        disputed.is_some()
    }

    /// True when the session has ended: says what comes first.
    pub(super) fn lacks_session(self) -> bool {
        let ended = !untrack(|| self.is_signed_in());
        if ended {
            self.hinder(t("desk.session.first"));
        }
        ended
    }

    /// Grants the label: every criterion that nobody has answered is met.
    pub(super) fn label(self) {
        self.decide(DecisionKind::Label, String::new());
    }

    /// Refuses the label, for the criteria that are not met.
    pub(super) fn refuse(self) {
        self.decide(DecisionKind::Refuse, String::new());
    }

    /// Takes a decision; a reason overrides the grid.
    pub(super) fn decide(self, decision: DecisionKind, override_reason: String) {
        let action = match decision {
            DecisionKind::Label => Action::Grant,
            DecisionKind::Refuse => Action::Refuse,
        };
        if !untrack(|| self.is_open() && self.may(action))
            || self.is_disputed()
            || self.lacks_comment()
        {
            return;
        }
        let overridden = !override_reason.is_empty();
        let all = decision == DecisionKind::Label && !overridden;
        let verdicts: Vec<_> = self
            .shown_answers(all)
            .iter()
            .map(|answer| (answer.criterion, answer.verdict))
            .collect();
        if let (Err(off), false) = (check_grid(decision, &verdicts), overridden) {
            self.explain(decision, &off);
            return;
        }
        let form = DecisionForm {
            decision,
            comment: self.word.get_untracked(),
            answers: self.answers(all),
            override_reason,
            undoable: true,
            held: self.hold.get_untracked(),
        };
        self.send(action, move |etag| {
            labels::decide_event(self.id, etag, form)
        });
    }

    /// Says why the grid does not allow a decision.
    fn explain(self, decision: DecisionKind, off: &OffGrid) {
        match off {
            OffGrid::Unmet(_) => self.hinder(t("desk.label.not_yet")),
            OffGrid::NothingUnmet => {
                self.hinder(t("desk.refuse.not_yet"));
                if let Some(first) = self.drafts().first() {
                    go_to(&first.verdict_id());
                }
            }
        }
        if untrack(|| self.session.has(Role::Coordinator)) {
            self.deciding.against.set(Some(decision));
        }
    }

    /// Opens the correction request, with what was already said.
    pub(super) fn ask_correction(self) {
        if !untrack(|| self.may(Action::RequestCorrection)) || self.lacks_session() {
            return;
        }
        if self.message.read_untracked().trim().is_empty() {
            let sheet = self.sheet.read_untracked();
            let mut text = unmet_comments(&self.shown_answers(false), &sheet.body.criteria);
            drop(sheet);
            if text.is_empty() {
                text = self.pointed_out();
            }
            self.message.set(text);
        }
        self.context.open.set(Some(Action::RequestCorrection));
    }

    /// The fields that were pointed at with what is wrong with each, one line for each.
    fn pointed_out(self) -> String {
        let points = self.points.get_untracked();
        let line = |&(field, reason): &super::state::Point| {
            let reason = t_of("correction.reason", reason.as_str()).to_lowercase();
            let name = self.name_of(field);
            t_args("desk.point.line", &[("field", &name), ("reason", &reason)])
        };
        points.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The correction request as it is on the screen.
    pub(super) fn correction_form(self) -> CorrectionForm {
        let complete =
            |answer: &Answer| answer.verdict == Verdict::Met || !answer.comment.trim().is_empty();
        CorrectionForm {
            message: self.message.get_untracked(),
            fields: Vec::new(),
            points: self
                .points
                .get_untracked()
                .into_iter()
                .map(|(field, reason)| CorrectionPointForm {
                    field: field.pointer().into_owned(),
                    reason,
                })
                .collect(),
            answers: self.answers(false).into_iter().filter(complete).collect(),
            undoable: true,
        }
    }

    /// Sends the correction request.
    pub(super) fn correct(self, form: CorrectionForm) {
        if self.is_disputed() {
            self.context.open.set(None);
            return;
        }
        self.send(Action::RequestCorrection, move |etag| {
            labels::request_correction(self.id, etag, form)
        });
    }

    /// Sends a decision once no save is in progress, and opens the next file.
    fn send<F>(self, action: Action, request: impl FnOnce(String) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<Sheet, CallError>> + 'static,
    {
        if self.lacks_session() {
            return;
        }
        self.deciding.hindrance.set(None);
        self.deciding.against.set(None);
        let request = StoredValue::new(Some(request));
        self.saving.when_idle(Callback::new(move |()| {
            let Some(request) = request.try_update_value(Option::take).flatten() else {
                return;
            };
            let etag = self.context.etag.get_untracked();
            let words = self.saving.words();
            self.deciding.sending.send(request(etag), move |sheet| {
                self.taken(action, words, sheet);
            });
        }));
    }

    /// Shows what follows a decision: the next file, and the undoing.
    fn taken(self, action: Action, words: Option<String>, mut sheet: Sheet) {
        self.saving.forget();
        self.context.open.set(None);
        sheet.body.background = None;
        let soon = sheet.body.pending.as_ref().and_then(|pending| {
            pending
                .release_at
                .map(|release_at| release_at - pending.decided_at)
        });
        let held = (sheet.body.pending.as_ref()).is_some_and(|pending| pending.held);
        let undoable = soon.map(|soon| Undoable {
            id: self.id,
            title: sheet.body.file.form.title.clone(),
            action,
            etag: etag_of(&sheet),
            until: clock::now() + soon - MARGIN,
            words,
            typed: untrack(|| self.typed()),
        });
        self.clear_typed();
        let said = match &undoable {
            Some(_) => t_of("desk.held", action.as_str()),
            None if held => t_of("desk.kept", action.as_str()),
            None => t_of("review.done", action.as_str()),
        };
        self.visit.decided(undoable, self.id);
        self.said.say(said);
        if !self.visit.next(self.id) {
            self.visit.next_when_known(self.id);
            self.conflict.set(None);
            self.put(sheet);
            request_animation_frame(crate::layout::focus_title);
        }
    }

    /// Undoes the last decision of this visit.
    pub(super) fn undo(self) {
        let last = self.visit.undoable.read_untracked().last().cloned();
        let Some(last) = last else {
            self.said.say(t("desk.undo.nothing"));
            return;
        };
        self.saving.flush();
        undo(self.visit, self.account, last);
    }
}

/// Undoes a decision, and opens its file again as it was.
pub(super) fn undo(visit: Visit, account: AccountId, undoable: Undoable) {
    let Undoable {
        id,
        etag,
        words,
        typed,
        ..
    } = undoable;
    spawn_local(async move {
        match labels::undo_decision(id, etag).await {
            Ok(_) => {
                if let Some(words) = words {
                    Saving::put_back(account, id, &words);
                }
                typed.keep(account, id);
                match visit.read(id).await {
                    Ok(opened) => {
                        visit.undone(opened);
                        visit.said.say(t("desk.undo.done"));
                    }
                    Err(error) => visit.said.say(call_error(&error)),
                }
            }
            Err(error) => {
                if error.code() == Some(Code::UndoExpired) {
                    visit
                        .undoable
                        .try_update(|all| all.retain(|other| other.id != id));
                }
                visit.said.say(call_error(&error));
            }
        }
    });
}

/// Shows a failed decision: a conflict where the submission has changed, else the error.
pub(super) fn watch(desk: Desk) {
    Effect::new(move |_| {
        let Some(error) = desk.deciding.sending.error() else {
            return;
        };
        if is_stale(&error) {
            desk.context.open.set(None);
            desk.context.stale.run(error);
        }
    });
}
