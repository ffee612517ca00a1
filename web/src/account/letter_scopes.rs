use crate::api::{Mutation, Remote, accounts};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Choice, ProblemAlert, Select};
use leptos::prelude::*;
use shared::account::{
    LetterFrequency, LetterScope, OptionalLetter, OwnScope, Preferences, ScopedLetter,
};
use shared::place::{Territories, Territory};

/// Word of the choice that is no frequency: what is chosen for the kind.
const USUAL: &str = "usual";

/// How often a kind of letter comes from each territory and group, for who reviews in several.
#[component]
pub(super) fn LetterScopes(
    letter: OptionalLetter,
    stored: RwSignal<Preferences>,
    names: Remote<Territories>,
) -> impl IntoView {
    let scopes = stored.with_untracked(|stored| stored.scopes.clone());
    view! {
        <fieldset class="choices">
            <legend class="choices__legend">{t("own.letters.scopes")}</legend>
            <p class="field__hint">{t("own.letters.scopes.hint")}</p>
            {scopes.into_iter().map(|own| view! { <ScopeChoice letter own stored names/> }).collect_view()}
        </fieldset>
    }
}

/// How often a kind of letter comes from one territory or group; stored when it is chosen.
#[component]
fn ScopeChoice(
    letter: OptionalLetter,
    own: OwnScope,
    stored: RwSignal<Preferences>,
    names: Remote<Territories>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let storing = Mutation::<Preferences>::new();
    let id = format!("{letter}-{}", own.scope).replace(':', "-");
    let word = {
        let scope = own.scope.clone();
        move || {
            stored.with_untracked(|stored| {
                let mut choices = stored.scoped_letters.iter();
                let chosen =
                    choices.find(|chosen| chosen.letter == letter && chosen.scope == scope);
                chosen
                    .map_or(USUAL, |chosen| chosen.frequency.as_str())
                    .to_owned()
            })
        }
    };
    let chosen = RwSignal::new(word());
    let store = {
        let scope = own.scope.clone();
        Callback::new(move |to: String| {
            let mut change = stored.get_untracked();
            change
                .scoped_letters
                .retain(|chosen| chosen.letter != letter || chosen.scope != scope);
            let frequency = LetterFrequency::parse(&to);
            change
                .scoped_letters
                .extend(frequency.map(|frequency| ScopedLetter {
                    letter,
                    scope: scope.clone(),
                    frequency,
                }));
            storing.send(accounts::set_preferences(change), move |now| {
                stored.set(now);
                announcer.say(t("own.letters.scopes.stored"));
            });
        })
    };
    Effect::new(move |_| {
        if storing.error().is_some() {
            // The field shows what is stored.
            chosen.set(word());
        }
    });
    let frequencies = LetterFrequency::ALL
        .iter()
        .filter(|frequency| letter.can_wait() || frequency.rhythm().is_none())
        .map(|frequency| frequency.as_str());
    let choices: Vec<Choice> = std::iter::once(USUAL)
        .chain(frequencies)
        .map(|word| Choice::new(word, t_of("own.letters.frequency", word)))
        .collect();
    let label = Signal::derive(move || name_of(&own, names));
    view! {
        <Select id label value=chosen choices filter=true on_change=store/>
        {move || storing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

/// The territory or group in words.
fn name_of(own: &OwnScope, names: Remote<Territories>) -> String {
    match &own.scope {
        LetterScope::Group(_) => {
            let (name, edition) = (own.name.as_deref(), own.edition.as_deref());
            t_args(
                "own.letters.scopes.group",
                &[
                    ("name", &name.unwrap_or_default()),
                    ("edition", &edition.unwrap_or_default()),
                ],
            )
        }
        LetterScope::Territory(Territory::National) => t("territory.national").to_owned(),
        LetterScope::Territory(territory) => names
            .value()
            .and_then(|names| names.name_of(territory))
            .unwrap_or_else(|| territory.to_string()),
    }
}
