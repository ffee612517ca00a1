use super::faults::{Faults, IDENTIFIER, is_identifier};
use super::{AdditionalField, Edition, FieldKey};
use crate::event::{Answer, EventForm};
use crate::letter::Language;
use crate::problem::Code;
use crate::text::{self, Limits};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Maximum number of terms of a vocabulary.
const TERMS_MAX: usize = 100;

/// One of the choices that a vocabulary offers, under an identifier that stays and a label that may change.
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
    /// Label in English, for programs that ask for it; the French one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Company visit"))]
    pub label_en: Option<String>,
    /// Type of events that the term is for France Travail, in its words. Only used in `kinds`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Visite d'entreprise"))]
    pub france_travail: Option<String>,
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
    /// True for a term that is no longer offered to new events; events that name it stay valid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
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
    /// Kinds of partners, such as federations; may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partner_kinds: Vec<Term>,
}

impl Vocabularies {
    /// Each vocabulary with its JSON name.
    pub fn lists(&self) -> [(&'static str, &[Term]); 8] {
        let Self {
            kinds,
            audiences,
            organiser_kinds,
            sectors,
            topics,
            constraints,
            image_licences,
            partner_kinds,
        } = self;
        [
            ("kinds", kinds),
            ("audiences", audiences),
            ("organiserKinds", organiser_kinds),
            ("sectors", sectors),
            ("topics", topics),
            ("constraints", constraints),
            ("imageLicences", image_licences),
            ("partnerKinds", partner_kinds),
        ]
    }

    /// Each vocabulary, to change it.
    pub(super) const fn lists_mut(&mut self) -> [&mut Vec<Term>; 8] {
        let Self {
            kinds,
            audiences,
            organiser_kinds,
            sectors,
            topics,
            constraints,
            image_licences,
            partner_kinds,
        } = self;
        [
            kinds,
            audiences,
            organiser_kinds,
            sectors,
            topics,
            constraints,
            image_licences,
            partner_kinds,
        ]
    }

    /// Checks each vocabulary: not empty, a term that is offered, well-formed terms, no duplicate identifier.
    pub(super) fn check(&self, faults: &mut Faults) {
        for (name, terms) in self.lists() {
            let place = format!("/vocabularies/{name}");
            let may_be_empty = matches!(name, "imageLicences" | "partnerKinds");
            if !may_be_empty && terms.iter().all(|term| term.ended) {
                faults.add(&place, Code::Required, "must not be empty");
            }
            faults.check_count(&place, terms.len(), TERMS_MAX);
            let mut seen = HashSet::new();
            for (at, term) in terms.iter().enumerate().take(TERMS_MAX) {
                let place = format!("{place}/{at}");
                if !is_identifier(&term.id) {
                    faults.add(&format!("{place}/id"), Code::InvalidFormat, IDENTIFIER);
                }
                if !seen.insert(term.id.as_str()) {
                    faults.add(&format!("{place}/id"), Code::Duplicate, "is a duplicate");
                }
                let label = Limits::line(1, 150);
                faults.check_text(&format!("{place}/label"), label, &term.label, true);
                for (name, text) in [
                    ("labelEn", &term.label_en),
                    ("franceTravail", &term.france_travail),
                ] {
                    if let Some(text) = text {
                        faults.check_text(&format!("{place}/{name}"), label, text, true);
                    }
                }
                if let Some(url) = &term.url
                    && let Err(fault) = text::url(&format!("{place}/url"), url)
                {
                    faults.0.push(fault);
                }
            }
        }
    }
}

impl EventForm {
    /// Identifiers of the terms that the form names, by the JSON name of their vocabulary.
    pub fn terms_named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("kinds", self.kind.as_str()),
            ("organiserKinds", self.organiser.kind.as_str()),
            ("imageLicences", self.image.licence.as_str()),
        ]
        .into_iter()
        .chain(self.audiences.iter().map(|id| ("audiences", id.as_str())))
        .chain(self.sectors.iter().map(|id| ("sectors", id.as_str())))
        .chain(self.topics.iter().map(|id| ("topics", id.as_str())))
        .chain(
            self.constraints
                .iter()
                .map(|id| ("constraints", id.as_str())),
        )
        .filter(|(_, id)| !id.is_empty())
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

    /// True when the vocabulary offers the term to a new event.
    pub fn is_offered(terms: &[Self], id: &str) -> bool {
        find(terms, id).is_some_and(|term| !term.ended)
    }

    /// French label of a term; the identifier itself when the vocabulary does not contain it.
    pub fn label_of<'a>(terms: &'a [Self], id: &'a str) -> &'a str {
        Self::label_in(terms, id, Language::French)
    }

    /// Label of a term in a language, French if it has none; the identifier itself when the vocabulary does not contain it.
    pub fn label_in<'a>(terms: &'a [Self], id: &'a str, language: Language) -> &'a str {
        let Some(term) = find(terms, id) else {
            return id;
        };
        match (language, &term.label_en) {
            (Language::English, Some(english)) => english,
            (Language::English, None) | (Language::French, _) => &term.label,
        }
    }
}

/// A term that a later version of an edition does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedTerm {
    /// JSON pointer into the later version to the list that had it.
    pub pointer: String,
    /// Identifier of the term.
    pub id: String,
    /// Additional field whose vocabulary had it; the edition's own one when absent.
    pub field: Option<FieldKey>,
}

impl Edition {
    /// The terms that a later version does not have any more, those of additional fields that it still has included.
    pub fn removed_terms(&self, after: &Self) -> Vec<RemovedTerm> {
        let lists = self.vocabularies.lists().into_iter();
        let own = lists.zip(after.vocabularies.lists());
        let mut removed: Vec<RemovedTerm> = own
            .flat_map(|((name, before), (_, after))| {
                let gone = before.iter().filter(|term| find(after, &term.id).is_none());
                gone.map(move |term| RemovedTerm {
                    pointer: format!("/vocabularies/{name}"),
                    id: term.id.clone(),
                    field: None,
                })
            })
            .collect();
        for (at, field) in after.additional.iter().enumerate() {
            let before = self.additional_field(field.key);
            let terms = before.into_iter().flat_map(AdditionalField::terms);
            let gone = terms.filter(|term| field.terms().iter().all(|it| it.id != term.id));
            removed.extend(gone.map(|term| RemovedTerm {
                pointer: format!("/additional/{at}/answer/terms"),
                id: term.id.clone(),
                field: Some(field.key),
            }));
        }
        removed
    }
}

impl RemovedTerm {
    /// True when a form names the term.
    pub fn is_named_in(&self, form: &EventForm) -> bool {
        let Some(key) = self.field else {
            let mut named = form.terms_named();
            let list = self.pointer.strip_prefix("/vocabularies/");
            return named.any(|(name, id)| Some(name) == list && id == self.id);
        };
        match form.additional.get(key) {
            Some(Answer::Text(id)) => *id == self.id,
            Some(Answer::Terms(ids)) => ids.contains(&self.id),
            Some(Answer::Number(_) | Answer::YesNo(_) | Answer::File(_)) | None => false,
        }
    }
}
