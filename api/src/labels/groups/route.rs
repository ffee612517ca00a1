//! Group to which the rules send an event.

use crate::editions::queries as edition_queries;
use crate::sharing::assignments::Route;
use crate::sharing::{groups, routing};
use actix_web::get;
use actix_web::web::{Data, Json};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, ApiError, Query, Services, Slug};
use serde::Deserialize;
use shared::event::AttendanceMode;
use shared::label::{FoundRoute, RoutingSubject};
use shared::place::InseeCode;

/// An event of which only what rules read is known.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RouteQuery {
    /// Slug of the edition whose rules are tried.
    #[param(value_type = String, example = "2018")]
    edition: Slug,
    /// INSEE code of the commune; absent for an online event without one.
    #[param(value_type = Option<String>, example = "69259")]
    commune: Option<InseeCode>,
    /// Term of the edition's `kinds` vocabulary.
    #[param(example = "company_visit")]
    kind: String,
    /// Attendance mode of the event.
    #[param(inline, example = "on_site")]
    attendance: AttendanceMode,
}

/// Find the review group of an event by its place, kind and attendance mode
///
/// Group to which the rules would send the event, and the rule that decides.
#[utoipa::path(
    tag = "labels",
    params(RouteQuery),
    responses((status = 200, description = "The group, and why", body = FoundRoute), Refusals)
)]
#[get("/labels/route")]
pub(in crate::labels) async fn find_route(
    services: Data<Services>,
    _actor: Actor,
    Query(query): Query<RouteQuery>,
) -> Result<Json<FoundRoute>, ApiError> {
    let found = services
        .db
        .read(move |conn| {
            let (edition_id, edition) = edition_queries::by_slug(conn, &query.edition)?
                .ok_or_else(|| invalid("edition", "there is no such edition"))?;
            let kinds = &edition.vocabularies.kinds;
            if kinds.iter().all(|term| term.id != query.kind) {
                return Err(invalid("kind", "not a kind of the edition"));
            }
            let gazetteer = Gazetteer::embedded();
            let commune = match &query.commune {
                Some(code) => Some(
                    gazetteer
                        .commune(code)
                        .ok_or_else(|| invalid("commune", "there is no such commune"))?,
                ),
                None => None,
            };
            // An online event has no commune, but the territory of its organiser.
            let placed = query
                .commune
                .clone()
                .filter(|_| query.attendance.has_place());
            let subject = RoutingSubject {
                epci: placed.as_ref().and_then(|code| gazetteer.epci_of(code)),
                commune: placed,
                department: commune.as_ref().map(|commune| commune.department.clone()),
                region: commune.as_ref().map(|commune| commune.region.clone()),
                kind: query.kind.clone(),
                attendance: query.attendance,
            };
            let route = routing::route(conn, edition_id, &subject)?;
            shown(conn, route)
        })
        .await?;
    Ok(Json(found))
}

/// A route with the name of its group.
pub(super) fn shown(conn: &mut Conn, route: Route) -> Result<FoundRoute, Error> {
    let Route { group, cause, rule } = route;
    let group = match group {
        Some(id) => groups::find(conn, id)?.map(|group| group.named()),
        None => None,
    };
    Ok(FoundRoute { group, cause, rule })
}
