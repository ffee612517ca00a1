//! Organisations that run events: one record for each SIRET or UAI number, its members, and who may file in its name.

mod details;
mod identifier;
mod lookup;
mod mandate;
mod member;
mod register;

pub use details::{
    FilingChoice, MergeInto, NewOrganisation, Organisation, OrganisationDetails, OrganisationName,
    OwnOrganisation, OwnOrganisations, PublicOrganisation,
};
pub use identifier::{IdentifierKind, OrganisationIdentifier};
pub use lookup::{CompanyMatch, CompanyMatches, LookupState};
pub use mandate::{EventOrganisation, FiledFor, FilingRequest, Mandate, MandateRequest};
pub use member::{
    Member, MemberInvitation, MemberRole, Membership, NewMemberInvitation, OpenMemberInvitation,
    OrganisationHistoryEntry, OrganisationPeople, OrganisationRole, ReceivedMemberInvitation,
    ReceivedMemberInvitations,
};
pub use register::{
    AlikeOrganisation, ComparedOrganisation, MergePreview, OrganisationLikeness,
    RegisteredOrganisation,
};

use chrono::TimeDelta;

/// Maximum number of members and open invitations of an organisation, together.
pub const MEMBERS_MAX: usize = 50;

/// Maximum number of organisations that an account belongs to.
pub const ORGANISATIONS_MAX: usize = 30;

/// Maximum number of organisations that one organisation files for, asked mandates included.
pub const MANDATES_MAX: usize = 500;

/// Maximum number of invitations that an organisation sends in a day.
pub const INVITATIONS_A_DAY: u32 = 60;

/// Time for which an invitation can be accepted.
pub const INVITATION_LIFE: TimeDelta = TimeDelta::days(14);
