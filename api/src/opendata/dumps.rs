//! Cache of the rendered dumps; a dump stays valid as long as its events do not change, and its parts longer: a change renders and
//! compresses only the part that the changed event is in.

use super::dump::{Dump, DumpFormat, Name, Run};
use actix_web::web::Data;
use catalogue::{Catalogue, Entry};
use chrono::DateTime;
use ground::blocking::blocking;
use ground::error::Error;
use http::parts::Parts;
use moka::sync::Cache;
use shared::edition::Edition;
use shared::event::EventQuery;
use std::sync::Arc;

/// Capacity of the cache of dumps, and of that of their parts, in bytes.
const CACHE_BYTES: u64 = 32 << 20;

/// A dump of an edition in one state, identified by the hash of [`Run::of`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    name: Name,
    state: [u8; 32],
}

/// Cache of the dumps of every edition.
#[derive(Debug)]
pub struct Dumps {
    cache: Cache<Key, Arc<Dump>>,
    parts: Parts,
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
            parts: Parts::new(CACHE_BYTES),
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
    blocking(move || {
        let entries = entries(&catalogue, &edition)?;
        let (runs, state) = Run::of(&edition, &entries)?;
        rendered(&dumps, &edition, &runs, Key { name, state }).map(Some)
    })
    .await
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
                let entries = entries(&catalogue, &edition)?;
                let (runs, state) = Run::of(&edition, &entries)?;
                let files = DumpFormat::ALL.into_iter().map(|format| {
                    let name = Name {
                        edition: edition.slug.clone(),
                        format,
                    };
                    let key = Key {
                        name: name.clone(),
                        state,
                    };
                    Ok((name, rendered(&dumps, &edition, &runs, key)?))
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
    edition: &Edition,
    runs: &[Run<'_>],
    key: Key,
) -> Result<Arc<Dump>, Error> {
    let format = key.name.format;
    dumps
        .cache
        .try_get_with(key, || {
            Dump::render(format, edition, runs, &dumps.site, &dumps.parts).map(Arc::new)
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
