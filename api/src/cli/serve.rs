//! `semaine serve`: serves the site and the API, and runs the background jobs.

use super::{demo, say};
use crate::app::{self, Platform};
use anyhow::Context as _;
use gazetteer::Gazetteer;
use ground::blocking::blocking;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Time for which running jobs may go on when the server stops; then their leases are released.
const DRAIN: Duration = Duration::from_secs(10);

/// Ignores SIGHUP, sent when the terminal closes or to request a reload: all settings are read at start.
fn outlive_hangups() -> anyhow::Result<()> {
    let mut hangups = signal(SignalKind::hangup()).context("SIGHUP")?;
    actix_web::rt::spawn(async move {
        while hangups.recv().await.is_some() {
            tracing::info!("SIGHUP is ignored; settings are read at the start");
        }
    });
    Ok(())
}

/// Ends the open event streams and the turns of webhooks when the server is asked to stop, since it waits for its requests and jobs.
fn end_streams(platform: &Platform) -> anyhow::Result<()> {
    let mut stops = signal(SignalKind::terminate()).context("SIGTERM")?;
    let (streams, webhooks) = (platform.streams.clone(), platform.webhooks.clone());
    actix_web::rt::spawn(async move {
        if stops.recv().await.is_some() {
            streams.end();
            webhooks.end();
        }
    });
    Ok(())
}

/// Tries the store of the files, and tells the operator what it does not do as it should. The server starts without waiting for it.
fn probe_files(platform: &Platform) -> impl Future<Output = ()> + use<> {
    let (files, now) = (platform.files.clone(), platform.services.clock.now());
    if platform
        .config
        .files_s3
        .as_ref()
        .is_some_and(|s3| !s3.is_encrypted())
    {
        tracing::warn!("the S3 store of the files is asked without encryption, over the network");
    }
    async move {
        match blocking(move || Ok(files.probe(now)?)).await {
            Ok(faults) => {
                for fault in faults {
                    tracing::warn!(fault, "the store of the files does not do as it should");
                }
            }
            Err(error) => tracing::error!(
                error = %error,
                "the files cannot be stored, read and removed: uploads and downloads fail until they can"
            ),
        }
    }
}

pub(super) fn run(platform: Platform) -> anyhow::Result<ExitCode> {
    Gazetteer::embedded().prepare();
    actix_web::rt::System::new().block_on(async {
        let services = &platform.services;
        // The catalogue is built before the port opens, so that no request gets a 503 at start.
        platform
            .live
            .advance(&services.db, services.clock.now())
            .await
            .context("the catalogue cannot be built")?;
        let listener = TcpListener::bind(platform.config.listen)
            .with_context(|| format!("cannot listen on {}", platform.config.listen))?;
        say(format_args!(
            "listening on http://{}",
            listener.local_addr()?
        ));
        if platform.config.open_outbox {
            demo::print_accounts(services)?;
        }
        outlive_hangups()?;
        end_streams(&platform)?;
        actix_web::rt::spawn(probe_files(&platform));
        let tally = platform.tally.clone();
        let (server, jobs) = app::serve(Arc::new(platform), listener)?;
        let ended = server.await;
        if let Err(error) = tally.write().await {
            tracing::warn!(error = %error, "the last requests with API keys were not counted");
        }
        jobs.shutdown(DRAIN).await;
        ended?;
        Ok(ExitCode::SUCCESS)
    })
}
