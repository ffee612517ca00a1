//! A part of an edition that the coordination sets without the rest of it: its page, and the bar that saves.

use super::conflict::{Choose, Overlap};
use super::draft::{EditionDraft, fault};
use super::leaving::ask_before_leaving;
use crate::administration::READERS;
use crate::api::{CallError, Mutation, Remote, revisions};
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::t;
use crate::ui::{Announcer, Button, ErrorSummary, Fault, Fetched, ProblemAlert, focus_later};
use futures_util::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use shared::edition::ManagedEdition;
use shared::problem::Code;

/// Element id of the notice about somebody else's change.
const CONFLICT: &str = "edition-conflict";
/// Element id of the sentence on what is saved.
const STATE: &str = "edition-save-state";

/// The edition as it is stored after a part of it was saved.
pub(super) type Stored = LocalBoxFuture<'static, Result<ManagedEdition, CallError>>;

/// Texts, request and controls of the page of one part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) title: &'static str,
    /// Introduction below the title.
    pub(super) text: &'static str,
    /// Announced when it is stored.
    pub(super) saved: &'static str,
    /// Stores the part of the edition as typed, in place of the version that was read.
    pub(super) store: fn(ManagedEdition) -> Stored,
    /// Controls that edit the part in the draft.
    pub(super) body: fn(EditionDraft) -> AnyView,
}

/// The page on which a part of the edition in the address is set.
#[component]
pub(super) fn PartPage(part: Part) -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.read().get("slug").unwrap_or_default());
    view! {
        <Page title=part.title>
            <PageHead title=part.title>
                <p>{move || view! { <A href=format!("/administration/editions/{}", slug.get())>{t("edition.title")}</A> }}</p>
                <p>{part.text}</p>
            </PageHead>
            <SignedIn roles=READERS then=move |_| move || view! { <Loaded slug=slug.get() part/> }/>
        </Page>
    }
}

#[component]
fn Loaded(slug: String, part: Part) -> impl IntoView {
    let edition = Remote::<ManagedEdition>::new(move || {
        let slug = slug.clone();
        async move { revisions::get_managed_edition(&slug).await }
    });
    view! { <Fetched of=edition lines=10 then={move |managed| view! { <Editor managed part/> }}/> }
}

/// The work of saving.
#[derive(Debug, Clone, Copy)]
struct Saving {
    part: Part,
    draft: EditionDraft,
    storing: Mutation<ManagedEdition>,
    reading: Mutation<ManagedEdition>,
    overlap: RwSignal<Option<Overlap>>,
    /// Faults for the summary, as of the last attempt.
    listed: RwSignal<Vec<Fault>>,
    announcer: Announcer,
}

impl Saving {
    fn save(self) {
        self.storing.clear();
        let is_sound = self.draft.check();
        self.listed.set(self.draft.faults().get_untracked());
        let (true, Some(edition)) = (is_sound, self.draft.edition.get_untracked()) else {
            return;
        };
        let typed = ManagedEdition {
            edition,
            ..self.draft.stored.get_untracked()
        };
        self.storing.send((self.part.store)(typed), move |saved| {
            self.overlap.set(None);
            self.draft.restart(saved);
            self.announcer.say(self.part.saved);
            focus_later(STATE);
        });
    }

    /// Follows a refusal: shows the conflict with another version, or the faults.
    fn on_error(self, error: &CallError) {
        match error {
            CallError::Problem(problem) if problem.code == Code::PreconditionFailed => {
                let slug = self
                    .draft
                    .stored
                    .with_untracked(|stored| stored.edition.slug.clone());
                let request = async move { revisions::get_managed_edition(&slug).await };
                self.reading.send(request, move |theirs| {
                    self.overlap.set(Some(Overlap::of(self.draft, theirs)));
                    focus_later(CONFLICT);
                });
            }
            CallError::Problem(problem) if problem.code == Code::Invalid => {
                self.draft.refused.set(problem.errors.clone());
                self.draft.shown.set(true);
                self.listed.set(problem.errors.iter().map(fault).collect());
            }
            _ => {}
        }
    }
}

#[component]
fn Editor(managed: ManagedEdition, part: Part) -> impl IntoView {
    let name = managed.edition.name.clone();
    let draft = EditionDraft::new(managed);
    let saving = Saving {
        part,
        draft,
        storing: Mutation::new(),
        reading: Mutation::new(),
        overlap: RwSignal::new(None),
        listed: RwSignal::new(Vec::new()),
        announcer: Announcer::expect(),
    };
    ask_before_leaving(draft);
    Effect::new(move |_| {
        if let Some(error) = saving.storing.error() {
            untrack(|| saving.on_error(&error));
        }
    });
    let is_changed = Memo::new(move |_| draft.is_changed());
    let state = move || {
        if saving.storing.is_pending() {
            t("edition.state.saving")
        } else if is_changed.get() {
            t("edition.state.changed")
        } else {
            t("edition.state.same")
        }
    };
    let other_error = move || {
        let shown_elsewhere = [Code::PreconditionFailed, Code::Invalid];
        let storing = saving.storing.error().filter(|error| {
            error
                .code()
                .is_none_or(|code| !shown_elsewhere.contains(&code))
        });
        storing.or_else(|| saving.reading.error())
    };
    let busy = Signal::derive(move || saving.storing.is_pending() || saving.reading.is_pending());
    view! {
        <div class="edition">
            <h2>{name}</h2>
            <ErrorSummary faults=saving.listed/>
            <div class="stack edition-section">{(part.body)(draft)}</div>
            <div id=CONFLICT tabindex="-1" class="stack">
                {move || saving.overlap.get().map(|overlap| view! { <Choose draft overlap/> })}
            </div>
            <section class="edition-bar" aria-label=t("edition.bar")>
                <p class="edition-bar__state" id=STATE tabindex="-1" role="status">{state}</p>
                {move || other_error().map(|error| view! { <ProblemAlert error/> })}
                <div class="edition-bar__ways">
                    <Button busy disabled=Signal::derive(move || !is_changed.get()) on_press=Callback::new(move |_| saving.save())>
                        {t("edition.save")}
                    </Button>
                </div>
            </section>
        </div>
    }
}
