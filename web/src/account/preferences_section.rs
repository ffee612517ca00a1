use super::letter_scopes::LetterScopes;
use crate::api::{Mutation, Remote, accounts, places};
use crate::messages::{t, t_of};
use crate::session::Session;
use crate::ui::{Announcer, Checkbox, Choice, Fetched, ProblemAlert, Select};
use leptos::prelude::*;
use shared::account::{CollectedLetter, LetterRhythm, OptionalLetter, Preferences};
use shared::place::Territories;

/// Word of the choice that is no rhythm: each letter at once.
const AT_ONCE: &str = "immediate";

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
    // Who reviews in one place only chooses for the kind.
    let names = (stored.scopes.len() > 1).then(|| Remote::new(places::list_territories));
    let stored = RwSignal::new(stored);
    let reviews = Session::expect().is_reviewer();
    let offered = OptionalLetter::ALL
        .iter()
        .filter(|letter| reviews || **letter == OptionalLetter::DeadlineReminder);
    view! {
        {offered.map(|letter| view! { <LetterBox letter=*letter stored names/> }).collect_view()}
    }
}

#[component]
fn LetterBox(
    letter: OptionalLetter,
    stored: RwSignal<Preferences>,
    /// Names of territories, for who reviews in several.
    names: Option<Remote<Territories>>,
) -> impl IntoView {
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
        {letter.can_wait().then(|| view! { <Rhythm letter stored/> })}
        {names.filter(|_| letter.is_scoped()).map(|names| view! { <LetterScopes letter stored names/> })}
        {move || storing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}

/// How often a kind of letter is sent that can wait; stored when it is chosen.
#[component]
fn Rhythm(letter: OptionalLetter, stored: RwSignal<Preferences>) -> impl IntoView {
    let announcer = Announcer::expect();
    let storing = Mutation::<Preferences>::new();
    let word = move || {
        let rhythm = stored.with_untracked(|stored| stored.rhythm_of(letter));
        rhythm.map_or(AT_ONCE, LetterRhythm::as_str).to_owned()
    };
    let chosen = RwSignal::new(word());
    let store = Callback::new(move |to: String| {
        let mut change = stored.get_untracked();
        change
            .collected_letters
            .retain(|collected| collected.letter != letter);
        let rhythm = LetterRhythm::parse(&to);
        change
            .collected_letters
            .extend(rhythm.map(|rhythm| CollectedLetter { letter, rhythm }));
        storing.send(accounts::set_preferences(change), move |now| {
            stored.set(now);
            announcer.say(t("own.letters.rhythm.stored"));
        });
    });
    Effect::new(move |_| {
        if storing.error().is_some() {
            chosen.set(word());
        }
    });
    let rhythms = LetterRhythm::ALL.iter().map(|rhythm| rhythm.as_str());
    let choices: Vec<Choice> = std::iter::once(AT_ONCE)
        .chain(rhythms)
        .map(|word| Choice::new(word, t_of("own.letters.rhythm", word)))
        .collect();
    view! {
        <Select id=format!("rhythm-{letter}") label=t("own.letters.rhythm") value=chosen choices filter=true on_change=store/>
        {move || storing.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
