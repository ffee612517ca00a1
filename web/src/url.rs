//! Builds and parses URLs: names of query parameters, and conversion between `EventQuery` and the URL.

use shared::event::EventQuery;

/// Query parameter: path to open after signing in.
pub const AFTER: &str = "suite";
/// Query parameter: token of a mailed link.
pub const TOKEN: &str = "jeton";
/// Query parameter: id of the open mail.
pub const MAIL: &str = "message";
/// Query parameter: step of the form.
pub const STEP: &str = "etape";
/// Query parameter: field of the form to focus.
pub const FIELD: &str = "champ";

/// Percent-encodes the value of a query parameter.
pub fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// URL of the sign-in page, which then returns to `path`.
pub fn sign_in_then(path: &str) -> String {
    format!("/connexion?{AFTER}={}", encode(path))
}

/// A path on this site, for [`AFTER`]; anything that could lead to another site is rejected.
pub fn local_path(text: &str) -> Option<String> {
    let inside = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains('\\')
        && !text.chars().any(char::is_control);
    inside.then(|| text.to_owned())
}

/// The query string of a query, to append to other parameters.
pub fn to_search_suffix(query: &EventQuery) -> String {
    let search = query.to_search();
    if search.is_empty() {
        search
    } else {
        format!("&{search}")
    }
}

/// URL of the explorer with a query.
pub fn explorer(query: &EventQuery) -> String {
    let search = query.to_search();
    if search.is_empty() {
        "/evenements".to_owned()
    } else {
        format!("/evenements?{search}")
    }
}

/// Removes what can no longer apply: a radius without a centre, a sort order without the parameter it requires.
#[must_use]
pub fn normalized(mut query: EventQuery) -> EventQuery {
    if query.near.is_none() {
        query.radius_m = None;
    }
    let orders = query.orders();
    query.sort = query.sort.filter(|sort| orders.contains(sort));
    query
}

/// Parses the query of a URL. Invalid values are left out, so that an old link still shows a list.
pub fn from_search(param: impl Fn(&str) -> Option<String>) -> EventQuery {
    let values: Vec<(&str, String)> = EventQuery::PARAMETERS
        .iter()
        .filter_map(|name| param(name).map(|value| (*name, value)))
        .collect();
    EventQuery::parse_leniently(values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// Path of an event's public page.
pub fn event_page(edition: &str, slug: &str) -> String {
    format!("/evenements/{}/{}", encode(edition), encode(slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> EventQuery {
        from_search(|name| {
            let (_, value) = pairs.iter().find(|(other, _)| *other == name)?;
            Some((*value).to_owned())
        })
    }

    #[test]
    fn a_url_round_trips() {
        let query = read(&[
            ("kind", "workshop,company_visit"),
            ("from", "2018-03-26"),
            ("region", "84"),
        ]);

        assert_eq!(query.kinds.len(), 2);
        assert_eq!(
            query.from.map(|day| day.to_string()).as_deref(),
            Some("2018-03-26")
        );
        assert_eq!(query.regions.first().map(|code| code.as_str()), Some("84"));
    }

    #[test]
    fn invalid_values_are_left_out() {
        let query = read(&[("kind", "workshop"), ("from", "hier"), ("utm_source", "x")]);

        assert_eq!(query.kinds, ["workshop"]);
        assert_eq!(query.from, None);
    }

    #[test]
    fn a_value_that_depends_on_an_invalid_one_is_left_out() {
        let query = read(&[
            ("q", "soudure"),
            ("near", "ici"),
            ("radius", "20000"),
            ("sort", "distance"),
        ]);

        assert_eq!(query.text.as_deref(), Some("soudure"));
        assert_eq!((query.radius_m, query.sort), (None, None));
    }

    #[test]
    fn removing_a_filter_removes_what_depends_on_it() {
        let query = read(&[
            ("near", "4.83,45.76"),
            ("radius", "20000"),
            ("sort", "distance"),
        ]);
        assert_eq!(normalized(query.clone()), query);

        let without = normalized(EventQuery {
            near: None,
            ..query
        });

        assert_eq!(without, EventQuery::default());
        assert_eq!(explorer(&without), "/evenements");
    }

    #[test]
    fn only_a_path_of_this_site_is_accepted() {
        assert_eq!(
            local_path("/mes-evenements?x=1").as_deref(),
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
            assert_eq!(local_path(elsewhere), None, "{elsewhere}");
        }
    }
}
