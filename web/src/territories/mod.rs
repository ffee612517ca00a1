//! The pages of regions and departments: the same as those that the server writes (`api/src/site/territory.rs`).

mod page;

pub use page::{DepartmentPage, RegionPage};
