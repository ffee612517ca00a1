//! The transition table, checked row by row through the API: exactly the transitions that it lists are allowed.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine, Person};
use diesel::prelude::*;
use ground::db::schema::event_editors;
use ground::db::types::{SqlTime, SqlUuid};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::label::{Action, Actor, LabelState};
use shared::problem::Code;

/// One person for each capacity.
struct Cast {
    submitter: Person,
    editor: Person,
    referent: Person,
    coordinator: Person,
}

impl Cast {
    /// Makes the co-editors work on a file of the organiser.
    fn share(&self, desk: &Desk, file: &File) {
        let (event, now) = (file.id, desk.app.clock.now());
        let db = &desk.app.platform.services.db;
        for (person, role) in [(&self.submitter, "submitter"), (&self.editor, "editor")] {
            let account = person.account().id;
            db.write_now(|conn| {
                diesel::insert_into(event_editors::table)
                    .values((
                        event_editors::event_id.eq(SqlUuid::from(event)),
                        event_editors::account_id.eq(SqlUuid::from(account)),
                        event_editors::role.eq(role),
                        event_editors::since.eq(SqlTime::from(now)),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
        }
    }

    fn of<'a>(&'a self, desk: &'a Desk, actor: Actor) -> &'a Person {
        match actor {
            Actor::Owner => &desk.organiser,
            Actor::Submitter => &self.submitter,
            Actor::Editor => &self.editor,
            Actor::Referent => &self.referent,
            Actor::Coordinator => &self.coordinator,
        }
    }
}

/// A label with all that any row of the table needs for it.
fn label() -> Value {
    json!({
        "decision": "label",
        "answers": desk::all_met()["answers"],
        "comment": "Les pièces reçues montrent que les critères sont remplis."
    })
}

async fn ask(person: &Person, action: Action, read: &File) -> Answer {
    let own = |verb: &str| format!("/api/v1/events/{}/{verb}", read.id);
    match action {
        Action::Submit => {
            desk::send(person, Method::POST, &own("submit"), read, &Value::Null).await
        }
        Action::Withdraw => {
            desk::send(
                person,
                Method::POST,
                &own("withdraw"),
                read,
                &desk::reason(),
            )
            .await
        }
        Action::RequestCorrection => {
            desk::step(person, "correction", read, &desk::correction()).await
        }
        Action::Grant => desk::step(person, "decision", read, &label()).await,
        Action::Refuse => desk::step(person, "decision", read, &desk::refusal()).await,
        Action::Revoke => desk::step(person, "revocation", read, &desk::reason()).await,
        Action::Reopen => desk::step(person, "reopening", read, &desk::reason()).await,
    }
}

/// Error that precedes the transition table: the access policy, or an event that the person cannot see.
fn kept_out(state: LabelState, action: Action, actor: Actor) -> Option<Code> {
    match (action, actor) {
        (Action::Submit | Action::Withdraw, Actor::Referent | Actor::Coordinator) => {
            Some(Code::NotFound)
        }
        (Action::Submit | Action::Withdraw, Actor::Owner) => None,
        // What only the owner may do is forbidden to a co-editor; what nobody may do is not.
        (Action::Submit | Action::Withdraw, Actor::Submitter | Actor::Editor) => {
            let may = |actor| state.moved_by(action, &[actor]).is_ok();
            (may(Actor::Owner) && !may(actor)).then_some(Code::Forbidden)
        }
        (_, Actor::Owner | Actor::Submitter | Actor::Editor)
        | (Action::Revoke, Actor::Referent) => Some(Code::Forbidden),
        (_, Actor::Referent | Actor::Coordinator) => {
            (state == LabelState::Draft).then_some(Code::NotFound)
        }
    }
}

#[rstest]
#[tokio::test]
async fn exactly_the_transitions_of_the_table_are_allowed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let cast = Cast {
        submitter: desk.app.organiser().await,
        editor: desk.app.organiser().await,
        referent: desk.referent().await,
        coordinator: desk.app.coordinator().await,
    };
    let mut done = 0;
    for &state in LabelState::ALL {
        let untouched = desk.file_in(state).await;
        cast.share(&desk, &untouched);
        for &action in Action::ALL {
            for &actor in Actor::ALL {
                let person = cast.of(&desk, actor);
                let triple = format!("{state} {action} {actor}");
                if let Some(code) = kept_out(state, action, actor) {
                    ask(person, action, &untouched).await.refused(code);
                    continue;
                }
                match state.moved_by(action, &[actor]) {
                    Err(illegal) => {
                        let problem = ask(person, action, &untouched)
                            .await
                            .refused(Code::IllegalMove);
                        assert_eq!(problem.allowed_moves, Some(illegal.allowed), "{triple}");
                    }
                    Ok(row) => {
                        let file = desk.file_in(state).await;
                        cast.share(&desk, &file);
                        let answer = ask(person, action, &file).await;
                        assert_eq!(answer.status.as_u16(), 200, "{triple}: {}", answer.text);
                        let answer = answer.json();
                        let file = answer.get("file").unwrap_or(&answer);
                        assert_eq!(file["state"], row.to.as_str(), "{triple}");
                        done += 1;
                    }
                }
            }
        }
    }
    let rows: usize = shared::label::MOVES
        .iter()
        .map(|row| row.actors.len())
        .sum();
    assert_eq!(done, rows, "each row of the table for each of its actors");
}
