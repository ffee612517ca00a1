//! What the address of a list asks for, read with indulgence: a person follows an old link, or sends a form.

use super::reading::Reading;
use catalogue::Selection;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::event::EventQuery;

/// Parameter of the pages of a list.
const PAGE: &str = "page";
/// Parameter of the forms alone: a commune as people write it, for the centre of the search.
const COMMUNE: &str = "commune";
/// Farthest page: what lies beyond is better found by a filter.
const PAGE_MAX: usize = 10_000;

/// What an address asks for.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    /// Which events.
    pub(super) query: EventQuery,
    /// Which page of them, from 1.
    pub(super) page: usize,
    /// Whether it is written as a form writes it: empty fields, a name for each ticked box.
    pub(super) by_form: bool,
}

impl Asked {
    /// Reads a query string. What is not understood is left out, so that an old link still shows a list.
    pub(super) fn read(text: &str) -> Self {
        let mut values: Vec<(&str, String)> = Vec::new();
        let (mut page, mut by_form) = (1, false);
        let mut commune = None;
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if name == PAGE {
                page = value
                    .parse()
                    .ok()
                    .filter(|page| (1..=PAGE_MAX).contains(page))
                    .unwrap_or(1);
                continue;
            }
            if name == COMMUNE {
                by_form = true;
                commune = Some(value.trim().to_owned()).filter(|name| !name.is_empty());
                continue;
            }
            let Some(name) = EventQuery::PARAMETERS.iter().find(|known| **known == name) else {
                continue;
            };
            let value = value.trim();
            let before = values.iter_mut().find(|(known, _)| known == name);
            by_form |= value.is_empty() || before.is_some();
            match before {
                _ if value.is_empty() => {}
                Some((_, before)) => {
                    before.push(',');
                    before.push_str(value);
                }
                None => values.push((name, value.to_owned())),
            }
        }
        let mut query = understood(values);
        if let Some(name) = commune {
            go_to(&mut query, &name);
        }
        query.sort = query.sort.filter(|sort| *sort != query.usual_order());
        Self {
            query,
            page,
            by_form,
        }
    }
}

/// Asks for what is around a commune; what is none that the gazetteer knows is looked for as words.
fn go_to(query: &mut EventQuery, name: &str) {
    if let Some(found) = Gazetteer::embedded().search(name, 1).first() {
        query.around(found.commune.position);
        return;
    }
    let words = query.text.take().into_iter().chain([name.to_owned()]);
    let words = words.collect::<Vec<_>>().join(" ");
    *query = understood(query.to_pairs().into_iter().chain([("q", words)]).collect());
}

/// The query without what is wrong in it.
fn understood(mut values: Vec<(&str, String)>) -> EventQuery {
    loop {
        let pairs = values.iter().map(|(name, value)| (*name, value.as_str()));
        match EventQuery::parse(pairs) {
            Ok(query) => return query,
            Err(faults) => {
                let before = values.len();
                values.retain(|(name, _)| {
                    !faults
                        .iter()
                        .any(|fault| fault.pointer.trim_start_matches('/') == *name)
                });
                if values.len() == before {
                    return EventQuery::default();
                }
            }
        }
    }
}

/// What answers to a query, and the query without the terms that its edition does not know.
///
/// # Errors
///
/// When the catalogue refuses for another reason.
pub(super) fn find(
    reading: &Reading<'_>,
    mut query: EventQuery,
) -> Result<(Selection, EventQuery), Error> {
    loop {
        let refusal = match reading.catalogue.find(&query, reading.now) {
            Ok(selection) => return Ok((selection, query)),
            Err(refusal) => refusal,
        };
        let wrong: Vec<_> = refusal
            .0
            .iter()
            .map(|fault| fault.pointer.clone())
            .collect();
        let pairs = query.to_pairs();
        let right: Vec<_> = pairs
            .iter()
            .filter(|(name, _)| !wrong.iter().any(|at| at.trim_start_matches('/') == *name))
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        if right.len() == pairs.len() {
            return Err(refusal.into());
        }
        query = understood(right);
    }
}

/// The address of a list, in its one form; commas stay readable.
pub(super) fn address(query: &EventQuery, page: usize) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.extend_pairs(query.to_pairs());
    if page > 1 {
        pairs.append_pair(PAGE, &page.to_string());
    }
    match pairs.finish().replace("%2C", ",") {
        search if search.is_empty() => "/evenements".to_owned(),
        search => format!("/evenements?{search}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_it_is_sent() {
        let asked = Asked::read("q=&kind=workshop&kind=company_visit&region=84&from=");

        assert!(asked.by_form);
        assert_eq!(
            address(&asked.query, asked.page),
            "/evenements?region=84&kind=company_visit,workshop"
        );
        assert!(!Asked::read("kind=company_visit,workshop&utm_source=x").by_form);
    }

    #[test]
    fn a_commune_of_a_form_is_the_centre() {
        let around = Asked::read("q=soudure&commune=Venissieux").query;
        let nowhere = Asked::read("q=soudure&commune=Xyzzyx+qwrtz").query;

        assert_eq!(around.radius_m, Some(EventQuery::RADIUS_M));
        assert!(address(&around, 1).starts_with("/evenements?q=soudure&near=4."));
        assert_eq!(nowhere.text.as_deref(), Some("soudure Xyzzyx qwrtz"));
        assert!(Asked::read("commune=").by_form);
    }

    #[test]
    fn the_usual_order_is_not_said() {
        let order = |text| address(&Asked::read(text).query, 1);

        assert_eq!(order("sort=next"), "/evenements");
        assert_eq!(order("q=soudure&sort=relevance"), "/evenements?q=soudure");
        assert_eq!(
            order("q=soudure&sort=next"),
            "/evenements?q=soudure&sort=next"
        );
    }

    #[test]
    fn a_damaged_address_keeps_what_can_be_read() {
        let asked = Asked::read("kind=workshop&from=hier&to=2018-03-27&page=-3&sort=relevance");

        assert_eq!(asked.page, 1);
        assert_eq!(
            address(&asked.query, 1),
            "/evenements?kind=workshop&to=2018-03-27"
        );
        assert_eq!(Asked::read("from=2018-03-28&to=2018-03-26").query.to, None);
        assert_eq!(address(&EventQuery::default(), 3), "/evenements?page=3");
    }
}
