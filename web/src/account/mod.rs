//! Account pages: sign-up, verification, sign-in, password reset, the person's own account, and its deletion; and signing in again
//! over a page that is kept.

mod form_state;
mod leave_page;
mod letter_scopes;
mod mailed_link;
mod new_address_page;
mod once_signed_in;
mod own_page;
mod preferences_section;
mod reset_pages;
mod returned_address;
mod sign_in_again;
mod sign_in_page;
mod sign_up_page;
mod unsubscribe_page;
mod verify_page;
mod ways_in;

pub use leave_page::LeavePage;
pub use new_address_page::NewAddressPage;
pub use once_signed_in::{OnceSignedIn, WaitsForPassword};
pub use own_page::OwnPage;
pub use reset_pages::{ForgottenPage, NewPasswordPage};
pub use sign_in_again::{SessionOver, SessionStrip, SignInAgain, kept_where};
pub use sign_in_page::SignInPage;
pub use sign_up_page::SignUpPage;
pub use unsubscribe_page::UnsubscribePage;
pub use verify_page::VerifyPage;
pub use ways_in::WaysIn;

use crate::messages::{problem, t};
use crate::ui::Fault;
use crate::url;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::account::{Destination, PASSWORD_MIN_CHARS};
use shared::problem::Code;

/// Page to open after signing in, from the address of the page.
fn destination() -> Option<Destination> {
    let page = use_query_map().read_untracked().get(url::AFTER)?;
    Destination::parse(&page)
}

/// Checks that an e-mail address was entered, before the request is sent.
fn check_email(email: &str, faults: &mut Vec<Fault>) {
    if email.trim().is_empty() {
        faults.push(Fault::new("email", t("account.email.required")));
    } else if !email.contains('@') {
        faults.push(Fault::new("email", problem(Code::InvalidEmail, None)));
    }
}

/// Checks the length of a new password, before the request is sent.
fn check_new_password(password: &str, faults: &mut Vec<Fault>) {
    if password.chars().count() < PASSWORD_MIN_CHARS {
        faults.push(Fault::new("password", problem(Code::WeakPassword, None)));
    }
}
