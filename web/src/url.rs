//! Addresses: the names of query parameters, and the way from an `EventQuery` to the address bar and back.

/// Where to go after signing in.
pub const AFTER: &str = "suite";
/// Secret of a mailed link.
pub const TOKEN: &str = "jeton";
/// Step of the form.
pub const STEP: &str = "etape";
/// Field of the form that takes the focus.
pub const FIELD: &str = "champ";

/// A text as it may stand in a query.
pub fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// The sign-in page, which leads back to `path`.
pub fn sign_in_then(path: &str) -> String {
    format!("/connexion?{AFTER}={}", encode(path))
}

/// A path of this site, as it stands in [`AFTER`]; anything that could lead elsewhere is refused.
pub fn own_path(text: &str) -> Option<String> {
    let inside = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains('\\')
        && !text.chars().any(char::is_control);
    inside.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        assert_eq!(
            own_path("/mes-evenements?x=1").as_deref(),
            Some("/mes-evenements?x=1")
        );
        for elsewhere in [
            "https://exemple.fr",
            "//exemple.fr",
            "/\\exemple.fr",
            "",
            "mes-evenements",
            "/a\nb",
        ] {
            assert_eq!(own_path(elsewhere), None, "{elsewhere}");
        }
    }
}
