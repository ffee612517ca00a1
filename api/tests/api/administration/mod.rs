//! Matters of administrators and the coordination: people and roles, background jobs, the log.

mod invitations;
mod log;
mod people;
mod races;
pub(crate) mod tasks;

use crate::support::{Answer, Person, TestApp};
use reqwest::Method;
use serde_json::{Value, json};
use shared::account::{Grant, PersonSheet, Role};
use shared::id::AccountId;
use shared::place::Territory;

pub(crate) const PEOPLE: &str = "/api/v1/people";

/// Address of a person, or of something below.
pub(crate) fn at(id: AccountId, rest: &str) -> String {
    format!("{PEOPLE}/{id}{rest}")
}

fn id_of(person: &Person) -> AccountId {
    person.account().id
}

/// A role of the whole country.
fn national(role: Role) -> Value {
    json!({ "role": role, "territory": "national" })
}

/// The role of a referent.
fn referent(territory: &str) -> Value {
    json!({ "role": "referent", "territory": territory })
}

async fn sheet(manager: &Person, person: &Person) -> PersonSheet {
    manager.get(&at(id_of(person), "")).await.ok(200)
}

async fn remove(manager: &Person, person: &Person, role: Role, territory: &str) -> Answer {
    let path = at(id_of(person), &format!("/grants/{role}/{territory}"));
    manager.delete(&path).await
}

async fn disable(manager: &Person, person: &Person) -> Answer {
    let reason = json!({ "reason": "Départ du réseau" });
    manager.post(&at(id_of(person), "/disable"), &reason).await
}

/// Posts without a body.
async fn press(manager: &Person, path: &str) -> Answer {
    Answer::of(manager.request(Method::POST, path)).await
}

/// Kinds of the log rows about a subject, oldest first.
fn kinds(app: &TestApp, subject: ground::log::Subject) -> Vec<String> {
    let services = &app.platform.services;
    let records = services
        .db
        .read_now(|conn| ground::log::of_subject(conn, subject));
    let records = records.expect("the log");
    records.into_iter().map(|record| record.kind).collect()
}

fn grant(role: Role, territory: &str) -> Grant {
    Grant {
        role,
        territory: Territory::parse(territory).expect("a territory"),
    }
}
