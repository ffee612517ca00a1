//! Content negotiation: JSON or HTML.

use actix_web::HttpRequest;
use ground::error::Error;
use http::{accept, query};
use serde::Deserialize;

/// Format of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    Json,
    Html,
}

/// Query string of the documents that take only `f`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FormatQuery {
    f: Option<String>,
}

impl Format {
    /// Format of a document that takes no parameter other than `f`.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming the parameter.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let query: FormatQuery = query::parse(request.query_string())?;
        Self::query(request, query.f.as_deref())
    }

    /// The format named by `f`, or else the one preferred by `Accept`. JSON when the client accepts neither.
    ///
    /// # Errors
    ///
    /// `invalid_parameter`.
    pub(crate) fn query(request: &HttpRequest, f: Option<&str>) -> Result<Self, Error> {
        match f {
            Some("json") => Ok(Self::Json),
            Some("html") => Ok(Self::Html),
            Some(_) => Err(query::invalid("f", "must be `json` or `html`")),
            None if accept::prefers_page(request) => Ok(Self::Html),
            None => Ok(Self::Json),
        }
    }

    /// Value of the parameter `f`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
        }
    }
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
    fn the_format_is_the_one_that_the_client_prefers(#[case] accept: &str, #[case] format: Format) {
        let request = match accept {
            "" => TestRequest::default(),
            accept => TestRequest::default().insert_header(("accept", accept)),
        };

        assert_eq!(Format::of(&request.to_http_request()).unwrap(), format);
    }

    #[test]
    fn the_parameter_overrides_the_header() {
        let request = TestRequest::with_uri("/ogc?f=json")
            .insert_header(("accept", "text/html"))
            .to_http_request();

        assert_eq!(Format::of(&request).unwrap(), Format::Json);
        let unknown = TestRequest::with_uri("/ogc?f=gml").to_http_request();
        assert!(Format::of(&unknown).is_err());
    }
}
