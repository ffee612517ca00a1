//! The four criteria, cumulative: dates, audience, industry, free of charge.
//!
//! Two can be decided by a machine, two need a person. [`check()`] gives what a machine can find; a [`Verdict`] is what a
//! person answers. The wording is the edition's.

mod check;
mod verdict;

pub use check::{Finding, Outcome, check};
pub use verdict::{
    Answer, Assessment, AssessmentForm, COMMENT_MAX_CHARS, Verdict, all_met, parse_answers, unmet,
};

use crate::words::string_enum;

string_enum! {
    /// One of the four criteria.
    Criterion {
        /// Every occurrence inside the window that applies to the place.
        Dates = "dates",
        /// For the audiences of the programme.
        Audience = "audience",
        /// To inform about industry and its jobs.
        Industry = "industry",
        /// Free of charge for the public.
        Free = "free",
    }
}
