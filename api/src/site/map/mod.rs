//! Static maps for browsers without JavaScript or WebGL: departments with event counts, and the location of a venue.
//!
//! The outlines are computed once from the base map. Styles are attributes and classes, because the content security policy
//! forbids inline CSS.

mod france;
mod line;

use super::context::{Counts, PageContext};
use super::texts::{plural, t};
use france::{France, SIZE};
use gazetteer::Gazetteer;
use ground::error::Error;
use http::Answer;
use shared::event::{EventQuery, Venue};
use shared::place::Department;
use std::fmt::Write as _;

/// Default fill colours by number of events, overridden by the style sheet; the first one is for 0.
const FILLS: [&str; 5] = ["#eceafb", "#cfc9f0", "#a79be0", "#6455bb", "#35258f"];

/// The departments, each linked to the URL that `href` returns; more events are darker.
pub(super) fn departments(counts: &Counts, href: &dyn Fn(&Department) -> String) -> String {
    drawing(counts, href, "")
}

/// The map as an SVG file, for the edition in the query or the current one.
///
/// # Errors
///
/// When the catalogue cannot run the query.
pub(super) fn file(context: &PageContext<'_>, query: &EventQuery) -> Result<Answer, Error> {
    let (selection, query) = super::explorer_query::find(context, query.clone())?;
    let counts = Counts::of(selection.entries(), context.now);
    let href = |department: &Department| {
        if query == EventQuery::default() {
            return department.page();
        }
        let narrower = EventQuery {
            departments: vec![department.code.clone()],
            ..query.clone()
        };
        super::explorer_query::address(&narrower, 1)
    };
    Ok(Answer::new(
        "image/svg+xml",
        drawing(&counts, &href, r#" xmlns="http://www.w3.org/2000/svg""#),
    ))
}

fn drawing(counts: &Counts, href: &dyn Fn(&Department) -> String, namespace: &str) -> String {
    let gazetteer = Gazetteer::embedded();
    let most = counts
        .departments
        .values()
        .copied()
        .max()
        .unwrap_or_default();
    let (width, height) = SIZE;
    let mut svg = format!(
        r##"<svg{namespace} class="departments" viewBox="0 0 {width} {height}" role="group" aria-label="{}"><g stroke="#ffffff" stroke-width="1.5" stroke-linejoin="round">"##,
        escaped(t("reading.departments"))
    );
    for drawn in France::embedded().departments() {
        let Some(department) = gazetteer.department(&drawn.code) else {
            continue;
        };
        let count = counts.department(&drawn.code);
        let level = level(count, most);
        let name = escaped(&format!(
            "{} ({})\u{a0}: {}",
            department.name,
            drawn.code,
            plural("explorer.count", count)
        ));
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<a href="{}" aria-label="{name}"><path class="departments__one departments__one--{level}" fill="{}" d="{}"><title>{name}</title></path></a>"#,
            escaped(&href(department)),
            FILLS.get(level).copied().unwrap_or_default(),
            drawn.path,
        );
    }
    svg.push_str("</g></svg>");
    svg
}

/// Shade of a department: 0 for no events, then four steps on a square-root scale, so that a large city does not flatten the
/// rest.
fn level(count: u64, most: u64) -> usize {
    if count == 0 || most == 0 {
        return 0;
    }
    // Highest step with count / most ≥ (step / 4)².
    (1..4)
        .filter(|step| count * 16 >= most * step * step)
        .count()
        + 1
}

/// A small map of the surroundings of a venue, with a marker; `None` where no department is drawn.
pub(super) fn situation(venue: &Venue) -> Option<String> {
    let france = France::embedded();
    let (x, y) = france.project(venue.position)?;
    let home = france
        .departments()
        .iter()
        .find(|drawn| drawn.code == venue.department)?;
    let [west, north, east, south] = home.bounds.map(f64::from);
    let side = (east - west).max(south - north);
    let margin = side / 8.0;
    // Neighbouring departments are visible when the page leaves more space than the map requires.
    let around = 2.0 * side;
    let near = france.departments().iter().filter(|drawn| {
        let [left, top, right, bottom] = drawn.bounds.map(f64::from);
        let beside = left < east + around
            && right > west - around
            && top < south + side
            && bottom > north - side;
        // The cells beside an overseas department are not its neighbours.
        drawn.code == home.code || (beside && !drawn.code.is_overseas() && !home.code.is_overseas())
    });
    let mut svg = format!(
        r##"<svg class="situation" viewBox="{:.0} {:.0} {:.0} {:.0}" overflow="visible" role="img" aria-label="{}"><g stroke="#ffffff" stroke-width="{:.1}" stroke-linejoin="round">"##,
        west - margin,
        north - margin,
        2.0f64.mul_add(margin, east - west),
        2.0f64.mul_add(margin, south - north),
        escaped(&format!("{} ({})", venue.city, venue.department_name)),
        side / 100.0,
    );
    for drawn in near {
        let own = if drawn.code == home.code {
            "own"
        } else {
            "other"
        };
        let _ = write!(
            svg,
            r#"<path class="situation__{own}" fill="{}" d="{}"></path>"#,
            if own == "own" { "#cfc9f0" } else { "#eceafb" },
            drawn.path
        );
    }
    let _ = write!(
        svg,
        r##"<circle class="situation__point" cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="#a8201a"></circle></g></svg>"##,
        side / 28.0
    );
    Some(svg)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::place::{DepartmentCode, InseeCode, Position};

    fn counts() -> Counts {
        let mut counts = Counts::default();
        let rhone = DepartmentCode::parse("69").unwrap();
        counts.departments.insert(rhone, 12);
        counts
    }

    #[test]
    fn every_department_links_to_its_events() {
        let svg = departments(&counts(), &|department| department.page());

        assert_eq!(svg.matches("<a href=").count(), 101);
        assert!(svg.contains(r#"href="/departements/69-rhone" aria-label="Rhône (69)"#));
        assert!(svg.contains("12 événements"));
        assert!(
            !svg.contains("style="),
            "the policy allows no style attribute"
        );
        assert!(svg.len() < 75_000, "{} bytes", svg.len());
        let drawn: usize = France::embedded()
            .departments()
            .iter()
            .map(|drawn| drawn.path.len())
            .sum();
        assert!(drawn < 45_000, "{drawn} bytes of outlines");
    }

    #[test]
    fn an_island_has_no_neighbours() {
        let venue = |lon, lat, insee: &str| {
            let commune = Gazetteer::embedded()
                .commune(&InseeCode::parse(insee).unwrap())
                .unwrap();
            Venue {
                name: String::new(),
                address: String::new(),
                postal_code: String::new(),
                insee: commune.insee,
                city: commune.name,
                department: commune.department,
                department_name: String::new(),
                region: commune.region,
                region_name: String::new(),
                position: Position::new(lon, lat).unwrap(),
                position_origin: None,
                access: None,
            }
        };

        let island = situation(&venue(55.45, -20.88, "97411")).unwrap();
        let on_land = situation(&venue(4.887, 45.698, "69259")).unwrap();

        assert_eq!(island.matches("<path").count(), 1);
        assert!(on_land.matches("<path").count() > 5);
    }

    #[test]
    fn shades_distinguish_none_few_and_many_events() {
        assert_eq!(level(0, 100), 0);
        assert_eq!(level(1, 100), 1);
        assert_eq!(level(7, 100), 2);
        assert_eq!(level(30, 100), 3);
        assert_eq!(level(100, 100), 4);
    }

    #[test]
    fn a_venue_is_drawn_inside_its_department() {
        let france = France::embedded();
        for (lon, lat, code) in [
            (4.887, 45.698, "69"),
            (55.45, -20.88, "974"),
            (-52.33, 4.93, "973"),
        ] {
            let (x, y) = france.project(Position::new(lon, lat).unwrap()).unwrap();
            let code = DepartmentCode::parse(code).unwrap();
            let home = france
                .departments()
                .iter()
                .find(|one| one.code == code)
                .unwrap();
            let [west, north, east, south] = home.bounds;
            assert!(
                (f64::from(west)..=f64::from(east)).contains(&x),
                "{code}: {x}"
            );
            assert!(
                (f64::from(north)..=f64::from(south)).contains(&y),
                "{code}: {y}"
            );
        }
        assert!(
            france
                .project(Position::new(165.4, -20.9).unwrap())
                .is_none()
        );
    }
}
