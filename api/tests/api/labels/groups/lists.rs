//! Members and rules from lists.

use super::{create, held, join, path, read, reviewer};
use crate::labels::desk::{self, Desk};
use crate::support::Engine;
use gazetteer::Gazetteer;
use rstest::rstest;
use serde_json::json;
use shared::label::{LineProblem, LineResult, LinesImport};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_list_of_communes_is_taken_twice_without_duplicates(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let group = create(&coordinator, "Lyon", false).await;
    let file = desk.filed(&desk::visit()).await;
    let mut lines: Vec<String> = Gazetteer::embedded()
        .communes()
        .filter(|commune| commune.department.as_str() == "01")
        .take(324)
        .map(|commune| format!("{};{}", commune.insee, commune.name))
        .collect();
    lines.push("69259;Vénissieux".to_owned());
    let text = format!("insee;nom\n{}\n", lines.join("\n"));
    let import = format!("{}/rules/import", path(group.summary.id));

    let first: LinesImport = coordinator
        .post(&import, &json!({ "text": text }))
        .await
        .ok(200);
    let again: LinesImport = coordinator
        .post(&import, &json!({ "text": text }))
        .await
        .ok(200);

    assert_eq!((first.added, first.known, first.refused), (325, 0, 0));
    assert_eq!(first.moved, 1);
    assert_eq!((again.added, again.known, again.refused), (0, 325, 0));
    assert_eq!(read(&coordinator, &group).await.rules.len(), 325);
    assert_eq!(held(&coordinator, &file).await.0.as_deref(), Some("Lyon"));
}

#[rstest]
#[tokio::test]
async fn faults_of_a_list_are_told_line_by_line_and_the_rest_is_taken(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let (lyon, rest) = (
        create(&coordinator, "Lyon", false).await,
        create(&coordinator, "Le reste", false).await,
    );
    super::lead_there(&coordinator, &lyon, &["commune:69259"]).await;
    let import = format!("{}/rules/import", path(rest.summary.id));
    let text = "code\n69029\n\nVaulx\n69259\n1004\n69029\n99999\n";

    let outcome: LinesImport = coordinator
        .post(&import, &json!({ "text": text }))
        .await
        .ok(200);

    let lines: Vec<_> = outcome
        .lines
        .iter()
        .map(|line| (line.line, line.result, line.problem))
        .collect();
    assert_eq!(
        lines,
        [
            (2, LineResult::Added, None),
            (4, LineResult::Refused, Some(LineProblem::NoCommune)),
            (5, LineResult::Refused, Some(LineProblem::OtherGroup)),
            (6, LineResult::Added, None),
            (7, LineResult::Known, None),
            (8, LineResult::Refused, Some(LineProblem::NoCommune)),
        ]
    );
    let long = json!({ "text": "69029\n".repeat(5_001) });
    let refused = coordinator
        .post(&import, &long)
        .await
        .refused(Code::Invalid);
    assert_eq!(refused.errors[0].code, Code::SheetTooLarge);
}

#[rstest]
#[tokio::test]
async fn members_are_added_by_address_and_twice_gives_no_duplicates(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let alix = reviewer(&desk, "Alix").await;
    let group = create(&coordinator, "Lyon", false).await;
    let import = format!("{}/members/import", path(group.summary.id));
    let organiser = &desk.organiser.account().email;
    let text = format!(
        "adresse;nom\nALIX@referents.example.org;Alix\nsans-arobase\nnobody@example.org\n{organiser}\nalix@referents.example.org\n"
    );

    let outcome: LinesImport = coordinator
        .post(&import, &json!({ "text": text }))
        .await
        .ok(200);
    let again = join(&coordinator, &group, &[&alix]).await;

    let lines: Vec<_> = outcome
        .lines
        .iter()
        .map(|line| (line.line, line.result, line.problem))
        .collect();
    assert_eq!(
        lines,
        [
            (2, LineResult::Added, None),
            (3, LineResult::Refused, Some(LineProblem::NoAddress)),
            (4, LineResult::Refused, Some(LineProblem::NoAccount)),
            (5, LineResult::Refused, Some(LineProblem::NoReferent)),
            (6, LineResult::Known, None),
        ]
    );
    assert_eq!((again.added, again.known), (0, 1));
    let members = read(&coordinator, &group).await.members;
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].name, "Alix");
}
