//! Work on editions: the next one, previews, new versions, their history.

use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form, path, tag};
use chrono::TimeDelta;
use futures_util::future::{join, join_all};
use ground::log::{self, Subject};
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::{
    Edition, EditionEffect, EditionHistoryEntry, EditionPreview, EditionStatus, ManagedEdition,
    ManagedEditionSummary,
};
use shared::event::EventFile;
use shared::label::LabelState;
use shared::problem::Code;

const EDITIONS: &str = "/api/v1/administration/editions";
const EDITION: &str = "/api/v1/administration/editions/2018";

/// The stored edition as JSON, and its `ETag`.
async fn read(person: &Person) -> (Value, String) {
    let answer = person.get(EDITION).await;
    let etag = answer.header(header::ETAG).unwrap().to_owned();
    (answer.json()["edition"].clone(), etag)
}

async fn preview(person: &Person, edition: &Value) -> EditionPreview {
    let path = format!("{EDITION}/preview");
    person
        .post(&path, &json!({ "edition": edition }))
        .await
        .ok(200)
}

/// Saves with the token of a preview.
async fn save(person: &Person, (edition, etag): (&Value, &str)) -> Answer {
    let token = preview(person, edition).await.token;
    let body = json!({ "edition": edition, "token": token });
    person.put(EDITION, etag, &body).await
}

/// The window without its first days: events of 26 March fall out.
fn later(edition: &Value) -> Value {
    let mut edition = edition.clone();
    edition["window"] = json!({ "first": "2018-03-27", "last": "2018-04-01" });
    edition["week"] = edition["window"].clone();
    edition
}

fn number(preview: &EditionPreview, effect: EditionEffect) -> u64 {
    let mut effects = preview.effects.by_effect.iter();
    effects
        .find(|it| it.effect == effect)
        .map_or(0, |it| it.count)
}

#[rstest]
#[tokio::test]
async fn the_next_edition_is_a_draft_that_opens_and_takes_files(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (administrator, organiser) = (app.administrator().await, app.organiser().await);
    let new = json!({ "from": "2018", "slug": "2019", "weekFirst": "2019-03-18" });

    let created = administrator.post(EDITIONS, &new).await;
    let location = created.header(header::LOCATION).unwrap().to_owned();
    let managed: ManagedEdition = created.ok(201);
    app.caught_up().await;
    app.visitor()
        .get("/api/v1/editions/2019")
        .await
        .refused(Code::NotFound);
    let mut next = managed.edition.clone();
    assert_eq!(next.status, EditionStatus::Draft);
    assert_eq!(next.window.first().to_string(), "2019-03-18");
    assert_eq!(next.deadline.to_rfc3339(), "2019-03-04T23:59:59+01:00");

    // It opens with a theme only.
    next.status = EditionStatus::Open;
    let unnamed = administrator
        .put(&location, "\"1\"", &json!({ "edition": next }))
        .await
        .refused(Code::Invalid);
    assert_eq!(unnamed.errors[0].pointer, "/theme");
    next.theme = "L’industrie en France".to_owned();
    next.opens_at = "2018-02-01T09:00:00+01:00".parse().unwrap();
    let saved = administrator
        .put(&location, "\"1\"", &json!({ "edition": next }))
        .await;
    assert_eq!(saved.header(header::ETAG), Some("\"2\""));
    app.caught_up().await;
    let shown: Edition = app.visitor().get("/api/v1/editions/2019").await.ok(200);
    assert_eq!(shown, next);

    let mut form = form();
    form["occurrences"] = json!([{ "begin": "2019-03-19T09:00", "end": "2019-03-19T10:00" }]);
    form["commitmentsVersion"] = json!("2019-1");
    let draft: EventFile = organiser
        .post(EVENTS, &json!({ "edition": "2019", "form": form }))
        .await
        .ok(201);
    organiser.submit(&draft).await;

    // It has a file: it stays public.
    next.status = EditionStatus::Draft;
    let body = json!({ "edition": next, "reason": "Retour en préparation" });
    let refused = administrator.put(&location, "\"2\"", &body).await;
    let refused = refused.refused(Code::Invalid);
    assert_eq!(refused.errors[0].code, Code::EditionInUse);
    let taken = administrator
        .post(EDITIONS, &new)
        .await
        .refused(Code::Invalid);
    assert_eq!(taken.errors[0].pointer, "/slug");
    assert_eq!(taken.errors[0].code, Code::Duplicate);
    let all: Vec<ManagedEditionSummary> = administrator.get(EDITIONS).await.ok(200);
    let numbers: Vec<_> = all.iter().map(|it| (it.slug.as_str(), it.events)).collect();
    assert_eq!(numbers, [("2019", 1), ("2018", 0)]);
}

#[rstest]
#[tokio::test]
async fn effects_are_seen_before_a_change_is_stored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (administrator, organiser) = (app.administrator().await, app.organiser().await);
    let submitted = organiser.submitted(&form()).await;
    let labelled = app.labelled(&organiser, &form()).await;
    let mut other_day = form();
    other_day["occurrences"] = json!([{ "begin": "2018-03-30T09:00", "end": "2018-03-30T10:00" }]);
    organiser.submitted(&other_day).await;
    let (stored, etag) = read(&administrator).await;
    let changed = later(&stored);

    let shown = preview(&administrator, &changed).await;

    assert_eq!(shown.faults, []);
    assert_eq!(shown.effects.affected, 2);
    assert_eq!(number(&shown, EditionEffect::WindowLeft), 2);
    let listed: Vec<_> = shown.effects.by_effect[0]
        .events
        .iter()
        .map(|it| it.id)
        .collect();
    assert!(listed.contains(&submitted.id) && listed.contains(&labelled.id));
    assert_eq!(read(&administrator).await, (stored.clone(), etag.clone()));

    let unseen = json!({ "edition": changed });
    administrator
        .put(EDITION, &etag, &unseen)
        .await
        .refused(Code::EffectsUnseen);
    // Another file falls out meanwhile: what was seen is not what would happen.
    organiser.submitted(&form()).await;
    let outdated = json!({ "edition": changed, "token": shown.token });
    administrator
        .put(EDITION, &etag, &outdated)
        .await
        .refused(Code::EffectsUnseen);
    let saved: ManagedEdition = save(&administrator, (&changed, &etag)).await.ok(200);
    assert_eq!(serde_json::to_value(&saved.edition).unwrap(), changed);

    let pass = json!({ "edition": "2018", "expiresAt": "2018-03-20T22:59:59Z" });
    let issued = app
        .coordinator()
        .await
        .post("/api/v1/labels/late-passes", &pass)
        .await;
    assert!(issued.status.is_success(), "{}", issued.text);
    let history: Vec<EditionHistoryEntry> = administrator
        .get(&format!("{EDITION}/history"))
        .await
        .ok(200);
    let paths: Vec<_> = history[0]
        .changes
        .iter()
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(paths, ["/week/first", "/window/first"]);
    assert_eq!(history[0].effects[0].count, 3);
    assert_eq!((history.len(), history[1].version), (2, 1));
    app.caught_up().await;
    let public: Edition = app.visitor().get("/api/v1/editions/2018").await.ok(200);
    assert_eq!(public.window.first().to_string(), "2018-03-27");
    // Back, with a reason instead of a token: the drafts that could not be submitted can be.
    let (_, etag) = read(&administrator).await;
    let body = json!({ "edition": stored, "reason": "Erreur de saisie" });
    administrator
        .put(EDITION, &etag, &body)
        .await
        .ok::<Value>(200);
}

#[rstest]
#[tokio::test]
async fn the_second_of_two_administrators_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let people = [app.administrator().await, app.administrator().await];
    let (stored, etag) = read(&people[0]).await;
    let renamed = |theme: &str| {
        let mut edition = stored.clone();
        edition["theme"] = json!(theme);
        json!({ "edition": edition })
    };

    let (one, other) = (renamed("Un thème"), renamed("Un autre thème"));
    let answers = tokio::join!(
        people[0].put(EDITION, &etag, &one),
        people[1].put(EDITION, &etag, &other)
    );

    let mut statuses = [answers.0.status.as_u16(), answers.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let missing = app.administrator().await;
    let request = missing.request(reqwest::Method::PUT, EDITION).json(&one);
    Answer::of(request)
        .await
        .refused(Code::PreconditionRequired);
}

#[tokio::test]
async fn only_administrators_write_and_the_coordination_reads() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let coordinator = app.coordinator().await;
    let (stored, etag) = read(&coordinator).await;

    preview(&coordinator, &stored).await;
    let body = json!({ "edition": stored });
    let refused = coordinator.put(EDITION, &etag, &body).await;
    refused.refused(Code::Forbidden);
    let new = json!({ "from": "2018", "slug": "2019", "weekFirst": "2019-03-18" });
    coordinator
        .post(EDITIONS, &new)
        .await
        .refused(Code::Forbidden);
    for person in [app.organiser().await, app.referent("region:84").await] {
        person.get(EDITION).await.refused(Code::Forbidden);
    }
}

#[rstest]
#[case::of_texts(|it: &mut Value| it["name"] = json!(""), "/name", Code::Required)]
#[case::of_dates(|it: &mut Value| it["week"]["last"] = json!("2018-04-05"), "/week", Code::WeekOutsideWindow)]
#[case::of_deadlines(|it: &mut Value| it["deadline"] = json!("2017-01-01T00:00:00+01:00"), "/deadline", Code::DeadlineBeforeOpening)]
#[case::of_numbers(|it: &mut Value| it["undoSeconds"] = json!(121), "/undoSeconds", Code::OutOfRange)]
#[case::of_terms(|it: &mut Value| it["vocabularies"]["kinds"][1]["label"] = json!(""), "/vocabularies/kinds/1/label", Code::Required)]
#[case::of_services(|it: &mut Value| it["referents"] = json!([{ "territory": "national", "service": "Service", "email": "x" }]), "/referents/0/email", Code::InvalidEmail)]
#[case::of_status(|it: &mut Value| it["status"] = json!("archived"), "/status", Code::EditionMove)]
#[case::of_the_address(|it: &mut Value| it["slug"] = json!("2019"), "/slug", Code::NotAllowed)]
#[tokio::test]
async fn a_fault_is_told_at_its_place(
    #[case] spoil: fn(&mut Value),
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let administrator = app.administrator().await;
    let (mut stored, etag) = read(&administrator).await;
    spoil(&mut stored);

    let previewed = preview(&administrator, &stored).await;
    let refused = save(&administrator, (&stored, &etag))
        .await
        .refused(Code::Invalid);

    assert_eq!(previewed.faults, refused.errors);
    let places: Vec<_> = refused
        .errors
        .iter()
        .map(|it| (it.pointer.as_str(), it.code))
        .collect();
    assert!(places.contains(&(pointer, code)), "{places:?}");
}

#[rstest]
#[tokio::test]
async fn a_term_that_files_name_ends_and_is_not_removed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (administrator, organiser) = (app.administrator().await, app.organiser().await);
    let draft = organiser.draft(&form()).await;
    let (stored, etag) = read(&administrator).await;
    let mut removed = stored.clone();
    removed["vocabularies"]["kinds"]
        .as_array_mut()
        .unwrap()
        .remove(0);

    let refused = save(&administrator, (&removed, &etag))
        .await
        .refused(Code::Invalid);
    let mut ended = stored.clone();
    ended["vocabularies"]["kinds"][0]["ended"] = json!(true);
    save(&administrator, (&ended, &etag)).await.ok::<Value>(200);

    assert_eq!(refused.errors[0].pointer, "/vocabularies/kinds");
    assert_eq!(refused.errors[0].code, Code::TermInUse);
    assert_eq!(refused.errors[0].limit, Some(1));
    organiser.submit(&draft).await;
}

#[rstest]
#[tokio::test]
async fn a_deadline_moves_while_people_file(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (administrator, organiser) = (app.administrator().await, app.organiser().await);
    let (in_time, late) = (
        organiser.draft(&form()).await,
        organiser.draft(&form()).await,
    );
    let (stored, etag) = read(&administrator).await;
    let until = |deadline: String| {
        let mut edition = stored.clone();
        edition["deadline"] = json!(deadline);
        edition
    };
    let now = app.clock.now();
    let at = |minutes: i64| (now + TimeDelta::minutes(minutes)).to_rfc3339();

    // Nobody is shut out by a deadline that they could not know.
    let past = save(&administrator, (&until(at(-1)), &etag))
        .await
        .refused(Code::Invalid);
    assert_eq!(past.errors[0].code, Code::DeadlineInThePast);
    let sooner = until(at(10));
    let shown = preview(&administrator, &sooner).await;
    assert_eq!(number(&shown, EditionEffect::DeadlineSooner), 2);
    let body = json!({ "edition": sooner, "token": shown.token });
    let submission = format!("{}/submit", path(in_time.id));
    let version = tag(&in_time);
    // Both at once: the submission arrives before either deadline.
    let (saved, submitted) = tokio::join!(
        administrator.put(EDITION, &etag, &body),
        organiser.post_if(&submission, &version, &Value::Null)
    );
    assert_eq!(submitted.status.as_u16(), 200, "{}", submitted.text);
    if saved.status.as_u16() == 409 {
        // The submission was first, and the preview is outdated.
        saved.refused(Code::EffectsUnseen);
        save(&administrator, (&sooner, &etag))
            .await
            .ok::<Value>(200);
    }

    app.clock.advance(TimeDelta::minutes(11));
    let (administrator, organiser) = (app.anew(&administrator).await, app.anew(&organiser).await);
    let submission = format!("{}/submit", path(late.id));
    organiser
        .post_if(&submission, &tag(&late), &Value::Null)
        .await
        .refused(Code::DeadlinePassed);
    let (_, etag) = read(&administrator).await;
    let longer = until(at(30));
    let shown = preview(&administrator, &longer).await;
    assert_eq!(number(&shown, EditionEffect::SubmissionOpens), 1);
    save(&administrator, (&longer, &etag))
        .await
        .ok::<Value>(200);
    organiser.submit(&late).await;
}

#[rstest]
#[tokio::test]
async fn whoever_files_while_the_deadline_moves_is_in_or_told_why(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let deadline = app.clock.now() + TimeDelta::minutes(10);
    app.put_edition(&Edition {
        deadline: deadline.into(),
        ..edition()
    });
    let organiser = app.organiser().await;
    let mut drafts = Vec::new();
    for _ in 0..12 {
        drafts.push(organiser.draft(&form()).await);
    }
    app.clock.advance(TimeDelta::minutes(11));
    let (administrator, organiser) = (app.administrator().await, app.anew(&organiser).await);
    let (mut longer, etag) = read(&administrator).await;
    longer["deadline"] = json!((app.clock.now() + TimeDelta::minutes(30)).to_rfc3339());
    let token = preview(&administrator, &longer).await.token;
    let body = json!({ "edition": longer, "token": token });

    let submissions = drafts.iter().map(|draft| {
        let (path, version) = (format!("{}/submit", path(draft.id)), tag(draft));
        let organiser = &organiser;
        async move { organiser.post_if(&path, &version, &Value::Null).await }
    });
    let (saved, answers) = join(
        administrator.put(EDITION, &etag, &body),
        join_all(submissions),
    )
    .await;

    saved.ok::<Value>(200);
    for (draft, answer) in drafts.iter().zip(answers) {
        let stored: EventFile = organiser.get(&path(draft.id)).await.ok(200);
        if answer.status.is_success() {
            assert_eq!(stored.state, LabelState::Submitted);
        } else {
            answer.refused(Code::DeadlinePassed);
            assert_eq!(
                (stored.version, stored.state),
                (draft.version, LabelState::Draft)
            );
            organiser.submit(&stored).await;
        }
    }
    let submitted = app
        .platform
        .services
        .db
        .read_now(|conn| {
            drafts
                .iter()
                .map(|draft| log::of_subject(conn, Subject::Event(draft.id)))
                .collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    for records in submitted {
        let times = records.iter().filter(|row| row.kind == "event.submitted");
        assert_eq!(times.count(), 1);
    }
}
