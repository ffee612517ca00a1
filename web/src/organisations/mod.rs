//! Organisations of a person: the list with the creation of one, the page of one with its members and mandates, and invitations.

mod answer;
mod create;
mod details;
mod history;
mod invitation_page;
mod invite;
mod list_page;
mod mandates;
mod members;
mod merge;
mod page;
mod proposals;

pub use invitation_page::MemberInvitationPage;
pub use list_page::OrganisationsPage;
pub use page::OrganisationPage;
pub use proposals::Proposals;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Moves the focus to an element, when a pressed button is gone.
fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
