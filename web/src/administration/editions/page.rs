use super::additional::AdditionalSection;
use super::dates::DatesSection;
use super::draft::EditionDraft;
use super::history::HistoryFold;
use super::kit::KitSection;
use super::leaving::ask_before_leaving;
use super::letters::LettersSection;
use super::save_bar::{FaultList, SaveBar, Saving};
use super::sections::{
    CommitmentsSection, CriteriaSection, DelaysSection, DoorsSection, IdentitySection, Places,
    RechecksSection, ServicesSection, TextsSection,
};
use super::vocabularies::VocabulariesSection;
use crate::administration::READERS;
use crate::api::{Remote, revisions};
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::{plural, t, t_of};
use crate::ui::{Disclosure, Fetched, Notice};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use shared::account::{Account, Role};
use shared::edition::ManagedEdition;

/// The page on which an edition is set up.
#[component]
pub fn EditionPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.read().get("slug").unwrap_or_default());
    view! {
        <Page title=t("edition.title")>
            <PageHead title=t("edition.title")>
                <p><A href="/administration/editions">{t("editions.title")}</A></p>
            </PageHead>
            <SignedIn roles=READERS then=move |account: Account| {
                let writes = account.has(Role::Administrator);
                move || view! { <Loaded slug=slug.get() writes/> }
            }/>
        </Page>
    }
}

#[component]
fn Loaded(slug: String, writes: bool) -> impl IntoView {
    Places::provide();
    let edition = Remote::<ManagedEdition>::new(move || {
        let slug = slug.clone();
        async move { revisions::get_managed_edition(&slug).await }
    });
    view! { <Fetched of=edition lines=10 then={move |managed| view! { <Editor managed writes/> }}/> }
}

/// One section of the form: its name, and the pointers that it edits.
type Section = (
    &'static str,
    &'static [&'static str],
    fn(EditionDraft) -> AnyView,
);

const SECTIONS: [Section; 13] = [
    (
        "identity",
        &[
            "/slug",
            "/status",
            "/name",
            "/theme",
            "/number",
            "/labelMeaning",
        ],
        |draft| view! { <IdentitySection draft/> }.into_any(),
    ),
    (
        "dates",
        &["/opensAt", "/deadline", "/week", "/window", "/territories"],
        |draft| view! { <DatesSection draft/> }.into_any(),
    ),
    ("criteria", &["/criteria"], |draft| {
        view! { <CriteriaSection draft/> }.into_any()
    }),
    (
        "delays",
        &[
            "/reviewWorkingDays",
            "/reviewReminders",
            "/labelBySilence",
            "/correctionWorkingDays",
            "/correctionReminderDays",
            "/undoSeconds",
            "/draftReminderDays",
            "/visitorMessages",
            "/alerts",
            "/conversation",
            "/pinDistanceM",
        ],
        |draft| view! { <DelaysSection draft/> }.into_any(),
    ),
    ("vocabularies", &["/vocabularies"], |draft| {
        view! { <VocabulariesSection draft/> }.into_any()
    }),
    ("additional", &["/additional"], |draft| {
        view! { <AdditionalSection draft/> }.into_any()
    }),
    ("rechecks", &["/rechecks"], |draft| {
        view! { <RechecksSection draft/> }.into_any()
    }),
    ("texts", &["/standardTexts"], |draft| {
        view! { <TextsSection draft/> }.into_any()
    }),
    ("letters", &["/letters"], |draft| {
        view! { <LettersSection draft/> }.into_any()
    }),
    ("kit", &["/kit", "/kitTexts"], |draft| {
        view! { <KitSection draft/> }.into_any()
    }),
    ("services", &["/referents"], |draft| {
        view! { <ServicesSection draft/> }.into_any()
    }),
    ("doors", &["/doors"], |draft| {
        view! { <DoorsSection draft/> }.into_any()
    }),
    ("commitments", &["/commitments"], |draft| {
        view! { <CommitmentsSection draft/> }.into_any()
    }),
];

#[component]
fn Editor(managed: ManagedEdition, writes: bool) -> impl IntoView {
    let (slug, events) = (managed.edition.slug.clone(), managed.events);
    let draft = EditionDraft::new(managed);
    let saving = Saving::new(draft);
    let name = move || draft.stored.read().edition.name.clone();
    let version = Signal::derive(move || draft.stored.read().version);
    if writes {
        ask_before_leaving(draft);
    }
    let section = move |(name, pointers, body): Section| {
        // Other sections are folded: an edition has several hundred values.
        let needed = Signal::derive(move || draft.has_fault_in(pointers));
        let builds = draft.builds_of(String::new());
        view! {
            <Disclosure title=t_of("edition.section", name) hint=t_of("edition.section.text", name) needed>
                <div class="stack edition-section">
                    <For each=move || [builds.get()] key=|build| *build children=move |_| body(draft)/>
                </div>
            </Disclosure>
        }
    };
    view! {
        <div class="edition">
            <h2>{name}</h2>
            <p class="cluster">
                <code>{slug.clone()}</code>
                <span>{plural("editions.events", events)}</span>
            </p>
            <p class="cluster">
                <A href=format!("/administration/editions/{slug}/partenaires")>{t("partners.edit.title")}</A>
                <A href=format!("/administration/editions/{slug}/textes-types")>{t("texts.edit.title")}</A>
            </p>
            {(!writes).then(|| view! { <Notice><p>{t("edition.read_only")}</p></Notice> })}
            <FaultList saving/>
            <fieldset class="edition-form" disabled=!writes>
                <legend class="ds-sr-only">{t("edition.title")}</legend>
                {SECTIONS.into_iter().map(section).collect_view()}
            </fieldset>
            <HistoryFold slug version/>
            {writes.then(|| view! { <SaveBar saving/> })}
        </div>
    }
}
