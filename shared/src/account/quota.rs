//! Storage quotas of an account.
//!
//! | | address not verified | verified |
//! |---|---|---|
//! | events that were never submitted | 5 | 300 |
//! | the same, from imported tables | 5 | 10,000 |
//! | writes of events an hour (creations, copies, saves) | 600 | 7,200 |
//!
//! The form saves at most every one and a half seconds while somebody types: 2,400 times in an hour without a
//! pause.

/// Limits on what an account stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Maximum number of its events that were never submitted, without those from imported tables.
    pub drafts: u32,
    /// Maximum number of its events that came from imported tables and were never submitted.
    pub imported_drafts: u32,
    /// Maximum number of events that it creates, copies or saves in an hour.
    pub writes_an_hour: u32,
}

impl Quota {
    /// The quota of an account whose address is not verified: enough to prepare an event.
    pub const UNVERIFIED: Self = Self {
        drafts: 5,
        imported_drafts: 5,
        writes_an_hour: 600,
    };

    /// The quota of an account with a verified address: more than an organiser of a whole region needs.
    pub const VERIFIED: Self = Self {
        drafts: 300,
        imported_drafts: 10_000,
        writes_an_hour: 7_200,
    };

    /// The quota of an account, by whether its address is verified.
    pub const fn of(verified: bool) -> Self {
        if verified {
            Self::VERIFIED
        } else {
            Self::UNVERIFIED
        }
    }
}
