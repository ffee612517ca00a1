//! Favourites: events that a user saves on this device, without an account.
//!
//! They are stored in local storage under `semaine.favourites`, as versioned JSON described in [`store`]. Nothing is sent to the
//! server until the user exports or shares them, and then only a list of event ids in a URL.

mod page;
mod star;
mod store;

pub use page::FavouritesPage;
pub use star::Star;
pub use store::Favourites;
