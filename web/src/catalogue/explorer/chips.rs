use super::asked::{Part, parts};
use super::names::Names;
use super::search::Search;
use crate::ui::Chip;
use crate::words::{t, t_args};
use leptos::prelude::*;

/// The active filters as removable chips; in print, as a sentence.
#[component]
pub(super) fn Chosen(search: Search, names: Names) -> impl IntoView {
    let asked = Memo::new(move |_| parts(&search.query().read(), names));
    let chip = move |Part { text, without }: Part| {
        let label = t_args("explorer.remove", &[("name", &text)]);
        view! { <li><Chip text label on_remove=Callback::new(move |_| search.ask(without.clone()))/></li> }
    };
    let in_words = move || {
        asked.with(|asked| {
            let texts: Vec<&str> = asked.iter().map(|part| part.text.as_str()).collect();
            t_args("explorer.printed", &[("filters", &texts.join(" · "))])
        })
    };
    move || {
        let chips = asked.get();
        (!chips.is_empty()).then(|| {
            view! {
                <p class="explorer__printed">{in_words}</p>
                <ul class="chosen" aria-label=t("explorer.chosen")>
                    {chips.into_iter().map(chip).collect_view()}
                    <li><button class="chosen__clear" type="button" on:click=move |_| search.clear()>{t("explorer.clear")}</button></li>
                </ul>
            }
        })
    }
}
