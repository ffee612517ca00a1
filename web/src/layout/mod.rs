//! Layout of every page: header, main part, footer, and focus after navigation.

mod footer;
mod guard;
mod header;
mod offline;
mod page;

pub use footer::Footer;
pub use guard::{OwnWork, RolePage, RoleWork, SignedIn};
pub use header::Header;
pub use offline::OfflineBanner;
pub use page::{Page, PageHead, Width, focus_title, skip_target};
