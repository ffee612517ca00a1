use crate::api::{CallError, Mutation, Remote, organisations, places};
use crate::clock::Debounce;
use crate::messages::{t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Combobox, Fault, ProblemAlert, Suggestion, TextField, fault_at,
    faults_of, focus,
};
use leptos::prelude::*;
use shared::organisation::{CompanyMatch, Organisation, OrganisationDetails, OrganisationPeople};
use shared::place::{Commune, CommuneMatch};
use std::time::Duration;

/// Pause in typing before a request to the gazetteer.
const PAUSE: Duration = Duration::from_millis(180);
/// Maximum number of suggestions.
const MAX_SUGGESTIONS: u32 = 8;

/// Name and address as typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct DetailsDraft {
    pub(super) name: RwSignal<String>,
    kind: RwSignal<String>,
    address: RwSignal<String>,
    postal_code: RwSignal<String>,
    insee: RwSignal<String>,
    /// Name of the commune, as typed or chosen.
    commune: RwSignal<String>,
}

impl DetailsDraft {
    pub(super) fn new(details: &OrganisationDetails, commune: Option<&Commune>) -> Self {
        Self {
            name: RwSignal::new(details.name.clone()),
            kind: RwSignal::new(details.kind.clone()),
            address: RwSignal::new(details.address.clone()),
            postal_code: RwSignal::new(details.postal_code.clone()),
            insee: RwSignal::new(details.insee.clone()),
            commune: RwSignal::new(commune.map(Commune::label).unwrap_or_default()),
        }
    }

    /// Takes over a proposal.
    pub(super) fn fill(self, company: &CompanyMatch) {
        self.name.set(company.name.clone());
        self.address.set(company.address.clone());
        self.postal_code.set(company.postal_code.clone());
        if let Some(commune) = &company.commune {
            self.insee.set(commune.insee.to_string());
            self.commune.set(commune.label());
        }
    }

    pub(super) fn read(self) -> OrganisationDetails {
        OrganisationDetails {
            name: self.name.get_untracked(),
            kind: self.kind.get_untracked(),
            address: self.address.get_untracked(),
            postal_code: self.postal_code.get_untracked(),
            insee: self.insee.get_untracked(),
        }
    }
}

/// The fields of name and address. `prefix` is that of their ids, as the server points to them.
#[component]
pub(super) fn DetailsFields(
    draft: DetailsDraft,
    prefix: &'static str,
    faults: Signal<Vec<Fault>>,
) -> impl IntoView {
    let id = move |field: &str| format!("{prefix}{field}");
    let requested = RwSignal::new(String::new());
    let found = Remote::<Vec<CommuneMatch>>::new(move || {
        let text = requested.get();
        async move {
            if text.is_empty() {
                return Ok::<_, CallError>(Vec::new());
            }
            places::search_communes(&text, MAX_SUGGESTIONS).await
        }
    });
    let debounce = Debounce::new(PAUSE);
    let ask = move |content: String| {
        draft.insee.set(String::new());
        debounce.run(move || requested.set(content.trim().to_owned()));
    };
    let choose = move |suggestion: Suggestion| draft.insee.set(suggestion.value);
    let suggestions = Signal::derive(move || {
        let found = found.value().unwrap_or_default().into_iter();
        let suggested = found.map(|found| Suggestion {
            value: found.commune.insee.to_string(),
            label: found.commune.label(),
            detail: found.commune.postal_codes.first().cloned(),
        });
        suggested.collect::<Vec<_>>()
    });
    view! {
        <TextField id=id("name") label=t("organisations.field.name") value=draft.name autocomplete="organization" error=fault_at(faults, id("name"))/>
        <TextField id=id("address") label=t("organisations.field.address") value=draft.address optional=true error=fault_at(faults, id("address"))/>
        <TextField id=id("postalCode") label=t("organisations.field.postalCode") value=draft.postal_code optional=true inputmode="numeric" size=8 error=fault_at(faults, id("postalCode"))/>
        <Combobox
            id=id("insee")
            label=t("organisations.field.insee")
            text=draft.commune
            suggestions
            optional=true
            searching=Signal::derive(move || found.is_loading())
            on_input=Callback::new(ask)
            on_choose=Callback::new(choose)
            error=fault_at(faults, id("insee"))
        />
    }
}

/// Form of name and address on the page of an organisation.
#[component]
pub(super) fn EditDetails(
    organisation: Organisation,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let (id, version) = (organisation.id, organisation.version);
    let draft = DetailsDraft::new(&organisation.details, organisation.commune.as_ref());
    let saving = Mutation::<Organisation>::new();
    let faults = Signal::derive(move || saving.error().as_ref().map(faults_of).unwrap_or_default());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = organisations::update_organisation(id, version, draft.read());
        saving.send(request, move |_| {
            announcer.say(t("organisation.edit.done"));
            people.refetch();
            focus(super::page::HEADING);
        });
    };
    view! {
        <details class="fold">
            <summary class="fold__title">{t("organisation.edit")}</summary>
            <form class="stack" novalidate on:submit=send>
                <p class="field__hint">{t_args("organisation.number", &[("identifier", &organisation.identifier)])}</p>
                <DetailsFields draft prefix="" faults/>
                {move || saving.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <div>
                    <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || saving.is_pending())>
                        {t("organisation.edit.action")}
                    </Button>
                </div>
            </form>
        </details>
    }
}
