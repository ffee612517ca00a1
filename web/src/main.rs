//! The single-page application of the « Semaine de l'Industrie ».
//!
//! | Room | What is in it |
//! |---|---|
//! | [`app`] | the route table |
//! | [`api`] | the typed client |
//! | [`session`] | who is signed in |
//! | [`words`], [`dates`], [`url`] | texts, French dates, addresses |
//! | [`ui`], [`layout`] | parts of pages; what every page stands in |
//! | [`account`], [`visitor`] | the pages, by feature |

mod account;
mod api;
mod app;
mod dates;
mod layout;
mod map;
mod session;
mod ui;
mod url;
mod visitor;
mod words;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
