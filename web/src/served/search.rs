use crate::catalogue::CommuneSearch;
use crate::messages::t;
use crate::ui::{Button, Glyph, Icon, TextField};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::event::EventQuery;
use shared::place::Commune;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Name of the place field, and query parameter under which the server looks the place up.
const PLACE: &str = "place";

/// Search by words and commune, which opens the explorer.
#[component]
pub(super) fn SearchForm() -> impl IntoView {
    let text = RwSignal::new(String::new());
    let commune = RwSignal::new(None::<Commune>);
    let navigate = use_navigate();
    let search = move |event: SubmitEvent| {
        event.prevent_default();
        let words = text.get_untracked().trim().to_owned();
        let mut query = EventQuery {
            text: (!words.is_empty()).then_some(words),
            ..EventQuery::default()
        };
        match (commune.get_untracked(), typed_commune(PLACE)) {
            (Some(commune), _) => query.in_commune(commune.insee),
            // A name that was typed but not selected is resolved by the server.
            (None, Some(name)) => {
                let rest = url::to_search_suffix(&query);
                let address = format!("/evenements?{PLACE}={}{rest}", url::encode(&name));
                // If the browser rejects the navigation, the page stays as it is.
                let _ = window().location().set_href(&address);
                return;
            }
            (None, None) => {}
        }
        navigate(&url::explorer(&query), NavigateOptions::default());
    };
    let name = move || commune.read().as_ref().map(Commune::label);
    view! {
        <form class="hero__search" role="search" on:submit=search>
            <TextField id="q" label=t("home.search") value=text kind="search" filter=true/>
            <CommuneSearch
                id=PLACE
                label=t("home.search_place")
                name=Signal::derive(name)
                on_choose=Callback::new(move |chosen: Commune| commune.set(Some(chosen)))
                on_clear=Callback::new(move |()| commune.set(None))
            />
            <Button submit=true><Icon glyph=Glyph::Search/>{t("home.search_action")}</Button>
        </form>
    }
}

/// Text typed into the field for a commune with this id.
pub(super) fn typed_commune(id: &str) -> Option<String> {
    let field = document().get_element_by_id(id)?;
    let typed = field.dyn_into::<HtmlInputElement>().ok()?.value();
    Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty())
}
