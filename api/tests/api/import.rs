//! `semaine import` and `semaine demo`: the stored data matches the report, and nothing is imported twice.

use crate::cli::{semaine, stdout_of};
use crate::support::edition_2018;
use api::catalogue::Live;
use chrono::{DateTime, NaiveDate};
use ground::db::Db;
use ground::jobs;
use serde_json::{Value, json};
use shared::calendar::Window;
use shared::edition::{Edition, EditionStatus};
use std::path::Path;
use tempfile::TempDir;

/// An edition that stays open for centuries, since the command uses the system time.
fn far_edition() -> Edition {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
    Edition {
        slug: "2199".to_owned(),
        status: EditionStatus::Open,
        week: Window::new(day("2199-03-25"), day("2199-03-31")).unwrap(),
        window: Window::new(day("2199-03-25"), day("2199-03-31")).unwrap(),
        territories: Vec::new(),
        opens_at: at("2018-01-01T00:00:00+01:00"),
        deadline: at("2199-03-12T23:59:59+01:00"),
        ..edition_2018()
    }
}

fn complete() -> Value {
    json!({
        "uid": 1001,
        "title": {"fr": "Conférence : le métal de demain"},
        "description": {"fr": "Une heure pour comprendre les alliages de demain."},
        "longDescription": {"fr": "Avec nos **ingénieurs**, au plus près des fours."},
        "conditions": {"fr": "Entrée libre"},
        "timings": [{"begin": "2199-03-26T10:00:00+01:00", "end": "2199-03-26T11:00:00+01:00"}],
        "attendanceMode": 1,
        "location": {"name": "Halle", "address": "2 rue du Port", "city": "Vénissieux", "postalCode": "69200"},
        "originAgenda": {"title": "Fonderie du Rhône"},
        "organiserKind": "company",
        "audiences": ["pupils"],
        "expectedParticipants": 40
    })
}

fn prepared(folder: &Path) -> String {
    let edition = folder.join("edition.json");
    std::fs::write(&edition, serde_json::to_vec(&far_edition()).unwrap()).unwrap();
    stdout_of(&semaine(
        folder,
        &["edition", "put", edition.to_str().unwrap()],
        "",
    ));
    let create = [
        "user",
        "create",
        "admin@example.org",
        "--name",
        "Claude Renaud",
    ];
    stdout_of(&semaine(folder, &create, "correct horse battery\n"));
    stdout_of(&semaine(
        folder,
        &["user", "grant", "admin@example.org", "administrator"],
        "",
    ));
    let export = folder.join("export.json");
    let events = json!([complete(), {"uid": 1002, "title": {"fr": "Sans rien d’autre"}}, {"title": {"fr": "Sans uid"}}]);
    std::fs::write(&export, serde_json::to_vec(&events).unwrap()).unwrap();
    export.to_str().unwrap().to_owned()
}

fn last_line(output: &std::process::Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn an_export_is_imported_once_and_each_event_is_reported() {
    let folder = TempDir::new().unwrap();
    let export = prepared(folder.path());
    let import = |more: &[&str]| {
        let arguments = [
            &["import", "openagenda", &export, "--edition", "2199"],
            more,
        ]
        .concat();
        semaine(folder.path(), &arguments, "")
    };

    let dry = import(&["--submit", "--dry-run"]);
    let first = import(&["--submit"]);
    let again = import(&["--submit"]);
    let verified = stdout_of(&semaine(folder.path(), &["verify-log"], ""));

    assert_eq!(
        dry.status.code(),
        Some(2),
        "a rejected event shows in the exit code"
    );
    assert_eq!(
        last_line(&dry),
        "drafts: 1, submitted: 1, already imported: 0, rejected: 1 (dry run, nothing stored)"
    );
    assert_eq!(
        last_line(&first),
        "drafts: 1, submitted: 1, already imported: 0, rejected: 1 (stored)"
    );
    assert_eq!(
        last_line(&again),
        "drafts: 0, submitted: 0, already imported: 2, rejected: 1 (stored)"
    );
    let report = String::from_utf8(first.stdout).unwrap();
    for expected in [
        "1 1001 \"Conférence : le métal de demain\": submitted",
        "occurrences required",
        "added: commune from postal code and name: Vénissieux (69)",
        "3 - \"\": rejected",
    ] {
        assert!(report.contains(expected), "{expected} is not in\n{report}");
    }
    assert!(verified.ends_with("the log is valid\n"), "{verified}");
}

#[test]
fn a_picture_that_cannot_be_fetched_is_reported_and_refuses_nothing() {
    let folder = TempDir::new().unwrap();
    prepared(folder.path());
    let mut event = complete();
    event["image"] = json!({"base": "https://127.0.0.1/", "filename": "a.jpg"});
    event["imageCredits"] = "© Fonderie".into();
    let export = folder.path().join("pictures.json");
    std::fs::write(&export, serde_json::to_vec(&json!([event])).unwrap()).unwrap();
    let import = |more: &[&str]| {
        let arguments = [
            &[
                "import",
                "openagenda",
                export.to_str().unwrap(),
                "--edition",
                "2199",
                "--submit",
            ],
            more,
        ]
        .concat();
        stdout_of(&semaine(folder.path(), &arguments, ""))
    };

    let dry = import(&["--pictures", "--dry-run"]);
    let first = import(&["--pictures"]);
    let again = import(&["--pictures"]);

    assert!(!dry.contains("picture not fetched"), "{dry}");
    assert!(
        first.contains("picture not fetched: 127.0.0.1 is 127.0.0.1, no public address"),
        "{first}"
    );
    assert!(first.contains("submitted: 1"), "{first}");
    assert!(!again.contains("picture not fetched"), "{again}");
}

#[test]
fn an_import_into_an_unsuitable_edition_is_rejected_as_a_whole() {
    let folder = TempDir::new().unwrap();
    let export = prepared(folder.path());
    let unknown = semaine(
        folder.path(),
        &["import", "openagenda", &export, "--edition", "1789"],
        "",
    );
    let nobody = semaine(
        folder.path(),
        &[
            "import",
            "openagenda",
            &export,
            "--edition",
            "2199",
            "--owner",
            "x@example.org",
        ],
        "",
    );
    let broken = folder.path().join("broken.json");
    std::fs::write(&broken, "uid;title\n1;A\n").unwrap();
    let other = semaine(
        folder.path(),
        &[
            "import",
            "openagenda",
            broken.to_str().unwrap(),
            "--edition",
            "2199",
        ],
        "",
    );

    for (output, why) in [
        (unknown, "no edition `1789`"),
        (nobody, "no account x@example.org"),
        (other, "not JSON"),
    ] {
        assert!(!output.status.success());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(why), "{stderr}");
    }
}

#[test]
fn the_demonstration_fills_an_empty_database_only() {
    let folder = TempDir::new().unwrap();
    prepared(folder.path());

    let filled = semaine(folder.path(), &["demo"], "");

    let stderr = String::from_utf8(filled.stderr).unwrap();
    assert!(!filled.status.success());
    assert!(stderr.contains("the database is not empty"), "{stderr}");
}

#[test]
#[ignore = "it takes a minute: the journeys count its events, and the third-party clients read it once its log has been verified"]
fn the_whole_demonstration_has_a_valid_log() {
    let folder = TempDir::new().unwrap();

    let filled = stdout_of(&semaine(folder.path(), &["demo"], ""));
    let again = semaine(folder.path(), &["demo"], "");
    let verified = stdout_of(&semaine(folder.path(), &["verify-log"], ""));

    assert!(
        filled.contains("edition 2018: 2918 event submissions\n"),
        "{filled}"
    );
    assert!(!again.status.success());
    assert!(verified.ends_with("the log is valid\n"), "{verified}");
    let path = folder.path().join("semaine.sqlite");
    let db = Db::open(path.to_str().unwrap(), 1).unwrap();
    let kinds = db.read_now(jobs::counts).unwrap();
    let waiting = kinds.iter().map(|count| count.kind.as_str());
    assert!(!waiting.collect::<Vec<_>>().contains(&"kits.prepare"));
}

#[tokio::test]
async fn benchmark_data_has_the_requested_number_of_events_and_a_valid_log() {
    let folder = TempDir::new().unwrap();

    // More than one batch of the generator.
    let filled = stdout_of(&semaine(folder.path(), &["demo", "--events", "1200"], ""));
    let verified = stdout_of(&semaine(folder.path(), &["verify-log"], ""));

    let (slug, files) = filled
        .trim()
        .strip_prefix("edition ")
        .and_then(|line| line.split_once(": "))
        .unwrap();
    assert_eq!(files, "1250 event submissions");
    assert!(verified.ends_with("the log is valid\n"), "{verified}");
    let path = folder.path().join("semaine.sqlite");
    let db = Db::open(path.to_str().unwrap(), 1).unwrap();
    let catalogue = Live::default();
    let now = DateTime::UNIX_EPOCH;
    catalogue.advance(&db, now).await.unwrap();
    assert_eq!(catalogue.get().unwrap().labelled_events(slug), 1_200);
}
