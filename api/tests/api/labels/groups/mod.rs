//! Sharing the review: groups, routing, assignment, absences and conflicts of interest.

mod assign;
mod conflicts;
mod edit;
mod letters;
mod lists;
mod many;
mod reminders;
mod routing;

use super::desk::{Desk, File};
use crate::support::Person;
use serde_json::{Value, json};
use shared::account::{Grant, Role};
use shared::id::{AccountId, EventId, ReviewGroupId};
use shared::label::{FileAssignment, LinesImport, ReviewGroup};

const GROUPS: &str = "/api/v1/labels/groups";

/// Version of a group, as `If-Match`.
fn tag(group: &ReviewGroup) -> String {
    format!("\"{}\"", group.summary.version)
}

fn path(group: ReviewGroupId) -> String {
    format!("{GROUPS}/{group}")
}

async fn create(person: &Person, name: &str, default: bool) -> ReviewGroup {
    let new = json!({ "edition": "2018", "name": name, "default": default });
    person.post(GROUPS, &new).await.ok(201)
}

async fn read(person: &Person, group: &ReviewGroup) -> ReviewGroup {
    person.get(&path(group.summary.id)).await.ok(200)
}

/// Sets the rules of a group, given as their places.
async fn lead_there(person: &Person, group: &ReviewGroup, places: &[&str]) -> ReviewGroup {
    let rules: Vec<Value> = places
        .iter()
        .map(|place| json!({ "place": place }))
        .collect();
    let current = read(person, group).await;
    let path = format!("{}/rules", path(group.summary.id));
    person
        .put(&path, &tag(&current), &json!({ "rules": rules }))
        .await
        .ok(200)
}

/// Adds members by their addresses.
async fn join(person: &Person, group: &ReviewGroup, members: &[&Person]) -> LinesImport {
    let addresses: Vec<&str> = members
        .iter()
        .map(|member| member.account().email.as_str())
        .collect();
    let path = format!("{}/members/import", path(group.summary.id));
    let body = json!({ "text": addresses.join("\n") });
    person.post(&path, &body).await.ok(200)
}

async fn assignment(person: &Person, event: EventId) -> FileAssignment {
    let path = format!("/api/v1/labels/events/{event}/assignment");
    person.get(&path).await.ok(200)
}

/// Name of the group and identifier of the reviewer who have a file.
async fn held(person: &Person, file: &File) -> (Option<String>, Option<AccountId>) {
    let found = assignment(person, file.id).await;
    (
        found.route.group.map(|group| group.name),
        found.assignee.map(|assignee| assignee.id),
    )
}

/// A referent of the region with this name.
async fn reviewer(desk: &Desk, name: &str) -> Person {
    let grant = Grant {
        role: Role::Referent,
        territory: "region:84".parse().expect("a territory"),
    };
    let email = format!("{}@referents.example.org", name.to_lowercase());
    desk.app.named(&email, name, &[grant]).await
}

fn id(person: &Person) -> AccountId {
    person.account().id
}
