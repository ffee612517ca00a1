//! The grid of the criteria: what a decision needs, and what only a coordinator decides.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::HistoryEntry;
use shared::label::{CorrectionReason, LabelState, ReviewSheet};
use shared::problem::Code;

fn answer(criterion: &str, verdict: &str, comment: &str) -> Value {
    json!({ "criterion": criterion, "verdict": verdict, "comment": comment })
}

fn refuse(answers: &[Value]) -> Value {
    json!({ "decision": "refuse", "answers": answers })
}

#[track_caller]
fn unfounded(answer: &Answer) {
    let problem = answer.refused(Code::RefusalUnfounded);
    assert_eq!(problem.errors[0].pointer, "/answers");
}

#[rstest]
#[tokio::test]
async fn a_refusal_needs_a_criterion_that_is_not_met(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let with_reason = json!({ "decision": "refuse", "comment": "L’entrée est payante." });
    for body in [
        refuse(&[]),
        with_reason,
        refuse(&[answer("free", "to_clarify", "Est-ce gratuit ?")]),
        refuse(&[answer("free", "met", "")]),
    ] {
        unfounded(&desk::step(&referent, "decision", &filed, &body).await);
        let mut held = body;
        held["undoable"] = json!(true);
        unfounded(&desk::step(&referent, "decision", &filed, &held).await);
    }
    let bare = refuse(&[answer("free", "not_met", " ")]);
    let refused = desk::step(&referent, "decision", &filed, &bare).await;
    desk::refused_at(&refused, "/answers/0/comment", Code::Required);

    let founded = refuse(&[answer("free", "not_met", "Cinq euros à l’entrée.")]);
    let decided = desk::step(&referent, "decision", &filed, &founded).await;

    let sheet: ReviewSheet = decided.ok(200);
    assert_eq!(sheet.file.state, LabelState::Refused);
    assert_eq!(
        sheet.file.decisions[0].comment,
        "Gratuité\u{202f}: Cinq euros à l’entrée."
    );
    let (_, _, text) = &desk.mails()[0];
    let quoted = "Critère «\u{202f}Gratuité\u{202f}»\u{202f}: Cinq euros à l’entrée.";
    assert!(text.contains(quoted), "{text}");
    assert_eq!(text.matches("Cinq euros").count(), 1, "{text}");
}

#[rstest]
#[tokio::test]
async fn what_is_to_clarify_is_never_labelled(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let mut answers = desk::all_met()["answers"].clone();
    answers[1] = answer("audience", "to_clarify", "Pour quelles classes ?");
    let body = json!({ "decision": "label", "answers": answers });

    let refused = desk::step(&referent, "decision", &filed, &body).await;

    let problem = refused.refused(Code::CriteriaIncomplete);
    assert_eq!(problem.errors[0].pointer, "/criteria/audience");
    let sheet: ReviewSheet = referent.get(&filed.page()).await.ok(200);
    assert_eq!(sheet.assessments, [], "nothing of it is stored");
}

#[rstest]
#[tokio::test]
async fn only_a_coordinator_decides_against_the_grid_and_it_stays_in_the_history(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(false, true)] undoable: bool,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let (referent, coordinator) = (desk.referent().await, desk.app.coordinator().await);
    let reason = "Le comité l’a décidé le 5 février.";
    let body = json!({
        "decision": "label",
        "overrideReason": reason,
        "answers": [answer("free", "not_met", "Cinq euros à l’entrée.")],
        "undoable": undoable,
    });

    let forbidden = desk::step(&referent, "decision", &filed, &body).await;
    forbidden.refused(Code::Forbidden);
    let mut short = body.clone();
    short["overrideReason"] = json!("Oui.");
    let short = desk::step(&coordinator, "decision", &filed, &short).await;
    desk::refused_at(&short, "/overrideReason", Code::TooShort);
    desk::done(&coordinator, "decision", &filed, &body).await;
    desk.app.clock.advance(chrono::Duration::seconds(10));

    let sheet: ReviewSheet = coordinator.get(&filed.page()).await.ok(200);
    assert_eq!(sheet.file.state, LabelState::Labelled);
    assert_eq!(
        sheet.file.decisions[0].override_reason.as_deref(),
        Some(reason)
    );
    let path = format!("/api/v1/events/{}/history", filed.id);
    let history: Vec<HistoryEntry> = desk.organiser.get(&path).await.ok(200);
    let last = history.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.override_reason.as_deref()),
        ("event.labelled", Some(reason))
    );
}

#[tokio::test]
async fn a_reason_to_override_is_not_kept_where_the_grid_is_followed() {
    let desk = Desk::open(Engine::Sqlite).await;
    let filed = desk.filed(&desk::visit()).await;
    let coordinator = desk.app.coordinator().await;
    let body = json!({
        "decision": "label",
        "overrideReason": "Pour le cas où cela servirait.",
        "answers": desk::all_met()["answers"],
    });

    desk::done(&coordinator, "decision", &filed, &body).await;

    let path = format!("/api/v1/events/{}/history", filed.id);
    let history: Vec<HistoryEntry> = desk.organiser.get(&path).await.ok(200);
    assert_eq!(history.last().unwrap().override_reason, None);
}

#[rstest]
#[tokio::test]
async fn a_correction_says_what_is_wrong_with_each_field(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let filed = desk.filed(&desk::visit()).await;
    let referent = desk.referent().await;
    let body = json!({
        "message": "Le titre est celui de l’an dernier.",
        "points": [{ "field": "/title", "reason": "outdated" }],
        "fields": ["/occurrences"],
    });

    let asked: File = desk::done(&referent, "correction", &filed, &body).await;

    let sheet: ReviewSheet = referent.get(&asked.page()).await.ok(200);
    let decision = &sheet.file.decisions[0];
    assert_eq!(decision.fields, ["/occurrences", "/title"]);
    assert_eq!(decision.points[0].reason, CorrectionReason::Outdated);
    let (_, _, text) = &desk.mails()[0];
    assert!(text.contains("- Titre (périmé)\n"), "{text}");
    assert!(text.contains("- Dates et horaires\n"), "{text}");
}
