//! Expected results of the catalogue, computed from the rules by a plain scan.

use super::super::text::stem;
use super::model::{Model, edition};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use shared::calendar::{Occurrence, OccurrenceState};
use shared::edition::EditionStatus;
use shared::event::{EventQuery, LifeStatus, SortOrder, When};
use shared::id::EventId;
use shared::text::fold;
use std::collections::BTreeSet;

/// True when the event belongs to an edition that the query covers.
pub(super) fn in_scope(model: &Model, query: &EventQuery) -> bool {
    match &query.edition {
        Some(slug) => model.event.edition == *slug,
        None => !query.ids.is_empty() || model.event.edition == "2018",
    }
}

/// The occurrences that take place; all of a wholly cancelled event.
fn held(model: &Model) -> Vec<&Occurrence> {
    let all = model.event.occurrences.occurrences();
    let mut held = Vec::from_iter(all);
    held.retain(|occurrence| occurrence.state() != OccurrenceState::Cancelled);
    if held.is_empty() {
        held.extend(all);
    }
    held
}

/// Every day of an event, in local time.
pub(super) fn days(model: &Model) -> BTreeSet<NaiveDate> {
    held(model)
        .into_iter()
        .flat_map(|occurrence| {
            let last = occurrence.end().naive_local() - TimeDelta::seconds(1);
            occurrence
                .begin()
                .date_naive()
                .iter_days()
                .take_while(move |day| *day <= last.date())
        })
        .collect()
}

fn at_time(model: &Model, when: When, now: DateTime<Utc>) -> bool {
    let days = days(model);
    let zone: Tz = model.event.timezone.parse().unwrap();
    let today = now.with_timezone(&zone).date_naive();
    let of_edition = edition(&model.event.edition, EditionStatus::Open);
    let dates = of_edition.dates_for(model.department.as_ref(), model.region.as_ref());
    let mut occurrences = held(model).into_iter();
    match when {
        When::Today => days.contains(&today),
        When::Weekend => {
            let saturday = match today.weekday() {
                Weekday::Sun => today - Days::new(1),
                _ => today
                    .iter_days()
                    .find(|day| day.weekday() == Weekday::Sat)
                    .unwrap(),
            };
            days.contains(&saturday) || days.contains(&(saturday + Days::new(1)))
        }
        When::Week => days.iter().any(|day| dates.week.contains_day(*day)),
        When::Window => days.iter().any(|day| dates.window.contains_day(*day)),
        When::Past => occurrences.all(|occurrence| occurrence.end() <= now),
        When::Current => {
            occurrences.any(|occurrence| occurrence.begin() <= now && now < occurrence.end())
        }
        When::Upcoming => occurrences.any(|occurrence| occurrence.begin() > now),
    }
}

/// Splits a text into folded words letter by letter, without elided articles.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_alphanumeric() {
            word.push(letter);
            continue;
        }
        let read = fold(&std::mem::take(&mut word));
        let article = [
            "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
        ];
        let elided = "'’".contains(letter) && article.contains(&read.as_str());
        if !read.is_empty() && !elided {
            words.push(read);
        }
    }
    words
}

fn is_stop_word(word: &str) -> bool {
    "ldjmtsncay".contains(word) && word.len() == 1 || ["de", "la", "des", "une"].contains(&word)
}

/// Edit distance: the fewest letters to insert, delete, change or swap.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let other = usize::from(a[i - 1] != b[j - 1]);
                let mut least = (table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
                    .min(table[i - 1][j - 1] + other);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}

/// The searchable words of a model: those of the title, and those of the other texts.
fn searched(model: &Model) -> [Vec<String>; 2] {
    let event = &model.event;
    let mut elsewhere = format!(
        "{} {} {}",
        event.summary, event.description, event.organiser.name
    );
    if let Some(venue) = &event.venue {
        elsewhere = format!("{elsewhere} {} {}", venue.name, venue.city);
    }
    [words(&event.title), words(&elsewhere)].map(|words| {
        words
            .into_iter()
            .filter(|word| !is_stop_word(word))
            .collect()
    })
}

/// The relevance step of each word of the query in each model: 0 to 5, `None` without a match.
fn steps(models: &[&Model], text: &str) -> Vec<Vec<Option<u64>>> {
    let mut all = words(text);
    let letter = fold(text);
    if all.is_empty() && letter.chars().count() == 1 {
        all.push(letter);
    }
    let mut words: Vec<&String> = all.iter().filter(|word| !is_stop_word(word)).collect();
    if words.is_empty() {
        words.extend(all.last());
    }
    let last = words.len().saturating_sub(1);
    let searched: Vec<_> = models.iter().map(|model| searched(model)).collect();
    let mut seen = BTreeSet::new();
    words
        .iter()
        .enumerate()
        .filter(|(place, word)| seen.insert((**word, *place == last)))
        .map(|(place, word)| {
            let step = |texts: &[Vec<String>; 2], typos: bool| {
                let form = |known: &String| {
                    let as_prefix = place == last && word.chars().count() > 1;
                    stem(known) == stem(word) || as_prefix && known.starts_with(word.as_str())
                };
                let near = |known: &String| distance(known, word) == 1;
                let [title, elsewhere] = texts;
                if typos {
                    let found = [title.iter().any(near), elsewhere.iter().any(near)];
                    found.into_iter().zip(4..).find(|(found, _)| *found)
                } else {
                    let found = [
                        title.contains(word),
                        title.iter().any(form),
                        elsewhere.contains(word),
                        elsewhere.iter().any(form),
                    ];
                    found.into_iter().zip(0..).find(|(found, _)| *found)
                }
                .map(|(_, step)| step)
            };
            let exact: Vec<_> = searched.iter().map(|texts| step(texts, false)).collect();
            if exact.iter().any(Option::is_some) || word.chars().count() < 4 {
                return exact;
            }
            searched.iter().map(|texts| step(texts, true)).collect()
        })
        .collect()
}

/// True when the event takes place in a commune: in Lyon also if it is in an arrondissement.
fn in_commune(model: &Model, code: &str) -> bool {
    let venue = model.event.venue.as_ref();
    let own = venue.map(|venue| venue.insee.as_str());
    own == Some(code) || (code == "69123" && own == Some("69383"))
}

/// Of the generated communes, those of Rhône are in the Métropole de Lyon, and the other one in the east of La Réunion.
fn in_epci(model: &Model, code: &str) -> bool {
    match code {
        "200046977" => in_commune(model, "69123") || in_commune(model, "69259"),
        "249740093" => in_commune(model, "97409"),
        _ => false,
    }
}

/// True when neither the event nor one of its coming occurrences turns people away.
fn is_available(model: &Model, now: DateTime<Utc>) -> bool {
    let turns_away = [
        LifeStatus::Full,
        LifeStatus::Cancelled,
        LifeStatus::Postponed,
    ];
    let mut all = model.event.occurrences.occurrences().iter();
    !turns_away.contains(&model.event.life_status)
        && all.any(|occurrence| {
            let state = occurrence.state();
            occurrence.end() > now
                && (state == OccurrenceState::Open || state == OccurrenceState::Moved)
        })
}

/// True when the event matches all filters except the text, checked rule by rule.
pub(super) fn matches_filters(model: &Model, query: &EventQuery, now: DateTime<Utc>) -> bool {
    fn any<T: PartialEq>(values: &[T], has: &[T]) -> bool {
        values.is_empty() || values.iter().any(|value| has.contains(value))
    }
    let event = &model.event;
    let on_days = days(model).iter().any(|day| {
        query.from.is_none_or(|from| from <= *day) && query.to.is_none_or(|to| *day <= to)
    });
    let inside = query.bounds.is_none_or(|bounds| {
        event.venue.as_ref().is_some_and(|venue| {
            let [west, south, east, north] = bounds.edges();
            let (lon, lat) = (venue.position.lon(), venue.position.lat());
            let between = if west > east {
                west <= lon || lon <= east
            } else {
                west <= lon && lon <= east
            };
            between && south <= lat && lat <= north
        })
    });
    let around = query.radius_m.is_none_or(|radius_m| {
        let near = query.near.unwrap();
        event
            .venue
            .as_ref()
            .is_some_and(|venue| near.distance_m(venue.position) <= f64::from(radius_m))
    });
    let admitted = query.age.is_none_or(|years| {
        event.age.is_none_or(|age| {
            age.min.is_none_or(|min| min <= years) && age.max.is_none_or(|max| years <= max)
        })
    });
    on_days
        && inside
        && around
        && admitted
        && query.when.is_none_or(|when| at_time(model, when, now))
        && any(&query.ids, &[event.id])
        && any(&query.regions, &Vec::from_iter(model.region.clone()))
        && any(
            &query.departments,
            &Vec::from_iter(model.department.clone()),
        )
        && (query.communes.is_empty()
            || query
                .communes
                .iter()
                .any(|code| in_commune(model, code.as_str())))
        && (query.epci.is_empty() || query.epci.iter().any(|code| in_epci(model, code.as_str())))
        // Its communes are those of the EPCI.
        && (query.industrial_territories.is_empty() || in_epci(model, "249740093"))
        && (query.organisers.is_empty()
            || event
                .organiser
                .slugs()
                .any(|slug| query.organisers.contains(&slug)))
        && any(&query.kinds, std::slice::from_ref(&event.kind))
        && any(&query.audiences, &event.audiences)
        && any(&query.topics, &event.topics)
        && any(&query.sectors, &event.sectors)
        && any(&query.access, &[event.access_mode])
        && any(&query.attendance, &[event.attendance_mode])
        && any(&query.status, &[event.life_status])
        && (!query.available || is_available(model, now))
        && query
            .accessibility
            .iter()
            .all(|flag| event.accessibility.contains(flag))
}

/// The models that match a query, each with its lead in the sort order.
pub(super) fn found<'a>(
    models: &'a [Model],
    query: &EventQuery,
    now: DateTime<Utc>,
) -> Vec<(&'a Model, u64)> {
    let scope: Vec<&Model> = models
        .iter()
        .filter(|model| in_scope(model, query))
        .collect();
    let steps = query
        .text
        .as_deref()
        .map_or(Vec::new(), |text| steps(&scope, text));
    scope
        .iter()
        .enumerate()
        .filter(|(_, model)| matches_filters(model, query, now))
        .filter(|_| query.text.is_none() || !steps.is_empty())
        .filter_map(|(place, model)| {
            let relevance: Option<u64> = steps.iter().map(|steps| steps[place]).sum();
            let lead = match query.order() {
                SortOrder::Next => 0,
                SortOrder::Relevance => relevance?,
                SortOrder::Distance => model.event.venue.as_ref().map_or(u64::MAX, |venue| {
                    let metres = query.near.unwrap().distance_m(venue.position);
                    format!("{:.0}", metres * 1000.0).parse().unwrap()
                }),
            };
            relevance.map(|_| (*model, lead))
        })
        .collect()
}

/// The expected list of a query.
pub(super) fn scanned(models: &[Model], query: &EventQuery, now: DateTime<Utc>) -> Vec<EventId> {
    let mut found = found(models, query, now);
    found.sort_by_key(|(model, lead)| {
        let all = held(model);
        let coming = all.iter().filter(|occurrence| occurrence.end() > now);
        let next = coming.map(|occurrence| occurrence.begin()).min();
        let ended = all.iter().map(|occurrence| occurrence.end()).max().unwrap();
        (
            *lead,
            next.is_none(),
            next,
            std::cmp::Reverse(next.is_none().then_some(ended)),
            model.event.id,
        )
    });
    found.into_iter().map(|(model, _)| model.event.id).collect()
}
