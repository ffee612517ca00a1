//! The pages that verify a certificate: a form for its code, and what the code stands for.
//!
//! They work without scripts, and say the same to everybody: whoever has the code has seen the certificate.

use super::bundle::Bundle;
use super::document::{Shell, moved};
use super::head::Head;
use super::icon::icon;
use super::shell::{Page, Start, TEXT};
use super::texts::{plural, t, t_args, t_of};
use super::view::rendered;
use crate::events::certificate::{Found, look_up};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use http::{ApiError, Services, client};
use shared::certificate::{
    CertificateCheck, CertificateCode, CertificateStatus, InvalidCertificateCode,
};
use shared::french::{dates, tied};

/// Path of the form.
const PATH: &str = "/verifier";
/// Query parameter of the form.
const CODE: &str = "code";
/// Longest typed text that the form shows again, in characters.
const SHOWN_MAX_CHARS: usize = 60;

#[derive(Template)]
#[template(path = "site/verify.html")]
struct VerifyPage<'a> {
    heading: &'static str,
    intro: Option<&'static str>,
    /// True when no certificate has the code.
    unknown: bool,
    result: Option<CheckView<'a>>,
    form_title: Option<&'static str>,
    typed: String,
    fault: Option<&'static str>,
}

/// Result of the check of a code, as the page shows it.
struct CheckView<'a> {
    tone: &'static str,
    symbol: &'static str,
    sentence: String,
    /// Page of the certificate that replaces it.
    newer: Option<String>,
    title: String,
    /// Path of the event's page, if it is public.
    event: Option<&'a str>,
    facts: Vec<(&'static str, String)>,
    /// Meaning of the label, in the words of the edition.
    meaning: &'a str,
}

impl<'a> CheckView<'a> {
    fn of(found: &'a Found, site: &str) -> Self {
        let Found { check, edition } = found;
        let (tone, symbol) = match check.status {
            CertificateStatus::Valid => ("good", "tick"),
            CertificateStatus::Replaced => ("warning", "info"),
            CertificateStatus::Revoked | CertificateStatus::Withdrawn => ("bad", "warning"),
        };
        let since = check.ended_at.or(check.replaced_at);
        let since = since.map(|at| day(check, at)).unwrap_or_default();
        let sentence = t_args(
            &format!("certificate_check.{}.text", check.status),
            &[("day", &since)],
        );
        let newer = check.replaced_by.as_ref().map(CertificateCode::page);
        let event = check.url.as_deref();
        Self {
            tone,
            symbol,
            sentence,
            newer: newer.filter(|_| check.status == CertificateStatus::Replaced),
            title: tied(&check.title),
            event: event.map(|url| url.strip_prefix(site).unwrap_or(url)),
            facts: facts(check),
            meaning: &edition.label_meaning,
        }
    }
}

/// Text of the certificate beside the title of the event, as pairs of heading and text.
fn facts(check: &CertificateCheck) -> Vec<(&'static str, String)> {
    let organisers = if check.organisers.len() > 1 {
        t("certificate_check.organisers")
    } else {
        t("certificate_check.organiser")
    };
    let mut when = dates::span(check.first_begin, check.last_end);
    if let Some(zone) = dates::zone_key(&check.timezone) {
        when.extend([" (", t(zone), ")"]);
    }
    if check.occurrence_count > 1 {
        let count = plural("certificate.dates.count", check.occurrence_count.into());
        when.extend([", ", &count]);
    }
    let number = t_args(
        "certificate_check.number.text",
        &[
            ("number", &check.number),
            ("day", &day(check, check.issued_at)),
        ],
    );
    let mut facts = vec![
        (organisers, check.organisers.join(", ")),
        (t("certificate_check.when"), when),
    ];
    if let Some(place) = &check.place {
        facts.push((t("certificate_check.place"), place.clone()));
    }
    facts.extend([
        (t("certificate_check.edition"), check.edition_name.clone()),
        (t("certificate_check.authority"), check.authority.clone()),
        (t("certificate_check.number"), number),
        (t("certificate_check.code"), check.code.to_string()),
    ]);
    facts
}

/// A day at the place of the event.
fn day(check: &CertificateCheck, at: DateTime<Utc>) -> String {
    let zone: Tz = check.timezone.parse().unwrap_or(Tz::Europe__Paris);
    dates::day(at.with_timezone(&zone).date_naive())
}

/// Sends the form, or leads to the page of the code that was typed into it.
///
/// # Errors
///
/// When a template cannot be rendered.
pub(super) fn form(
    request: &HttpRequest,
    services: &Services,
    bundle: &Bundle,
) -> Result<HttpResponse, ApiError> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let typed = pairs.find(|(name, _)| name == CODE).map(|(_, typed)| typed);
    let (status, fault) = match typed.as_deref().map(CertificateCode::parse) {
        None => (StatusCode::OK, None),
        Some(Ok(code)) => return Ok(moved(&code.page(), false)),
        Some(Err(fault)) => {
            let empty = typed.as_deref().is_none_or(|typed| typed.trim().is_empty());
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                Some(if empty {
                    t("certificate_check.empty")
                } else {
                    sentence(fault)
                }),
            )
        }
    };
    let page = VerifyPage {
        heading: t("certificate_check.title"),
        intro: Some(t("certificate_check.intro")),
        unknown: false,
        result: None,
        form_title: None,
        typed: shown(&typed.unwrap_or_default()),
        fault,
    };
    let listed = fault.is_none();
    respond(services, bundle, status, PATH, &page, listed)
}

/// Sends the page of a code.
///
/// # Errors
///
/// `too_many_requests` for a client that has tried too many unknown codes.
pub(super) async fn certificate(
    request: &HttpRequest,
    services: &Services,
    bundle: &Bundle,
    typed: &str,
) -> Result<HttpResponse, ApiError> {
    let unknown = |fault: Option<&'static str>| {
        let page = VerifyPage {
            heading: t("certificate_check.unknown"),
            intro: None,
            unknown: fault.is_none(),
            result: None,
            form_title: None,
            typed: shown(typed),
            fault,
        };
        respond(
            services,
            bundle,
            StatusCode::NOT_FOUND,
            request.path(),
            &page,
            false,
        )
    };
    let code = match CertificateCode::parse(typed) {
        Ok(code) => code,
        Err(fault) => return unknown(Some(sentence(fault))),
    };
    let path = code.page();
    if path != request.path() {
        return Ok(moved(&path, true));
    }
    let machine = client::address(services, request);
    let Some(found) = look_up(services, code, machine).await? else {
        return unknown(None);
    };
    let page = VerifyPage {
        heading: t_of("certificate_check", found.check.status),
        intro: None,
        unknown: false,
        result: Some(CheckView::of(&found, &services.site.url)),
        form_title: Some(t("certificate_check.again")),
        typed: String::new(),
        fault: None,
    };
    respond(services, bundle, StatusCode::OK, &path, &page, false)
}

fn sentence(fault: InvalidCertificateCode) -> &'static str {
    match fault {
        InvalidCertificateCode::Form => t("certificate_check.form"),
        InvalidCertificateCode::Typo => t("certificate_check.typo"),
    }
}

/// The beginning of a typed text.
fn shown(typed: &str) -> String {
    typed.chars().take(SHOWN_MAX_CHARS).collect()
}

fn respond(
    services: &Services,
    bundle: &Bundle,
    status: StatusCode,
    path: &str,
    main: &VerifyPage<'_>,
    listed: bool,
) -> Result<HttpResponse, ApiError> {
    let head = Head::new(
        &services.site.url,
        path,
        main.heading,
        main.intro.unwrap_or_else(|| t("certificate_check.intro")),
    );
    let page = Page {
        head: if listed { head } else { head.unlisted() },
        start: Start::Later,
        width: TEXT,
        main: rendered(main)?,
    };
    Shell::of(bundle).refusal(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_words() {
        for status in CertificateStatus::ALL {
            assert!(!t_of("certificate_check", *status).is_empty(), "{status}");
            let text = t_args(
                &format!("certificate_check.{status}.text"),
                &[("day", &"12 mars")],
            );
            assert!(!text.contains('{'), "{text}");
        }
    }

    #[test]
    fn a_long_text_is_not_shown_whole() {
        assert_eq!(shown(&"x".repeat(5_000)).len(), SHOWN_MAX_CHARS);
    }
}
