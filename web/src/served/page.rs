use super::live::{self, Mounted};
use crate::api::{CallError, Remote, client};
use crate::layout::{Page, PageHead};
use crate::messages::t;
use crate::ui::{Loading, ProblemAlert};
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_matched};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use web_sys::{Document, DomParser, Element, HtmlElement, SupportedType};

/// Event of `boot.js`: the application replaces the server-rendered page.
const REPLACE_EVENT: &str = "semaine:replace";
/// Element id of the server-rendered page, until it is replaced.
const ARRIVAL: &str = "lecture";

/// A server-rendered page, parsed.
#[derive(Debug, Clone)]
struct Served {
    /// Title of the window.
    title: String,
    /// The element `<main>` that the server rendered.
    main: SendWrapper<Element>,
    /// True when the window already shows it.
    arrival: bool,
}

impl Served {
    fn of(document: &Document, arrival: bool) -> Option<Self> {
        let main = document
            .query_selector(&format!("#{ARRIVAL} main"))
            .ok()??;
        Some(Self {
            title: document.title(),
            main: SendWrapper::new(main),
            arrival,
        })
    }

    /// The server-rendered page that the window has loaded, if it has this path and is still shown. The query is that of the window.
    fn arrival(path: &str) -> Option<Self> {
        let page = document().get_element_by_id(ARRIVAL)?;
        if page.get_attribute("data-path")? != without_query(path) {
            return None;
        }
        Self::of(&document(), true)
    }

    /// Fetches a page. If it belongs to another build, whose styles and markers may differ, the window loads it instead.
    async fn fetch(path: &str) -> Result<Self, CallError> {
        // A window that has just loaded is not loaded again: while a new build is rolled out, each response may come
        // from another one.
        let starting = is_starting();
        let answer = client::page(path).await?;
        let page = DomParser::new()
            .and_then(|parser| parser.parse_from_string(&answer.text, SupportedType::TextHtml))
            .map_err(|_no_document| CallError::Unreadable)?;
        if !starting
            && build(&page) != build(&document())
            && window().location().assign(&answer.address).is_ok()
        {
            // The window shows the current page until the new one is loaded.
            std::future::pending::<()>().await;
        }
        show_address(path, &answer.address);
        Self::of(&page, false).ok_or(CallError::Unreadable)
    }
}

fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or_default()
}

/// True while the window still shows the page that it has loaded.
fn is_starting() -> bool {
    document().get_element_by_id(ARRIVAL).is_some()
}

/// URL of the script that starts the application, by which builds differ: its folder is named after the build.
fn build(page: &Document) -> Option<String> {
    page.query_selector("script[src$='/boot.js']")
        .ok()??
        .get_attribute("src")
}

/// Shows the final URL of a redirect in the address bar, in place of the requested path.
fn show_address(path: &str, address: &str) {
    let (location, origin) = (window().location(), window().location().origin());
    let redirected = origin.is_ok_and(|origin| address != format!("{origin}{path}"));
    if redirected
        && location
            .pathname()
            .is_ok_and(|here| here == without_query(path))
    {
        // If the browser rejects it, the requested address stays, and leads to the same page.
        let _ = window().history().and_then(|history| {
            let state = history.state().unwrap_or(JsValue::NULL);
            history.replace_state_with_url(&state, "", Some(address))
        });
    }
}

/// Text of the link to a page that the user followed, usually the title of that page.
fn followed_link(path: &str) -> Option<String> {
    let link = document().active_element()?;
    let text = link.text_content()?.trim().to_owned();
    let followed = !is_starting() && link.get_attribute("href")? == path && !text.is_empty();
    followed.then_some(text)
}

/// A server-rendered page, at the path of the route.
#[component]
pub fn ServedPage() -> impl IntoView {
    let matched = use_matched();
    let search = use_location().search;
    let path = Memo::new(move |_| {
        let path = matched.get();
        if path.is_empty() {
            home(&search.get())
        } else {
            path
        }
    });
    move || view! { <Content path=path.get()/> }
}

/// Address of the home page, with the commune around which it shows events.
fn home(search: &str) -> String {
    if search.contains("commune=") {
        format!("/?{}", search.trim_start_matches('?'))
    } else {
        "/".to_owned()
    }
}

#[component]
fn Content(path: String) -> impl IntoView {
    let (link, before) = (followed_link(&path), document().title());
    let page = Remote::new(move || {
        let arrival = Served::arrival(&path);
        let path = path.clone();
        async move {
            match arrival {
                Some(page) => Ok(page),
                None => Served::fetch(&path).await,
            }
        }
    });
    let heading = link.clone().unwrap_or_else(|| t("loading.text").to_owned());
    let title = move || match page.get() {
        Some(Ok(page)) => page.title,
        Some(Err(_)) => t("later.title").to_owned(),
        None => link.clone().unwrap_or_else(|| before.clone()),
    };
    let root = NodeRef::<html::Div>::new();
    let mounted = StoredValue::new_local(Mounted::new());
    let owner = Owner::current();
    let show = move |root: &HtmlElement, page: Option<&Served>| {
        mounted.set_value(Vec::new());
        root.replace_children_with_node_0();
        let Some(page) = page else { return };
        if let Ok(Some(main)) = root.closest("main") {
            main.set_class_name(&page.main.class_name());
        }
        while let Some(node) = page.main.first_child() {
            // A node that cannot be moved would be the first one for ever.
            if root.append_child(&node).is_err() {
                break;
            }
        }
        if let Some(owner) = &owner {
            mounted.set_value(owner.with(|| live::mount(root)));
        }
    };
    Effect::new(move |_| {
        let Some(root) = root.get() else { return };
        let page = page.value();
        if page.as_ref().is_some_and(|page| page.arrival) {
            let show = show.clone();
            let replaced =
                window_event_listener_untyped(REPLACE_EVENT, move |_| show(&root, page.as_ref()));
            on_cleanup(move || replaced.remove());
        } else {
            show(&root, page.as_ref());
        }
    });
    view! {
        <Page title=Signal::derive(title)>
            {move || match page.get() {
                None => view! { <PageHead title=heading.clone()/><Loading lines=9/> }.into_any(),
                Some(Ok(_)) => ().into_any(),
                Some(Err(error)) => view! { <PageHead title=t("later.title")/><ProblemAlert error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
            }}
            <div node_ref=root></div>
        </Page>
    }
}
