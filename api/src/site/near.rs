//! The events near a commune on the front page. The commune is in the address only; nothing of it is stored.

use super::context::PageContext;
use super::explorer_query::{self, find};
use super::texts::{t, t_args};
use super::view::{Card, rendered};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use gazetteer::Gazetteer;
use ground::error::Error;
use shared::edition::Edition;
use shared::event::EventQuery;
use shared::place::{Commune, InseeCode};

/// Parameter that only the form sends: a commune as people write it.
const TOWN: &str = "town";
/// Parameter of the page: code of a commune.
const COMMUNE: &str = "commune";
/// Element to which the answer of the form scrolls.
const PLACE_ON_PAGE: &str = "pres-de-chez-vous";
/// Maximum length of a name that is repeated to whoever typed it, as in the form.
const TOWN_MAX_CHARS: usize = 80;

/// Place in the address of the front page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Near {
    /// Nothing: events of the whole country.
    Anywhere,
    /// A commune.
    Commune(Commune),
    /// The form was sent; the page is at this address.
    Elsewhere(String),
    /// The form was sent with a text that is the name of no commune.
    Unknown(String),
}

impl Near {
    /// Reads a query string. A damaged one says nothing.
    pub(super) fn read(search: &str) -> Self {
        let value = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(search.as_bytes());
            let found = pairs.find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.trim().to_owned())
        };
        let gazetteer = Gazetteer::embedded();
        if let Some(town) = value(TOWN) {
            if town.is_empty() {
                return Self::Elsewhere(format!("/#{PLACE_ON_PAGE}"));
            }
            return match gazetteer.search(&town, 1).into_iter().next() {
                Some(found) => {
                    let code = found.commune.insee;
                    Self::Elsewhere(format!("/?{COMMUNE}={code}#{PLACE_ON_PAGE}"))
                }
                None => Self::Unknown(town.chars().take(TOWN_MAX_CHARS).collect()),
            };
        }
        value(COMMUNE)
            .and_then(|code| InseeCode::parse(&code).ok())
            .and_then(|code| gazetteer.commune(&code))
            .map_or(Self::Anywhere, Self::Commune)
    }

    fn commune(&self) -> Option<&Commune> {
        match self {
            Self::Commune(commune) => Some(commune),
            Self::Anywhere | Self::Elsewhere(_) | Self::Unknown(_) => None,
        }
    }

    /// Input of the page beside the events: the commune, and the day there.
    pub(super) fn key(&self, now: DateTime<Utc>) -> String {
        let code = self.commune().map_or("", |commune| commune.insee.as_str());
        format!("{code}/{}", self.day(now))
    }

    /// The day on the clock of the commune.
    fn day(&self, now: DateTime<Utc>) -> NaiveDate {
        let zone = self.commune().map_or(Tz::Europe__Paris, Commune::zone);
        now.with_timezone(&zone).date_naive()
    }
}

#[derive(Template)]
#[template(path = "site/near.html")]
struct NearPart<'a> {
    place_on_page: &'a str,
    title: &'static str,
    /// Content of the field.
    town: String,
    fault: Option<String>,
    line: Option<String>,
    cards: Vec<String>,
    /// Address of the list with these events, where there are some.
    all: Option<String>,
}

/// The part of the front page, as HTML; empty when no place is asked for and nothing is to come.
///
/// # Errors
///
/// When the catalogue cannot run a query.
pub(super) fn part(
    context: &PageContext<'_>,
    edition: &Edition,
    near: &Near,
) -> Result<String, Error> {
    if let Near::Unknown(town) = near {
        return rendered(&NearPart {
            place_on_page: PLACE_ON_PAGE,
            title: t("home.near.week"),
            town: town.clone(),
            fault: Some(t_args("home.near.unknown", &[("town", town)])),
            line: None,
            cards: Vec::new(),
            all: None,
        });
    }
    let commune = near.commune();
    let place = commune.map(|commune| commune.position);
    let of_week = EventQuery::soon(&edition.slug, place).in_week_from(near.day(context.now));
    let (mut found, mut query) = find(context, of_week)?;
    let is_this_week = found.total() > 0;
    if !is_this_week {
        (found, query) = find(context, EventQuery::soon(&edition.slug, place))?;
    }
    let shown = found.entries().take(EventQuery::SOON_SHOWN);
    let cards = shown
        .map(|entry| {
            let card = Card::of(entry, Some(edition), "h3");
            match place {
                Some(place) => card.away_from(place).html(),
                None => card.html(),
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    if cards.is_empty() && commune.is_none() {
        return Ok(String::new());
    }
    let km = EventQuery::SOON_RADIUS_M / 1_000;
    let line = match commune {
        None if is_this_week => t("home.near.everywhere.week").to_owned(),
        None => t("home.near.everywhere.later").to_owned(),
        Some(commune) => {
            let key = match (is_this_week, cards.is_empty()) {
                (true, _) => "home.near.around.week",
                (false, false) => "home.near.around.later",
                (false, true) => "home.near.around.none",
            };
            t_args(key, &[("km", &km), ("commune", &commune.label())])
        }
    };
    rendered(&NearPart {
        place_on_page: PLACE_ON_PAGE,
        title: if is_this_week || commune.is_none() {
            t("home.near.week")
        } else {
            t("home.near.later")
        },
        town: commune.map(Commune::label).unwrap_or_default(),
        fault: None,
        line: Some(line),
        all: (!cards.is_empty()).then(|| explorer_query::address(&query, 1)),
        cards,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("town=Venissieux", "/?commune=69259#pres-de-chez-vous")]
    #[case("town=V%C3%A9nissieux+(69)", "/?commune=69259#pres-de-chez-vous")]
    #[case("town=Lyon", "/?commune=69123#pres-de-chez-vous")]
    #[case("town=+", "/#pres-de-chez-vous")]
    fn the_form_leads_to_the_page_of_the_commune(#[case] search: &str, #[case] address: &str) {
        assert_eq!(Near::read(search), Near::Elsewhere(address.to_owned()));
    }

    #[test]
    fn a_commune_is_known_by_its_code() {
        let near = Near::read("commune=97411&utm_source=x");
        let name = near.commune().map(|commune| commune.insee.as_str());
        assert_eq!(name, Some("97411"));
        let evening = "2018-03-26T21:00:00Z".parse().unwrap();
        assert_eq!(near.key(evening), "97411/2018-03-27", "it is later there");
        assert_eq!(Near::Anywhere.key(evening), "/2018-03-26");
        for nothing in ["", "commune=", "commune=99999", "commune=x", "%ff"] {
            assert_eq!(Near::read(nothing), Near::Anywhere, "{nothing}");
        }
    }

    #[test]
    fn an_unknown_name_is_repeated_in_part() {
        let long = "Xyzzyx qwrtz ".repeat(100);
        let near = Near::read(&format!("town={long}"));
        let Near::Unknown(town) = &near else {
            panic!("{near:?}")
        };
        assert_eq!(town.chars().count(), TOWN_MAX_CHARS);
    }
}
