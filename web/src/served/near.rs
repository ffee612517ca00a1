use super::search::typed_commune;
use crate::catalogue::CommuneSearch;
use crate::messages::t;
use crate::ui::{Button, ButtonKind};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::place::Commune;

/// Name of the field, and query parameter under which the server looks the commune up.
const TOWN: &str = "town";
/// Element id of the events on the page.
const EVENTS: &str = "pres-de-chez-vous";

/// Field for a commune, whose page the server makes: the address is all that knows the commune.
#[component]
pub(super) fn NearForm(
    /// Commune of the page; empty when it has none.
    town: String,
) -> impl IntoView {
    let show = |query: String| {
        // If the browser rejects the navigation, the page stays as it is.
        let _ = window().location().set_href(&format!("/?{query}#{EVENTS}"));
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = typed_commune(TOWN).unwrap_or_default();
        show(format!("{TOWN}={}", url::encode(&typed)));
    };
    let name = Some(town).filter(|town| !town.is_empty());
    view! {
        <form class="home__near" on:submit=send>
            <CommuneSearch
                id=TOWN
                label=t("home.near.town")
                name=Signal::stored(name)
                on_choose=Callback::new(move |chosen: Commune| show(format!("commune={}", chosen.insee)))
                on_clear=Callback::new(|()| {})
            />
            <Button submit=true kind=ButtonKind::Secondary>{t("home.near.action")}</Button>
        </form>
    }
}
