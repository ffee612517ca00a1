use super::{WaysIn, destination};
use crate::layout::{Page, PageHead};
use crate::messages::t;
use crate::session::{Presence, Session};
use crate::ui::{Notice, Tone};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Offers both ways in, then opens the page that required a session. A user who is signed in already goes there at once.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = Session::expect();
    let navigate = use_navigate();
    let destination = destination();
    let wanted = destination.clone();
    Effect::new(move |_| {
        if let Presence::SignedIn(account) = session.presence() {
            let home = account.landing().path();
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(
                wanted.as_ref().map_or(home, |wanted| wanted.as_str()),
                options,
            );
        }
    });
    view! {
        <Page title=t("sign_in.title")>
            <PageHead title=t("sign_in.title")>
                <p>{t("sign_in.intro")}</p>
            </PageHead>
            {destination.is_some().then(|| view! { <Notice tone=Tone::Info><p>{t("sign_in.needed")}</p></Notice> })}
            <WaysIn destination/>
        </Page>
    }
}
