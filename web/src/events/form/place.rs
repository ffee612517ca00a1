use super::FormContext;
use crate::api::{CallError, Remote, places};
use crate::clock::Debounce;
use crate::messages::{t, t_args};
use crate::ui::{Combobox, Suggestion};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::event::Field;
use shared::place::{Commune, CommuneMatch};
use std::time::Duration;

/// Pause in typing before a request to the gazetteer.
const PAUSE: Duration = Duration::from_millis(180);
/// Minimum number of characters for a request: "Y" is a commune.
const MIN_CHARS: usize = 1;
/// Maximum number of suggestions.
const MAX_SUGGESTIONS: u32 = 8;

/// The commune, by name or postal code; selecting one sets the INSEE code, postal code and pin.
#[component]
pub(super) fn CommuneField(
    context: FormContext,
    label: &'static str,
    hint: &'static str,
    /// Shows the field as optional.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let (draft, commune) = (context.draft, context.commune);
    let text = RwSignal::new(String::new());
    let requested = RwSignal::new(String::new());
    let found = Remote::<Vec<CommuneMatch>>::new(move || {
        let text = requested.get();
        async move {
            if text.chars().count() < MIN_CHARS {
                return Ok::<_, CallError>(Vec::new());
            }
            places::search_communes(&text, MAX_SUGGESTIONS).await
        }
    });
    // The field shows the selected commune, however it was selected.
    let chosen = move || {
        commune.with(|commune| {
            commune
                .as_ref()
                .map_or_else(|| draft.insee.get(), Commune::label)
        })
    };
    let typed = RwSignal::new(false);
    Effect::new(move |_| {
        let chosen = chosen();
        // Typed text stays when it names no commune.
        if !(chosen.is_empty() && typed.get_untracked()) {
            text.set(chosen);
        }
    });
    follow_code(context);

    let debounce = Debounce::new(PAUSE);
    let ask = move |content: String| {
        typed.set(true);
        if content.trim().is_empty() {
            clear(context);
        }
        debounce.run(move || requested.set(content.trim().to_owned()));
    };
    let choose = move |suggestion: Suggestion| {
        let chosen = found
            .value()
            .unwrap_or_default()
            .into_iter()
            .map(|found| found.commune)
            .find(|commune| commune.insee.as_str() == suggestion.value);
        if let Some(chosen) = chosen {
            typed.set(false);
            set(context, chosen, requested.get_untracked().as_str());
        }
    };
    let suggestions = Signal::derive(move || {
        found
            .value()
            .unwrap_or_default()
            .iter()
            .map(|found| suggestion(&found.commune))
            .collect::<Vec<_>>()
    });
    let out_of_reach = move || matches!(found.get(), Some(Err(_)));
    view! {
        <Combobox
            id="place-insee"
            label
            hint
            text
            suggestions
            optional
            searching=Signal::derive(move || found.is_loading())
            on_input=Callback::new(ask)
            on_choose=Callback::new(choose)
            on_unresolved=Callback::new(move |()| clear(context))
            error=context.error(Field::PlaceInsee)
        />
        {move || out_of_reach().then(|| view! { <p class="field__error" role="status">{t("form.commune.unavailable")}</p> })}
    }
}

fn suggestion(commune: &Commune) -> Suggestion {
    let codes = match commune.postal_codes.as_slice() {
        [first, .., last] if commune.postal_codes.len() > 3 => format!("{first} – {last}"),
        codes => codes.join(", "),
    };
    Suggestion {
        value: commune.insee.to_string(),
        label: commune.label(),
        detail: Some(t_args(
            "form.commune.detail",
            &[("codes", &codes), ("department", &commune.department_name)],
        )),
    }
}

/// Sets the commune of the form; a postal code typed to find it stays.
pub(super) fn set(context: FormContext, commune: Commune, typed: &str) {
    let draft = context.draft;
    let known = |code: &str| commune.postal_codes.iter().any(|own| own == code);
    if known(typed) {
        draft.postal_code.set(typed.to_owned());
    } else if !known(draft.postal_code.read_untracked().trim()) {
        draft
            .postal_code
            .set(commune.postal_codes.first().cloned().unwrap_or_default());
    }
    draft.position.set(Some(commune.position));
    draft.insee.set(commune.insee.to_string());
    context.commune.set(Some(commune));
}

fn clear(context: FormContext) {
    context.draft.insee.set(String::new());
    context.draft.position.set(None);
    context.commune.set(None);
}

/// Looks up the commune of an INSEE code set elsewhere, by a copy or another tab.
fn follow_code(context: FormContext) {
    let (draft, commune) = (context.draft, context.commune);
    Effect::new(move |_| {
        let code = draft.insee.get();
        let known = commune.with_untracked(|commune| {
            commune
                .as_ref()
                .map(|commune| commune.insee.to_string())
                .unwrap_or_default()
        });
        if code == known {
            return;
        }
        spawn_local(async move {
            let answer = places::get_commune(&code).await.ok();
            if commune.is_disposed() || draft.insee.get_untracked() != code {
                return;
            }
            commune.set(answer);
        });
    });
}
