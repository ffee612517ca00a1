use leptos_router::params::ParamsMap;
use shared::label::{QueueColumn, QueueQuery, QueueTab};

/// Query parameter: number of rows that are shown.
const ROWS: &str = "lignes";
/// Rows that one press of the button adds.
const STEP: u32 = 50;
/// Maximum number of rows that are shown.
const MOST: u32 = 2_000;

/// State of the queue that its address holds: the query, and the number of rows shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::labels) struct Address {
    /// Always with a tab or with states.
    pub(super) query: QueueQuery,
    pub(super) rows: u32,
}

impl Address {
    /// Reads the parameters of a page. What is not valid is left out, so that an old link still shows a list.
    pub(in crate::labels) fn of(params: &ParamsMap) -> Self {
        Self::read(|name| params.get(name))
    }

    fn read(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let values: Vec<(&str, String)> = QueueQuery::PARAMETERS
            .iter()
            .filter_map(|name| value_of(name).map(|value| (*name, value)))
            .collect();
        let pairs = values.iter().map(|(name, value)| (*name, value.as_str()));
        Self::new(
            QueueQuery::parse_leniently(pairs),
            value_of(ROWS).and_then(|rows| rows.parse().ok()),
        )
    }

    fn new(mut query: QueueQuery, rows: Option<u32>) -> Self {
        if query.state.is_empty() {
            query.tab.get_or_insert(QueueTab::ToCheck);
        }
        Self {
            query,
            rows: rows.unwrap_or(STEP).clamp(STEP, MOST),
        }
    }

    /// The query of a saved view.
    pub(super) fn of_view(query: &str) -> Self {
        Self::new(QueueQuery::of_search(query), None)
    }

    /// Another query, with as many rows as at first.
    pub(super) fn with(&self, change: impl FnOnce(&mut QueueQuery)) -> Self {
        let mut query = self.query.clone();
        change(&mut query);
        Self::new(query, None)
    }

    /// The same with more rows; `None` when no more are shown.
    pub(super) fn with_more(&self) -> Option<Self> {
        (self.rows < MOST).then(|| Self {
            query: self.query.clone(),
            rows: self.rows + STEP,
        })
    }

    /// The same without the columns, on which the rows do not depend.
    pub(super) fn asked(&self) -> Self {
        let mut asked = self.clone();
        asked.query.columns = Vec::new();
        asked
    }

    /// The query of a number that is shown elsewhere.
    pub(in crate::labels) fn of_query(query: QueueQuery) -> Self {
        Self::new(query, None)
    }

    /// The columns to show.
    pub(super) fn columns(&self) -> Vec<QueueColumn> {
        self.query.shown_columns()
    }

    /// Query string of the page.
    pub(in crate::labels) fn search(&self) -> String {
        let rows = self.rows.to_string();
        let more = (self.rows > STEP).then_some((ROWS, rows.as_str()));
        self.query.to_search_with(more)
    }

    /// The query of the list.
    pub(in crate::labels) fn query(&self) -> &QueueQuery {
        &self.query
    }

    /// Path of the queue, with the filters and the order in the query.
    pub(in crate::labels) fn href(&self) -> String {
        format!("/labellisation?{}", self.search())
    }

    /// Address of a file that leads back here.
    pub(in crate::labels) fn file(&self, id: shared::id::EventId) -> String {
        format!("/labellisation/{id}?{}", self.search())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Address {
        Address::read(|name| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn an_address_round_trips() {
        let address = read(&[("tab", "overdue"), ("q", "forge"), ("lignes", "150")]);
        assert_eq!(address.search(), "tab=overdue&q=forge&lignes=150");
        assert_eq!(
            address.href(),
            "/labellisation?tab=overdue&q=forge&lignes=150"
        );
    }

    #[test]
    fn a_plain_address_shows_what_is_to_check() {
        let address = read(&[("etat", "submitted"), ("lignes", "beaucoup")]);
        assert_eq!(address.search(), "tab=to_check");
    }

    #[test]
    fn a_list_of_states_has_no_tab() {
        let address = read(&[
            ("state", "submitted,labelled"),
            ("filed_from", "2018-03-12"),
        ]);
        assert_eq!(
            address.search(),
            "state=submitted,labelled&filed_from=2018-03-12"
        );
    }

    #[test]
    fn another_query_begins_with_the_first_rows() {
        let address = read(&[("lignes", "100")]);
        let more = address.with_more().unwrap();
        assert_eq!(more.rows, 150);
        assert_eq!(more.with(|query| query.urgent = Some(true)).rows, 50);
        assert_eq!(read(&[("lignes", "2000")]).with_more(), None);
    }
}
