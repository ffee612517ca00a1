//! The pages of regions and departments, with the same content as the server-rendered ones (`api/src/site/territory.rs`).

mod page;

pub use page::{DepartmentPage, RegionPage};
