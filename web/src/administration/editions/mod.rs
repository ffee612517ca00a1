//! Editions: the list with the creation of the next one, and the page on which one is set up.

#![expect(
    clippy::large_types_passed_by_value,
    reason = "a component owns its properties"
)]

mod additional;
mod answer;
mod conditions;
mod conflict;
mod create;
mod dates;
mod draft;
mod history;
mod inputs;
mod items;
mod kit;
mod kit_design;
mod kit_template;
mod leaving;
mod letters;
mod list_page;
mod names;
mod page;
mod part;
mod partners;
mod preview;
mod save_bar;
mod sections;
mod shape;
mod texts;
mod vocabularies;

pub use list_page::EditionsPage;
pub use page::EditionPage;
pub use partners::PartnersPage;
pub use texts::TextsPage;
