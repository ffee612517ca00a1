//! Renewal of events in another edition.

use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form, path, tag};
use diesel::prelude::*;
use ground::db::schema::{events, log};
use reqwest::header;
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::{Edition, EditionStatus};
use shared::event::{
    EventFile, EventFileSummary, Renewal, RenewalOutcome, RenewalReport, SeriesEvent,
};
use shared::label::LabelState;
use shared::paging::Page;
use shared::problem::Code;

/// The edition after that of 2018: another theme, without visits and without the second sector.
fn next_edition() -> Edition {
    let mut next = edition();
    next.slug = "2019".to_owned();
    next.name = "Semaine de l’Industrie 2019".to_owned();
    next.theme = "Un autre thème".to_owned();
    next
}

fn without_visits() -> Edition {
    let mut next = next_edition();
    next.vocabularies
        .kinds
        .retain(|term| term.id != "company_visit");
    next
}

fn titled(title: &str) -> Value {
    let mut form = form();
    form["title"] = json!(title);
    form
}

async fn renew(owner: &Person, event: &EventFile, edition: &str) -> Answer {
    let path = format!("{}/renew", path(event.id));
    owner.post(&path, &json!({ "edition": edition })).await
}

async fn renew_all(owner: &Person, body: &Value) -> RenewalReport {
    let path = "/api/v1/renewals".to_owned();
    owner.post(&path, body).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn a_renewed_event_is_a_draft_of_the_same_series(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&without_visits());
    let owner = app.organiser().await;
    let original = app.labelled(&owner, &form()).await;

    let answer = renew(&owner, &original, "2019").await;

    let renewal: Renewal = answer.ok(201);
    let event = &renewal.event;
    assert_eq!(renewal.outcome, RenewalOutcome::Created);
    assert_eq!(
        answer.header(header::LOCATION),
        Some(path(event.id).as_str())
    );
    assert_eq!(answer.header(header::ETAG), Some("\"1\""));
    assert_ne!(event.id, original.id);
    assert_eq!(
        (event.state, event.edition.as_str(), event.slug.as_deref()),
        (LabelState::Draft, "2019", None)
    );
    let (expected, ended) = original.form.renewed_in(&edition(), &without_visits());
    assert_eq!((&event.form, &renewal.ended_terms), (&expected, &ended));
    assert_eq!(
        (ended[0].pointer.as_str(), ended[0].label.as_str()),
        ("/kind", "Visite d’entreprise")
    );
    let first = SeriesEvent {
        id: original.id,
        edition: "2018".to_owned(),
        state: LabelState::Labelled,
        slug: original.slug.clone(),
    };
    assert_eq!(event.series, std::slice::from_ref(&first));
    let read: EventFile = owner.get(&path(original.id)).await.ok(200);
    assert_eq!(read.series[0].id, event.id);
    assert_eq!(
        (read.version, &read.form),
        (original.version, &original.form)
    );
    let own: Page<EventFileSummary> = owner.get(&format!("{EVENTS}?edition=2019")).await.ok(200);
    assert_eq!(own.items[0].series, [first]);
    let form = serde_json::to_value(&event.form).unwrap();
    let saved: EventFile = owner.put(&path(event.id), &tag(event), &form).await.ok(200);
    assert_eq!(saved.series, event.series);
}

#[rstest]
#[tokio::test]
async fn a_series_has_one_event_in_an_edition(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&next_edition());
    let mut third = next_edition();
    third.slug = "2020".to_owned();
    app.put_edition(&third);
    let owner = app.organiser().await;
    let original = owner.draft(&form()).await;
    let first: Renewal = renew(&owner, &original, "2019").await.ok(201);

    let answers =
        futures_util::future::join_all((0..4).map(|_| renew(&owner, &original, "2019"))).await;

    for answer in answers {
        let again: Renewal = answer.ok(200);
        assert_eq!(again.outcome, RenewalOutcome::Exists);
        assert_eq!(again.event.id, first.event.id);
    }
    // From its renewal, and then back to the edition of the original.
    let third: Renewal = renew(&owner, &first.event, "2020").await.ok(201);
    let back: Renewal = renew(&owner, &third.event, "2018").await.ok(200);
    assert_eq!(back.event.id, original.id);
    let series: Vec<_> = back.event.series.iter().map(|other| other.id).collect();
    assert_eq!(series, [first.event.id, third.event.id]);
    let rows: i64 = app
        .platform
        .services
        .db
        .read_now(|conn| {
            Ok(log::table
                .filter(log::kind.eq("event.created"))
                .count()
                .get_result(conn)?)
        })
        .unwrap();
    assert_eq!(rows, 3, "one row for each event that was created");
}

#[rstest]
#[tokio::test]
async fn simultaneous_renewals_create_one_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&next_edition());
    let owner = app.organiser().await;
    let original = owner.draft(&form()).await;

    let answers =
        futures_util::future::join_all((0..6).map(|_| renew(&owner, &original, "2019"))).await;

    let mut created = 0;
    for answer in answers {
        match answer.status.as_u16() {
            201 => created += 1,
            _ => assert_eq!(answer.ok::<Renewal>(200).outcome, RenewalOutcome::Exists),
        }
    }
    assert_eq!(created, 1);
    let stored: i64 = app
        .platform
        .services
        .db
        .read_now(|conn| Ok(events::table.count().get_result(conn)?))
        .unwrap();
    assert_eq!(stored, 2);
}

#[tokio::test]
async fn only_own_events_are_renewed_and_only_in_another_writable_edition() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let mut over = next_edition();
    over.status = EditionStatus::Archived;
    app.put_edition(&over);
    let owner = app.organiser().await;
    let original = owner.draft(&form()).await;

    renew(&owner, &original, "2019")
        .await
        .refused(Code::EditionClosed);
    for (wanted, code) in [("2018", Code::NotAllowed), ("1789", Code::UnknownValue)] {
        let problem = renew(&owner, &original, wanted)
            .await
            .refused(Code::Invalid);
        assert_eq!(
            (problem.errors[0].pointer.as_str(), problem.errors[0].code),
            ("/edition", code)
        );
    }
    let stranger = app.organiser().await;
    renew(&stranger, &original, "2019")
        .await
        .refused(Code::NotFound);
    renew(&app.visitor(), &original, "2019")
        .await
        .refused(Code::Unauthenticated);
    let all = "/api/v1/renewals".to_owned();
    for (body, pointer) in [
        (json!({ "from": "1789", "edition": "2018" }), "/from"),
        (json!({ "from": "2018", "edition": "1789" }), "/edition"),
        (json!({ "from": "2018", "edition": "2018" }), "/edition"),
    ] {
        let problem = owner.post(&all, &body).await.refused(Code::Invalid);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
}

#[rstest]
#[tokio::test]
async fn the_labelled_events_of_an_edition_are_renewed_at_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&without_visits());
    let owner = app.organiser().await;
    let one = app.labelled(&owner, &titled("Visite de la forge")).await;
    let two = app.labelled(&owner, &titled("Visite du laminoir")).await;
    owner.draft(&titled("Visite de la verrerie")).await;
    app.labelled(&app.organiser().await, &titled("Visite de la scierie"))
        .await;
    let kept: Renewal = renew(&owner, &two, "2019").await.ok(201);
    let body = json!({ "from": "2018", "edition": "2019" });

    let report = renew_all(&owner, &body).await;

    assert_eq!(report.next, None);
    let found: Vec<_> = report
        .items
        .iter()
        .map(|item| (item.original, item.outcome, item.ended_terms.len()))
        .collect();
    assert_eq!(
        found,
        [
            (one.id, RenewalOutcome::Created, 1),
            (two.id, RenewalOutcome::Exists, 1)
        ]
    );
    assert_eq!(report.items[1].event, Some(kept.event.id));
    let again = renew_all(&owner, &body).await;
    assert!(
        again
            .items
            .iter()
            .all(|item| item.outcome == RenewalOutcome::Exists)
    );
    assert_eq!(again.items[0].event, report.items[0].event);
    let own: Page<EventFileSummary> = owner
        .get(&format!("{EVENTS}?edition=2019&count=true"))
        .await
        .ok(200);
    assert_eq!(own.total, Some(2));
}

#[tokio::test]
async fn events_beyond_the_quota_are_refused_and_the_others_renewed() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    app.put_edition(&next_edition());
    let owner = app.organiser().await;
    for number in 1..=4 {
        app.labelled(&owner, &titled(&format!("Visite numéro {number}")))
            .await;
    }
    for number in 0..298 {
        owner
            .draft(&json!({ "title": format!("Brouillon {number}") }))
            .await;
    }

    let report = renew_all(&owner, &json!({ "from": "2018", "edition": "2019" })).await;

    let outcomes: Vec<_> = report
        .items
        .iter()
        .map(|item| (item.outcome, item.problem))
        .collect();
    let created = (RenewalOutcome::Created, None);
    let refused = (RenewalOutcome::Refused, Some(Code::TooManyDrafts));
    assert_eq!(outcomes, [created, created, refused, refused]);
}

#[tokio::test]
async fn more_events_than_one_request_renews_are_renewed_in_several() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    app.put_edition(&next_edition());
    let owner = app.organiser().await;
    for number in 0..52 {
        let draft = owner
            .draft(&titled(&format!("Visite numéro {number}")))
            .await;
        app.platform
            .services
            .db
            .write_now(|conn| {
                let labelled =
                    diesel::update(events::table.find(ground::db::types::SqlUuid::from(draft.id)))
                        .set(events::state.eq("labelled"));
                Ok(labelled.execute(conn)?)
            })
            .unwrap();
    }

    let first = renew_all(&owner, &json!({ "from": "2018", "edition": "2019" })).await;
    let rest = renew_all(
        &owner,
        &json!({ "from": "2018", "edition": "2019", "after": first.next }),
    )
    .await;

    assert_eq!(
        (first.items.len(), rest.items.len(), rest.next),
        (50, 2, None)
    );
    assert_eq!(first.next, first.items.last().map(|item| item.original));
}

#[rstest]
#[tokio::test]
async fn a_public_page_links_to_the_same_event_in_another_edition(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&next_edition());
    let owner = app.organiser().await;
    let original = app.labelled(&owner, &form()).await;
    let renewal: Renewal = renew(&owner, &original, "2019").await.ok(201);
    let page = async |edition: &str| {
        app.caught_up().await;
        let request = app
            .visitor()
            .request(
                reqwest::Method::GET,
                &format!("/evenements/{edition}/visite-de-la-fonderie"),
            )
            .header(header::ACCEPT, "text/html");
        Answer::of(request).await.text
    };
    let link =
        r#"<a href="/evenements/2019/visite-de-la-fonderie">Semaine de l’Industrie 2019</a>"#;
    assert!(
        !page("2018").await.contains("/evenements/2019/"),
        "it is a draft"
    );

    let mut form = form();
    form["followsTheme"] = json!(false);
    let saved = owner
        .put(&path(renewal.event.id), &tag(&renewal.event), &form)
        .await;
    let submitted = owner.submit(&saved.ok(200)).await;
    app.granted(&owner, &submitted).await;

    assert!(page("2018").await.contains(link));
    assert!(
        page("2019")
            .await
            .contains(r#"href="/evenements/2018/visite-de-la-fonderie""#)
    );
    // A stranger who reviews sees the public event of the series only.
    let later = owner.post(EVENTS, &json!({ "edition": "2019" })).await;
    assert_eq!(later.status.as_u16(), 201);
}
