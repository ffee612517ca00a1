//! Having an account: signing up, following the mailed links, signing in.

mod reset_pages;
mod sign_in_page;
mod sign_up_page;
mod verify_page;

pub use reset_pages::{ForgottenPage, NewPasswordPage};
pub use sign_in_page::SignInPage;
pub use sign_up_page::SignUpPage;
pub use verify_page::VerifyPage;

use crate::ui::Fault;
use crate::words::{problem, t};
use shared::account::PASSWORD_MIN_CHARS;
use shared::problem::Code;

/// What is missing in an address before the server is asked.
fn check_email(email: &str, faults: &mut Vec<Fault>) {
    if email.trim().is_empty() {
        faults.push(Fault::new("email", t("account.email.required")));
    } else if !email.contains('@') {
        faults.push(Fault::new("email", problem(Code::InvalidEmail, None)));
    }
}

/// What is missing in a password that is being chosen.
fn check_new_password(password: &str, faults: &mut Vec<Fault>) {
    if password.chars().count() < PASSWORD_MIN_CHARS {
        faults.push(Fault::new("password", problem(Code::WeakPassword, None)));
    }
}
