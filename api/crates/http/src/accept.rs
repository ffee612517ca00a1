//! Content negotiation: a page, data or an event stream, French or English.

use actix_web::HttpMessage;
use actix_web::http::header::{Accept, AcceptLanguage, Header as _};

/// Media type of a stream of Server-Sent Events.
pub const EVENT_STREAM: &str = "text/event-stream";

/// True when `Accept` prefers HTML to data, as browsers do. False when the client accepts neither, or anything.
pub fn prefers_page(request: &impl HttpMessage) -> bool {
    let Ok(accept) = Accept::parse(request) else {
        return false;
    };
    accept
        .ranked()
        .iter()
        .find_map(|wanted| match wanted.essence_str() {
            "text/html" | "application/xhtml+xml" => Some(true),
            "*/*" | "application/*" => Some(false),
            named if named.ends_with("json") => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

/// True when `Accept` prefers an event stream to other data. False when the client accepts neither, or anything.
pub fn prefers_event_stream(request: &impl HttpMessage) -> bool {
    let Ok(accept) = Accept::parse(request) else {
        return false;
    };
    accept
        .ranked()
        .iter()
        .find_map(|wanted| match wanted.essence_str() {
            EVENT_STREAM => Some(true),
            "*/*" | "application/*" => Some(false),
            named if named.ends_with("json") => Some(false),
            _ => None,
        })
        .unwrap_or(false)
}

/// True when `Accept-Language` prefers French to English. False when it names neither.
pub fn prefers_french(request: &impl HttpMessage) -> bool {
    let Ok(languages) = AcceptLanguage::parse(request) else {
        return false;
    };
    languages
        .ranked()
        .iter()
        .find_map(|wanted| {
            let tag = wanted.to_string().to_ascii_lowercase();
            match tag.split('-').next().unwrap_or_default() {
                "fr" => Some(true),
                "en" | "*" => Some(false),
                _ => None,
            }
        })
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    #[rstest]
    #[case("", false)]
    #[case("*/*", false)]
    #[case("application/json", false)]
    #[case("text/html,application/xhtml+xml,*/*;q=0.8", false)]
    #[case("text/event-stream", true)]
    #[case("text/event-stream, */*;q=0.5", true)]
    #[case("application/json, text/event-stream;q=0.5", false)]
    fn an_event_stream_is_asked_for_by_name(#[case] accepted: &str, #[case] stream: bool) {
        let request = match accepted {
            "" => TestRequest::default(),
            accepted => TestRequest::default().insert_header(("accept", accepted)),
        };

        assert_eq!(prefers_event_stream(&request.to_http_request()), stream);
    }

    #[rstest]
    #[case("", false)]
    #[case("fr", true)]
    #[case("fr-FR,fr;q=0.9,en;q=0.8", true)]
    #[case("de-CH, fr;q=0.4, en;q=0.6", false)]
    #[case("en-GB,en;q=0.9,fr;q=0.8", false)]
    #[case("*", false)]
    #[case("de", false)]
    fn the_language_is_the_one_that_the_client_prefers(
        #[case] languages: &str,
        #[case] french: bool,
    ) {
        let request = match languages {
            "" => TestRequest::default(),
            languages => TestRequest::default().insert_header(("accept-language", languages)),
        };

        assert_eq!(prefers_french(&request.to_http_request()), french);
    }
}
