//! The query as parameters of an address: read, with every fault, and written.

use super::QueueQuery;
use crate::event::QueryFaults;
use crate::label::{LabelState, QueueColumn, QueueShare, QueueTab};
use crate::place::Territory;
use crate::problem::{Code, FieldProblem};
use chrono::{Datelike as _, NaiveDate};

/// Maximum length of the search text, in characters.
const WORDS_MAX_CHARS: usize = 100;
/// Maximum number of values in one parameter.
const VALUES_MAX: usize = 40;
/// Maximum length of one value, in characters.
const VALUE_MAX_CHARS: usize = 60;

impl QueueQuery {
    /// Parameter names, in the order in which [`Self::to_pairs`] writes them.
    pub const PARAMETERS: &'static [&'static str] = &[
        "tab",
        "edition",
        "territory",
        "state",
        "overdue",
        "soon",
        "filed_from",
        "filed_to",
        "placed",
        "q",
        "kind",
        "audience",
        "sector",
        "urgent",
        "unread",
        "duplicate",
        "share",
        "group",
        "assignee",
        "sort",
        "descending",
        "columns",
    ];

    /// Parses decoded names and values; an empty value counts as absent.
    ///
    /// # Errors
    ///
    /// Each unknown, repeated or invalid parameter.
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, QueryFaults> {
        let (query, faults) = Self::read(pairs);
        if faults.0.is_empty() {
            Ok(query)
        } else {
            Err(faults)
        }
    }

    /// As [`Self::parse`], without the parameters that are at fault, so that an old address still shows a list.
    pub fn parse_leniently<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::read(pairs).0
    }

    /// As [`Self::parse_leniently`], of a query string.
    pub fn of_search(search: &str) -> Self {
        let pairs: Vec<_> = form_urlencoded::parse(search.as_bytes()).collect();
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()));
        Self::parse_leniently(pairs)
    }

    fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, QueryFaults) {
        let (mut query, mut faults, mut seen) =
            (Self::default(), QueryFaults(Vec::new()), Vec::new());
        for (name, value) in pairs {
            let pointer = || {
                format!(
                    "/{}",
                    name.chars().take(VALUE_MAX_CHARS).collect::<String>()
                )
            };
            let fault = if seen.contains(&name) {
                FieldProblem::new(pointer(), Code::InvalidParameter, "given twice")
            } else if !Self::PARAMETERS.contains(&name) {
                FieldProblem::new(
                    pointer(),
                    Code::UnknownParameter,
                    "the parameter is not known here",
                )
            } else {
                seen.push(name);
                match value.trim() {
                    "" => continue,
                    value => match query.set(name, value) {
                        Some(()) => continue,
                        None => FieldProblem::new(
                            pointer(),
                            Code::InvalidParameter,
                            "not a value of this parameter",
                        ),
                    },
                }
            };
            if !faults.add(fault) {
                break;
            }
        }
        (query, faults)
    }

    /// Sets a parameter; `None` when the value is not valid.
    fn set(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "tab" => self.tab = Some(QueueTab::parse(value)?),
            "edition" => self.edition = Some(word(value)?),
            "territory" => self.territory = Some(Territory::parse(value).ok()?),
            "state" => {
                self.state = list(value, |word| {
                    LabelState::parse(word).filter(|state| Self::has_state(*state))
                })?;
            }
            "overdue" => self.overdue = Some(value.parse().ok()?),
            "soon" => self.soon = Some(value.parse().ok()?),
            "filed_from" => self.filed_from = Some(day(value)?),
            "filed_to" => self.filed_to = Some(day(value)?),
            "placed" => self.placed = Some(value.parse().ok()?),
            "q" => {
                let fits = value.chars().count() <= WORDS_MAX_CHARS;
                let text = !value.chars().any(char::is_control);
                self.q = Some((fits && text).then(|| value.to_owned())?);
            }
            "kind" => self.kind = list(value, word)?,
            "audience" => self.audience = list(value, word)?,
            "sector" => self.sector = list(value, word)?,
            "urgent" => self.urgent = Some(value.parse().ok()?),
            "unread" => self.unread = Some(value.parse().ok()?),
            "duplicate" => self.duplicate = Some(value.parse().ok()?),
            "share" => self.share = Some(QueueShare::parse(value)?),
            "group" => self.group = list(value, |word| word.parse().ok())?,
            "assignee" => self.assignee = list(value, |word| word.parse().ok())?,
            "sort" => {
                let sortable = |column: &QueueColumn| column.is_sortable();
                self.sort = Some(QueueColumn::parse(value).filter(sortable)?);
            }
            "descending" => self.descending = Some(value.parse().ok()?),
            "columns" => self.columns = list(value, QueueColumn::parse)?,
            _ => return None,
        }
        Some(())
    }

    /// The query as name-value pairs, each parameter at most once, absent ones left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let Self {
            tab,
            edition,
            territory,
            state,
            overdue,
            soon,
            filed_from,
            filed_to,
            placed,
            q,
            kind,
            audience,
            sector,
            urgent,
            unread,
            duplicate,
            share,
            group,
            assignee,
            sort,
            descending,
            columns,
        } = self;
        let mut pairs = Vec::new();
        let mut push = |name: &'static str, value: Option<String>| {
            pairs.extend(value.map(|value| (name, value)));
        };
        push("tab", tab.map(|tab| tab.to_string()));
        push("edition", edition.clone());
        push("territory", territory.as_ref().map(ToString::to_string));
        push("state", joined(state));
        push("overdue", overdue.map(|overdue| overdue.to_string()));
        push("soon", soon.map(|soon| soon.to_string()));
        push("filed_from", filed_from.map(|day| day.to_string()));
        push("filed_to", filed_to.map(|day| day.to_string()));
        push("placed", placed.map(|placed| placed.to_string()));
        push("q", q.clone());
        push("kind", joined(kind));
        push("audience", joined(audience));
        push("sector", joined(sector));
        push("urgent", urgent.map(|urgent| urgent.to_string()));
        push("unread", unread.map(|unread| unread.to_string()));
        push(
            "duplicate",
            duplicate.map(|duplicate| duplicate.to_string()),
        );
        push("share", share.map(|share| share.to_string()));
        push("group", joined(group));
        push("assignee", joined(assignee));
        push("sort", sort.map(|sort| sort.to_string()));
        push(
            "descending",
            descending.map(|descending| descending.to_string()),
        );
        push("columns", joined(columns));
        pairs
    }

    /// The query string, percent-encoded, with plain commas; empty for a query without parameters.
    pub fn to_search(&self) -> String {
        self.to_search_with([])
    }

    /// The query string followed by other parameters.
    pub fn to_search_with<'a>(
        &self,
        others: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(self.to_pairs()).extend_pairs(others);
        pairs.finish().replace("%2C", ",")
    }
}

/// A word of a vocabulary, or a slug.
fn word(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (text.chars().count() <= VALUE_MAX_CHARS && text.chars().all(plain)).then(|| text.to_owned())
}

/// A day of the years that an edition may be in.
fn day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    (1000..=9999).contains(&day.year()).then_some(day)
}

/// Comma-separated values, each once; `None` when one is not valid or there are too many.
fn list<T: PartialEq>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut values = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let value = read(part)?;
        if !values.contains(&value) {
            values.push(value);
        }
        if values.len() > VALUES_MAX {
            return None;
        }
    }
    Some(values)
}

fn joined<T: ToString>(values: &[T]) -> Option<String> {
    let words: Vec<String> = values.iter().map(ToString::to_string).collect();
    (!words.is_empty()).then(|| words.join(","))
}
