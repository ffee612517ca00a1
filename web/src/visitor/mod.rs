//! Public information pages: home page, how to take part, and the legally required statements.

mod home;
mod not_found_page;
mod take_part_page;
mod text_pages;

pub use home::HomePage;
pub use not_found_page::NotFoundPage;
pub use take_part_page::TakePartPage;
pub use text_pages::{AccessibilityPage, LegalPage};
