use super::desk::{self, Desk};
use crate::support::Engine;
use diesel::prelude::*;
use ground::db::schema::assessments;
use ground::db::types::{SqlJson, SqlUuid};
use rstest::rstest;
use serde_json::json;
use shared::criterion::{Criterion, Verdict};
use shared::label::{Actor, LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn an_answer_replaces_the_previous_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let (first, second) = (desk.referent().await, desk.app.coordinator().await);
    let doubt = json!({ "answers": [
        { "criterion": "free", "verdict": "not_met", "comment": "  Cinq euros à l’entrée. " },
        { "criterion": "dates", "verdict": "met" },
    ]});
    let answered = desk::assessed(&first, &filed, &doubt).await;

    let change = json!({ "answers": [
        { "criterion": "free", "verdict": "met", "comment": "Gratuit, vérifié." },
    ]});
    let answer = desk::assess(&second, &answered, &change).await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(sheet.file.version, 4);
    let answers: Vec<_> = sheet
        .assessments
        .iter()
        .map(|answer| {
            (
                answer.criterion,
                answer.verdict,
                answer.comment.as_str(),
                answer.assessed_by.as_str(),
            )
        })
        .collect();
    assert_eq!(
        answers,
        [
            (
                Criterion::Dates,
                Verdict::Met,
                "",
                first.account().name.as_str()
            ),
            (
                Criterion::Free,
                Verdict::Met,
                "Gratuit, vérifié.",
                second.account().name.as_str()
            ),
        ]
    );
}

#[rstest]
#[tokio::test]
async fn the_wording_is_stored_with_the_answer(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit_at_la_reunion()).await;
    let referent = desk.app.referent("region:04").await;

    desk::assessed(&referent, &filed, &desk::all_met()).await;

    let asked: Vec<(String, SqlJson)> = desk
        .app
        .platform
        .services
        .db
        .read_now(|conn| {
            Ok(assessments::table
                .filter(assessments::event_id.eq(SqlUuid::from(filed.id)))
                .order(assessments::criterion)
                .select((assessments::criterion, assessments::wording))
                .load(conn)?)
        })
        .unwrap();
    assert_eq!(asked.len(), 4);
    let (criterion, dates) = &asked[1];
    let dates: serde_json::Value = dates.read().unwrap();
    assert_eq!(criterion, "dates");
    assert_eq!(
        dates["window"],
        json!({ "first": "2018-04-03", "last": "2018-04-08" })
    );
    assert_eq!(
        dates["criterion"]["wording"],
        "L’événement a lieu pendant la semaine de l’industrie, du 26 mars au 1er avril 2018 (du 3 au 8 avril à La Réunion)."
    );
}

#[tokio::test]
async fn an_invalid_answer_is_rejected_at_its_field() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let free = |verdict: &str, comment: &str| json!({ "criterion": "free", "verdict": verdict, "comment": comment });
    for (answers, pointer, code) in [
        (
            json!([free("not_met", "")]),
            "/answers/0/comment",
            Code::Required,
        ),
        (
            json!([free("to_clarify", " ")]),
            "/answers/0/comment",
            Code::Required,
        ),
        (
            json!([free("met", &"x".repeat(2_001))]),
            "/answers/0/comment",
            Code::TooLong,
        ),
        (
            json!([free("met", ""), free("met", "")]),
            "/answers/1/criterion",
            Code::Duplicate,
        ),
        (json!([]), "/answers", Code::Required),
    ] {
        let answer = desk::assess(&referent, &filed, &json!({ "answers": answers })).await;

        desk::refused_at(&answer, pointer, code);
    }
    let sheet: ReviewSheet = referent.get(&filed.page()).await.ok(200);
    assert_eq!(sheet.assessments, []);
}

#[tokio::test]
async fn a_malformed_answer_is_rejected_at_its_field() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    for (answer, pointer) in [
        (
            json!({ "criterion": "price", "verdict": "met" }),
            "/answers/0/criterion",
        ),
        (
            json!({ "criterion": "free", "verdict": "yes" }),
            "/answers/0/verdict",
        ),
        (
            json!({ "criterion": "free", "verdict": "met", "note": "" }),
            "/answers/0/note",
        ),
    ] {
        let body = json!({ "answers": [answer] });

        let problem = desk::assess(&referent, &filed, &body)
            .await
            .refused(Code::InvalidJson);

        assert_eq!(problem.errors[0].pointer, pointer);
    }
}

#[rstest]
#[tokio::test]
async fn only_a_submitted_event_is_assessed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let referent = desk.referent().await;
    for &state in LabelState::ALL {
        let file = desk.file_in(state).await;

        let answer = desk::assess(&referent, &file, &desk::all_met()).await;

        match state {
            LabelState::Draft => drop(answer.refused(Code::NotFound)),
            LabelState::Submitted => drop(answer.ok::<ReviewSheet>(200)),
            LabelState::CorrectionRequested
            | LabelState::Labelled
            | LabelState::Refused
            | LabelState::Withdrawn
            | LabelState::Revoked => {
                let problem = answer.refused(Code::IllegalMove);
                assert_eq!(
                    problem.allowed_moves,
                    Some(state.allowed(&[Actor::Referent]))
                );
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn one_of_two_concurrent_assessments_is_rejected(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let (first, second) = (desk.referent().await, desk.referent().await);
    let body = desk::all_met();

    let (one, other) = futures_util::future::join(
        desk::assess(&first, &filed, &body),
        desk::assess(&second, &filed, &body),
    )
    .await;

    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}
