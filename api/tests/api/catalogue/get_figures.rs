use super::{Shelf, content, online};
use crate::support::Engine;
use rstest::rstest;
use shared::edition::EditionSummary;
use shared::event::Figures;
use shared::problem::Code;

const FIGURES: &str = "/api/v1/catalogue/figures";

#[rstest]
#[tokio::test]
async fn labelled_events_are_counted_in_total_by_region_and_by_kind(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    let visitor = shelf.app.visitor();

    let figures: Figures = visitor
        .get(&format!("{FIGURES}?edition=2018"))
        .await
        .ok(200);
    let current: Figures = visitor.get(FIGURES).await.ok(200);
    let editions: Vec<EditionSummary> = visitor.get("/api/v1/editions").await.ok(200);

    assert_eq!((figures.edition.as_str(), figures.labelled), ("2018", 2));
    let [region] = figures.by_region.as_slice() else {
        panic!("{figures:?}");
    };
    assert_eq!(
        (region.name.as_str(), region.count),
        ("Auvergne-Rhône-Alpes", 2)
    );
    let of = |kind: &str| {
        figures
            .by_kind
            .iter()
            .find(|term| term.id == kind)
            .map(|term| term.count)
    };
    assert_eq!(
        (of("company_visit"), of("webinar"), of("workshop")),
        (Some(1), Some(1), Some(0))
    );
    assert_eq!(current, figures);
    assert_eq!(editions[0].labelled_events, 2);
    visitor
        .get(&format!("{FIGURES}?edition=1999"))
        .await
        .refused(Code::InvalidParameter);
    visitor
        .get(&format!("{FIGURES}?year=2018"))
        .await
        .refused(Code::UnknownParameter);
}
