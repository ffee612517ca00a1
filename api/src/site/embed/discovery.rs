//! Where the description of a page by oEmbed is found.

use crate::addresses::OEMBED;
use form_urlencoded::byte_serialize;

/// URL of the description of the page at a URL.
pub(in crate::site) fn discovery(site: &str, url: &str) -> String {
    let url: String = byte_serialize(url.as_bytes()).collect();
    format!("{site}{OEMBED}?url={url}&format=json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_encoded_within_another() {
        assert_eq!(
            discovery(
                "https://exemple.fr",
                "https://exemple.fr/evenements?q=a&region=84"
            ),
            "https://exemple.fr/oembed?url=https%3A%2F%2Fexemple.fr%2Fevenements%3Fq%3Da%26region%3D84&format=json"
        );
    }
}
