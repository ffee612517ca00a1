//! People: accounts, sessions and the keys that sign them.

mod jwks;
pub mod keys;
pub mod passwords;
pub mod people;
pub(crate) mod queries;
mod rows;
mod secret;
mod session;
pub mod sessions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(session::get_session);
}

/// What lies outside the versioned API.
pub(crate) fn well_known(cfg: &mut ServiceConfig<'_>) {
    cfg.service(jwks::get_jwks);
}
