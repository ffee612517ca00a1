use crate::accounts::mails;
use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use chrono::TimeDelta;
use rstest::rstest;
use serde_json::{Value, json};
use shared::calendar::{Occurrence, OccurrenceState};
use shared::edition::EditionStatus;
use shared::event::{EventFile, HistoryActor, HistoryEntry};
use shared::label::{Action, LabelState};
use shared::problem::Code;

const CALENDAR: &str = "/api/v1/catalogue/events.ics";

/// A form with three dates, the first of which has 30 seats.
fn three_dates() -> Value {
    let mut form = form();
    form["occurrences"] = json!([
        { "begin": "2018-03-26T09:00", "end": "2018-03-26T10:00", "capacity": 30 },
        { "begin": "2018-03-27T09:00", "end": "2018-03-27T10:00" },
        { "begin": "2018-03-28T09:00", "end": "2018-03-28T10:00" },
    ]);
    form
}

async fn set(person: &Person, file: &EventFile, number: &str, body: &Value) -> Answer {
    let state = format!("{}/occurrences/{number}/state", path(file.id));
    person.put(&state, &tag(file), body).await
}

fn states(file: &EventFile) -> Vec<OccurrenceState> {
    let occurrences = file
        .occurrences
        .as_ref()
        .expect("occurrences")
        .occurrences();
    occurrences.iter().map(Occurrence::state).collect()
}

#[rstest]
#[tokio::test]
async fn one_date_is_cancelled_and_the_others_take_place(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;

    let cancelled = json!({ "state": "cancelled" });
    let changed: EventFile = set(&owner, &file, "2", &cancelled).await.ok(200);

    assert_eq!(
        states(&changed),
        [
            OccurrenceState::Open,
            OccurrenceState::Cancelled,
            OccurrenceState::Open
        ]
    );
    assert_eq!(
        (changed.state, changed.version),
        (LabelState::Labelled, file.version + 1)
    );
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    let last = history.last().expect("an entry");
    let change = last.occurrence.as_ref().expect("the occurrence");
    assert_eq!(
        (last.kind.as_str(), last.actor, change.number, change.state),
        (
            "event.occurrence_state",
            HistoryActor::Organiser,
            2,
            OccurrenceState::Cancelled
        )
    );

    // The same again is no change: calendars see no new revision.
    let same: EventFile = set(&owner, &changed, "2", &cancelled).await.ok(200);
    assert_eq!(same, changed);
    let back: EventFile = set(&owner, &changed, "2", &json!({ "state": "open" }))
        .await
        .ok(200);
    assert_eq!(back.occurrences, file.occurrences);
}

#[rstest]
#[tokio::test]
async fn the_revision_grows_by_one_and_only_that_entry_is_cancelled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    app.caught_up().await;
    let of = |text: &str, name: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.strip_prefix(name));
        lines.map(str::to_owned).collect()
    };
    let before = app.visitor().get(CALENDAR).await.text;

    let answer = set(&owner, &file, "2", &json!({ "state": "cancelled" })).await;

    assert_eq!(answer.status.as_u16(), 200);
    app.caught_up().await;
    let after = app.visitor().get(CALENDAR).await.text;
    assert_eq!(
        of(&after, "STATUS:"),
        ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    );
    assert_eq!(of(&before, "UID:"), of(&after, "UID:"));
    let revision = |text: &str| -> i32 { of(text, "SEQUENCE:")[0].parse().expect("a number") };
    assert_eq!(revision(&after), revision(&before) + 1);
}

#[tokio::test]
async fn places_left_are_bounded_and_none_means_full() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    let places = |places: u64| json!({ "state": "open", "placesLeft": places });

    let some: EventFile = set(&owner, &file, "1", &places(30)).await.ok(200);
    let none: EventFile = set(&owner, &some, "1", &places(0)).await.ok(200);

    let left = |file: &EventFile| {
        let occurrences = file.occurrences.as_ref().expect("occurrences");
        occurrences.occurrences()[0].places_left()
    };
    assert_eq!((left(&some), left(&none)), (Some(30), None));
    assert_eq!(states(&none)[0], OccurrenceState::Full);
    for (number, body, code) in [
        ("1", places(31), Code::OutOfRange),
        (
            "1",
            json!({ "state": "full", "placesLeft": 3 }),
            Code::NotAllowed,
        ),
        // Everybody may come to the second date, which has no number of seats.
        ("2", places(3), Code::NotAllowed),
    ] {
        let problem = set(&owner, &none, number, &body)
            .await
            .refused(Code::Invalid);
        let faults: Vec<_> = problem
            .errors
            .iter()
            .map(|it| (it.pointer.as_str(), it.code))
            .collect();
        assert_eq!(faults, [("/placesLeft", code)], "{body}");
    }
    let many = set(&owner, &none, "1", &places(5_000_000_000)).await;
    many.refused(Code::InvalidJson);
}

#[rstest]
#[tokio::test]
async fn a_moved_date_says_when_it_was_announced_and_the_form_follows(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    let later = json!({ "state": "moved", "begin": "2018-03-29T14:00", "end": "2018-03-29T15:00" });

    let moved: EventFile = set(&owner, &file, "1", &later).await.ok(200);

    let occurrences = moved.occurrences.as_ref().expect("occurrences");
    let own = occurrences.numbered_as(1).expect("the first");
    assert_eq!(own.begin().to_rfc3339(), "2018-03-29T14:00:00+02:00");
    let (announced, _) = own.previous().expect("the time before");
    assert_eq!(announced.to_rfc3339(), "2018-03-26T09:00:00+02:00");
    assert_eq!(own.capacity(), Some(30));
    assert_eq!(moved.form.occurrences[0].begin, "2018-03-29T14:00");
    // Full, and open again at its new time.
    let full: EventFile = set(&owner, &moved, "1", &json!({ "state": "full" }))
        .await
        .ok(200);
    let again: EventFile = set(&owner, &full, "1", &json!({ "state": "moved" }))
        .await
        .ok(200);
    assert_eq!(again.occurrences, moved.occurrences);
    let back: EventFile = set(&owner, &again, "1", &json!({ "state": "open" }))
        .await
        .ok(200);
    assert_eq!(
        (&back.occurrences, &back.form),
        (&file.occurrences, &file.form)
    );
}

#[tokio::test]
async fn a_time_that_does_not_fit_is_refused_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    let moved = |begin: &str, end: &str| json!({ "state": "moved", "begin": begin, "end": end });
    for (body, code, pointer) in [
        (json!({ "state": "moved" }), Code::Required, "/begin"),
        (
            moved("2018-03-29T14:00", "demain"),
            Code::InvalidFormat,
            "/end",
        ),
        (
            moved("2018-03-29T14:00", "2018-03-29T13:00"),
            Code::EndBeforeBegin,
            "/end",
        ),
        (
            moved("2018-03-29T14:00", "2018-03-31T13:00"),
            Code::OccurrenceTooLong,
            "/end",
        ),
        (
            moved("2018-04-03T09:00", "2018-04-03T10:00"),
            Code::OutsideWindow,
            "/begin",
        ),
        (
            moved("2018-02-01T09:00", "2018-02-01T10:00"),
            Code::OccurrencePast,
            "/begin",
        ),
        (
            moved("2018-03-27T09:30", "2018-03-27T11:00"),
            Code::OccurrencesOverlap,
            "/begin",
        ),
        (
            json!({ "state": "full", "begin": "2018-03-29T14:00" }),
            Code::NotAllowed,
            "/begin",
        ),
    ] {
        let problem = set(&owner, &file, "1", &body).await.refused(Code::Invalid);
        let first = &problem.errors[0];
        assert_eq!(
            (first.code, first.pointer.as_str()),
            (code, pointer),
            "{body}"
        );
    }
    for body in [
        json!({ "state": "rained_off" }),
        json!({}),
        json!({ "state": "open", "note": "x" }),
    ] {
        set(&owner, &file, "1", &body)
            .await
            .refused(Code::InvalidJson);
    }
    let untouched: EventFile = owner.get(&path(file.id)).await.ok(200);
    assert_eq!(untouched, file);
}

#[tokio::test]
async fn a_past_date_does_not_change_any_more() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    app.clock.advance(TimeDelta::days(50));
    let owner = app.anew(&owner).await;

    let problem = set(&owner, &file, "1", &json!({ "state": "cancelled" }))
        .await
        .refused(Code::Invalid);

    assert_eq!(
        (problem.errors[0].code, problem.errors[0].pointer.as_str()),
        (Code::OccurrencePast, "/state")
    );
    let coming = set(&owner, &file, "3", &json!({ "state": "cancelled" })).await;
    assert_eq!(coming.status.as_u16(), 200, "{}", coming.text);
}

#[tokio::test]
async fn an_occurrence_that_was_never_labelled_has_no_state() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let submitted = owner.submitted(&three_dates()).await;
    let full = json!({ "state": "full" });

    assert_eq!(submitted.occurrences, None);
    let problem = set(&owner, &submitted, "1", &full)
        .await
        .refused(Code::IllegalMove);
    assert_eq!(problem.allowed_moves, Some(vec![Action::Withdraw]));
    assert_eq!(problem.errors[0].pointer, "/state");
    let labelled = app.granted(&owner, &submitted).await;
    for unknown in ["0", "4", "first", "-1", "4294967296"] {
        set(&owner, &labelled, unknown, &full)
            .await
            .refused(Code::NotFound);
    }
}

#[rstest]
#[tokio::test]
async fn the_owner_and_the_referents_of_the_territory_set_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = edition();
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    let full = json!({ "state": "full" });

    for stranger in [
        app.organiser().await,
        app.referent("region:11").await,
        app.administrator().await,
    ] {
        set(&stranger, &file, "1", &full)
            .await
            .refused(Code::NotFound);
    }
    set(&app.visitor(), &file, "1", &full)
        .await
        .refused(Code::Unauthenticated);
    let letters = async || mails(&app, &owner.account().email).await;
    let own: EventFile = set(&owner, &file, "2", &full).await.ok(200);
    let before = letters().await.len();
    let referent = app.referent("region:84").await;
    let changed: EventFile = set(&referent, &own, "1", &full).await.ok(200);
    let again: EventFile = set(&referent, &changed, "1", &full).await.ok(200);
    assert_eq!(again.version, changed.version);
    let letters = letters().await;
    assert_eq!(
        letters.len(),
        before + 1,
        "one letter for one change by somebody else"
    );
    let words = "lundi 26\u{a0}mars\u{a0}2018 à 9\u{a0}h\u{202f}: Complet";
    assert!(
        letters[0].body_text.contains(words),
        "{}",
        letters[0].body_text
    );
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    assert_eq!(
        history.last().expect("an entry").actor,
        HistoryActor::Reviewer
    );

    edition.status = EditionStatus::Archived;
    app.put_edition(&edition);
    set(&owner, &changed, "3", &full)
        .await
        .refused(Code::EditionClosed);
}

#[rstest]
#[tokio::test]
async fn of_two_writers_at_once_one_is_told_that_it_has_changed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    let (full, cancelled) = (json!({ "state": "full" }), json!({ "state": "cancelled" }));

    let (first, second) = tokio::join!(
        set(&owner, &file, "1", &full),
        set(&owner, &file, "2", &cancelled)
    );

    let mut answers = [first.status.as_u16(), second.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412]);
    let stored: EventFile = owner.get(&path(file.id)).await.ok(200);
    assert_eq!(stored.version, file.version + 1);
    let open = states(&stored)
        .into_iter()
        .filter(|state| *state == OccurrenceState::Open);
    assert_eq!(open.count(), 2);
    let state = format!("{}/occurrences/1/state", path(file.id));
    let bare = owner.request(reqwest::Method::PUT, &state).json(&full);
    Answer::of(bare).await.refused(Code::PreconditionRequired);
}

#[tokio::test]
async fn a_date_that_is_announced_again_stays_cancelled() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &three_dates()).await;
    let file: EventFile = set(&owner, &file, "2", &json!({ "state": "cancelled" }))
        .await
        .ok(200);
    let reason = json!({ "reason": "Nous devons revoir le programme." });
    let event = path(file.id);
    let withdrawn: EventFile = owner
        .post_if(&format!("{event}/withdraw"), &tag(&file), &reason)
        .await
        .ok(200);
    assert_eq!(withdrawn.occurrences, None);

    let again: EventFile = owner
        .post_if(&format!("{event}/submit"), &tag(&withdrawn), &json!({}))
        .await
        .ok(200);
    let granted = app.granted(&owner, &again).await;

    assert_eq!(states(&granted)[1], OccurrenceState::Cancelled);
}
