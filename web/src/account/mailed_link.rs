use crate::api::{CallError, Mutation};
use crate::ui::{Button, ProblemAlert};
use crate::url;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Token of the mailed link that opened the page; empty when it has none.
pub(super) fn token() -> String {
    use_query_map()
        .read_untracked()
        .get(url::TOKEN)
        .unwrap_or_default()
}

/// A button that uses up the token of a mailed link. Opening the page does not: programs that scan mails open links too.
#[component]
pub(super) fn UseLink<T, F, V>(
    /// Text of the button.
    action: &'static str,
    /// Effect of the link, above the button.
    children: ChildrenFn,
    /// Sends the token of the link to the server.
    redeem: impl Fn(String) -> F + Send + Sync + Copy + 'static,
    /// Called with the answer.
    #[prop(optional, into)]
    on_done: Option<Callback<T>>,
    /// View that replaces the button once the link is used.
    done: impl Fn() -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, CallError>> + 'static,
    V: IntoView + 'static,
{
    let token = StoredValue::new(token());
    let redeeming = Mutation::<T>::new();
    let press = Callback::new(move |_| {
        redeeming.send(redeem(token.get_value()), move |answer| {
            if let Some(on_done) = on_done {
                on_done.run(answer);
            }
        });
    });
    let used = Memo::new(move |_| redeeming.value().is_some());
    move || {
        if used.get() {
            return view! { <div role="status">{done()}</div> }.into_any();
        }
        view! {
            <div class="stack">
                {children()}
                {move || redeeming.error().map(|error| view! { <ProblemAlert error/> })}
                <div><Button busy=Signal::derive(move || redeeming.is_pending()) on_press=press>{action}</Button></div>
            </div>
        }
        .into_any()
    }
}
