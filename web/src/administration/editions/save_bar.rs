//! The bar that saves: faults, differences and effects first, then the new version.

use super::conflict::{Choose, Overlap};
use super::draft::{EditionDraft, fault};
use super::preview::{Changes, Effects};
use crate::api::{CallError, Mutation, revisions};
use crate::messages::{plural, t};
use crate::ui::{
    Announcer, Button, ButtonKind, ErrorSummary, Fault, ProblemAlert, TextField, focus_later,
};
use leptos::prelude::*;
use shared::edition::{Edition, EditionPreview, EditionProposal, EditionSave, ManagedEdition};
use shared::problem::{Code, FieldProblem};

/// Element id of the heading of what saving does.
const REVIEW: &str = "edition-review";
/// Element id of the notice about somebody else's change.
const CONFLICT: &str = "edition-conflict";

/// The work of saving.
#[derive(Debug, Clone, Copy)]
pub(super) struct Saving {
    draft: EditionDraft,
    previewing: Mutation<EditionPreview>,
    storing: Mutation<ManagedEdition>,
    reading: Mutation<ManagedEdition>,
    /// The preview with the proposal that it is about.
    preview: RwSignal<Option<(Edition, EditionPreview)>>,
    overlap: RwSignal<Option<Overlap>>,
    /// Faults for the summary, as of the last attempt.
    listed: RwSignal<Vec<Fault>>,
    reason: RwSignal<String>,
    reason_fault: RwSignal<Option<String>>,
    announcer: Announcer,
}

impl Saving {
    pub(super) fn new(draft: EditionDraft) -> Self {
        let preview = RwSignal::new(None::<(Edition, EditionPreview)>);
        // What was previewed and what is typed must be the same.
        Effect::new(move |_| {
            let edition = draft.edition.get();
            let is_outdated = preview.with_untracked(|shown| {
                shown
                    .as_ref()
                    .is_some_and(|(proposal, _)| Some(proposal) != edition.as_ref())
            });
            if is_outdated {
                preview.set(None);
            }
        });
        Self {
            draft,
            previewing: Mutation::new(),
            storing: Mutation::new(),
            reading: Mutation::new(),
            preview,
            overlap: RwSignal::new(None),
            listed: RwSignal::new(Vec::new()),
            reason: RwSignal::new(String::new()),
            reason_fault: RwSignal::new(None),
            announcer: Announcer::expect(),
        }
    }

    fn slug(self) -> String {
        self.draft
            .stored
            .with_untracked(|stored| stored.edition.slug.clone())
    }

    fn list_faults(self) {
        self.listed.set(self.draft.faults().get_untracked());
    }

    fn refuse(self, faults: Vec<FieldProblem>) {
        self.draft.refused.set(faults.clone());
        self.draft.shown.set(true);
        self.listed.set(faults.iter().map(fault).collect());
    }

    /// Looks at the draft, and shows what saving it would do.
    fn look(self) {
        self.storing.clear();
        self.listed.set(Vec::new());
        if !self.draft.check() {
            return self.list_faults();
        }
        let Some(edition) = self.draft.edition.get_untracked() else {
            return self.list_faults();
        };
        let (slug, proposal) = (self.slug(), edition.clone());
        let request = async move {
            revisions::preview_edition(&slug, EditionProposal { edition: proposal }).await
        };
        self.previewing.send(request, move |preview| {
            if preview.faults.is_empty() {
                self.preview.set(Some((edition, preview)));
                focus_later(REVIEW);
            } else {
                self.refuse(preview.faults);
            }
        });
    }

    /// Stores what was previewed.
    fn save(self) {
        let shown = self.preview.get_untracked();
        let Some((edition, preview)) = shown else {
            return;
        };
        let reason = self.reason.get_untracked();
        let save = EditionSave {
            edition,
            token: Some(preview.token),
            reason: (!reason.trim().is_empty()).then_some(reason),
        };
        if save.read_reason().is_err() {
            self.reason_fault
                .set(Some(t("edition.reason.short").to_owned()));
            return focus_later("edition-reason");
        }
        self.reason_fault.set(None);
        let (slug, version) = (
            self.slug(),
            self.draft.stored.with_untracked(|stored| stored.version),
        );
        let request = async move { revisions::save_edition(&slug, version, save).await };
        self.storing.send(request, move |saved| {
            self.preview.set(None);
            self.overlap.set(None);
            self.reason.set(String::new());
            self.draft.restart(saved);
            self.announcer.say(t("edition.saved"));
            focus_later("edition-save-state");
        });
    }

    /// Follows a refusal: shows the conflict with another version, the preview of unseen effects, or the faults.
    fn on_error(self, error: &CallError) {
        match error {
            CallError::Problem(problem) if problem.code == Code::PreconditionFailed => {
                self.preview.set(None);
                let slug = self.slug();
                let request = async move { revisions::get_managed_edition(&slug).await };
                self.reading.send(request, move |theirs| {
                    self.overlap.set(Some(Overlap::of(self.draft, theirs)));
                    focus_later(CONFLICT);
                });
            }
            CallError::Problem(problem) if problem.code == Code::EffectsUnseen => {
                // Events have changed since: the preview is shown anew.
                self.look();
            }
            CallError::Problem(problem) if problem.code == Code::Invalid => {
                self.preview.set(None);
                self.refuse(problem.errors.clone());
            }
            _ => {}
        }
    }
}

/// The faults, at the top of the form.
#[component]
pub(super) fn FaultList(saving: Saving) -> impl IntoView {
    view! { <ErrorSummary faults=saving.listed/> }
}

/// The bar, with what saving would do above it.
#[component]
pub(super) fn SaveBar(saving: Saving) -> impl IntoView {
    let Saving {
        draft,
        previewing,
        storing,
        reading,
        preview,
        overlap,
        ..
    } = saving;
    Effect::new(move |_| {
        if let Some(error) = storing.error() {
            untrack(|| saving.on_error(&error));
        }
    });
    let is_changed = Memo::new(move |_| draft.is_changed());
    let busy = Signal::derive(move || previewing.is_pending() || reading.is_pending());
    let state = move || {
        if storing.is_pending() {
            t("edition.state.saving").to_owned()
        } else if is_changed.get() {
            let faults = draft.faults().read().len() as u64;
            if faults > 0 {
                plural("edition.state.faults", faults)
            } else {
                t("edition.state.changed").to_owned()
            }
        } else {
            t("edition.state.same").to_owned()
        }
    };
    let restore = Callback::new(move |_| {
        let sure = window()
            .confirm_with_message(t("edition.restore.sure"))
            .unwrap_or(true);
        if sure {
            let stored = draft.stored.get_untracked();
            preview.set(None);
            saving.listed.set(Vec::new());
            draft.restart(stored);
        }
    });
    let other_error = move || {
        let shown_elsewhere = [Code::PreconditionFailed, Code::EffectsUnseen, Code::Invalid];
        let storing = storing.error();
        let error = storing.filter(|error| {
            error
                .code()
                .is_none_or(|code| !shown_elsewhere.contains(&code))
        });
        error
            .or_else(|| previewing.error())
            .or_else(|| reading.error())
    };
    view! {
        <div id=CONFLICT tabindex="-1" class="stack">
            {move || overlap.get().map(|overlap| view! { <Choose draft overlap/> })}
        </div>
        {move || preview.get().map(|(_, shown)| view! { <Review saving shown/> })}
        <section class="edition-bar" aria-label=t("edition.bar")>
            <p class="edition-bar__state" id="edition-save-state" tabindex="-1" role="status">{state}</p>
            {move || other_error().map(|error| view! { <ProblemAlert error/> })}
            <div class="edition-bar__ways">
                <Button busy disabled=Signal::derive(move || !is_changed.get()) on_press=Callback::new(move |_| saving.look())>
                    {t("edition.look")}
                </Button>
                <Button kind=ButtonKind::Quiet disabled=Signal::derive(move || !is_changed.get()) on_press=restore>
                    {t("edition.restore")}
                </Button>
            </div>
        </section>
    }
}

/// Differences and effects, with the button that saves.
#[component]
fn Review(saving: Saving, shown: EditionPreview) -> impl IntoView {
    let affected = shown.effects.affected;
    let action = if affected > 0 {
        t("edition.save.anyway")
    } else {
        t("edition.save")
    };
    view! {
        <section class="edition-review stack" aria-labelledby=REVIEW>
            <h2 id=REVIEW tabindex="-1">{t("edition.review")}</h2>
            <h3>{t("edition.changes")}</h3>
            <Changes changes=shown.changes/>
            <h3>{t("edition.effects.title")}</h3>
            <Effects effects=shown.effects/>
            <TextField
                id="edition-reason"
                label=t("edition.reason")
                hint=t("edition.reason.hint")
                value=saving.reason
                optional=true
                error=saving.reason_fault
            />
            <p>
                <Button busy=Signal::derive(move || saving.storing.is_pending()) on_press=Callback::new(move |_| saving.save())>
                    {action}
                </Button>
            </p>
        </section>
    }
}
