//! A morning of alerts: `cargo bench -p api --bench alerts -- <database> [alerts] [new events] [older events]`.
//!
//! The database is an empty one, as `postgres://…` or the path of a new SQLite file. It says how long the catalogue takes to match
//! all alerts with the new events, and how long the whole round takes until the last letter is in the outbox.

use anyhow::Context as _;
use api::app::{self, Platform};
use api::editions;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::config::Config;
use ground::db::schema::{accounts, alert_rounds, event_alerts, events, jobs, mails};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::db::{Conn, Db};
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use ground::on;
use serde_json::{Value, json};
use shared::edition::{Edition, EditionStatus};
use shared::event::EventQuery;
use shared::id::{EditionId, EventId};
use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

const EVENING: &str = "2018-02-05T18:00:00Z";
const MORNING: &str = "2018-02-06T07:00:00Z";
/// Rows of one statement.
const AT_ONCE: usize = 100;

/// Searches of visitors; `{}` stands for a number that differs.
const SEARCHES: [&str; 8] = [
    "region=84",
    "kind=company_visit&region=11",
    "near={},45.764&radius=20000",
    "near={},48.85&radius=50000&kind=workshop",
    "q=soudure",
    "q=visite de la fonderie&region=84",
    "department=69&audience=pupils&accessibility=motor",
    "available=true&from=2018-03-28&bbox={},45,6,46",
];

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds an argument of its own.
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let url = arguments.next().context("which database?")?;
    let mut number = |usual: usize| arguments.next().map_or(Ok(usual), |word| word.parse());
    let (alerts, new, older) = (number(10_000)?, number(500)?, number(3_000)?);
    let folder = tempfile::tempdir()?;
    let clock = Clock::fixed(EVENING.parse::<DateTime<Utc>>()?);
    let platform = Arc::new(Platform::open(
        config(&url, &folder.path().display().to_string())?,
        clock.clone(),
    )?);
    let db = &platform.services.db;
    let edition = filled(db, &clock, alerts)?;
    publish(db, &clock, edition, 0..older)?;

    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let (server, _jobs) = app::serve(Arc::clone(&platform), TcpListener::bind("127.0.0.1:0")?)?;
        tokio::spawn(server);
        reached(&platform).await?;
        // A round that came before the catalogue looks again after some seconds.
        clock.set(EVENING.parse::<DateTime<Utc>>()? + chrono::Duration::seconds(6));
        until_sent(db, 1).await?;
        let ids = publish(db, &clock, edition, older..older + new)?;
        reached(&platform).await?;
        matched(&platform, alerts, ids)?;
        let begun = Instant::now();
        clock.set(MORNING.parse()?);
        until_sent(db, 2).await?;
        let letters: i64 = db.read_now(|conn| Ok(mails::table.count().get_result(conn)?))?;
        say(
            &format!("round with {letters} letters"),
            alerts,
            begun.elapsed(),
        )
    })
}

fn say(what: &str, number: usize, time: Duration) -> anyhow::Result<()> {
    #[expect(clippy::cast_precision_loss, reason = "a number of alerts")]
    let each = time.as_secs_f64() * 1e6 / number as f64;
    let mut out = std::io::stdout().lock();
    Ok(writeln!(
        out,
        "{what}: {number} alerts in {:.2} s, {each:.1} µs each",
        time.as_secs_f64()
    )?)
}

fn config(url: &str, folder: &str) -> anyhow::Result<Config> {
    Config::read(|name| match name {
        "SEMAINE_DATABASE_URL" => Some(url.to_owned()),
        "SEMAINE_JWT_KEY" => Some(format!("{folder}/key.pem")),
        "SEMAINE_FILES_DIR" => Some(format!("{folder}/files")),
        "SEMAINE_PUBLIC_URL" => Some("https://semaine.example.org".to_owned()),
        _ => None,
    })
}

/// The search of an alert; the same for the same number.
fn search(number: usize) -> String {
    let place = format!("{}.{:03}", 1 + number % 5, number % 1_000);
    let text = SEARCHES.get(number % SEARCHES.len()).copied();
    let text = text.unwrap_or_default().replace("{}", &place);
    format!("edition=2018&{text}")
}

fn query(number: usize) -> EventQuery {
    let text = search(number);
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
    EventQuery::parse_leniently(pairs.iter().map(|(name, value)| (&**name, &**value)))
}

/// Stores the edition and confirmed alerts.
fn filled(db: &Db, clock: &Clock, alerts: usize) -> anyhow::Result<EditionId> {
    let mut edition: Edition = serde_json::from_str(include_str!("../../data/editions/2018.json"))?;
    edition.status = EditionStatus::Open;
    let id = db
        .write_now(|conn| editions::put(conn, clock, &edition))?
        .id;
    let now = SqlTime::from(clock.now());
    let numbers: Vec<usize> = (0..alerts).collect();
    for numbers in numbers.chunks(AT_ONCE) {
        let rows: Vec<_> = numbers
            .iter()
            .map(|number| {
                (
                    event_alerts::id.eq(SqlUuid(Uuid::from_u128(*number as u128 + 1))),
                    event_alerts::edition_id.eq(SqlUuid::from(id)),
                    event_alerts::email.eq(format!("reader-{number}@example.org")),
                    event_alerts::search.eq(query(*number).to_search()),
                    event_alerts::search_key.eq("one"),
                    event_alerts::requested_at.eq(now),
                    event_alerts::confirmed_at.eq(Some(now)),
                )
            })
            .collect();
        db.write_now(|conn| {
            let rows = rows.clone();
            on!(conn, c => diesel::insert_into(event_alerts::table).values(rows).execute(c)?);
            Ok(())
        })?;
    }
    Ok(id)
}

/// Labels events, each with its log row.
fn publish(
    db: &Db,
    clock: &Clock,
    edition: EditionId,
    numbers: std::ops::Range<usize>,
) -> anyhow::Result<Vec<EventId>> {
    let numbers: Vec<usize> = numbers.collect();
    let mut ids = Vec::new();
    for numbers in numbers.chunks(AT_ONCE) {
        ids.extend(db.write_now(|conn| {
            let labelled = numbers
                .iter()
                .map(|number| label(conn, clock, edition, *number));
            labelled.collect::<Result<Vec<_>, Error>>()
        })?);
    }
    Ok(ids)
}

fn label(
    conn: &mut Conn,
    clock: &Clock,
    edition: EditionId,
    number: usize,
) -> Result<EventId, Error> {
    let now = SqlTime::from(clock.now());
    let owner = owner(conn, now)?;
    let id = EventId(Uuid::from_u128((1 << 100) + number as u128));
    let row = (
        events::id.eq(SqlUuid::from(id)),
        events::edition_id.eq(SqlUuid::from(edition)),
        events::owner_id.eq(owner),
        events::slug.eq(format!("visite-{number}")),
        events::state.eq("labelled"),
        events::life_status.eq("scheduled"),
        events::form.eq(SqlJson::of(&json!({}))?),
        events::content.eq(SqlJson::of(&content(number))?),
        events::version.eq(1),
        events::round.eq(1),
        events::title.eq("Visite"),
        events::labelled_at.eq(now),
        events::first_labelled_at.eq(now),
        events::created_at.eq(now),
        events::updated_at.eq(now),
    );
    diesel::insert_into(events::table)
        .values(row)
        .execute(conn)?;
    let entry = Entry {
        by: By::System,
        subject: Subject::Event(id),
        edition: Some(edition),
        kind: "event.labelled",
        payload: json!({}),
    };
    log::append(conn, clock.now(), &entry)?;
    Ok(id)
}

/// The account that owns all events.
fn owner(conn: &mut Conn, now: SqlTime) -> Result<SqlUuid, Error> {
    let id = SqlUuid(Uuid::from_u128(7));
    let known: i64 = accounts::table.find(id).count().get_result(conn)?;
    if known == 0 {
        diesel::insert_into(accounts::table)
            .values((
                accounts::id.eq(id),
                accounts::email.eq("owner@example.org"),
                accounts::email_key.eq("owner@example.org"),
                accounts::name.eq("Camille"),
                accounts::password_hash.eq(""),
                accounts::created_at.eq(now),
                accounts::updated_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(id)
}

fn content(number: usize) -> Value {
    let near_lyon = number.is_multiple_of(3);
    let title = [
        "Visite de la fonderie",
        "La soudure de près",
        "Les métiers de la forge",
    ];
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let off = (number % 200) as f64 / 100.0;
    let (department, region, insee) = if near_lyon {
        ("69", "84", "69259")
    } else {
        ("75", "11", "75113")
    };
    let (lon, lat) = if near_lyon {
        (3.9 + off, 45.69)
    } else {
        (1.4 + off, 48.83)
    };
    json!({
        "organiser": { "name": "Fonderie Durand", "kind": "company", "coOrganisers": [] },
        "contact": { "name": "Camille Martin", "email": "camille@exemple.fr" },
        "title": format!("{} {number}", title.get(number % 3).copied().unwrap_or_default()),
        "summary": "Du métal liquide à la pièce finie, en une heure.",
        "description": "Nous ouvrons nos ateliers.",
        "kind": if number.is_multiple_of(2) { "company_visit" } else { "workshop" },
        "topics": ["made_in_france"],
        "sectors": ["automotive"],
        "followsTheme": false,
        "attendanceMode": "on_site",
        "venue": {
            "name": "Usine", "address": "1 rue de l’Usine", "postalCode": "69200", "insee": insee, "city": "Ville",
            "department": department, "departmentName": "Ici", "region": region, "regionName": "Ici",
            "position": { "lon": lon, "lat": lat }
        },
        "department": department,
        "region": region,
        "timezone": "Europe/Paris",
        "occurrences": [{ "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T11:00:00+02:00" }],
        "audiences": ["pupils"],
        "accessMode": "open",
        "accessibility": ["motor"],
        "constraints": [],
        "expectedParticipants": 12,
        "commitmentsVersion": "2018-1"
    })
}

/// Waits until the catalogue has everything that is stored.
async fn reached(platform: &Platform) -> anyhow::Result<()> {
    let head = platform.services.db.read(log::head).await?;
    platform.live.reached(head.map_or(0, |head| head.seq)).await;
    Ok(())
}

/// Waits until this number of rounds is over.
async fn until_sent(db: &Db, rounds: i64) -> anyhow::Result<()> {
    loop {
        let (begun, waiting): (i64, i64) = db.read_now(|conn| {
            let waiting = jobs::table.filter(jobs::kind.like("alerts.%")).count();
            Ok((
                alert_rounds::table.count().get_result(conn)?,
                waiting.get_result(conn)?,
            ))
        })?;
        if begun >= rounds && waiting == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Matches all alerts with the new events.
fn matched(platform: &Platform, alerts: usize, new: Vec<EventId>) -> anyhow::Result<()> {
    let catalogue = platform.live.get()?;
    let queries: Vec<EventQuery> = (0..alerts).map(query).collect();
    let now = platform.services.clock.now();
    let begun = Instant::now();
    let among = catalogue.among(new);
    let mut found = 0;
    for query in &queries {
        found += among.matching(query, now)?.len();
    }
    say(
        &format!("matched, {found} times an event"),
        alerts,
        begun.elapsed(),
    )
}
