//! Editions of the programme, as they are stored: everything about a year that is not the same the next year.

pub(crate) mod queries;
mod rows;
