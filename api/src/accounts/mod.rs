//! People: accounts, sessions and the keys that sign them.

mod jwks;
pub mod keys;
pub(crate) mod queries;
mod rows;
mod session;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(session::get_session);
}

/// What lies outside the versioned API.
pub(crate) fn well_known(cfg: &mut ServiceConfig<'_>) {
    cfg.service(jwks::get_jwks);
}
