//! The check of an API key: `cargo bench -p api --bench keys`. It says how long one takes that the server remembers, which should be 3 µs
//! at most, and one for which it asks an SQLite database.

use actix_web::rt::System;
use actix_web::test::TestRequest;
use anyhow::Context as _;
use api::accounts::people::{self, NewAccount};
use api::api_keys::generate;
use api::app::Platform;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::config::Config;
use ground::db::Conn;
use ground::db::schema::{api_keys, partner_spaces};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use shared::partner::{KeyKind, KeyScope, KeySettings};
use std::io::Write as _;
use std::time::{Duration, Instant};
use uuid::Uuid;

const NOW: &str = "2018-02-05T18:00:00Z";
/// Checks of a key that is remembered.
const WARM: u32 = 1_000_000;
/// Checks of one that is looked up.
const COLD: u32 = 2_000;

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let clock = Clock::fixed(NOW.parse::<DateTime<Utc>>()?);
    let config = config(&folder.path().display().to_string())?;
    let platform = Platform::open(config, clock.clone())?;
    let token = generate(KeyKind::Secret)?;
    let hash = platform.api_keys.hash(&token);
    platform
        .services
        .db
        .write_now(|conn| fill(conn, &clock, &hash))?;
    System::new().block_on(async {
        let request = TestRequest::default().to_http_request();
        let check = async || platform.api_keys.verify(&token, &request).await.map(drop);
        check().await.context("the key is valid")?;
        let begin = Instant::now();
        for _ in 0..WARM {
            check().await?;
        }
        say("remembered", WARM, begin.elapsed())?;
        let mut spent = Duration::ZERO;
        for _ in 0..COLD {
            clock.advance(TimeDelta::seconds(10));
            let begin = Instant::now();
            check().await?;
            spent += begin.elapsed();
        }
        say("looked up", COLD, spent)
    })
}

fn say(what: &str, number: u32, time: Duration) -> anyhow::Result<()> {
    let each = time.as_secs_f64() * 1e6 / f64::from(number);
    let mut out = std::io::stdout().lock();
    Ok(writeln!(out, "check of a key, {what}: {each:.2} µs")?)
}

fn config(folder: &str) -> anyhow::Result<Config> {
    Config::read(|name| match name {
        "SEMAINE_DATABASE_URL" => Some(format!("{folder}/bench.sqlite")),
        "SEMAINE_JWT_KEY" => Some(format!("{folder}/key.pem")),
        "SEMAINE_FILES_DIR" => Some(format!("{folder}/files")),
        "SEMAINE_PUBLIC_URL" => Some("https://semaine.example.org".to_owned()),
        _ => None,
    })
}

/// Stores a key of a member of a space.
fn fill(conn: &mut Conn, clock: &Clock, hash: &str) -> Result<(), Error> {
    let member = NewAccount {
        email: "noor.benali@example.org".to_owned(),
        name: "Noor Benali".to_owned(),
        password_hash: String::new(),
        verified: true,
    };
    let account = people::create(conn, clock, &member)?;
    let (space, now) = (SqlUuid(Uuid::from_u128(1)), SqlTime::from(clock.now()));
    diesel::insert_into(partner_spaces::table)
        .values((
            partner_spaces::id.eq(space),
            partner_spaces::partner.eq("cci_france"),
            partner_spaces::name.eq("CCI France"),
            partner_spaces::created_at.eq(now),
        ))
        .execute(conn)?;
    let settings = KeySettings {
        kind: KeyKind::Secret,
        scopes: vec![KeyScope::Read],
        editions: Vec::new(),
        territory: None,
        networks: Vec::new(),
        origins: Vec::new(),
    };
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(SqlUuid(Uuid::from_u128(2))),
            api_keys::partner_id.eq(space),
            api_keys::account_id.eq(SqlUuid::from(account)),
            api_keys::name.eq("Site"),
            api_keys::settings.eq(SqlJson::of(&settings)?),
            api_keys::hash.eq(hash),
            api_keys::hint.eq("sdi_live_…"),
            api_keys::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
