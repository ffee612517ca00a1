//! Favourites: events that a person keeps on this device, without an account.
//!
//! They live in the local storage under `semaine.favourites`, as versioned JSON that [`store`] describes. Nothing of them
//! reaches the server until the person exports or shares them, and then only as a list of event ids in an address.

mod page;
mod star;
mod store;

pub use page::FavouritesPage;
pub use star::Star;
pub use store::Favourites;
