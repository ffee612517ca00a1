use super::described_by;
use crate::messages::{plural, t};
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;
use shared::text::fold;
use wasm_bindgen::JsCast;

/// A suggestion for the typed text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Suggestion {
    /// The value that the control reports.
    pub value: String,
    /// Content of the field after selection.
    pub label: String,
    /// Text that distinguishes suggestions with the same label.
    pub detail: Option<String>,
}

/// Selects one of many options by typing: the editable combobox with list box of the ARIA Authoring Practices.
///
/// The page handles `on_input`, fetches suggestions (debouncing as it needs) and puts them into `suggestions`. The arrow
/// keys move through the list, Enter selects, Escape closes the list and then clears the field. If the text names exactly
/// one suggestion, Enter and leaving the field select it; otherwise the text stays as typed, and the field shows that a
/// choice is needed.
#[component]
pub fn Combobox(
    /// Id of the input; the error summary links to it.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    /// Content of the field.
    text: RwSignal<String>,
    #[prop(into)] suggestions: Signal<Vec<Suggestion>>,
    /// Called when the user types.
    #[prop(into)]
    on_input: Callback<String>,
    /// Called when the user selects a suggestion.
    #[prop(into)]
    on_choose: Callback<Suggestion>,
    /// True while suggestions are being fetched.
    #[prop(optional, into)]
    searching: Signal<bool>,
    #[prop(optional, into)] hint: MaybeProp<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Shows the field as optional.
    #[prop(optional)]
    optional: bool,
    /// Shows it neither as optional nor as required, as for a filter.
    #[prop(optional)]
    filter: bool,
    /// Accepts any text: suggestions only help to type. Its field is filled as a text field is.
    #[prop(optional)]
    free: bool,
    /// Kind of content that the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Called when the user has left the field with a text that names no suggestion.
    #[prop(optional, into)]
    on_unresolved: Option<Callback<()>>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    // The text was typed and nothing has been selected since; the user has left the field with it.
    let (typed, left) = (RwSignal::new(false), RwSignal::new(false));
    // Answers to the same text may come one after the other: the active item stays so in each list that has it.
    Effect::new(move |before: Option<Vec<Suggestion>>| {
        let (now, at) = (suggestions.get(), active.get_untracked());
        let still = before.and_then(|before| still_active(at, &before, &now));
        if still != at {
            active.set(still);
        }
        now
    });
    let shown = Memo::new(move |_| open.get() && !suggestions.read().is_empty());
    let choose = move |suggestion: Suggestion| {
        text.set(suggestion.label.clone());
        open.set(false);
        typed.set(false);
        left.set(false);
        on_choose.run(suggestion);
    };
    let named = move || {
        if free {
            return None;
        }
        named_by(&text.read_untracked(), &suggestions.read_untracked())
    };
    // Suggestions may arrive after the user has left the field.
    Effect::new(move |_| {
        suggestions.track();
        if left.get_untracked()
            && let Some(suggestion) = named()
        {
            choose(suggestion);
        }
    });
    let leave = move || {
        // A field that is removed while it has the focus loses it after its signals are gone.
        if text.is_disposed() {
            return;
        }
        open.set(false);
        if free || !typed.get_untracked() || text.read_untracked().trim().is_empty() {
            return;
        }
        if let Some(suggestion) = named() {
            choose(suggestion);
        } else {
            left.set(true);
            if let Some(on_unresolved) = on_unresolved {
                on_unresolved.run(());
            }
        }
    };
    let error = Signal::derive(move || {
        let unresolved = left.get() && !searching.get();
        error
            .get()
            .or_else(|| unresolved.then(|| t("combobox.unresolved").to_owned()))
    });
    let list_id = format!("{id}-list");
    let option_id = {
        let list_id = list_id.clone();
        move |index: usize| format!("{list_id}-{index}")
    };
    let keys = move |event: KeyboardEvent| {
        let count = suggestions.read_untracked().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                open.set(true);
                active.update(|at| *at = Some(at.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                open.set(true);
                active.update(|at| *at = Some(at.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" if open.get_untracked() => {
                let chosen = active
                    .get_untracked()
                    .and_then(|at| suggestions.read_untracked().get(at).cloned())
                    .or_else(named);
                if let Some(chosen) = chosen {
                    // In a search form, Enter after typing also searches.
                    if !filter || active.read_untracked().is_some() {
                        event.prevent_default();
                    }
                    choose(chosen);
                } else if free {
                    open.set(false);
                }
            }
            "Escape" => {
                if shown.get_untracked() {
                    event.prevent_default();
                    event.stop_propagation();
                    open.set(false);
                } else if !free && !text.read_untracked().is_empty() {
                    text.set(String::new());
                    on_input.run(String::new());
                }
            }
            _ => {}
        }
    };
    let status = move || {
        if !open.get() || text.read().trim().is_empty() {
            String::new()
        } else if searching.get() {
            t("combobox.searching").to_owned()
        } else if suggestions.read().is_empty() && free {
            String::new()
        } else if suggestions.read().is_empty() {
            t("combobox.none").to_owned()
        } else {
            plural("combobox.count", suggestions.read().len() as u64)
        }
    };
    let described = {
        let id = id.clone();
        move || described_by(&id, hint.get().is_some(), error.read().is_some())
    };
    let active_id = {
        let option_id = option_id.clone();
        move || {
            if shown.get() {
                active.get().map(&option_id)
            } else {
                None
            }
        }
    };
    let option = {
        let option_id = option_id.clone();
        move |(index, suggestion): (usize, Suggestion)| {
            let (label, detail) = (suggestion.label.clone(), suggestion.detail.clone());
            view! {
                <li
                    class="combobox__option"
                    role="option"
                    id=option_id(index)
                    aria-selected=move || if active.get() == Some(index) { "true" } else { "false" }
                    // Prevents the press from moving the focus out of the field before the selection.
                    on:mousedown=move |event| event.prevent_default()
                    on:click=move |_| choose(suggestion.clone())
                >
                    <span>{label}</span>
                    {detail.map(|detail| view! { <span class="combobox__detail">{detail}</span> })}
                </li>
            }
        }
    };
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="field combobox" class:field--invalid=move || error.read().is_some()>
            <label class="field__label" for=id.clone()>
                {move || label.get()}
                {optional.then(|| view! { <span class="field__optional">{t("field.optional")}</span> })}
            </label>
            {move || hint.get().map(|hint| view! { <p class="field__hint" id=hint_id.clone()>{hint}</p> })}
            <div class="combobox__box">
                <input
                    node_ref=input
                    class="field__input"
                    id=id.clone()
                    name=id.clone()
                    type="text"
                    role="combobox"
                    autocomplete=autocomplete
                    aria-autocomplete="list"
                    aria-expanded=move || if shown.get() { "true" } else { "false" }
                    aria-controls=list_id.clone()
                    aria-activedescendant=active_id
                    aria-required=(!optional && !filter).then_some("true")
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described
                    prop:value=move || text.get()
                    on:input=move |event| {
                        let content = event_target_value(&event);
                        text.set(content.clone());
                        open.set(true);
                        active.set(None);
                        typed.set(true);
                        left.set(false);
                        on_input.run(content);
                    }
                    on:keydown=keys
                    on:focus=move |_| if !free { select_all(input) }
                    on:blur=move |_| leave()
                />
                <ul class="combobox__list" role="listbox" id=list_id aria-label=move || label.get() hidden=move || !shown.get()>
                    // An option that stays in its place may be pressed while others arrive.
                    <For each=move || suggestions.get().into_iter().enumerate() key=Clone::clone children=option/>
                </ul>
            </div>
            <p class="ds-sr-only" role="status">{status}</p>
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
        </div>
    }
}

/// Place of the active suggestion in the list that replaces its own; `None` where it is missing.
fn still_active(active: Option<usize>, before: &[Suggestion], now: &[Suggestion]) -> Option<usize> {
    let active = before.get(active?)?;
    now.iter().position(|suggestion| suggestion == active)
}

/// The only suggestion that a text can mean: the only one with that name, or the only one whose name or detail begins
/// with it.
fn named_by(text: &str, suggestions: &[Suggestion]) -> Option<Suggestion> {
    let typed = fold(text);
    if typed.is_empty() {
        return None;
    }
    let begins = |suggestion: &&Suggestion| fold(&suggestion.label).starts_with(&typed);
    // A label may end with a code that people do not type: "Lyon (69)". "Lyon 3e Arrondissement (69)" is another name.
    let is_code =
        |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains(' ');
    let same = |suggestion: &&Suggestion| {
        fold(&suggestion.label)
            .strip_prefix(&typed)
            .is_some_and(|rest| rest.is_empty() || rest.strip_prefix(' ').is_some_and(is_code))
    };
    let mut exact = suggestions.iter().filter(same);
    match (exact.next(), exact.next(), suggestions) {
        (Some(only), None, _) => Some(only.clone()),
        (None, _, [only])
            if begins(&only)
                || only
                    .detail
                    .as_ref()
                    .is_some_and(|detail| detail.contains(text.trim())) =>
        {
            Some(only.clone())
        }
        _ => None,
    }
}

/// Selects the whole text, because a filled field is usually replaced.
fn select_all(input: NodeRef<Input>) {
    if let Some(input) = input.get_untracked() {
        input.unchecked_ref::<web_sys::HtmlInputElement>().select();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(labels: &[&str]) -> Vec<Suggestion> {
        labels
            .iter()
            .map(|label| Suggestion {
                value: String::new(),
                label: (*label).to_owned(),
                detail: Some("69100, Rhône".to_owned()),
            })
            .collect()
    }

    fn named(text: &str, labels: &[&str]) -> Option<String> {
        named_by(text, &suggested(labels)).map(|suggestion| suggestion.label)
    }

    #[test]
    fn an_active_suggestion_stays_active_in_a_list_that_has_it() {
        let before = suggested(&["Lyon (69)", "Lyons-la-Forêt (27)"]);
        let longer = suggested(&["Rhône", "Lyon (69)", "Lyons-la-Forêt (27)"]);
        assert_eq!(still_active(Some(1), &before, &longer), Some(2));
        assert_eq!(
            still_active(Some(1), &before, &suggested(&["Lyon (69)"])),
            None
        );
        assert_eq!(still_active(None, &before, &longer), None);
    }

    #[test]
    fn a_text_names_a_suggestion_where_there_is_no_doubt() {
        assert_eq!(
            named("villeurb", &["Villeurbanne (69)"]).as_deref(),
            Some("Villeurbanne (69)")
        );
        assert_eq!(
            named("69100", &["Villeurbanne (69)"]).as_deref(),
            Some("Villeurbanne (69)")
        );
        assert_eq!(
            named("lyon", &["Lyon (69)", "Lyons-la-Forêt (27)"]).as_deref(),
            Some("Lyon (69)")
        );
        assert_eq!(
            named("lyon", &["Lyon (69)", "Lyon 3e Arrondissement (69)"]).as_deref(),
            Some("Lyon (69)")
        );
        assert_eq!(
            named("lyon 3e", &["Lyon 3e Arrondissement (69)"]).as_deref(),
            Some("Lyon 3e Arrondissement (69)")
        );
        assert_eq!(
            named("saint-denis", &["Saint-Denis (93)", "Saint-Denis (974)"]),
            None
        );
        assert_eq!(named("vil", &["Villeurbanne (69)", "Villejuif (94)"]), None);
        assert_eq!(named("lyon", &["Villeurbanne (69)"]), None);
        assert_eq!(named(" ", &["Villeurbanne (69)"]), None);
    }
}
