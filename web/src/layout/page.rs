use crate::messages::t;
use crate::ui::{focus_heading, go_to_element};
use leptos::html;
use leptos::prelude::*;

/// Element id of the main part, the target of the skip link.
pub const fn skip_target() -> &'static str {
    "contenu"
}

/// Maximum width of the main part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// Width of a readable line of text.
    Text,
    /// Width of the header, for lists and tables.
    #[default]
    Wide,
}

/// A page. It sets the window's title, and focuses the heading after navigation, so that a screen reader announces the page.
#[component]
pub fn Page(
    /// Title of the window, announced by screen readers after navigation.
    #[prop(into)]
    title: Signal<String>,
    #[prop(optional)] width: Width,
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
        document().set_title(&window_title(&title.get(), t("site.name")));
        // Loaded content has its own heading: the focus on the heading that it replaces would be lost.
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
    };
    view! { <main class=class id=skip_target() tabindex="-1" node_ref=main>{children()}</main> }
}

/// Title of the window: that of the page, followed by the site's name unless it contains it.
fn window_title(page: &str, site: &str) -> String {
    if page.contains(site) {
        page.to_owned()
    } else {
        format!("{page} – {site}")
    }
}

/// Title and introduction of a page.
#[component]
pub fn PageHead(
    /// Text of the only `<h1>`.
    #[prop(into)]
    title: Signal<String>,
    /// Line above the title: a link back, a state.
    #[prop(optional)]
    above: Option<AnyView>,
    /// Content after the title.
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

/// Focuses the page's title, after the focused element was removed.
pub fn focus_title() {
    let title = document().query_selector(".page-head__title");
    go_to_element(title.ok().flatten());
}

/// Removes the server-rendered metadata, which describes the page of arrival and not this one.
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

    /// True when the user navigated here within the application; on the first page, the browser has already set the
    /// focus.
    pub(super) fn is_navigation() -> bool {
        !FIRST.replace(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_is_in_the_title_once() {
        assert_eq!(window_title("Favoris", "Semaine"), "Favoris – Semaine");
        assert_eq!(
            window_title("Favoris – Semaine", "Semaine"),
            "Favoris – Semaine"
        );
    }
}
