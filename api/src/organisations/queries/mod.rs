//! Reads and writes the tables of organisations, members and mandates.

pub(crate) mod filing;
pub(super) mod invitations;
pub(super) mod mandates;
pub(crate) mod members;
pub(super) mod merging;
pub(crate) mod records;
pub(super) mod register;
