//! Review groups of the demonstration, with their rules and members.

use super::people::People;
use crate::sharing::groups::Group;
use crate::sharing::{fact, groups, members, rules};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By};
use http::Services;
use serde_json::json;
use shared::account::Role;
use shared::id::{EditionId, ReviewGroupId};
use shared::label::{GroupRole, RoutedPlace, RoutingRule};
use shared::place::{DepartmentCode, RegionCode};
use shared::text::fold;

/// A group that one referent leads and makes up.
struct Planned {
    name: &'static str,
    /// Region whose referent leads it.
    region: &'static str,
    /// Departments of its rules; the whole region when empty.
    departments: &'static [&'static str],
    /// Kind of event of its rules; any kind when absent.
    kind: Option<&'static str>,
}

/// Groups for a part of a region, for one kind of event, and for a whole region; the other regions review without groups.
const PLANNED: &[Planned] = &[
    Planned {
        name: "Alpes : Isère, Savoie et Haute-Savoie",
        region: "84",
        departments: &["38", "73", "74"],
        kind: None,
    },
    Planned {
        name: "Visites d’entreprise en Bretagne",
        region: "53",
        departments: &[],
        kind: Some("company_visit"),
    },
    Planned {
        name: "Hauts-de-France",
        region: "32",
        departments: &[],
        kind: None,
    },
];

/// Creates the groups of an edition that has no files yet.
///
/// # Errors
///
/// When the database fails.
pub(super) fn create(
    conn: &mut Conn,
    services: &Services,
    edition: EditionId,
    people: &People,
) -> Result<(), Error> {
    let by = By::Person(people.coordinator, Role::Coordinator);
    for planned in PLANNED {
        let now = services.clock.now();
        let group = Group {
            id: ReviewGroupId(ids::new(&services.clock)),
            edition,
            key: fold(planned.name),
            name: planned.name.to_owned(),
            version: 1,
        };
        let subject = (group.id, edition);
        let log = |conn: &mut Conn, kind, payload| {
            log::append(conn, now, &fact::of_group(subject, kind, by, payload))
        };
        log(
            conn,
            fact::CREATED,
            json!({ "name": group.name, "default": false }),
        )?;
        groups::insert(conn, &group, now)?;

        let (referent, _) = people.referent(RegionCode::parse(planned.region).ok().as_ref());
        log(
            conn,
            fact::MEMBER_ADDED,
            json!({ "account": referent, "role": GroupRole::Reviews }),
        )?;
        members::insert(conn, group.id, referent, now)?;
        log(
            conn,
            fact::MEMBER_ROLE,
            json!({ "account": referent, "role": GroupRole::Leads }),
        )?;
        members::set_role(conn, group.id, referent, GroupRole::Leads)?;

        let keys: Vec<String> = planned.rules().iter().map(RoutingRule::key).collect();
        log(
            conn,
            fact::RULES_SET,
            json!({ "added": keys, "removed": [], "addedCount": keys.len(), "removedCount": 0 }),
        )?;
        rules::insert(conn, edition, group.id, &keys)?;
    }
    Ok(())
}

impl Planned {
    fn rules(&self) -> Vec<RoutingRule> {
        let rule = |place| RoutingRule {
            place: Some(place),
            kind: self.kind.map(ToOwned::to_owned),
            attendance: None,
        };
        if self.departments.is_empty() {
            let region = RegionCode::parse(self.region).ok();
            return region
                .map(RoutedPlace::Region)
                .map(rule)
                .into_iter()
                .collect();
        }
        let departments = self.departments.iter();
        let departments = departments.filter_map(|code| DepartmentCode::parse(code).ok());
        departments.map(RoutedPlace::Department).map(rule).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gazetteer::Gazetteer;
    use shared::edition::Edition;

    #[test]
    fn every_rule_of_a_group_is_one_of_its_edition() {
        let edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/template.json")).unwrap();
        let kinds: Vec<&str> = edition
            .vocabularies
            .kinds
            .iter()
            .map(|term| term.id.as_str())
            .collect();
        let gazetteer = Gazetteer::embedded();
        for planned in PLANNED {
            let rules = planned.rules();
            assert_eq!(
                rules.len(),
                planned.departments.len().max(1),
                "{}",
                planned.name
            );
            for rule in rules {
                let exists = |place: &RoutedPlace| match place {
                    RoutedPlace::Department(code) => gazetteer.department(code).is_some(),
                    RoutedPlace::Region(code) => gazetteer.region(code).is_some(),
                    RoutedPlace::Commune(_) | RoutedPlace::Epci(_) => false,
                };
                assert_eq!(rule.check("/rules/0", &kinds, exists), []);
            }
        }
    }
}
