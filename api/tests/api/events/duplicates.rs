//! Likely duplicates, and what people say about them.

use crate::support::{Answer, Engine, Person, TestApp, edition, form, path};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{
    DuplicateVerdict, EventFile, HistoryActor, HistoryEntry, LikelyDuplicate, Likeness,
};
use shared::id::EventId;
use shared::label::LabelState;
use shared::problem::Code;

async fn duplicates(person: &Person, id: EventId) -> Vec<LikelyDuplicate> {
    let path = format!("{}/duplicates", path(id));
    person.get(&path).await.ok(200)
}

fn ids(found: &[LikelyDuplicate]) -> Vec<EventId> {
    found.iter().map(|other| other.id).collect()
}

async fn mark(person: &Person, id: EventId, other: EventId, verdict: &str) -> Answer {
    let path = format!("{}/duplicates/{other}", path(id));
    let request = person.request(Method::PUT, &path);
    Answer::of(request.json(&json!({ "verdict": verdict }))).await
}

/// The form with other values at some pointers.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut form = form();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        form.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    form
}

#[rstest]
#[tokio::test]
async fn an_event_like_a_public_one_or_an_own_one_is_found(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, other) = (app.organiser().await, app.organiser().await);
    let public = app.labelled(&other, &form()).await;
    // Nobody else sees these.
    other.draft(&form()).await;
    other.submitted(&form()).await;
    let own = owner
        .draft(&with(&[("/title", json!("VISITE : la fonderie"))]))
        .await;
    let typed = owner
        .draft(&with(&[
            ("/title", json!("Visite de la fondrie")),
            (
                "/occurrences",
                json!([{ "begin": "2018-03-26T09:30", "end": "2018-03-26T11:00" }]),
            ),
        ]))
        .await;

    let found = duplicates(&owner, typed.id).await;

    assert_eq!(found.len(), 2, "{found:?}");
    let of_other = found.iter().find(|item| item.id == public.id).unwrap();
    assert_eq!(
        (of_other.own, of_other.state, of_other.slug.as_deref()),
        (false, LabelState::Labelled, Some("visite-de-la-fonderie"))
    );
    assert_eq!(
        (of_other.city.as_deref(), of_other.organiser.as_str()),
        (Some("Vénissieux"), "Fonderie du Rhône")
    );
    assert_eq!(
        of_other.likeness,
        Likeness {
            title_percent: 100,
            same_commune: true,
            distance_m: None
        }
    );
    let of_own = found.iter().find(|item| item.id == own.id).unwrap();
    assert_eq!(
        (of_own.own, of_own.state, of_own.slug.as_ref()),
        (true, LabelState::Draft, None)
    );
    // A referent sees what was submitted in the territory too.
    let referent = app.referent("region:84").await;
    assert_eq!(duplicates(&referent, public.id).await.len(), 1);
}

#[rstest]
#[case::another_title(&[("/title", json!("Atelier de soudure"))])]
#[case::another_day(&[("/occurrences", json!([{ "begin": "2018-03-27T09:00", "end": "2018-03-27T10:00" }]))])]
#[case::right_after(&[("/occurrences", json!([{ "begin": "2018-03-26T10:00", "end": "2018-03-26T11:00" }]))])]
#[case::between(&[("/occurrences", json!([
    { "begin": "2018-03-26T07:00", "end": "2018-03-26T08:00" },
    { "begin": "2018-03-26T11:00", "end": "2018-03-26T12:00" }
]))])]
#[case::another_place(&[("/place/insee", json!("69123"))])]
#[case::online(&[("/attendanceMode", json!("online"))])]
#[case::no_dates(&[("/occurrences", json!([]))])]
#[tokio::test]
async fn another_event_is_not_found(#[case] changes: &[(&str, Value)]) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    owner.draft(&form()).await;

    let typed = owner.draft(&with(changes)).await;

    assert_eq!(duplicates(&owner, typed.id).await, []);
}

#[rstest]
#[case::within(4.888_7, true)]
#[case::beyond(4.889_1, false)]
#[tokio::test]
async fn a_marker_in_another_commune_counts_within_150_metres(
    #[case] lon: f64,
    #[case] likely: bool,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let here = json!({ "lon": 4.886_9, "lat": 45.697_7 });
    let there = json!({ "lon": lon, "lat": 45.697_7 });
    let one = owner.draft(&with(&[("/place/position", here)])).await;
    let other = owner
        .draft(&with(&[
            ("/place/position", there),
            ("/place/insee", json!("69199")),
        ]))
        .await;

    let found = duplicates(&owner, other.id).await;

    assert_eq!(ids(&found), if likely { vec![one.id] } else { Vec::new() });
    if let Some(likeness) = found.first().map(|item| item.likeness) {
        assert_eq!(
            (likeness.same_commune, likeness.distance_m),
            (false, Some(139))
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_marker_is_found_without_a_commune_and_beside_events_of_the_own_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let here = (
        "/place/position",
        json!({ "lon": 4.886_9, "lat": 45.697_7 }),
    );
    let nowhere = ("/place/insee", json!(""));
    let without = owner.draft(&with(&[here.clone(), nowhere])).await;
    let beside = owner.draft(&with(std::slice::from_ref(&here))).await;

    let of_own_commune = owner.draft(&with(&[here])).await;

    let mut expected = [without.id, beside.id];
    expected.sort_unstable();
    assert_eq!(ids(&duplicates(&owner, of_own_commune.id).await), expected);
}

#[rstest]
#[tokio::test]
async fn an_event_is_found_behind_many_that_take_place_at_other_hours(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let around = json!([
        { "begin": "2018-03-26T07:00", "end": "2018-03-26T08:00" },
        { "begin": "2018-03-26T11:00", "end": "2018-03-26T12:00" }
    ]);
    // More than the answer lists.
    for _ in 0..11 {
        owner
            .draft(&with(&[("/occurrences", around.clone())]))
            .await;
    }
    let one = owner.draft(&form()).await;

    let other = owner.draft(&form()).await;

    assert_eq!(ids(&duplicates(&owner, other.id).await), [one.id]);
}

#[rstest]
#[tokio::test]
async fn what_is_said_is_kept_and_a_reviewer_has_the_last_word(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, referent) = (app.organiser().await, app.referent("region:84").await);
    let one = owner.submitted(&form()).await;
    let other = owner.submitted(&form()).await;
    let verdict = async |person: &Person, id| duplicates(person, id).await[0].verdict;
    assert_eq!(verdict(&owner, one.id).await, None);

    assert_eq!(
        mark(&owner, one.id, other.id, "distinct")
            .await
            .status
            .as_u16(),
        204
    );
    assert_eq!(
        verdict(&owner, other.id).await,
        Some(DuplicateVerdict::Distinct)
    );
    assert_eq!(
        mark(&referent, other.id, one.id, "duplicate")
            .await
            .status
            .as_u16(),
        204
    );

    assert_eq!(
        verdict(&owner, one.id).await,
        Some(DuplicateVerdict::Duplicate)
    );
    mark(&owner, one.id, other.id, "distinct")
        .await
        .refused(Code::Forbidden);
    assert_eq!(
        verdict(&referent, one.id).await,
        Some(DuplicateVerdict::Duplicate)
    );
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(other.id)))
        .await
        .ok(200);
    let last = history.iter().max_by_key(|entry| entry.seq).unwrap();
    assert_eq!(
        (last.kind.as_str(), last.actor),
        ("event.duplicate_marked", HistoryActor::Reviewer)
    );
    let read: EventFile = owner.get(&path(one.id)).await.ok(200);
    assert_eq!(read.version, one.version, "nothing else changed");
}

#[tokio::test]
async fn nothing_is_said_about_events_that_the_caller_does_not_see() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let (owner, stranger) = (app.organiser().await, app.organiser().await);
    let (own, theirs) = (
        owner.draft(&form()).await,
        stranger.submitted(&form()).await,
    );
    let elsewhere = app.referent("region:04").await;

    mark(&owner, own.id, theirs.id, "duplicate")
        .await
        .refused(Code::NotFound);
    mark(&owner, theirs.id, own.id, "duplicate")
        .await
        .refused(Code::NotFound);
    mark(&owner, own.id, own.id, "duplicate")
        .await
        .refused(Code::NotFound);
    mark(&elsewhere, theirs.id, own.id, "distinct")
        .await
        .refused(Code::NotFound);
    mark(&owner, own.id, theirs.id, "maybe")
        .await
        .refused(Code::InvalidJson);
    for person in [&stranger, &elsewhere] {
        let path = format!("{}/duplicates", path(own.id));
        person.get(&path).await.refused(Code::NotFound);
    }
}
