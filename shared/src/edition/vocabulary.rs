use crate::text;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A term of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Term {
    /// Stable identifier; the same concept keeps it across editions.
    #[cfg_attr(feature = "openapi", schema(example = "company_visit"))]
    pub id: String,
    /// Label shown to people, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Visite d’entreprise"))]
    pub label: String,
    /// True for terms such as `Autre`: the form then asks for a free-text description.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other: bool,
    /// True for an audience that the programme does not target: alone, it does not meet the audience criterion. Only
    /// used in `audiences`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_programme: bool,
    /// URL of the text that defines the term, such as the terms of a licence. Only used in `imageLicences`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://creativecommons.org/licenses/by/4.0/deed.fr")
    )]
    pub url: Option<String>,
}

/// Vocabularies of an edition, used by its form, the search filters and the exports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vocabularies {
    /// Kinds of events, such as `company_visit`.
    pub kinds: Vec<Term>,
    /// Audiences that events address.
    pub audiences: Vec<Term>,
    /// Kinds of organisers, such as companies and schools.
    pub organiser_kinds: Vec<Term>,
    /// Industrial sectors: the *comités stratégiques de filière* at the time of the edition.
    pub sectors: Vec<Term>,
    /// Topics on which the programme reports figures.
    pub topics: Vec<Term>,
    /// Practical constraints of a visit.
    pub constraints: Vec<Term>,
    /// Licences under which the image of an event may be reused; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image_licences: Vec<Term>,
}

impl Vocabularies {
    /// Each vocabulary with its JSON name.
    pub fn lists(&self) -> [(&'static str, &[Term]); 7] {
        let Self {
            kinds,
            audiences,
            organiser_kinds,
            sectors,
            topics,
            constraints,
            image_licences,
        } = self;
        [
            ("kinds", kinds),
            ("audiences", audiences),
            ("organiserKinds", organiser_kinds),
            ("sectors", sectors),
            ("topics", topics),
            ("constraints", constraints),
            ("imageLicences", image_licences),
        ]
    }

    /// Validation errors: an empty vocabulary, an ill-formed term, a duplicate identifier.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (name, terms) in self.lists() {
            if terms.is_empty() && name != "imageLicences" {
                faults.push(format!("vocabularies.{name}: must not be empty"));
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
                        "vocabularies.{name}: `{}` must be 1 to 60 characters of a–z, 0–9 and _, with a label",
                        term.id
                    ));
                }
                if let Some(url) = &term.url
                    && text::url("", url).is_err()
                {
                    faults.push(format!(
                        "vocabularies.{name}: `{}` has an invalid URL",
                        term.id
                    ));
                }
                if !seen.insert(term.id.as_str()) {
                    faults.push(format!("vocabularies.{name}: `{}` is a duplicate", term.id));
                }
            }
        }
        faults
    }
}

/// The term with the given identifier.
pub(crate) fn find<'a>(terms: &'a [Term], id: &str) -> Option<&'a Term> {
    terms.iter().find(|term| term.id == id)
}

impl Term {
    /// The term with this identifier, if the vocabulary contains it.
    pub fn find<'a>(terms: &'a [Self], id: &str) -> Option<&'a Self> {
        find(terms, id)
    }

    /// French label of a term; the identifier itself when the vocabulary does not contain it.
    pub fn label_of<'a>(terms: &'a [Self], id: &'a str) -> &'a str {
        find(terms, id).map_or(id, |term| term.label.as_str())
    }
}
