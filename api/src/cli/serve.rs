//! `semaine serve`.

use super::{demo, say};
use crate::app::{self, State};
use crate::places::Gazetteer;
use actix_web::web::Data;
use anyhow::Context as _;
use std::net::TcpListener;
use std::process::ExitCode;

pub(super) fn run(state: State) -> anyhow::Result<ExitCode> {
    Gazetteer::embedded().prepare();
    let listener = TcpListener::bind(state.config.listen)
        .with_context(|| format!("cannot listen on {}", state.config.listen))?;
    say(format_args!(
        "listening on http://{}",
        listener.local_addr()?
    ));
    if state.config.open_outbox {
        demo::tell_accounts(&state)?;
    }
    actix_web::rt::System::new().block_on(async {
        app::serve(Data::new(state), listener)?.await?;
        Ok(ExitCode::SUCCESS)
    })
}
