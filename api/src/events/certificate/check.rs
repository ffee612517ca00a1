//! Verification of a certificate by anybody.

use super::content::CertificateContent;
use super::queries;
use super::rows::CertificateRow;
use crate::events::queries as files;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use anyhow::Context as _;
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::{AttemptsRefusal, NotModified, PublicRefusals};
use http::{ApiError, Services, client, etag};
use shared::certificate::{CertificateCheck, CertificateCode, CertificateStatus};
use shared::edition::Edition;
use shared::id::EventId;
use std::sync::Arc;

/// Time for which a cache may say that a certificate is valid, in seconds.
const MAX_AGE_S: u32 = 60;

/// Unknown codes that one client address may try: a code is found by chance once in a billion attempts.
const UNKNOWN: Limit = Limit {
    what: "check_certificate",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 100,
};

/// A certificate, and what the page about it needs besides.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) check: CertificateCheck,
    pub(crate) edition: Arc<Edition>,
}

/// Verify a certificate
///
/// The facts printed on the certificate with this code, and its standing: `valid`; `replaced` by a newer one of the same event;
/// `revoked` or `withdrawn` when the event has lost the label. The code is read in either case, with or without its
/// hyphen, O as 0, and I and L as 1. 404 for every other code. The label says that an event meets the criteria of the programme; the State
/// approves neither its content nor its safety by it.
#[utoipa::path(
    tag = "events",
    params(("code" = String, Path, description = "Code of the certificate, such as `7K3QX-9TB43`")),
    responses(
        (status = 200, description = "The certificate", body = CertificateCheck, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        AttemptsRefusal,
        PublicRefusals
    )
)]
#[get("/certificates/{code}")]
pub(super) async fn check_certificate(
    request: HttpRequest,
    services: Data<Services>,
    code: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let code = CertificateCode::parse(&code).map_err(|_invalid| Error::not_found())?;
    let machine = client::address(&services, &request);
    let found = look_up(&services, code, machine).await?;
    let Found { check, .. } = found.ok_or_else(Error::not_found)?;
    etag::public_json(&request, MAX_AGE_S, &check)
}

/// Finds the certificate with a code for a client; `None` when there is none, which counts as an attempt.
///
/// # Errors
///
/// `too_many_requests` for a client that has tried too many unknown codes.
pub(crate) async fn look_up(
    services: &Services,
    code: CertificateCode,
    machine: String,
) -> Result<Option<Found>, Error> {
    let attempt = Attempt {
        person: String::new(),
        machine,
    };
    let (now, site) = (services.clock.now(), services.site.url.clone());
    let trying = attempt.clone();
    let found = services
        .db
        .read(move |conn| {
            limits::check(conn, UNKNOWN, &trying, now)?;
            match queries::by_code(conn, &code)? {
                Some(row) => present(conn, row, &site).map(Some),
                None => Ok(None),
            }
        })
        .await?;
    if found.is_none() {
        limits::count(services, UNKNOWN, &attempt).await?;
    }
    Ok(found)
}

/// The certificate of a row, as it stands among those of its event.
fn present(conn: &mut Conn, row: CertificateRow, site: &str) -> Result<Found, Error> {
    let event: EventId = row.event_id.into();
    let file = files::find(conn, event)?.with_context(|| format!("event {event}"))?;
    let newest = match &row.replaced_by {
        Some(_) => queries::newest(conn, event)?,
        None => None,
    };
    let newest = newest.unwrap_or_else(|| row.clone());
    let CertificateContent {
        edition,
        edition_name,
        subject,
        criteria: _,
        authority,
        labelled_on: _,
        issued_on: _,
    } = row.content()?;
    let (first, last) = subject
        .occurrences
        .first()
        .zip(subject.occurrences.iter().map(|it| it.end).max())
        .context("a certificate without a date")?;
    let mut organisers = vec![subject.organiser];
    organisers.extend(subject.on_behalf_of);
    organisers.extend(subject.co_organisers);
    let slug = file.slug.as_deref().filter(|_| file.state.is_public());
    let url = slug.map(|slug| format!("{site}/evenements/{edition}/{slug}"));
    let check = CertificateCheck {
        code: row.code()?,
        status: CertificateStatus::of(row.replaced_by.is_some(), newest.ended_as()?),
        number: row.number()?,
        edition,
        edition_name,
        title: subject.title,
        organisers,
        first_begin: first.begin,
        last_end: last,
        occurrence_count: u32::try_from(subject.occurrences.len()).context("occurrences")?,
        timezone: subject.timezone,
        place: subject.place,
        authority,
        issued_at: row.issued_at.0,
        replaced_at: row.replaced_at.map(|at| at.0),
        replaced_by: row
            .replaced_by
            .is_some()
            .then(|| newest.code())
            .transpose()?,
        ended_at: newest.ended_at.map(|at| at.0),
        url,
    };
    Ok(Found {
        check,
        edition: file.edition,
    })
}
