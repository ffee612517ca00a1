//! Submission after the deadline, with a late pass.

use super::commune::commune_of;
use super::fact::{self, Fact};
use super::stored::StoredFile;
use super::transition::Performer;
use crate::accounts::people::email_key;
use crate::accounts::queries as accounts;
use crate::late_passes::{self, StoredPass, queries};
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::{Actor, Services};
use shared::edition::FilingClosed;
use shared::label::Action;
use shared::late_pass::{LatePassState, read_code};
use shared::problem::{Code, FieldProblem};

/// Codes tried by one person: too few to guess one.
const TRY: Limit = Limit {
    what: "late_pass",
    window: Duration::hours(1),
    per_person: 20,
    per_machine: UNLIMITED,
};

/// Reads and counts the code that was entered, if any.
///
/// # Errors
///
/// `invalid` at `/latePass` when it cannot be a code, `too_many_requests`.
pub(super) async fn entered(
    services: &Services,
    actor: &Actor,
    typed: Option<String>,
) -> Result<Option<String>, Error> {
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else {
        return Ok(None);
    };
    limits::count(services, TRY, &Attempt::by(actor.account.id)).await?;
    match read_code(&typed) {
        Some(code) => Ok(Some(code)),
        None => Err(refused(Code::InvalidPass, "not a code")),
    }
}

/// The pass with which the caller submits an event that the edition does not take any more: the one with the code, else one for
/// the address of the caller or the owner. `None` when the event needs none, or there is none.
///
/// # Errors
///
/// `invalid` at `/latePass` when the code is wrong, or meant for another event.
pub(super) fn find(
    conn: &mut Conn,
    actor: &Actor,
    performer: &Performer,
    file: &StoredFile,
    code: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Option<StoredPass>, Error> {
    if !is_late(performer, file, at) {
        return Ok(None);
    }
    let mut keys = vec![email_key(&actor.account.email)];
    if actor.account.id != file.owner {
        let owner = accounts::find(conn, file.owner)?;
        keys.extend(owner.map(|owner| email_key(&owner.email)));
    }
    let commune = commune_of(&file.form);
    let fits = |stored: &StoredPass| {
        let department = commune.as_ref().map(|commune| &commune.department);
        let region = commune.as_ref().map(|commune| &commune.region);
        stored.edition_id == file.edition_id
            && stored
                .email_key
                .as_ref()
                .is_none_or(|key| keys.contains(key))
            && stored.pass.fits(&file.form.kind, department, region)
    };
    let Some(code) = code else {
        let own = queries::usable_by(conn, &keys, file.edition_id, at)?;
        return Ok(own.into_iter().find(fits));
    };
    let pass = queries::by_hash(conn, &late_passes::hash(code))?
        .filter(|stored| stored.pass.state(at) == LatePassState::Usable)
        .ok_or_else(|| refused(Code::InvalidPass, "unknown, used, revoked or expired"))?;
    if fits(&pass) {
        Ok(Some(pass))
    } else {
        Err(refused(Code::UnfitPass, "meant for another event"))
    }
}

/// True when the event could be submitted, were it not for the deadline.
fn is_late(performer: &Performer, file: &StoredFile, at: DateTime<Utc>) -> bool {
    let commune = commune_of(&file.form);
    let department = commune.as_ref().map(|commune| &commune.department);
    let region = commune.as_ref().map(|commune| &commune.region);
    let allowed = file.state.allowed(&performer.capacities);
    let closed = file.edition.takes(file.state, at, department, region);
    allowed.contains(&Action::Submit)
        && matches!(
            closed,
            Err(FilingClosed::DeadlinePassed(_) | FilingClosed::Status(_))
        )
        && file.edition.takes_late(at).is_ok()
}

/// Uses a pass up for the event that was submitted with it, and logs it.
///
/// # Errors
///
/// `invalid` at `/latePass` when another submission has used it since.
pub(super) fn use_up(
    conn: &mut Conn,
    services: &Services,
    performer: &Performer,
    file: &StoredFile,
    stored: &StoredPass,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let payload = Fact {
        late_pass: Some(stored.pass.id),
        ..Fact::default()
    };
    let entry = payload.entry(file, fact::LATE_PASS_USED, performer.by)?;
    log::append(conn, services.clock.now(), &entry)?;
    if queries::use_up(conn, stored.pass.id, file.id, at)? {
        Ok(())
    } else {
        Err(refused(Code::InvalidPass, "used by another submission"))
    }
}

fn refused(code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new("/latePass", code, detail)])
}
