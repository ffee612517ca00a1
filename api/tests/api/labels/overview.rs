//! The overview: its numbers are the sizes of the lists of the queue, within the territories of the caller.

use super::desk::{self, Desk};
use crate::support::{Answer, Engine, Person};
use reqwest::{Method, header};
use rstest::rstest;
use shared::label::{LabelState, OverviewNumber, QueueOverview, QueuePage, QueueQuery};
use shared::problem::Code;

const OVERVIEW: &str = "/api/v1/labels/overview";

async fn overview(person: &Person, query: &str) -> QueueOverview {
    person.get(&format!("{OVERVIEW}?{query}")).await.ok(200)
}

/// Number of files that the queue lists.
async fn listed(person: &Person, query: &QueueQuery) -> u64 {
    let path = format!("/api/v1/labels/queue?{}&count=true", query.to_search());
    let page: QueuePage = person.get(&path).await.ok(200);
    page.total.expect("a total")
}

/// A desk with files in every state, in two regions and in none, some of them overdue.
async fn busy(engine: Engine) -> Desk {
    let mut desk = Desk::open(engine).await;
    for state in [
        LabelState::Submitted,
        LabelState::CorrectionRequested,
        LabelState::Labelled,
        LabelState::Refused,
        LabelState::Revoked,
        LabelState::Withdrawn,
        LabelState::Draft,
    ] {
        desk.file_in(state).await;
    }
    desk.filed(&desk::visit_at_la_reunion()).await;
    desk.at("2018-02-13T09:00:00Z").await;
    desk.filed(&desk::visit()).await;
    desk.filed(&desk::webinar()).await;
    // Filed on the 13th, due on the 19th: on the 16th, one working day is left.
    desk.at("2018-02-16T09:00:00Z").await;
    desk
}

#[rstest]
#[tokio::test]
async fn every_number_is_the_size_of_its_list(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = busy(engine).await;
    let coordinator = desk.app.coordinator().await;

    let found = overview(&coordinator, "").await;

    let base = QueueQuery {
        edition: found.edition.clone(),
        ..QueueQuery::default()
    };
    assert_eq!(found.edition.as_deref(), Some("2018"));
    for number in OverviewNumber::ALL {
        let size = listed(&coordinator, &number.query(&base)).await;
        assert_eq!(found.total.of(*number), size, "{number}");
        for row in &found.territories {
            let size = listed(&coordinator, &number.query(&row.base(&base))).await;
            assert_eq!(row.counts.of(*number), size, "{number} of {:?}", row.name);
        }
    }
    for day in &found.days {
        assert_eq!(day.filed, listed(&coordinator, &day.query(&base)).await);
    }
    let total = found.total;
    assert_eq!((total.to_check, total.overdue, total.soon), (4, 2, 2));
    assert_eq!((total.labelled, total.refused, total.revoked), (1, 1, 1));
    assert_eq!((total.in_correction, total.recheck, total.filed), (1, 0, 8));
    assert_eq!(total.median_working_days, Some(0.0));
    let names: Vec<_> = found
        .territories
        .iter()
        .map(|row| row.name.as_deref().unwrap_or("nowhere"))
        .collect();
    assert_eq!(
        names,
        [
            "Auvergne-Rhône-Alpes",
            "Rhône (69)",
            "La Réunion",
            "La Réunion (974)",
            "nowhere"
        ]
    );
    assert_eq!((found.days[0].filed, found.days.len()), (6, 9));
    let drafts = found.drafts.expect("the whole country");
    assert_eq!((drafts.count, drafts.missed), (1, false));
}

#[rstest]
#[tokio::test]
async fn a_referent_sees_the_own_territory(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = busy(engine).await;
    let there = desk.app.referent("department:974").await;

    let found = overview(&there, "").await;

    assert_eq!(found.total.filed, 1);
    assert!(found.drafts.is_none());
    let territories: Vec<_> = found
        .territories
        .iter()
        .filter_map(|row| row.territory.as_ref())
        .map(ToString::to_string)
        .collect();
    assert_eq!(territories, ["region:04", "department:974"]);
    there
        .get(&format!("{OVERVIEW}?territory=region:84"))
        .await
        .refused(Code::NotFound);
    there
        .get(&format!(
            "{OVERVIEW}.csv?table=days&territory=department:69"
        ))
        .await
        .refused(Code::NotFound);
    desk.organiser.get(OVERVIEW).await.refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn an_unchanged_overview_is_not_sent_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    desk.filed(&desk::visit()).await;
    let coordinator = desk.app.coordinator().await;
    let first = coordinator.get(OVERVIEW).await;
    let tag = first.header(header::ETAG).expect("a tag").to_owned();
    let again = async || {
        let request = coordinator.request(Method::GET, OVERVIEW);
        Answer::of(request.header(header::IF_NONE_MATCH, &tag)).await
    };

    let unchanged = again().await.status.as_u16();
    desk.filed(&desk::visit()).await;
    let changed = again().await.status.as_u16();

    assert_eq!((unchanged, changed), (304, 200));
}

#[rstest]
#[tokio::test]
async fn each_table_is_exported(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = busy(engine).await;
    let coordinator = desk.app.coordinator().await;
    let lines = async |query: &str| -> Vec<String> {
        let answer = coordinator.get(&format!("{OVERVIEW}.csv?{query}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{query}");
        answer
            .text
            .trim_start_matches('\u{feff}')
            .split_terminator("\r\n")
            .map(str::to_owned)
            .collect()
    };

    let territories = lines("table=territories").await;
    let days = lines("table=days").await;

    // A header, five rows and the total.
    assert_eq!(territories.len(), 7, "{territories:?}");
    assert!(
        territories[1].starts_with("region:84;Auvergne-Rhône-Alpes;6;2;1;1;"),
        "{territories:?}"
    );
    assert!(
        territories[6].starts_with(";Total;8;4;2;2;"),
        "{territories:?}"
    );
    assert_eq!(days.len(), 10);
    assert!(days[1].ends_with(";6"), "{days:?}");
    for (query, code) in [
        ("", Code::InvalidParameter),
        ("table=rows", Code::InvalidParameter),
        ("table=days&tab=decided", Code::UnknownParameter),
        ("table=days&edition=1789", Code::InvalidParameter),
    ] {
        coordinator
            .get(&format!("{OVERVIEW}.csv?{query}"))
            .await
            .refused(code);
    }
}
