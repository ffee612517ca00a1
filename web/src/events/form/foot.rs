use super::FormContext;
use crate::account::{SessionStrip, SignInAgain};
use crate::api::{CallError, Mutation, Versioned, changes, events};
use crate::events::autosave::{Autosave, SaveState};
use crate::events::conflict::ConflictStrip;
use crate::events::fields;
use crate::events::save_status::{SaveStatus, kept_where};
use crate::events::working_copy::WorkingCopy;
use crate::messages::{call_error, t};
use crate::session::Session;
use crate::ui::{Announcer, Button, ButtonKind, LinkButton, ProblemAlert};
use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::event::{ChangePlan, EventFile, FormField, Step};
use shared::label::LabelState;
use shared::problem::{Code, FieldProblem};

/// State of saving, and the buttons for the previous and next step and for submitting.
///
/// Nothing here moves while a form is filled in: what needs more words lies over the form, above the foot.
#[component]
pub(super) fn Foot(
    context: FormContext,
    step: Memo<Step>,
    /// The field that the user came to change from the check of the answers.
    changing: Memo<Option<FormField>>,
    listed: RwSignal<Vec<FieldProblem>>,
    /// Opens the dialog of the disputed fields.
    comparing: RwSignal<bool>,
) -> impl IntoView {
    let save = context.save;
    let navigate = use_navigate();
    let announcer = Announcer::expect();
    let submitting = Mutation::<Versioned<EventFile>>::new();
    let neighbour = move |way: isize| {
        let index = fields::step_number(step.get()).checked_add_signed(way - 1)?;
        Step::ALL
            .get(index)
            .map(|step| fields::step_href(save.place.id, *step))
    };
    let submit = move |_| {
        context.shown.set(Step::ALL.to_vec());
        if untrack(|| context.is_sending()) {
            announcer.say(t("form.image.wait"));
            return;
        }
        let faults = context.faults.get_untracked();
        listed.set(faults.clone());
        // Whoever is signed out is asked for the password already.
        if !faults.is_empty() || !save.is_signed_in() {
            return;
        }
        let navigate = navigate.clone();
        if !save.disputed.read_untracked().is_empty() {
            comparing.set(true);
            return;
        }
        if save.is_change() {
            submit_change(context, submitting, announcer, navigate);
            return;
        }
        save.when_saved(Callback::new(move |etag: String| {
            let navigate = navigate.clone();
            submitting.send(events::submit_event(save.place.id, etag), move |answer| {
                save.filed(answer);
                announcer.say(t("form.submit.done"));
                navigate(
                    &format!("/mes-evenements/{}?{}=1", save.place.id, url::FILED),
                    NavigateOptions::default(),
                );
            });
        }));
    };
    // An error response that names fields focuses them; a submission changed elsewhere opens the conflict dialog.
    Effect::new(move |_| {
        let Some(CallError::Problem(problem)) = submitting.error() else {
            return;
        };
        if problem.code == Code::PreconditionFailed {
            save.catch_up();
        }
        if !problem.errors.is_empty() {
            context.refused.set(problem.errors.clone());
            listed.set(problem.errors.clone());
        }
    });
    let refusal = move || {
        submitting
            .error()
            .filter(|error| !matches!(error, CallError::Problem(problem) if !problem.errors.is_empty() || problem.code == Code::PreconditionFailed))
            .map(|error| view! { <ProblemAlert error/> })
    };
    let resubmission = move || save.file.read().state != LabelState::Draft;
    view! {
        <div class="filing__foot">
            <div class="filing__over">
                {refusal}
                <Over save comparing/>
            </div>
            <div class="filing__ways">
                <SaveStatus of=save/>
                <div class="filing__buttons">
                    {move || neighbour(-1).map(|href| view! { <LinkButton kind=ButtonKind::Secondary href=href>{t("form.previous")}</LinkButton> })}
                    {move || match changing.get() {
                        Some(field) => view! { <LinkButton href=fields::check_href(save.place.id, field)>{t("form.check.return")}</LinkButton> }.into_any(),
                        None => neighbour(1).map(|href| view! { <LinkButton href=href>{t("form.next")}</LinkButton> }).into_any(),
                    }}
                    {
                        let submit = submit.clone();
                        move || (step.get() == Step::Declaration).then(|| view! {
                            <Button busy=Signal::derive(move || submitting.is_pending()) on_press=Callback::new(submit.clone())>
                                {move || if save.is_change() {
                                    change_action(&context.plan.read())
                                } else if resubmission() {
                                    t("form.submit.again")
                                } else {
                                    t("form.submit.action")
                                }}
                            </Button>
                        })
                    }
                </div>
            </div>
        </div>
    }
}

/// Name of the button that submits a change.
fn change_action(plan: &ChangePlan) -> &'static str {
    if plan.rechecked.is_empty() {
        t("change.submit.at_once")
    } else {
        t("change.submit.recheck")
    }
}

/// Submits the change of a labelled event once it is saved, and goes to the page of the event.
fn submit_change(
    context: FormContext,
    submitting: Mutation<Versioned<EventFile>>,
    announcer: Announcer,
    navigate: impl Fn(&str, NavigateOptions) + Clone + Send + Sync + 'static,
) {
    let save = context.save;
    let plan = context.plan.get_untracked();
    let waits = save
        .labelled
        .get_untracked()
        .and_then(|file| file.change)
        .is_some_and(|change| change.waiting.is_some());
    if plan.is_empty() && !waits {
        announcer.say(t("change.submit.nothing"));
        return;
    }
    let done = if plan.rechecked.is_empty() {
        t("change.submit.at_once.done")
    } else {
        t("change.submit.recheck.done")
    };
    save.when_saved(Callback::new(move |etag: String| {
        let navigate = navigate.clone();
        let id = save.place.id;
        let request = async move {
            let answer = changes::submit_change(id, etag).await?;
            Ok::<_, CallError>(WorkingCopy::from(answer).answer)
        };
        submitting.send(request, move |answer| {
            save.filed(answer);
            announcer.say(done);
            navigate(&format!("/mes-evenements/{id}"), NavigateOptions::default());
        });
    }));
}

/// Action of the user without which saving cannot go on, most urgent first.
#[derive(Debug, Clone, PartialEq)]
enum Need {
    SignIn,
    Choice,
    Reason(CallError),
}

/// Scrolls to the field that has the focus, if something lies over it.
fn reveal_focused() {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    let focused = document()
        .active_element()
        .filter(|element| element.closest(".filing__form").ok().flatten().is_some());
    if let Some(focused) = focused {
        focused.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The most urgent need, over the form.
#[component]
fn Over(save: Autosave, comparing: RwSignal<bool>) -> impl IntoView {
    let session = Session::expect();
    let later = RwSignal::new(false);
    // Saving or merging notes every change in the state.
    let kept = Signal::derive(move || {
        save.state.track();
        if save.is_unsaved() {
            kept_where(save.keeping.get())
        } else {
            t("session.again.all_saved")
        }
    });
    let need = Memo::new(move |_| {
        if !session.is_open_for(save.place.account) {
            Some(Need::SignIn)
        } else if !save.disputed.read().is_empty() {
            Some(Need::Choice)
        } else {
            match &*save.state.read() {
                SaveState::Refused(error) => Some(Need::Reason(error.clone())),
                _ => None,
            }
        }
    });
    Effect::new(move |_| {
        let need = need.get();
        if need != Some(Need::SignIn) {
            later.set(false);
        }
        if need.is_some() {
            request_animation_frame(reveal_focused);
        }
    });
    move || {
        match need.get()? {
        Need::SignIn if later.get() => Some(view! { <SessionStrip later/> }.into_any()),
        Need::SignIn => Some(
            view! { <SignInAgain account=save.place.account email=save.email.get_value() kept leave="/mes-evenements" later/> }.into_any(),
        ),
        Need::Choice => Some(view! { <ConflictStrip of=save open=comparing/> }.into_any()),
        Need::Reason(error) => Some(
            view! { <div class="strip" data-tone="warning"><p class="strip__text">{call_error(&error)}</p></div> }.into_any(),
        ),
    }
    }
}
