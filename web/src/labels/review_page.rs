use super::assessment::{AssessmentDraft, CriterionPanel};
use super::moves::{
    CorrectionDialog, DecisionDialog, MoveContext, RevocationDialog, Sheet, is_stale,
};
use super::review_state::{ReviewState, etag_of, focus};
use super::{StateTag, action_name};
use crate::api::{CallError, Mutation, Remote, editions, events, labels};
use crate::clock;
use crate::events::summary::Summary;
use crate::events::{History, LikelyDuplicates, entry_sentence, subject_of};
use crate::layout::{Page, PageHead, SignedIn};
use crate::map::PinMap;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Fetched, Notice, ProblemAlert, Tag, Tone};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::account::Role;
use shared::criterion::{Criterion, Verdict};
use shared::edition::Edition;
use shared::event::HistoryEntry;
use shared::id::EventId;
use shared::label::{Action, DecisionKind, LabelState};
use shared::problem::{Code, Problem};

/// Page to review an event submission.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<EventId>().ok())
    });
    view! {
        <Page title=t("review.title")>
            <SignedIn roles=&[Role::Referent, Role::Coordinator, Role::Administrator] then=move |_| view! {
                {move || match id.get() {
                    Some(id) => view! { <Loaded id/> }.into_any(),
                    None => view! { <ProblemAlert error=CallError::Problem(Box::new(Problem::new(Code::NotFound)))/> }.into_any(),
                }}
            }/>
        </Page>
    }
}

type PageData = (Sheet, Edition);

#[component]
fn Loaded(id: EventId) -> impl IntoView {
    let page_data = Remote::<PageData>::new(move || async move {
        let sheet = labels::get_review(id).await?;
        let edition = editions::get_edition(&sheet.body.file.edition).await?;
        Ok((sheet, edition))
    });
    view! { <Fetched of=page_data lines=12 then={|(sheet, edition): PageData| view! { <Review sheet edition/> }}/> }
}

#[component]
fn Review(sheet: Sheet, edition: Edition) -> impl IntoView {
    let id = sheet.body.file.id;
    let zone = sheet.body.file.form.zone(sheet.body.file.commune.as_ref());
    let announcer = Announcer::expect();
    let history = Remote::<Vec<HistoryEntry>>::new(move || events::list_history(id));
    let conflict = RwSignal::new(None::<CallError>);
    let open = RwSignal::new(None::<Action>);
    let etag = RwSignal::new(etag_of(&sheet));
    let sheet_signal = RwSignal::new(sheet);
    let drafts = StoredValue::new(
        Criterion::ALL
            .iter()
            .map(|criterion| AssessmentDraft::new(*criterion))
            .collect::<Vec<_>>(),
    );
    let loaded_review = StoredValue::new(None::<ReviewState>);
    let on_move = Callback::new(move |(sheet, action): (Sheet, Action)| {
        open.set(None);
        conflict.set(None);
        if let Some(review) = loaded_review.get_value() {
            review.update(sheet);
        }
        history.refetch();
        announcer.say(t_of("review.done", action.as_str()));
        request_animation_frame(crate::layout::focus_title);
    });
    let reading = Mutation::<Sheet>::new();
    let stale = Callback::new(move |error: CallError| {
        conflict.set(Some(error));
        reading.send(labels::get_review(id), move |sheet| {
            if let Some(review) = loaded_review.get_value() {
                review.update(sheet);
            }
            history.refetch();
            request_animation_frame(|| focus("conflit"));
        });
    });
    let context = MoveContext {
        id,
        etag,
        open,
        on_move,
        stale,
    };
    let review = ReviewState {
        sheet: sheet_signal,
        drafts,
        saving: Mutation::new(),
        checked: RwSignal::new(false),
        context,
    };
    loaded_review.set_value(Some(review));
    for draft in review.drafts() {
        draft.update(&sheet_signal.read_untracked().body.assessments);
    }
    // On a version conflict, unsaved assessments stay on the page and the submission is loaded again.
    Effect::new(move |_| {
        if let Some(error) = review.saving.error().filter(is_stale) {
            stale.run(error);
        }
    });
    let title = Memo::new(move |_| review.sheet.read().body.file.form.title.clone());
    let form = Memo::new(move |_| {
        let sheet = review.sheet.read();
        (
            sheet.body.file.form.clone(),
            sheet.body.file.commune.clone(),
        )
    });
    let pin = Memo::new(move |_| {
        let sheet = review.sheet.read();
        let file = &sheet.body.file;
        let has_place = file
            .form
            .attendance_mode
            .is_some_and(shared::event::AttendanceMode::has_place);
        has_place
            .then(|| {
                file.form
                    .place
                    .position
                    .or(file.commune.as_ref().map(|commune| commune.position))
            })
            .flatten()
    });
    let of_dialogs = edition.clone();
    let reference = t_args("file.reference", &[("reference", &id.reference())]);
    let above =
        view! { <p><a href="/labellisation">{t("review.back")}</a>" · "{reference}</p> }.into_any();
    view! {
        <PageHead title=Signal::derive(move || title.get()) above=above>
            <ReviewStatus review zone/>
        </PageHead>
        <Conflict conflict history reading/>
        <div class="review">
            <div class="review__file stack">
                <h2 class="review__heading">{t("review.file")}</h2>
                <Owner review/>
                {move || {
                    let (form, commune) = form.get();
                    view! { <Summary form edition=edition.clone() commune/> }
                }}
                {move || pin.get().is_some().then(|| view! {
                    <div class="review__map"><PinMap title=t("review.map") pin=Signal::derive(move || pin.get())/></div>
                })}
                <LikelyDuplicates id review=true subject=Memo::new(move |_| subject_of(&form.read().0))/>
                <section aria-labelledby="historique-titre">
                    <h2 class="review__heading" id="historique-titre">{t("file.history.title")}</h2>
                    <Fetched of=history lines=4 then={move |entries: Vec<HistoryEntry>| view! { <History entries zone/> }}/>
                </section>
            </div>
            <div class="review__desk stack">
                <h2 class="review__heading">{t("review.criteria")}</h2>
                <Panels review zone/>
                <ReviewActions review/>
            </div>
        </div>
        <Dialogs context edition=of_dialogs/>
    }
}

/// Status of the submission, and the due date of the decision.
#[component]
fn ReviewStatus(review: ReviewState, zone: Tz) -> impl IntoView {
    let due = move || {
        let sheet = review.sheet.read();
        sheet
            .body
            .file
            .due_at
            .map(|due| t_args("review.due", &[("day", &clock::day_in(due, zone))]))
    };
    let filed = move || {
        let sheet = review.sheet.read();
        let round = sheet.body.round;
        sheet.body.file.submitted_at.map(|at| {
            let at = clock::moment_in(at, zone);
            if round > 1 {
                t_args("review.filed_again", &[("at", &at), ("round", &round)])
            } else {
                t_args("review.filed", &[("at", &at)])
            }
        })
    };
    view! {
        <div class="cluster">
            {move || view! { <StateTag state=review.sheet.read().body.file.state/> }}
            {move || review.sheet.read().body.overdue.then(|| view! { <Tag tone=Signal::stored(Tone::Bad)>{t("queue.overdue")}</Tag> })}
            {move || review.sheet.read().body.urgent.then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("queue.urgent")}</Tag> })}
        </div>
        <p>{due}</p>
        <p class="review__filed">{filed}</p>
    }
}

/// Name and e-mail address of the submission's owner, unless the owner deleted the account.
#[component]
fn Owner(review: ReviewState) -> impl IntoView {
    let account = move || {
        let sheet = review.sheet.read();
        (
            sheet.body.owner_name.clone(),
            sheet.body.owner_email.clone(),
        )
    };
    view! {
        {move || {
            let (Some(name), Some(email)) = account() else {
                return view! { <p class="review__owner">{t("review.owner.left")}</p> }.into_any();
            };
            view! {
                <p class="review__owner">
                    {t_args("review.owner", &[("name", &name)])} " "
                    <a href=format!("mailto:{email}")>{email.clone()}</a>
                </p>
            }
            .into_any()
        }}
    }
}

/// Tells the user that the submission has changed, how, and that no unsaved text is lost.
#[component]
fn Conflict(
    conflict: RwSignal<Option<CallError>>,
    history: Remote<Vec<HistoryEntry>>,
    reading: Mutation<Sheet>,
) -> impl IntoView {
    let last = move || {
        let entries = history.value()?;
        let last = entries.iter().max_by_key(|entry| entry.seq)?;
        let at = clock::moment_in(last.at, Tz::Europe__Paris);
        Some(t_args(
            "review.conflict.last",
            &[("what", &entry_sentence(last)), ("at", &at)],
        ))
    };
    view! {
        <div id="conflit" tabindex="-1">
            {move || conflict.read().is_some().then(|| view! {
                <Notice tone=Tone::Warning title=t("review.conflict.title")>
                    <p>{move || if reading.is_pending() { t("review.conflict.reading") } else { t("review.conflict.text") }}</p>
                    <p>{last}</p>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| conflict.set(None))>{t("review.conflict.seen")}</Button>
                </Notice>
            })}
            {move || reading.error().map(|error| view! { <ProblemAlert error/> })}
        </div>
    }
}

#[component]
fn Panels(review: ReviewState, zone: Tz) -> impl IntoView {
    let panel = move |draft: AssessmentDraft| {
        let criterion = draft.criterion;
        let wording = review
            .sheet
            .read_untracked()
            .body
            .criteria
            .iter()
            .find(|wording| wording.criterion == criterion)
            .cloned();
        let finding = Signal::derive(move || {
            review
                .sheet
                .read()
                .body
                .file
                .validation
                .findings
                .iter()
                .find(|finding| finding.criterion == criterion)
                .cloned()
        });
        let stored = Signal::derive(move || {
            review
                .sheet
                .read()
                .body
                .assessments
                .iter()
                .find(|assessment| assessment.criterion == criterion)
                .cloned()
        });
        let open = Memo::new(move |_| review.is_open());
        view! { <CriterionPanel draft wording finding stored open checked=review.checked zone/> }
    };
    let announcer = Announcer::expect();
    let changed = Memo::new(move |_| review.drafts().iter().any(AssessmentDraft::is_changed));
    let has_assessments = Memo::new(move |_| !review.sheet.read().body.assessments.is_empty());
    let save = move |_| review.store_then(move || announcer.say(t("review.saved")));
    view! {
        {review.drafts().into_iter().map(panel).collect_view()}
        {move || review.saving.error().filter(|error| !is_stale(error)).map(|error| view! { <ProblemAlert error/> })}
        {move || review.is_open().then(|| view! {
            <div class="cluster">
                <Button
                    kind=ButtonKind::Secondary
                    busy=Signal::derive(move || review.saving.is_pending())
                    disabled=Signal::derive(move || !changed.get())
                    on_press=Callback::new(save)
                >
                    {t("review.save")}
                </Button>
                <p class="part__hint">{move || if changed.get() {
                    t("review.unsaved")
                } else if has_assessments.get() {
                    t("review.all_saved")
                } else {
                    ""
                }}</p>
            </div>
        })}
    }
}

/// Possible actions on the submission, and the reasons why some are unavailable.
#[component]
fn ReviewActions(review: ReviewState) -> impl IntoView {
    let may = move |action: Action| {
        let sheet = review.sheet.read();
        !sheet.body.own && sheet.body.file.allowed.contains(&action)
    };
    let open = move |action: Action| {
        Callback::new(move |_| {
            if untrack(|| review.is_open()) {
                review.store_then(move || review.context.open.set(Some(action)));
            } else {
                review.context.open.set(Some(action));
            }
        })
    };
    // Criteria that prevent the label, each with its verdict.
    let unmet = Memo::new(move |_| {
        let sheet = review.sheet.read();
        review
            .drafts()
            .iter()
            .filter(|draft| *draft.verdict.read() != Verdict::Met.as_str())
            .map(|draft| {
                let title = sheet
                    .body
                    .criteria
                    .iter()
                    .find(|wording| wording.criterion == draft.criterion)
                    .map(|wording| wording.title.clone())
                    .unwrap_or_default();
                let verdict = Verdict::parse(&draft.verdict.read()).map_or_else(
                    || t("review.no_verdict").to_owned(),
                    |verdict| t_of("criterion.verdict", verdict.as_str()).to_lowercase(),
                );
                t_args(
                    "review.unmet",
                    &[("criterion", &title), ("verdict", &verdict)],
                )
            })
            .collect::<Vec<_>>()
    });
    let state = move || review.sheet.read().body.file.state;
    let nothing = move || {
        let sheet = review.sheet.read();
        let allowed = !sheet.body.file.allowed.is_empty();
        if sheet.body.own {
            Some(t("review.own"))
        } else if !allowed && sheet.body.file.state == LabelState::Submitted {
            Some(t("review.read_only"))
        } else {
            None
        }
    };
    view! {
        <section class="review__ways" aria-labelledby="suite-titre">
            <h2 class="review__heading" id="suite-titre">{t("review.ways")}</h2>
            {move || nothing().map(|text| view! { <Notice tone=Tone::Info><p>{text}</p></Notice> })}
            {move || may(Action::Grant).then(|| view! {
                <div class="way">
                    <Button disabled=Signal::derive(move || !unmet.read().is_empty()) on_press=open(Action::Grant)>{action_name(Action::Grant)}</Button>
                    {move || if unmet.read().is_empty() {
                        view! { <p class="part__hint">{t("review.label.ready")}</p> }.into_any()
                    } else {
                        view! {
                            <div class="part__hint">
                                <p>{t("review.label.not_yet")}</p>
                                <ul>{unmet.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                            </div>
                        }
                        .into_any()
                    }}
                </div>
            })}
            {move || may(Action::RequestCorrection).then(|| view! {
                <div class="way">
                    <Button kind=ButtonKind::Secondary on_press=open(Action::RequestCorrection)>{action_name(Action::RequestCorrection)}</Button>
                    <p class="part__hint">{t("review.correction.about")}</p>
                </div>
            })}
            {move || may(Action::Refuse).then(|| view! {
                <div class="way">
                    <Button kind=ButtonKind::Secondary on_press=open(Action::Refuse)>{action_name(Action::Refuse)}</Button>
                    <p class="part__hint">{t("review.refuse.about")}</p>
                </div>
            })}
            {move || may(Action::Revoke).then(|| view! {
                <div class="way">
                    <Button kind=ButtonKind::Danger on_press=open(Action::Revoke)>{action_name(Action::Revoke)}</Button>
                    <p class="part__hint">{t("review.revoke.about")}</p>
                </div>
            })}
            {move || (nothing().is_none() && review.sheet.read().body.file.allowed.is_empty()).then(|| view! {
                <p>{t_of("review.state", state().as_str())}</p>
            })}
        </section>
    }
}

/// The dialogs and their texts, which survive reloading the submission.
#[component]
fn Dialogs(context: MoveContext, edition: Edition) -> impl IntoView {
    let (message, named) = (RwSignal::new(String::new()), RwSignal::new(Vec::new()));
    let (word, refusal, reason) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    view! {
        <CorrectionDialog context edition message named/>
        <DecisionDialog context decision=DecisionKind::Label comment=word/>
        <DecisionDialog context decision=DecisionKind::Refuse comment=refusal/>
        <RevocationDialog context reason/>
    }
}
