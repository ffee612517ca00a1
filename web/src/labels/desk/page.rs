use super::bar::Bar;
use super::correction::CorrectionDialog;
use super::criterion::CriterionCard;
use super::decide;
use super::keys::{self, KeysDialog};
use super::override_dialog::OverrideDialog;
use super::reasons::{ReasonDialogs, RecheckDialogs};
use super::session_end::{self, SessionEnd};
use super::state::Desk;
use super::tabs::{FileStatus, Tabs};
use super::visit::{Opened, Visit};
use crate::api::{CallError, Remote, labels};
use crate::events::VisitorMessages;
use crate::events::answer_file::provide_documents_of;
use crate::labels::groups::{AssignmentBar, AssignmentNote, assignment_of};
use crate::labels::moves::RevocationDialog;
use crate::labels::queue_position::QueuePosition;
use crate::labels::recheck::RecheckPanel;
use crate::labels::{CertificateButton, StateTag};
use crate::layout::{Page, RoleWork, focus_title};
use crate::messages::{t, t_args};
use crate::session::Session;
use crate::ui::{
    Button, ButtonKind, Checkbox, Disclosure, Fetched, Notice, ProblemAlert, Tag, TextArea, Tone,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::account::Role;
use shared::criterion::COMMENT_MAX_CHARS;
use shared::id::{AccountId, EventId};
use shared::label::{Action, FileAssignment, LabelState};
use shared::problem::{Code, Problem};
use std::time::Duration;

/// Pause between two looks at whether the next file must be read again.
const LOOK: Duration = Duration::from_secs(15);

/// Page to review event submissions, one after the other.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params
            .read()
            .get("id")
            .and_then(|id| id.parse::<EventId>().ok())
    });
    let visit = Visit::new();
    view! {
        <Page title=t("review.title")>
            <RoleWork roles=&[Role::Referent, Role::Coordinator, Role::Administrator] then=move |account| move || {
                visit.epoch.track();
                match id.get() {
                    Some(id) => view! { <File id account visit/> }.into_any(),
                    None => view! { <ProblemAlert error=CallError::Problem(Box::new(Problem::new(Code::NotFound)))/> }.into_any(),
                }
            }/>
        </Page>
    }
}

/// A file: at once, if it was read before it was needed.
#[component]
fn File(id: EventId, account: AccountId, visit: Visit) -> impl IntoView {
    provide_documents_of(id);
    if let Some(opened) = visit.take_ready(id) {
        return view! { <Screen opened account visit/> }.into_any();
    }
    let reading = Remote::<Opened>::new(move || visit.read(id));
    let session = Session::expect();
    let is_unread = move || matches!(reading.get(), Some(Err(_)));
    // What could not be read because the session had ended is read once the account is signed in again.
    Effect::new(move |was: Option<bool>| {
        let is = session.is_open_for(account);
        if was == Some(false) && is && untrack(is_unread) {
            reading.refetch();
        }
        is
    });
    view! {
        <Fetched of=reading lines=12 then={move |opened: Opened| view! { <Screen opened account visit/> }}/>
        {move || is_unread().then(|| view! { <SessionEnd account/> })}
    }
    .into_any()
}

/// The desk with one file.
#[component]
fn Screen(opened: Opened, account: AccountId, visit: Visit) -> impl IntoView {
    let desk = Desk::new(opened, account, visit);
    let (help, keys_on) = (RwSignal::new(false), RwSignal::new(keys::are_on()));
    keys::listen(desk, help, keys_on);
    decide::watch(desk);
    session_end::follow(desk, help);
    keep_next_ready(desk);
    Effect::new(move |_| desk.typed().keep(desk.account, desk.id));
    follow_release(desk);
    if visit.moved.get_value() {
        request_animation_frame(focus_title);
    }
    let assignment = assignment_of(desk.id);
    let number_of = |index: usize| index + 1;
    let working_days = desk
        .edition
        .with_value(|edition| edition.visitor_messages.working_days);
    view! {
        <div class="desk">
            <Head desk account assignment/>
            <Conflict desk/>
            <SecondLookNote desk/>
            <RecheckPanel sheet=desk.sheet.into() edition=desk.edition.get_value()/>
            <div class="desk-grid">
                {desk
                    .drafts()
                    .into_iter()
                    .enumerate()
                    .map(|(index, draft)| view! { <CriterionCard desk draft number=number_of(index)/> })
                    .collect_view()}
            </div>
            <Word desk/>
            <PinNote desk/>
            <AssignmentBar id=desk.id account known=assignment/>
            <Tabs desk/>
            <VisitorMessages id=desk.id zone=desk.zone working_days review=true/>
        </div>
        <Bar desk help/>
        <CorrectionDialog desk/>
        <OverrideDialog desk/>
        <RecheckDialogs desk/>
        <ReasonDialogs desk/>
        <RevocationDialog context=desk.context reason=RwSignal::new(String::new())/>
        <KeysDialog help on=keys_on/>
    }
}

/// Reads the next file now, and again while this one takes its time: a file that was read long ago is not shown.
fn keep_next_ready(desk: Desk) {
    desk.visit.prepare(desk.id);
    let look = move || {
        if !document().hidden() {
            desk.visit.prepare(desk.id);
        }
    };
    let interval = set_interval_with_handle(look, LOOK).ok();
    on_cleanup(move || {
        if let Some(interval) = interval {
            interval.clear();
        }
    });
}

/// Reads the file again once a decision on it has taken effect.
fn follow_release(desk: Desk) {
    let pending = Memo::new(move |_| {
        let sheet = desk.sheet.read();
        let pending = sheet.body.pending.as_ref()?;
        Some(pending.release_at? - pending.decided_at)
    });
    Effect::new(move |_| {
        let Some(wait) = pending.get() else { return };
        let wait = (wait + chrono::TimeDelta::milliseconds(500)).to_std();
        let timer = set_timeout_with_handle(
            move || {
                desk.reading
                    .send(labels::get_review(desk.id), move |sheet| desk.put(sheet));
            },
            wait.unwrap_or_default(),
        );
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}

/// Title and status of the file.
#[component]
fn Head(desk: Desk, account: AccountId, assignment: Remote<FileAssignment>) -> impl IntoView {
    let title = Memo::new(move |_| desk.sheet.read().body.file.form.title.clone());
    let reference = t_args("file.reference", &[("reference", &desk.id.reference())]);
    let labelled = Memo::new(move |_| {
        let sheet = desk.sheet.read();
        let file = &sheet.body.file;
        file.slug
            .clone()
            .filter(|_| file.state == LabelState::Labelled)
    });
    view! {
        <header class="desk-head">
            <div class="desk-head__above"><QueuePosition id=desk.id/><span>{reference}</span>" "<AssignmentNote account known=assignment/></div>
            <h1 class="page-head__title desk-head__title" tabindex="-1">{move || title.get()}</h1>
            <div class="desk-head__status">
                {move || view! { <StateTag state=desk.sheet.read().body.file.state/> }}
                {move || desk.sheet.read().body.overdue.then(|| view! { <Tag tone=Signal::stored(Tone::Bad)>{t("queue.overdue")}</Tag> })}
                {move || desk.sheet.read().body.urgent.then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("queue.urgent")}</Tag> })}
                {move || is_overridden(desk).then(|| view! { <Tag tone=Signal::stored(Tone::Warning)>{t("held.overridden")}</Tag> })}
                <FileStatus desk/>
                <p class="desk-head__saved" role="status">{move || desk.save_status()}</p>
            </div>
            {move || labelled.get().map(|slug| view! { <CertificateButton id=desk.id slug/> })}
        </header>
    }
}

/// True when the file was once decided against the verdicts on the criteria; reactive.
fn is_overridden(desk: Desk) -> bool {
    let sheet = desk.sheet.read();
    let mut decisions = sheet.body.file.decisions.iter();
    decisions.any(|decision| decision.override_reason.is_some())
}

/// Tells the user that the submission has changed, and that no unsaved text is lost.
#[component]
fn Conflict(desk: Desk) -> impl IntoView {
    view! {
        <div id="conflit" tabindex="-1">
            {move || desk.conflict.get().map(|error| {
                let text = match error.code() {
                    Some(Code::DecisionPending) => t("desk.conflict.pending"),
                    _ => t("review.conflict.text"),
                };
                view! {
                    <Notice tone=Tone::Warning title=t("review.conflict.title")>
                        <p>{move || if desk.reading.is_pending() { t("review.conflict.reading") } else { text }}</p>
                        <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| desk.conflict.set(None))>{t("review.conflict.seen")}</Button>
                    </Notice>
                }
            })}
            {move || desk.reading.error().map(|error| view! { <ProblemAlert error/> })}
        </div>
    }
}

/// Says that the map marker lies far from the commune of the address.
#[component]
fn PinNote(desk: Desk) -> impl IntoView {
    let away = Memo::new(move |_| desk.sheet.read().body.pin_away_m);
    move || {
        away.get().map(|metres| {
            let km = format!("{:.1}", f64::from(metres) / 1_000.0).replace('.', ",");
            view! {
                <Notice tone=Tone::Warning title=t("review.pin.title")>
                    <p>{t_args("review.pin.text", &[("km", &km)])}</p>
                </Notice>
            }
        })
    }
}

/// Says that another reviewer is to look at the file.
#[component]
fn SecondLookNote(desk: Desk) -> impl IntoView {
    let asked = Memo::new(move |_| desk.sheet.read().body.second_look.clone());
    move || {
        asked.get().map(|asked| {
            let text = if asked.own {
                t("desk.second_look.own").to_owned()
            } else {
                t_args("desk.second_look.by", &[("name", &asked.asked_by)])
            };
            view! {
                <Notice tone=Tone::Info title=t("desk.second_look.title")>
                    <p>{text}</p>
                    <blockquote class="asked__message">{asked.note}</blockquote>
                </Notice>
            }
        })
    }
}

/// Words to the organiser that go with a decision.
#[component]
fn Word(desk: Desk) -> impl IntoView {
    let decides = Memo::new(move |_| desk.is_open() || desk.may(Action::Refuse));
    move || {
        decides.get().then(|| {
            view! {
                <Disclosure title=t("review.label.comment") optional=true needed=Signal::derive(move || !desk.word.read().is_empty() || desk.hold.get())>
                    <TextArea
                        id="word"
                        label=t("review.label.comment")
                        hint=t("desk.word.hint")
                        value=desk.word
                        rows=2
                        optional=true
                        max_chars=COMMENT_MAX_CHARS
                    />
                    {move || desk.is_open().then(|| view! {
                        <Checkbox id="publier-plus-tard" label=t("desk.hold") hint=t("desk.hold.hint") checked=desk.hold/>
                    })}
                </Disclosure>
            }
        })
    }
}
