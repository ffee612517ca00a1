//! `semaine serve`.

use super::{demo, say};
use crate::app::{self, Platform};
use anyhow::Context as _;
use gazetteer::Gazetteer;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long running jobs may take to end when the server stops; then their leases are given back.
const DRAIN: Duration = Duration::from_secs(10);

pub(super) fn run(platform: Platform) -> anyhow::Result<ExitCode> {
    Gazetteer::embedded().prepare();
    let listener = TcpListener::bind(platform.config.listen)
        .with_context(|| format!("cannot listen on {}", platform.config.listen))?;
    say(format_args!(
        "listening on http://{}",
        listener.local_addr()?
    ));
    if platform.config.open_outbox {
        demo::print_accounts(&platform.services)?;
    }
    actix_web::rt::System::new().block_on(async {
        let (server, jobs) = app::serve(Arc::new(platform), listener)?;
        let ended = server.await;
        jobs.shutdown(DRAIN).await;
        ended?;
        Ok(ExitCode::SUCCESS)
    })
}
