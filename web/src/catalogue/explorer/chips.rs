use super::active_filters::{ActiveFilter, active_filters};
use super::names::Names;
use super::search::Search;
use crate::messages::{t, t_args};
use crate::ui::Chip;
use leptos::prelude::*;

/// The active filters as removable chips; in print, as a sentence.
#[component]
pub(super) fn FilterChips(search: Search, names: Names) -> impl IntoView {
    let filters = Memo::new(move |_| active_filters(&search.query().read(), names));
    let chip = move |ActiveFilter { text, without }: ActiveFilter| {
        let label = t_args("explorer.remove", &[("name", &text)]);
        view! { <li><Chip text label on_remove=Callback::new(move |_| search.replace(without.clone()))/></li> }
    };
    let sentence = move || {
        filters.with(|filters| {
            let texts: Vec<&str> = filters.iter().map(|filter| filter.text.as_str()).collect();
            t_args("explorer.printed", &[("filters", &texts.join(" · "))])
        })
    };
    move || {
        let chips = filters.get();
        (!chips.is_empty()).then(|| {
            view! {
                <p class="explorer__printed">{sentence}</p>
                <ul class="chosen" aria-label=t("explorer.chosen")>
                    {chips.into_iter().map(chip).collect_view()}
                    <li><button class="chosen__clear" type="button" on:click=move |_| search.clear()>{t("explorer.clear")}</button></li>
                </ul>
            }
        })
    }
}
