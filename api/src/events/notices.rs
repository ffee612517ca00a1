//! E-mails about the organiser's own actions.
//!
//! E-mails about decisions are in `labels`. Importers and the demonstration send none.

use super::letters::{due_in_words, letter, own_page, review_page, reviewers};
use super::review_requests;
use super::stored::StoredFile;
use crate::accounts::queries as accounts;
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter};
use http::Services;
use messages::letters::{Values, dates};
use messages::t_in;
use shared::account::Account;
use shared::calendar::Occurrence;
use shared::french::event::occurrence_note;
use shared::id::AccountId;
use shared::label::LabelState;
use shared::letter::{LetterKind, LetterTag};

/// Sends a receipt with the review deadline to the owner and to the co-editor who submitted, and a notification to the reviewers of the place.
pub(super) fn after_submission(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    submitter: AccountId,
) -> Result<(), Error> {
    let site = &services.site.url;
    let mut informed = vec![file.owner];
    informed.extend((submitter != file.owner).then_some(submitter));
    for organiser in informed {
        if let Some(organiser) = accounts::find(conn, organiser)? {
            mail::post(conn, &services.clock, &receipt(&organiser, file, site))?;
        }
    }
    let kind = if file.round > 1 {
        LetterKind::ReviewAgain
    } else {
        LetterKind::ReviewRequest
    };
    review_requests::ask(services, conn, file, kind)
}

/// Notifies the reviewers of the place, if the state `before` the withdrawal concerned them.
pub(crate) fn after_withdrawal(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    before: LabelState,
    reason: Option<&str>,
) -> Result<(), Error> {
    let concerned_them = match before {
        LabelState::Submitted | LabelState::CorrectionRequested | LabelState::Labelled => true,
        LabelState::Draft | LabelState::Refused | LabelState::Withdrawn | LabelState::Revoked => {
            false
        }
    };
    if !concerned_them {
        return Ok(());
    }
    let site = &services.site.url;
    for reviewer in reviewers(conn, file, services.clock.now())? {
        mail::post(
            conn,
            &services.clock,
            &withdrawn(&reviewer, file, reason, site),
        )?;
    }
    Ok(())
}

/// Tells the owner that a referent changed the state of an occurrence.
pub(super) fn after_occurrence_state(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    number: u32,
) -> Result<(), Error> {
    let occurrence = file
        .content
        .as_ref()
        .and_then(|content| content.occurrences.numbered_as(number));
    let (Some(owner), Some(occurrence)) = (accounts::find(conn, file.owner)?, occurrence) else {
        return Ok(());
    };
    let letter = occurrence_changed(&owner, file, occurrence, &services.site.url);
    mail::post(conn, &services.clock, &letter).map(drop)
}

fn occurrence_changed(
    owner: &Account,
    file: &StoredFile,
    occurrence: &Occurrence,
    site: &str,
) -> Letter {
    let words = messages::words(owner.language);
    let state = occurrence_note(occurrence, words)
        .unwrap_or_else(|| t_in(owner.language, "occurrence.open").to_owned());
    let values = Values::default()
        .with(
            LetterTag::Occurrence,
            dates::moment(owner.language, occurrence.begin()),
        )
        .with(LetterTag::State, state)
        .with(LetterTag::Link, own_page(file, site));
    letter(LetterKind::OccurrenceChanged, owner, file, values)
}

fn receipt(owner: &Account, file: &StoredFile, site: &str) -> Letter {
    let values = Values::default()
        .with_any(LetterTag::Due, due_in_words(owner.language, file))
        .with(LetterTag::Link, own_page(file, site));
    letter(LetterKind::Receipt, owner, file, values)
}

fn withdrawn(reviewer: &Account, file: &StoredFile, reason: Option<&str>, site: &str) -> Letter {
    let values = Values::default()
        .with_any(LetterTag::Reason, reason)
        .with(LetterTag::Link, review_page(file, site));
    letter(LetterKind::Withdrawn, reviewer, file, values)
}
