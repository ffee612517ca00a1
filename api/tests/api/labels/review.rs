use super::desk::{self, Desk};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use shared::criterion::{Criterion, Outcome};
use shared::label::{Action, LabelState, ReviewSheet};
use shared::place::Position;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn the_sheet_contains_what_a_decision_needs(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;

    let answer = desk.referent().await.get(&filed.page()).await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(answer.header(header::ETAG), Some(filed.tag.as_str()));
    assert_eq!(answer.header(header::CACHE_CONTROL), Some("no-store"));
    assert_eq!(
        sheet.file.allowed,
        [Action::RequestCorrection, Action::Grant, Action::Refuse]
    );
    assert_eq!(
        (sheet.round, sheet.own, sheet.file.editable),
        (1, false, false)
    );
    assert_eq!(
        sheet.owner_email.as_ref(),
        Some(&desk.organiser.account().email)
    );
    assert_eq!(sheet.criteria.len(), 4);
    let found: Vec<_> = sheet
        .file
        .validation
        .findings
        .iter()
        .map(|finding| (finding.criterion, finding.outcome))
        .collect();
    assert_eq!(
        found,
        [
            (Criterion::Dates, Outcome::Met),
            (Criterion::Audience, Outcome::NeedsPerson),
            (Criterion::Industry, Outcome::NeedsPerson),
            (Criterion::Free, Outcome::Met),
        ]
    );
}

#[rstest]
#[tokio::test]
async fn a_marker_far_from_its_commune_is_told_with_its_distance(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    let away = async |lon: f64| {
        let mut form = desk::visit();
        form.place.position = Position::new(lon, 45.6977).ok();
        let filed = desk.filed(&form).await;
        let sheet: ReviewSheet = referent.get(&filed.page()).await.ok(200);
        sheet.pin_away_m
    };

    assert_eq!(away(4.8969).await, None);
    // 12.7 km from the town hall; the distance counts from the border.
    let far = away(5.05).await.unwrap();
    assert!((8_000..12_700).contains(&far), "{far}");
}

#[rstest]
#[tokio::test]
async fn outside_the_territory_there_is_no_sheet(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let overseas = desk.filed(&desk::visit_at_la_reunion()).await;
    let online = desk.filed(&desk::webinar()).await;
    let draft = desk.draft_of(&desk.organiser, &desk::visit()).await;
    let (here, reunion) = (
        desk.app.referent("region:84").await,
        desk.app.referent("region:04").await,
    );
    let coordinator = desk.app.coordinator().await;
    let administrator = desk.app.administrator().await;

    assert_eq!(here.get(&filed.page()).await.status.as_u16(), 200);
    assert_eq!(reunion.get(&overseas.page()).await.status.as_u16(), 200);
    reunion.get(&filed.page()).await.refused(Code::NotFound);
    here.get(&overseas.page()).await.refused(Code::NotFound);
    here.get(&online.page()).await.refused(Code::NotFound);
    here.get(&draft.page()).await.refused(Code::NotFound);
    coordinator.get(&draft.page()).await.refused(Code::NotFound);
    assert_eq!(coordinator.get(&online.page()).await.status.as_u16(), 200);
    let read: ReviewSheet = administrator.get(&filed.page()).await.ok(200);
    assert_eq!(read.file.allowed, []);
    desk.organiser
        .get(&filed.page())
        .await
        .refused(Code::Forbidden);
    for nothing in ["nonsense", "00000000-0000-7000-8000-000000000000"] {
        let path = format!("/api/v1/labels/events/{nothing}");
        here.get(&path).await.refused(Code::NotFound);
    }
}

#[rstest]
#[tokio::test]
async fn nobody_reviews_their_own_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    for person in [desk.referent().await, desk.app.coordinator().await] {
        let draft = desk.draft_of(&person, &desk::visit()).await;
        let filed = desk.file(&person, &draft).await;

        let sheet: ReviewSheet = person.get(&filed.page()).await.ok(200);

        assert!(sheet.own);
        assert_eq!(sheet.file.allowed, [Action::Withdraw]);
        desk::assess(&person, &filed, &desk::all_met())
            .await
            .refused(Code::OwnEvent);
        for (name, body) in [
            ("correction", desk::correction()),
            ("decision", desk::grant()),
            ("decision", desk::refusal()),
        ] {
            desk::step(&person, name, &filed, &body)
                .await
                .refused(Code::OwnEvent);
        }
        let sheet: ReviewSheet = person.get(&filed.page()).await.ok(200);
        assert_eq!(sheet.file.state, LabelState::Submitted);
    }
}

/// Submitted on Friday 9 March 2018: four working days end on Thursday the 15th.
#[rstest]
#[tokio::test]
async fn the_review_clock_counts_working_days_and_stops_during_a_correction(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    desk.at("2018-03-09T10:00:00+01:00").await;
    let filed = desk.filed(&desk::visit()).await;
    let sheet: ReviewSheet = desk.referent().await.get(&filed.page()).await.ok(200);
    assert_eq!(
        sheet.file.due_at.unwrap().to_rfc3339(),
        "2018-03-15T22:59:59+00:00"
    );

    // Monday and Tuesday have passed when the correction is requested; the resubmission comes after the weekend.
    desk.at("2018-03-13T16:00:00+01:00").await;
    let referent = desk.referent().await;
    let asked = desk::done(&referent, "correction", &filed, &desk::correction()).await;
    desk.at("2018-03-19T09:00:00+01:00").await;
    let stopped: ReviewSheet = desk.referent().await.get(&filed.page()).await.ok(200);
    desk.file(&desk.organiser, &asked).await;
    let resumed: ReviewSheet = desk.referent().await.get(&filed.page()).await.ok(200);

    assert_eq!((stopped.file.due_at, stopped.overdue), (None, false));
    assert_eq!(
        resumed.file.due_at.unwrap().to_rfc3339(),
        "2018-03-21T22:59:59+00:00"
    );
}

#[rstest]
#[tokio::test]
async fn an_event_is_checked_as_of_its_submission(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;

    desk.at("2018-03-28T09:00:00+02:00").await;
    let sheet: ReviewSheet = desk.referent().await.get(&filed.page()).await.ok(200);

    let dates = &sheet.file.validation.findings[0];
    assert_eq!(
        (dates.criterion, dates.outcome),
        (Criterion::Dates, Outcome::Met)
    );
    assert!(sheet.overdue);
}
