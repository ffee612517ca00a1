//! Replaces the rules by which events reach a review group.

use super::access::{by, edition_of, found, present, respond};
use crate::sharing::groups::{self, Group};
use crate::sharing::{fact, moves, rules};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::id::ReviewGroupId;
use shared::label::{ReviewGroup, RoutedPlace, RoutingRule, RoutingRules};
use shared::problem::{Code, FieldProblem};
use std::collections::{BTreeSet, HashSet};

/// Maximum number of faults that are listed.
const FAULTS_MOST: usize = 100;
/// Maximum number of conditions that a log entry names.
const LOGGED_MOST: usize = 100;

/// Set the routing rules of a review group
///
/// The request has all rules of the group: rules that are left out are removed. Two groups of an edition cannot have a rule
/// with the same conditions (422 `duplicate` at the rule). Open files that the rules lead elsewhere move at once, except those
/// that a person put into their group.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = ReviewGroupId, Path, description = "Identifier of the group"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = RoutingRules,
    responses((status = 200, description = "The group; `ETag` is its new version", body = ReviewGroup), ConditionalRefusals)
)]
#[put("/labels/groups/{id}/rules")]
pub(in crate::labels) async fn set_routing_rules(
    services: Data<Services>,
    actor: Actor,
    id: Path<ReviewGroupId>,
    expected: Expected,
    body: Body<RoutingRules>,
) -> Result<HttpResponse, ApiError> {
    let (id, wanted) = (id.into_inner(), body.into_inner().rules);
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let group = found(conn, id)?;
            let own = rules::of_group(conn, id)?;
            let change = Change::between(&own, &wanted);
            // First, since appending takes the lock under which nobody else changes rules.
            log::append(conn, now, &change.entry(&group, by(&actor)))?;
            let group = found(conn, id)?;
            expected.check(group.version)?;
            check(conn, &group, &wanted)?;
            rules::delete(conn, group.edition, &change.removed)?;
            rules::insert(conn, group.edition, id, &change.added)?;
            groups::update(conn, &group, &group.name, now)?;
            moves::apply(conn, now, group.edition)?;
            present(conn, &actor, id, now)
        })
        .await?;
    Ok(respond(&shown))
}

/// Keys of the rules that come and go.
pub(super) struct Change {
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
}

impl Change {
    pub(super) fn between(own: &[RoutingRule], wanted: &[RoutingRule]) -> Self {
        let own: BTreeSet<String> = own.iter().map(RoutingRule::key).collect();
        let wanted: BTreeSet<String> = wanted.iter().map(RoutingRule::key).collect();
        Self {
            added: wanted.difference(&own).cloned().collect(),
            removed: own.difference(&wanted).cloned().collect(),
        }
    }

    /// The log entry, with as many conditions as it names.
    pub(super) fn entry(&self, group: &Group, by: By) -> log::Entry {
        let some = |keys: &[String]| keys.iter().take(LOGGED_MOST).cloned().collect::<Vec<_>>();
        let payload = json!({
            "added": some(&self.added),
            "removed": some(&self.removed),
            "addedCount": self.added.len(),
            "removedCount": self.removed.len(),
        });
        fact::of_group((group.id, group.edition), fact::RULES_SET, by, payload)
    }
}

/// Checks the rules of a group: each for itself, and that each exists once in the edition.
///
/// # Errors
///
/// `invalid` with the faults, at `/rules/<number>`.
pub(super) fn check(conn: &mut Conn, group: &Group, wanted: &[RoutingRule]) -> Result<(), Error> {
    if wanted.len() > RoutingRule::MOST {
        let detail = "a group has at most 5,000 rules";
        let fault = FieldProblem::new("/rules", Code::TooMany, detail);
        return Err(Error::invalid(vec![fault.with_limit(RoutingRule::MOST)]));
    }
    let edition = edition_of(conn, group)?;
    let kinds: Vec<&str> = edition
        .vocabularies
        .kinds
        .iter()
        .map(|term| term.id.as_str())
        .collect();
    let keys: Vec<String> = wanted.iter().map(RoutingRule::key).collect();
    let known = rules::with_keys(conn, group.edition, &keys)?;
    let (mut faults, mut seen) = (Vec::new(), HashSet::new());
    for (number, (rule, key)) in wanted.iter().zip(&keys).enumerate() {
        let pointer = format!("/rules/{number}");
        faults.extend(rule.check(&pointer, &kinds, exists));
        let duplicate = |detail| FieldProblem::new(&*pointer, Code::Duplicate, detail);
        if !seen.insert(key) {
            faults.push(duplicate("the rule stands twice in the list"));
        } else if known.get(key).is_some_and(|other| *other != group.id) {
            faults.push(duplicate("another group has a rule with these conditions"));
        }
    }
    faults.truncate(FAULTS_MOST);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(faults))
    }
}

/// True for a place of the gazetteer.
pub(super) fn exists(place: &RoutedPlace) -> bool {
    let gazetteer = Gazetteer::embedded();
    match place {
        RoutedPlace::Commune(code) => gazetteer.commune(code).is_some(),
        RoutedPlace::Epci(code) => gazetteer.epci(code).is_some(),
        RoutedPlace::Department(code) => gazetteer.department(code).is_some(),
        RoutedPlace::Region(code) => gazetteer.region(code).is_some(),
    }
}
