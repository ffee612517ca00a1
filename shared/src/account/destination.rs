use std::fmt;

/// Page of this site to open after signing in: a path with its query, which cannot lead to another site.
///
/// It is carried in links, so it is as untrusted as any input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination(String);

impl Destination {
    /// Maximum length in bytes; the longest address of the site's own pages, a search with many filters, is shorter.
    pub const MAX_BYTES: usize = 1_000;

    /// Accepts a path of this site; `None` for anything that a browser or the router could read as another site's
    /// address.
    pub fn parse(text: &str) -> Option<Self> {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let inside = text.len() <= Self::MAX_BYTES
            && path.starts_with('/')
            // Also after the resolution of dot segments: `/.//example.org` becomes `//example.org`.
            && !path.contains("//")
            && !text.contains('\\')
            && !text.chars().any(|c| c.is_control() || c.is_whitespace());
        inside.then(|| Self(text.to_owned()))
    }

    /// The path with its query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The destination as the value of a query parameter, percent-encoded.
    pub fn encoded(&self) -> String {
        form_urlencoded::byte_serialize(self.0.as_bytes()).collect()
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;
    use url::Url;

    #[rstest]
    #[case("/mes-evenements")]
    #[case("/mes-evenements/0199c0de/modifier?etape=2#titre")]
    #[case("/evenements?q=soudure&suite=//exemple.fr")]
    fn a_path_of_this_site_is_accepted(#[case] path: &str) {
        assert_eq!(Destination::parse(path).unwrap().as_str(), path);
    }

    #[rstest]
    #[case("")]
    #[case("mes-evenements")]
    #[case("https://exemple.fr")]
    #[case("javascript:alert(1)")]
    #[case("//exemple.fr")]
    #[case("/\\exemple.fr")]
    #[case("\\/exemple.fr")]
    #[case("/.//exemple.fr")]
    #[case("/%2e//exemple.fr")]
    #[case("/a/..//exemple.fr")]
    #[case("/\t/exemple.fr")]
    #[case(" /mes-evenements")]
    #[case("/a\nb")]
    fn anything_else_is_not(#[case] text: &str) {
        assert_eq!(Destination::parse(text), None);
    }

    #[test]
    fn its_length_is_bounded() {
        let longest = format!("/{}", "a".repeat(Destination::MAX_BYTES - 1));

        assert!(Destination::parse(&longest).is_some());
        assert_eq!(Destination::parse(&format!("{longest}a")), None);
    }

    proptest! {
        #[test]
        fn a_browser_stays_on_the_site(text in r"[/\\.?#@:%a-c2eEfF\t ]{0,12}") {
            if let Some(destination) = Destination::parse(&text) {
                let site = Url::parse("https://semaine.example/connexion").unwrap();
                let opened = site.join(destination.as_str()).unwrap();

                prop_assert_eq!(opened.origin(), site.origin());
                // As the router opens it, by its path alone.
                let again = site.join(opened.path()).unwrap();
                prop_assert_eq!(again.origin(), site.origin());
            }
        }

        #[test]
        fn a_link_carries_it_unchanged(text in r"/[a-z?&=%+é]{0,12}") {
            if let Some(destination) = Destination::parse(&text) {
                let link = format!("https://semaine.example/connexion?suite={}", destination.encoded());
                let link = Url::parse(&link).unwrap();
                let carried: Vec<_> = link.query_pairs().collect();

                prop_assert_eq!(carried.len(), 1);
                prop_assert_eq!(&carried[0].1, destination.as_str());
            }
        }
    }
}
