//! Components mounted on a server-rendered page.
//!
//! `data-live` names the component; other attributes of the element contain its data. Until the component is mounted, the
//! element shows its own content, or, with the class `later`, reserves its space.

use super::near::NearForm;
use super::search::SearchForm;
use crate::catalogue::{CopySearch, Share};
use crate::favourites::Star;
use crate::map::PinMap;
use crate::messages::t;
use crate::url;
use leptos::mount::mount_to;
use leptos::prelude::*;
use shared::place::Position;
use std::any::Any;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, UrlSearchParams};

/// Mounted components; dropping them removes them.
pub(super) type Mounted = Vec<Box<dyn Any>>;

/// Mounts the components of a page.
pub(super) fn mount(page: &HtmlElement) -> Mounted {
    let places = page.query_selector_all("[data-live]").ok();
    let count = places.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count)
        .filter_map(|i| places.as_ref()?.item(i)?.dyn_into().ok())
        .filter_map(|place: HtmlElement| {
            let view = component(&place)?;
            place.replace_children_with_node_0();
            Some(Box::new(mount_to(place, || view)) as Box<dyn Any>)
        })
        .collect()
}

/// The component of an element; `None` for an unknown name, from a newer server.
fn component(place: &HtmlElement) -> Option<AnyView> {
    let data = |name: &str| place.get_attribute(&format!("data-{name}"));
    Some(match data("live")?.as_str() {
        "copy" => {
            let search = UrlSearchParams::new_with_str(&data("query")?).ok()?;
            let query = url::from_search(|name| search.get(name));
            view! { <CopySearch query/> }.into_any()
        }
        "favourite" => {
            let event = serde_json::from_str(&data("event")?).ok()?;
            view! { <Star event kind=data("kind")?/> }.into_any()
        }
        "map" => {
            let (lon, lat) = (data("lon")?.parse().ok()?, data("lat")?.parse().ok()?);
            let pin = Position::new(lon, lat).ok()?;
            view! { <PinMap title=t("event.map") pin=Signal::stored(Some(pin))/> }.into_any()
        }
        "near" => view! { <NearForm town=data("town")?/> }.into_any(),
        "search" => view! { <SearchForm/> }.into_any(),
        "share" => view! { <Share title=data("title")? text=t("event.share")/> }.into_any(),
        _ => return None,
    })
}
