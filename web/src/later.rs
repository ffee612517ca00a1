//! Pages whose code is loaded on demand.
//!
//! Visitors need neither the form nor the review pages, and the home page does not need the explorer. Each chunk below is a separate
//! WebAssembly module that the build splits off (`xtask/src/wasm.rs`); code used by several chunks is in the main module or in a
//! shared one.

use crate::api::{CallError, pending};
use crate::layout::{Page, PageHead, Width};
use crate::ui::ProblemAlert;
use crate::words::t;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;

/// The code of a page could not be loaded.
struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Defines the pages of a chunk: route type, function name, page component.
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
    /// Error message in place of the page.
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
    // If reloading fails too, the page stays as it is.
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
