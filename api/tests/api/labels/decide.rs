use super::desk::{self, Desk};
use crate::support::Engine;
use futures_util::future::join_all;
use rstest::rstest;
use serde_json::json;
use shared::label::{Action, LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn three_criteria_of_four_are_not_enough(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let missing = |answer: &crate::support::Answer| -> Vec<String> {
        let problem = answer.refused(Code::CriteriaIncomplete);
        problem
            .errors
            .into_iter()
            .map(|fault| fault.pointer)
            .collect()
    };

    let none = desk::step(&referent, "decision", &filed, &desk::grant()).await;
    let answers = json!({ "answers": [
        { "criterion": "dates", "verdict": "met" },
        { "criterion": "industry", "verdict": "met" },
        { "criterion": "audience", "verdict": "to_clarify", "comment": "Pour quelles classes ?" },
    ]});
    let answered = desk::assessed(&referent, &filed, &answers).await;
    let two = desk::step(&referent, "decision", &answered, &desk::grant()).await;

    assert_eq!(
        missing(&none),
        [
            "/criteria/dates",
            "/criteria/audience",
            "/criteria/industry",
            "/criteria/free"
        ]
    );
    assert_eq!(missing(&two), ["/criteria/audience", "/criteria/free"]);
    let sheet: ReviewSheet = referent.get(&filed.page()).await.ok(200);
    assert_eq!(sheet.file.state, LabelState::Submitted);
    assert_eq!(desk.mails(), []);
    assert_eq!(
        desk.logged(&filed),
        ["event.created", "event.submitted", "event.assessed"]
    );
}

#[rstest]
#[tokio::test]
async fn a_refusal_states_its_reasons(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let answers = json!({ "answers": [
        { "criterion": "dates", "verdict": "met" },
        { "criterion": "free", "verdict": "not_met", "comment": "Cinq euros à l’entrée." },
    ]});
    let answered = desk::assessed(&referent, &filed, &answers).await;

    let answer = desk::step(&referent, "decision", &answered, &desk::refusal()).await;

    let sheet: ReviewSheet = answer.ok(200);
    assert_eq!(sheet.file.state, LabelState::Refused);
    assert_eq!((sheet.file.due_at, sheet.file.slug), (None, None));
    assert_eq!(sheet.file.decisions[0].action, Action::Refuse);
    let mails = desk.mails();
    let (to, subject, text) = &mails[0];
    assert_eq!(to, &desk.organiser.account().email);
    assert_eq!(subject, "Label refusé\u{202f}: Visite de la fonderie");
    for expected in [
        "L’entrée de la visite est payante.",
        "Critère «\u{202f}Gratuité\u{202f}»\u{202f}: Cinq euros à l’entrée.",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(!text.contains("Critère «\u{202f}Dates"), "{text}");
    assert_eq!(desk.logged(&filed).last().unwrap(), "event.refused");
}

#[rstest]
#[tokio::test]
async fn a_decision_stores_a_snapshot_of_the_rules(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;

    let labelled = desk.labelled(&filed).await;

    let frozen = desk.frozen(&labelled);
    assert_eq!(frozen.len(), 1);
    assert_eq!(
        frozen[0]["dates"]["window"],
        json!({ "first": "2018-03-26", "last": "2018-04-01" })
    );
    assert_eq!(frozen[0]["criteria"][3]["title"], "Gratuité");
    let verdicts: Vec<_> = frozen[0]["assessments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| (answer["criterion"].clone(), answer["verdict"].clone()))
        .collect();
    assert_eq!(
        verdicts,
        ["dates", "audience", "industry", "free"].map(|name| (json!(name), json!("met")))
    );
}

#[tokio::test]
async fn an_invalid_decision_is_rejected_at_its_field() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let no = |comment: &str| json!({ "decision": "refuse", "comment": comment });
    let yes = json!({ "decision": "label", "comment": "é".repeat(2_001) });
    for (body, pointer, code) in [
        (no("Non."), "/comment", Code::TooShort),
        (no("Nul\u{0} n’entre."), "/comment", Code::ControlCharacter),
        (yes, "/comment", Code::TooLong),
    ] {
        let answer = desk::step(&referent, "decision", &filed, &body).await;

        desk::refused_at(&answer, pointer, code);
    }
}

#[rstest]
#[tokio::test]
async fn events_with_the_same_title_get_different_slugs(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let coordinator = desk.app.coordinator().await;
    let mut ready = Vec::new();
    for _ in 0..3 {
        let filed = desk.filed(&desk::visit()).await;
        ready.push(desk::assessed(&coordinator, &filed, &desk::all_met()).await);
    }

    let grant = desk::grant();
    let answers = join_all(
        ready
            .iter()
            .map(|file| desk::step(&coordinator, "decision", file, &grant)),
    )
    .await;

    let mut slugs: Vec<_> = answers
        .iter()
        .map(|answer| answer.ok::<ReviewSheet>(200).file.slug.unwrap())
        .collect();
    slugs.sort();
    assert_eq!(
        slugs,
        [
            "visite-de-la-fonderie",
            "visite-de-la-fonderie-2",
            "visite-de-la-fonderie-3"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn one_of_several_concurrent_decisions_succeeds(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let mut referents = Vec::new();
    for _ in 0..4 {
        referents.push(desk.referent().await);
    }
    let file = desk::assessed(&referents[0], &filed, &desk::all_met()).await;
    let decisions = [desk::grant(), desk::refusal()];

    let answers = join_all(
        referents
            .iter()
            .zip(decisions.iter().cycle())
            .map(|(referent, decision)| desk::step(referent, "decision", &file, decision)),
    )
    .await;

    let (heard, late): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status.is_success());
    assert_eq!(heard.len(), 1);
    let left = match heard[0].ok::<ReviewSheet>(200).file.state {
        LabelState::Refused => vec![Action::Reopen],
        _ => Vec::new(),
    };
    for answer in late {
        match answer.status.as_u16() {
            409 => {
                let problem = answer.refused(Code::IllegalMove);
                assert_eq!(problem.allowed_moves.as_ref(), Some(&left));
            }
            _ => drop(answer.refused(Code::PreconditionFailed)),
        }
    }
    assert_eq!(desk.frozen(&file).len(), 1);
    assert_eq!(desk.mails().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_late_decision_is_rejected_with_the_allowed_actions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    desk.labelled(&filed).await;
    let coordinator = desk.app.coordinator().await;

    // Both read the event before it was labelled.
    let referent = desk::step(&desk.referent().await, "decision", &filed, &desk::refusal()).await;
    let national = desk::step(&coordinator, "decision", &filed, &desk::refusal()).await;

    let problem = referent.refused(Code::IllegalMove);
    assert_eq!(problem.allowed_moves, Some(vec![]));
    let problem = national.refused(Code::IllegalMove);
    assert_eq!(problem.allowed_moves, Some(vec![Action::Revoke]));
}
