//! The pages of alerts: the form that requests one for a search, and the page of an alert, which confirms and stops it.
//!
//! They work without scripts. A link in a letter only shows its alert: programs that open the links of letters confirm and stop
//! nothing.

use super::bundle::Bundle;
use super::context::PageContext;
use super::document::Shell;
use super::explorer_query::{self, ExplorerQuery, find};
use super::head::Head;
use super::icon::icon;
use super::shell::{Page, Start, TEXT};
use super::texts::{plural, t, t_args, t_of};
use super::view::rendered;
use crate::alerts::{self, OpenedAlert};
use crate::catalogue::Live;
use crate::search_words;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::web::{Bytes, Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use askama::Template;
use catalogue::Catalogue;
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::intake::{Intake, Kind};
use http::{ApiError, Services, client};
use shared::edition::Edition;
use shared::event::{AlertForm, EventQuery};
use shared::french::dates;
use shared::problem::{Code, Problem};

/// Path of the form; the secret of a link follows it on the page of an alert.
pub(super) const PATH: &str = "/alertes";
/// Query parameter of the page that tells what became of a request.
const STEP: &str = "etape";
/// Maximum size of a form in bytes: every character of the longest search may be escaped.
const BODY_BYTES: usize = 16 * 1024;
/// Value of the field `List-Unsubscribe` (RFC 8058, section 3.1); a mail program may send it in several parts.
const ONE_CLICK: &[u8] = b"One-Click";
/// Values of the field `action` of the page of an alert.
const CONFIRM: &str = "confirmer";
const STOP: &str = "arreter";

#[derive(Template)]
#[template(path = "site/alert_form.html")]
struct FormPage {
    back: String,
    heading: &'static str,
    /// Result of a request, shown in place of the form.
    done: Option<&'static str>,
    closed: Option<&'static str>,
    words: Vec<String>,
    search: String,
    email: String,
    /// Reason why the alert was not requested.
    refusal: Option<&'static str>,
    fault: Option<String>,
    privacy: String,
}

/// A request that was refused, and why.
struct Refused<'a> {
    form: &'a AlertForm,
    problem: &'a Problem,
}

/// Sends the form for the search in the query, or what became of a request.
///
/// # Errors
///
/// When the catalogue cannot run the search.
pub(super) fn form(
    request: &HttpRequest,
    context: &PageContext<'_>,
    bundle: &Bundle,
) -> Result<HttpResponse, ApiError> {
    let text = request.query_string();
    let step = form_urlencoded::parse(text.as_bytes()).find(|(name, _)| name == STEP);
    let done = step.and_then(|(_, step)| match step.as_ref() {
        "envoyee" => Some(("alert.sent", "alert.sent.text")),
        "arretee" => Some(("alert.stopped", "alert.stopped.text")),
        _ => None,
    });
    let page = compose(context, ExplorerQuery::read(text).query, None, done)?;
    Shell::of(bundle).refusal(StatusCode::OK, &page)
}

fn compose(
    context: &PageContext<'_>,
    query: EventQuery,
    refused: Option<&Refused<'_>>,
    done: Option<(&str, &str)>,
) -> Result<Page, Error> {
    let (_, mut query) = find(context, query)?;
    query.sort = None;
    if query.radius_m.is_none() {
        query.near = None;
    }
    let edition = context.edition(&query);
    let open = edition.filter(|edition| edition.takes_alerts(context.now));
    let heading = match (done, refused) {
        (Some((heading, _)), _) => t(heading),
        (None, Some(_)) => t("alert.not_sent"),
        (None, None) => t("alert.title"),
    };
    let fault = refused.and_then(|refused| {
        let mut faults = refused.problem.errors.iter();
        let fault = faults.find(|fault| fault.pointer == "/email")?;
        Some(messages::problem(fault.code, fault.limit))
    });
    let named = EventQuery {
        edition: edition.map(|edition| edition.slug.clone()),
        ..query.clone()
    };
    let main = FormPage {
        back: explorer_query::address(&query, 1),
        heading,
        done: done.map(|(_, text)| t(text)),
        closed: (open.is_none() && done.is_none()).then(|| t("alert.closed")),
        words: words(&query, edition, Some(&context.catalogue)),
        search: named.to_search(),
        email: refused.map_or_else(String::new, |refused| refused.form.email.clone()),
        refusal: refused.map(|refused| t_of("problem", refused.problem.code)),
        fault,
        privacy: edition.map(privacy).unwrap_or_default(),
    };
    Ok(Page {
        head: Head::new(context.site(), PATH, heading, t("alert.intro")).unlisted(),
        start: Start::Later,
        width: TEXT,
        main: rendered(&main)?,
    })
}

/// The search in words; the name of the edition stands for all of its events.
fn words(
    query: &EventQuery,
    edition: Option<&Edition>,
    catalogue: Option<&Catalogue>,
) -> Vec<String> {
    let chosen = search_words::chosen(query, edition, catalogue);
    let mut words: Vec<String> = chosen.into_iter().map(|(text, _)| text).collect();
    if let (Some(edition), true) = (edition, words.is_empty()) {
        let name = &edition.name;
        words.push(t_args("alert.everything", &[("edition", name)]));
    }
    words
}

/// How long the address is kept.
fn privacy(edition: &Edition) -> String {
    let hours = plural(
        "letter.alert_request.hours",
        edition.alerts.confirmation_hours.into(),
    );
    t_args(
        "alert.privacy",
        &[("day", &dates::day(edition.last_day())), ("hours", &hours)],
    )
}

/// Receives the form, and leads to its confirmation or shows it again with what is wrong.
///
/// # Errors
///
/// `unavailable` until the catalogue has been built.
pub(super) async fn request(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    bundle: Data<Bundle>,
    intake: Data<Intake>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let form = read(&received(&request, &intake, payload).await?);
    let machine = client::address(&services, &request);
    let Err(error) = alerts::receive(&services, &live, &form, machine).await else {
        return Ok(see(&format!("{PATH}?{STEP}=envoyee")));
    };
    let context = PageContext::of(&services, &live)?;
    let problem = error.problem();
    let refused = Refused {
        form: &form,
        problem: &problem,
    };
    let query = ExplorerQuery::read(&form.search).query;
    let page = compose(&context, query, Some(&refused), None)?;
    refusal(&bundle, error, &problem, &page)
}

async fn received(
    request: &HttpRequest,
    intake: &Intake,
    payload: Payload,
) -> Result<Bytes, ApiError> {
    let body = payload.into_inner();
    Ok(intake
        .receive(Kind::Json, request.headers(), body, BODY_BYTES)
        .await?)
}

/// The fields of the form; unknown ones are ignored.
fn read(body: &[u8]) -> AlertForm {
    let mut form = AlertForm::default();
    for (name, value) in form_urlencoded::parse(body) {
        match name.as_ref() {
            "email" => form.email = value.into_owned(),
            "search" => form.search = value.into_owned(),
            "website" => form.website = value.into_owned(),
            _ => {}
        }
    }
    form
}

#[derive(Template)]
#[template(path = "site/alert.html")]
struct AlertPage<'a> {
    heading: &'static str,
    path: &'a str,
    /// `None` for a link that leads to no alert.
    alert: Option<AlertView>,
    /// Reason why the alert was not confirmed.
    refusal: Option<&'static str>,
}

struct AlertView {
    intro: String,
    confirmed: bool,
    words: Vec<String>,
    list: String,
    privacy: String,
}

impl AlertView {
    fn of(alert: &OpenedAlert) -> Self {
        let OpenedAlert {
            edition,
            query,
            expires_at,
        } = alert;
        Self {
            intro: match expires_at {
                Some(at) => t_args("alert.waiting.text", &[("until", &moment(*at))]),
                None => t("alert.active.text").to_owned(),
            },
            confirmed: expires_at.is_none(),
            words: words(query, Some(edition), None),
            list: explorer_query::address(query, 1),
            privacy: privacy(edition),
        }
    }
}

fn moment(at: DateTime<Utc>) -> String {
    dates::moment(at.with_timezone(&chrono_tz::Europe::Paris).fixed_offset())
}

/// Sends the page of an alert. It changes nothing.
///
/// # Errors
///
/// When the database fails.
pub(super) async fn page(
    request: &HttpRequest,
    services: &Data<Services>,
    bundle: &Bundle,
    secret: &str,
) -> Result<HttpResponse, ApiError> {
    let found = alerts::find(services, secret).await?;
    let status = if found.is_some() {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let page = opened(services, request.path(), found.as_ref(), None)?;
    Ok(private(Shell::of(bundle).refusal(status, &page)?))
}

fn opened(
    services: &Services,
    path: &str,
    found: Option<&OpenedAlert>,
    refusal: Option<&'static str>,
) -> Result<Page, Error> {
    let heading = match found.map(|alert| alert.expires_at) {
        None => t("alert.unknown"),
        Some(None) => t("alert.active"),
        Some(Some(_)) => t("alert.waiting"),
    };
    let main = AlertPage {
        heading,
        path,
        alert: found.map(AlertView::of),
        refusal,
    };
    Ok(Page {
        // The address of the page is a secret, so its head has that of the form.
        head: Head::new(&services.site.url, PATH, heading, t("alert.intro")).unlisted(),
        start: Start::Later,
        width: TEXT,
        main: rendered(&main)?,
    })
}

/// Confirms or stops an alert, for a person on its page, or stops it for the mail program of one (RFC 8058).
///
/// # Errors
///
/// `bad_request` for a body that says neither, and `invalid_link` for a mail program.
pub(super) async fn act(
    request: HttpRequest,
    services: Data<Services>,
    bundle: Data<Bundle>,
    intake: Data<Intake>,
    secret: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let body = received(&request, &intake, payload).await?;
    let action = form_urlencoded::parse(&body).find(|(name, _)| name == "action");
    let done = match action.as_ref().map(|(_, action)| action.as_ref()) {
        Some(CONFIRM) => alerts::confirm(&services, &secret)
            .await
            .map(|()| see(request.path())),
        Some(STOP) => alerts::stop(&services, &secret)
            .await
            .map(|()| see(&format!("{PATH}?{STEP}=arretee"))),
        // Not limited by client address: a mail provider stops the alerts of all its users from one.
        None if body.windows(ONE_CLICK.len()).any(|part| part == ONE_CLICK) => {
            alerts::stop(&services, &secret).await?;
            return Ok(HttpResponse::Ok().finish());
        }
        Some(_) | None => {
            return Err(Error::rejected(Code::BadRequest)
                .because("the body must be `List-Unsubscribe=One-Click`")
                .into());
        }
    };
    let error = match done {
        Ok(response) => return Ok(private(response)),
        Err(error) => error,
    };
    let problem = error.problem();
    let found = alerts::find(&services, &secret).await?;
    let reason = (problem.code != Code::InvalidLink).then(|| t_of("problem", problem.code));
    let page = opened(&services, request.path(), found.as_ref(), reason)?;
    Ok(private(refusal(&bundle, error, &problem, &page)?))
}

/// Sends a page that tells why something was refused.
fn refusal(
    bundle: &Bundle,
    error: Error,
    problem: &Problem,
    page: &Page,
) -> Result<HttpResponse, ApiError> {
    // Logs an internal failure, and says when to try again.
    let answer = ApiError(error).error_response();
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Shell::of(bundle).refusal(status, page)?;
    if let Some(wait) = answer.headers().get(RETRY_AFTER) {
        response.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    Ok(response)
}

/// Keeps a page whose address is a secret out of every cache.
fn private(mut response: HttpResponse) -> HttpResponse {
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// Address of the form for a search; `None` when the edition takes no alerts any more.
pub(super) fn address(
    context: &PageContext<'_>,
    query: &EventQuery,
    edition: Option<&Edition>,
) -> Option<String> {
    edition
        .filter(|edition| edition.takes_alerts(context.now))
        .map(|_| query.alert_address())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_by_its_names() {
        let form = read(b"email=a%40b.fr&search=region%3D84%26kind%3Dworkshop&website=&other=1");

        assert_eq!(form.email, "a@b.fr");
        assert_eq!(form.search, "region=84&kind=workshop");
        assert!(!form.is_trapped());
    }
}
