use super::ProblemAlert;
use crate::api::Remote;
use crate::words::t;
use leptos::prelude::*;

/// Something of the server's: a placeholder while it is awaited, its view when it is there, a sentence when it failed.
#[component]
pub fn Fetched<T, V>(
    /// What is awaited.
    of: Remote<T>,
    /// Its view.
    then: impl Fn(T) -> V + Send + Sync + 'static,
    /// Lines of the placeholder.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match of.get() {
        None => view! { <Loading lines/> }.into_any(),
        Some(Ok(value)) => then(value).into_any(),
        Some(Err(error)) => {
            view! { <ProblemAlert error retry=Callback::new(move |()| of.refetch())/> }.into_any()
        }
    }
}

/// Holds the place of what is awaited.
#[component]
pub fn Loading(
    /// Lines of the placeholder.
    #[prop(default = 6)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="loading">
            <p class="ds-sr-only" role="status">{t("loading.text")}</p>
            <div aria-hidden="true">{(0..lines).map(|_| view! { <span class="loading__line"></span> }).collect_view()}</div>
        </div>
    }
}

/// Nothing is there, and what one can do about it.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// Why, or what to do.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// The action.
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
