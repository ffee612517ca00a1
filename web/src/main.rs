//! The single-page application of the « Semaine de l'Industrie ».
//!
//! | Room | What is in it |
//! |---|---|
//! | [`app`], [`later`] | the route table; pages whose code comes when they are asked for |
//! | [`api`] | the typed client |
//! | [`session`] | who is signed in |
//! | [`words`], [`dates`], [`clock`], [`url`] | texts, French dates, the time, addresses |
//! | [`ui`], [`layout`] | parts of pages; what every page stands in |
//! | [`map`] | the map |
//! | [`account`], [`catalogue`], [`events`], [`favourites`], [`labels`], [`outbox`], [`territories`], [`visitor`] | the pages, by feature |

mod account;
mod api;
mod app;
mod catalogue;
mod clock;
mod dates;
mod events;
mod favourites;
mod labels;
mod later;
mod layout;
mod map;
mod outbox;
mod session;
mod territories;
mod ui;
mod url;
mod visitor;
mod words;

use leptos::prelude::document;
use wasm_bindgen::UnwrapThrowExt;

/// Where `boot.js` wants the application, and the event by which it learns that there is something to see.
const PLACE: &str = "app";
const DRAWN: &str = "semaine:drawn";

fn main() {
    console_error_panic_hook::set_once();
    let place = document().get_element_by_id(PLACE).map_or_else(
        leptos::tachys::dom::body,
        wasm_bindgen::JsCast::unchecked_into,
    );
    leptos::mount::mount_to(place, app::App).forget();
    api::pending::once_none(|| {
        let drawn = web_sys::Event::new(DRAWN).expect_throw("the name of an event");
        let _ = document().dispatch_event(&drawn);
    });
}
