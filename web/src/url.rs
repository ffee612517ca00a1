//! Builds and parses URLs: names of query parameters, and conversion between `EventQuery` and the URL.

use shared::account::Destination;
use shared::event::EventQuery;

/// Query parameter: path to open after signing in.
pub const AFTER: &str = "suite";
/// Query parameter: token of a mailed link.
pub const TOKEN: &str = "jeton";
/// Query parameter of the log: UUID of the account that acted.
pub const ACTOR: &str = "acteur";
/// Query parameter of the log: UUID of what the rows are about.
pub const SUBJECT: &str = "sujet";
/// Query parameter of the log: kind of what the rows are about.
pub const SUBJECT_KIND: &str = "objet";
/// Query parameter of the log: kind of change.
pub const KIND: &str = "changement";
/// Query parameter of the log: first day.
pub const SINCE: &str = "du";
/// Query parameter of the log: last day.
pub const UNTIL: &str = "au";
/// Query parameter: id of the open mail.
pub const MAIL: &str = "message";
/// Query parameter of the overview: codes of the regions whose departments are shown.
pub const UNFOLDED: &str = "deplies";
/// Query parameter: step of the form.
pub const STEP: &str = "etape";
/// Query parameter: field of the form to focus.
pub const FIELD: &str = "champ";
/// Query parameter: present when the form leads back to the check of the answers.
pub const RETURN: &str = "retour";
/// Query parameter: present on the page of a submission right after it was filed.
pub const FILED: &str = "depose";

/// Query parameter of the explorer: the pane that a narrow screen shows.
pub const PANE: &str = "vue";
/// Value of [`PANE`]: the map; without it, the list.
pub const PANE_MAP: &str = "carte";

/// Percent-encodes the value of a query parameter.
pub fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// URL of the sign-in page, which then leads to `path`.
pub fn sign_in_then(path: &str) -> String {
    format!("/connexion?{AFTER}={}", encode(path))
}

/// URL of the sign-in page, which keeps a destination if there is one.
pub fn sign_in(destination: Option<&Destination>) -> String {
    keeping("/connexion", destination)
}

/// URL of the sign-up page, which keeps a destination if there is one.
pub fn sign_up(destination: Option<&Destination>) -> String {
    keeping("/inscription", destination)
}

fn keeping(page: &str, destination: Option<&Destination>) -> String {
    destination.map_or_else(
        || page.to_owned(),
        |destination| format!("{page}?{AFTER}={}", destination.encoded()),
    )
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

/// Path of the explorer, with the query that it shows.
pub fn explorer(query: &EventQuery) -> String {
    let search = query.to_search();
    if search.is_empty() {
        "/evenements".to_owned()
    } else {
        format!("/evenements?{search}")
    }
}

/// Path of the explorer with its map in front.
pub fn explorer_map(query: &EventQuery) -> String {
    format!("/evenements?{PANE}={PANE_MAP}{}", to_search_suffix(query))
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
    fn the_map_is_in_the_url() {
        let query = read(&[("kind", "workshop")]);

        assert_eq!(explorer_map(&query), "/evenements?vue=carte&kind=workshop");
        assert_eq!(
            explorer_map(&EventQuery::default()),
            "/evenements?vue=carte"
        );
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
    fn the_ways_in_keep_the_destination() {
        let destination = Destination::parse("/mes-evenements?x=1");

        assert_eq!(
            sign_in(destination.as_ref()),
            "/connexion?suite=%2Fmes-evenements%3Fx%3D1"
        );
        assert_eq!(
            sign_up(destination.as_ref()),
            "/inscription?suite=%2Fmes-evenements%3Fx%3D1"
        );
        assert_eq!(
            (sign_in(None), sign_up(None)),
            ("/connexion".to_owned(), "/inscription".to_owned())
        );
    }
}
