use super::over_the_change;
use crate::catalogue::{Shelf, content};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use shared::id::EventId;
use shared::label::LabelState;
use shared::problem::Code;

fn path(id: EventId) -> String {
    format!("/api/v1/catalogue/events/{id}/calendar.ics")
}

#[rstest]
#[tokio::test]
async fn an_event_is_a_calendar_of_its_own() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf.label(1, content()).await;
    let id = shelf.label(2, over_the_change()).await;

    let answer = shelf.app.visitor().get(&path(id)).await;

    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("text/calendar; charset=utf-8")
    );
    assert_eq!(
        answer.header(header::CONTENT_DISPOSITION),
        Some("attachment; filename=\"visite-2.ics\"")
    );
    assert_eq!(answer.text.matches("BEGIN:VEVENT").count(), 2);
    assert!(
        answer
            .text
            .contains("X-WR-CALNAME:La nuit des usines\\; et le matin\r\n")
    );
}

#[rstest]
#[case(LabelState::Withdrawn)]
#[case(LabelState::Revoked)]
#[tokio::test]
async fn an_event_that_is_off_is_cancelled_in_the_calendars_that_have_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] state: LabelState,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, over_the_change()).await;
    let before = shelf.app.visitor().get(&path(id)).await;
    shelf.change(id, state, "scheduled").await;

    let after = shelf.app.visitor().get(&path(id)).await;

    let uids = |text: &str| {
        let lines: Vec<String> = text
            .lines()
            .filter(|line| line.starts_with("UID:"))
            .map(str::to_owned)
            .collect();
        lines
    };
    assert_eq!(after.status.as_u16(), 200);
    assert_eq!(uids(&after.text), uids(&before.text));
    assert_eq!(after.text.matches("STATUS:CANCELLED").count(), 2);
    assert!(
        after
            .text
            .contains("DTSTART;TZID=Europe/Paris:20180324T220000")
    );
    assert!(
        !after.text.contains("nuit"),
        "a withdrawn event is no longer served"
    );
}

#[tokio::test]
async fn one_occurrence_is_a_calendar_of_its_own() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, over_the_change()).await;
    let visitor = shelf.app.visitor();

    let second = visitor.get(&format!("{}?occurrence=2", path(id))).await;
    let first = visitor.get(&format!("{}?occurrence=1", path(id))).await;

    for (calendar, number, begin) in [
        (&first, 1, "DTSTART;TZID=Europe/Paris:20180324T220000"),
        (&second, 2, "DTSTART;TZID=Europe/Paris:20180325T090000"),
    ] {
        assert_eq!(calendar.text.matches("BEGIN:VEVENT").count(), 1);
        assert!(
            calendar
                .text
                .contains(&format!("UID:{id}-{number}@semaine-industrie\r\n"))
        );
        assert!(calendar.text.contains(begin), "{}", calendar.text);
    }
    let third = visitor.get(&format!("{}?occurrence=3", path(id))).await;
    third.refused(Code::NotFound);
    let unclear = visitor
        .get(&format!("{}?occurrence=demain", path(id)))
        .await;
    unclear.refused(Code::InvalidParameter);
    let unknown = visitor.get(&format!("{}?seance=1", path(id))).await;
    unknown.refused(Code::UnknownParameter);
}

#[rstest]
#[case("0190f000-0000-7000-8000-000000000000")]
#[case("7")]
#[tokio::test]
async fn an_unknown_event_is_not_found(#[case] id: &str) {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let path = format!("/api/v1/catalogue/events/{id}/calendar.ics");
    shelf.app.visitor().get(&path).await.refused(Code::NotFound);
}
