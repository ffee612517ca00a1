//! Organisations: records, members, mandates, merges, and the events filed in their name.

mod filing;
mod leaving;
mod lookup;
mod mandates;
mod members;
mod merging;
mod public;
mod records;
mod register;

use crate::accounts::{mails, next_mail, token};
use crate::support::{Answer, Person, TestApp, path, tag};
use reqwest::Method;
use serde_json::{Value, json};
use shared::event::{EventFile, EventFileSummary};
use shared::id::{EventId, OrganisationId};
use shared::organisation::{
    EventOrganisation, Membership, OrganisationHistoryEntry, OrganisationPeople, OwnOrganisation,
};
use shared::paging::Page;

pub(super) const ORGANISATIONS: &str = "/api/v1/organisations";
const INVITATIONS: &str = "/api/v1/organisation-invitations";

/// SIRET numbers of invented companies.
pub(super) const FOUNDRY: &str = "91000000100008";
const BRANCH: &str = "91000000200006";
const OTHER: &str = "91000000300004";

pub(super) fn new(identifier: &str, name: &str) -> Value {
    json!({
        "identifier": identifier,
        "details": { "name": name, "kind": "company", "address": "12 rue de la Forge", "postalCode": "69200", "insee": "69259" }
    })
}

/// Creates an organisation with this first manager.
pub(super) async fn created(person: &Person, identifier: &str, name: &str) -> OrganisationId {
    let own: OwnOrganisation = person
        .post(ORGANISATIONS, &new(identifier, name))
        .await
        .ok(201);
    own.organisation.id
}

fn at(id: OrganisationId, rest: &str) -> String {
    format!("{ORGANISATIONS}/{id}/{rest}")
}

async fn people(person: &Person, id: OrganisationId) -> OrganisationPeople {
    person.get(&at(id, "members")).await.ok(200)
}

async fn invite(person: &Person, id: OrganisationId, email: &str, role: &str) -> Answer {
    let body = json!({ "email": email, "role": role });
    person.post(&at(id, "invitations"), &body).await
}

/// Invites a person, and returns the secret of the mailed link.
async fn invited(
    app: &TestApp,
    manager: &Person,
    id: OrganisationId,
    email: &str,
    role: &str,
) -> String {
    let known = mails(app, email).await.len();
    invite(manager, id, email, role)
        .await
        .ok::<OrganisationPeople>(200);
    token(&next_mail(app, email, known).await)
}

async fn accept(person: &Person, token: &str) -> Answer {
    let body = json!({ "token": token });
    person.post(&format!("{INVITATIONS}/accept"), &body).await
}

/// Makes a person a member.
pub(super) async fn joined(
    app: &TestApp,
    manager: &Person,
    id: OrganisationId,
    person: &Person,
    role: &str,
) {
    let email = person.account().email.clone();
    let token = invited(app, manager, id, &email, role).await;
    accept(person, &token).await.ok::<Membership>(200);
}

/// Sends a PUT request without `If-Match`.
async fn put(person: &Person, path: &str, body: &Value) -> Answer {
    Answer::of(person.request(Method::PUT, path).json(body)).await
}

/// Files an event in the name of an organisation.
async fn file_for(
    person: &Person,
    event: EventId,
    organisation: Option<OrganisationId>,
    through: Option<OrganisationId>,
) -> Answer {
    let mut body = json!({});
    if let Some(organisation) = organisation {
        body["organisation"] = json!(organisation);
    }
    if let Some(through) = through {
        body["through"] = json!(through);
    }
    put(person, &format!("{}/organisation", path(event)), &body).await
}

pub(super) async fn filed_for(person: &Person, event: EventId, organisation: OrganisationId) {
    let filed: EventOrganisation = file_for(person, event, Some(organisation), None)
        .await
        .ok(200);
    assert_eq!(filed.organisation.unwrap().id, organisation);
}

/// The events of an organisation in the list of a person.
async fn listed(person: &Person, organisation: OrganisationId) -> Vec<EventId> {
    let path = format!("/api/v1/events?organisation={organisation}");
    let page: Page<EventFileSummary> = person.get(&path).await.ok(200);
    page.items.into_iter().map(|file| file.id).collect()
}

async fn read(person: &Person, event: EventId) -> EventFile {
    person.get(&path(event)).await.ok(200)
}

/// Saves the form of an event with another title.
async fn retitle(person: &Person, file: &EventFile, title: &str) -> Answer {
    let mut form = serde_json::to_value(&file.form).unwrap();
    form["title"] = json!(title);
    person.put(&path(file.id), &tag(file), &form).await
}

/// Kinds of the entries in the history of an organisation.
async fn kinds(person: &Person, id: OrganisationId) -> Vec<String> {
    let entries: Vec<OrganisationHistoryEntry> = person.get(&at(id, "history")).await.ok(200);
    entries.into_iter().map(|entry| entry.kind).collect()
}
