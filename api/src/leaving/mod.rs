//! Deletion of one's own account, and what then becomes of one's event submissions.
//!
//! A feature of its own, because it joins the stores of `accounts`, `events` and `images`, which do not refer to each other.

mod delete;
mod preview;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(preview::preview_departure)
        .service(delete::delete_account);
}
