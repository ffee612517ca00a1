use super::create::CreateOrganisation;
use super::invitation_page::Received;
use crate::api::{Remote, organisations};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{t, t_of};
use crate::ui::{Empty, Fetched, Notice, Tone};
use leptos::prelude::*;
use shared::account::Account;
use shared::organisation::{OwnOrganisation, OwnOrganisations};

/// The organisations of a person, the invitations to others, and the creation of one.
#[component]
pub fn OrganisationsPage() -> impl IntoView {
    view! {
        <Page title=t("organisations.title") width=Width::Text>
            <PageHead title=t("organisations.title")>
                <p>{t("organisations.intro")}</p>
            </PageHead>
            <SignedIn then={|account: Account| view! {
                <Received/>
                <Own/>
                {if account.verified {
                    view! { <CreateOrganisation/> }.into_any()
                } else {
                    view! {
                        <Notice tone=Tone::Warning title=t("file.unverified.title")><p>{t("organisations.create.unverified")}</p></Notice>
                    }
                    .into_any()
                }}
            }}/>
        </Page>
    }
}

#[component]
fn Own() -> impl IntoView {
    let own = Remote::<OwnOrganisations>::new(organisations::list_organisations);
    let one = |OwnOrganisation { organisation, role }: OwnOrganisation| {
        let href = format!("/mes-organisations/{}", organisation.id);
        let place = organisation.commune.map(|commune| commune.label());
        let detail = [Some(organisation.identifier.to_string()), place];
        let detail: Vec<String> = detail.into_iter().flatten().collect();
        view! {
            <li class="people__one">
                <a class="people__name" href=href>{organisation.details.name}</a>
                <span class="people__role">{detail.join(" · ")}</span>
                <span>{t_of("organisations.role", role.as_str())}</span>
            </li>
        }
    };
    let shown = move |own: OwnOrganisations| {
        if own.items.is_empty() {
            view! { <Empty title=t("organisations.none.title") text=t("organisations.none.text")/> }
                .into_any()
        } else {
            view! { <ul class="people">{own.items.into_iter().map(one).collect_view()}</ul> }
                .into_any()
        }
    };
    view! {
        <section class="own-group" aria-labelledby="own-organisations">
            <h2 id="own-organisations" tabindex="-1">{t("organisations.list")}</h2>
            <Fetched of=own lines=3 then=shown/>
        </section>
    }
}
