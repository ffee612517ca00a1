use super::FormContext;
use crate::api::places;
use crate::communes::Communes;
use crate::messages::t;
use crate::ui::{Combobox, Suggestion};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::event::Field;
use shared::place::Commune;

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
    let communes = Communes::ready();
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

    let ask = move |written: String| {
        typed.set(true);
        let written = written.trim().to_owned();
        if written.is_empty() {
            clear(context);
        }
        communes.ask(written);
    };
    let choose = move |suggestion: Suggestion| {
        if let Some(chosen) = communes.chosen(&suggestion) {
            typed.set(false);
            set(context, chosen, &communes.asked());
        }
    };
    view! {
        <Combobox
            id="place-insee"
            label
            hint
            text
            suggestions=communes.suggestions()
            optional
            searching=communes.searching()
            on_input=Callback::new(ask)
            on_choose=Callback::new(choose)
            on_unresolved=Callback::new(move |()| clear(context))
            error=context.error(Field::PlaceInsee)
        />
        {move || communes.is_out_of_reach().then(|| view! { <p class="field__error" role="status">{t("form.commune.unavailable")}</p> })}
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
