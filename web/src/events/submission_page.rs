use super::another::AnotherLikeIt;
use super::answer_file::provide_documents_of;
use super::autosave::etag_of;
use super::change::ChangeSection;
use super::confirmation::Confirmation;
use super::correction_request::CorrectionRequest;
use super::fields;
use super::filed_for::FiledForLine;
use super::history::History;
use super::late_pass::LatePassForm;
use super::life::LifeForm;
use super::occurrences::Occurrences;
use super::own::Progress;
use super::referent::ReferentContact;
use super::report::ReportSection;
use super::summary::{Prose, Summary};
use super::together::Together;
use super::visitor_messages::VisitorMessages;
use crate::account::SessionOver;
use crate::api::{CallError, Mutation, Remote, Versioned, editions, events};
use crate::clock;
use crate::conversations::{ConversationSection, Talk};
use crate::labels::{CertificateButton, FindingView, StateTag, action_name};
use crate::layout::{OwnWork, Page, PageHead, focus_title};
use crate::messages::{t, t_args, t_of};
use crate::session::{Presence, Session};
use crate::ui::{
    Announcer, Button, ButtonKind, Dialog, Fetched, LinkButton, Notice, ProblemAlert, TextArea,
    Tone, fault_at, faults_of,
};
use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use shared::criterion::COMMENT_MAX_CHARS;
use shared::edition::Edition;
use shared::event::{Decision, EventFile, HistoryEntry, Step, Withdrawal};
use shared::id::{AccountId, EventId};
use shared::label::{Action, LabelState};
use shared::problem::{Code, Problem};

/// The page of an organiser's event submission: status, next steps and history.
#[component]
pub fn SubmissionPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<EventId>().ok())
    });
    let on_back = Callback::new(move |()| {
        request_animation_frame(focus_title);
    });
    view! {
        <Page title=t("file.title")>
            <OwnWork then=move |account: AccountId| view! {
                {move || match id.get() {
                    Some(id) => view! { <Loaded id account/> }.into_any(),
                    None => view! { <ProblemAlert error=CallError::Problem(Box::new(Problem::new(Code::NotFound)))/> }.into_any(),
                }}
                <div class="session-over"><SessionOver account leave="/mes-evenements" on_back/></div>
            }/>
        </Page>
    }
}

type PageData = (Versioned<EventFile>, Edition);

#[component]
fn Loaded(
    id: EventId,
    /// The person who reads the page.
    account: AccountId,
) -> impl IntoView {
    provide_documents_of(id);
    let page_data = Remote::<PageData>::new(move || async move {
        let answer = events::get_event(id).await?;
        let edition = editions::get_edition(&answer.body.edition).await?;
        Ok((answer, edition))
    });
    let history = Remote::<Vec<HistoryEntry>>::new(move || events::list_history(id));
    let talk = Talk::kept(account, id);
    // A move returns the updated submission, so only the history is fetched again.
    let on_change = Callback::new(move |answer: Versioned<EventFile>| {
        page_data.update(|(file, _)| *file = answer);
        history.refetch();
        // The pressed button no longer exists; the title states the new status.
        request_animation_frame(focus_title);
    });
    let reload = Callback::new(move |()| {
        page_data.refetch();
        history.refetch();
    });
    let session = Session::expect();
    // What could not be read without a session or a connection is read once there is one.
    Effect::new(move |was: Option<bool>| {
        let is = matches!(session.presence(), Presence::SignedIn(own) if own.id == account);
        if was == Some(false) && is && untrack(|| matches!(page_data.get(), Some(Err(_)))) {
            reload.run(());
        }
        is
    });
    view! {
        <Fetched of=page_data lines=10 then={move |(answer, edition): PageData| view! { <Submission answer edition on_change reload history talk/> }}/>
    }
}

#[component]
fn Submission(
    answer: Versioned<EventFile>,
    edition: Edition,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
    history: Remote<Vec<HistoryEntry>>,
    talk: Talk,
) -> impl IntoView {
    let etag = RwSignal::new(etag_of(&answer));
    let file = answer.body;
    let zone = file.form.zone(file.commune.as_ref());
    let title = if file.form.title.trim().is_empty() {
        t("file.untitled").to_owned()
    } else {
        file.form.title.clone()
    };
    let state = file.state;
    let recheck = file
        .change
        .as_ref()
        .is_some_and(|change| change.waiting.is_some());
    let public = file.slug.clone().filter(|_| state == LabelState::Labelled);
    let criteria = edition.criteria.clone();
    let findings = file.validation.findings.clone();
    let filed_for = file.filed_for.clone();
    let edition_name = edition.name.clone();
    let working_days = edition.visitor_messages.working_days;
    let query = use_query_map();
    let filed = Memo::new(move |_| {
        state == LabelState::Submitted && query.read().get(url::FILED).is_some()
    });
    let (confirmed, confirmed_edition) = (file.clone(), edition_name.clone());
    let reference = t_args("file.reference", &[("reference", &file.id.reference())]);
    let above = view! { <p><a href="/mes-evenements">{t("file.back")}</a></p> }.into_any();
    view! {
        <PageHead title=title above=above>
            <div class="cluster">
                <StateTag state/>
                <span>{edition_name}</span>
                <span>{reference}</span>
            </div>
            <FiledForLine filed_for/>
            <Progress state recheck reported=file.report.is_some()/>
        </PageHead>
        <div class="file">
            <div class="file__main stack">
                {move || if filed.get() {
                    view! { <Confirmation file=confirmed.clone() edition=confirmed_edition.clone()/> }.into_any()
                } else {
                    view! { <SubmissionStatus file=confirmed.clone()/> }.into_any()
                }}
                {(state == LabelState::CorrectionRequested).then(|| view! { <CorrectionRequest file=file.clone() edition=edition.clone()/> })}
                <LastDecision file=file.clone()/>
                {file.submitted_at.map(|_| view! { <ConversationSection id=file.id zone talk/> })}
                <ChangeSection file=file.clone() edition=edition.clone() on_change reload/>
                <SubmissionActions file=file.clone() etag on_change reload/>
                <LatePassForm file=file.clone() etag on_change reload/>
                {public.map(|slug| view! {
                    <p><a href=format!("/evenements/{}/{slug}", file.edition)>{t("file.public_page")}</a></p>
                    <CertificateButton id=file.id slug/>
                    <p><a href=format!("/mes-evenements/{}/kit", file.id)>{t("kit.open")}</a></p>
                })}
                {(state == LabelState::Labelled).then(|| view! {
                    <ReportSection file=file.clone() writable=edition.is_writable() etag on_change/>
                    <VisitorMessages id=file.id zone working_days/>
                    <section aria-labelledby="vie-titre">
                        <h2 id="vie-titre">{t("file.life.title")}</h2>
                        <p>{t("file.life.text")}</p>
                        <LifeForm file=file.clone() etag on_change=on_change/>
                    </section>
                    <Occurrences file=file.clone() etag on_change=Callback::new(move |()| history.refetch()) reload/>
                })}
                <details class="fold" open=state != LabelState::Draft>
                    <summary class="fold__title">{t("form.summary.title")}</summary>
                    <Summary form=file.form.clone() edition=edition.clone() commune=file.commune.clone()/>
                </details>
                <Together id=file.id state/>
            </div>
            <div class="file__side stack">
                {matches!(state, LabelState::Draft | LabelState::CorrectionRequested | LabelState::Submitted).then(|| view! {
                    <section aria-labelledby="controle-titre">
                        <h2 class="file__side-title" id="controle-titre">{t("criterion.self_check.title")}</h2>
                        <ul class="self-check__list">
                            {findings.into_iter().map(|finding| {
                                let wording = criteria.iter().find(|wording| wording.criterion == finding.criterion).cloned();
                                view! { <li class="check"><FindingView finding wording/></li> }
                            }).collect_view()}
                        </ul>
                    </section>
                })}
                <ReferentContact edition=edition.clone() commune=file.commune.clone()/>
                <section aria-labelledby="historique-titre">
                    <h2 class="file__side-title" id="historique-titre">{t("file.history.title")}</h2>
                    <Fetched of=history lines=4 then={move |entries: Vec<HistoryEntry>| view! { <History entries zone edition=edition.clone()/> }}/>
                </section>
            </div>
        </div>
    }
}

/// Status of the submission and the next step.
#[component]
fn SubmissionStatus(file: EventFile) -> impl IntoView {
    let zone = file.form.zone(file.commune.as_ref());
    let tone = match file.state {
        LabelState::Labelled => Tone::Good,
        LabelState::CorrectionRequested => Tone::Warning,
        LabelState::Refused | LabelState::Revoked => Tone::Bad,
        LabelState::Draft | LabelState::Submitted | LabelState::Withdrawn => Tone::Info,
    };
    let title = t_of("file.standing.title", file.state.as_str());
    let deadline = clock::moment_in(file.dates.deadline, zone);
    let too_late = clock::now() > file.dates.deadline;
    let faults = file.validation.problems.len();
    let text = match file.state {
        LabelState::Draft if too_late => t_args("file.standing.too_late", &[("at", &deadline)]),
        LabelState::Draft if faults > 0 => {
            let faults = crate::messages::plural("file.standing.faults", faults as u64);
            t_args(
                "file.standing.draft",
                &[("faults", &faults), ("at", &deadline)],
            )
        }
        LabelState::Draft => t_args("file.standing.ready", &[("at", &deadline)]),
        LabelState::Submitted => match file.due_at {
            Some(due) if due < clock::now() => {
                t_args("file.standing.late", &[("day", &clock::day_in(due, zone))])
            }
            Some(due) => t_args("file.standing.due", &[("day", &clock::day_in(due, zone))]),
            None => t("file.standing.submitted").to_owned(),
        },
        LabelState::Refused | LabelState::Withdrawn if !too_late => t_args(
            if file.state == LabelState::Refused {
                "file.standing.refused_open"
            } else {
                "file.standing.withdrawn_open"
            },
            &[("at", &deadline)],
        ),
        state => t_of("file.standing", state.as_str()),
    };
    view! { <Notice tone=tone title=title><p>{text}</p></Notice> }
}

/// The latest decision, where the organiser must read it.
#[component]
fn LastDecision(file: EventFile) -> impl IntoView {
    let action = match file.state {
        LabelState::Refused => Some(Action::Refuse),
        LabelState::Revoked => Some(Action::Revoke),
        LabelState::Labelled => Some(Action::Grant),
        LabelState::Draft
        | LabelState::Submitted
        | LabelState::CorrectionRequested
        | LabelState::Withdrawn => None,
    };
    let zone = file.form.zone(file.commune.as_ref());
    file.decisions
        .into_iter()
        .find(|decision| Some(decision.action) == action && !decision.comment.trim().is_empty())
        .map(|decision| {
            let Decision {
                comment,
                decided_at,
                ..
            } = decision;
            view! {
                <section class="decision">
                    <h2 class="decision__title">{t("file.decision.title")}</h2>
                    <p class="decision__time">{clock::moment_in(decided_at, zone)}</p>
                    <blockquote class="asked__message"><Prose text=comment/></blockquote>
                </section>
            }
        })
}

/// Buttons and dialogs of the actions that the organiser may perform now.
#[component]
fn SubmissionActions(
    file: EventFile,
    /// Version of the submission.
    etag: RwSignal<String>,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let (id, state) = (file.id, file.state);
    let submittable = file.validation.submittable;
    let may = |action: Action| file.allowed.contains(&action);
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let submitting = Mutation::<Versioned<EventFile>>::new();
    let submit = move |_| {
        let request = events::submit_event(id, etag.get_untracked());
        let navigate = navigate.clone();
        submitting.send(request, move |answer| {
            announcer.say(t("form.submit.done"));
            on_change.run(answer);
            navigate(
                &format!("/mes-evenements/{id}?{}=1", url::FILED),
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            );
        });
    };
    let withdrawing = RwSignal::new(false);
    let last_step = fields::step_href(id, Step::Declaration);
    let first_step = fields::step_href(id, Step::Organiser);
    let change_step = first_step.clone();
    let changeable = file.change.as_ref().is_some_and(|change| change.editable);
    view! {
        <div class="cluster">
            {file.editable.then(|| view! { <LinkButton href=first_step kind=if submittable { ButtonKind::Secondary } else { ButtonKind::Primary }>{t("file.edit")}</LinkButton> })}
            {changeable.then(|| view! { <LinkButton href=change_step kind=ButtonKind::Secondary>{t("file.edit_labelled")}</LinkButton> })}
            // A submission requires the accepted commitments; if something is missing, the form shows what.
            {may(Action::Submit).then(|| if submittable {
                view! {
                    <Button busy=Signal::derive(move || submitting.is_pending()) on_press=Callback::new(submit)>
                        {if state == LabelState::Draft { t("form.submit.action") } else { t("form.submit.again") }}
                    </Button>
                }
                .into_any()
            } else {
                view! { <LinkButton href=last_step kind=ButtonKind::Quiet>{t("file.complete_and_submit")}</LinkButton> }.into_any()
            })}
            <AnotherLikeIt file=file.clone()/>
            {may(Action::Withdraw).then(|| view! {
                <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| withdrawing.set(true))>{action_name(Action::Withdraw)}</Button>
            })}
        </div>
        {move || submitting.error().map(|error| view! { <Stale error=error.clone() reload/> <ProblemAlert error/> })}
        <WithdrawDialog id etag state open=withdrawing on_change reload/>
    }
}

/// Offers to reload a submission that has changed meanwhile.
#[component]
pub(super) fn Stale(error: CallError, reload: Callback<()>) -> impl IntoView {
    let stale = matches!(
        error.code(),
        Some(Code::PreconditionFailed | Code::IllegalMove | Code::FileLocked)
    );
    stale.then(|| view! {
        <div><Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| reload.run(()))>{t("file.reload")}</Button></div>
    })
}

#[component]
fn WithdrawDialog(
    id: EventId,
    etag: RwSignal<String>,
    state: LabelState,
    open: RwSignal<bool>,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let reason = RwSignal::new(String::new());
    let mutation = Mutation::<Versioned<EventFile>>::new();
    let faults =
        Signal::derive(move || mutation.error().as_ref().map(faults_of).unwrap_or_default());
    let labelled = state == LabelState::Labelled;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let withdrawal = Withdrawal {
            reason: reason.get_untracked(),
        };
        mutation.send(
            events::withdraw_event(id, etag.get_untracked(), withdrawal),
            move |answer| {
                open.set(false);
                announcer.say(t("file.withdraw.done"));
                on_change.run(answer);
            },
        );
    };
    let refusal = move || {
        mutation
            .error()
            .filter(|error| faults_of(error).is_empty())
            .map(|error| view! { <Stale error=error.clone() reload/> <ProblemAlert error/> })
    };
    view! {
        <Dialog id="retrait" open title=t("file.withdraw.title")>
            <p>{if labelled { t("file.withdraw.labelled") } else { t("file.withdraw.text") }}</p>
            <form class="stack" novalidate on:submit=send>
                <TextArea
                    id="reason"
                    label=t("file.withdraw.reason")
                    hint=if labelled { t("file.withdraw.reason.hint") } else { t("file.withdraw.reason.hint_free") }
                    value=reason
                    rows=4
                    optional=!labelled
                    max_chars=COMMENT_MAX_CHARS
                    error=fault_at(faults, "reason")
                />
                {refusal}
                <div class="cluster">
                    <Button kind=ButtonKind::Danger submit=true busy=Signal::derive(move || mutation.is_pending())>{t("file.withdraw.action")}</Button>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("file.withdraw.keep")}</Button>
                </div>
            </form>
        </Dialog>
    }
}
