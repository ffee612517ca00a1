use crate::support::{Answer, Engine, TestApp, edition, form, path, tag};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::EventFile;
use shared::label::Action;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn an_incomplete_form_is_stored_and_its_faults_are_reported(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&json!({})).await;
    let mut typed = form();
    typed["title"] = json!("  Non ");
    typed["occurrences"][0]["begin"] = json!("2018-02-30T09:00");

    let answer = owner.put(&path(file.id), &tag(&file), &typed).await;

    let saved: EventFile = answer.ok(200);
    assert_eq!(answer.header(header::ETAG), Some("\"2\""));
    assert_eq!(saved.form.title, "  Non ", "what was typed is kept");
    let faults: Vec<_> = saved
        .validation
        .problems
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(
        faults,
        [
            ("/title", Code::TooShort),
            ("/occurrences/0/begin", Code::ImpossibleDate)
        ]
    );
    assert_eq!(owner.get(&path(file.id)).await.ok::<EventFile>(200), saved);
}

#[rstest]
#[tokio::test]
async fn each_of_simultaneous_saves_is_told_what_it_stored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let path = path(owner.draft(&json!({})).await.id);

    let titles = (0..8).map(|number| format!("Version {number}"));
    let save = |title: String| {
        let (owner, path) = (&owner, &path);
        async move {
            let answer = owner.put(path, "*", &json!({ "title": title })).await;
            (title, answer)
        }
    };
    let answers = futures_util::future::join_all(titles.map(save)).await;

    let mut saved = Vec::new();
    for (title, answer) in answers {
        let file: EventFile = answer.ok(200);
        assert_eq!(file.form.title, title);
        assert_eq!(answer.header(header::ETAG), Some(tag(&file).as_str()));
        saved.push(file);
    }
    saved.sort_unstable_by_key(|file| file.version);
    let versions: Vec<i32> = saved.iter().map(|file| file.version).collect();
    assert_eq!(versions, (2..10).collect::<Vec<i32>>());
    let stored: EventFile = owner.get(&path).await.ok(200);
    assert_eq!(saved.last(), Some(&stored));
}

#[rstest]
#[tokio::test]
async fn a_second_tab_does_not_overwrite_the_first(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&json!({})).await;
    let path = path(file.id);

    let first = owner
        .put(&path, &tag(&file), &json!({ "title": "Du premier onglet" }))
        .await;
    let second = owner
        .put(&path, &tag(&file), &json!({ "title": "Du second onglet" }))
        .await;

    first.ok::<EventFile>(200);
    second.refused(Code::PreconditionFailed);
    assert_eq!(second.header(header::ETAG), Some("\"2\""));
    let stored: EventFile = owner.get(&path).await.ok(200);
    assert_eq!(stored.form.title, "Du premier onglet");
    let current_tag = second.header(header::ETAG).unwrap();
    let merged = owner
        .put(&path, current_tag, &json!({ "title": "Des deux onglets" }))
        .await;
    assert_eq!(merged.ok::<EventFile>(200).version, 3);
}

#[rstest]
#[tokio::test]
async fn one_of_many_concurrent_saves_is_stored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&json!({})).await;
    let (path, tag) = (path(file.id), tag(&file));
    let typed: Vec<Value> = (0..8)
        .map(|tab| json!({ "title": format!("Onglet {tab}") }))
        .collect();

    let saves = typed.iter().map(|form| owner.put(&path, &tag, form));
    let answers = futures_util::future::join_all(saves).await;

    let stored: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status.as_u16() == 200)
        .collect();
    assert_eq!(stored.len(), 1, "{answers:?}");
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.status.as_u16() == 412)
            .count(),
        7
    );
    assert_eq!(owner.get(&path).await.json(), stored[0].json());
}

#[rstest]
#[case::no_condition(None, Code::PreconditionRequired)]
#[case::never_given_out(Some("\"7\""), Code::PreconditionFailed)]
#[case::weak(Some("W/\"1\""), Code::PreconditionFailed)]
#[case::not_a_version(Some("\"abc\""), Code::PreconditionFailed)]
#[case::not_a_tag(Some("1"), Code::PreconditionFailed)]
#[tokio::test]
async fn a_save_needs_the_version_that_was_read(
    #[case] if_match: Option<&str>,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&json!({})).await;
    let mut request = owner.request(Method::PUT, &path(file.id)).json(&form());
    if let Some(tag) = if_match {
        request = request.header(header::IF_MATCH, tag);
    }

    let answer = Answer::of(request).await;

    answer.refused(code);
    let stored: EventFile = owner.get(&path(file.id)).await.ok(200);
    assert_eq!(stored, file);
}

#[rstest]
#[case::wrong_type(json!({ "title": 7 }), Code::InvalidJson, "/title")]
#[case::unknown_field(json!({ "status": "labelled" }), Code::InvalidJson, "/status")]
#[case::half_a_position(json!({ "place": { "position": { "lat": 45 } } }), Code::InvalidJson, "/place/position")]
#[case::negative(json!({ "expectedParticipants": -1 }), Code::InvalidJson, "/expectedParticipants")]
#[case::not_a_list(json!({ "occurrences": "demain" }), Code::InvalidJson, "/occurrences")]
#[case::nul_deep_inside(json!({ "organiser": { "coOrganisers": ["ok", "a\u{0}"] } }), Code::Invalid, "/organiser/coOrganisers/1")]
#[case::endless_list(json!({ "audiences": vec!["pupils"; 1_601] }), Code::Invalid, "/audiences")]
#[tokio::test]
async fn a_form_that_cannot_be_stored_is_rejected_at_its_field(
    #[case] typed: Value,
    #[case] code: Code,
    #[case] pointer: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;

    let problem = owner
        .put(&path(file.id), &tag(&file), &typed)
        .await
        .refused(code);

    assert_eq!(problem.errors[0].pointer, pointer);
    assert_eq!(owner.get(&path(file.id)).await.ok::<EventFile>(200), file);
}

#[tokio::test]
async fn an_endless_body_is_rejected() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;

    let answer = owner
        .put(
            &path(file.id),
            &tag(&file),
            &json!({ "description": "a".repeat(600 * 1024) }),
        )
        .await;

    answer.refused(Code::PayloadTooLarge);
}

#[rstest]
#[tokio::test]
async fn a_submitted_event_is_locked(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;

    let problem = owner
        .put(&path(file.id), &tag(&file), &json!({}))
        .await
        .refused(Code::FileLocked);

    assert_eq!(problem.allowed_moves, Some(vec![Action::Withdraw]));
    assert_eq!(owner.get(&path(file.id)).await.ok::<EventFile>(200), file);
}

#[tokio::test]
async fn an_event_of_an_archived_edition_is_read_only() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition();
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;
    edition.status = EditionStatus::Archived;
    app.put_edition(&edition);

    let answer = owner.put(&path(file.id), &tag(&file), &json!({})).await;

    answer.refused(Code::EditionClosed);
    let read: EventFile = owner.get(&path(file.id)).await.ok(200);
    assert_eq!((read.editable, read.allowed), (false, vec![]));
}

#[tokio::test]
async fn only_the_owner_saves_a_draft() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;

    for stranger in [app.organiser().await, app.administrator().await] {
        let answer = stranger.put(&path(file.id), &tag(&file), &json!({})).await;
        answer.refused(Code::NotFound);
    }
    let anonymous = app
        .visitor()
        .put(&path(file.id), &tag(&file), &json!({}))
        .await;
    anonymous.refused(Code::Unauthenticated);
    assert_eq!(owner.get(&path(file.id)).await.ok::<EventFile>(200), file);
}
