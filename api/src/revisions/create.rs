//! Creation of the next edition.

use super::get::present;
use super::queries::stored;
use crate::editions::put::{self, Circumstances};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::Datelike as _;
use ground::db::Conn;
use ground::error::Error;
use ground::log::By;
use http::idempotency::{self, Created, IdempotencyKey};
use http::problems::WriteRefusals;
use http::{API, Actor, ApiError, Body, Services, Slug};
use serde_json::value::to_raw_value;
use shared::account::{Operation, Role};
use shared::edition::{ManagedEdition, NewEdition, YEARS};
use shared::problem::{Code, FieldProblem};

/// Create the next edition
///
/// Copies an edition as a draft, which is not public: every date is moved by as many days as the week, at the same hour. Theme and
/// ended terms stay out, and the commitments get a new version. For administrators. Requests with the same `Idempotency-Key` create
/// one edition.
#[utoipa::path(
    tag = "editions",
    params(("Idempotency-Key" = Option<String>, Header, description = "Key that makes a retry safe: 1 to 200 visible ASCII characters, valid for one day")),
    request_body = NewEdition,
    responses(
        (status = 201, description = "The new edition; `Location` is its address, `ETag` its version", body = ManagedEdition),
        WriteRefusals
    )
)]
#[post("/administration/editions")]
pub(super) async fn create_edition(
    services: Data<Services>,
    actor: Actor,
    key: IdempotencyKey,
    body: Body<NewEdition>,
) -> Result<HttpResponse, ApiError> {
    let digest = body.digest().to_owned();
    let new = body.into_inner();
    let by = By::Person(actor.account.id, Role::Administrator);
    let create = move |conn: &mut Conn, services: &Services| create(conn, services, &new, by);
    idempotency::create(
        &services,
        &actor,
        Operation::CreateEdition,
        key,
        &digest,
        create,
    )
    .await
}

fn create(
    conn: &mut Conn,
    services: &Services,
    new: &NewEdition,
    by: By,
) -> Result<Created, Error> {
    let fault = |pointer: &str, code, detail: &str| {
        Error::invalid(vec![FieldProblem::new(pointer, code, detail)])
    };
    let unknown = || fault("/from", Code::UnknownValue, "there is no such edition");
    let from = Slug::try_from(new.from.clone()).map_err(|_malformed| unknown())?;
    let source = stored(conn, &from)?.ok_or_else(unknown)?;
    let slug = Slug::try_from(new.slug.clone())
        .map_err(|detail| fault("/slug", Code::InvalidFormat, detail))?;
    if stored(conn, &slug)?.is_some() {
        return Err(fault("/slug", Code::Duplicate, "another edition has it"));
    }
    if !YEARS.contains(&new.week_first.year()) {
        return Err(fault(
            "/weekFirst",
            Code::OutOfRange,
            "not a year of the programme",
        ));
    }
    let edition = source.edition.following(&new.slug, new.week_first);
    let circumstances = Circumstances {
        copied_from: Some(new.from.clone()),
        ..Circumstances::default()
    };
    put::create(conn, &services.clock, &edition, by, circumstances)?;
    let created = stored(conn, &slug)?.ok_or_else(Error::not_found)?;
    let shown = present(conn, created)?;
    Ok(Created {
        location: format!("{API}/administration/editions/{}", new.slug),
        version: shown.version,
        body: to_raw_value(&shown)?,
    })
}
