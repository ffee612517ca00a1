//! Decisions that are stored and take effect in a moment, unless the person who took them undoes them before.
//!
//! `labels` stores, undoes and releases them; an action of the organiser makes them lapse (`events::transition`). Every
//! transaction that removes a row does so before it appends to the log, so that two of them wait for each other in one order.

mod queries;
mod rows;

pub(crate) use queries::{find, insert, take};
pub(crate) use rows::{Pending, Terms};
