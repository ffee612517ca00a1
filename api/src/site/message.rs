//! The forms by which a visitor writes to the organiser: on the page of an event, and on a page of their own, which answers them.
//!
//! They work without scripts. What was typed comes back with what is wrong in it, whatever the reason.

use super::bundle::Bundle;
use super::context::PageContext;
use super::document::{Shell, not_found};
use super::head::Head;
use super::icon::icon;
use super::shell::{Page, Start, TEXT};
use super::texts::{plural, t, t_args, t_of};
use super::view::rendered;
use crate::catalogue::Live;
use crate::events::visitor_messages;
use actix_web::http::StatusCode;
use actix_web::http::header::{LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError as _};
use askama::Template;
use catalogue::{Entry, Found};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::intake::{Intake, Kind};
use http::{ApiError, Services, client};
use shared::edition::Edition;
use shared::event::{MESSAGE_LINKS, MESSAGE_TEXT, MessageSubject, PublicEvent, VisitorMessageForm};
use shared::french::tied;
use shared::problem::{Code, FieldProblem, Problem};

/// Maximum size of a form in bytes: every character of the longest text may be escaped.
const BODY_BYTES: usize = 64 * 1024;
/// Last part of the path of the page.
pub(super) const SEGMENT: &str = "message";
/// Query parameter of the page that confirms a message.
const SENT: &str = "envoye";

/// The forms of an event.
#[derive(Template)]
#[template(path = "site/message_forms.html")]
pub(super) struct MessageForms {
    /// Path to which they are sent.
    action: String,
    /// Sentence about the recipients of the message, and the time at which they get it.
    afterwards: String,
    forms: Vec<FormView>,
}

struct FormView {
    /// Prefix of the identifiers of its fields.
    id: &'static str,
    title: &'static str,
    intro: &'static str,
    open: bool,
    /// Subjects of a report, each with its name and true when it is chosen; empty for a question.
    subjects: Vec<(MessageSubject, &'static str, bool)>,
    text: String,
    text_hint: String,
    email: String,
    email_label: &'static str,
    /// Reason why the message was not sent; `None` for a new form.
    refusal: Option<&'static str>,
    subject_fault: Option<String>,
    text_fault: Option<String>,
    email_fault: Option<String>,
}

/// A message that was not sent, and why.
struct Refused<'a> {
    form: &'a VisitorMessageForm,
    problem: &'a Problem,
}

impl MessageForms {
    /// The forms of an event; `None` once it is over, when nobody may write any more.
    pub(super) fn of(event: &PublicEvent, edition: &Edition, now: DateTime<Utc>) -> Option<Self> {
        (event.occurrences.last_end() > now).then(|| Self::with(event, edition, None, false))
    }

    fn with(
        event: &PublicEvent,
        edition: &Edition,
        refused: Option<&Refused<'_>>,
        open: bool,
    ) -> Self {
        let days = plural(
            "visitor_form.days",
            edition.visitor_messages.working_days.into(),
        );
        Self {
            action: format!("{}/{SEGMENT}", event.path()),
            afterwards: t_args("visitor_form.afterwards", &[("days", &days)]),
            forms: [false, true]
                .map(|report| FormView::of(report, refused, open))
                .into(),
        }
    }
}

impl FormView {
    fn of(report: bool, refused: Option<&Refused<'_>>, open: bool) -> Self {
        let own = |subject: Option<MessageSubject>| {
            // A report without a subject is one too: a question always has its own.
            subject.is_none_or(MessageSubject::is_report) == report
        };
        let refused = refused.filter(|refused| own(refused.form.subject));
        let typed = refused.map(|refused| refused.form);
        let fault = |pointer: &str| refused.and_then(|refused| fault_at(refused.problem, pointer));
        let chosen = typed.and_then(|form| form.subject);
        let reports = MessageSubject::ALL.iter().copied();
        let named = |subject| {
            (
                subject,
                t_of("visitor_message.subject", subject),
                chosen == Some(subject),
            )
        };
        Self {
            id: if report { "signaler" } else { "ecrire" },
            title: t(if report {
                "visitor_form.report"
            } else {
                "visitor_form.question"
            }),
            intro: t(if report {
                "visitor_form.report.intro"
            } else {
                "visitor_form.question.intro"
            }),
            open: refused.is_some() || open,
            subjects: reports
                .filter(|subject| report && subject.is_report())
                .map(named)
                .collect(),
            text: typed.map(|form| form.text.clone()).unwrap_or_default(),
            text_hint: t_args(
                "visitor_form.text.hint",
                &[
                    ("min", &MESSAGE_TEXT.min),
                    ("max", &shared::french::number(MESSAGE_TEXT.max as u64)),
                ],
            ),
            email: typed.map(|form| form.email.clone()).unwrap_or_default(),
            email_label: t(if report {
                "visitor_form.email.optional"
            } else {
                "visitor_form.email"
            }),
            refusal: refused.map(|refused| t_of("problem", refused.problem.code)),
            subject_fault: fault("/subject"),
            text_fault: fault("/text"),
            email_fault: fault("/email"),
        }
    }
}

fn fault_at(problem: &Problem, pointer: &str) -> Option<String> {
    let fault = problem
        .errors
        .iter()
        .find(|fault| fault.pointer == pointer)?;
    Some(sentence(fault))
}

fn sentence(fault: &FieldProblem) -> String {
    match (fault.pointer.as_str(), fault.code) {
        ("/text", Code::TooMany) => plural("visitor_form.fault.links", MESSAGE_LINKS as u64),
        ("/subject", Code::Required) => t("visitor_form.fault.subject").to_owned(),
        _ => messages::problem(fault.code, fault.limit),
    }
}

#[derive(Template)]
#[template(path = "site/message.html")]
struct MessagePage {
    event: String,
    title: String,
    heading: &'static str,
    sent: Option<&'static str>,
    closed: bool,
    forms: String,
}

/// Renders the page of the forms; with `sent`, the confirmation of a message.
///
/// # Errors
///
/// When the template cannot be rendered.
pub(super) fn page(
    context: &PageContext<'_>,
    entry: &Entry,
    edition: &Edition,
    query: &str,
) -> Result<Page, Error> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let sent = pairs.find(|(name, _)| name == SENT);
    let sent = sent.map(|(_, what)| match what.as_ref() {
        "question" => t("visitor_form.sent.question"),
        _ => t("visitor_form.sent.report"),
    });
    compose(context, &entry.event, edition, None, sent)
}

fn compose(
    context: &PageContext<'_>,
    event: &PublicEvent,
    edition: &Edition,
    refused: Option<&Refused<'_>>,
    sent: Option<&'static str>,
) -> Result<Page, Error> {
    let closed = event.occurrences.last_end() <= context.now;
    // What was typed is shown even when it is too late to send it.
    let forms = if sent.is_some() || (closed && refused.is_none()) {
        String::new()
    } else {
        rendered(&MessageForms::with(
            event,
            edition,
            refused,
            refused.is_none(),
        ))?
    };
    let heading = match (sent, refused) {
        (Some(_), _) => t("visitor_form.sent"),
        (None, Some(_)) => t("visitor_form.not_sent"),
        (None, None) => t("visitor_form.title"),
    };
    let main = MessagePage {
        event: event.path(),
        title: tied(&event.title),
        heading,
        sent,
        closed,
        forms,
    };
    let path = format!("{}/{SEGMENT}", event.path());
    let title = format!("{heading} – {}", event.title);
    Ok(Page {
        head: Head::new(context.site(), &path, &title, t("visitor_form.intro")).unlisted(),
        start: Start::Later,
        width: TEXT,
        main: rendered(&main)?,
    })
}

/// Receives a form, and leads to its confirmation or shows it again with what is wrong.
///
/// # Errors
///
/// `unavailable` until the catalogue has been built.
pub(super) async fn post(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    bundle: Data<Bundle>,
    intake: Data<Intake>,
    path: Path<(String, String)>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let body = intake
        .receive(
            Kind::Json,
            request.headers(),
            payload.into_inner(),
            BODY_BYTES,
        )
        .await?;
    let form = read(&body);
    let context = PageContext::of(&services, &live)?;
    let (edition, slug) = path.into_inner();
    let entry = match context.catalogue.by_slug(&edition, &slug) {
        Some(Found::Event(entry)) => entry,
        Some(Found::Gone) | None => {
            return not_found(&bundle, &services.site.url, request.path());
        }
    };
    let machine = client::address(&services, &request);
    let received = visitor_messages::receive(&services, entry.event.id, &form, None, machine).await;
    let Err(error) = received else {
        let what = if form.subject.is_some_and(MessageSubject::is_report) {
            "signalement"
        } else {
            "question"
        };
        let address = format!("{}/{SEGMENT}?{SENT}={what}", entry.event.path());
        return Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, address))
            .finish());
    };
    let edition = context
        .catalogue
        .edition(&entry.event.edition)
        .ok_or_else(Error::not_found)?;
    let problem = error.problem();
    let refused = Refused {
        form: &form,
        problem: &problem,
    };
    let page = compose(&context, &entry.event, edition, Some(&refused), None)?;
    // Logs an internal failure, and says when to try again.
    let refusal = ApiError(error).error_response();
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Shell::of(&bundle).refusal(status, &page)?;
    if let Some(wait) = refusal.headers().get(RETRY_AFTER) {
        response.headers_mut().insert(RETRY_AFTER, wait.clone());
    }
    Ok(response)
}

/// The fields of a form; unknown ones are ignored, and so is what is no text.
fn read(body: &[u8]) -> VisitorMessageForm {
    let mut form = VisitorMessageForm::default();
    for (name, value) in form_urlencoded::parse(body) {
        match name.as_ref() {
            "subject" => form.subject = MessageSubject::parse(&value),
            "text" => form.text = value.replace("\r\n", "\n"),
            "email" => form.email = value.into_owned(),
            "website" => form.website = value.into_owned(),
            _ => {}
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_by_its_names() {
        let form =
            read(b"subject=question&text=O%C3%B9+se+garer%0D%0Ale+mardi&email=a%40b.fr&other=1");

        assert_eq!(form.subject, Some(MessageSubject::Question));
        assert_eq!(form.text, "Où se garer\nle mardi");
        assert_eq!(form.email, "a@b.fr");
        assert!(!form.is_trapped());
        assert_eq!(read(b"subject=no&website=x").subject, None);
        assert!(read(b"subject=no&website=x").is_trapped());
    }
}
