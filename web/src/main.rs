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
//! | [`account`], [`catalogue`], [`events`], [`favourites`], [`labels`], [`outbox`], [`visitor`] | the pages, by feature |

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
mod ui;
mod url;
mod visitor;
mod words;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
