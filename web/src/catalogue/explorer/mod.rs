//! The explorer: the labelled events in a list and on a map that stay in sync, with filters stored in the URL.
//!
//! | Module | Content |
//! |---|---|
//! | [`page`], [`phone`] | layout of the page; whether the window is that of a phone |
//! | [`search`], [`names`] | the query; names and event counts of its values |
//! | [`filters`], [`disclosure`], [`facet`], [`territory`], [`when`], [`days`], [`place`], [`locate`] | filter controls |
//! | [`proposals`], [`organisers`] | what the field for words proposes |
//! | [`sheet`] | the sheets that hold the filters on a phone |
//! | [`active_filters`], [`chips`], [`state`] | active filters as removable chips; number of events and sort order |
//! | [`list`], [`listing`], [`exports`] | the list and its exports |
//! | [`map_pane`], [`views`], [`map_areas`], [`selected`], [`strip`], [`regions`] | the map, its events on a phone, and its fallback |

mod active_filters;
mod chips;
mod days;
mod disclosure;
mod exports;
mod facet;
mod filters;
mod list;
mod listing;
mod locate;
mod map_areas;
mod map_pane;
mod names;
mod organisers;
mod page;
mod phone;
mod place;
mod proposals;
mod regions;
mod search;
mod selected;
mod sheet;
mod state;
mod strip;
mod territory;
mod views;
mod when;

pub use page::ExplorerPage;
pub use place::CommuneSearch;
