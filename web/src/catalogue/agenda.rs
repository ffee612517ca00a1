use crate::messages::{t, t_of};
use leptos::prelude::*;
use shared::event::CalendarLink;

/// Links that subscribe to a calendar of this site.
#[component]
pub fn Subscriptions(
    /// Path of the iCalendar document, with its query string.
    #[prop(into)]
    path: Signal<String>,
) -> impl IntoView {
    let site = window().location().origin().unwrap_or_default();
    let link = |CalendarLink { word, href }: CalendarLink| {
        view! { <li><a href=href rel="external noopener nofollow">{t_of("calendar_link", word)}</a></li> }
    };
    let links = move || {
        let document = format!("{site}{}", path.get());
        let links = CalendarLink::subscriptions(&document, t("site.name"));
        links.into_iter().map(link).collect_view()
    };
    view! { <ul class="exports__list">{links}</ul> }
}
