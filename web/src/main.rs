//! The single-page application of the Semaine de l'Industrie.
//!
//! | Module | Content |
//! |---|---|
//! | [`app`], [`lazy`] | route table; pages whose code is loaded on demand |
//! | [`api`] | typed API client |
//! | [`session`] | the signed-in user |
//! | [`device`] | what the browser keeps on this device |
//! | [`messages`], [`dates`], [`clock`], [`url`] | messages, French dates, current time, URLs |
//! | [`ui`], [`layout`] | components; layout of every page |
//! | [`communes`], [`map`] | search for a commune; map components |
//! | [`account`], [`catalogue`], [`embed`], [`events`], [`favourites`], [`kit`], [`labels`], [`organisations`], [`outbox`] | pages, by feature |
//! | [`served`] | pages whose content the server renders |
//! | [`update`] | notice of a newer version, and loading it |

mod account;
mod administration;
mod api;
mod app;
mod catalogue;
mod clock;
mod communes;
mod conversations;
mod dates;
mod device;
mod embed;
mod events;
mod favourites;
mod history;
mod invitations;
mod kit;
mod labels;
mod layout;
mod lazy;
mod map;
mod messages;
mod organisations;
mod outbox;
mod partners;
mod served;
mod session;
mod ui;
mod update;
mod url;

use leptos::prelude::document;
use wasm_bindgen::UnwrapThrowExt;

/// Id of the element that `boot.js` creates for the application.
const MOUNT_ID: &str = "app";
/// Event that tells `boot.js` that there is content to show.
const DRAWN_EVENT: &str = "semaine:drawn";

fn main() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into());
    }));
    let mount = document().get_element_by_id(MOUNT_ID).map_or_else(
        leptos::tachys::dom::body,
        wasm_bindgen::JsCast::unchecked_into,
    );
    leptos::mount::mount_to(mount, app::App).forget();
    api::pending::when_idle(|| {
        let drawn = web_sys::Event::new(DRAWN_EVENT).expect_throw("the name of an event");
        let _ = document().dispatch_event(&drawn);
    });
}
