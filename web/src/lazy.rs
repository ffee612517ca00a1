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

/// Reason why the code of a page is missing: the server has a newer version, or cannot be reached. Offers to load the page
/// afresh.
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
    Builder: builder_page => crate::embed::BuilderPage,
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

// With two chunks more, one of the form alone, the form loads 615 kB instead of 819, but the explorer 32 files instead of 12.
chunk! { organiser {
    Prefilled: prefilled_page => crate::events::PrefilledPage,
    OwnEvents: own_events_page => crate::events::ListPage,
    Import: import_page => crate::events::ImportPage,
    Submission: submission_page => crate::events::SubmissionPage,
    Form: form_page => crate::events::FormPage,
    Invitation: invitation_page => crate::events::InvitationPage,
    Expert: expert_page => crate::conversations::ExpertPage,
    Reading: reading_page => crate::events::ReadingPage,
    EventKit: event_kit_page => crate::kit::EventKitPage,
    LinkedKit: linked_kit_page => crate::kit::LinkedKitPage,
    Organisations: organisations_page => crate::organisations::OrganisationsPage,
    Organisation: organisation_page => crate::organisations::OrganisationPage,
    MemberInvitation: member_invitation_page => crate::organisations::MemberInvitationPage,
} }

chunk! { referent {
    Queue: queue_page => crate::labels::QueuePage,
    Held: held_page => crate::labels::HeldPage,
    Overview: overview_page => crate::labels::OverviewPage,
    Passes: passes_page => crate::labels::PassesPage,
    Review: review_page => crate::labels::ReviewPage,
    Groups: groups_page => crate::labels::GroupsPage,
    Group: group_page => crate::labels::GroupPage,
    Outbox: outbox_page => crate::outbox::OutboxPage,
} }

chunk! { administration {
    Administration: administration_page => crate::administration::AdministrationPage,
    Editions: editions_page => crate::administration::EditionsPage,
    Edition: edition_page => crate::administration::EditionPage,
    KitAssets: kit_assets_page => crate::kit::KitAssetsPage,
    Partners: partners_page => crate::administration::PartnersPage,
    Texts: texts_page => crate::administration::TextsPage,
    PartnerSpaces: partner_spaces_page => crate::partners::SpacesPage,
    PartnerSpace: partner_space_page => crate::partners::SpacePage,
    PartnerInvitation: partner_invitation_page => crate::partners::SpaceInvitationPage,
    People: people_page => crate::administration::PeoplePage,
    Person: person_page => crate::administration::PersonPage,
    RoleOffer: role_offer_page => crate::administration::RoleOfferPage,
    Register: register_page => crate::administration::RegisterPage,
    Jobs: jobs_page => crate::administration::JobsPage,
    Journal: journal_page => crate::administration::LogPage,
} }
