//! The explorer: the labelled events in a list and on a map that keep step, with filters that stand in the address.
//!
//! | Room | What is in it |
//! |---|---|
//! | [`page`] | how the parts stand together |
//! | [`search`], [`names`] | what is asked for, what it is called and how much answers to it |
//! | [`filters`], [`disclosure`], [`facet`], [`territory`], [`when`], [`place`], [`locate`] | asking |
//! | [`asked`], [`chips`], [`state`] | what is asked, in words, each part to be taken back; how much there is, in which order |
//! | [`list`], [`listing`], [`exports`] | the list, and the same to take along |
//! | [`map_pane`], [`views`], [`parts`], [`selected`], [`regions`] | the map, and what takes its place |

mod asked;
mod chips;
mod disclosure;
mod exports;
mod facet;
mod filters;
mod list;
mod listing;
mod locate;
mod map_pane;
mod names;
mod page;
mod parts;
mod place;
mod regions;
mod search;
mod selected;
mod state;
mod territory;
mod views;
mod when;

pub use page::ExplorerPage;
pub use place::CommuneSearch;
