use super::FormContext;
use super::declaration::{BeforeSubmitting, DeclarationStep};
use super::event::EventStep;
use super::form_errors::{FormErrors, focus_field};
use super::organiser::OrganiserStep;
use super::public::PublicStep;
use super::when_where::WhenWhereStep;
use crate::api::{CallError, Mutation, Remote, Versioned, editions, events};
use crate::events::autosave::{Autosave, SaveStatus};
use crate::events::conflict::ConflictDialog;
use crate::events::{correction_request, fields};
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Fetched, LinkButton, Notice, ProblemAlert, Stepper, Tone,
};
use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use shared::edition::Edition;
use shared::event::{EventFile, Step};
use shared::id::EventId;
use shared::label::LabelState;
use shared::problem::{Code, FieldProblem, Problem};

/// Page of the form: one step at a time.
#[component]
pub fn FormPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<EventId>().ok())
    });
    view! {
        <Page title=t("form.title")>
            <SignedIn then=move |_| view! {
                {move || match id.get() {
                    Some(id) => view! { <Loaded id/> }.into_any(),
                    None => view! { <ProblemAlert error=CallError::Problem(Box::new(Problem::new(Code::NotFound)))/> }.into_any(),
                }}
            }/>
        </Page>
    }
}

type PageData = (Versioned<EventFile>, Edition);

#[component]
fn Loaded(id: EventId) -> impl IntoView {
    let page_data = Remote::<PageData>::new(move || async move {
        let answer = events::get_event(id).await?;
        let edition = editions::get_edition(&answer.body.edition).await?;
        Ok((answer, edition))
    });
    view! {
        <Fetched of=page_data lines=10 then={move |(answer, edition): PageData| {
            if answer.body.editable {
                view! { <FormSteps answer edition/> }.into_any()
            } else {
                let href = format!("/mes-evenements/{}", answer.body.id);
                view! {
                    <PageHead title=t("form.title")/>
                    <Notice tone=Tone::Info title=t("form.locked.title")>
                        <p>{t("form.locked.text")}</p>
                        <LinkButton href=href>{t("form.locked.action")}</LinkButton>
                    </Notice>
                }
                .into_any()
            }
        }}/>
    }
}

/// Element id of a step's heading.
const STEP_HEADING: &str = "etape-titre";

#[component]
fn FormSteps(answer: Versioned<EventFile>, edition: Edition) -> impl IntoView {
    let id = answer.body.id;
    let edition_name = edition.name.clone();
    let save = Autosave::new(&answer);
    let context = FormContext::new(save, edition);
    let query = use_query_map();
    let step = Memo::new(move |_| {
        let number = query
            .read()
            .get(url::STEP)
            .and_then(|number| number.parse::<usize>().ok());
        number
            .and_then(|number| Step::ALL.get(number.checked_sub(1)?))
            .copied()
            .unwrap_or(Step::Organiser)
    });
    let wanted_field = Memo::new(move |_| query.read().get(url::FIELD));
    let listed = RwSignal::new(Vec::<FieldProblem>::new());
    let announcer = Announcer::expect();

    // A submission that was complete once has no unvisited steps.
    if save.file.read_untracked().state != LabelState::Draft {
        context.shown.set(Step::ALL.to_vec());
    }
    Effect::new(move |before: Option<Step>| {
        let now = step.get();
        let field = wanted_field.get();
        if let Some(before) = before.filter(|before| *before != now) {
            context.shown.update(|shown| {
                if !shown.contains(&before) {
                    shown.push(before);
                }
            });
            save.flush();
            // Clears announcements about the previous step.
            announcer.say("");
        }
        set_focus(context, now, before, field, listed);
        now
    });

    let heading = move || {
        t_args(
            "form.step.heading",
            &[
                ("n", &fields::step_number(step.get())),
                ("title", &fields::step_title(step.get())),
            ],
        )
    };
    let title = move || {
        let title = context.draft.title.get();
        if title.trim().is_empty() {
            t("file.untitled").to_owned()
        } else {
            title
        }
    };
    let note = move |index: usize| {
        let step = Step::ALL.get(index).copied().unwrap_or(Step::Organiser);
        let known = context.shown.read().contains(&step)
            || context.draft.form() != shared::event::EventForm::default();
        known.then(|| fields::step_note(fields::of_step(&context.faults.read(), step)))
    };
    let titles: Vec<String> = Step::ALL
        .iter()
        .map(|step| fields::step_title(*step))
        .collect();
    let above =
        view! { <p><a href=format!("/mes-evenements/{id}")>{t("form.back")}</a></p> }.into_any();
    view! {
        <PageHead title=Signal::derive(title) above=above>
            <p>{edition_name}</p>
        </PageHead>
        <div class="filing">
            {move || {
                let file = save.file.get();
                (file.state == LabelState::CorrectionRequested).then(|| view! { <correction_request::CorrectionRequest file/> })
            }}
            <ConflictDialog of=save edition=context.edition commune=context.commune/>
            <Stepper
                steps=titles
                current=Signal::derive(move || fields::step_number(step.get()) - 1)
                label=t("form.steps")
                href=Callback::new(move |index: usize| Step::ALL.get(index).map(|step| fields::step_href(id, *step)))
                note=Callback::new(note)
            />
            // Leaving a field saves it.
            <form class="filing__form" novalidate on:submit=|event| event.prevent_default() on:focusout=move |_| save.flush()>
                <h2 class="filing__step" id=STEP_HEADING tabindex="-1">{heading}</h2>
                <FormErrors context listed/>
                <div class="filing__fields">
                    {move || match step.get() {
                        Step::Organiser => view! { <OrganiserStep context/> }.into_any(),
                        Step::Event => view! { <EventStep context/> }.into_any(),
                        Step::WhenWhere => view! { <WhenWhereStep context/> }.into_any(),
                        Step::Public => view! { <PublicStep context/> }.into_any(),
                        Step::Declaration => view! { <DeclarationStep context/> }.into_any(),
                    }}
                </div>
                <StepButtons context step listed/>
            </form>
        </div>
    }
}

/// Sets the focus after a step is opened.
fn set_focus(
    context: FormContext,
    step: Step,
    before: Option<Step>,
    field: Option<String>,
    listed: RwSignal<Vec<FieldProblem>>,
) {
    let faults: Vec<FieldProblem> = if untrack(|| context.shown.read().contains(&step)) {
        context
            .faults
            .read_untracked()
            .iter()
            .filter(|fault| Step::of(&fault.pointer) == step)
            .cloned()
            .collect()
    } else {
        Vec::new()
    };
    let step_changed = before.is_some_and(|before| before != step);
    let no_faults = faults.is_empty();
    if step_changed && field.is_none() {
        listed.set(faults);
    }
    request_animation_frame(move || match field {
        Some(field) => {
            focus_field(&field);
        }
        None if step_changed && no_faults => {
            focus_field(STEP_HEADING);
        }
        None => {}
    });
}

/// Buttons for the previous and next step, and for submitting.
#[component]
fn StepButtons(
    context: FormContext,
    step: Memo<Step>,
    listed: RwSignal<Vec<FieldProblem>>,
) -> impl IntoView {
    let save = context.save;
    let navigate = use_navigate();
    let announcer = Announcer::expect();
    let submitting = Mutation::<Versioned<EventFile>>::new();
    let neighbour = move |way: isize| {
        let index = fields::step_number(step.get()).checked_add_signed(way - 1)?;
        Step::ALL
            .get(index)
            .map(|step| fields::step_href(save.id, *step))
    };
    let submit = move |_| {
        context.shown.set(Step::ALL.to_vec());
        if untrack(|| context.upload.is_pending()) {
            announcer.say(t("form.image.wait"));
            return;
        }
        let faults = context.faults.get_untracked();
        listed.set(faults.clone());
        if !faults.is_empty() {
            return;
        }
        let navigate = navigate.clone();
        save.when_saved(Callback::new(move |etag: String| {
            let navigate = navigate.clone();
            submitting.send(events::submit_event(save.id, etag), move |answer| {
                save.apply_response(answer);
                announcer.say(t("form.submit.done"));
                navigate(
                    &format!("/mes-evenements/{}", save.id),
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
            save.handle_conflict();
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
        {move || (step.get() == Step::Declaration).then(|| view! { <BeforeSubmitting context/> })}
        {refusal}
        <div class="filing__ways">
            <SaveStatus of=save/>
            <div class="cluster">
                {move || neighbour(-1).map(|href| view! { <LinkButton kind=ButtonKind::Secondary href=href>{t("form.previous")}</LinkButton> })}
                {move || neighbour(1).map(|href| view! { <LinkButton href=href>{t("form.next")}</LinkButton> })}
                {
                    let submit = submit.clone();
                    move || (step.get() == Step::Declaration).then(|| view! {
                        <Button busy=Signal::derive(move || submitting.is_pending()) on_press=Callback::new(submit.clone())>
                            {move || if resubmission() { t("form.submit.again") } else { t("form.submit.action") }}
                        </Button>
                    })
                }
            </div>
        </div>
    }
}
