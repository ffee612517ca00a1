//! Spaces of partners: the list, the page of one with its members, API keys, webhooks and figures, and invitations.

mod deliveries;
mod invitation_page;
mod keys;
mod list_page;
mod new_key;
mod new_webhook;
mod people;
mod space_page;
mod usage;
mod webhooks;

pub use invitation_page::SpaceInvitationPage;
pub use list_page::SpacesPage;
pub use space_page::SpacePage;
