//! Finds the events of a list, in its order, page by page.

use super::aggregations;
use super::event::Origin;
use super::parameters::Parameters;
use super::query::{self, Filters, QueryTarget, Removed};
use super::refusal::{Fault, Refusal};
use super::values::{whole, yes};
use super::{Agendas, agenda};
use catalogue::{Catalogue, EditionRecord, Entry, Rank, Selection};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::Services;
use serde::{Deserialize, Serialize};
use shared::event::{EventQuery, SortOrder, When};
use std::sync::Arc;

/// Number of events on a page, if the client names none.
const SIZE: usize = 20;
/// Maximum number of events on a page.
pub(super) const SIZE_MAX: usize = 300;
/// Maximum number of events before a page; further ones are reached with `after`.
pub(super) const FROM_MAX: usize = 10_000;

/// An agenda, and the events of it that are asked for.
#[derive(Debug)]
pub(super) struct AgendaQuery {
    pub(super) origin: Origin,
    pub(super) filters: Filters,
}

/// A list of events that is asked for.
#[derive(Debug)]
pub(super) struct List {
    /// The agendas: one, or all.
    pub(super) parts: Vec<AgendaQuery>,
    pub(super) order: Order,
    /// True when each event says what it is sorted by.
    pub(super) says_order: bool,
    pub(super) size: usize,
    /// Number of events before the page.
    from: usize,
    /// Position of the last event of the previous page.
    after: Option<Position>,
    /// Moment for which the filters are evaluated, in microseconds since 1970; of the first page.
    at: i64,
    /// Moment of the request, to the same precision, on which the next timings depend.
    pub(super) now: i64,
    /// Name by which the positions are signed.
    cursor: String,
}

/// Order of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Order {
    /// Next timing first, then past events, most recent first.
    Next,
    /// Best match with the search text first.
    Relevance,
    /// By the last timing, descending.
    LastTiming,
    UpdatedFirst,
    UpdatedLast,
    /// By a member of the place.
    Place {
        member: &'static str,
        descending: bool,
    },
}

/// Members of a place by which events can be sorted.
const PLACE_MEMBERS: [&str; 6] = [
    "region",
    "department",
    "city",
    "name",
    "postalCode",
    "countryCode",
];

impl Order {
    /// The order that a request asks for: one that is not known counts as none.
    fn read(parameters: &Parameters) -> Self {
        let usual = if parameters.one("search").is_some() {
            Self::Relevance
        } else {
            Self::Next
        };
        // Further orders, which would tell equals apart, are not needed: numbers do.
        let Some(first) = parameters.many(&["sort"]).first().copied() else {
            return usual;
        };
        match first {
            "timingsWithFeatured.asc" | "timings.asc" => Self::Next,
            "lastTiming.asc" | "lastTimingWithFeatured.asc" => Self::LastTiming,
            "updatedAt.desc" => Self::UpdatedFirst,
            "updatedAt.asc" => Self::UpdatedLast,
            "score" => usual,
            other => {
                let member = other.strip_prefix("location.");
                let named = member.and_then(|rest| rest.rsplit_once('.'));
                let known = named.and_then(|(name, way)| {
                    let member = PLACE_MEMBERS.into_iter().find(|known| *known == name)?;
                    match way {
                        "asc" => Some((member, false)),
                        "desc" => Some((member, true)),
                        _ => None,
                    }
                });
                known.map_or(usual, |(member, descending)| Self::Place {
                    member,
                    descending,
                })
            }
        }
    }

    /// The word for it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Next => "timingsWithFeatured.asc".to_owned(),
            Self::Relevance => "score".to_owned(),
            Self::LastTiming => "lastTiming.asc".to_owned(),
            Self::UpdatedFirst => "updatedAt.desc".to_owned(),
            Self::UpdatedLast => "updatedAt.asc".to_owned(),
            Self::Place { member, descending } => {
                let way = if *descending { "desc" } else { "asc" };
                format!("location.{member}.{way}")
            }
        }
    }
}

/// Key of an event in an order that the catalogue does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum SortKey {
    Number(i64),
    Text(String),
}

/// Position of an event in a list.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Position {
    /// The moment that the order refers to, and the rank.
    #[serde(rename = "r")]
    Ranked(i64, Rank),
    /// The moment that the filters refer to, the key, and the number of the event.
    #[serde(rename = "k")]
    Keyed(i64, SortKey, i64),
}

/// An event of a list.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub(super) entry: &'a Arc<Entry>,
    /// Place of its agenda in [`List::parts`].
    pub(super) part: usize,
    /// True when it is not public any more.
    pub(super) is_gone: bool,
    position: Position,
}

impl Item<'_> {
    /// Sort key of the event, for `includeSort`.
    pub(super) fn sorted_by(&self) -> Option<&SortKey> {
        match &self.position {
            Position::Ranked(..) => None,
            Position::Keyed(_, key, _) => Some(key),
        }
    }
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) total: usize,
    /// Value of `after` for the next page; `None` when this is the last.
    pub(super) after: Option<String>,
}

impl List {
    /// Reads a list of agendas; `name` tells the list from others.
    ///
    /// # Errors
    ///
    /// When a value has the wrong type, or `after` was not issued by this server.
    pub(super) fn read(
        services: &Services,
        catalogue: &Catalogue,
        parameters: &Parameters,
        origins: Vec<(Origin, EditionRecord)>,
        name: &str,
    ) -> Result<Self, Refusal> {
        let mut parts = Vec::with_capacity(origins.len());
        let is_alone = origins.len() == 1;
        for (origin, record) in origins {
            let target = QueryTarget {
                catalogue,
                edition: &origin.edition,
                record: &record,
                fields: &origin.fields,
                is_alone,
            };
            let filters = query::read(parameters, target)?;
            parts.push(AgendaQuery { origin, filters });
        }
        let order = Order::read(parameters);
        let removed = parts.first().map(|part| part.filters.removed);
        let order = match removed.unwrap_or_default() {
            Removed::Left => order,
            // Those that are gone have no timings to be sorted by.
            Removed::Gone | Removed::Both if order == Order::UpdatedLast => order,
            Removed::Gone | Removed::Both => Order::UpdatedFirst,
        };
        let cursor = format!("{name}/{}", order.name());
        let after = parameters.one("after").map(|text| {
            services
                .cursors
                .read::<Position>(&cursor, text)
                .map_err(|_refused| {
                    let message = "must be the value of `after` in the previous answer";
                    Refusal::invalid(Fault::new("after", "after.invalid", message))
                })
        });
        let after = after.transpose()?;
        let size = whole(parameters, "size", 0..=SIZE_MAX)?.unwrap_or(SIZE);
        let from = whole(parameters, "from", 0..=FROM_MAX)?.unwrap_or(0);
        let now = moment(catalogue, &parts, parameters, services.clock.now());
        let at = match &after {
            Some(Position::Ranked(at, _) | Position::Keyed(at, ..)) => *at,
            None => now,
        };
        Ok(Self {
            parts,
            order,
            says_order: yes(parameters, "includeSort")?,
            size,
            from,
            after,
            at,
            now,
            cursor,
        })
    }

    /// The events that match, in each part.
    ///
    /// # Errors
    ///
    /// When the catalogue cannot be searched.
    pub(super) fn select(&self, catalogue: &Arc<Catalogue>) -> Result<Vec<Selection>, Error> {
        self.parts
            .iter()
            .map(|part| selection(catalogue, &part.filters, &self.order, self.at))
            .collect()
    }

    /// The page of the list; `selections` are those of [`Self::select`].
    ///
    /// # Errors
    ///
    /// When the position of the last event cannot be written.
    pub(super) fn page<'a>(
        &self,
        services: &Services,
        catalogue: &'a Catalogue,
        selections: &'a [Selection],
    ) -> Result<Page<'a>, Error> {
        let removed = self.parts.first().map(|part| part.filters.removed);
        let is_ranked = matches!(self.order, Order::Next | Order::Relevance);
        let wanted = self.from + self.size + 1;
        let (mut items, total) = if is_ranked {
            let total = selections.iter().map(Selection::total).sum::<u64>();
            (
                self.ranked(selections, wanted),
                usize::try_from(total).unwrap_or(usize::MAX),
            )
        } else {
            let mut all = self.keyed(catalogue, selections, removed.unwrap_or_default());
            let total = all.len();
            if let Some(Position::Keyed(_, key, uid)) = &self.after {
                all.retain(|item| self.follows(item, key, *uid));
            }
            all.truncate(wanted);
            (all, total)
        };
        items.drain(..self.from.min(items.len()));
        let has_more = items.len() > self.size;
        items.truncate(self.size);
        let after = match items.last() {
            Some(last) if has_more => Some(services.cursors.after(&self.cursor, &last.position)?),
            Some(_) | None => None,
        };
        Ok(Page {
            items,
            total,
            after,
        })
    }

    /// The first events in an order of the catalogue.
    fn ranked<'a>(&self, selections: &'a [Selection], wanted: usize) -> Vec<Item<'a>> {
        let after = match &self.after {
            Some(Position::Ranked(_, rank)) => Some(*rank),
            Some(Position::Keyed(..)) | None => None,
        };
        if self.size == 0 {
            return Vec::new();
        }
        let mut found: Vec<(Rank, usize, &Arc<Entry>)> = Vec::new();
        for (part, selection) in selections.iter().enumerate() {
            let first = selection.page(after, wanted).into_iter();
            found.extend(first.map(|(rank, entry)| (rank, part, entry)));
        }
        if selections.len() > 1 {
            found.sort_unstable_by_key(|(rank, ..)| *rank);
            found.truncate(wanted);
        }
        let item = |(rank, part, entry)| Item {
            entry,
            part,
            is_gone: false,
            position: Position::Ranked(self.at, rank),
        };
        found.into_iter().map(item).collect()
    }

    /// All events in an order of their own.
    fn keyed<'a>(
        &self,
        catalogue: &'a Catalogue,
        selections: &'a [Selection],
        removed: Removed,
    ) -> Vec<Item<'a>> {
        let mut items = Vec::new();
        let item = |entry: &'a Arc<Entry>, part, is_gone| Item {
            position: Position::Keyed(self.at, self.key(entry), entry.ids.uid),
            entry,
            part,
            is_gone,
        };
        for (number, (part, selection)) in self.parts.iter().zip(selections).enumerate() {
            if removed != Removed::Gone {
                items.extend(
                    selection
                        .unordered()
                        .map(|entry| item(entry, number, false)),
                );
            }
            if removed != Removed::Left {
                let gone = catalogue.gone_from(&part.origin.edition.slug);
                let updated = part.filters.updated;
                let gone = gone.filter(|gone| {
                    let at = gone.entry.event.updated_at;
                    updated.is_none_or(|span| span.has(at))
                });
                items.extend(gone.map(|gone| item(&gone.entry, number, true)));
            }
        }
        let is_descending = self.is_descending();
        items.sort_by(|one, other| {
            let (Position::Keyed(_, key, uid), Position::Keyed(_, other_key, other_uid)) =
                (&one.position, &other.position)
            else {
                return std::cmp::Ordering::Equal;
            };
            let keys = key.cmp(other_key);
            let keys = if is_descending { keys.reverse() } else { keys };
            keys.then(uid.cmp(other_uid))
        });
        items
    }

    const fn is_descending(&self) -> bool {
        matches!(
            self.order,
            Order::UpdatedFirst
                | Order::Place {
                    descending: true,
                    ..
                }
        )
    }

    /// True when an event comes after a position.
    fn follows(&self, item: &Item<'_>, key: &SortKey, uid: i64) -> bool {
        let Position::Keyed(_, own, own_uid) = &item.position else {
            return false;
        };
        let keys = own.cmp(key);
        let keys = if self.is_descending() {
            keys.reverse()
        } else {
            keys
        };
        keys.then(own_uid.cmp(&uid)).is_gt()
    }

    fn key(&self, entry: &Entry) -> SortKey {
        let event = &entry.event;
        let place = |read: fn(&shared::event::Venue) -> &str| {
            let text = event.venue.as_ref().map_or("", read);
            SortKey::Text(shared::text::fold(text))
        };
        match &self.order {
            Order::Next | Order::Relevance | Order::LastTiming => {
                SortKey::Number(event.occurrences.last_end().timestamp_millis())
            }
            Order::UpdatedFirst | Order::UpdatedLast => {
                SortKey::Number(event.updated_at.timestamp_micros())
            }
            Order::Place { member, .. } => match *member {
                "region" => place(|venue| &venue.region_name),
                "department" => place(|venue| &venue.department_name),
                "city" => place(|venue| &venue.city),
                "name" => place(|venue| &venue.name),
                "postalCode" => place(|venue| &venue.postal_code),
                _ => place(|_| "fr"),
            },
        }
    }
}

/// The agendas of a list: the edition of a number.
///
/// # Errors
///
/// When there is no such agenda.
pub(super) fn agenda_of(
    agendas: &Agendas,
    catalogue: &Catalogue,
    uid: &str,
) -> Result<(Origin, EditionRecord), Refusal> {
    let unknown = || Refusal::unknown(super::refusal::Kind::Agenda, uid);
    let number: i64 = uid.parse().map_err(|_not_a_number| unknown())?;
    let (edition, record) = catalogue.edition_by_uid(number).ok_or_else(unknown)?;
    Ok((agenda::origin(agendas, edition, record)?, *record))
}

/// The last moment at which the list may have changed with the time.
fn moment(
    catalogue: &Catalogue,
    parts: &[AgendaQuery],
    parameters: &Parameters,
    now: DateTime<Utc>,
) -> i64 {
    let of_part = |part: &AgendaQuery| {
        let by_time = !part.filters.relative.is_empty() || aggregations::by_time(parameters);
        let query = EventQuery {
            when: by_time.then_some(When::Upcoming),
            ..part.filters.query.clone()
        };
        catalogue.moment_of(&query, now)
    };
    parts.iter().map(of_part).max().unwrap_or(i64::MIN)
}

/// The events of an agenda that match, at a moment in microseconds since 1970.
///
/// # Errors
///
/// When the catalogue cannot be searched.
pub(super) fn selection(
    catalogue: &Arc<Catalogue>,
    filters: &Filters,
    order: &Order,
    at: i64,
) -> Result<Selection, Error> {
    let mut query = filters.query.clone();
    query.sort = match order {
        Order::Relevance if query.text.is_some() => Some(SortOrder::Relevance),
        _ => Some(SortOrder::Next),
    };
    let mut found = match filters.relative.as_slice() {
        [When::Current, When::Upcoming] => {
            // What is neither under way nor to come is past, and what is past is in one list.
            let mut all = catalogue.find_at(&query, at)?;
            query.when = Some(When::Past);
            all.exclude(&catalogue.find_at(&query, at)?);
            all
        }
        [] => catalogue.find_at(&query, at)?,
        [first, others @ ..] => {
            query.when = Some(*first);
            let mut any = catalogue.find_at(&query, at)?;
            for when in others {
                query.when = Some(*when);
                any.include(&catalogue.find_at(&query, at)?);
            }
            any
        }
    };
    if !filters.rest.is_empty() {
        found.retain(|entry| filters.rest.iter().all(|rest| rest.admits(entry)));
    }
    Ok(found)
}
