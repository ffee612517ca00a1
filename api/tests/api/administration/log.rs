//! The log: filters, pages, and its verification.

use super::{at, disable, id_of, press, referent};
use crate::log::{fill, tamper};
use crate::support::{Engine, Person, TestApp, awaited};
use ground::jobs::{self, JobQuery, State};
use rstest::rstest;
use shared::account::{PersonSheet, Role};
use shared::log::{
    LatestLogVerification, LogFault, LogRow, LogSubjectKind, LogVerdict, LogVerification,
};
use shared::paging::Page;
use shared::problem::Code;

const LOG: &str = "/api/v1/log";
const VERIFICATION: &str = "/api/v1/log/verification";

async fn rows(reader: &Person, filters: &str) -> Vec<LogRow> {
    let page: Page<LogRow> = reader.get(&format!("{LOG}?{filters}")).await.ok(200);
    page.items
}

#[rstest]
#[tokio::test]
async fn rows_are_found_by_subject_author_kind_and_period(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let (manager, reader) = (app.administrator().await, app.coordinator().await);
    let person = app.organiser().await;
    fill(&app, 3);
    manager
        .post(&at(id_of(&person), "/grants"), &referent("region:84"))
        .await
        .ok::<PersonSheet>(200);
    app.clock.advance(chrono::Duration::minutes(5));
    disable(&manager, &person).await.ok::<PersonSheet>(200);
    let subject = format!("subject={}", id_of(&person));

    let about = rows(&reader, &subject).await;
    let acts = rows(&reader, &format!("actor={}", id_of(&manager))).await;
    let events = rows(&reader, "subjectKind=event").await;
    let granted = rows(&reader, &format!("kind=account.granted&{subject}")).await;
    let since = "from=2018-02-05T09:04:00Z";
    let later = rows(&reader, since).await;
    let before = rows(&reader, &format!("{subject}&to=2018-02-05T09:04:00Z")).await;

    let kinds =
        |rows: &[LogRow]| -> Vec<String> { rows.iter().map(|row| row.kind.clone()).collect() };
    assert_eq!(
        kinds(&about),
        ["account.disabled", "account.granted", "account.created"]
    );
    assert_eq!(kinds(&acts), ["account.disabled", "account.granted"]);
    assert_eq!(kinds(&events), ["event.tried"; 3]);
    assert_eq!(kinds(&granted), ["account.granted"]);
    assert_eq!(kinds(&later), ["account.disabled"]);
    assert_eq!(kinds(&before), ["account.granted", "account.created"]);
    let [last, first, _] = about.as_slice() else {
        panic!("{about:?}")
    };
    assert_eq!(last.details.reason.as_deref(), Some("Départ du réseau"));
    assert_eq!(
        first.details.grant,
        Some(super::grant(Role::Referent, "region:84"))
    );
    assert_eq!(last.subject.kind, Some(LogSubjectKind::Account));
    assert_eq!(last.subject.name.as_ref(), Some(&person.account().name));
    let actor = last.actor.as_ref().expect("a person");
    assert_eq!(actor.name.as_ref(), Some(&manager.account().name));
    assert_eq!(actor.role, Some(Role::Administrator));
}

#[rstest]
#[tokio::test]
async fn the_pages_hold_every_row_once_from_the_newest(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let reader = app.coordinator().await;
    let head = fill(&app, 7).seq;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: Page<LogRow> = reader.get(&format!("{LOG}?limit=3{cursor}")).await.ok(200);
        seen.extend(page.items.into_iter().map(|row| row.seq));
        // A row that is added meanwhile is not on the later pages.
        fill(&app, 1);
        let Some(next) = page.next_cursor else { break };
        cursor = format!("&cursor={next}");
    }
    let all: Vec<i64> = (1..=head).rev().collect();
    assert_eq!(seen, all);
    reader
        .get(&format!("{LOG}?subject=nothing"))
        .await
        .refused(Code::InvalidParameter);
    let organiser = app.organiser().await;
    organiser.get(LOG).await.refused(Code::Forbidden);
}

async fn verified(manager: &Person) -> LogVerification {
    press(manager, VERIFICATION)
        .await
        .ok::<LatestLogVerification>(200);
    awaited("the end of the verification", async || {
        let latest: LatestLogVerification = manager.get(VERIFICATION).await.ok(200);
        latest
            .verification
            .filter(|found| found.verdict != LogVerdict::Running)
    })
    .await
}

#[rstest]
#[tokio::test]
async fn a_verification_says_that_the_chain_is_intact_or_where_it_breaks(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let none: LatestLogVerification = manager.get(VERIFICATION).await.ok(200);
    let rows = fill(&app, 1_200).seq;

    let valid = verified(&manager).await;
    tamper(&app, "UPDATE log SET payload = '{}' WHERE seq = 1100");
    let broken = verified(&manager).await;

    assert_eq!(none.verification, None);
    assert_eq!(valid.verdict, LogVerdict::Valid);
    // The request itself is a row.
    assert_eq!(
        (valid.verified, valid.total),
        (rows.unsigned_abs() + 1, rows.unsigned_abs() + 1)
    );
    assert_eq!(valid.compared_with, None);
    assert_eq!(broken.verdict, LogVerdict::Broken);
    assert_eq!(broken.fault, Some(LogFault::Altered));
    assert_eq!((broken.verified, broken.fault_row), (1_099, Some(1_100)));
    assert_ne!(valid.id, broken.id);
}

#[rstest]
#[tokio::test]
async fn a_verification_compares_with_the_kept_head(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let head = fill(&app, 5);
    app.clock.advance(chrono::Duration::days(1));
    let kept = app.platform.config.files_dir.join("log-head.jws");
    awaited("the kept head", async || kept.exists().then_some(())).await;
    let manager = app.anew(&manager).await;

    let whole = verified(&manager).await;
    let cut = format!("DELETE FROM log WHERE seq >= {}", head.seq);
    tamper(&app, &cut);
    // The next row has the number of the one that the head names.
    let rewritten = verified(&manager).await;

    assert_eq!(whole.verdict, LogVerdict::Valid);
    assert_eq!(whole.compared_with, Some(head.seq));
    assert_eq!(rewritten.verdict, LogVerdict::Broken);
    assert_eq!(rewritten.fault, Some(LogFault::Rewritten));
    assert_eq!(rewritten.fault_row, Some(head.seq));
}

#[tokio::test]
async fn a_kept_head_that_cannot_be_read_is_not_a_valid_log() {
    let app = TestApp::start(Engine::Sqlite).await;
    let manager = app.administrator().await;
    let folder = &app.platform.config.files_dir;
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("log-head.jws"), "nothing").unwrap();
    press(&manager, VERIFICATION)
        .await
        .ok::<LatestLogVerification>(200);

    let services = &app.platform.services;
    let query = JobQuery {
        kind: Some("log.verify"),
        limit: 1,
        ..JobQuery::default()
    };
    let ended = awaited("the end of the verification", async || {
        let job = services.db.read_now(|conn| jobs::list(conn, &query));
        let job = job.unwrap().pop()?;
        if job.state == State::Waiting {
            // The next attempt waits for its time.
            app.clock.advance(chrono::Duration::seconds(30));
        }
        (job.state == State::Dead).then_some(job)
    })
    .await;

    assert!(ended.last_error.is_some());
    let manager = app.anew(&manager).await;
    let latest: LatestLogVerification = manager.get(VERIFICATION).await.ok(200);
    assert_eq!(latest.verification.unwrap().verdict, LogVerdict::Failed);
}

#[tokio::test]
async fn only_administrators_have_the_log_verified() {
    let app = TestApp::start(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    press(&coordinator, VERIFICATION)
        .await
        .refused(Code::Forbidden);
}
