//! Rights of a caller over a group, and the group as it is shown.

use crate::editions::queries as edition_queries;
use crate::sharing::groups::{self, Group};
use crate::sharing::team::Teams;
use crate::sharing::{day_of, members, rules};
use actix_web::HttpResponse;
use actix_web::http::header;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::log::By;
use http::{Actor, Slug, etag};
use shared::account::Role;
use shared::edition::Edition;
use shared::id::{EditionId, ReviewGroupId};
use shared::label::{GroupMember, GroupRole, ReviewGroup, ReviewGroupSummary, RoutedPlace};
use shared::problem::{Code, FieldProblem};
use std::cmp::Reverse;
use std::sync::Arc;

/// True for the coordination: coordinators and administrators.
pub(super) fn coordinates(actor: &Actor) -> bool {
    actor.account.has(Role::Coordinator) || actor.account.has(Role::Administrator)
}

/// The caller as author of a log entry, in the widest role.
pub(super) fn by(actor: &Actor) -> By {
    let roles = [Role::Coordinator, Role::Administrator, Role::Referent];
    let role = roles.into_iter().find(|role| actor.account.has(*role));
    By::Person(actor.account.id, role.unwrap_or(Role::Referent))
}

/// Finds a group.
///
/// # Errors
///
/// `not_found`.
pub(super) fn found(conn: &mut Conn, id: ReviewGroupId) -> Result<Group, Error> {
    groups::find(conn, id)?.ok_or_else(Error::not_found)
}

/// Finds a group whose members the caller manages: as a lead, or as the coordination.
///
/// # Errors
///
/// `not_found`, `forbidden`.
pub(super) fn managed(conn: &mut Conn, actor: &Actor, id: ReviewGroupId) -> Result<Group, Error> {
    let group = found(conn, id)?;
    let leads = members::role_of(conn, id, actor.account.id)? == Some(GroupRole::Leads);
    if leads || coordinates(actor) {
        Ok(group)
    } else {
        Err(Error::rejected(Code::Forbidden)
            .because("only a lead of the group and the coordination decide who belongs to it"))
    }
}

/// The edition of a slug that was given at `/edition`.
///
/// # Errors
///
/// `invalid` at `/edition` when there is none.
pub(super) fn edition_named(
    conn: &mut Conn,
    slug: &str,
) -> Result<(EditionId, Arc<Edition>), Error> {
    let unknown = || {
        let detail = "there is no such edition";
        Error::invalid(vec![FieldProblem::new(
            "/edition",
            Code::UnknownValue,
            detail,
        )])
    };
    let slug = Slug::try_from(slug.to_owned()).map_err(|_malformed| unknown())?;
    edition_queries::by_slug(conn, &slug)?.ok_or_else(unknown)
}

pub(super) fn edition_of(conn: &mut Conn, group: &Group) -> Result<Arc<Edition>, Error> {
    let edition = edition_queries::find(conn, group.edition)?;
    Ok(edition.with_context(|| format!("edition of group {}", group.id))?)
}

/// A group as this caller sees it.
pub(super) fn present(
    conn: &mut Conn,
    actor: &Actor,
    id: ReviewGroupId,
    now: DateTime<Utc>,
) -> Result<ReviewGroup, Error> {
    let group = found(conn, id)?;
    let edition = edition_of(conn, &group)?;
    let counts = groups::counts(conn, &[id], actor.account.id)?;
    let default = groups::default_of(conn, group.edition)? == Some(id);
    let mut teams = Teams::new(day_of(now));
    let loads = teams.loads_of(conn, id, group.edition)?;
    let mut shown: Vec<GroupMember> = members::of_group(conn, id)?
        .into_iter()
        .map(|member| GroupMember {
            account: member.account,
            absent: teams.is_absent(member.account),
            open_files: loads.get(&member.account).copied().unwrap_or_default(),
            name: member.name,
            role: member.role,
        })
        .collect();
    shown.sort_by_key(|member| Reverse(member.role));
    let summary = summary(&group, &edition.slug, default, &counts);
    let editable = coordinates(actor);
    let rules = rules::of_group(conn, id)?;
    let places = rules.iter().filter_map(|rule| rule.place.as_ref());
    let place_names = places.filter_map(named).collect();
    Ok(ReviewGroup {
        manageable: editable || summary.role == Some(GroupRole::Leads),
        editable,
        summary,
        members: shown,
        rules,
        place_names,
    })
}

/// Code of a place, with its name in the gazetteer; `None` when it is unknown there.
fn named(place: &RoutedPlace) -> Option<(String, String)> {
    let gazetteer = Gazetteer::embedded();
    let name = match place {
        RoutedPlace::Commune(code) => gazetteer.commune(code)?.label(),
        RoutedPlace::Epci(code) => gazetteer.epci(code)?.name.to_owned(),
        RoutedPlace::Department(code) => gazetteer.department(code)?.name.clone(),
        RoutedPlace::Region(code) => gazetteer.region(code)?.name.clone(),
    };
    Some((place.to_string(), name))
}

/// A group in a list.
pub(super) fn summary(
    group: &Group,
    edition: &str,
    default: bool,
    counts: &groups::Counts,
) -> ReviewGroupSummary {
    let id = &group.id;
    ReviewGroupSummary {
        id: group.id,
        edition: edition.to_owned(),
        name: group.name.clone(),
        default,
        version: group.version,
        members: counts.members.get(id).copied().unwrap_or_default(),
        rules: counts.rules.get(id).copied().unwrap_or_default(),
        open_files: counts.waiting.get(id).copied().unwrap_or_default(),
        role: counts.roles.get(id).copied(),
    }
}

/// Response with a group, and its version as `ETag`.
pub(super) fn respond(group: &ReviewGroup) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(group.summary.version)))
        .json(group)
}
