use super::FormContext;
use super::place;
use crate::api::{CallError, Remote, places};
use crate::clock::Debounce;
use crate::messages::t;
use crate::ui::{Combobox, Suggestion};
use leptos::prelude::*;
use shared::event::Field;
use shared::place::{AddressMatch, AddressSource, InseeCode, Position};
use std::time::Duration;

/// Pause in typing before a search.
const PAUSE: Duration = Duration::from_millis(250);
/// Minimum number of characters of a search.
const MIN_CHARS: usize = 3;

/// Number and street, as typed. Where the server has a geocoding service it proposes addresses; selecting one sets the commune, the
/// postal code and the pin too.
#[component]
pub(super) fn AddressField(context: FormContext) -> impl IntoView {
    let (draft, commune) = (context.draft, context.commune);
    let requested = RwSignal::new(String::new());
    // Communes are of no use here: once the gazetteer has answered, it is not asked again.
    let has_service = RwSignal::new(true);
    let found = Remote::<Vec<AddressMatch>>::new(move || {
        let text = requested.get();
        async move {
            if text.chars().count() < MIN_CHARS || !has_service.get_untracked() {
                return Ok::<_, CallError>(Vec::new());
            }
            let within = commune.with_untracked(|it| it.as_ref().map(|it| it.insee.clone()));
            let matches = search(&text, within.as_ref()).await?;
            has_service.set(matches.source == AddressSource::Geocoder);
            let mut items = matches.items;
            items.retain(|found| !found.address.is_empty());
            Ok(items)
        }
    });
    let taken = StoredValue::new(None::<Taken>);
    let debounce = Debounce::new(PAUSE);
    let ask = move |content: String| {
        taken.with_value(|taken| {
            if let Some(taken) = taken {
                taken.follow(context, &content);
            }
        });
        debounce.run(move || requested.set(content.trim().to_owned()));
    };
    let choose = move |suggestion: Suggestion| {
        let chosen = found.value().unwrap_or_default().into_iter();
        let mut chosen = chosen.filter(|found| found.label == suggestion.value);
        if let Some(chosen) = chosen.next() {
            place::set(context, chosen.commune, &chosen.postal_code);
            draft.postal_code.set(chosen.postal_code);
            draft.position.set(Some(chosen.position));
            taken.set_value(Some(Taken {
                address: chosen.address,
                position: chosen.position,
            }));
        }
    };
    let suggestions = Signal::derive(move || {
        let found = found.value().unwrap_or_default();
        found.iter().map(suggestion).collect::<Vec<_>>()
    });
    view! {
        <Combobox
            id="place-address"
            label=t("form.field.place.address")
            hint=t("form.hint.place.address")
            text=draft.address
            suggestions
            free=true
            autocomplete="street-address"
            on_input=Callback::new(ask)
            on_choose=Callback::new(choose)
            error=context.error(Field::PlaceAddress)
        />
    }
}

/// A proposal that was selected, at which the pin stands.
#[derive(Debug, Clone)]
struct Taken {
    address: String,
    position: Position,
}

impl Taken {
    /// Keeps the pin with the address: on the town hall while another address is typed, back once the proposal is there again. A
    /// pin that a person has moved stays.
    fn follow(&self, context: FormContext, address: &str) {
        let pin = context.draft.position;
        let town_hall = context
            .commune
            .with_untracked(|commune| commune.as_ref().map(|commune| commune.position));
        let at = pin.get_untracked();
        if address.contains(&self.address) {
            if at == town_hall {
                pin.set(Some(self.position));
            }
        } else if at == Some(self.position) {
            pin.set(town_hall);
        }
    }
}

/// Searches within the commune first; elsewhere when it has no such address.
async fn search(
    text: &str,
    within: Option<&InseeCode>,
) -> Result<shared::place::AddressMatches, CallError> {
    let matches = places::search_addresses(text, within).await?;
    if within.is_some() && matches.items.is_empty() {
        return places::search_addresses(text, None).await;
    }
    Ok(matches)
}

fn suggestion(found: &AddressMatch) -> Suggestion {
    Suggestion {
        value: found.label.clone(),
        label: found.address.clone(),
        detail: Some(format!("{} {}", found.postal_code, found.commune.name)),
    }
}
