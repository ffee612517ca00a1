use super::QueueQuery;
use crate::id::QueueViewId;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use serde::{Deserialize, Serialize};

/// A saved view of the review queue: a name for a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// UUID of the view.
    pub id: QueueViewId,
    /// Name, 1 to 60 characters.
    pub name: String,
    /// Query string of the list in canonical form; may be empty.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "tab=overdue&territory=department%3A69")
    )]
    pub query: String,
}

/// Request to save a view of the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewQueueView {
    /// Name, 1 to 60 characters; a view of this name is replaced.
    pub name: String,
    /// Query string of the list, at most 2,000 characters.
    pub query: String,
}

impl QueueView {
    /// Maximum number of views of one account.
    pub const MOST: usize = 20;
}

impl NewQueueView {
    /// Maximum length of a name, in characters.
    pub const NAME_MAX_CHARS: usize = 60;
    /// Maximum length of a query, in characters.
    const QUERY_MAX_CHARS: usize = 2_000;

    /// The normalised name, and the query in canonical form.
    ///
    /// # Errors
    ///
    /// Faults at `/name` and `/query`.
    pub fn parse(&self) -> Result<(String, String), Vec<FieldProblem>> {
        let name = Limits::line(1, Self::NAME_MAX_CHARS)
            .read("/name", &self.name)
            .and_then(|name| {
                name.ok_or_else(|| FieldProblem::new("/name", Code::Required, "a name is needed"))
            });
        let query = self.parse_query();
        match (name, query) {
            (Ok(name), Ok(query)) => Ok((name, query)),
            (name, query) => Err(name.err().into_iter().chain(query.err()).collect()),
        }
    }

    fn parse_query(&self) -> Result<String, FieldProblem> {
        let refused = |code, detail: String| FieldProblem::new("/query", code, detail);
        if self.query.chars().count() > Self::QUERY_MAX_CHARS {
            return Err(refused(Code::TooLong, "the query is too long".to_owned()));
        }
        let query = self.query.trim_start_matches('?');
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()));
        QueueQuery::parse(pairs)
            .map(|query| query.to_search())
            .map_err(|faults| refused(Code::UnknownValue, faults.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str, query: &str) -> NewQueueView {
        NewQueueView {
            name: name.to_owned(),
            query: query.to_owned(),
        }
    }

    #[test]
    fn a_view_is_stored_in_canonical_form() {
        let stored = view("  Mes   retards ", "?q=forge&tab=overdue").parse();
        assert_eq!(
            stored.unwrap(),
            ("Mes retards".to_owned(), "tab=overdue&q=forge".to_owned())
        );
    }

    #[test]
    fn every_fault_of_a_view_is_told() {
        let faults = view(" ", "tab=late").parse().unwrap_err();
        let at: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(at, ["/name", "/query"]);
        assert!(
            view("a", &format!("q={}", "a".repeat(2_000)))
                .parse()
                .is_err()
        );
    }
}
