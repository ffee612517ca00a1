use super::focus_title;
use crate::account::{SessionOver, WaysIn};
use crate::api::{CallError, client};
use crate::messages::t;
use crate::session::{Presence, Session};
use crate::ui::{Loading, Notice, ProblemAlert, Tone};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::account::{Account, Destination, Role};
use shared::id::AccountId;

/// Work of one account: unlike [`SignedIn`], it stays on the page when the session ends, so that nothing typed is lost.
///
/// Without a connection it opens for the account that last signed in on this device.
#[component]
pub fn OwnWork<V>(then: impl Fn(AccountId) -> V + Send + Sync + 'static) -> impl IntoView
where
    V: IntoView + 'static,
{
    let session = Session::expect();
    let account = Memo::new(move |before: Option<&Option<AccountId>>| {
        let before = before.copied().flatten();
        match session.presence() {
            Presence::SignedIn(account) => before.or(Some(account.id)),
            Presence::Unreachable => before.or_else(client::device_account),
            Presence::Unknown | Presence::Ended(_) => before,
            Presence::Visitor => None,
        }
    });
    move || match account.get() {
        Some(account) => then(account).into_any(),
        None => view! { <SignedIn then=|_| ()/> }.into_any(),
    }
}

/// Work of one account that requires one of some roles: unlike [`SignedIn`], it stays on the page when the session ends, so that nothing
/// typed is lost. Another account that signs in gets the page as its own.
#[component]
pub fn RoleWork<V>(
    /// The accepted roles.
    roles: &'static [Role],
    then: impl Fn(AccountId) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    V: IntoView + 'static,
{
    let session = Session::expect();
    let account = Memo::new(
        move |before: Option<&Option<AccountId>>| match session.presence() {
            Presence::SignedIn(account) => {
                let accepted = roles.iter().any(|role| account.has(*role));
                accepted.then_some(account.id)
            }
            Presence::Unknown | Presence::Unreachable | Presence::Ended(_) => {
                before.copied().flatten()
            }
            Presence::Visitor => None,
        },
    );
    move || match account.get() {
        Some(account) => then(account).into_any(),
        None => view! { <SignedIn roles then=|_| ()/> }.into_any(),
    }
}

/// A page of lists that requires one of some roles. Unlike [`SignedIn`], it stays when the session ends, with what is chosen and typed, and
/// asks for the password. Another account that signs in gets the page as its own.
#[component]
pub fn RolePage<V>(
    /// The accepted roles.
    roles: &'static [Role],
    then: impl Fn(Account) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    V: IntoView + 'static,
{
    let session = Session::expect();
    let on_back = Callback::new(move |()| {
        request_animation_frame(focus_title);
    });
    let work = move |id: AccountId| {
        match untrack(|| session.presence()) {
        Presence::SignedIn(account) if account.id == id => view! {
            {then(*account)}
            <div class="session-over"><SessionOver account=id leave="/" on_back kept=t("session.again.kept_here")/></div>
        }
        .into_any(),
        Presence::SignedIn(_)
        | Presence::Unknown
        | Presence::Unreachable
        | Presence::Visitor
        | Presence::Ended(_) => ().into_any(),
    }
    };
    view! { <RoleWork roles then=work/> }
}

/// Content that requires a signed-in user, or one with certain roles. A visitor finds both ways in, which lead back here.
#[component]
pub fn SignedIn<V>(
    /// The accepted roles; empty accepts every signed-in user.
    #[prop(optional)]
    roles: &'static [Role],
    then: impl Fn(Account) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    V: IntoView + 'static,
{
    let session = Session::expect();
    let location = use_location();
    // Compares presence only: renewing the same user's session must not rebuild the page.
    let presence = Memo::new(move |_| session.presence());
    move || match presence.get() {
        Presence::Unknown => view! { <Loading/> }.into_any(),
        Presence::Unreachable => {
            let retry = Callback::new(move |()| session.restore());
            view! { <ProblemAlert error=CallError::Network retry/> }.into_any()
        }
        Presence::Visitor | Presence::Ended(_) => {
            let here = format!(
                "{}{}",
                location.pathname.get_untracked(),
                location
                    .search
                    .with_untracked(|search| if search.is_empty() {
                        String::new()
                    } else {
                        format!("?{search}")
                    })
            );
            view! {
                <Notice title=t("guard.sign_in.title")>
                    <p>{t("guard.sign_in.text")}</p>
                </Notice>
                <WaysIn destination=Destination::parse(&here)/>
            }
            .into_any()
        }
        Presence::SignedIn(account) => {
            if roles.is_empty() || roles.iter().any(|role| account.has(*role)) {
                then(*account).into_any()
            } else {
                view! {
                    <Notice tone=Tone::Warning title=t("guard.role.title")>
                        <p>{t("guard.role.text")}</p>
                    </Notice>
                }
                .into_any()
            }
        }
    }
}
