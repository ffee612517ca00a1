//! Letters that a person wants: of each kind, and for a reviewer of each territory and review group.

use super::{collected_letters, optional_letters};
use diesel::prelude::*;
use ground::db::schema::{editions, letter_choices, review_group_members, review_groups};
use ground::db::types::SqlUuid;
use ground::db::{Conn, cached};
use ground::error::Error;
use shared::account::{
    Account, LetterFrequency, LetterScope, OptionalLetter, OwnScope, Preferences, ScopedLetter,
};
use shared::edition::EditionStatus;
use shared::id::{AccountId, ReviewGroupId};
use std::collections::BTreeSet;

/// Editions whose groups have nothing to review any more.
const OVER: [&str; 2] = [
    EditionStatus::Archived.as_str(),
    EditionStatus::Cancelled.as_str(),
];

/// The preferences of a person. Choices for territories and groups in which the person reviews no more are left out.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn of(conn: &mut Conn, account: &Account) -> Result<Preferences, Error> {
    let scopes = scopes(conn, account)?;
    let own = only(&scopes);
    let mut scoped_letters = chosen(conn, account.id)?;
    scoped_letters.retain(|choice| own.contains(&choice.scope));
    Ok(Preferences {
        refused_letters: optional_letters::refused(conn, account.id)?,
        collected_letters: collected_letters::wished(conn, account.id)?,
        scoped_letters,
        scopes,
    })
}

/// Territories and review groups in which a person reviews.
///
/// # Errors
///
/// When the database fails.
pub(super) fn scopes(conn: &mut Conn, account: &Account) -> Result<Vec<OwnScope>, Error> {
    let territories = account.review_territories();
    if territories.is_empty() {
        return Ok(Vec::new());
    }
    let groups = review_group_members::table
        .inner_join(review_groups::table.inner_join(editions::table))
        .filter(review_group_members::account_id.eq(SqlUuid::from(account.id)))
        .filter(editions::status.ne_all(OVER))
        .order((
            editions::slug.desc(),
            review_groups::name_key,
            review_groups::id,
        ))
        .select((review_groups::id, review_groups::name, editions::slug));
    let groups: Vec<(SqlUuid, String, String)> = cached(groups).load(conn)?;
    let territories = territories.into_iter().map(|territory| OwnScope {
        scope: LetterScope::Territory(territory),
        name: None,
        edition: None,
    });
    let groups = groups.into_iter().map(|(id, name, edition)| OwnScope {
        scope: LetterScope::Group(ReviewGroupId::from(id)),
        name: Some(name),
        edition: Some(edition),
    });
    Ok(territories.chain(groups).collect())
}

/// The scopes without their names.
pub(super) fn only(scopes: &[OwnScope]) -> BTreeSet<LetterScope> {
    scopes.iter().map(|own| own.scope.clone()).collect()
}

fn chosen(conn: &mut Conn, account: AccountId) -> Result<Vec<ScopedLetter>, Error> {
    let stored: Vec<(String, String, String)> = letter_choices::table
        .filter(letter_choices::account_id.eq(SqlUuid::from(account)))
        .order((letter_choices::letter, letter_choices::scope))
        .select((
            letter_choices::letter,
            letter_choices::scope,
            letter_choices::frequency,
        ))
        .load(conn)?;
    // A newer release may know further kinds, scopes and frequencies.
    Ok(stored
        .iter()
        .filter_map(|(letter, scope, frequency)| {
            Some(ScopedLetter {
                letter: OptionalLetter::parse(letter)?,
                scope: LetterScope::parse(scope).ok()?,
                frequency: LetterFrequency::parse(frequency)?,
            })
        })
        .collect())
}

/// Replaces the choices of a person for territories and groups.
///
/// # Errors
///
/// When the database fails.
pub(super) fn choose(
    conn: &mut Conn,
    account: AccountId,
    wanted: &[ScopedLetter],
) -> Result<(), Error> {
    let own = letter_choices::table.filter(letter_choices::account_id.eq(SqlUuid::from(account)));
    diesel::delete(own).execute(conn)?;
    for choice in wanted {
        let row = (
            letter_choices::account_id.eq(SqlUuid::from(account)),
            letter_choices::letter.eq(choice.letter.as_str()),
            letter_choices::scope.eq(choice.scope.to_string()),
            letter_choices::frequency.eq(choice.frequency.as_str()),
        );
        diesel::insert_into(letter_choices::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// Forgets the choices of a person for a kind of letter.
///
/// # Errors
///
/// When the database fails.
pub(super) fn forget(
    conn: &mut Conn,
    account: AccountId,
    letter: OptionalLetter,
) -> Result<(), Error> {
    let own = letter_choices::table
        .filter(letter_choices::account_id.eq(SqlUuid::from(account)))
        .filter(letter_choices::letter.eq(letter.as_str()));
    diesel::delete(own).execute(conn)?;
    Ok(())
}
