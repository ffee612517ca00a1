use super::{LabelState, QueueColumn, QueueTab, Standing};
use crate::event::QueryFaults;
use crate::place::Territory;
use crate::problem::{Code, FieldProblem};

/// Query of the review queue: filters, order and columns. The list, its counters, the position of a file, the exports, saved
/// views and the address of the page all use it, so that they always agree.
///
/// Filters are combined with AND, the comma-separated values of one filter with OR.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct QueueQuery {
    /// Tab; files of every tab when absent.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub tab: Option<QueueTab>,
    /// Slug of an edition; every edition when absent.
    #[cfg_attr(feature = "openapi", param(example = "2018"))]
    pub edition: Option<String>,
    /// Territory, restricted to those of the caller: `region:84`, `department:69`.
    #[cfg_attr(
        feature = "openapi",
        param(value_type = Option<String>, example = "region:84")
    )]
    pub territory: Option<Territory>,
    /// Label states, comma-separated; `submitted` when neither they nor a tab are given. Drafts and withdrawn events are never
    /// listed.
    #[cfg_attr(
        feature = "openapi",
        param(style = Form, explode = false, example = json!(["submitted", "correction_requested"]))
    )]
    pub state: Vec<LabelState>,
    /// Only overdue events (`true`), or only the others (`false`).
    pub overdue: Option<bool>,
    /// Words to find in title, organiser, commune or reference of the file: all of them, without regard to accents and case; at
    /// most 100 characters.
    #[cfg_attr(feature = "openapi", param(example = "fonderie", max_length = 100))]
    pub q: Option<String>,
    /// Terms of the `kinds` vocabulary, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["company_visit"])))]
    pub kind: Vec<String>,
    /// Terms of the `audiences` vocabulary, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["pupils"])))]
    pub audience: Vec<String>,
    /// Terms of the `sectors` vocabulary, comma-separated.
    #[cfg_attr(feature = "openapi", param(style = Form, explode = false, example = json!(["metal"])))]
    pub sector: Vec<String>,
    /// Only urgent events (`true`), or only the others (`false`).
    pub urgent: Option<bool>,
    /// Only likely duplicates (`true`), or only the others (`false`).
    pub duplicate: Option<bool>,
    /// Column to sort by, any but `findings`; `due` when absent. Files without a value come last.
    #[cfg_attr(feature = "openapi", param(inline))]
    pub sort: Option<QueueColumn>,
    /// True to sort in descending order.
    pub descending: Option<bool>,
    /// Columns of the table in their order, comma-separated: those of an export. The list does not depend on them.
    #[cfg_attr(feature = "openapi", param(inline, style = Form, explode = false, example = json!(["due", "title"])))]
    pub columns: Vec<QueueColumn>,
}

/// Maximum length of the search text, in characters.
const WORDS_MAX_CHARS: usize = 100;
/// Maximum number of values in one parameter.
const VALUES_MAX: usize = 40;
/// Maximum length of one value, in characters.
const VALUE_MAX_CHARS: usize = 60;

/// States of an event that was submitted and not withdrawn.
const LISTED: &[LabelState] = &[
    LabelState::Submitted,
    LabelState::CorrectionRequested,
    LabelState::Labelled,
    LabelState::Refused,
    LabelState::Revoked,
];

impl QueueQuery {
    /// Parameter names, in the order in which [`Self::to_pairs`] writes them.
    pub const PARAMETERS: &'static [&'static str] = &[
        "tab",
        "edition",
        "territory",
        "state",
        "overdue",
        "q",
        "kind",
        "audience",
        "sector",
        "urgent",
        "duplicate",
        "sort",
        "descending",
        "columns",
    ];

    /// True when files of the state can be in the queue: they were submitted and not withdrawn.
    pub fn has_state(state: LabelState) -> bool {
        LISTED.contains(&state)
    }

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
            "q" => {
                let fits = value.chars().count() <= WORDS_MAX_CHARS;
                let text = !value.chars().any(char::is_control);
                self.q = Some((fits && text).then(|| value.to_owned())?);
            }
            "kind" => self.kind = list(value, word)?,
            "audience" => self.audience = list(value, word)?,
            "sector" => self.sector = list(value, word)?,
            "urgent" => self.urgent = Some(value.parse().ok()?),
            "duplicate" => self.duplicate = Some(value.parse().ok()?),
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
            q,
            kind,
            audience,
            sector,
            urgent,
            duplicate,
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
        push("q", q.clone());
        push("kind", joined(kind));
        push("audience", joined(audience));
        push("sector", joined(sector));
        push("urgent", urgent.map(|urgent| urgent.to_string()));
        push(
            "duplicate",
            duplicate.map(|duplicate| duplicate.to_string()),
        );
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

    /// True when the filters other than tab and state hold for a file of this standing.
    fn admits(&self, file: Standing) -> bool {
        (self.state.is_empty() || self.state.contains(&file.state))
            && self.overdue.is_none_or(|overdue| overdue == file.overdue)
    }

    /// True when the list contains a file of this standing, as far as tab, states and deadline decide.
    pub fn lists(&self, file: Standing) -> bool {
        match self.tab {
            Some(tab) => self.lists_in(tab, file),
            None if self.state.is_empty() => {
                file.state == LabelState::Submitted && self.admits(file)
            }
            None => self.admits(file),
        }
    }

    /// As [`Self::lists`], of the same query with another tab.
    pub fn lists_in(&self, tab: QueueTab, file: Standing) -> bool {
        tab.holds(file) && self.admits(file)
    }

    /// Column to sort by.
    pub fn order(&self) -> QueueColumn {
        self.sort.unwrap_or(QueueColumn::Due)
    }

    /// True when the order is descending.
    pub fn is_descending(&self) -> bool {
        self.descending.unwrap_or(false)
    }

    /// The columns to show: those that are chosen, or the usual ones; the title always.
    pub fn shown_columns(&self) -> Vec<QueueColumn> {
        if self.columns.is_empty() {
            return QueueColumn::USUAL.to_vec();
        }
        let mut shown = self.columns.clone();
        if !shown.contains(&QueueColumn::Title) {
            shown.insert(0, QueueColumn::Title);
        }
        shown
    }

    /// True when something besides tab, order and columns is asked for.
    pub fn is_filtered(&self) -> bool {
        let plain = Self {
            tab: self.tab,
            sort: self.sort,
            descending: self.descending,
            columns: self.columns.clone(),
            ..Self::default()
        };
        *self != plain
    }
}

/// A word of a vocabulary, or a slug.
fn word(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (text.chars().count() <= VALUE_MAX_CHARS && text.chars().all(plain)).then(|| text.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn read(pairs: &[(&str, &str)]) -> Result<QueueQuery, QueryFaults> {
        QueueQuery::parse(pairs.iter().copied())
    }

    #[test]
    fn a_query_round_trips_through_its_search() {
        let query = read(&[
            ("tab", "overdue"),
            ("territory", "department:69"),
            ("kind", "company_visit, workshop,company_visit"),
            ("q", "  fonderie & forge "),
            ("sort", "organiser"),
            ("descending", "true"),
            ("columns", "title,due"),
        ])
        .unwrap();
        assert_eq!(
            query.to_search(),
            "tab=overdue&territory=department%3A69&q=fonderie+%26+forge&kind=company_visit,workshop&sort=organiser\
             &descending=true&columns=title,due"
        );
        let pairs = query.to_pairs();
        let again = QueueQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str())));
        assert_eq!(again.unwrap(), query);
        assert_eq!(QueueQuery::of_search(&query.to_search()), query);
    }

    #[rstest]
    #[case("tab", "late")]
    #[case("state", "draft")]
    #[case("state", "submitted,withdrawn")]
    #[case("overdue", "perhaps")]
    #[case("territory", "Lyon")]
    #[case("edition", "20 18")]
    #[case("sort", "findings")]
    #[case("q", "a\0b")]
    fn an_invalid_value_is_a_fault_at_its_name(#[case] name: &str, #[case] value: &str) {
        let faults = read(&[(name, value)]).unwrap_err();
        assert!(faults.names(name), "{faults:?}");
        assert_eq!(
            QueueQuery::parse_leniently([(name, value)]),
            QueueQuery::default()
        );
    }

    #[test]
    fn unknown_and_repeated_parameters_are_faults() {
        assert!(read(&[("page", "2")]).unwrap_err().names("page"));
        let twice = read(&[("q", "un"), ("q", "deux")]).unwrap_err();
        assert!(twice.names("q"));
    }

    #[test]
    fn without_tab_and_state_only_submitted_files_are_listed() {
        let standing = |state| Standing {
            state,
            overdue: false,
            recheck: false,
        };
        let listed = |query: &QueueQuery| -> Vec<LabelState> {
            LabelState::ALL
                .iter()
                .copied()
                .filter(|state| query.lists(standing(*state)))
                .collect()
        };
        assert_eq!(listed(&QueueQuery::default()), [LabelState::Submitted]);
        let decided = read(&[("tab", "decided")]).unwrap();
        assert_eq!(
            listed(&decided),
            [
                LabelState::Labelled,
                LabelState::Refused,
                LabelState::Revoked
            ]
        );
        let refused = read(&[("tab", "decided"), ("state", "refused")]).unwrap();
        assert_eq!(listed(&refused), [LabelState::Refused]);
    }

    #[test]
    fn the_title_is_always_shown() {
        let query = read(&[("columns", "due")]).unwrap();
        assert_eq!(
            query.shown_columns(),
            [QueueColumn::Title, QueueColumn::Due]
        );
        assert!(!query.is_filtered());
        assert!(read(&[("q", "forge")]).unwrap().is_filtered());
    }

    proptest! {
        #[test]
        fn any_accepted_parameter_round_trips(name in 0usize..QueueQuery::PARAMETERS.len(), value in "\\PC{0,30}") {
            let name = QueueQuery::PARAMETERS[name];
            if let Ok(query) = QueueQuery::parse([(name, value.as_str())]) {
                let pairs = query.to_pairs();
                let again = QueueQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
                prop_assert_eq!(again, query);
            }
        }
    }
}
