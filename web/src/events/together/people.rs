use crate::api::{CallError, Mutation, Remote, together};
use crate::invitations::{OpenInvitation, invite_form, open_invitations};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Choice, Followed, Items, ProblemAlert, focus};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::event::{CoEditing, CoEditor, FileRole, NewInvitation};
use shared::id::EventId;

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
                <Followed of=people lines=2 then={move |shown: Signal<CoEditing>| view! { <Lists id shown people/> }}/>
                {move || owner.get().then(|| view! { <Invite id people/> })}
            </div>
        </details>
    }
}

#[component]
fn Lists(id: EventId, shown: Signal<CoEditing>, people: Remote<CoEditing>) -> impl IntoView {
    let owns = Memo::new(move |_| shown.with(|shown| shown.role == FileRole::Owner));
    let responsible = move || {
        if owns.get() {
            t("together.owner.you").to_owned()
        } else {
            shown.with(|shown| t_args("together.owner", &[("name", &shown.owner)]))
        }
    };
    // Each with whether the reader may remove it.
    let editors = Signal::derive(move || {
        let editors = shown.with(|shown| shown.editors.clone());
        let owns = owns.get();
        let editors = editors.into_iter();
        editors
            .map(|editor| (editor, owns))
            .collect::<Vec<(CoEditor, bool)>>()
    });
    let row = move |(editor, owns): (CoEditor, bool)| view! { <Editor id editor owns people/> };
    let is_shared = Memo::new(move |_| shown.with(|shown| !shown.editors.is_empty()));
    let invitations = Memo::new(move |_| shown.with(|shown| shown.invitations.clone()));
    let open = move || {
        let invitations = invitations.get().into_iter();
        invitations
            .map(|invitation| OpenInvitation {
                id: invitation.id,
                email: invitation.email,
                role: Some(t_of("together.role", invitation.role.as_str())),
                expires_at: invitation.expires_at,
            })
            .collect::<Vec<_>>()
    };
    let revoke = move |invitation| together::revoke_invitation(id, invitation);
    let on_revoked = Callback::new(move |()| {
        people.refetch();
        focus(HEADING);
    });
    view! {
        <ul class="people">
            <li class="people__one"><span class="people__name">{responsible}</span></li>
            <Items of=editors key=|(editor, _): &(CoEditor, bool)| editor.account row/>
        </ul>
        {move || (owns.get() && is_shared.get()).then(|| view! { <p class="field__hint">{t("together.handed_over")}</p> })}
        {move || open_invitations(open(), revoke, on_revoked)}
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
                focus(HEADING);
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

/// Invites a person by address, as a co-editor or as the new owner.
#[component]
fn Invite(id: EventId, people: Remote<CoEditing>) -> impl IntoView {
    let role = RwSignal::new(FileRole::Editor.to_string());
    let choices = vec![
        Choice::new(FileRole::Editor.as_str(), t("together.invite.editor")),
        Choice::new(FileRole::Submitter.as_str(), t("together.invite.submitter")),
        Choice::new(FileRole::Owner.as_str(), t("together.invite.owner"))
            .with_hint(t("together.invite.owner.hint")),
    ];
    let request = move |email: String| {
        let role = FileRole::parse(&role.read_untracked())?;
        let new = NewInvitation { email, role };
        Some(together::invite_co_editor(id, new))
    };
    let on_sent = Callback::new(move |now: CoEditing| people.update(|shown| *shown = now));
    invite_form(Some((role, choices)), request, on_sent)
}

/// A button that is pressed twice: the second time it confirms.
#[component]
pub fn Sure(
    action: &'static str,
    /// Accessible name of the button.
    label: String,
    busy: Signal<bool>,
    error: Signal<Option<CallError>>,
    on_sure: Callback<()>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    // What was done is asked for anew.
    Effect::new(move |was: Option<bool>| {
        let is = busy.get();
        if was == Some(true) && !is && error.with_untracked(Option::is_none) {
            asked.set(false);
        }
        is
    });
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
