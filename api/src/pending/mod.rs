//! Decisions that are stored and take effect in a moment, unless the person who took them undoes them before; or when a coordinator
//! releases them.
//!
//! `labels` stores, undoes and releases them; an action of the organiser makes them lapse (`events::transition`). Every
//! transaction that removes a row does so before it appends to the log, so that two of them wait for each other in one order.

mod held;
mod queries;
mod rows;

pub(crate) use held::{HeldScope, held_among, held_in, list_held, tally_held};
pub(crate) use queries::{find, insert, take};
pub(crate) use rows::{Pending, Terms, Until};
