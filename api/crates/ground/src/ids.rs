//! The only place that generates identifiers: UUID version 7, from the server's clock.

use crate::clock::Clock;
use uuid::{ContextV7, Timestamp, Uuid};

use std::sync::{Mutex, PoisonError};

/// State that makes identifiers of the same millisecond sort in the order of their creation.
static CONTEXT: Mutex<Option<ContextV7>> = Mutex::new(None);

/// Generates an identifier, later than all before it on this instance.
pub fn new(clock: &Clock) -> Uuid {
    let now = clock.now();
    let mut context = CONTEXT.lock().unwrap_or_else(PoisonError::into_inner);
    let context = context.get_or_insert_with(ContextV7::new);
    Uuid::new_v7(Timestamp::from_unix(
        &*context,
        u64::try_from(now.timestamp()).unwrap_or_default(),
        now.timestamp_subsec_nanos(),
    ))
}
