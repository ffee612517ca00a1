//! The four criteria of the label, all of them required: dates, audience, industry, free of charge.
//!
//! Dates and free admission can be checked automatically, the other two need a person. [`check()`] runs the automatic
//! checks; a [`Verdict`] is a referent's answer. Each edition has its own wording of the criteria.

mod check;
mod verdict;

pub use check::{Finding, Outcome, check};
pub use verdict::{
    Answer, Assessment, AssessmentForm, COMMENT_MAX_CHARS, Verdict, all_met, parse_answer_list,
    parse_answers, unmet,
};

use crate::identifiers::string_enum;

string_enum! {
    /// One of the four criteria of the label.
    Criterion {
        /// Every occurrence lies in the labelling window that applies at the place.
        Dates = "dates",
        /// The event addresses an audience of the programme.
        Audience = "audience",
        /// The event informs about industry and its jobs.
        Industry = "industry",
        /// The event is free of charge for the public.
        Free = "free",
    }
}
