//! Requests an alert, from the operation and from the form of the public page.

use super::rows::AlertRow;
use super::{FOR_ADDRESS, FROM_MACHINE, UNCONFIRMED_MAX, letters, queries};
use crate::catalogue::Live;
use crate::editions::queries as edition_queries;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::ids;
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{ApiError, Body, Services, client};
use shared::edition::Edition;
use shared::event::{AlertForm, CheckedAlert, EventQuery, RequestedAlert};
use shared::id::{AlertId, EditionId};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Request an alert about new events of a search
///
/// Without an account. A letter goes to the address, and nothing else until the link in it is opened and confirmed. Then the new
/// labelled events that match the search come by mail, at most once a day, until somebody stops the alert with a link in any of its
/// letters, or the edition ends; the address is deleted with the alert. The answer is the same for every address; requested again,
/// an alert is stored once. At most 3 requests a day for an address (429). 409 `alerts_over` once the edition has ended.
#[utoipa::path(
    tag = "catalogue",
    request_body = AlertForm,
    responses(
        (status = 202, description = "The letter is being sent", body = RequestedAlert),
        WriteRefusals
    )
)]
#[post("/alerts")]
pub(super) async fn request_alert(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    body: Body<AlertForm>,
) -> Result<HttpResponse, ApiError> {
    let machine = client::address(&services, &request);
    let requested = receive(&services, &live, &body.into_inner(), machine).await?;
    Ok(HttpResponse::Accepted().json(requested))
}

/// Stores an alert that waits for its confirmation, and sends the letter that asks for it. A request of a program is dropped, with
/// the same answer.
///
/// # Errors
///
/// `invalid`, `alerts_over`, `too_many_requests`, or `unavailable` until the catalogue has been built.
pub(crate) async fn receive(
    services: &Data<Services>,
    live: &Live,
    form: &AlertForm,
    machine: String,
) -> Result<RequestedAlert, Error> {
    let alert = form.check().map_err(Error::invalid)?;
    let (edition, query) = searchable(live, alert.query, services)?;
    let email = alert.email;
    limits::count_all(services, attempts(&email, machine)).await?;
    let answer = RequestedAlert {
        expires_at: edition.alerts.confirmed_by(services.clock.now()),
    };
    if form.is_trapped() {
        return Ok(answer);
    }
    let (search, slug) = (query.to_search(), edition.slug.clone());
    services
        .write(move |conn, services| {
            let all = edition_queries::all(conn)?;
            let found = all.iter().find(|(_, edition)| edition.slug == slug);
            let (id, edition) = found.ok_or_else(Error::not_found)?;
            store(conn, services, (*id, edition), &email, &search)
        })
        .await
}

/// The edition of a search, and the search with its name.
fn searchable(
    live: &Live,
    query: EventQuery,
    services: &Services,
) -> Result<(Arc<Edition>, EventQuery), Error> {
    let (catalogue, now) = (live.get()?, services.clock.now());
    let named = query.edition.clone();
    let current = || catalogue.current_edition().map(|it| it.slug.clone());
    let Some(slug) = named.or_else(current) else {
        return Err(Error::rejected(Code::AlertsOver));
    };
    let query = EventQuery {
        edition: Some(slug.clone()),
        ..query
    };
    catalogue
        .among([])
        .matching(&query, now)
        .map_err(|faults| {
            let faults: Vec<FieldProblem> =
                faults.0.iter().map(CheckedAlert::fault_in_search).collect();
            Error::invalid(faults)
        })?;
    let edition = catalogue
        .edition(&slug)
        .filter(|edition| edition.takes_alerts(now))
        .ok_or_else(|| Error::rejected(Code::AlertsOver))?;
    Ok((Arc::clone(edition), query))
}

fn attempts(email: &str, machine: String) -> Vec<(limits::Limit, Attempt)> {
    let from = Attempt {
        person: String::new(),
        machine,
    };
    let to = Attempt {
        person: email.to_owned(),
        machine: String::new(),
    };
    vec![(FROM_MACHINE, from), (FOR_ADDRESS, to)]
}

fn store(
    conn: &mut Conn,
    services: &Services,
    (edition_id, edition): (EditionId, &Edition),
    email: &str,
    search: &str,
) -> Result<RequestedAlert, Error> {
    let now = services.clock.now();
    let expires_at = edition.alerts.confirmed_by(now);
    let key = sha256(search);
    queries::lock(conn, email)?;
    let row = if let Some(row) = queries::same(conn, edition_id, email, &key)? {
        if row.confirmed_at.is_none() {
            queries::prolong(conn, row.id(), expires_at)?;
        }
        row
    } else {
        let row = AlertRow {
            id: AlertId(ids::new(&services.clock)).into(),
            edition_id: edition_id.into(),
            email: email.to_owned(),
            search: search.to_owned(),
            search_key: key,
            requested_at: now.into(),
            confirmed_at: None,
            expires_at: Some(expires_at.into()),
            sent_on: None,
        };
        queries::insert(conn, &row)?;
        row
    };
    let surplus = queries::surplus(conn, email, UNCONFIRMED_MAX)?;
    queries::delete(conn, &surplus)?;
    letters::ask(conn, services, edition, &row)?;
    Ok(RequestedAlert { expires_at })
}
