//! Removal of the files of deleted events and accounts.

use super::Forgettable;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::files::Files;
use ground::jobs::{Completion, Jobs, Kind};
use http::Services;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashSet;

/// Job that removes files of a shelf, unless something uses them.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub(crate) struct Forget<S: Forgettable> {
    /// Identifiers of the files. The older names are in jobs that another version enqueued.
    #[serde(alias = "images", alias = "documents")]
    pub(crate) files: Vec<S::Id>,
    /// A file that was uploaded or saved at this time or later stays: somebody else is using it.
    pub(crate) before: DateTime<Utc>,
}

impl<S: Forgettable> Kind for Forget<S> {
    const NAME: &'static str = S::FORGET;
    const BATCH: u16 = 1;
}

/// Registers the removal; `used` returns the identifiers in use.
pub(crate) fn forgets<S: Forgettable>(
    jobs: Jobs,
    services: &Data<Services>,
    files: &Files,
    used: fn(&mut Conn) -> Result<HashSet<S::Id>, Error>,
) -> Jobs {
    let (services, files) = (services.clone(), files.clone());
    jobs.on_outside(move |_, job: Forget<S>| {
        let (services, files) = (services.clone(), files.clone());
        async move {
            blocking(move || {
                let used = services.db.read_now(used)?;
                Ok(remove(&files, &job, &used)?)
            })
            .await?;
            Ok(Completion::plain())
        }
    })
}

fn remove<S: Forgettable>(
    files: &Files,
    job: &Forget<S>,
    used: &HashSet<S::Id>,
) -> anyhow::Result<()> {
    for id in job.files.iter().filter(|id| !used.contains(*id)) {
        let mut parts: Vec<_> = S::files_of(files, id)?
            .into_iter()
            .filter_map(|name| Some((S::read(&name)?.1, name)))
            .collect();
        parts.sort_by_key(|(part, _)| Reverse(*part));
        for (_, name) in parts {
            if !files.remove_older(&name, job.before)? {
                break;
            }
        }
    }
    Ok(())
}
