use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A word of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Term {
    /// Stable word; the same thing keeps it from edition to edition.
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub id: String,
    /// What people read, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Visite d’entreprise"))]
    pub label: String,
    /// « Autre » and the like: a precision in words is asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other: bool,
    /// In the audiences: not one that the programme is for, so that it does not meet the second criterion alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_programme: bool,
}

/// The lists that the form of an edition offers, and that filters and exports speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vocabularies {
    /// Kinds of events.
    pub kinds: Vec<Term>,
    /// Audiences.
    pub audiences: Vec<Term>,
    /// Types of organisers.
    pub organiser_kinds: Vec<Term>,
    /// Industrial sectors: the comités stratégiques de filière of the time.
    pub sectors: Vec<Term>,
    /// Topics that the programme counts.
    pub topics: Vec<Term>,
    /// Practical constraints of a visit.
    pub constraints: Vec<Term>,
}

impl Vocabularies {
    /// Each list with its name on the wire.
    pub fn lists(&self) -> [(&'static str, &[Term]); 6] {
        let Self {
            kinds,
            audiences,
            organiser_kinds,
            sectors,
            topics,
            constraints,
        } = self;
        [
            ("kinds", kinds),
            ("audiences", audiences),
            ("organiserKinds", organiser_kinds),
            ("sectors", sectors),
            ("topics", topics),
            ("constraints", constraints),
        ]
    }

    /// What is wrong with the lists: an empty one, a word that is not one, a word that stands twice.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, terms) in self.lists() {
            if terms.is_empty() {
                faults.push(format!("vocabularies.{name}: empty"));
            }
            let mut seen = HashSet::new();
            for term in terms {
                let word = !term.id.is_empty()
                    && term.id.len() <= 60
                    && term
                        .id
                        .chars()
                        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                if !word || term.label.trim().is_empty() {
                    faults.push(format!(
                        "vocabularies.{name}: `{}` is not a word with a label",
                        term.id
                    ));
                }
                if !seen.insert(term.id.as_str()) {
                    faults.push(format!("vocabularies.{name}: `{}` stands twice", term.id));
                }
            }
        }
        faults
    }
}

/// The term with that id.
pub(crate) fn find<'a>(terms: &'a [Term], id: &str) -> Option<&'a Term> {
    terms.iter().find(|term| term.id == id)
}

impl Term {
    /// What people read for an id; the id itself when the list does not know it.
    pub fn label_of<'a>(terms: &'a [Self], id: &'a str) -> &'a str {
        find(terms, id).map_or(id, |term| term.label.as_str())
    }
}
