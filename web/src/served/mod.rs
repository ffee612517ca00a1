//! Server-rendered pages to read (`api/src/site`): the home page, events, regions, departments, texts, error pages.
//!
//! [`ServedPage`] takes the content of the page that the window has loaded, or fetches the page. [`live`] then mounts
//! components on the elements that the server has marked for them.

mod live;
mod near;
mod page;
mod search;

pub use page::ServedPage;
