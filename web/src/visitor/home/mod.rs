//! The home page.

mod content;
mod hero;
mod page;

pub use page::HomePage;
