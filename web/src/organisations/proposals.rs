use crate::api::{CallError, Remote, organisations};
use crate::clock::Debounce;
use crate::messages::{plural, t, t_args};
use crate::ui::{Button, ButtonKind, ItemList};
use leptos::prelude::*;
use shared::organisation::{CompanyMatch, LookupState, OrganisationIdentifier};
use std::time::Duration;

/// Pause in typing before a search.
const PAUSE: Duration = Duration::from_millis(400);
/// Minimum number of characters of a search by name.
const MIN_CHARS: usize = 3;
/// Maximum number of proposals shown.
const SHOWN: usize = 5;

/// Organisations that a typed number or name may mean, each with a button that takes it over. Typing goes on in any case: a register
/// that does not answer is told, and nothing else happens.
#[component]
pub fn Proposals(
    /// Name of an organisation, as typed.
    name: RwSignal<String>,
    /// SIRET or UAI number, as typed.
    number: RwSignal<String>,
    /// Called with the proposal that was taken over.
    #[prop(into)]
    on_choose: Callback<CompanyMatch>,
) -> impl IntoView {
    let asked = RwSignal::new(String::new());
    // Without a register only numbers of known organisations are found: names are not asked again.
    let state = RwSignal::new(LookupState::Answered);
    let found = Remote::<Vec<CompanyMatch>>::new(move || {
        let text = asked.get();
        async move {
            let is_number = OrganisationIdentifier::parse("", &text).is_ok();
            let off = state.get_untracked() == LookupState::Off;
            if text.chars().count() < MIN_CHARS || (off && !is_number) {
                return Ok::<_, CallError>(Vec::new());
            }
            let matches = organisations::search_companies(&text).await?;
            state.set(matches.state);
            Ok(matches.items)
        }
    });
    let debounce = Debounce::new(PAUSE);
    Effect::new(move |first: Option<()>| {
        let (name, number) = (name.get(), number.get());
        // What the form began with is not searched.
        if first.is_none() {
            return;
        }
        let text = if OrganisationIdentifier::parse("", &number).is_ok() {
            number
        } else {
            name
        };
        debounce.run(move || {
            asked.try_set(text.trim().chars().take(100).collect());
        });
    });
    let shown = Memo::new(move |_| {
        let typed = OrganisationIdentifier::parse("", &number.read()).ok();
        let mut items = found.value().unwrap_or_default();
        // What is in the form already needs no proposal.
        items.retain(|item| typed.as_ref() != Some(&item.identifier) || *name.read() != item.name);
        items.truncate(SHOWN);
        items
    });
    let status = move || {
        let failed = matches!(found.get(), Some(Err(_)));
        if failed || state.get() == LookupState::Unavailable {
            t("organisations.lookup.unavailable").to_owned()
        } else if shown.read().is_empty() {
            String::new()
        } else {
            plural("organisations.lookup.count", shown.read().len() as u64)
        }
    };
    let one = move |item: CompanyMatch| {
        let place = [
            item.address.clone(),
            item.postal_code.clone(),
            item.commune
                .as_ref()
                .map(|commune| commune.name.clone())
                .unwrap_or_default(),
        ];
        let place: Vec<String> = place.into_iter().filter(|it| !it.is_empty()).collect();
        let label = t_args("organisations.lookup.take.label", &[("name", &item.name)]);
        let (name, number) = (item.name.clone(), item.identifier.to_string());
        let take = move |_| on_choose.run(item.clone());
        view! {
            <li class="people__one">
                <span class="people__name">{name}</span>
                <span class="people__role">{number}" "{place.join(" ")}</span>
                <Button kind=ButtonKind::Quiet label on_press=Callback::new(take)>{t("organisations.lookup.take")}</Button>
            </li>
        }
    };
    view! {
        <p class="field__hint" role="status">{status}</p>
        <ItemList
            of=shown
            key=|item: &CompanyMatch| item.identifier.clone()
            row=one
            class="people"
            label=t("organisations.lookup.title")
        />
    }
}
