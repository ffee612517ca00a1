//! The template of a file of the kit: where its blocks stand, how they are aligned, and their words.

use super::draft::{EditionDraft, SEPARATOR};
use super::inputs::{CheckAt, LengthAt, NumberAt, Part, SelectAt, TextAt};
use super::items::{ItemList, Items, ListHead, add_id, item_id};
use super::kit_design::set;
use super::names::{id_of, label_of, sentence_of};
use crate::api::{Remote, kit};
use crate::messages::{known, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Disclosure, Notice, ProblemAlert, Tone, focus_later,
};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::edition::kit::{
    Alignment, Anchor, ColourRole, KitArea, KitBlock, KitFile, KitFormat, KitSize, KitUnit,
    KitVoice, limits,
};
use shared::problem::FieldProblem;

/// Files of the edition, each with the template that it changes.
const FILES: &str = "/kit/files";
/// Kinds of blocks, in the order in which they are offered.
const KINDS: [&str; 6] = ["text", "code", "logos", "picture", "map", "shape"];
/// Element around the button that begins a template.
const BEGIN: &str = "kit-template-begin";
/// Parts of a side that are tried for a new block.
const PLACES: i32 = 24;

/// Pointer of the block that is worked on, which the preview frames.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worked(RwSignal<Option<String>>);

impl Worked {
    /// Provides it as a context; another file has none at first.
    pub(super) fn provide(file: RwSignal<String>) -> Self {
        let worked = Self(RwSignal::new(None));
        Effect::new(move |_| {
            file.track();
            worked.0.set(None);
        });
        provide_context(worked);
        worked
    }
}

/// Name of a block in its list, by its kind and its first words; `None` for an item of another list.
pub(super) fn block_name(item: &Value, at: usize) -> Option<String> {
    item.get("area")?;
    let kind = known("edition.kit.kind", item.get("kind")?.as_str()?)?;
    let n = at + 1;
    let words = item.pointer("/paragraphs/0/text").and_then(Value::as_str);
    Some(match words.filter(|words| !words.is_empty()) {
        Some(words) => {
            let text: String = words.chars().take(60).collect();
            t_args(
                "edition.kit.block.with",
                &[("n", &n), ("kind", &kind), ("text", &text)],
            )
        }
        None => t_args("edition.kit.block", &[("n", &n), ("kind", &kind)]),
    })
}

/// Place of a file among those of the edition.
fn place_of(files: &Value, key: &str) -> Option<usize> {
    let mut files = files.as_array()?.iter();
    files.position(|file| file.get("key").and_then(Value::as_str) == Some(key))
}

/// The template of a file: that of the default kit, or one of the edition.
#[component]
pub(super) fn Template(draft: EditionDraft, file: RwSignal<String>) -> impl IntoView {
    let original = Remote::<Option<KitFile>>::new(move || {
        let key = file.get();
        async move {
            if key.is_empty() {
                return Ok(None);
            }
            kit::template(&key).await
        }
    });
    let builds = draft.builds_of(FILES.to_owned());
    let chosen = Memo::new(move |_| {
        let key = file.get();
        let at = place_of(&draft.followed(FILES), &key);
        (key, at, builds.get())
    });
    // A link to a fault needs its field on the page.
    Effect::new(move |_| {
        draft.faults().track();
        let faulty = |at: &usize| draft.has_fault_in(&[&format!("{FILES}/{at}")]);
        let Some(at) = (0..draft.count(FILES)).find(faulty) else {
            return;
        };
        let own = place_of(&draft.at(FILES), &file.get_untracked());
        if own.is_none_or(|own| !faulty(&own)) {
            file.set(draft.text_at(&format!("{FILES}/{at}/key")));
        }
    });
    let editor = move |(key, at, _): (String, Option<usize>, (u32, u32))| match at {
        Some(at) => view! { <Own draft original key at/> }.into_any(),
        None => view! { <Begin draft original key/> }.into_any(),
    };
    view! {
        <h3 class="edition-list-head__title">{t("edition.kit.template")}</h3>
        <For each=move || [chosen.get()] key=Clone::clone children=editor/>
    }
}

/// The template of the default kit, once it is there and of the chosen file.
fn of_default(original: Remote<Option<KitFile>>, key: &str) -> Option<KitFile> {
    let found = original.value().flatten();
    found.filter(|file| file.key.as_str() == key)
}

/// Says that the file has the template of the default kit, with the way to another one.
#[component]
fn Begin(draft: EditionDraft, original: Remote<Option<KitFile>>, key: String) -> impl IntoView {
    let template = Memo::new(move |_| of_default(original, &key));
    let begin = move |_| {
        let Some(Ok(file)) = template.get_untracked().map(serde_json::to_value) else {
            return;
        };
        let at = draft.count(FILES);
        let files = match draft.at(FILES) {
            Value::Array(mut files) => {
                files.push(file);
                files
            }
            _ => vec![file],
        };
        set(draft, FILES, Some(Value::Array(files)));
        draft.rebuild(FILES);
        focus_later(id_of(&format!("{FILES}/{at}/blocks")));
    };
    let failed = move || {
        let error = original.get()?.err()?;
        Some(view! { <ProblemAlert error/> })
    };
    view! {
        <div class="stack" id=BEGIN tabindex="-1">
            <p>{t("edition.kit.template.standard")}</p>
            {failed}
            <div>
                <Button
                    kind=ButtonKind::Secondary
                    disabled=Signal::derive(move || template.read().is_none())
                    on_press=Callback::new(begin)
                >{t("edition.kit.template.begin")}</Button>
            </div>
        </div>
    }
}

/// The blocks of a template of the edition.
#[component]
fn Own(
    draft: EditionDraft,
    original: Remote<Option<KitFile>>,
    key: String,
    at: usize,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let list = format!("{FILES}/{at}/blocks");
    let page = Page::of(draft, at);
    let back = Callback::new(move |_: MouseEvent| {
        draft.change_list(FILES, |files| {
            if at < files.len() {
                files.remove(at);
            }
        });
        if draft.count(FILES) == 0 {
            draft.set(FILES, None);
        }
        announcer.say(t("edition.kit.template.restored"));
        focus_later(BEGIN);
    });
    let back = move || {
        of_default(original, &key).map(|_| {
            view! {
                <div>
                    <Button kind=ButtonKind::Quiet on_press=back>
                        {t("edition.kit.template.back")}
                    </Button>
                </div>
            }
        })
    };
    let adding = list.clone();
    let add = move |kind: &'static str| {
        let list = adding.clone();
        let press = move |_| add_block(draft, &list, page, kind);
        view! {
            <Button kind=ButtonKind::Secondary on_press=Callback::new(press)>
                {t_of("edition.kit.kind", kind)}
            </Button>
        }
    };
    let added = add_id(&list);
    view! {
        {page.map(|page| view! { <p>{page.in_words()}</p> })}
        {back}
        <ListHead draft pointer=list.clone()/>
        <ItemList draft pointer=list item=block/>
        <div class="stack" id=added tabindex="-1" role="group" aria-label=t("edition.kit.template.add")>
            <p>{t("edition.kit.template.add")}</p>
            <div class="cluster">{KINDS.into_iter().map(add).collect_view()}</div>
        </div>
    }
}

/// Size of a file, in its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Page {
    size: KitSize,
    unit: KitUnit,
}

impl Page {
    fn of(draft: EditionDraft, at: usize) -> Option<Self> {
        let size = draft.at(&format!("{FILES}/{at}/size"));
        let format = draft.text_at(&format!("{FILES}/{at}/format"));
        Some(Self {
            size: serde_json::from_value(size).ok()?,
            unit: KitFormat::parse(&format)?.unit(),
        })
    }

    fn in_words(self) -> String {
        let KitSize { width, height } = self.size;
        let values: [(&str, &dyn std::fmt::Display); 2] = [("width", &width), ("height", &height)];
        match self.unit {
            KitUnit::TenthOfMillimetre => t_args("edition.kit.template.paper", &values),
            KitUnit::Pixel => t_args("edition.kit.template.screen", &values),
        }
    }

    /// Area for a new block: the first of its size, from the top, that covers nothing that is to be read; that in the corner when the
    /// page has no such area.
    fn free_area(self, kind: &str, blocks: &[KitBlock]) -> KitArea {
        let (margin, code) = match self.unit {
            KitUnit::TenthOfMillimetre => (limits::PAPER_MARGIN, limits::PAPER_CODE),
            KitUnit::Pixel => (limits::SCREEN_MARGIN, limits::SCREEN_CODE),
        };
        let KitSize { width, height } = self.size;
        let (wide, high) = match kind {
            "code" => (code, code),
            "logos" => (width / 3, height / 20),
            _ => (width / 3, height / 10),
        };
        let corner = KitArea {
            x: margin,
            y: margin,
            width: wide.max(1),
            height: high.max(1),
        };
        let places = (0..PLACES).flat_map(|row| (0..PLACES).map(move |column| (row, column)));
        let mut areas = places.map(|(row, column)| KitArea {
            x: margin + column * width / PLACES,
            y: margin + row * height / PLACES,
            ..corner
        });
        let fits = |area: &KitArea| {
            area.x + area.width + margin <= width
                && area.y + area.height + margin <= height
                && !blocks
                    .iter()
                    .filter_map(|block| block.kept_free(self.unit))
                    .any(|free| free.meets(area))
        };
        areas.find(fits).unwrap_or(corner)
    }
}

/// Adds a block to a template: a shape or a picture below all that is to be read, any other above.
fn add_block(draft: EditionDraft, list: &str, page: Option<Page>, kind: &str) {
    let Some(page) = page else {
        return;
    };
    let read = |block: &Value| serde_json::from_value::<KitBlock>(block.clone()).ok();
    let mut place = 0;
    draft.change_list(list, |items| {
        let blocks: Vec<KitBlock> = items.iter().filter_map(read).collect();
        let is_ground = matches!(kind, "shape" | "picture");
        let lowest = items
            .iter()
            .position(|item| read(item).is_some_and(|block| block.is_read()));
        place = lowest.filter(|_| is_ground).unwrap_or(items.len());
        items.insert(place, new_block(kind, page.free_area(kind, &blocks)));
    });
    focus_later(item_id(list, place));
}

fn new_block(kind: &str, area: KitArea) -> Value {
    match kind {
        "text" => json!({
            "kind": kind, "area": area, "align": "start", "anchor": "top", "paragraphs": [new_paragraph()]
        }),
        "logos" => json!({ "kind": kind, "area": area, "align": "start" }),
        "shape" => json!({ "kind": kind, "area": area, "colour": "soft" }),
        _ => json!({ "kind": kind, "area": area }),
    }
}

fn new_paragraph() -> Value {
    json!({ "text": "{edition}", "size": 40, "smallest": 24, "lines": 2, "colour": "ink", "voice": "text" })
}

/// Values to choose from, by the names that the messages have for them.
fn choices<T: Copy>(all: &[T], word: fn(T) -> &'static str, feature: &str) -> Vec<Choice> {
    let choice = |value: &T| Choice::new(word(*value), t_of(feature, word(*value)));
    all.iter().map(choice).collect()
}

fn block(draft: EditionDraft, pointer: String) -> AnyView {
    let kind = draft.text_at(&format!("{pointer}/kind"));
    let title = {
        let pointer = pointer.clone();
        let last = pointer.rsplit('/').next();
        let at: usize = last.and_then(|at| at.parse().ok()).unwrap_or_default();
        Signal::derive(move || block_name(&draft.followed(&pointer), at).unwrap_or_default())
    };
    let needed = {
        let pointer = pointer.clone();
        Signal::derive(move || draft.has_fault_in(&[&pointer]))
    };
    let at = |member: &str| format!("{pointer}/{member}");
    let lengths = ["x", "y", "width", "height"]
        .into_iter()
        .map(|side| view! { <LengthAt draft pointer=at(&format!("area/{side}"))/> })
        .collect_view()
        .into_any();
    let area = at("area");
    let align = move |pointer: String| {
        let sides = choices(Alignment::ALL, Alignment::as_str, "edition.kit.align");
        view! { <SelectAt draft pointer choices=Signal::stored(sides)/> }
    };
    let own = match kind.as_str() {
        "text" => {
            let anchors = choices(Anchor::ALL, Anchor::as_str, "edition.kit.anchor");
            view! {
                <div class="edition-grid">
                    {align(at("align"))}
                    <SelectAt draft pointer=at("anchor") choices=Signal::stored(anchors)/>
                </div>
                <ListHead draft pointer=at("paragraphs")/>
                <Items
                    draft
                    pointer=at("paragraphs")
                    add=t("edition.kit.template.add.paragraph")
                    blank=new_paragraph
                    item=paragraph
                />
            }
            .into_any()
        }
        "logos" => align(at("align")).into_any(),
        "shape" => view! {
            <div class="edition-grid">
                <SelectAt draft pointer=at("colour") choices=Signal::stored(colours(ColourRole::ALL))/>
                <NumberAt draft pointer=at("radius") optional=true/>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    };
    let worked = use_context::<Worked>();
    let own_pointer = pointer.clone();
    let work = move |_| {
        if let Some(Worked(worked)) = worked {
            worked.set(Some(own_pointer.clone()));
        }
    };
    view! {
        <div on:focusin=work>
            <Disclosure title needed>
                <Part draft pointer=area><div class="kit-design__lengths">{lengths}</div></Part>
                {own}
            </Disclosure>
        </div>
    }
    .into_any()
}

fn colours(roles: &[ColourRole]) -> Vec<Choice> {
    choices(roles, ColourRole::as_str, "edition.kit.colour")
}

fn paragraph(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let of_text = colours(&[ColourRole::Ink, ColourRole::Accent, ColourRole::AccentInk]);
    let voices = choices(KitVoice::ALL, KitVoice::as_str, "edition.kit.voice");
    view! {
        <TextAt draft pointer=at("text")/>
        <div class="edition-grid">
            <NumberAt draft pointer=at("size")/>
            <NumberAt draft pointer=at("smallest")/>
            <NumberAt draft pointer=at("lines")/>
            <NumberAt draft pointer=at("above") optional=true/>
            <SelectAt draft pointer=at("colour") choices=Signal::stored(of_text)/>
            <SelectAt draft pointer=at("voice") choices=Signal::stored(voices)/>
        </div>
        <CheckAt draft pointer=at("bold")/>
    }
    .into_any()
}

/// A frame in the preview around the block that is worked on.
#[component]
pub(super) fn Outline(draft: EditionDraft, worked: Worked) -> impl IntoView {
    let frame = Memo::new(move |_| {
        let pointer = worked.0.get()?;
        let (file, _) = pointer.split_once("/blocks/")?;
        let size = serde_json::from_value(draft.followed(&format!("{file}/size"))).ok()?;
        let area = serde_json::from_value(draft.followed(&format!("{pointer}/area"))).ok()?;
        Some(percent(area, size))
    });
    move || {
        frame.get().map(|[left, top, width, height]| {
            view! {
                <span
                    class="kit-design__outline"
                    aria-hidden="true"
                    style:left=format!("{left}%")
                    style:top=format!("{top}%")
                    style:width=format!("{width}%")
                    style:height=format!("{height}%")
                ></span>
            }
        })
    }
}

/// An area in percent of its page: left, top, width, height.
fn percent(area: KitArea, size: KitSize) -> [f64; 4] {
    let of = |length: i32, side: i32| f64::from(length) * 100.0 / f64::from(side.max(1));
    [
        of(area.x, size.width),
        of(area.y, size.height),
        of(area.width, size.width),
        of(area.height, size.height),
    ]
}

/// The faults of the kit while it is edited, each with its file and its block; the preview is that before them.
#[component]
pub(super) fn KitFaults(draft: EditionDraft) -> impl IntoView {
    let faults = Memo::new(move |_| {
        draft.edition.with(|edition| {
            let kit = edition.as_ref().map(|edition| &edition.kit);
            kit.map(|kit| kit.problems("/kit")).unwrap_or_default()
        })
    });
    let sentence = move |fault: &FieldProblem| {
        let place = in_words(draft, &fault.pointer);
        view! { <li>{format!("{place}{SEPARATOR}{}", sentence_of(fault))}</li> }
    };
    view! {
        <div role="status">
            {move || {
                let faults = faults.get();
                (!faults.is_empty()).then(|| {
                    let list = faults.iter().map(sentence).collect_view();
                    view! { <Notice tone=Tone::Warning title=t("edition.kit.faults")><ul>{list}</ul></Notice> }
                })
            }}
        </div>
    }
}

/// The file and the block at a pointer; the name of its field elsewhere.
fn in_words(draft: EditionDraft, pointer: &str) -> String {
    let parts: Vec<&str> = pointer.split('/').collect();
    let ["", "kit", "files", file, rest @ ..] = parts.as_slice() else {
        return label_of(pointer);
    };
    let name = draft.text_at(&format!("{FILES}/{file}/name"));
    let block = match rest {
        ["blocks", at, ..] => {
            let block = draft.at(&format!("{FILES}/{file}/blocks/{at}"));
            block_name(&block, at.parse().unwrap_or_default())
        }
        _ => None,
    };
    match block {
        Some(block) => format!("{name} › {block}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poster() -> KitFile {
        let kit: Value = serde_json::from_str(include_str!("../../../../data/kit.json")).unwrap();
        serde_json::from_value(kit["files"][0].clone()).unwrap()
    }

    fn page(file: &KitFile) -> Page {
        Page {
            size: file.size,
            unit: file.format.unit(),
        }
    }

    #[test]
    fn a_new_block_stands_where_nothing_is_to_be_read() {
        let file = poster();
        for kind in KINDS {
            let area = page(&file).free_area(kind, &file.blocks);

            let mut blocks = file.blocks.iter();
            assert!(
                !blocks.any(|block| block.is_read() && block.area().meets(&area)),
                "{kind}"
            );
            let block: KitBlock = serde_json::from_value(new_block(kind, area)).unwrap();
            assert_eq!(*block.area(), area);
        }
    }

    #[test]
    fn a_block_is_called_by_its_kind_and_its_words() {
        let blocks = serde_json::to_value(poster().blocks).unwrap();

        let name = |at: usize| block_name(&blocks[at], at).unwrap();

        assert!(name(7).starts_with("8. "), "{}", name(7));
        assert!(name(4).ends_with("{titre}"), "{}", name(4));
        assert_eq!(
            block_name(&json!({ "kind": "press", "name": "A" }), 0),
            None
        );
        let files = json!([{ "key": "badges" }, { "key": "poster-a4" }]);
        assert_eq!(place_of(&files, "poster-a4"), Some(1));
        assert_eq!(place_of(&files, "door-sign"), None);
    }

    #[test]
    fn a_frame_is_a_part_of_its_page() {
        let area = KitArea {
            x: 105,
            y: 297,
            width: 1_050,
            height: 2_970,
        };
        let frame = percent(area, poster().size);
        for (part, expected) in frame.into_iter().zip([5.0, 10.0, 50.0, 100.0]) {
            assert!((part - expected).abs() < 1e-9, "{frame:?}");
        }
    }
}
