use crate::words::t;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

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
    let navigated = StoredValue::new(false);
    Effect::new(move |_| {
        if let Some(main) = main.get() {
            navigated.set_value(arrival::is_navigation());
            if navigated.get_value() {
                forget_served_head();
                focus_heading(&main);
            }
        }
    });
    Effect::new(move |_| {
        document().set_title(&format!("{} – {}", title.get(), t("site.name")));
        // What is fetched brings a title of its own: the focus that stood on the one it replaces would be lost.
        request_animation_frame(move || {
            let lost = document()
                .active_element()
                .is_none_or(|active| active.tag_name() == "BODY");
            if let (Some(main), true) = (
                main.try_get_untracked().flatten(),
                lost && navigated.try_get_value().unwrap_or_default(),
            ) {
                focus_heading(&main);
            }
        });
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
    let title = document()
        .query_selector(".page-head__title")
        .ok()
        .flatten();
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        title.scroll_into_view();
        let _ = title.focus();
    }
}

/// Takes the focus to the title of an arriving page, or to the page itself while it has none.
fn focus_heading(main: &web_sys::HtmlElement) {
    let title = main
        .query_selector("h1")
        .ok()
        .flatten()
        .and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok());
    // A page that cannot take the focus is read from its beginning all the same.
    let _ = title.map_or_else(|| main.focus(), |title| title.focus());
}

/// Takes away what the server's head says of the page on which somebody came: it is not about this one.
fn forget_served_head() {
    const ABOUT_THE_PAGE: &str = "link[rel=canonical], link[rel=alternate], link[rel=prev], link[rel=next], script[type='application/ld+json']";
    let Some(head) = document().head() else {
        return;
    };
    while let Ok(Some(element)) = head.query_selector(ABOUT_THE_PAGE) {
        element.remove();
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
