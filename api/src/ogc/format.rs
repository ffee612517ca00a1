//! JSON for programs, HTML for people.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header as _};
use ground::error::Error;
use http::query;
use serde::Deserialize;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    Json,
    Html,
}

/// The parameter of documents that have no other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    f: Option<String>,
}

impl Format {
    /// The form of a document that takes no other parameter.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming it.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let asked: Asked = query::parse(request.query_string())?;
        Self::asked(request, asked.f.as_deref())
    }

    /// What `f` says; without it the form that `Accept` would rather have. Who takes neither gets JSON.
    ///
    /// # Errors
    ///
    /// `invalid_parameter`.
    pub(crate) fn asked(request: &HttpRequest, f: Option<&str>) -> Result<Self, Error> {
        match f {
            Some("json") => Ok(Self::Json),
            Some("html") => Ok(Self::Html),
            Some(_) => Err(query::invalid("f", "must be `json` or `html`")),
            None => Ok(accepted(request)),
        }
    }

    /// The word of `f`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
        }
    }
}

fn accepted(request: &HttpRequest) -> Format {
    let Ok(accept) = Accept::parse(request) else {
        return Format::Json;
    };
    accept
        .ranked()
        .iter()
        .find_map(|wanted| match wanted.essence_str() {
            "text/html" | "application/xhtml+xml" => Some(Format::Html),
            "*/*" | "application/*" => Some(Format::Json),
            named if named.ends_with("json") => Some(Format::Json),
            _ => None,
        })
        .unwrap_or(Format::Json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    #[rstest]
    #[case("", Format::Json)]
    #[case("*/*", Format::Json)]
    #[case("application/geo+json, application/json", Format::Json)]
    #[case("application/vnd.oai.openapi+json;version=3.0", Format::Json)]
    #[case(
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        Format::Html
    )]
    #[case("text/html;q=0.4, application/json;q=0.9", Format::Json)]
    #[case("image/png", Format::Json)]
    fn the_form_is_what_the_caller_would_rather_have(#[case] accept: &str, #[case] format: Format) {
        let request = match accept {
            "" => TestRequest::default(),
            accept => TestRequest::default().insert_header(("accept", accept)),
        };

        assert_eq!(Format::of(&request.to_http_request()).unwrap(), format);
    }

    #[test]
    fn the_parameter_comes_before_the_header() {
        let request = TestRequest::with_uri("/ogc?f=json")
            .insert_header(("accept", "text/html"))
            .to_http_request();

        assert_eq!(Format::of(&request).unwrap(), Format::Json);
        let unknown = TestRequest::with_uri("/ogc?f=gml").to_http_request();
        assert!(Format::of(&unknown).is_err());
    }
}
