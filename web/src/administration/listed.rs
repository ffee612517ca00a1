use crate::api::{CallError, Mutation, Remote};
use crate::messages::plural;
use crate::ui::{Empty, Fetched, More, ProblemAlert};
use leptos::prelude::*;
use shared::paging::Page;
use std::pin::Pin;

/// Request for the page after a cursor.
type PageRequest<T> = Pin<Box<dyn Future<Output = Result<Page<T>, CallError>>>>;

/// A list that grows page by page. Its first page is `first`, which follows the filters; `more` asks for the page after a cursor.
#[component]
pub(super) fn Listed<T, V>(
    first: Remote<Page<T>>,
    more: impl Fn(String) -> PageRequest<T> + Copy + Send + Sync + 'static,
    one: impl Fn(T) -> V + Copy + Send + Sync + 'static,
    /// Class of the list.
    class: &'static str,
    /// Message key of the number of shown items.
    shown: &'static str,
    /// Title of the list without items.
    #[prop(into)]
    none: String,
    /// Text of the button that loads more.
    #[prop(into)]
    action: String,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let (none, action) = (StoredValue::new(none), StoredValue::new(action));
    let list = move |page: Page<T>| {
        if page.items.is_empty() {
            return view! { <Empty title=none.get_value()/> }.into_any();
        }
        let items = RwSignal::new(Vec::<T>::new());
        let cursor = RwSignal::new(page.next_cursor);
        let begin = page.items.len();
        let loading = Mutation::<Page<T>>::new();
        let load = move |()| {
            if let Some(at) = cursor.get_untracked() {
                loading.send(more(at), move |page| {
                    cursor.set(page.next_cursor);
                    items.update(|items| items.extend(page.items));
                });
            }
        };
        view! {
            <ul class=class>
                {page.items.into_iter().map(one).collect_view()}
                {move || items.get().into_iter().map(one).collect_view()}
            </ul>
            {move || loading.error().map(|error| view! { <ProblemAlert error/> })}
            <More
                more=Signal::derive(move || cursor.read().is_some())
                busy=Signal::derive(move || loading.is_pending())
                shown=Signal::derive(move || plural(shown, (begin + items.read().len()) as u64))
                text=action.get_value()
                on_more=Callback::new(load)
            />
        }
        .into_any()
    };
    view! { <Fetched of=first then=list/> }
}
