//! Pages whose code is loaded on demand.
//!
//! Visitors need neither the form nor the review pages, and a page to read does not need the explorer. Each chunk below is a separate
//! WebAssembly module that the build splits off (`xtask/src/wasm.rs`); code used by several chunks is in the main module or in a
//! shared one.

use crate::api::{CallError, Remote, pending};
use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::ui::{Button, Notice, ProblemAlert, Tone};
use crate::update;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_router::LazyRoute;

/// The code of a page could not be loaded.
struct LoadError;

impl From<SplitLoaderError> for LoadError {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// Defines the pages of a chunk: route type, function name, page component.
macro_rules! chunk {
    ($chunk:ident { $($Route:ident: $make:ident => $Page:path),+ $(,)? }) => { $(
        pub struct $Route;

        #[wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $make() -> Result<AnyView, LoadError> {
            Ok(view! { <$Page/> }.into_any())
        }

        impl LazyRoute for $Route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                let _guard = pending::track_request();
                $make().await.unwrap_or_else(LoadError::message)
            }
        }
    )+ };
}

impl LoadError {
    /// Error message in place of the page.
    fn message(_: Self) -> AnyView {
        view! {
            <Page title=t("later.title") width=Width::Text>
                <PageHead title=t("later.title")/>
                <MissingCode/>
            </Page>
        }
        .into_any()
    }
}

/// Why the code of a page is missing: the server has a newer version, or cannot be reached. Offers to load the page afresh.
#[component]
fn MissingCode() -> impl IntoView {
    let outdated =
        Remote::<bool>::new(|| async { Ok::<_, CallError>(update::is_outdated().await) });
    let unsaved = RwSignal::new(false);
    let load = move || {
        spawn_local(async move {
            let loaded = update::load_afresh().await;
            unsaved.try_set(loaded.is_err());
        });
    };
    view! {
        {move || match outdated.value() {
            None => ().into_any(),
            Some(true) => view! {
                <Notice tone=Tone::Info title=t("update.title")>
                    <p>{t("update.missing")}</p>
                    <Button on_press=Callback::new(move |_| load())>{t("update.action")}</Button>
                </Notice>
            }
            .into_any(),
            Some(false) => view! { <ProblemAlert error=CallError::Network retry=Callback::new(move |()| load())/> }.into_any(),
        }}
        <div role="status">{move || unsaved.get().then(|| t("update.unsaved"))}</div>
    }
}

chunk! { explorer {
    Explorer: explorer_page => crate::catalogue::ExplorerPage,
    Favourites: favourites_page => crate::favourites::FavouritesPage,
} }

chunk! { account {
    SignIn: sign_in_page => crate::account::SignInPage,
    SignUp: sign_up_page => crate::account::SignUpPage,
    Verify: verify_page => crate::account::VerifyPage,
    Forgotten: forgotten_page => crate::account::ForgottenPage,
    NewPassword: new_password_page => crate::account::NewPasswordPage,
    NewAddress: new_address_page => crate::account::NewAddressPage,
    OwnAccount: own_account_page => crate::account::OwnPage,
    Leave: leave_page => crate::account::LeavePage,
    Unsubscribe: unsubscribe_page => crate::account::UnsubscribePage,
} }

chunk! { organiser {
    Prefilled: prefilled_page => crate::events::PrefilledPage,
    OwnEvents: own_events_page => crate::events::ListPage,
    Import: import_page => crate::events::ImportPage,
    Submission: submission_page => crate::events::SubmissionPage,
    Form: form_page => crate::events::FormPage,
    Invitation: invitation_page => crate::events::InvitationPage,
    Reading: reading_page => crate::events::ReadingPage,
    Organisations: organisations_page => crate::organisations::OrganisationsPage,
    Organisation: organisation_page => crate::organisations::OrganisationPage,
    MemberInvitation: member_invitation_page => crate::organisations::MemberInvitationPage,
} }

chunk! { referent {
    Queue: queue_page => crate::labels::QueuePage,
    Passes: passes_page => crate::labels::PassesPage,
    Review: review_page => crate::labels::ReviewPage,
    Outbox: outbox_page => crate::outbox::OutboxPage,
} }
