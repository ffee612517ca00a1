use super::FormContext;
use crate::api::{Mutation, Remote, organisations};
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Choice, ProblemAlert, Select};
use leptos::prelude::*;
use shared::organisation::{
    EventOrganisation, FilingChoice, FilingRequest, IdentifierKind, OrganisationName,
    OwnOrganisations,
};

/// Chooses the organisation in whose name the event is filed. Nothing for somebody without organisations, and nothing as
/// long as the server is out of reach: the form goes on without it.
#[component]
pub(super) fn FilingField(context: FormContext) -> impl IntoView {
    let id = context.save.file.with_untracked(|file| file.id);
    let own = Remote::<OwnOrganisations>::new(organisations::list_organisations);
    let filing =
        Remote::<EventOrganisation>::new(move || organisations::get_event_organisation(id));
    move || {
        let (own, now) = (own.value()?, filing.value()?);
        match &now.organisation {
            Some(organisation) if !now.editable || !is_choice(&own.choices, &now) => {
                let text = t_args("form.filing.fixed", &[("organisation", &organisation.name)]);
                Some(view! { <p class="field__hint">{text}</p> }.into_any())
            }
            None if own.choices.is_empty() || !now.editable => None,
            Some(_) | None => {
                let choices = own.choices;
                Some(view! { <Choose context choices now/> }.into_any())
            }
        }
    }
}

/// True when the caller could choose what is chosen.
fn is_choice(choices: &[FilingChoice], now: &EventOrganisation) -> bool {
    let key = key_of(now.organisation.as_ref(), now.through.as_ref());
    choices.iter().any(|choice| key_of_choice(choice) == key)
}

/// Value of a choice in the list; empty for the owner alone.
fn key_of(organisation: Option<&OrganisationName>, through: Option<&OrganisationName>) -> String {
    let ids = organisation.into_iter().chain(through);
    ids.map(|one| one.id.to_string())
        .collect::<Vec<_>>()
        .join("/")
}

fn key_of_choice(choice: &FilingChoice) -> String {
    key_of(Some(&choice.organisation), choice.through.as_ref())
}

#[component]
fn Choose(
    context: FormContext,
    choices: Vec<FilingChoice>,
    now: EventOrganisation,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let id = context.save.file.with_untracked(|file| file.id);
    let value = RwSignal::new(key_of(now.organisation.as_ref(), now.through.as_ref()));
    // What the server has: the choice returns to it when it is refused.
    let stored = StoredValue::new(value.get_untracked());
    let filing = Mutation::<EventOrganisation>::new();
    let options: Vec<Choice> = choices
        .iter()
        .map(|choice| {
            let name = &choice.organisation.name;
            let label = match &choice.through {
                Some(through) => t_args(
                    "form.filing.through",
                    &[("organisation", name), ("through", &through.name)],
                ),
                None => name.clone(),
            };
            Choice::new(key_of_choice(choice), label)
        })
        .collect();
    let choose = move |key: String| {
        let chosen = choices.iter().find(|choice| key_of_choice(choice) == key);
        let chosen = chosen.cloned();
        let request = FilingRequest {
            organisation: chosen.as_ref().map(|choice| choice.organisation.id),
            through: chosen
                .as_ref()
                .and_then(|choice| choice.through.as_ref().map(|through| through.id)),
        };
        let request = organisations::set_event_organisation(id, request);
        filing.send(request, move |_| {
            stored.set_value(key);
            announcer.say(match &chosen {
                Some(choice) => t_args(
                    "form.filing.done",
                    &[("organisation", &choice.organisation.name)],
                ),
                None => t("form.filing.alone.done").to_owned(),
            });
            if let Some(choice) = chosen {
                fill(context, &choice);
            }
        });
    };
    Effect::new(move |_| {
        if filing.error().is_some() {
            value.set(stored.get_value());
        }
    });
    view! {
        <Select
            id="filing"
            label=t("form.filing.label")
            hint=t("form.filing.hint")
            value
            choices=options
            placeholder=t("form.filing.alone")
            optional=true
            on_change=Callback::new(choose)
        />
        {move || filing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

/// Takes over name, number and kind of who files, and the name of the organisation that it files for.
fn fill(context: FormContext, choice: &FilingChoice) {
    let draft = context.draft;
    let filer = choice.through.as_ref().unwrap_or(&choice.organisation);
    draft.name.set(filer.name.clone());
    draft.siret.set(match filer.identifier.kind() {
        IdentifierKind::Siret => filer.identifier.to_string(),
        IdentifierKind::Uai => String::new(),
    });
    if !filer.kind.is_empty() {
        draft.organiser_kind.set(filer.kind.clone());
    }
    let member = choice
        .through
        .as_ref()
        .map(|_| choice.organisation.name.clone());
    draft.on_behalf_of.set(member.unwrap_or_default());
}
