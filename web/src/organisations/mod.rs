//! Organisations of a person: the list with the creation of one, the page of one with its members and mandates, and invitations.

mod create;
mod details;
mod history;
mod invitation_page;
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
