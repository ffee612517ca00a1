use super::FormContext;
use super::additional::AdditionalFields;
use super::filing::FilingField;
use super::place;
use super::prefilled::PrefilledNote;
use crate::messages::{t, t_args};
use crate::organisations::Proposals;
use crate::ui::{Disclosure, Select, TextArea, TextField};
use leptos::prelude::*;
use shared::event::{Field, Step, limits};
use shared::organisation::{CompanyMatch, IdentifierKind, OrganisationIdentifier};

/// Begins the place with the address of the organiser, unless something was typed there.
fn take_address(context: FormContext, company: CompanyMatch) {
    let draft = context.draft;
    let begun = [draft.address, draft.insee, draft.postal_code]
        .iter()
        .any(|field| !field.read_untracked().trim().is_empty());
    if begun {
        return;
    }
    if let Some(commune) = company.commune {
        place::set(context, commune, &company.postal_code);
        draft.postal_code.set(company.postal_code);
        draft.address.set(company.address);
    }
}

fn is_uai(text: &str) -> bool {
    OrganisationIdentifier::parse("", text).is_ok_and(|number| number.kind() == IdentifierKind::Uai)
}

/// Step 1: the organiser, and the contact for the referent.
#[component]
pub(super) fn OrganiserStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let take = move |company: CompanyMatch| {
        draft.name.set(company.name.clone());
        match company.identifier.kind() {
            IdentifierKind::Siret => draft.siret.set(company.identifier.to_string()),
            // What was typed to find a school is no SIRET number.
            IdentifierKind::Uai if is_uai(&draft.siret.read_untracked()) => {
                draft.siret.set(String::new());
            }
            IdentifierKind::Uai => {}
        }
        take_address(context, company);
        super::focus_field("organiser-name");
    };
    let kinds = context.choices(|edition| &edition.vocabularies.organiser_kinds);
    view! {
        <PrefilledNote context step=Step::Organiser/>
        <FilingField context/>
        <div class="columns">
            <TextField
                id="organiser-name"
                label=t("form.field.organiser.name")
                hint=t("form.hint.organiser.name")
                value=draft.name
                autocomplete="organization"
                error=context.error(Field::OrganiserName)
            />
            <TextField
                id="organiser-siret"
                label=t("form.field.organiser.siret")
                hint=t("form.hint.organiser.siret")
                value=draft.siret
                optional=true
                inputmode="numeric"
                size=18
                error=context.error(Field::OrganiserSiret)
            />
            <Select
                id="organiser-kind"
                label=t("form.field.organiser.kind")
                hint=t("form.hint.organiser.kind")
                value=draft.organiser_kind
                choices=kinds
                placeholder=t("form.choose")
                error=context.error(Field::OrganiserKind)
            />
        </div>
        <Proposals name=draft.name number=draft.siret on_choose=Callback::new(take)/>
        <Disclosure
            title=t("form.others.title")
            hint=t("form.others.hint")
            optional=true
            needed=context.holds(&[Field::OrganiserOnBehalfOf, Field::OrganiserCoOrganisers])
        >
            <TextField
                id="organiser-onBehalfOf"
                label=t("form.field.organiser.onBehalfOf")
                hint=t("form.hint.organiser.onBehalfOf")
                value=draft.on_behalf_of
                optional=true
                error=context.error(Field::OrganiserOnBehalfOf)
            />
            <TextArea
                id="organiser-coOrganisers"
                label=t("form.field.organiser.coOrganisers")
                hint=t_args("form.hint.organiser.coOrganisers", &[("n", &limits::CO_ORGANISERS)])
                value=draft.co_organisers
                optional=true
                rows=3
                error=context.error(Field::OrganiserCoOrganisers)
            />
        </Disclosure>
        <fieldset class="part">
            <legend class="part__title">{t("form.contact.title")}</legend>
            <p class="part__hint">{t("form.contact.text")}</p>
            <div class="columns">
                <TextField
                    id="organiser-contactName"
                    label=t("form.field.organiser.contactName")
                    value=draft.contact_name
                    autocomplete="name"
                    error=context.error(Field::OrganiserContactName)
                />
                <TextField
                    id="organiser-contactEmail"
                    label=t("form.field.organiser.contactEmail")
                    value=draft.contact_email
                    kind="email"
                    autocomplete="email"
                    error=context.error(Field::OrganiserContactEmail)
                />
                <TextField
                    id="organiser-contactPhone"
                    label=t("form.field.organiser.contactPhone")
                    value=draft.contact_phone
                    kind="tel"
                    autocomplete="tel"
                    optional=true
                    size=22
                    error=context.error(Field::OrganiserContactPhone)
                />
            </div>
        </fieldset>
        <AdditionalFields context step=Step::Organiser/>
    }
}
