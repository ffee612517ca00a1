use crate::api::{Mutation, catalogue};
use crate::device;
use crate::messages::{self, number, plural, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Glyph, Icon, Notice, ProblemAlert, Tone};
use crate::url;
use leptos::prelude::*;
use shared::event::{EventQuery, EventSummary};
use shared::french::{CopiedList, TextFormat};
use shared::paging::Page;

/// A list of events to copy.
#[derive(Debug, Clone, PartialEq)]
pub struct ListToCopy {
    /// Events of its first page.
    pub events: Vec<EventSummary>,
    /// Number of all its events.
    pub total: u64,
}

impl ListToCopy {
    fn of(page: Page<EventSummary>) -> Self {
        Self {
            total: page.total.unwrap_or(page.items.len() as u64),
            events: page.items,
        }
    }
}

/// Format in which the list goes to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Copied {
    /// Formatted text, and plain text for where it cannot be pasted.
    Formatted,
    /// The source of HTML, as text.
    HtmlSource,
    /// The source of CommonMark, as text.
    Markdown,
}

/// Copies the list, and says so; returns the text when the browser refuses.
fn copy(what: Copied, list: &ListToCopy, path: &str, announcer: Announcer) -> Option<String> {
    let site = window().location().origin().unwrap_or_default();
    let copied = CopiedList {
        events: &list.events,
        total: list.total,
        site: &site,
        path,
    };
    let written = |format| copied.write(format, messages::all());
    let (text, html) = match what {
        Copied::Formatted => (written(TextFormat::Plain), Some(written(TextFormat::Html))),
        Copied::HtmlSource => (written(TextFormat::Html), None),
        Copied::Markdown => (written(TextFormat::Markdown), None),
    };
    if !device::copy_formats(&text, html.as_deref()) {
        return Some(text);
    }
    announcer.say(if copied.is_cut() {
        t_args(
            "copy.done_cut",
            &[
                ("n", &number(copied.written())),
                ("total", &number(copied.total)),
            ],
        )
    } else {
        plural("copy.done", copied.written())
    });
    None
}

/// Buttons that copy a list of events for a newsletter: formatted, as source of HTML, as Markdown.
#[component]
pub fn CopyList(
    /// The list; `None` until it is loaded.
    #[prop(into)]
    list: Signal<Option<ListToCopy>>,
    /// Path of the list on this site.
    #[prop(into)]
    path: Signal<String>,
    /// Loads the list. Called when somebody is about to press a button, so that the browser still takes the copy for theirs.
    #[prop(optional, into)]
    load: Option<Callback<()>>,
    /// True while it is loading.
    #[prop(optional, into)]
    loading: Signal<bool>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    // What to copy as soon as the list is loaded.
    let wanted = RwSignal::new(None::<Copied>);
    let refused = RwSignal::new(None::<String>);
    let prepare = move || {
        if let Some(load) = load {
            load.run(());
        }
    };
    let copy_now = move |what: Copied, list: &ListToCopy| {
        refused.set(copy(what, list, &path.get_untracked(), announcer));
    };
    let press = move |what: Copied| {
        if let Some(list) = list.get_untracked() {
            copy_now(what, &list);
        } else {
            wanted.set(Some(what));
            prepare();
        }
    };
    Effect::new(move |_| {
        let (list, loading) = (list.get(), loading.get());
        let Some(what) = wanted.get_untracked() else {
            return;
        };
        if let Some(list) = list {
            wanted.set(None);
            copy_now(what, &list);
        } else if !loading {
            wanted.set(None);
        }
    });
    let busy = Signal::derive(move || wanted.read().is_some());
    let button = move |kind: ButtonKind, what: Copied, text: &'static str| {
        view! {
            <Button kind busy on_press=Callback::new(move |_| press(what))>
                {(what == Copied::Formatted).then(|| view! { <Icon glyph=Glyph::List/> })}
                {text}
            </Button>
        }
    };
    view! {
        <div class="copy" role="group" aria-label=t("copy.title") on:pointerenter=move |_| prepare() on:focusin=move |_| prepare()>
            {button(ButtonKind::Secondary, Copied::Formatted, t("copy.list"))}
            {button(ButtonKind::Quiet, Copied::HtmlSource, t("copy.html"))}
            {button(ButtonKind::Quiet, Copied::Markdown, t("copy.markdown"))}
        </div>
        {move || refused.get().map(|text| view! {
            <Notice tone=Tone::Warning title=t("copy.refused")>
                <textarea class="field__input" rows="8" readonly=true aria-label=t("copy.by_hand") prop:value=text></textarea>
            </Notice>
        })}
    }
}

/// The buttons for the list of a search, which is loaded when somebody is about to press one.
#[component]
pub fn CopySearch(query: EventQuery) -> impl IntoView {
    let answer = Mutation::<Page<EventSummary>>::new();
    let path = url::explorer(&query);
    let load = move |()| {
        if untrack(|| answer.value()).is_none() {
            let query = query.clone();
            let request = async move { catalogue::list_events_to_copy(&query).await };
            answer.send(request, |_page| ());
        }
    };
    let list = Signal::derive(move || answer.value().map(ListToCopy::of));
    let loading = Signal::derive(move || answer.is_pending());
    view! {
        <CopyList list path load=Callback::new(load) loading/>
        {move || answer.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
