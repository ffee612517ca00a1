//! `IndexNow`: tells search engines which pages of events have changed or are gone (<https://www.indexnow.org/documentation>).
//!
//! Off unless a key is configured. Every few minutes a job reads the changes that readers see since the last time, and enqueues jobs
//! that submit their addresses in batches; a batch that fails is tried again. The first time nothing is submitted: search engines read
//! what is there from the sitemap. The key is published, as the protocol wants it: it shows that the site itself submits.

mod queries;

use crate::catalogue::Live;
use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use anyhow::Context as _;
use catalogue::{Catalogue, Changed, Place, State};
use chrono::Duration;
use ground::config::IndexNowConfig;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Completion, Failure, Jobs, Kind, Schedule};
use http::Services;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use serde::{Deserialize, Serialize};
use shared::event::EventQuery;
use shared::id::EventId;
use uuid::Uuid;

/// Addresses in one submission; the protocol allows 10,000.
const ADDRESSES: usize = 500;
/// Time between two looks at the changes: a search engine that hears of every step of an afternoon listens less.
const PERIOD: Duration = Duration::minutes(10);
/// Longest wait for an answer of the service.
const WAIT: std::time::Duration = std::time::Duration::from_secs(10);

/// Submits addresses of the site.
#[derive(Debug)]
pub struct IndexNow {
    client: Client,
    config: IndexNowConfig,
    /// Public URL of the site, without a trailing slash.
    site: String,
    /// Name of its host.
    host: String,
}

/// Body of a submission.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Submission<'a> {
    host: &'a str,
    key: &'a str,
    key_location: String,
    url_list: Vec<String>,
}

/// Job that enqueues the submission of what has changed.
#[derive(Debug, Serialize, Deserialize)]
struct CollectAddresses {}

impl Kind for CollectAddresses {
    const NAME: &'static str = "index_now.collect";
    const BATCH: u16 = 1;
}

/// Job that submits some addresses.
#[derive(Debug, Serialize, Deserialize)]
struct SubmitAddresses {
    /// Paths of pages of events, each with its leading slash.
    paths: Vec<String>,
}

impl Kind for SubmitAddresses {
    const NAME: &'static str = "index_now.submit";
    const BATCH: u16 = 1;
}

impl IndexNow {
    /// Submits addresses of the site at this URL.
    ///
    /// # Errors
    ///
    /// When the URL has no host, or the system gives no resources for connections.
    pub fn new(config: IndexNowConfig, site: &str) -> anyhow::Result<Self> {
        let url = Url::parse(site)?;
        let host = url.host_str().context("an address without a host")?;
        Ok(Self {
            client: Client::builder()
                .redirect(Policy::none())
                .timeout(WAIT)
                .build()?,
            host: host.to_owned(),
            config,
            site: site.to_owned(),
        })
    }

    /// Path of the file that has the key.
    fn key_path(&self) -> String {
        format!("/{}.txt", self.config.key)
    }

    async fn submit(&self, paths: &[String]) -> Result<(), Failure> {
        let submission = Submission {
            host: &self.host,
            key: &self.config.key,
            key_location: format!("{}{}", self.site, self.key_path()),
            url_list: paths
                .iter()
                .map(|path| format!("{}{path}", self.site))
                .collect(),
        };
        let service = self.config.service.clone();
        let answer = self.client.post(service).json(&submission).send().await;
        let status = answer.map_err(anyhow::Error::new)?.status();
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            return Err(anyhow::anyhow!("the service answered {status}").into());
        }
        if !status.is_success() {
            // The same submission would be refused again.
            tracing::error!(
                http.status = status.as_u16(),
                addresses.count = paths.len(),
                "a submission to IndexNow was refused"
            );
        }
        Ok(())
    }
}

/// Serves the file that has the key.
pub(crate) fn key_file(cfg: &mut web::ServiceConfig, index_now: Option<&Data<IndexNow>>) {
    let Some(index_now) = index_now else { return };
    let key = index_now.config.key.clone();
    let file = move || {
        let key = key.clone();
        async move {
            HttpResponse::Ok()
                .content_type("text/plain; charset=utf-8")
                .body(key)
        }
    };
    cfg.route(&index_now.key_path(), web::get().to(file));
}

/// Registers both jobs, the first one every few minutes; neither without a key.
pub(crate) fn jobs(
    jobs: Jobs,
    services: &Data<Services>,
    live: &Data<Live>,
    index_now: Option<&Data<IndexNow>>,
) -> Jobs {
    let Some(index_now) = index_now else {
        return jobs;
    };
    let (services, live, index_now) = (services.clone(), live.clone(), index_now.clone());
    jobs.on(move |conn, CollectAddresses {}| collect(conn, &services, &live))
        .on_outside(move |_, job: SubmitAddresses| {
            let index_now = index_now.clone();
            async move {
                index_now.submit(&job.paths).await?;
                Ok(Completion::plain())
            }
        })
        .every(Schedule::every(PERIOD), CollectAddresses {})
}

fn collect(conn: &mut Conn, services: &Services, live: &Live) -> Result<(), Error> {
    // Without a catalogue, the next run collects what this one would have.
    let Ok(catalogue) = live.get() else {
        return Ok(());
    };
    let before = queries::submitted(conn)?;
    let now = catalogue.version();
    queries::remember(conn, before.unwrap_or(now).max(now))?;
    let Some(before) = before else { return Ok(()) };
    let paths = changed(&catalogue, before)?;
    if paths.is_empty() {
        return Ok(());
    }
    let submissions: Vec<_> = paths
        .chunks(ADDRESSES)
        .map(|paths| SubmitAddresses {
            paths: paths.to_vec(),
        })
        .collect();
    jobs::enqueue_all(conn, &services.clock, &submissions)?;
    Ok(())
}

/// Paths of the events that readers see changed, or gone, since a row of the log.
fn changed(catalogue: &Catalogue, before: i64) -> Result<Vec<String>, Error> {
    let after = Place {
        seq: before,
        id: EventId(Uuid::max()),
    };
    let watched = catalogue.watched(&EventQuery::default())?;
    let changes = watched.changes(Some(after));
    let visible = changes.filter(|change| change.changed > before);
    Ok(visible
        .filter_map(|change| path(catalogue, &change))
        .collect())
}

fn path(catalogue: &Catalogue, change: &Changed<'_>) -> Option<String> {
    match change.state {
        State::Public { entry, .. } => Some(entry.event.path()),
        State::Gone { .. } => {
            let gone = catalogue.gone_event(change.place.id)?;
            Some(gone.entry.event.path())
        }
    }
}
