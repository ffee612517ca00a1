//! Pages whose code comes when they are first asked for.
//!
//! A visitor needs neither the form nor the desk of the referents, and the home page needs no explorer. Each part below is a
//! WebAssembly module of its own, which the build cuts out of the whole (`xtask/src/wasm.rs`); what several parts need stands
//! in the main module, or in one that they share.

use crate::api::{CallError, pending};
use crate::layout::{Page, PageHead, Width};
use crate::ui::ProblemAlert;
use crate::words::t;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;

/// The code of a page did not come.
struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Lists the pages of a part: the name of the route, the function that makes the page, the page.
macro_rules! part {
    ($part:ident { $($Route:ident: $make:ident => $Page:path),+ $(,)? }) => { $(
        pub struct $Route;

        #[wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $make() -> Result<AnyView, Missing> {
            Ok(view! { <$Page/> }.into_any())
        }

        impl LazyRoute for $Route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                let _awaited = pending::await_one();
                $make().await.unwrap_or_else(Missing::sentence)
            }
        }
    )+ };
}

impl Missing {
    /// What takes the place of the page.
    fn sentence(_: Self) -> AnyView {
        view! {
            <Page title=t("later.title") width=Width::Text>
                <PageHead title=t("later.title")/>
                <ProblemAlert error=CallError::Network retry=Callback::new(reload)/>
            </Page>
        }
        .into_any()
    }
}

fn reload((): ()) {
    // A page that cannot even be asked for again stays as it is.
    let _ = window().location().reload();
}

part! { explorer {
    Explorer: explorer_page => crate::catalogue::ExplorerPage,
    Event: event_page => crate::catalogue::EventPage,
    Kept: favourites_page => crate::favourites::FavouritesPage,
    Region: region_page => crate::territories::RegionPage,
    Department: department_page => crate::territories::DepartmentPage,
} }

part! { account {
    SignIn: sign_in_page => crate::account::SignInPage,
    SignUp: sign_up_page => crate::account::SignUpPage,
    Verify: verify_page => crate::account::VerifyPage,
    Forgotten: forgotten_page => crate::account::ForgottenPage,
    NewPassword: new_password_page => crate::account::NewPasswordPage,
} }

part! { organiser {
    OwnEvents: own_events_page => crate::events::ListPage,
    File: file_page => crate::events::FilePage,
    Form: form_page => crate::events::FormPage,
} }

part! { referent {
    Queue: queue_page => crate::labels::QueuePage,
    Review: review_page => crate::labels::ReviewPage,
    Outbox: outbox_page => crate::outbox::OutboxPage,
} }
