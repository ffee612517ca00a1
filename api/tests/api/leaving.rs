//! Deletion of one's own account, and what becomes of its event submissions.

use crate::accounts::mails;
use crate::support::{
    Answer, EVENTS, Engine, PASSWORD, Person, TestApp, awaited, edition, form, path, tag,
};
use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use ground::db::Conn;
use ground::db::schema::{accounts, events};
use ground::db::types::SqlUuid;
use ground::log;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{Account, Departure, Role};
use shared::event::{EventFile, HistoryActor, HistoryEntry, StoredImage};
use shared::id::EventId;
use shared::label::{LabelState, ReviewSheet};
use shared::problem::Code;

const ACCOUNT: &str = "/api/v1/account";

pub(crate) async fn leave(person: &Person, password: &str) -> Answer {
    let body = json!({ "password": password });
    Answer::of(person.request(Method::DELETE, ACCOUNT).json(&body)).await
}

async fn preview(person: &Person) -> Departure {
    person.get("/api/v1/account/departure").await.ok(200)
}

fn titled(title: &str) -> Value {
    let mut form = form();
    form["title"] = json!(title);
    form
}

/// Uploads an image of one colour to a draft, and saves the draft with it.
async fn illustrate(owner: &Person, draft: &EventFile, shade: u8) -> StoredImage {
    let pixels = RgbImage::from_pixel(400, 300, Rgb([shade, 90, 200]));
    let mut file = Vec::new();
    JpegEncoder::new(&mut file)
        .encode(pixels.as_raw(), 400, 300, ExtendedColorType::Rgb8)
        .unwrap();
    let request = owner
        .request(Method::POST, &format!("{}/image", path(draft.id)))
        .header(header::CONTENT_TYPE, "image/jpeg")
        .body(file);
    let image: StoredImage = Answer::of(request).await.ok(201);
    let mut form = form();
    form["image"] = json!({ "file": image, "alt": "Une coulée", "credits": "© Fonderie" });
    owner
        .put(&path(draft.id), &tag(draft), &form)
        .await
        .ok::<EventFile>(200);
    image
}

async fn refused(app: &TestApp, owner: &Person, form: &Value) -> EventFile {
    let file = owner.submitted(form).await;
    let coordinator = app.coordinator().await;
    let decision = json!({
        "decision": "refuse",
        "answers": [
            { "criterion": "free", "verdict": "not_met", "comment": "L’entrée est payante." }
        ]
    });
    let sheet = format!("/api/v1/labels/events/{}/decision", file.id);
    let answer = coordinator.post_if(&sheet, &tag(&file), &decision).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    file
}

/// The rows of every table that contain a text, by table.
pub(crate) fn rows_with(app: &TestApp, text: &str) -> Vec<(String, i64)> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let db = &app.platform.services.db;
    db.read_now(|conn| {
        let (tables, row) = match conn.engine() {
            Engine::Postgres => (
                "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
                "t::text".to_owned(),
            ),
            Engine::Sqlite => (
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
                String::new(),
            ),
        };
        let tables: Vec<Name> = sql_query(tables).load(conn)?;
        let mut found = Vec::new();
        for Name { name } in tables {
            let row = if row.is_empty() {
                let columns: Vec<Name> =
                    sql_query(format!("SELECT name FROM pragma_table_info('{name}')")).load(conn)?;
                let columns: Vec<_> = columns
                    .iter()
                    .map(|column| {
                        // As bytes: the text of a blob would end at its first zero.
                        let bytes = format!("CAST(\"{}\" AS BLOB)", column.name);
                        format!("coalesce(instr({bytes}, CAST('{text}' AS BLOB)), 0) > 0")
                    })
                    .collect();
                columns.join(" OR ")
            } else {
                format!("{row} LIKE '%{text}%'")
            };
            let query = format!("SELECT count(*) AS count FROM \"{name}\" t WHERE {row}");
            let counted: Count = sql_query(query).get_result(conn)?;
            if counted.count > 0 {
                found.push((name, counted.count));
            }
        }
        Ok(found)
    })
    .unwrap()
}

#[rstest]
#[tokio::test]
async fn drafts_are_deleted_submissions_withdrawn_and_labelled_events_stay(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let referent = app.referent("department:69").await;
    let owner = app
        .named("nadia.benali@example.org", "Nadia Benali", &[])
        .await;
    let draft = owner.draft(&form()).await;
    let under_review = owner.submitted(&titled("Visite de la forge")).await;
    let labelled = app
        .labelled(&owner, &titled("Visite du haut fourneau"))
        .await;
    let refused = refused(&app, &owner, &titled("Visite payante")).await;
    app.clock.advance(Duration::minutes(5));
    let letters_before = mails(&app, &referent.account().email).await.len();

    let announced = preview(&owner).await;
    let answer = leave(&owner, PASSWORD).await;

    let one_each = Departure {
        deleted: 1,
        withdrawn: 1,
        published: 1,
        closed: 1,
        handed_over: 0,
        messages: 0,
        last_manager_of: Vec::new(),
        last_holder_of: None,
    };
    assert_eq!(announced, one_each);
    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    let cookie = answer.header(header::SET_COOKIE).expect("a cookie");
    assert!(cookie.starts_with("semaine_refresh=;"), "{cookie}");
    owner
        .get("/api/v1/session")
        .await
        .refused(Code::SessionEnded);

    // What the reviewers see.
    let referent = app.anew(&referent).await;
    let sheet = async |id: EventId| referent.get(&format!("/api/v1/labels/events/{id}")).await;
    sheet(draft.id).await.refused(Code::NotFound);
    for (file, state, contact) in [
        (&under_review, LabelState::Withdrawn, ""),
        (&labelled, LabelState::Labelled, "Camille Martin"),
        (&refused, LabelState::Refused, ""),
    ] {
        let sheet: ReviewSheet = sheet(file.id).await.ok(200);
        assert_eq!(sheet.file.state, state);
        assert_eq!(sheet.file.form.organiser.contact_name, contact, "{state}");
        assert_eq!((sheet.owner_name, sheet.owner_email), (None, None));
    }
    let history: Vec<HistoryEntry> = referent
        .get(&format!("{}/history", path(under_review.id)))
        .await
        .ok(200);
    let last = history.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.actor, last.comment.as_deref()),
        (
            "event.withdrawn",
            HistoryActor::Organiser,
            Some("L’organisateur a supprimé son compte.")
        )
    );
    assert_eq!(last.actor_name, None);
    let letters = mails(&app, &referent.account().email).await;
    assert_eq!(letters.len(), letters_before + 1);
    assert!(letters[0].body_text.contains("a supprimé son compte"));

    // What the public sees.
    app.caught_up().await;
    let public = app
        .visitor()
        .get(&format!("/api/v1/catalogue/events/{}", labelled.id))
        .await;
    assert_eq!(public.status.as_u16(), 200);
    assert_eq!(public.json()["organiser"]["name"], "Fonderie du Rhône");

    // What is left of the person.
    for trace in ["nadia.benali", "Nadia Benali"] {
        assert_eq!(rows_with(&app, trace), Vec::new(), "{trace}");
    }
    let db = &app.platform.services.db;
    let report = db.read_now(|conn| log::verify(conn, &[])).unwrap();
    assert!(report.error.is_none(), "{report:?}");
}

#[rstest]
#[tokio::test]
async fn images_of_deleted_drafts_are_removed_unless_somebody_else_uses_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, other) = (app.organiser().await, app.organiser().await);
    let own = illustrate(&owner, &owner.draft(&json!({})).await, 1).await;
    let shared = illustrate(&owner, &owner.draft(&json!({})).await, 90).await;
    illustrate(&other, &other.draft(&json!({})).await, 90).await;
    app.clock.advance(Duration::minutes(1));

    let answer = leave(&owner, PASSWORD).await;

    assert_eq!(answer.status.as_u16(), 204, "{}", answer.text);
    let shown = async |image: &StoredImage| {
        let address = format!("/media/{}/{}.jpg", image.id, image.width);
        let request = app.visitor().request(Method::GET, &address);
        request.send().await.unwrap().status().as_u16()
    };
    awaited("the removal of the image", async || {
        (shown(&own).await == 404).then_some(())
    })
    .await;
    assert_eq!(shown(&shared).await, 200);
}

#[rstest]
#[tokio::test]
async fn the_password_is_needed_and_nothing_happens_without(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;

    let problem = leave(&owner, "not my password")
        .await
        .refused(Code::Invalid);

    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/password", Code::WrongPassword)
    );
    owner.get(&path(draft.id)).await.ok::<EventFile>(200);
    let elsewhere = owner
        .request(Method::DELETE, ACCOUNT)
        .header("Origin", "https://exemple.fr")
        .json(&json!({ "password": PASSWORD }));
    Answer::of(elsewhere).await.refused(Code::CrossOrigin);
}

#[rstest]
#[tokio::test]
async fn the_address_can_sign_up_anew(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    let first = app.named("nadia@example.org", "Nadia", &[]).await;
    let second = app.anew(&first).await;
    let credentials = json!({ "email": "nadia@example.org", "password": PASSWORD });

    assert_eq!(leave(&first, PASSWORD).await.status.as_u16(), 204);

    second
        .get("/api/v1/session")
        .await
        .refused(Code::SessionEnded);
    let sign_in = async || app.visitor().post("/api/v1/session", &credentials).await;
    sign_in().await.refused(Code::InvalidCredentials);
    let form = json!({ "email": "nadia@example.org", "name": "Nadia", "password": PASSWORD });
    let answer = app.visitor().post("/api/v1/accounts", &form).await;
    assert_eq!(answer.status.as_u16(), 202);
    let mailed = mails(&app, "nadia@example.org").await;
    assert_eq!(mailed.len(), 1, "the letters of before are gone");
    assert!(mailed[0].body_text.contains("/verification?"));
    let account: Account =
        serde_json::from_value(sign_in().await.json()["account"].take()).unwrap();
    assert_ne!(account.id, first.account().id);
}

#[rstest]
#[case(Role::Administrator)]
#[case(Role::Coordinator)]
#[tokio::test]
async fn the_last_holder_of_an_indispensable_role_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] role: Role,
) {
    let app = TestApp::start(engine).await;
    let holder = async || match role {
        Role::Administrator => app.administrator().await,
        _ => app.coordinator().await,
    };
    let (one, other) = (holder().await, holder().await);
    let both = (preview(&one).await, preview(&other).await);

    // At the same moment, each is the other's successor.
    let (first, second) = tokio::join!(leave(&one, PASSWORD), leave(&other, PASSWORD));

    assert_eq!((both.0.last_holder_of, both.1.last_holder_of), (None, None));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409], "{} {}", first.text, second.text);
    let (stays, answer) = if first.status.as_u16() == 409 {
        (&one, first)
    } else {
        (&other, second)
    };
    answer.refused(Code::LastHolder);
    assert_eq!(preview(stays).await.last_holder_of, Some(role));
}

#[tokio::test]
async fn a_referent_may_leave() {
    let app = TestApp::start(Engine::Sqlite).await;
    let referent = app.referent("region:84").await;

    assert_eq!(preview(&referent).await, Departure::default());
    assert_eq!(leave(&referent, PASSWORD).await.status.as_u16(), 204);
}

/// The state of an event, if it is stored.
fn state(app: &TestApp, id: EventId) -> Option<String> {
    let db = &app.platform.services.db;
    db.read_now(|conn| {
        let row = events::table.find(SqlUuid::from(id));
        Ok(row.select(events::state).first(conn).optional()?)
    })
    .unwrap()
}

/// Number of events of erased accounts that nobody has ever seen, or that are under review.
fn orphans(conn: &mut Conn) -> i64 {
    events::table
        .inner_join(accounts::table)
        .filter(accounts::erased_at.is_not_null())
        .filter(
            events::round
                .eq(0)
                .or(events::state.eq(LabelState::Submitted.as_str())),
        )
        .count()
        .get_result(conn)
        .unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_at_the_same_moment_leaves_nothing_behind(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    for round in 0..8 {
        let owner = app.organiser().await;
        let draft = owner.draft(&titled(&format!("Visite {round}"))).await;
        let saved = owner.draft(&form()).await;
        let submit = format!("{}/submit", path(draft.id));
        let new = json!({ "edition": "2018", "form": form() });

        let (version, saved_version) = (tag(&draft), tag(&saved));
        let (saved_path, saved_form) = (path(saved.id), titled("Visite"));
        let (left, submitted, created, stored) = tokio::join!(
            leave(&owner, PASSWORD),
            owner.post_if(&submit, &version, &Value::Null),
            owner.post(EVENTS, &new),
            owner.put(&saved_path, &saved_version, &saved_form),
        );

        assert_eq!(left.status.as_u16(), 204, "{}", left.text);
        for answer in [&submitted, &created, &stored] {
            assert_ne!(answer.status.as_u16(), 500, "{}", answer.text);
        }
        let now = state(&app, draft.id);
        if submitted.status.as_u16() == 200 {
            assert_eq!(now.as_deref(), Some("withdrawn"), "{}", submitted.text);
        } else {
            assert_eq!(now, None, "{}", submitted.text);
        }
        assert_eq!(state(&app, saved.id), None, "{}", stored.text);
    }
    let db = &app.platform.services.db;
    assert_eq!(db.read_now(|conn| Ok(orphans(conn))).unwrap(), 0);
}
