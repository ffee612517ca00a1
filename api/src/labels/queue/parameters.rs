//! Parameters of the operations on the queue.

use ground::error::Error;
use http::query::{invalid, pairs};
use shared::label::QueueQuery;

/// A query of the queue, and the parameters of the operation.
#[derive(Debug)]
pub(super) struct QueueParameters {
    pub(super) query: QueueQuery,
    own: Vec<(String, String)>,
}

impl QueueParameters {
    /// Parses the query of a request; `own` are the names of the parameters of the operation.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, at `/<name>`.
    pub(super) fn parse(query: &str, own: &[&str]) -> Result<Self, Error> {
        let (own, filters): (Vec<_>, Vec<_>) = pairs(query)?
            .into_iter()
            .partition(|(name, _)| own.contains(&name.as_str()));
        for (place, (name, _)) in own.iter().enumerate() {
            if own.iter().skip(place + 1).any(|(other, _)| other == name) {
                return Err(invalid(name, "given twice"));
            }
        }
        let filters = filters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        Ok(Self {
            query: QueueQuery::parse(filters)?,
            own,
        })
    }

    /// The value of a parameter of the operation; an empty one counts as absent.
    pub(super) fn own(&self, name: &str) -> Option<&str> {
        self.own
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The parsed value of a parameter of the operation; `detail` says in a refusal what it must be.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` with this explanation.
    pub(super) fn read<T: std::str::FromStr>(
        &self,
        name: &str,
        detail: &str,
    ) -> Result<Option<T>, Error> {
        self.own(name)
            .map(|value| value.parse().map_err(|_unreadable| invalid(name, detail)))
            .transpose()
    }
}
