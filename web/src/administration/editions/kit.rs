use super::draft::EditionDraft;
use super::inputs::{AreaAt, NumberAt, TextAt};
use super::items::{Items, ListHead};
use super::kit_design::{FontField, PartBoxes};
use super::kit_template::{KitFaults, Outline, Template, Worked};
use crate::api::kit::KitAccess;
use crate::api::{CallError, Remote, catalogue, editions, kit};
use crate::clock::Debounce;
use crate::device;
use crate::messages::t;
use crate::ui::{Button, ButtonKind, Choice, Combobox, Fetched, ProblemAlert, Select, Suggestion};
use leptos::prelude::*;
use leptos_router::components::A;
use serde_json::{Value, json};
use shared::edition::kit::EditionKit;
use shared::event::{EventQuery, EventSummary};
use shared::id::EventId;
use shared::kit::{KitItem, KitPreview, KitVariant};
use std::time::Duration;

/// Colours of a theme, in the order in which they are set.
const COLOURS: [&str; 6] = ["ground", "soft", "ink", "accent", "accentInk", "spark"];
/// Pause in typing after which the preview is drawn.
const PAUSE: Duration = Duration::from_millis(400);
/// Maximum number of characters of a search.
const WORDS_MAX: usize = 200;
/// Events that are proposed for the typed words.
const SUGGESTIONS: u32 = 8;
/// Maximum number of characters of a template, for the counter.
const TEMPLATE_MAX: usize = 4_000;

/// The kit of the edition: colours, font and hidden parts with a preview, texts to copy, and the way to the shared files.
#[component]
pub(super) fn KitSection(draft: EditionDraft) -> impl IntoView {
    let slug = draft.stored.read_untracked().edition.slug.clone();
    let own = RwSignal::new(!draft.at("/kit/theme").is_null());
    let choose = move |_| {
        if draft.at("/kit").is_null() {
            draft.set("/kit", Some(json!({})));
        }
        draft.set("/kit/theme", Some(starting_theme()));
        own.set(true);
    };
    let reset = move |_| {
        draft.set("/kit/theme", None);
        own.set(false);
    };
    let colour = move |name: &str| view! { <TextAt draft pointer=format!("/kit/theme/{name}") kind="color"/> };
    view! {
        <p>{t("edition.kit.text")}</p>
        <p><A href=format!("/administration/editions/{slug}/kit")>{t("edition.kit.files")}</A></p>
        {move || if own.get() {
            view! {
                <div class="cluster">{COLOURS.into_iter().map(colour).collect_view()}</div>
                <div><Button kind=ButtonKind::Quiet on_press=Callback::new(reset)>{t("edition.kit.reset")}</Button></div>
            }
            .into_any()
        } else {
            view! { <div><Button kind=ButtonKind::Secondary on_press=Callback::new(choose)>{t("edition.kit.choose")}</Button></div> }.into_any()
        }}
        <FontField draft/>
        <Preview draft edition=slug/>
        <ListHead draft pointer="/kitTexts"/>
        <Items draft pointer="/kitTexts" add=t("edition.kit.text.add") blank=new_text item=text/>
    }
}

/// The colours that a new theme begins with: dark on light, readable in every pair.
fn starting_theme() -> Value {
    json!({
        "ground": "#ffffff", "soft": "#f4f3f8", "ink": "#1b1638",
        "accent": "#35258f", "accentInk": "#ffffff", "spark": "#f08a24"
    })
}

fn new_text() -> Value {
    json!({ "title": "", "most": 280, "text": "" })
}

fn text(draft: EditionDraft, pointer: String) -> AnyView {
    view! {
        <TextAt draft pointer=format!("{pointer}/title")/>
        <NumberAt draft pointer=format!("{pointer}/most")/>
        <AreaAt draft pointer=format!("{pointer}/text") max_chars=TEMPLATE_MAX/>
    }
    .into_any()
}

/// Files of the kit as they will be, with an event of the edition, or of another one while it has none.
#[component]
fn Preview(draft: EditionDraft, edition: String) -> impl IntoView {
    let (asked, drawn) = (edition.clone(), edition);
    let found = Remote::<Option<Sample>>::new(move || {
        let edition = asked.clone();
        async move { sample(&edition).await }
    });
    let then = move |found: Option<Sample>| {
        let edition = drawn.clone();
        match found {
            Some(sample) => view! { <Chosen draft edition sample/> }.into_any(),
            None => view! { <p>{t("edition.kit.no_event")}</p> }.into_any(),
        }
    };
    view! {
        <h3 class="edition-list-head__title">{t("edition.kit.preview")}</h3>
        <Fetched of=found lines=2 then/>
    }
}

/// A labelled event with which the files are drawn at first.
#[derive(Debug, Clone, PartialEq)]
struct Sample {
    /// Edition among whose events another one is found.
    edition: String,
    first: EventSummary,
}

/// The first event of the edition, or of the latest other one that has any; a draft has none.
async fn sample(edition: &str) -> Result<Option<Sample>, CallError> {
    let mut public = editions::list_editions().await?;
    public.sort_by_key(|other| other.slug != edition);
    for other in public {
        let query = events_of(&other.slug, "");
        let events = catalogue::first_public_events(&query, 1).await?;
        if let Some(first) = events.into_iter().next() {
            let edition = other.slug;
            return Ok(Some(Sample { edition, first }));
        }
    }
    Ok(None)
}

/// Query of the events of an edition that match some words; all of them without words.
fn events_of(edition: &str, words: &str) -> EventQuery {
    EventQuery {
        edition: Some(edition.to_owned()),
        text: Some(words.to_owned()).filter(|words| !words.is_empty()),
        ..EventQuery::default()
    }
}

/// The event of the preview, found by words; `event` is its identifier and stays until another one is chosen.
#[component]
fn EventField(edition: String, first: EventSummary, event: RwSignal<String>) -> impl IntoView {
    let text = RwSignal::new(first.title);
    let asked = RwSignal::new(String::new());
    let found = Remote::<Vec<EventSummary>>::new(move || {
        let query = events_of(&edition, &asked.get());
        async move { catalogue::first_public_events(&query, SUGGESTIONS).await }
    });
    let debounce = Debounce::new(PAUSE);
    let ask = move |typed: String| {
        debounce.run(move || {
            asked.try_set(typed.trim().chars().take(WORDS_MAX).collect());
        });
    };
    let suggestions = Signal::derive(move || {
        let found = found.value().unwrap_or_default().into_iter();
        let suggested = found.map(|event| Suggestion {
            value: event.id.to_string(),
            label: event.title,
            detail: event.city,
        });
        suggested.collect::<Vec<_>>()
    });
    view! {
        <Combobox
            id="apercu-evenement"
            label=t("edition.kit.event").to_owned()
            hint=t("edition.kit.event.hint").to_owned()
            text
            suggestions
            filter=true
            searching=Signal::derive(move || found.is_loading())
            on_input=Callback::new(ask)
            on_choose=Callback::new(move |suggestion: Suggestion| event.set(suggestion.value))
        />
    }
}

#[component]
fn Chosen(draft: EditionDraft, edition: String, sample: Sample) -> impl IntoView {
    let Sample {
        edition: searched,
        first,
    } = sample;
    let is_other = searched != edition;
    let event = RwSignal::new(first.id.to_string());
    let file = RwSignal::new(String::new());
    let items = Remote::<Vec<KitItem>>::new(move || {
        let id = event.get().parse::<EventId>();
        async move {
            let id = id.map_err(|_invalid| CallError::Unreadable)?;
            let page = KitAccess::Event(id).open().await?;
            let drawn = |item: &KitItem| item.variants.contains(&KitVariant::Thumbnail);
            Ok(page.items.into_iter().filter(drawn).collect())
        }
    });
    Effect::new(move |_| {
        let items = items.value().unwrap_or_default();
        let known = items.iter().any(|item| item.key == *file.read_untracked());
        if let (false, Some(first)) = (known, items.first()) {
            file.set(first.key.clone());
        }
    });
    let files = Signal::derive(move || {
        let items = items.value().unwrap_or_default();
        let choice = |item: KitItem| Choice::new(item.key, item.title);
        items.into_iter().map(choice).collect::<Vec<_>>()
    });
    // Drawn anew when the typing pauses.
    let kit_now = Memo::new(move |_| draft.edition.get().map(|edition| edition.kit));
    let shown_kit = RwSignal::new(kit_now.get_untracked().unwrap_or_default());
    let debounce = Debounce::new(PAUSE);
    Effect::new(move |_| {
        // One with faults is told in words instead.
        if let Some(kit) = kit_now.get().filter(|kit| kit.problems("/kit").is_empty()) {
            debounce.run(move || {
                shown_kit.try_set(kit);
            });
        }
    });
    let worked = Worked::provide(file);
    let alt = Signal::derive(move || {
        let key = file.get();
        let items = items.value().unwrap_or_default();
        let item = items.into_iter().find(|item| item.key == key);
        item.map(|item| item.alt).unwrap_or_default()
    });
    view! {
        {is_other.then(|| view! { <p class="edition-note">{t("edition.kit.other_edition")}</p> })}
        <EventField edition=searched first event/>
        <Select id="apercu-fichier" label=t("edition.kit.file").to_owned() value=file choices=files filter=true/>
        <div class="kit-design">
            <div class="stack">
                <PartBoxes draft file/>
                <Template draft file/>
            </div>
            <div class="kit-design__preview">
                <div class="kit-design__page">
                    <Picture edition event file kit=shown_kit alt/>
                    <Outline draft worked/>
                </div>
                <KitFaults draft/>
            </div>
        </div>
    }
}

#[component]
fn Picture(
    edition: String,
    event: RwSignal<String>,
    file: RwSignal<String>,
    kit: RwSignal<EditionKit>,
    alt: Signal<String>,
) -> impl IntoView {
    let wanted = move || {
        Some(KitPreview {
            kit: kit.get(),
            event: event.get().parse().ok()?,
            file: file.get().parse().ok()?,
            variant: KitVariant::Thumbnail,
        })
    };
    let drawn = Remote::<Option<Vec<u8>>>::new(move || {
        let (edition, wanted) = (edition.clone(), wanted());
        async move {
            match wanted {
                Some(wanted) => kit::preview(edition, wanted).await.map(Some),
                None => Ok(None),
            }
        }
    });
    move || match drawn.get() {
        None | Some(Ok(None)) => ().into_any(),
        Some(Ok(Some(bytes))) => {
            let src = device::data_url("image/png", &bytes);
            view! { <img class="kit__picture kit__picture--framed" src=src alt=alt.get()/> }
                .into_any()
        }
        Some(Err(error)) => view! { <ProblemAlert error/> }.into_any(),
    }
}
