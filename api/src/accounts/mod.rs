//! Accounts, sessions, roles, and the keys that sign access tokens.

mod address;
mod administration;
mod change_password;
pub(crate) mod collected_letters;
mod confirm_address_change;
pub(crate) mod cookie;
pub(crate) mod erasure;
pub(crate) mod identify;
mod jobs;
mod jwks;
pub mod keys;
pub(crate) mod letter_choices;
pub(crate) mod letters;
mod limits;
mod links;
mod open_sessions;
pub(crate) mod optional_letters;
pub mod passwords;
pub mod people;
mod preferences;
mod preview_verification;
pub(crate) mod proof;
pub(crate) mod queries;
mod refresh;
mod refuse_letter;
mod request_address_change;
mod request_reset;
mod request_verification;
mod reset;
mod rows;
pub(crate) mod secret;
mod session;
pub mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod update;
mod verify;

pub(crate) use cookie::NAME as COOKIE_NAME;
pub(crate) use jobs::jobs;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(sign_up::sign_up)
        .service(preview_verification::preview_verification)
        .service(verify::verify_account)
        .service(request_verification::request_verification)
        .service(request_reset::request_password_reset)
        .service(reset::reset_password)
        .service(sign_in::sign_in)
        .service(refresh::refresh_session)
        .service(session::get_session)
        .service(update::update_account)
        .service(change_password::change_password)
        .service(request_address_change::request_address_change)
        .service(confirm_address_change::confirm_address_change)
        .service(address::get_account_address)
        .service(preferences::get_preferences)
        .service(preferences::set_preferences)
        .service(refuse_letter::refuse_letter)
        .service(open_sessions::list_sessions)
        .service(open_sessions::end_session)
        .service(sign_out::sign_out)
        .service(sign_out::sign_out_everywhere);
    administration::routes(cfg);
}

/// Routes outside the versioned API.
pub(crate) fn outside(cfg: &mut ServiceConfig<'_>) {
    cfg.service(jwks::get_jwks)
        .service(refuse_letter::refuse_letter_in_one_click);
}
