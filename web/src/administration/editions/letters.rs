//! Words of the edition for its letters: a kind and a language at a time, with the tags at hand, and the letter as it will look.

use super::draft::EditionDraft;
use super::inputs::{AreaAt, TextAt};
use crate::api::{Mutation, Remote, letters};
use crate::clock::Debounce;
use crate::messages::{field_problem, t, t_args, t_of};
use crate::ui::{
    Button, ButtonKind, Choice, Fetched, HtmlFrame, Notice, ProblemAlert, Select, TextField, Tone,
};
use leptos::prelude::*;
use serde_json::{Map, Value, json};
use shared::id::EventId;
use shared::letter::{
    Language, LetterDescription, LetterPreview, LetterTrial, LetterWording, TEXT_MAX_CHARS,
    TagDescription,
};
use std::time::Duration;

/// Pause in typing after which the preview is written anew.
const PAUSE: Duration = Duration::from_millis(600);
/// Where the words are in the edition.
const LETTERS: &str = "/letters";

#[component]
pub(super) fn LettersSection(draft: EditionDraft) -> impl IntoView {
    let kinds = Remote::<Vec<LetterDescription>>::new(letters::list_letters);
    view! {
        <p>{t("edition.letters.text")}</p>
        <Fetched of=kinds lines=6 then={move |kinds| view! { <Chooser draft kinds/> }}/>
    }
}

/// Choice of the letter to work on.
#[component]
fn Chooser(draft: EditionDraft, kinds: Vec<LetterDescription>) -> impl IntoView {
    let first = kinds
        .first()
        .map_or_else(String::new, |it| it.kind.to_string());
    let (kind, language) = (
        RwSignal::new(first),
        RwSignal::new(Language::DEFAULT.as_str().to_owned()),
    );
    let kinds = StoredValue::new(kinds);
    let choices = Memo::new(move |_| {
        let own = draft.followed(LETTERS);
        kinds.with_value(|kinds| {
            let named = |it: &LetterDescription| {
                let is_own = own.get(it.kind.as_str()).is_some();
                let name = if is_own {
                    t_args("edition.letters.own", &[("name", &it.name)])
                } else {
                    it.name.clone()
                };
                Choice::new(it.kind.as_str(), name)
            };
            kinds.iter().map(named).collect::<Vec<_>>()
        })
    });
    let languages: Vec<Choice> = Language::ALL
        .iter()
        .map(|it| Choice::new(it.as_str(), t_of("language", it.as_str())))
        .collect();
    let builds = draft.builds_of(LETTERS.to_owned());
    let chosen = Memo::new(move |_| (kind.get(), language.get(), builds.get()));
    let editor = move |(kind, language, _): (String, String, (u32, u32))| {
        let found = kinds.with_value(|kinds| {
            let known = kinds.iter().find(|it| it.kind.as_str() == kind);
            known.cloned().zip(Language::parse(&language))
        });
        found.map(|(letter, language)| view! { <LetterEditor draft letter language/> })
    };
    view! {
        <div class="edition-grid">
            <Select id="edition-letter-kind" label=t("edition.letters.kind") value=kind choices filter=true/>
            <Select id="edition-letter-language" label=t("edition.letters.language") value=language choices=languages filter=true/>
        </div>
        <For each=move || [chosen.get()] key=Clone::clone children=editor/>
    }
}

/// Stores words for a letter in the draft, or takes them away.
fn write(
    draft: EditionDraft,
    letter: &LetterDescription,
    language: Language,
    words: Option<Value>,
) {
    let mut letters = match draft.at(LETTERS) {
        Value::Object(letters) => letters,
        _ => Map::new(),
    };
    let mut own = match letters.remove(letter.kind.as_str()) {
        Some(Value::Object(own)) => own,
        _ => Map::new(),
    };
    match words {
        Some(words) => {
            own.insert(language.to_string(), words);
        }
        None => {
            own.remove(language.as_str());
        }
    }
    if !own.is_empty() {
        letters.insert(letter.kind.to_string(), Value::Object(own));
    }
    draft.set(
        LETTERS,
        (!letters.is_empty()).then_some(Value::Object(letters)),
    );
    draft.rebuild(LETTERS);
}

#[component]
fn LetterEditor(
    draft: EditionDraft,
    letter: LetterDescription,
    language: Language,
) -> impl IntoView {
    let pointer = format!("{LETTERS}/{}/{language}", letter.kind);
    let standard = match language {
        Language::French => letter.fr.clone(),
        Language::English => letter.en.clone(),
    };
    let is_own = draft.at(&pointer).is_object();
    let (begun, given_up) = (letter.clone(), letter.clone());
    let begin = {
        let words = json!({ "subject": standard.subject, "text": standard.text });
        move |_| write(draft, &begun, language, Some(words.clone()))
    };
    let give_up = move |_| write(draft, &given_up, language, None);
    let words = {
        let (pointer, standard) = (pointer.clone(), standard.clone());
        Memo::new(move |_| {
            let own = draft.followed(&pointer);
            serde_json::from_value::<LetterWording>(own).unwrap_or_else(|_none| standard.clone())
        })
    };
    let fields = if is_own {
        view! {
            <TextAt draft pointer=format!("{pointer}/subject")/>
            <AreaAt draft pointer=format!("{pointer}/text") max_chars=TEXT_MAX_CHARS rows=12/>
            <div><Button kind=ButtonKind::Secondary on_press=Callback::new(give_up)>{t("edition.letters.standard")}</Button></div>
        }
        .into_any()
    } else {
        view! {
            <p><strong>{standard.subject.clone()}</strong></p>
            <p class="edition-letter__words">{standard.text.clone()}</p>
            <div><Button kind=ButtonKind::Secondary on_press=Callback::new(begin)>{t("edition.letters.reword")}</Button></div>
        }
        .into_any()
    };
    view! {
        <div class="edition-letter">
            <div class="stack">{fields} <Tags tags=letter.tags.clone()/></div>
            <Preview draft letter language words/>
        </div>
    }
}

/// The tags of a letter, with what stands in their place.
#[component]
fn Tags(tags: Vec<TagDescription>) -> impl IntoView {
    let one = |tag: TagDescription| {
        view! {
            <div class="edition-letter__tag">
                <dt>
                    <code>{format!("{{{}}}", tag.tag)}</code>
                    {tag.required.then(|| view! { " " <span>{t("edition.letters.required")}</span> })}
                    {tag.alone.then(|| view! { " " <span>{t("edition.letters.alone")}</span> })}
                </dt>
                <dd>{tag.explanation} " – " <q>{tag.example}</q></dd>
            </div>
        }
    };
    view! {
        <details class="fold">
            <summary class="fold__title">{t("edition.letters.tags")}</summary>
            <p>{t("edition.letters.syntax")}</p>
            <dl class="edition-letter__tags">{tags.into_iter().map(one).collect_view()}</dl>
        </details>
    }
}

/// Identifier in the address of a page of an event submission, or alone.
fn event_in(text: &str) -> Option<EventId> {
    let parts = text.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    parts.filter_map(|part| part.parse().ok()).next_back()
}

/// The letter as it will look, written anew while somebody types.
#[component]
fn Preview(
    draft: EditionDraft,
    letter: LetterDescription,
    language: Language,
    words: Memo<LetterWording>,
) -> impl IntoView {
    let (event, name) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kind = letter.kind;
    let trial = move || LetterTrial {
        kind,
        language,
        wording: words.get(),
        event: event_in(&event.read()),
        name: Some(name.get().trim().to_owned()).filter(|name| !name.is_empty()),
    };
    let slug = move || {
        draft
            .stored
            .with_untracked(|stored| stored.edition.slug.clone())
    };
    let asked = RwSignal::new(untrack(trial));
    let debounce = Debounce::new(PAUSE);
    Effect::new(move |before: Option<()>| {
        let trial = trial();
        if before.is_some() {
            debounce.run(move || asked.set(trial));
        }
    });
    let preview = Remote::<LetterPreview>::new(move || {
        let (slug, trial) = (slug(), asked.get());
        async move { letters::preview_letter(&slug, trial).await }
    });
    let sending = Mutation::<()>::new();
    let send = move |_| {
        let (slug, trial) = (slug(), untrack(trial));
        sending.send(
            async move { letters::try_letter(&slug, trial).await },
            |()| {},
        );
    };
    let shown = move |preview: LetterPreview| {
        let faults = preview.problems.iter().map(|fault| {
            let text = field_problem(fault);
            view! { <li>{text} " " <code>{fault.detail.clone()}</code></li> }
        });
        let faults = faults.collect_view();
        view! {
            {(!preview.problems.is_empty()).then(|| view! {
                <Notice tone=Tone::Warning title=t("edition.letters.faults")><ul>{faults}</ul></Notice>
            })}
            <h3>{preview.subject}</h3>
            <HtmlFrame html=preview.html title=t("edition.letters.html")/>
            <details class="fold">
                <summary class="fold__title">{t("edition.letters.plain")}</summary>
                <p class="edition-letter__words">{preview.text}</p>
            </details>
        }
    };
    view! {
        <section class="stack" aria-label=t("edition.letters.preview")>
            <TextField id="edition-letter-event" label=t("edition.letters.event") hint=t("edition.letters.event.hint") value=event filter=true/>
            <TextField id="edition-letter-name" label=t("edition.letters.name") value=name filter=true/>
            <Fetched of=preview lines=8 then=shown/>
            <div><Button kind=ButtonKind::Secondary busy=Signal::derive(move || sending.is_pending()) on_press=Callback::new(send)>{t("edition.letters.try")}</Button></div>
            {move || sending.error().map(|error| view! { <ProblemAlert error/> })}
            <p role="status">{move || sending.value().map(|()| t("edition.letters.tried"))}</p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_named_by_its_identifier_or_its_page() {
        let id = "0190a1b2-0000-7000-8000-000000000001";
        let expected = id.parse::<EventId>().ok();
        assert!(expected.is_some());
        assert_eq!(event_in(id), expected);
        let page = format!("https://semaine.example/labellisation/{id}#avis");
        assert_eq!(event_in(&page), expected);
        assert_eq!(event_in("Visite"), None);
    }
}
