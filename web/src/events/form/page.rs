use super::FormContext;
use super::declaration::{BeforeSubmitting, DeclarationStep};
use super::event::EventStep;
use super::foot::Foot;
use super::form_errors::{FormErrors, focus_field};
use super::locks::{self, CorrectionLocks};
use super::organiser::OrganiserStep;
use super::public::PublicStep;
use super::side::Side;
use super::when_where::WhenWhereStep;
use crate::api::{CallError, Remote, Versioned, editions};
use crate::clock;
use crate::events::answer_file::provide_documents_of;
use crate::events::autosave::{Autosave, Opened};
use crate::events::conflict::{ConflictDialog, SetAside};
use crate::events::duplicates::{LikelyDuplicates, subject_of};
use crate::events::local_copy::Place;
use crate::events::working_copy::{self, WorkingCopy};
use crate::events::{correction_request, fields};
use crate::layout::{OwnWork, Page, PageHead};
use crate::messages::{t, t_args};
use crate::session::{Presence, Session};
use crate::ui::{Announcer, Fetched, LinkButton, Notice, ProblemAlert, Stepper, Tone};
use crate::url;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::edition::Edition;
use shared::event::{EventForm, Step};
use shared::id::{AccountId, EventId};
use shared::label::LabelState;
use shared::problem::{Code, FieldProblem, Problem};
use std::time::Duration;

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
            <OwnWork then=move |account| view! {
                {move || match id.get() {
                    Some(id) => view! { <Loaded place=Place { account, id }/> }.into_any(),
                    None => view! { <ProblemAlert error=CallError::Problem(Box::new(Problem::new(Code::NotFound)))/> }.into_any(),
                }}
            }/>
        </Page>
    }
}

#[component]
fn Loaded(place: Place) -> impl IntoView {
    let session = Session::expect();
    let opened = Remote::<Opened>::new(move || open(place, session));
    view! {
        <Fetched of=opened lines=10 then={move |opened: Opened| {
            if opened.answer.body.editable {
                view! { <FormSteps opened account=place.account/> }.into_any()
            } else {
                let href = format!("/mes-evenements/{}", place.id);
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

/// Time after which a form opens from this device rather than from a server that does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Fetches the submission; without a connection, takes the one that is kept on this device.
async fn open(place: Place, session: Session) -> Result<Opened, CallError> {
    let kept = place.file();
    let fetched = match kept {
        Some(_) => clock::within(PATIENCE, fetch(place)).await,
        None => Some(fetch(place).await),
    };
    match fetched.unwrap_or(Err(CallError::Network)) {
        Ok((WorkingCopy { answer, labelled }, edition)) => Ok(Opened {
            answer,
            labelled,
            edition,
            email: match untrack(|| session.presence()) {
                Presence::SignedIn(account) => account.email,
                _ => String::new(),
            },
            from_copy: false,
        }),
        Err(error) if error.is_temporary() => {
            let kept = kept.ok_or(error)?;
            Ok(Opened {
                answer: Versioned {
                    body: kept.file,
                    etag: Some(kept.etag),
                },
                labelled: None,
                edition: kept.edition,
                email: kept.email,
                from_copy: true,
            })
        }
        Err(error) => Err(error),
    }
}

async fn fetch(place: Place) -> Result<(WorkingCopy, Edition), CallError> {
    let copy = working_copy::fetch(place).await?;
    let edition = editions::get_edition(&copy.answer.body.edition).await?;
    Ok((copy, edition))
}

/// Element id of a step's heading.
pub(in crate::events) const STEP_HEADING: &str = "etape-titre";

#[component]
fn FormSteps(opened: Opened, account: AccountId) -> impl IntoView {
    let id = opened.answer.body.id;
    provide_documents_of(id);
    let edition_name = opened.edition.name.clone();
    let save = Autosave::new(&opened, account);
    let context = FormContext::new(save);
    let comparing = RwSignal::new(false);
    let query = use_query_map();
    let step = Memo::new(move |_| {
        let number = query
            .read()
            .get(url::STEP)
            .and_then(|number| number.parse::<usize>().ok());
        let numbered = number.and_then(|number| Step::ALL.get(number.checked_sub(1)?));
        numbered.copied().unwrap_or_else(|| {
            // A link to an additional field does not know its step.
            let control = query.read().get(url::FIELD).unwrap_or_default();
            context.edition.with_value(|edition| {
                fields::field_at(&control, edition)
                    .map_or(Step::Organiser, |field| field.step(edition))
            })
        })
    });
    let wanted_field = Memo::new(move |_| query.read().get(url::FIELD));
    let changing = Memo::new(move |_| {
        let query = query.read();
        query
            .get(url::RETURN)
            .and_then(|_| query.get(url::FIELD))
            .and_then(|control| {
                context
                    .edition
                    .with_value(|edition| fields::field_at(&control, edition))
            })
    });
    Effect::new(move |_| context.checking.set(step.get() == Step::Declaration));
    let listed = RwSignal::new(Vec::<FieldProblem>::new());
    let announcer = Announcer::expect();
    let now = clock::ticking();

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
        let known =
            context.shown.read().contains(&step) || *context.form.read() != EventForm::default();
        known.then(|| {
            let faults = context.faults.read();
            let count = context
                .edition
                .with_value(|edition| fields::of_step(&faults, step, edition));
            fields::step_note(count)
        })
    };
    let titles: Vec<String> = Step::ALL
        .iter()
        .map(|step| fields::step_title(*step))
        .collect();
    let above =
        view! { <p><a href=format!("/mes-evenements/{id}")>{t("form.back")}</a>" · "{edition_name}" · "<a href="/mode-d-emploi">{t("form.guide")}</a></p> }.into_any();
    view! {
        <PageHead title=Signal::derive(title) above=above/>
        <div class="filing">
            {move || {
                let file = save.file.get();
                (file.state == LabelState::CorrectionRequested).then(|| view! { <correction_request::CorrectionRequest file edition=context.edition.get_value()/> })
            }}
            <ConflictDialog of=save open=comparing commune=context.commune/>
            {move || save.from_copy.get().then(|| view! {
                <Notice tone=Tone::Warning title=t("form.copy.title")>
                    <p>{t("form.copy.text")}</p>
                </Notice>
            })}
            <SetAside of=save commune=context.commune/>
            <Stepper
                steps=titles
                current=Signal::derive(move || fields::step_number(step.get()) - 1)
                label=t("form.steps")
                href=Callback::new(move |index: usize| Step::ALL.get(index).map(|step| fields::step_href(id, *step)))
                note=Callback::new(note)
            />
            <div class="filing__parts">
                // A block, not a grid: the foot stays at the edge of the window as long as the form reaches beyond it.
                <div class="filing__desk">
                    // Leaving a field saves it, and shows what is wrong in it.
                    <form class="filing__form" novalidate on:submit=|event| event.prevent_default() on:focusout=move |event| {
                        context.left.note(&event);
                        save.flush();
                    } on:focusin=move |_| locks::lock(context)>
                        <h2 class="filing__step" id=STEP_HEADING tabindex="-1">{heading}</h2>
                        <CorrectionLocks context step/>
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
                        <LikelyDuplicates id subject=Memo::new(move |_| subject_of(&save.file.read().form))/>
                        <BeforeSubmitting context step now/>
                    </form>
                    <Foot context step changing listed comparing/>
                </div>
                <Side context/>
            </div>
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
            .filter(|fault| context.step_of(&fault.pointer) == step)
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
