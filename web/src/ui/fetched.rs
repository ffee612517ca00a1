use super::{ProblemAlert, focus_heading};
use crate::api::Remote;
use crate::messages::t;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// A fetched value: a placeholder while loading, then its view or an error message.
#[component]
pub fn Fetched<T, V>(
    of: Remote<T>,
    then: impl Fn(T) -> V + Send + Sync + 'static,
    /// Number of lines of the placeholder.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match of.get() {
        None => view! { <Loading lines/> }.into_any(),
        Some(Ok(value)) => {
            focus_loaded_title();
            then(value).into_any()
        }
        Some(Err(error)) => {
            view! { <ProblemAlert error retry=Callback::new(move |()| of.refetch())/> }.into_any()
        }
    }
}

/// A value that is fetched again while it is shown. Its view is made once and follows the latest value, so that the focus, a press and
/// what is unfolded stay; a placeholder or an error message as long as there is no value.
#[component]
pub fn Followed<T, V>(
    of: Remote<T>,
    then: impl Fn(Signal<T>) -> V + Send + Sync + 'static,
    /// Number of lines of the placeholder.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let failure = Memo::new(move |_| of.get().map(Result::err));
    move || match failure.get() {
        None => view! { <Loading lines/> }.into_any(),
        Some(Some(error)) => {
            view! { <ProblemAlert error retry=Callback::new(move |()| of.refetch())/> }.into_any()
        }
        Some(None) => untrack(|| of.value()).map_or_else(
            || ().into_any(),
            |first| {
                focus_loaded_title();
                let latest = Memo::new(move |before: Option<&T>| {
                    let before = before.unwrap_or(&first);
                    of.value().unwrap_or_else(|| before.clone())
                });
                then(latest.into()).into_any()
            },
        ),
    }
}

/// Moves the focus to the title once it is shown, if the page had none until now: after navigation, `<main>` has the focus in its
/// place.
fn focus_loaded_title() {
    if !matches!(document().query_selector("main h1"), Ok(None)) {
        return;
    }
    request_animation_frame(|| {
        let waiting = document()
            .active_element()
            .filter(|active| active.tag_name() == "MAIN");
        if let Some(main) = waiting.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
            focus_heading(&main);
        }
    });
}

/// Placeholder while a value is loading.
#[component]
pub fn Loading(#[prop(default = 6)] lines: usize) -> impl IntoView {
    view! {
        <div class="loading">
            <p class="ds-sr-only" role="status">{t("loading.text")}</p>
            <div aria-hidden="true">{(0..lines).map(|_| view! { <span class="loading__line"></span> }).collect_view()}</div>
        </div>
    }
}

/// An empty state with a suggestion of what to do.
#[component]
pub fn Empty(
    #[prop(into)] title: String,
    #[prop(optional, into)] text: MaybeProp<String>,
    /// Buttons or links below the text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <p class="empty__title">{title}</p>
            {move || text.get().map(|text| view! { <p class="empty__text">{text}</p> })}
            {children.map(|children| view! { <div class="empty__action">{children()}</div> })}
        </div>
    }
}
