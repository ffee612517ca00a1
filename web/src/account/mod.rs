//! Account pages: sign-up, verification, sign-in, password reset, and the person's own account.

mod new_address_page;
mod own_page;
mod reset_pages;
mod sign_in_page;
mod sign_up_page;
mod verify_page;

pub use new_address_page::NewAddressPage;
pub use own_page::OwnPage;
pub use reset_pages::{ForgottenPage, NewPasswordPage};
pub use sign_in_page::SignInPage;
pub use sign_up_page::SignUpPage;
pub use verify_page::VerifyPage;

use crate::messages::{problem, t};
use crate::ui::Fault;
use shared::account::PASSWORD_MIN_CHARS;
use shared::problem::Code;

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
