use super::EventQuery;
use crate::edition::{Term, Vocabularies};

/// A search filter whose values are terms of a vocabulary of the edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TermFilter {
    /// Kinds of events: parameter `kind`.
    Kind,
    /// Audiences that events address: parameter `audience`.
    Audience,
    /// Topics on which the programme reports figures: parameter `topic`.
    Topic,
    /// Industrial sectors: parameter `sector`.
    Sector,
}

impl TermFilter {
    /// Every filter, in the order of the facets.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Audience, Self::Topic, Self::Sector];

    /// Name of the query parameter and of the facet.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Audience => "audience",
            Self::Topic => "topic",
            Self::Sector => "sector",
        }
    }

    /// The vocabulary of an edition that defines the values.
    pub fn terms(self, vocabularies: &Vocabularies) -> &[Term] {
        match self {
            Self::Kind => &vocabularies.kinds,
            Self::Audience => &vocabularies.audiences,
            Self::Topic => &vocabularies.topics,
            Self::Sector => &vocabularies.sectors,
        }
    }

    /// The selected values of a query: identifiers of terms.
    pub fn ids(self, query: &EventQuery) -> &[String] {
        match self {
            Self::Kind => &query.kinds,
            Self::Audience => &query.audiences,
            Self::Topic => &query.topics,
            Self::Sector => &query.sectors,
        }
    }

    /// The selected values of a query, to change them.
    pub const fn ids_mut(self, query: &mut EventQuery) -> &mut Vec<String> {
        match self {
            Self::Kind => &mut query.kinds,
            Self::Audience => &mut query.audiences,
            Self::Topic => &mut query.topics,
            Self::Sector => &mut query.sectors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_reads_and_writes_its_own_parameter() {
        for filter in TermFilter::ALL {
            let mut query = EventQuery::default();
            filter.ids_mut(&mut query).push("some_term".to_owned());

            assert_eq!(filter.ids(&query), ["some_term"]);
            assert_eq!(
                query.to_search(),
                format!("{}=some_term", filter.parameter())
            );
        }
    }
}
