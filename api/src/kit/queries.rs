//! SQL of the shared files, the links and the downloads.

use super::rows::{AssetRow, LinkRow, VersionRow};
use super::store::Kits;
use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use ground::db::Conn;
use ground::db::schema::{events, kit_assets, kit_downloads, kit_links, kit_versions};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::id::{EditionId, EventId, KitAssetId, KitLinkId, KitVersionId};
use shared::kit::KitAsset;
use std::collections::{HashMap, HashSet};

/// Maximum number of files whose downloads are listed.
const DOWNLOADS_MAX: i64 = 500;

/// Rows of the shared files of an edition, in their order.
pub(super) fn assets(conn: &mut Conn, edition: EditionId) -> Result<Vec<AssetRow>, Error> {
    Ok(kit_assets::table
        .filter(kit_assets::edition_id.eq(SqlUuid::from(edition)))
        .order((kit_assets::position, kit_assets::id))
        .select(AssetRow::as_select())
        .load(conn)?)
}

/// The versions of the shared files of an edition, the newest first.
pub(super) fn versions(conn: &mut Conn, edition: EditionId) -> Result<Vec<VersionRow>, Error> {
    Ok(kit_versions::table
        .inner_join(kit_assets::table)
        .filter(kit_assets::edition_id.eq(SqlUuid::from(edition)))
        .order((
            kit_versions::format,
            kit_versions::language,
            kit_versions::number.desc(),
        ))
        .select(VersionRow::as_select())
        .load(conn)?)
}

/// The shared files of an edition with the versions that `wanted` picks, in their order. None counts as lost.
pub(super) fn shown(
    conn: &mut Conn,
    edition: EditionId,
    wanted: impl Fn(&VersionRow) -> bool,
) -> Result<Vec<KitAsset>, Error> {
    picked(conn, edition, wanted, |_| false)
}

/// As [`shown`]; `kits` knows which versions are lost.
pub(super) fn watched(
    conn: &mut Conn,
    edition: EditionId,
    kits: &Kits,
    wanted: impl Fn(&VersionRow) -> bool,
) -> Result<Vec<KitAsset>, Error> {
    picked(conn, edition, wanted, |row| kits.has_lost(row))
}

fn picked(
    conn: &mut Conn,
    edition: EditionId,
    wanted: impl Fn(&VersionRow) -> bool,
    lost: impl Fn(&VersionRow) -> bool,
) -> Result<Vec<KitAsset>, Error> {
    let mut by_asset: HashMap<SqlUuid, Vec<_>> = HashMap::new();
    for row in versions(conn, edition)?.iter().filter(|row| wanted(row)) {
        let shown = row.shown(lost(row))?;
        by_asset.entry(row.asset_id).or_default().push(shown);
    }
    let rows = assets(conn, edition)?;
    let with_versions = |row: &AssetRow| row.shown(by_asset.remove(&row.id).unwrap_or_default());
    Ok(rows
        .iter()
        .map(with_versions)
        .collect::<anyhow::Result<_>>()?)
}

/// A shared file of an edition.
pub(super) fn asset(
    conn: &mut Conn,
    edition: EditionId,
    id: KitAssetId,
) -> Result<AssetRow, Error> {
    kit_assets::table
        .find(SqlUuid::from(id))
        .filter(kit_assets::edition_id.eq(SqlUuid::from(edition)))
        .select(AssetRow::as_select())
        .first(conn)
        .optional()?
        .ok_or_else(Error::not_found)
}

/// A version of a shared file of an edition.
pub(super) fn version(
    conn: &mut Conn,
    edition: EditionId,
    id: KitVersionId,
) -> Result<Option<VersionRow>, Error> {
    Ok(kit_versions::table
        .inner_join(kit_assets::table)
        .filter(kit_versions::id.eq(SqlUuid::from(id)))
        .filter(kit_assets::edition_id.eq(SqlUuid::from(edition)))
        .select(VersionRow::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert_asset(conn: &mut Conn, row: &AssetRow) -> Result<(), Error> {
    diesel::insert_into(kit_assets::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

pub(super) fn describe_asset(conn: &mut Conn, id: KitAssetId, form: &SqlJson) -> Result<(), Error> {
    diesel::update(kit_assets::table.find(SqlUuid::from(id)))
        .set(kit_assets::form.eq(form))
        .execute(conn)?;
    Ok(())
}

pub(super) fn place_asset(conn: &mut Conn, id: KitAssetId, position: i32) -> Result<(), Error> {
    diesel::update(kit_assets::table.find(SqlUuid::from(id)))
        .set(kit_assets::position.eq(position))
        .execute(conn)?;
    Ok(())
}

pub(super) fn delete_asset(conn: &mut Conn, id: KitAssetId) -> Result<(), Error> {
    diesel::delete(kit_assets::table.find(SqlUuid::from(id))).execute(conn)?;
    Ok(())
}

/// Stores a version in the place of the one before, in the same format and language.
pub(super) fn insert_version(conn: &mut Conn, row: &VersionRow) -> Result<(), Error> {
    let before = kit_versions::table
        .filter(kit_versions::asset_id.eq(row.asset_id))
        .filter(kit_versions::format.eq(&row.format))
        .filter(kit_versions::language.eq(&row.language))
        .filter(kit_versions::replaced_at.is_null());
    diesel::update(before)
        .set(kit_versions::replaced_at.eq(Some(row.uploaded_at)))
        .execute(conn)?;
    diesel::insert_into(kit_versions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

pub(super) fn delete_version(conn: &mut Conn, id: KitVersionId) -> Result<(), Error> {
    diesel::delete(kit_versions::table.find(SqlUuid::from(id))).execute(conn)?;
    Ok(())
}

/// Marks versions as announced.
pub(super) fn announced(
    conn: &mut Conn,
    versions: &[SqlUuid],
    at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(kit_versions::table.filter(kit_versions::id.eq_any(versions.to_vec())))
        .set(kit_versions::announced_at.eq(Some(SqlTime::from(at))))
        .execute(conn)?;
    Ok(())
}

/// Hashes of the contents that any version has.
pub(super) fn contents(conn: &mut Conn) -> Result<HashSet<String>, Error> {
    let hashes: Vec<String> = kit_versions::table
        .select(kit_versions::content)
        .distinct()
        .load(conn)?;
    Ok(hashes.into_iter().collect())
}

/// The links to the kit of an event that are valid at that time, newest first.
pub(super) fn links(
    conn: &mut Conn,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<Vec<LinkRow>, Error> {
    Ok(kit_links::table
        .filter(kit_links::event_id.eq(SqlUuid::from(event)))
        .filter(kit_links::expires_at.gt(SqlTime::from(now)))
        .order((kit_links::created_at.desc(), kit_links::id.desc()))
        .select(LinkRow::as_select())
        .load(conn)?)
}

/// The event whose kit a secret with this hash opens at that time.
pub(super) fn by_hash(
    conn: &mut Conn,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<EventId>, Error> {
    let found: Option<SqlUuid> = kit_links::table
        .filter(kit_links::hash.eq(hash))
        .filter(kit_links::expires_at.gt(SqlTime::from(now)))
        .select(kit_links::event_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

pub(super) fn insert_link(conn: &mut Conn, row: &LinkRow) -> Result<(), Error> {
    diesel::insert_into(kit_links::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Deletes a link of an event; returns false when there is none.
pub(super) fn delete_link(conn: &mut Conn, event: EventId, link: KitLinkId) -> Result<bool, Error> {
    let own = kit_links::table
        .find(SqlUuid::from(link))
        .filter(kit_links::event_id.eq(SqlUuid::from(event)));
    Ok(diesel::delete(own).execute(conn)? == 1)
}

/// Deletes the links that have expired by that time.
pub(super) fn forget_expired(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, Error> {
    let expired = kit_links::table.filter(kit_links::expires_at.le(SqlTime::from(now)));
    Ok(diesel::delete(expired).execute(conn)?)
}

/// Adds one to the downloads of a file of an event's kit.
pub(super) fn count(conn: &mut Conn, event: EventId, file: &str) -> Result<(), Error> {
    let row = (
        kit_downloads::event_id.eq(SqlUuid::from(event)),
        kit_downloads::file.eq(file),
        kit_downloads::downloads.eq(1_i64),
    );
    let key = (kit_downloads::event_id, kit_downloads::file);
    on!(conn, c => diesel::insert_into(kit_downloads::table)
        .values(row)
        .on_conflict(key)
        .do_update()
        .set(kit_downloads::downloads.eq(kit_downloads::downloads + 1_i64))
        .execute(c)?);
    Ok(())
}

/// Downloads from the kits of an edition, the most downloaded file first: file, number of downloads, number of events.
pub(super) fn downloads(
    conn: &mut Conn,
    edition: EditionId,
) -> Result<Vec<(String, i64, i64)>, Error> {
    // The sum of a `BIGINT` is a `NUMERIC` in PostgreSQL.
    let total = || sql::<BigInt>("CAST(SUM(kit_downloads.downloads) AS BIGINT)");
    Ok(kit_downloads::table
        .inner_join(events::table)
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .group_by(kit_downloads::file)
        .order((total().desc(), kit_downloads::file))
        .limit(DOWNLOADS_MAX)
        .select((kit_downloads::file, total(), count_star()))
        .load(conn)?)
}
