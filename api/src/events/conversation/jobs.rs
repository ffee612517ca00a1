//! The letter about new messages, some minutes after the first of them.

use super::letters;
use crate::conversation::messages;
use crate::events::queries as files;
use actix_web::web::Data;
use ground::jobs::{Jobs, Kind};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::conversation::ConversationSide;
use shared::id::EventId;

/// Job that tells a side of the messages on an event submission that it has not read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TellOfMessages {
    pub(super) event: EventId,
    pub(super) side: ConversationSide,
}

impl Kind for TellOfMessages {
    const NAME: &'static str = "events.tell_of_messages";
}

/// Registers the job that writes letters about new messages.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn, TellOfMessages { event, side }| {
        // From here on a further message gives a letter of its own.
        if !messages::take_letter(conn, event, side)? {
            return Ok(());
        }
        let unread = messages::standing(conn, event)?.unread(side);
        match files::find(conn, event)? {
            Some(file) if unread > 0 => letters::post(&services, conn, &file, side, unread),
            Some(_) | None => Ok(()),
        }
    })
}
