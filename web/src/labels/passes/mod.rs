//! Late passes, for the reviewers who issue them.

mod issue;
mod list;

use crate::api::{Remote, late_passes, places};
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::t;
use issue::IssueForm;
use leptos::prelude::*;
use list::Passes;
use shared::account::{Account, Role};
use shared::late_pass::LatePass;
use shared::paging::Page as Listed;
use shared::place::Territories;

/// Issues late passes, and lists them.
#[component]
pub fn PassesPage() -> impl IntoView {
    let above = view! { <p><a href="/labellisation">{t("passes.back")}</a></p> }.into_any();
    view! {
        <Page title=t("passes.title")>
            <PageHead title=t("passes.title") above=above>
                <p>{t("passes.intro")}</p>
            </PageHead>
            <SignedIn roles=&[Role::Referent, Role::Coordinator] then={|account| view! { <Both account/> }}/>
        </Page>
    }
}

#[component]
fn Both(account: Account) -> impl IntoView {
    let first = Remote::<Listed<LatePass>>::new(|| late_passes::list_late_passes(None));
    let names = Remote::<Territories>::new(places::list_territories);
    let again = Callback::new(move |()| first.refetch());
    view! {
        <section class="passes-new" aria-labelledby="passes-new">
            <h2 id="passes-new">{t("passes.new")}</h2>
            <IssueForm account names on_issued=again/>
        </section>
        <section aria-labelledby="passes-list">
            <h2 id="passes-list">{t("passes.list")}</h2>
            <Passes first names/>
        </section>
    }
}
