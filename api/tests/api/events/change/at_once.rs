use super::{Fixture, accept, form, moved, retitled};
use crate::events::co_editing;
use crate::support::{Answer, Engine, path};
use chrono::TimeDelta;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::edition::EditionStatus;
use shared::event::{EventChange, EventFile, Field, FormField, HistoryActor};
use shared::label::LabelState;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_typo_is_fixed_at_once_and_everybody_follows(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let (public, revision) = (fixture.public().await, fixture.revision().await);
    fixture.app.clock.advance(TimeDelta::minutes(5));

    let saved = fixture.saved(&retitled()).await;
    assert_eq!(saved.plan.at_once, [Field::Title.into()]);
    assert_eq!(fixture.public().await, public, "a draft is not public");
    let after: EventChange = fixture.submit(&fixture.owner, saved.version).await.ok(200);

    assert_eq!(after.file.state, LabelState::Labelled);
    assert_eq!(after.file.form.title, "Visite de la grande fonderie");
    assert!(after.plan.is_empty());
    assert_eq!(after.file.due_at, None);
    let status = after.file.change.expect("a labelled event");
    assert!(!status.begun && status.waiting.is_none());
    let changed = fixture.public().await;
    assert_eq!(changed["title"], "Visite de la grande fonderie");
    assert_eq!(changed["labelledAt"], public["labelledAt"]);
    assert_ne!(changed["updatedAt"], public["updatedAt"]);
    assert_eq!(fixture.revision().await, revision + 1);
    let last = fixture.history().await.pop().expect("an entry");
    assert_eq!(
        (last.kind.as_str(), last.actor, last.fields.as_slice()),
        (
            "event.edited",
            HistoryActor::Organiser,
            &["/title".to_owned()][..]
        )
    );
}

#[rstest]
#[tokio::test]
async fn what_says_the_same_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let mut same = form();
    same["title"] = json!("  Visite  de la fonderie ");

    let saved = fixture.saved(&same).await;
    assert_eq!(saved.form.title, "  Visite  de la fonderie ", "as typed");
    assert!(saved.plan.is_empty());
    let after: EventChange = fixture.submit(&fixture.owner, saved.version).await.ok(200);

    assert_eq!(after.file.version, fixture.file.version);
    assert_eq!(after.file.form, fixture.file.form);
    assert_eq!(fixture.last_kinds(1).await, ["event.labelled"]);
}

#[rstest]
#[tokio::test]
async fn of_two_saves_one_is_told_that_it_has_changed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let (typo, dates) = (retitled(), moved());
    let first = fixture.change().await;
    assert_eq!((first.version, &first.form), (0, &fixture.file.form));

    let (one, other) = tokio::join!(
        fixture.save(&fixture.owner, 0, &typo),
        fixture.save(&fixture.owner, 0, &dates)
    );

    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let saved = fixture.change().await;
    assert_eq!(saved.version, 1);
    let stale = fixture.save(&fixture.owner, 0, &typo).await;
    stale.refused(Code::PreconditionFailed);
    assert_eq!(stale.header(reqwest::header::ETAG), Some("\"1\""));
    fixture
        .submit(&fixture.owner, 0)
        .await
        .refused(Code::PreconditionFailed);
    let bare = fixture.owner.request(Method::PUT, &fixture.address());
    Answer::of(bare.json(&typo))
        .await
        .refused(Code::PreconditionRequired);

    // A version never comes back, also when the draft is gone.
    let discarded: EventChange = fixture.discard(1).await.ok(200);
    assert_eq!(
        (discarded.version, &discarded.form),
        (2, &fixture.file.form)
    );
    fixture.saved(&typo).await;
    fixture
        .save(&fixture.owner, 1, &dates)
        .await
        .refused(Code::PreconditionFailed);
}

#[tokio::test]
async fn a_form_with_faults_is_kept_and_not_published() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let mut wrong = retitled();
    wrong["summary"] = json!("Court");

    let saved = fixture.saved(&wrong).await;
    assert!(!saved.validation.submittable);
    let problem = fixture
        .submit(&fixture.owner, saved.version)
        .await
        .refused(Code::Invalid);

    let faults: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(faults, [("/summary", Code::TooShort)]);
    assert_eq!(fixture.change().await, saved);
    assert_eq!(fixture.public().await["title"], "Visite de la fonderie");
    let mut too_much = form();
    too_much["title"] = json!("nul \u{0}");
    fixture
        .save(&fixture.owner, saved.version, &too_much)
        .await
        .refused(Code::Invalid);
    let mut unknown = form();
    unknown["image"] = json!({ "file": { "id": "0a".repeat(32), "width": 480, "height": 320 } });
    fixture
        .save(&fixture.owner, saved.version, &unknown)
        .await
        .refused(Code::Invalid);
}

#[rstest]
#[tokio::test]
async fn only_the_people_who_work_on_it_change_a_labelled_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let app = &fixture.app;
    for stranger in [
        app.organiser().await,
        app.referent("region:84").await,
        app.coordinator().await,
    ] {
        stranger
            .get(&fixture.address())
            .await
            .refused(Code::NotFound);
        fixture
            .save(&stranger, 0, &retitled())
            .await
            .refused(Code::NotFound);
        fixture.submit(&stranger, 0).await.refused(Code::NotFound);
    }
    app.visitor()
        .get(&fixture.address())
        .await
        .refused(Code::Unauthenticated);

    // A co-editor publishes a typo, and needs the role for the rest.
    let editor = app.organiser().await;
    co_editing::joined(app, &fixture.owner, fixture.file.id, &editor, "editor").await;
    let saved: EventChange = fixture.save(&editor, 0, &retitled()).await.ok(200);
    let after: EventChange = fixture.submit(&editor, saved.version).await.ok(200);
    assert_eq!(after.file.form.title, "Visite de la grande fonderie");
    let saved: EventChange = fixture.save(&editor, after.version, &moved()).await.ok(200);
    fixture
        .submit(&editor, saved.version)
        .await
        .refused(Code::Forbidden);
    let submitter = app.organiser().await;
    co_editing::joined(
        app,
        &fixture.owner,
        fixture.file.id,
        &submitter,
        "submitter",
    )
    .await;
    let after: EventChange = fixture.submit(&submitter, saved.version).await.ok(200);
    let waits = |file: &EventFile| file.change.as_ref().is_some_and(|it| it.waiting.is_some());
    assert!(waits(&after.file));
}

#[tokio::test]
async fn only_a_labelled_event_of_an_edition_under_way_is_changed() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let draft = fixture.owner.draft(&form()).await;
    let address = format!("{}/change", path(draft.id));
    fixture.owner.get(&address).await.refused(Code::FileLocked);
    fixture
        .owner
        .put(&address, "\"0\"", &form())
        .await
        .refused(Code::FileLocked);
    assert_eq!(draft.change, None);

    let mut edition = super::edition();
    edition.status = EditionStatus::Closed;
    fixture.app.put_edition(&edition);
    fixture.submitted(&retitled()).await;
    edition.status = EditionStatus::Archived;
    fixture.app.put_edition(&edition);
    let version = 2;
    fixture
        .save(&fixture.owner, version, &moved())
        .await
        .refused(Code::EditionClosed);
    assert!(!fixture.status().await.editable);
}

#[tokio::test]
async fn an_edition_says_which_fields_are_checked_again() {
    let mut edition = super::edition();
    edition.rechecks.fields = vec![Field::Title.into()];
    let fixture = Fixture::with(Engine::Sqlite, &edition).await;

    let mut both = moved();
    both["title"] = json!("Visite de la grande fonderie");
    let saved = fixture.saved(&both).await;

    assert_eq!(saved.plan.at_once, [Field::Occurrences.into()]);
    assert_eq!(saved.plan.rechecked, [Field::Title.into()]);
    let after: EventChange = fixture.submit(&fixture.owner, saved.version).await.ok(200);
    let public = fixture.public().await;
    assert_eq!(public["title"], "Visite de la fonderie");
    assert_eq!(after.file.form.occurrences[0].begin, "2018-03-28T09:00");
}

#[rstest]
#[tokio::test]
async fn an_answer_is_public_at_once_unless_the_edition_checks_it_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let [size, guided] = ["size", "guided"].map(|key| FormField::of_key(key.parse().unwrap()));
    let mut edition = super::edition();
    edition.additional = serde_json::from_value(json!([
        {
            "key": "size",
            "label": "Visiteurs par groupe",
            "step": "public",
            "answer": { "type": "number", "min": 2, "max": 60 },
            "public": true
        },
        { "key": "guided", "label": "Visite guidée", "step": "public", "answer": { "type": "yes_no" }, "public": true }
    ]))
    .unwrap();
    edition.rechecks.fields = vec![size];
    let fixture = Fixture::with(engine, &edition).await;

    let mut unknown = form();
    unknown["additional"] = json!({ "colour": "rouge" });
    let version = fixture.change().await.version;
    let refused = fixture.save(&fixture.owner, version, &unknown).await;
    assert_eq!(
        refused.refused(Code::Invalid).errors[0].pointer,
        "/additional/colour"
    );

    let mut changed = form();
    changed["additional"] = json!({ "size": 12, "guided": true });
    let saved = fixture.saved(&changed).await;
    assert_eq!(saved.plan.at_once, [guided]);
    assert_eq!(saved.plan.rechecked, [size]);
    let after: EventChange = fixture.submit(&fixture.owner, saved.version).await.ok(200);
    let waiting = after.file.change.unwrap().waiting.unwrap();
    assert_eq!(waiting.fields, [size]);
    let keys = |public: &serde_json::Value| public["additional"].as_array().unwrap().len();
    let public = fixture.public().await;
    assert_eq!(public["additional"][0]["key"], "guided");
    assert_eq!(keys(&public), 1);

    let coordinator = fixture.app.coordinator().await;
    let decided = fixture
        .decide(&coordinator, after.file.version, &accept())
        .await;
    decided.ok::<serde_json::Value>(200);
    assert_eq!(keys(&fixture.public().await), 2);
}
