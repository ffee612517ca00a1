//! Cache of the rendered dumps; a dump stays valid as long as its events do not change.

use super::dump::{Dump, DumpFormat, Name};
use actix_web::web::Data;
use catalogue::{Catalogue, Entry};
use chrono::DateTime;
use ground::blocking::blocking;
use ground::error::Error;
use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use shared::edition::Edition;
use shared::event::EventQuery;
use std::sync::Arc;

/// Capacity of the cache in bytes.
const CACHE_BYTES: u64 = 64 << 20;

/// A dump of an edition in one state, identified by [`state_of`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    name: Name,
    state: [u8; 32],
}

/// Cache of the dumps of every edition.
#[derive(Debug)]
pub struct Dumps {
    cache: Cache<Key, Arc<Dump>>,
    /// Public URL of the site, the base of all URLs in the files.
    site: String,
}

impl Dumps {
    /// An empty cache for the site at that URL.
    pub fn new(site: String) -> Self {
        Self {
            cache: Cache::builder()
                .max_capacity(CACHE_BYTES)
                .weigher(|_, dump: &Arc<Dump>| u32::try_from(dump.bytes.len()).unwrap_or(u32::MAX))
                .build(),
            site,
        }
    }
}

/// The dump with this name; `None` when there is no such public edition.
///
/// # Errors
///
/// When the dump cannot be rendered.
pub(super) async fn get(
    dumps: &Data<Dumps>,
    catalogue: Arc<Catalogue>,
    name: Name,
) -> Result<Option<Arc<Dump>>, Error> {
    let Some(edition) = catalogue.edition(&name.edition).cloned() else {
        return Ok(None);
    };
    let dumps = dumps.clone();
    // Concurrent requests share one rendering.
    blocking(move || rendered(&dumps, &catalogue, &edition, name).map(Some)).await
}

/// All dumps by edition, latest edition first.
///
/// # Errors
///
/// As [`get`].
pub(super) async fn all(
    dumps: &Data<Dumps>,
    catalogue: &Arc<Catalogue>,
) -> Result<Vec<(Arc<Edition>, Vec<(Name, Arc<Dump>)>)>, Error> {
    let (dumps, catalogue) = (dumps.clone(), Arc::clone(catalogue));
    blocking(move || {
        let mut editions: Vec<_> = catalogue.editions().map(Arc::clone).collect();
        editions.sort_by(|a, b| (b.opens_at, &b.slug).cmp(&(a.opens_at, &a.slug)));
        editions
            .into_iter()
            .map(|edition| {
                let files = DumpFormat::ALL.into_iter().map(|format| {
                    let name = Name {
                        edition: edition.slug.clone(),
                        format,
                    };
                    Ok((name.clone(), rendered(&dumps, &catalogue, &edition, name)?))
                });
                let files = files.collect::<Result<_, Error>>()?;
                Ok((edition, files))
            })
            .collect()
    })
    .await
}

fn rendered(
    dumps: &Dumps,
    catalogue: &Arc<Catalogue>,
    edition: &Edition,
    name: Name,
) -> Result<Arc<Dump>, Error> {
    let entries = entries(catalogue, edition)?;
    let key = Key {
        state: state_of(edition, &entries)?,
        name,
    };
    let format = key.name.format;
    dumps
        .cache
        .try_get_with(key, || {
            Dump::render(format, edition, &entries, &dumps.site).map(Arc::new)
        })
        .map_err(|error| {
            anyhow::anyhow!("{error}")
                .context("dump of an edition")
                .into()
        })
}

/// All events of an edition, ordered by id.
fn entries(catalogue: &Arc<Catalogue>, edition: &Edition) -> Result<Vec<Arc<Entry>>, Error> {
    let query = EventQuery {
        edition: Some(edition.slug.clone()),
        ..EventQuery::default()
    };
    let found = catalogue.find(&query, DateTime::UNIX_EPOCH)?;
    let mut entries: Vec<_> = found.entries().map(Arc::clone).collect();
    entries.sort_unstable_by_key(|entry| entry.id());
    Ok(entries)
}

/// Hash of everything the dumps of an edition depend on: the edition's data, the set of its events, and the last change of
/// each.
fn state_of(edition: &Edition, entries: &[Arc<Entry>]) -> Result<[u8; 32], Error> {
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(edition)?);
    for entry in entries {
        hash.update(entry.id().0.as_bytes());
        hash.update(entry.event.updated_at.timestamp_micros().to_be_bytes());
    }
    Ok(hash.finalize().into())
}
