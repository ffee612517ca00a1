use leptos::html::Iframe;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Stands for the attribute `style`, which the content security policy of the page does not let through.
const STYLE: &str = "data-style";

/// A whole page of HTML as it was written elsewhere, shown apart from this page: nothing in it runs, is sent or leads anywhere. Only
/// styles in attributes are shown.
#[component]
pub fn HtmlFrame(
    #[prop(into)] html: Signal<String>,
    /// Accessible name of the frame.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    let frame = NodeRef::<Iframe>::new();
    let source = move || html.read().replace(" style=\"", &format!(" {STYLE}=\""));
    let dress = move |_| {
        let document = frame
            .get_untracked()
            .and_then(|frame| frame.content_document());
        let Some(document) = document else { return };
        if let Ok(styled) = document.query_selector_all(&format!("[{STYLE}]")) {
            for at in 0..styled.length() {
                // An element of another document is no instance of a class of this one.
                let element = styled
                    .get(at)
                    .map(JsCast::unchecked_into::<web_sys::HtmlElement>);
                if let Some(element) = element {
                    let style = element.get_attribute(STYLE).unwrap_or_default();
                    element.style().set_css_text(&style);
                }
            }
        }
        if let (Some(frame), Some(root)) = (frame.get_untracked(), document.document_element()) {
            let height = format!("{}px", root.scroll_height());
            let frame: &web_sys::HtmlElement = frame.as_ref();
            let _ = frame.style().set_property("height", &height);
        }
    };
    view! { <iframe class="html-frame" node_ref=frame sandbox="allow-same-origin" title=title srcdoc=source on:load=dress></iframe> }
}
