use crate::api::{Mutation, Remote, accounts};
use crate::messages::{t, t_of};
use crate::ui::{Announcer, Checkbox, Fetched, ProblemAlert};
use leptos::prelude::*;
use shared::account::{OptionalLetter, Preferences};

/// The letters that the person wants: a box for each kind that may be refused, stored when it is ticked.
#[component]
pub(super) fn PreferencesSection() -> impl IntoView {
    let preferences = Remote::new(accounts::get_preferences);
    let boxes = |stored: Preferences| view! { <LetterBoxes stored/> };
    view! {
        <section class="account-section" aria-labelledby="own-letters">
            <h2 class="account-section__title" id="own-letters">{t("own.letters")}</h2>
            <p>{t("own.letters.intro")}</p>
            <Fetched of=preferences then=boxes lines=2/>
        </section>
    }
}

#[component]
fn LetterBoxes(stored: Preferences) -> impl IntoView {
    let stored = RwSignal::new(stored);
    view! {
        {OptionalLetter::ALL.iter().map(|letter| view! { <LetterBox letter=*letter stored/> }).collect_view()}
    }
}

#[component]
fn LetterBox(letter: OptionalLetter, stored: RwSignal<Preferences>) -> impl IntoView {
    let announcer = Announcer::expect();
    let storing = Mutation::<Preferences>::new();
    let is_wanted = move || !stored.read_untracked().refused_letters.contains(&letter);
    let wanted = RwSignal::new(is_wanted());
    let store = Callback::new(move |wants: bool| {
        let mut change = stored.get_untracked();
        change.refused_letters.retain(|refused| *refused != letter);
        if !wants {
            change.refused_letters.push(letter);
        }
        storing.send(accounts::set_preferences(change), move |now| {
            stored.set(now);
            announcer.say(if wants {
                t("own.letters.wanted")
            } else {
                t("own.letters.refused")
            });
        });
    });
    Effect::new(move |_| {
        if storing.error().is_some() {
            // The box shows what is stored.
            wanted.set(is_wanted());
        }
    });
    view! {
        <Checkbox
            id=format!("letter-{letter}")
            label=t_of("own.letters.kind", letter.as_str())
            hint=t_of("own.letters.hint", letter.as_str())
            checked=wanted
            on_change=store
        />
        {move || storing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
