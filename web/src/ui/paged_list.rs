use super::{Followed, ItemList, More, ProblemAlert};
use crate::api::{CallError, Mutation, Remote};
use crate::messages::plural;
use leptos::prelude::*;
use shared::paging::Page;
use std::hash::Hash;
use std::pin::Pin;

/// Request for the page after a cursor.
pub type PageRequest<T> = Pin<Box<dyn Future<Output = Result<Page<T>, CallError>>>>;

/// A list that grows page by page. Its first page is `first`, which follows the filters; `more` asks for the page after a cursor.
#[component]
pub fn PagedList<T, K, V>(
    first: Remote<Page<T>>,
    more: impl Fn(String) -> PageRequest<T> + Copy + Send + Sync + 'static,
    /// Tells the items apart.
    key: impl Fn(&T) -> K + Copy + Send + Sync + 'static,
    /// View of an item: a `<li>`.
    row: impl Fn(T) -> V + Copy + Send + Sync + 'static,
    /// CSS class of the list.
    class: &'static str,
    /// Message key of the number of shown items.
    shown: &'static str,
    /// Shown in place of a list without items.
    #[prop(into)]
    none: ViewFn,
    /// Text of the button that loads more.
    action: &'static str,
    /// The items so far, for a page that changes them itself.
    #[prop(optional)]
    items: Option<RwSignal<Vec<T>>>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let items = items.unwrap_or_else(|| RwSignal::new(Vec::new()));
    let cursor = RwSignal::new(None::<String>);
    let list = move |page: Signal<Page<T>>| {
        let loading = Mutation::<Page<T>>::new();
        let begin = move |page: Page<T>| {
            cursor.set(page.next_cursor);
            items.set(page.items);
        };
        begin(page.get_untracked());
        // Each answer begins the list anew. What was on its way continues the list before.
        Effect::new(move |before: Option<()>| {
            if let Some(page) = first.value()
                && before.is_some()
            {
                loading.abandon();
                begin(page);
            }
        });
        let load = move |()| {
            if let Some(at) = cursor.get_untracked() {
                loading.send(more(at), move |page| {
                    cursor.set(page.next_cursor);
                    items.update(|items| items.extend(page.items));
                });
            }
        };
        let has_items = Memo::new(move |_| !items.read().is_empty());
        view! {
            <ItemList of=items key row class none=none.clone()/>
            {move || loading.error().map(|error| view! { <ProblemAlert error/> })}
            {move || has_items.get().then(|| view! {
                <More
                    more=Signal::derive(move || cursor.read().is_some())
                    busy=Signal::derive(move || loading.is_pending())
                    shown=Signal::derive(move || plural(shown, items.read().len() as u64))
                    text=action
                    on_more=Callback::new(load)
                />
            })}
        }
    };
    view! { <Followed of=first then=list/> }
}
