//! Shared state of the desk: the file, the answers, what is asked to be corrected, and the decision.

use super::decide::Deciding;
use super::draft::Draft;
use super::reasons::Reasoned;
use super::saving::{Place, SaveState, Saving};
use super::visit::{Opened, Said, Sheet, Typed, Visit};
use crate::account::kept_where;
use crate::api::{CallError, Mutation, labels};
use crate::conversations::Talk;
use crate::events::fields;
use crate::labels::moves::MoveContext;
use crate::labels::recheck::RecheckDialog;
use crate::messages::{t, t_args, t_of};
use crate::session::Session;
use crate::ui::go_to;
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::criterion::{Criterion, Verdict};
use shared::edition::Edition;
use shared::event::FormField;
use shared::id::{AccountId, EventId};
use shared::label::{Action, Background, CorrectionReason, LabelState, proven};

/// A field that the organiser is asked to correct.
pub(super) type Point = (FormField, CorrectionReason);

/// State of the desk for one file.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) id: EventId,
    pub(super) account: AccountId,
    pub(super) sheet: RwSignal<Sheet>,
    pub(super) edition: StoredValue<Edition>,
    pub(super) background: StoredValue<Option<Background>>,
    pub(super) zone: Tz,
    pub(super) drafts: StoredValue<Vec<Draft>>,
    pub(super) saving: Saving,
    /// True to show the errors of the answers.
    pub(super) checked: RwSignal<bool>,
    /// Fields to correct, in the order in which they were pointed at.
    pub(super) points: RwSignal<Vec<Point>>,
    /// Message of the correction request.
    pub(super) message: RwSignal<String>,
    /// Words to the organiser that go with a decision.
    pub(super) word: RwSignal<String>,
    /// True to leave the release of a decision to the coordination.
    pub(super) hold: RwSignal<bool>,
    /// Action for which a reason is being written.
    pub(super) reasoning: RwSignal<Option<Reasoned>>,
    pub(super) recheck: RecheckDialog,
    pub(super) deciding: Deciding,
    pub(super) context: MoveContext,
    /// Answer of the server that the submission has changed since it was read; the typed text stays.
    pub(super) conflict: RwSignal<Option<CallError>>,
    pub(super) reading: Mutation<Sheet>,
    pub(super) visit: Visit,
    /// Messages, notes and requests to experts that are being typed.
    pub(super) talk: Talk,
    pub(super) session: Session,
    pub(super) said: Said,
}

pub(super) fn etag_of(sheet: &Sheet) -> String {
    let version = || format!("\"{}\"", sheet.body.file.version);
    sheet.etag.clone().unwrap_or_else(version)
}

fn update_drafts(drafts: StoredValue<Vec<Draft>>, sheet: &Sheet) {
    let proven = proven(
        &sheet.body.file.validation.findings,
        &sheet.body.assessments,
    );
    for draft in drafts.get_value() {
        draft.update(&sheet.body.assessments, &proven);
    }
}

/// True while the answers on the criteria can be stored by themselves.
fn may_assess(sheet: &Sheet) -> bool {
    let body = &sheet.body;
    let decides = body
        .file
        .allowed
        .iter()
        .any(|action| matches!(action, Action::Grant | Action::RequestCorrection));
    body.file.state == LabelState::Submitted && !body.own && decides
}

impl Desk {
    /// State of the desk for a file that was just opened, with the drafts of its verdicts.
    pub(super) fn new(opened: Opened, account: AccountId, visit: Visit) -> Self {
        let Opened { mut sheet, edition } = opened;
        let id = sheet.body.file.id;
        let background = StoredValue::new(sheet.body.background.take());
        let zone = sheet.body.file.form.zone(sheet.body.file.commune.as_ref());
        let drafts = StoredValue::new(Criterion::ALL.iter().copied().map(Draft::new).collect());
        update_drafts(drafts, &sheet);
        let etag = RwSignal::new(etag_of(&sheet));
        let sheet = RwSignal::new(sheet);
        let conflict = RwSignal::new(None::<CallError>);
        let reading = Mutation::<Sheet>::new();
        let said = visit.said;
        let session = Session::expect();
        let put = move |new: Sheet| {
            etag.set(etag_of(&new));
            update_drafts(drafts, &new);
            sheet.set(new);
        };
        let stale = Callback::new(move |error: CallError| {
            conflict.set(Some(error));
            reading.send(labels::get_review(id), move |mut new| {
                new.body.background = None;
                put(new);
                request_animation_frame(|| {
                    // Whoever is typing goes on.
                    if !is_typing() {
                        go_to("conflit");
                    }
                });
            });
        });
        let saving = Saving::new(Place {
            account,
            id,
            drafts,
            etag,
            open: Signal::derive(move || session.is_open_for(account) && may_assess(&sheet.read())),
            on_saved: Callback::new(put),
            on_stale: stale,
        });
        let Typed {
            points,
            message,
            word,
            hold,
        } = Typed::kept(account, id);
        let open = RwSignal::new(None::<Action>);
        let on_move = Callback::new(move |(new, action): (Sheet, Action)| {
            open.set(None);
            conflict.set(None);
            put(new);
            said.say(t_of("review.done", action.as_str()));
            request_animation_frame(crate::layout::focus_title);
        });
        Self {
            id,
            account,
            sheet,
            edition: StoredValue::new(edition),
            background,
            zone,
            drafts,
            saving,
            checked: RwSignal::new(false),
            points: RwSignal::new(points),
            message: RwSignal::new(message),
            word: RwSignal::new(word),
            hold: RwSignal::new(hold),
            reasoning: RwSignal::new(None),
            recheck: RecheckDialog::new(),
            deciding: Deciding::new(),
            context: MoveContext {
                id,
                etag,
                open,
                on_move,
                stale,
            },
            conflict,
            reading,
            visit,
            session,
            said,
            talk: Talk::kept(account, id),
        }
    }

    /// True while the account that opened the desk is signed in; reactive.
    pub(super) fn is_signed_in(self) -> bool {
        self.session.is_open_for(self.account)
    }

    pub(super) fn drafts(self) -> Vec<Draft> {
        self.drafts.get_value()
    }

    pub(super) fn draft(self, criterion: Criterion) -> Option<Draft> {
        let mut drafts = self.drafts().into_iter();
        drafts.find(|draft| draft.criterion == criterion)
    }

    /// Replaces the sheet; unsaved answers stay.
    pub(super) fn put(self, sheet: Sheet) {
        self.context.etag.set(etag_of(&sheet));
        update_drafts(self.drafts, &sheet);
        self.sheet.set(sheet);
    }

    /// Shows the sheet after a decision on a change of the labelled event.
    pub(super) fn on_rechecked(self) -> Callback<Sheet> {
        Callback::new(move |sheet| {
            self.conflict.set(None);
            self.put(sheet);
            request_animation_frame(crate::layout::focus_title);
        })
    }

    /// True when the user may perform the action now; reactive.
    pub(super) fn may(self, action: Action) -> bool {
        let sheet = self.sheet.read();
        !sheet.body.own && sheet.body.file.allowed.contains(&action)
    }

    /// True while the user may answer the criteria; reactive.
    pub(super) fn is_open(self) -> bool {
        // A refusal is taken back or overturned with a reason instead.
        let refused = self.sheet.read().body.file.state == LabelState::Refused;
        !refused && (self.may(Action::Grant) || self.may(Action::Refuse))
    }

    /// True when the user may decide on the change that waits; reactive.
    pub(super) fn may_recheck(self) -> bool {
        let sheet = self.sheet.read();
        let change = sheet.body.file.change.as_ref();
        !sheet.body.own && change.is_some_and(|change| change.decidable)
    }

    /// Title of a criterion in the edition.
    pub(super) fn title_of(self, criterion: Criterion) -> String {
        let sheet = self.sheet.read_untracked();
        let mut criteria = sheet.body.criteria.iter();
        criteria
            .find(|wording| wording.criterion == criterion)
            .map(|wording| wording.title.clone())
            .unwrap_or_default()
    }

    /// Changes the answer on a criterion to the next verdict, and says it.
    pub(super) fn turn(self, criterion: Criterion) {
        if !untrack(|| self.is_open()) {
            return;
        }
        if let Some(draft) = self.draft(criterion) {
            let verdict = draft.turn();
            self.said.say(t_args(
                "desk.verdict.said",
                &[
                    ("criterion", &self.title_of(criterion)),
                    ("verdict", &verdict_name(verdict).to_lowercase()),
                ],
            ));
        }
    }

    /// Name of a field in the edition.
    pub(super) fn name_of(self, field: FormField) -> String {
        self.edition
            .with_value(|edition| fields::name(field, edition))
    }

    /// Adds a field to those to correct, or removes it.
    pub(super) fn toggle_point(self, field: FormField) {
        self.points.update(|points| {
            let before = points.len();
            points.retain(|(other, _)| *other != field);
            if points.len() == before {
                points.push((field, CorrectionReason::Incorrect));
            }
        });
    }

    /// True when the field is to be corrected; reactive.
    pub(super) fn is_pointed_at(self, field: FormField) -> bool {
        self.points.read().iter().any(|(other, _)| *other == field)
    }

    /// Texts and choices typed besides the verdicts; none once the page is gone. Reactive.
    pub(super) fn typed(self) -> Typed {
        Typed {
            points: self.points.try_get().unwrap_or_default(),
            message: self.message.try_get().unwrap_or_default(),
            word: self.word.try_get().unwrap_or_default(),
            hold: self.hold.try_get().unwrap_or_default(),
        }
    }

    /// Empties what is typed besides the verdicts.
    pub(super) fn clear_typed(self) {
        self.points.set(Vec::new());
        self.message.set(String::new());
        self.word.set(String::new());
        self.hold.set(false);
    }

    /// Leaves the file for the next one.
    pub(super) fn go_next(self) {
        if self.lacks_session() {
            return;
        }
        self.saving.flush();
        if !self.visit.next(self.id) {
            self.said.say(t("desk.no_other"));
        }
    }

    /// Leaves the file for the one before.
    pub(super) fn go_previous(self) {
        if self.lacks_session() {
            return;
        }
        self.saving.flush();
        if !self.visit.previous(self.id) {
            self.said.say(t("desk.no_other"));
        }
    }

    /// Puts the file behind all others of this visit, and opens the next.
    pub(super) fn postpone(self) {
        if self.lacks_session() {
            return;
        }
        self.saving.flush();
        if self.visit.postpone(self.id) {
            self.said.say(t("desk.later.done"));
        } else {
            self.said.say(t("desk.no_other"));
        }
    }

    /// Sentence about the last save; reactive.
    pub(super) fn save_status(self) -> String {
        if !self.is_signed_in() {
            let ended = t("form.saving.signed_out");
            return format!("{ended} {}", kept_where(self.account));
        }
        let lacks_comment = self
            .drafts()
            .iter()
            .any(|draft| draft.is_changed() && draft.fault().is_some());
        match self.saving.state.get() {
            _ if lacks_comment => t("desk.save.lacks_comment").to_owned(),
            SaveState::Untouched => String::new(),
            SaveState::Saved(at) => t_args("desk.save.saved", &[("at", &at)]),
            SaveState::Dirty => t("desk.save.dirty").to_owned(),
            SaveState::Running => t("desk.save.running").to_owned(),
            SaveState::Waiting => t("desk.save.waiting").to_owned(),
            SaveState::Refused(error) => crate::messages::call_error(&error),
        }
    }
}

/// French name of a verdict.
pub(super) fn verdict_name(verdict: Verdict) -> String {
    t_of("criterion.verdict", verdict.as_str())
}

fn is_typing() -> bool {
    let active = document().active_element();
    active.is_some_and(|element| matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT"))
}
