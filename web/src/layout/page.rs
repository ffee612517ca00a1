use crate::words::t;
use leptos::html;
use leptos::prelude::*;

/// Id of the main part, where the skip link leads.
pub const fn skip_target() -> &'static str {
    "contenu"
}

/// How wide the main part may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As wide as a text may be.
    Text,
    /// As wide as the header.
    #[default]
    Wide,
    /// As wide as the window.
    Full,
}

/// A page: names the window, and takes the focus to its title on arrival, so that a screen reader says where one is.
#[component]
pub fn Page(
    /// Title of the window; also what a screen reader says on arrival.
    #[prop(into)]
    title: Signal<String>,
    /// How wide it may grow.
    #[prop(optional)]
    width: Width,
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    Effect::new(move |_| document().set_title(&format!("{} – {}", title.get(), t("site.name"))));
    // The title of what is fetched comes later than the page: the focus goes to the main part, which is there at once.
    Effect::new(move |_| {
        if let Some(main) = main.get()
            && arrival::is_navigation()
        {
            let title = main.query_selector("h1").ok().flatten().and_then(|title| {
                use wasm_bindgen::JsCast;
                title.dyn_into::<web_sys::HtmlElement>().ok()
            });
            let _ = title.map_or_else(|| main.focus(), |title| title.focus());
        }
    });
    let class = match width {
        Width::Text => "page page--text",
        Width::Wide => "page",
        Width::Full => "page page--full",
    };
    view! { <main class=class id=skip_target() tabindex="-1" node_ref=main>{children()}</main> }
}

/// Title and introduction of a page.
#[component]
pub fn PageHead(
    /// The one `<h1>`.
    #[prop(into)]
    title: Signal<String>,
    /// A line above it: a way back, a state.
    #[prop(optional)]
    above: Option<AnyView>,
    /// What follows it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            {above}
            <h1 class="page-head__title" tabindex="-1">{move || title.get()}</h1>
            {children.map(|children| view! { <div class="page-head__intro">{children()}</div> })}
        </header>
    }
}

/// Takes the focus to the title of the page, after what had it is gone.
pub fn focus_title() {
    use wasm_bindgen::JsCast;
    let title = document()
        .query_selector(".page-head__title")
        .ok()
        .flatten();
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        title.scroll_into_view();
        let _ = title.focus();
    }
}

mod arrival {
    use std::cell::Cell;

    thread_local! {
        static FIRST: Cell<bool> = const { Cell::new(true) };
    }

    /// Whether the page is reached from another one; on the first, the browser has put the focus where it should be.
    pub(super) fn is_navigation() -> bool {
        !FIRST.replace(false)
    }
}
