//! The address of a page that opens a draft with some values, for somebody else to complete.

use super::prefill::{EDITION, belongs, fill, offered, public_edition};
use actix_web::post;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Arrival, Body, Services, Slug};
use shared::edition::Edition;
use shared::event::{NewPrefilledLink, PREFILLED_LINK_CHARS, PrefilledLink};
use shared::problem::{Code, FieldProblem};
use sheets::Cell;
use std::collections::BTreeMap;

/// Make a prefilled link
///
/// Answers the address of a page that opens a draft with these values, or reports every value that its form would leave out (422).
/// Nothing is stored: the address says everything itself, so it does not expire and cannot be revoked. Everybody who opens it and signs in
/// begins a draft of their own. `fields` takes the parameters of `GET /event-form`.
#[utoipa::path(
    tag = "imports",
    request_body = NewPrefilledLink,
    responses((status = 200, description = "Link", body = PrefilledLink), WriteRefusals)
)]
#[post("/event-form/link")]
pub(super) async fn make_prefilled_link(
    services: Data<Services>,
    _actor: Actor,
    Arrival(now): Arrival,
    body: Body<NewPrefilledLink>,
) -> Result<Json<PrefilledLink>, ApiError> {
    let NewPrefilledLink { edition, fields } = body.into_inner();
    let slug = edition
        .map(Slug::try_from)
        .transpose()
        .map_err(|_malformed| no_such_edition())?;
    let edition = services
        .db
        .read(move |conn| public_edition(conn, slug.as_ref())?.ok_or_else(no_such_edition))
        .await?;
    let fields = given(fields);
    let url = address(&services.site.url, &edition, &fields);
    // The length bounds what is read, too.
    let faults = if url.len() > PREFILLED_LINK_CHARS {
        let detail = format!("the address would have {} characters", url.len());
        let fault = FieldProblem::new("/fields", Code::TooLong, detail);
        vec![fault.with_limit(PREFILLED_LINK_CHARS)]
    } else {
        faults_of(&edition, fields, now)
    };
    if !faults.is_empty() {
        return Err(Error::invalid(faults).into());
    }
    let edition = edition.slug.clone();
    Ok(Json(PrefilledLink { url, edition }))
}

fn no_such_edition() -> Error {
    let fault = FieldProblem::new("/edition", Code::UnknownValue, "there is no such edition");
    Error::invalid(vec![fault])
}

/// The values that are not empty, without the white space around them.
fn given(fields: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let trimmed = fields
        .into_iter()
        .map(|(name, value)| (name, value.trim().to_owned()));
    trimmed.filter(|(_, value)| !value.is_empty()).collect()
}

/// Address of the page, with the edition first.
fn address(site: &str, edition: &Edition, fields: &BTreeMap<String, String>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(EDITION, &edition.slug);
    for (name, value) in fields {
        query.append_pair(name, value);
    }
    format!("{site}/deposer?{}", query.finish())
}

/// Every fault of the values, at its field.
fn faults_of(
    edition: &Edition,
    fields: BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Vec<FieldProblem> {
    if fields.is_empty() {
        return vec![FieldProblem::new("/fields", Code::Required, "no value")];
    }
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        let at = || format!("/fields/{}", name.replace('~', "~0").replace('/', "~1"));
        match offered(&name).filter(|target| belongs(edition, *target)) {
            // A draft with it could not be stored.
            Some(_) if value.contains('\0') => faults.push(FieldProblem::new(
                at(),
                Code::ControlCharacter,
                "NUL characters are not allowed",
            )),
            Some(target) => values.push((target, Cell::Text(value))),
            None => faults.push(FieldProblem::new(
                at(),
                Code::UnknownValue,
                "is no parameter of a prefilled link",
            )),
        }
    }
    let (_, unreadable) = fill(edition, values, now);
    faults.extend(unreadable.into_iter().map(|fault| FieldProblem {
        pointer: format!("/fields{}", fault.pointer),
        ..fault
    }));
    faults
}
