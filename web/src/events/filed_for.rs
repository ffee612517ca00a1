use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::organisation::{FiledFor, OrganisationName};

/// In whose name an event is filed, with links to the pages of the organisations; nothing for an event of its owner alone.
#[component]
pub fn FiledForLine(filed_for: Option<FiledFor>) -> impl IntoView {
    filed_for.map(|filed_for| {
        let FiledFor {
            organisation,
            through,
        } = filed_for;
        view! {
            <p class="filed-for">
                {t("file.filed_for")} " "
                <OrganisationLink organisation/>
                {through.map(|organisation| view! {
                    {t("file.filed_through")} " "
                    <OrganisationLink organisation/>
                })}
            </p>
        }
    })
}

#[component]
fn OrganisationLink(organisation: OrganisationName) -> impl IntoView {
    let OrganisationName {
        identifier, name, ..
    } = organisation;
    let label = t_args("file.filed_for.page", &[("name", &name)]);
    view! { <a href=identifier.page() aria-label=label>{name}</a> }
}
