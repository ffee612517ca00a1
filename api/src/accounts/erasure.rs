//! Erasure of an account: what is stored about the person, and who has to stay.

use super::people::email_key;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    accounts, agenda_locations, deadline_calendars, digest_items, event_alerts, event_editors,
    event_invitations, events, grants, idempotency_keys, kit_links, late_passes, letter_choices,
    letter_refusals, letter_rhythms, mail_tokens, mails, organisation_invitations,
    partner_invitations, queue_readings, queue_views, reading_links, refresh_tokens,
    review_absences, review_assignments, review_conflicts, review_group_members, role_invitations,
    sessions, sign_ins, visitor_messages,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::mail;
use shared::account::{Account, Role};
use shared::id::AccountId;
use shared::label::ConflictParty;
use shared::problem::Code;

/// The role of the account that nobody else holds, and without which the platform cannot run.
///
/// Two departures at the same moment are told apart by the caller, who holds the lock of the log.
pub(crate) fn last_holder_of(conn: &mut Conn, account: &Account) -> Result<Option<Role>, Error> {
    let roles = account.grants.iter().map(|grant| grant.role);
    for role in roles.filter(|role| role.is_indispensable()) {
        let others: i64 = grants::table
            .inner_join(accounts::table)
            .filter(grants::role.eq(role.as_str()))
            .filter(accounts::id.ne(SqlUuid::from(account.id)))
            .filter(accounts::disabled_at.is_null())
            .count()
            .get_result(conn)?;
        if others == 0 {
            return Ok(Some(role));
        }
    }
    Ok(None)
}

/// Erases the personal data of an account, and ends its sessions. Its row stays, without name and address, for the events,
/// decisions and log rows that refer to it.
pub(crate) fn erase(conn: &mut Conn, account: &Account, now: SqlTime) -> Result<(), Error> {
    let id = SqlUuid::from(account.id);
    // First: a sign-in that began before waits for this row, and then finds the account disabled.
    diesel::update(accounts::table.find(id))
        .set((
            accounts::email.eq(""),
            accounts::email_key.eq(format!("erased:{}", account.id)),
            accounts::name.eq(""),
            accounts::password_hash.eq(""),
            accounts::verified_at.eq(None::<SqlTime>),
            accounts::disabled_at.eq(Some(now)),
            accounts::erased_at.eq(Some(now)),
            accounts::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::delete(mail_tokens::table.filter(mail_tokens::account_id.eq(id))).execute(conn)?;
    // In this order: a renewal holds the row of its session while it adds a token.
    diesel::delete(sessions::table.filter(sessions::account_id.eq(id))).execute(conn)?;
    diesel::delete(refresh_tokens::table.filter(refresh_tokens::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(sign_ins::table.find(id)).execute(conn)?;
    diesel::delete(grants::table.filter(grants::account_id.eq(id))).execute(conn)?;
    diesel::delete(deadline_calendars::table.find(id)).execute(conn)?;
    diesel::delete(agenda_locations::table.filter(agenda_locations::owner_id.eq(id)))
        .execute(conn)?;
    diesel::delete(letter_refusals::table.filter(letter_refusals::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(letter_rhythms::table.filter(letter_rhythms::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(letter_choices::table.filter(letter_choices::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(digest_items::table.filter(digest_items::account_id.eq(id))).execute(conn)?;
    diesel::delete(queue_readings::table.filter(queue_readings::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(queue_views::table.filter(queue_views::account_id.eq(id))).execute(conn)?;
    diesel::delete(review_group_members::table.filter(review_group_members::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(review_absences::table.filter(review_absences::account_id.eq(id)))
        .execute(conn)?;
    diesel::delete(review_conflicts::table.filter(review_conflicts::account_id.eq(id)))
        .execute(conn)?;
    // Those that others have with the person name it.
    let party = ConflictParty::of_person(account.id);
    diesel::delete(review_conflicts::table.filter(review_conflicts::party.eq(party.as_str())))
        .execute(conn)?;
    diesel::update(review_assignments::table.filter(review_assignments::assignee_id.eq(id)))
        .set(review_assignments::assignee_id.eq(None::<SqlUuid>))
        .execute(conn)?;
    diesel::delete(idempotency_keys::table.filter(idempotency_keys::account_id.eq(id)))
        .execute(conn)?;
    forget_invitations(conn, account)?;
    let key = email_key(&account.email);
    diesel::delete(event_alerts::table.filter(event_alerts::email.eq(&key))).execute(conn)?;
    diesel::delete(mails::table.filter(mails::recipient.eq(&key))).execute(conn)?;
    mail::queries::forget(conn, &account.email)
}

/// Forgets what an account shared: its place on the submissions of others, the invitations that it sent or received, with their
/// mails, which name the person, the reading and kit links of what it still owns and the messages about it, the messages that the person
/// wrote, and the address on its late passes.
fn forget_invitations(conn: &mut Conn, account: &Account) -> Result<(), Error> {
    let id = SqlUuid::from(account.id);
    let key = email_key(&account.email);
    diesel::delete(event_editors::table.filter(event_editors::account_id.eq(id))).execute(conn)?;
    let sent = event_invitations::table.filter(event_invitations::invited_by.eq(id));
    let mailed: Vec<SqlUuid> = sent.select(event_invitations::id).load(conn)?;
    diesel::delete(mails::table.filter(mails::id.eq_any(mailed))).execute(conn)?;
    diesel::delete(sent).execute(conn)?;
    let received = event_invitations::table.filter(event_invitations::email_key.eq(&key));
    diesel::delete(received).execute(conn)?;
    let sent = organisation_invitations::table.filter(organisation_invitations::invited_by.eq(id));
    let mailed: Vec<SqlUuid> = sent.select(organisation_invitations::id).load(conn)?;
    diesel::delete(mails::table.filter(mails::id.eq_any(mailed))).execute(conn)?;
    diesel::delete(sent).execute(conn)?;
    let received =
        organisation_invitations::table.filter(organisation_invitations::email_key.eq(&key));
    diesel::delete(received).execute(conn)?;
    let sent = partner_invitations::table.filter(partner_invitations::invited_by.eq(id));
    let mailed: Vec<SqlUuid> = sent.select(partner_invitations::id).load(conn)?;
    diesel::delete(mails::table.filter(mails::id.eq_any(mailed))).execute(conn)?;
    diesel::delete(sent).execute(conn)?;
    let received = partner_invitations::table.filter(partner_invitations::email_key.eq(&key));
    diesel::delete(received).execute(conn)?;
    let sent = role_invitations::table.filter(role_invitations::invited_by.eq(id));
    let mailed: Vec<SqlUuid> = sent.select(role_invitations::id).load(conn)?;
    diesel::delete(mails::table.filter(mails::id.eq_any(mailed))).execute(conn)?;
    diesel::delete(sent).execute(conn)?;
    let received = role_invitations::table.filter(role_invitations::email_key.eq(&key));
    diesel::delete(received).execute(conn)?;
    let own = events::table
        .filter(events::owner_id.eq(id))
        .select(events::id);
    diesel::delete(reading_links::table.filter(reading_links::event_id.eq_any(own)))
        .execute(conn)?;
    // They name those for whom they were made.
    diesel::delete(kit_links::table.filter(kit_links::event_id.eq_any(own))).execute(conn)?;
    let received = visitor_messages::table.filter(visitor_messages::event_id.eq_any(own));
    diesel::delete(received).execute(conn)?;
    let written = visitor_messages::table.filter(visitor_messages::email.eq(&key));
    diesel::delete(written).execute(conn)?;
    diesel::update(late_passes::table.filter(late_passes::email_key.eq(&key)))
        .set((
            late_passes::email.eq(Some("")),
            late_passes::email_key.eq(Some("")),
        ))
        .execute(conn)?;
    Ok(())
}

/// Checks that the account was not erased since the request was authenticated. To be called after a row was appended to the log:
/// an erasure holds the lock of the log from its beginning to its end.
///
/// # Errors
///
/// `session_ended` when it was.
pub(crate) fn ensure_present(conn: &mut Conn, account: AccountId) -> Result<(), Error> {
    let present: i64 = accounts::table
        .find(SqlUuid::from(account))
        .filter(accounts::erased_at.is_null())
        .count()
        .get_result(conn)?;
    if present == 0 {
        return Err(Error::rejected(Code::SessionEnded));
    }
    Ok(())
}
