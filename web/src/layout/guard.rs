use crate::session::{Presence, Session};
use crate::ui::{LinkButton, Loading, Notice, Tone};
use crate::url;
use crate::words::t;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::account::{Account, Role};

/// A part of a page that needs somebody who is signed in, or who holds one of some roles; others are told what to do.
#[component]
pub fn SignedIn<V>(
    /// Roles of which one is needed; none: whoever is signed in.
    #[prop(optional)]
    roles: &'static [Role],
    /// The part.
    then: impl Fn(Account) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    V: IntoView + 'static,
{
    let session = Session::expect();
    let location = use_location();
    // Only who is there matters here: a renewal that brings the same person must not build the page anew.
    let presence = Memo::new(move |_| session.presence());
    move || match presence.get() {
        Presence::Unknown => view! { <Loading/> }.into_any(),
        Presence::Visitor => {
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
                    <LinkButton href=url::sign_in_then(&here)>{t("nav.sign_in")}</LinkButton>
                </Notice>
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
