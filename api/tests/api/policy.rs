//! Every route as every role: the document and the behaviour match the policy table.
//!
//! A role that may call passes the check and fails, at most, on its input (the ids are invented, so a resource with such
//! an id is not found); a role that may not call gets 403, an anonymous caller 401.

use crate::support::{Answer, Engine, Person, TestApp};
use api::app;
use http::routes::operations;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::account::{Access, Operation, Role};
use std::collections::BTreeSet;

/// Every operation of the document: id, method and path with invented parameters.
fn calls() -> Vec<(String, Method, String)> {
    let document = app::document();
    let mut calls = Vec::new();
    for (path, item) in &document.paths.paths {
        let address: String = path
            .split('/')
            .map(|part| match part {
                "{insee}" => "01001",
                "{edition}" => "1789",
                "{slug}" => "nothing",
                "{key}" => "plan",
                "{file}" => "0000000000000000000000000000000000000000000000000000000000000000",
                part if part.starts_with('{') => "0199c0de-0000-7000-8000-000000000000",
                part => part,
            })
            .collect::<Vec<_>>()
            .join("/");
        for (method, operation) in operations(item) {
            let id = operation.operation_id.clone().expect("an operation id");
            let method = Method::from_bytes(method.as_str().as_bytes()).expect("a method");
            calls.push((id, method, address.clone()));
        }
    }
    calls
}

fn access(id: &str) -> Access {
    Operation::ALL
        .iter()
        .find(|operation| operation.id() == id)
        .unwrap_or_else(|| panic!("{id} has no row in the policy table"))
        .access()
}

#[test]
fn the_document_and_the_table_have_the_same_operations() {
    let documented: BTreeSet<_> = calls().into_iter().map(|(id, ..)| id).collect();
    let tabled: BTreeSet<_> = Operation::ALL
        .iter()
        .map(|operation| operation.id().to_owned())
        .collect();

    assert_eq!(documented, tabled);
}

#[test]
fn protected_operations_name_the_scheme_and_the_roles() {
    let document = app::document();
    for item in document.paths.paths.values() {
        for (_, operation) in operations(item) {
            let id = operation.operation_id.as_deref().unwrap_or_default();
            let schemes = operation
                .security
                .as_ref()
                .expect("a statement on security");
            let scheme = schemes.first().and_then(|scheme| {
                let json = serde_json::to_value(scheme).expect("JSON");
                json.as_object()?.keys().next().cloned()
            });
            let expected = match access(id) {
                Access::Anyone => None,
                Access::Cookie => Some("session"),
                Access::SignedIn | Access::Roles(_) => Some("bearer"),
            };
            assert_eq!(scheme.as_deref(), expected, "{id}");
            assert!(
                operation
                    .summary
                    .as_deref()
                    .is_some_and(|text| !text.is_empty()),
                "{id}"
            );
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Who {
    Nobody,
    Holder(Role),
}

impl Who {
    fn may(self, access: Access) -> bool {
        match (self, access) {
            (_, Access::Anyone | Access::Cookie) | (Self::Holder(_), Access::SignedIn) => true,
            (Self::Nobody, Access::SignedIn | Access::Roles(_)) => false,
            // Every account is an organiser too.
            (Self::Holder(role), Access::Roles(_)) => {
                access.scope(role).is_some() || access.scope(Role::Organiser).is_some()
            }
        }
    }

    async fn come(self, app: &TestApp) -> Person {
        match self {
            Self::Nobody => app.visitor(),
            Self::Holder(Role::Organiser) => app.organiser().await,
            Self::Holder(Role::Partner) => app.partner().await,
            Self::Holder(Role::Referent) => app.referent("region:84").await,
            Self::Holder(Role::Coordinator) => app.coordinator().await,
            Self::Holder(Role::Administrator) => app.administrator().await,
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_route_admits_the_roles_of_the_policy_table(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(
        Who::Nobody,
        Who::Holder(Role::Organiser),
        Who::Holder(Role::Partner),
        Who::Holder(Role::Referent),
        Who::Holder(Role::Coordinator),
        Who::Holder(Role::Administrator)
    )]
    who: Who,
) {
    let app = TestApp::start(engine).await;
    let reader = who.come(&app).await;
    for (id, method, path) in calls() {
        // Signing out ends the session, so each call but those that read uses a new person.
        let other = if method == Method::GET {
            None
        } else {
            Some(who.come(&app).await)
        };
        let person = other.as_ref().unwrap_or(&reader);
        let mut request = person
            .request(method.clone(), &path)
            .header("If-Match", "\"1\"");
        if method != Method::GET && method != Method::DELETE {
            request = request.json(&json!({}));
        }

        let answer = Answer::of(request).await;

        let code = answer
            .text
            .contains("\"code\"")
            .then(|| answer.json()["code"].to_string());
        let case = format!("{id} as {who:?}: {} {code:?}", answer.status);
        assert_ne!(answer.status.as_u16(), 500, "{case}");
        assert_ne!(answer.status.as_u16(), 405, "{case}");
        let stopped = match code.as_deref() {
            Some("\"unauthenticated\"") => Some(401),
            Some("\"forbidden\"") => Some(403),
            // Clients of OpenAgenda are told 403 in both cases, without a code.
            None if path.starts_with("/v2/") && answer.status.as_u16() == 403 => {
                let is_unknown = answer.json()["success"] == false;
                Some(if is_unknown { 401 } else { 403 })
            }
            _ => None,
        };
        let expected = match (who.may(access(&id)), who) {
            (true, _) => None,
            (false, Who::Nobody) => Some(401),
            (false, Who::Holder(_)) => Some(403),
        };
        assert_eq!(stopped, expected, "{case}");
    }
}

#[tokio::test]
async fn every_route_refuses_a_parameter_that_it_does_not_know() {
    let app = TestApp::start(Engine::Sqlite).await;
    for (id, method, path) in calls() {
        // Clients of OpenAgenda and of oEmbed send parameters of their own.
        let has_own = ["/v2/", "/agendas/", "/oembed"];
        if has_own.iter().any(|begin| path.starts_with(begin)) {
            continue;
        }
        // Signing out ends the session, so each call uses a new person.
        let roles = [
            Role::Organiser,
            Role::Partner,
            Role::Referent,
            Role::Coordinator,
            Role::Administrator,
        ];
        let admitted = roles
            .map(Who::Holder)
            .into_iter()
            .find(|who| who.may(access(&id)));
        let person = admitted.expect("a role that may call").come(&app).await;
        let path = match id.as_str() {
            "get_image" => format!("/media/{}/480.jpg", "0".repeat(64)),
            "get_square_image" => format!("/media/{}/square-50.jpg", "0".repeat(64)),
            // An unknown collection is reported before the query.
            _ => path.replace(
                "/collections/0199c0de-0000-7000-8000-000000000000",
                "/collections/events",
            ),
        };
        let mut request = person
            .request(method.clone(), &format!("{path}?unheard=1"))
            .header("If-Match", "\"1\"");
        if method != Method::GET && method != Method::DELETE {
            request = request.json(&json!({}));
        }

        let answer = Answer::of(request).await;

        let problem = answer.json();
        assert_eq!(problem["code"], "unknown_parameter", "{id}: {problem}");
        let faults = problem["errors"].as_array().unwrap();
        assert!(
            faults.iter().any(|fault| fault["pointer"] == "/unheard"),
            "{id}: {problem}"
        );
    }
}
