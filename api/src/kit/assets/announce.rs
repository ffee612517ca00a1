//! Letters to the organisers about new versions of shared files.

use super::{entry, found};
use crate::kit::queries;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, events};
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind};
use ground::log;
use ground::mail::{self, Letter, Recipient};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services, Slug};
use messages::letters::{Item, Values};
use serde::{Deserialize, Serialize};
use shared::event::LifeStatus;
use shared::id::{AccountId, EditionId, EventId};
use shared::kit::KitAnnouncement;
use shared::label::LabelState;
use shared::letter::{Language, LetterKind, LetterTag};
use std::collections::HashMap;

/// Organisers that one run of the job writes to.
const BATCH: i64 = 200;
/// Titles that a letter lists.
const LISTED: usize = 40;

/// Job that writes to organisers of labelled events, one letter each, in the order of their accounts.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct AnnounceKit {
    edition: EditionId,
    /// Titles of the new files, as they were.
    titles: Vec<String>,
    /// The last account that was written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<AccountId>,
}

impl Kind for AnnounceKit {
    const NAME: &'static str = "kits.announce";
    const BATCH: u16 = 1;
}

/// Registers the letters. The letters of a run and the next run are one transaction, so nobody gets two.
pub(in crate::kit) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn: &mut Conn, job: AnnounceKit| write(conn, &services, job))
}

/// Announce new shared files to the organisers
///
/// One letter to each organiser of a labelled event of the edition, with the titles of the versions that were not announced; each version is
/// announced once. The letters are written in the background.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "The announcement", body = KitAnnouncement), WriteRefusals)
)]
#[post("/administration/editions/{edition}/kit/announcement")]
pub(super) async fn announce_kit_assets(
    services: Data<Services>,
    actor: Actor,
    slug: Path<Slug>,
) -> Result<Json<KitAnnouncement>, ApiError> {
    let versions = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (edition, _) = found(conn, &slug)?;
            // Two announcements come one after the other.
            log::hold(conn)?;
            let new = queries::shown(conn, edition, |row| {
                row.replaced_at.is_none() && row.announced_at.is_none()
            })?;
            let ids: Vec<SqlUuid> = new
                .iter()
                .flat_map(|asset| asset.versions.iter().map(|version| version.id.into()))
                .collect();
            if ids.is_empty() {
                return Ok(0);
            }
            log::append(conn, now, &entry(&actor, edition, "announced"))?;
            queries::announced(conn, &ids, now)?;
            let titles = new.into_iter().filter(|asset| !asset.versions.is_empty());
            let job = AnnounceKit {
                edition,
                titles: titles.map(|asset| asset.form.title).collect(),
                after: None,
            };
            jobs::enqueue(conn, &services.clock, &job)?;
            Ok(ids.len())
        })
        .await?;
    Ok(Json(KitAnnouncement {
        versions: u32::try_from(versions).unwrap_or(u32::MAX),
    }))
}

fn write(conn: &mut Conn, services: &Services, job: AnnounceKit) -> Result<(), Error> {
    let Some(edition) = crate::editions::queries::find(conn, job.edition)? else {
        return Ok(());
    };
    let owners = owners(conn, &job)?;
    let Some(last) = owners.last().map(|owner| owner.account) else {
        return Ok(());
    };
    let listed: Vec<Item> = job
        .titles
        .iter()
        .take(LISTED)
        .map(|title| Item::plain(title.clone()))
        .collect();
    for owner in &owners {
        let link = format!("{}/mes-evenements/{}/kit", services.site.url, owner.event);
        let values = Values::default()
            .with_list(LetterTag::SharedFiles, listed.clone())
            .with(LetterTag::Link, link);
        let recipient = Recipient {
            email: &owner.email,
            name: &owner.name,
            language: owner.language,
        };
        let letter = Letter::of_edition(LetterKind::KitFiles, &edition, recipient, values);
        mail::post(conn, &services.clock, &letter)?;
    }
    let next = AnnounceKit {
        after: Some(last),
        ..job
    };
    jobs::enqueue(conn, &services.clock, &next).map(drop)
}

/// An organiser with a labelled event.
#[derive(Debug)]
struct Owner {
    account: AccountId,
    name: String,
    email: String,
    language: Language,
    event: EventId,
}

/// The next organisers, by account, each with the first of their labelled events that takes place.
fn owners(conn: &mut Conn, job: &AnnounceKit) -> Result<Vec<Owner>, Error> {
    let labelled = events::table
        .filter(events::edition_id.eq(SqlUuid::from(job.edition)))
        .filter(events::state.eq(LabelState::Labelled.as_str()))
        .filter(events::life_status.ne(LifeStatus::Cancelled.as_str()));
    let after = job.after.map_or(SqlUuid(uuid::Uuid::nil()), SqlUuid::from);
    let accounts: Vec<SqlUuid> = labelled
        .inner_join(accounts::table)
        .filter(accounts::erased_at.is_null())
        .filter(accounts::disabled_at.is_null())
        .filter(events::owner_id.gt(after))
        .select(events::owner_id)
        .distinct()
        .order(events::owner_id)
        .limit(BATCH)
        .load(conn)?;
    let rows: Vec<(SqlUuid, SqlUuid, String, String, String)> = labelled
        .inner_join(accounts::table)
        .filter(events::owner_id.eq_any(accounts.clone()))
        .order((events::owner_id, events::id.desc()))
        .select((
            events::owner_id,
            events::id,
            accounts::name,
            accounts::email,
            accounts::language,
        ))
        .load(conn)?;
    // The last one of an account in this order is the first of its events.
    let mut by_account: HashMap<SqlUuid, Owner> = rows
        .into_iter()
        .map(|(account, event, name, email, language)| {
            let owner = Owner {
                account: account.into(),
                name,
                email,
                language: Language::parse(&language).unwrap_or_default(),
                event: event.into(),
            };
            (account, owner)
        })
        .collect();
    Ok(accounts
        .iter()
        .filter_map(|account| by_account.remove(account))
        .collect())
}
