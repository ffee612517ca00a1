use super::invite::Invite;
use crate::api::{CallError, Mutation, Remote, together};
use crate::clock;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Fetched, ProblemAlert};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::event::{CoEditing, CoEditor, FileRole, OpenInvitation};
use shared::id::EventId;
use wasm_bindgen::JsCast;

/// Element id of the heading, which takes the focus when a pressed button is gone.
const HEADING: &str = "together-title";

/// Owner, co-editors and open invitations of a submission, with what the caller may change.
#[component]
pub(super) fn People(id: EventId) -> impl IntoView {
    let people = Remote::<CoEditing>::new(move || together::get_co_editing(id));
    let owner = Memo::new(move |_| {
        people
            .value()
            .is_some_and(|people| people.role == FileRole::Owner)
    });
    view! {
        <details class="fold">
            <summary class="fold__title" id=HEADING>{t("together.title")}</summary>
            <div class="stack">
                <Fetched of=people lines=2 then={move |shown: CoEditing| view! { <Lists id shown people/> }}/>
                {move || owner.get().then(|| view! { <Invite id people/> })}
            </div>
        </details>
    }
}

#[component]
fn Lists(id: EventId, shown: CoEditing, people: Remote<CoEditing>) -> impl IntoView {
    let CoEditing {
        role,
        owner,
        editors,
        invitations,
    } = shown;
    let owns = role == FileRole::Owner;
    let responsible = if owns {
        t("together.owner.you").to_owned()
    } else {
        t_args("together.owner", &[("name", &owner)])
    };
    let shared = !editors.is_empty();
    view! {
        <ul class="people">
            <li class="people__one"><span class="people__name">{responsible}</span></li>
            {editors.into_iter().map(|editor| view! { <Editor id editor owns people/> }).collect_view()}
        </ul>
        {(owns && shared).then(|| view! { <p class="field__hint">{t("together.handed_over")}</p> })}
        {(!invitations.is_empty()).then(|| view! {
            <h3>{t("together.open.title")}</h3>
            <ul class="people">
                {invitations.into_iter().map(|invitation| view! { <Open id invitation people/> }).collect_view()}
            </ul>
        })}
    }
}

#[component]
fn Editor(id: EventId, editor: CoEditor, owns: bool, people: Remote<CoEditing>) -> impl IntoView {
    let CoEditor {
        account,
        name,
        role,
        since: _,
        you,
    } = editor;
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let removing = Mutation::<()>::new();
    let remove = Callback::new(move |()| {
        let navigate = navigate.clone();
        removing.send(together::remove_co_editor(id, account), move |()| {
            if you {
                announcer.say(t("together.left"));
                navigate("/mes-evenements", NavigateOptions::default());
            } else {
                announcer.say(t("together.removed"));
                people.refetch();
                focus_heading();
            }
        });
    });
    let (action, label) = if you {
        (t("together.leave"), t("together.leave").to_owned())
    } else {
        let label = t_args("together.remove.label", &[("name", &name)]);
        (t("together.remove"), label)
    };
    let shown = if you {
        t_args("together.you", &[("name", &name)])
    } else {
        name
    };
    view! {
        <li class="people__one">
            <span class="people__name">{shown}</span>
            <span class="people__role">{t_of("together.role", role.as_str())}</span>
            {(owns || you).then(|| view! {
                <Sure action label busy=Signal::derive(move || removing.is_pending()) error=Signal::derive(move || removing.error()) on_sure=remove/>
            })}
        </li>
    }
}

#[component]
fn Open(id: EventId, invitation: OpenInvitation, people: Remote<CoEditing>) -> impl IntoView {
    let OpenInvitation {
        id: invitation,
        email,
        role,
        created_at: _,
        expires_at,
    } = invitation;
    let announcer = Announcer::expect();
    let revoking = Mutation::<()>::new();
    let revoke = Callback::new(move |()| {
        revoking.send(together::revoke_invitation(id, invitation), move |()| {
            announcer.say(t("together.revoked"));
            people.refetch();
            focus_heading();
        });
    });
    let until = clock::day_in(expires_at, Tz::Europe__Paris);
    let until = t_args("together.open.until", &[("day", &until)]);
    let label = t_args("together.revoke.label", &[("email", &email)]);
    view! {
        <li class="people__one">
            <span class="people__name">{email}</span>
            <span class="people__role">{t_of("together.role", role.as_str())}", "{until}</span>
            <Sure action=t("together.revoke") label busy=Signal::derive(move || revoking.is_pending()) error=Signal::derive(move || revoking.error()) on_sure=revoke/>
        </li>
    }
}

/// A button that is pressed twice: the second time it confirms.
#[component]
pub fn Sure(
    action: &'static str,
    /// Accessible name.
    label: String,
    busy: Signal<bool>,
    error: Signal<Option<CallError>>,
    on_sure: Callback<()>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let press = move |_| {
        if asked.get_untracked() {
            on_sure.run(());
        } else {
            asked.set(true);
        }
    };
    let name = Signal::derive(move || {
        if asked.get() {
            t_args("together.sure.label", &[("what", &label)])
        } else {
            label.clone()
        }
    });
    view! {
        <Button kind=ButtonKind::Quiet busy label=name on_press=Callback::new(press)>
            {move || if asked.get() { t("together.sure") } else { action }}
        </Button>
        {move || error.get().map(|error| view! { <ProblemAlert error/> })}
    }
}

fn focus_heading() {
    let heading = document().get_element_by_id(HEADING);
    if let Some(heading) = heading.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = heading.focus();
    }
}
