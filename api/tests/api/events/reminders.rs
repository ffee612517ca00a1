//! Letters before the deadline to those who have drafts.

use crate::accounts::{mails, token};
use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Preferences;
use shared::edition::Edition;
use shared::event::EventFile;
use shared::mail::Mail;
use shared::problem::Code;

/// Eight o'clock in France, seven and two days before the deadline.
const SEVEN_DAYS: &str = "2018-03-05T07:00:00Z";
const TWO_DAYS: &str = "2018-03-10T07:00:00Z";

/// Sets the clock, and waits until everybody who is reminded then has a letter.
async fn reminded_at(app: &TestApp, time: &str) {
    let now: DateTime<Utc> = time.parse().unwrap();
    app.clock.set(now);
    let slot = now.duration_trunc(Duration::hours(1)).unwrap();
    app.has_run("events.remind_drafts", "events.remind%", slot)
        .await;
}

async fn reminders(app: &TestApp, person: &Person) -> Vec<Mail> {
    let mut mails = mails(app, &person.account().email).await;
    mails.retain(|mail| mail.summary.subject.starts_with("Vos brouillons"));
    mails
}

fn titled(title: &str) -> Value {
    let mut form = form();
    form["title"] = json!(title);
    form
}

#[rstest]
#[tokio::test]
async fn each_draft_is_reminded_of_once_before_each_date(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let one = owner.draft(&titled("Visite de la fonderie")).await;
    owner.draft(&json!({})).await;
    owner.submitted(&titled("Visite de la forge")).await;
    let others = app.organiser().await;
    others.submitted(&form()).await;

    reminded_at(&app, "2018-03-05T06:00:00Z").await;
    let before = reminders(&app, &owner).await.len();
    reminded_at(&app, SEVEN_DAYS).await;
    let first = reminders(&app, &owner).await;
    for hour in ["2018-03-05T08:00:00Z", "2018-03-06T07:00:00Z"] {
        reminded_at(&app, hour).await;
    }
    let later = reminders(&app, &owner).await.len();
    reminded_at(&app, TWO_DAYS).await;
    let second = reminders(&app, &owner).await.len();
    reminded_at(&app, "2018-03-12T23:00:00Z").await;
    let too_late = reminders(&app, &owner).await.len();

    assert_eq!((before, first.len(), later), (0, 1, 1));
    assert_eq!((second, too_late), (2, 2));
    assert!(reminders(&app, &others).await.is_empty());
    let letter = &first[0];
    assert_eq!(
        letter.summary.subject,
        "Vos brouillons\u{202f}: le dépôt se termine le 12\u{a0}mars\u{a0}2018"
    );
    let text = &letter.body_text;
    for part in [
        "lundi 12\u{a0}mars\u{a0}2018 à 23\u{a0}h\u{a0}59",
        "2 de vos événements",
        "- Visite de la fonderie\n",
        "- Événement sans titre\n",
        &format!("{}/mes-evenements/{}/modifier", app.address, one.id),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("la forge"), "it was submitted: {text}");
}

#[rstest]
#[tokio::test]
async fn whoever_worked_on_a_draft_that_day_is_not_reminded_of_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    app.clock.set("2018-03-05T07:30:00Z".parse().unwrap());
    let owner = app.anew(&owner).await;
    owner
        .put(&path(draft.id), &tag(&draft), &titled("Visite"))
        .await
        .ok::<EventFile>(200);

    reminded_at(&app, "2018-03-05T08:00:00Z").await;
    let first = reminders(&app, &owner).await.len();
    reminded_at(&app, TWO_DAYS).await;

    assert_eq!(first, 0);
    assert_eq!(reminders(&app, &owner).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn nobody_is_reminded_at_an_unverified_address_or_by_an_edition_without_reminders(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] with_reminders: bool,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&Edition {
        draft_reminder_days: if with_reminders { vec![7] } else { Vec::new() },
        ..edition()
    });
    let (verified, unverified) = (app.organiser().await, app.unverified().await);
    for person in [&verified, &unverified] {
        person.draft(&form()).await;
    }

    reminded_at(&app, SEVEN_DAYS).await;

    assert_eq!(
        reminders(&app, &verified).await.len(),
        usize::from(with_reminders)
    );
    assert!(reminders(&app, &unverified).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn many_owners_are_reminded_in_turn(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let mut owners = Vec::new();
    // More than one job goes through.
    for _ in 0..45 {
        let owner = app.organiser().await;
        owner.draft(&json!({})).await;
        owners.push(owner);
    }

    reminded_at(&app, SEVEN_DAYS).await;

    for owner in &owners {
        assert_eq!(reminders(&app, owner).await.len(), 1);
    }
}

#[rstest]
#[tokio::test]
async fn a_draft_in_a_territory_is_reminded_of_before_its_own_deadline(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = edition();
    let own = edition.territories.first_mut().expect("La Réunion");
    own.deadline = Some(DateTime::parse_from_rfc3339("2018-03-20T23:59:59+04:00").unwrap());
    app.put_edition(&edition);
    let owner = app.organiser().await;
    owner.draft(&form()).await;
    let mut there = form();
    there["place"]["insee"] = json!("97411");
    owner.draft(&there).await;

    reminded_at(&app, SEVEN_DAYS).await;
    let first = reminders(&app, &owner).await.len();
    reminded_at(&app, "2018-03-13T04:00:00Z").await;

    let letters = reminders(&app, &owner).await;
    assert_eq!((first, letters.len()), (1, 2));
    assert!(letters[0].summary.subject.contains("20\u{a0}mars"));
    assert!(letters[1].summary.subject.contains("12\u{a0}mars"));
}

#[rstest]
#[tokio::test]
async fn the_preference_refuses_reminders_and_accepts_them_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    const PREFERENCES: &str = "/api/v1/account/preferences";
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    owner.draft(&form()).await;
    let refusing = json!({ "refusedLetters": ["deadline_reminder"] });
    let store = async |person: &Person, wanted: &Value| {
        let request = person.request(Method::PUT, PREFERENCES).json(wanted);
        Answer::of(request).await
    };

    let at_first: Preferences = owner.get(PREFERENCES).await.ok(200);
    let stored: Preferences = store(&owner, &refusing).await.ok(200);
    let again: Preferences = store(&owner, &refusing).await.ok(200);
    reminded_at(&app, SEVEN_DAYS).await;
    let refused = reminders(&app, &owner).await.len();
    let owner = app.anew(&owner).await;
    let accepted: Preferences = store(&owner, &json!({ "refusedLetters": [] }))
        .await
        .ok(200);
    reminded_at(&app, TWO_DAYS).await;

    assert_eq!(at_first, Preferences::default());
    assert_eq!(stored.refused_letters.len(), 1);
    assert_eq!(again, stored);
    assert_eq!(accepted, Preferences::default());
    assert_eq!(refused, 0);
    assert_eq!(reminders(&app, &owner).await.len(), 1);
    let owner = app.anew(&owner).await;
    let owed = json!({ "refusedLetters": ["receipt"] });
    store(&owner, &owed).await.refused(Code::InvalidJson);
}

/// The link of a reminder that was sent.
async fn link(app: &TestApp, owner: &Person) -> String {
    reminded_at(app, SEVEN_DAYS).await;
    let letters = reminders(app, owner).await;
    let link = letters[0].unsubscribe.clone().expect("it may be refused");
    assert!(letters[0].body_text.contains(&link), "also for a reader");
    let path = link.strip_prefix(&app.address).expect("of this site");
    path.to_owned()
}

async fn one_click(app: &TestApp, link: &str, media_type: &str, body: &str) -> u16 {
    let request = app
        .visitor()
        .request(Method::POST, link)
        .header(header::CONTENT_TYPE, media_type)
        .body(body.to_owned());
    request.send().await.unwrap().status().as_u16()
}

#[rstest]
#[case::as_a_form("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")]
#[case::in_parts(
    "multipart/form-data; boundary=b",
    "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
)]
#[tokio::test]
async fn a_mail_program_refuses_in_one_click(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] media_type: &str,
    #[case] body: &str,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    owner.draft(&form()).await;
    let link = link(&app, &owner).await;

    // Whoever opens the link refuses nothing.
    let page = app.visitor().get(&link).await;
    let opened: Preferences = app
        .anew(&owner)
        .await
        .get("/api/v1/account/preferences")
        .await
        .ok(200);
    let statuses = [
        one_click(&app, &link, media_type, body).await,
        one_click(&app, &link, media_type, body).await,
    ];
    reminded_at(&app, TWO_DAYS).await;

    assert_ne!(page.status.as_u16(), 405, "a browser gets the page");
    assert_eq!(opened, Preferences::default());
    assert_eq!(statuses, [200, 200]);
    assert_eq!(reminders(&app, &owner).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_reader_refuses_with_the_link_of_the_letter(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    owner.draft(&form()).await;
    let link = link(&app, &owner).await;
    let letters = reminders(&app, &owner).await;
    let body = json!({ "token": token(&letters[0]) });

    let refused = app.visitor().post("/api/v1/letters/refusals", &body).await;
    let wrong = json!({ "token": "invented" });
    let invented = app.visitor().post("/api/v1/letters/refusals", &wrong).await;
    let verification = app.visitor().post("/api/v1/accounts/verify", &body).await;
    let empty = one_click(&app, &link, "application/x-www-form-urlencoded", "").await;
    app.clock.advance(Duration::days(366));
    let expired = app.visitor().post("/api/v1/letters/refusals", &body).await;

    assert_eq!(refused.json(), json!({ "letter": "deadline_reminder" }));
    invented.refused(Code::InvalidLink);
    verification.refused(Code::InvalidLink);
    assert_eq!(empty, 400);
    expired.refused(Code::InvalidLink);
}

#[tokio::test]
async fn the_address_that_refuses_letters_names_its_methods() {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = Answer::of(app.visitor().request(Method::PUT, "/desabonnement")).await;

    assert_eq!(answer.header(header::ALLOW), Some("GET, HEAD, POST"));
    answer.refused(Code::MethodNotAllowed);
}
