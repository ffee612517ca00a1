//! Renewal of an event in another edition of the programme.

use super::{EventFile, EventForm, Field};
use crate::edition::{Edition, Term};
use crate::id::EventId;
use crate::identifiers::string_enum;
use crate::label::LabelState;
use crate::problem::Code;
use serde::{Deserialize, Serialize};

/// Maximum number of events that one request renews.
pub const RENEWED_AT_ONCE: usize = 50;

/// Request to renew an event in another edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewEvent {
    /// Slug of the edition in which the event is renewed; not that of the event.
    #[cfg_attr(feature = "openapi", schema(example = "2019"))]
    pub edition: String,
}

/// Request to renew the labelled events of one edition in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewEvents {
    /// Slug of the edition whose labelled events are renewed.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub from: String,
    /// Slug of the edition in which they are renewed; not `from`.
    #[cfg_attr(feature = "openapi", schema(example = "2019"))]
    pub edition: String,
    /// `next` of the previous answer; the first events when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<EventId>,
}

/// A term of a form that the vocabulary of another edition does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndedTerm {
    /// JSON pointer to the field of the form from which it was removed.
    #[cfg_attr(feature = "openapi", schema(example = "/sectors"))]
    pub pointer: String,
    /// Identifier of the term; of an answer to an additional field, the key of the field.
    #[cfg_attr(feature = "openapi", schema(example = "naval"))]
    pub id: String,
    /// Label of the term, or of the additional field, in the former edition, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Industriels de la mer"))]
    pub label: String,
}

string_enum! {
    /// Result of the renewal of one event.
    RenewalOutcome {
        /// A draft was created.
        Created = "created",
        /// The edition has an event of the series already.
        Exists = "exists",
        /// Nothing was created; `problem` says why.
        Refused = "refused",
    }
}

/// An event that was renewed, or was already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Renewal {
    /// `created`, or `exists` when the edition has an event of the series already.
    pub outcome: RenewalOutcome,
    /// The event of the series in the edition.
    pub event: EventFile,
    /// Terms of the original that the vocabularies of the edition do not have, in the order of the form.
    pub ended_terms: Vec<EndedTerm>,
}

/// Result of the renewal of one event among several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewedItem {
    /// Identifier of the event that was to be renewed.
    pub original: EventId,
    /// Title of the event to renew, by which people recognise it.
    pub title: String,
    /// Outcome: a draft was created, one existed, or the event was refused.
    pub outcome: RenewalOutcome,
    /// Identifier of the event of the series in the edition; absent when refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// Terms of the original that the vocabularies of the edition do not have, in the order of the form.
    pub ended_terms: Vec<EndedTerm>,
    /// Reason of a refusal; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Code>,
}

/// Results of the renewal of several events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RenewalReport {
    /// At most 50 events, in the order of their identifiers.
    pub items: Vec<RenewedItem>,
    /// `after` of the request for the next events; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<EventId>,
}

/// Another event of the same series, in another edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeriesEvent {
    /// UUID of the event.
    pub id: EventId,
    /// Slug of its edition.
    pub edition: String,
    /// State in the labelling process.
    pub state: LabelState,
    /// Slug of its public page; absent until the label is first granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
}

impl EventForm {
    /// Copy of the form of an event of `former` for the edition `next`: without occurrences, booking deadlines, accepted
    /// commitments and the declaration about a theme that has changed, and without the terms and the answers to additional
    /// fields that `next` does not have, which are returned in the order of the form.
    #[must_use]
    pub fn renewed_in(&self, former: &Edition, next: &Edition) -> (Self, Vec<EndedTerm>) {
        let mut form = self.clone().renewed();
        form.follows_theme &= former.theme == next.theme;
        let mut ended = Vec::new();
        let (old, new) = (&former.vocabularies, &next.vocabularies);
        let mut keep = |field: Field, old: &[Term], new: &[Term], id: &str| {
            let kept = id.trim().is_empty() || Term::is_offered(new, id);
            if !kept {
                ended.push(EndedTerm {
                    pointer: field.pointer().to_owned(),
                    id: id.to_owned(),
                    label: Term::label_of(old, id).to_owned(),
                });
            }
            kept
        };
        let organiser_kind = &mut form.organiser.kind;
        let (from, to) = (&old.organiser_kinds, &new.organiser_kinds);
        if !keep(Field::OrganiserKind, from, to, organiser_kind) {
            organiser_kind.clear();
        }
        if !keep(Field::Kind, &old.kinds, &new.kinds, &form.kind) {
            form.kind.clear();
            form.kind_other.clear();
        }
        form.topics
            .retain(|id| keep(Field::Topics, &old.topics, &new.topics, id));
        form.sectors
            .retain(|id| keep(Field::Sectors, &old.sectors, &new.sectors, id));
        let licence = &mut form.image.licence;
        let (from, to) = (&old.image_licences, &new.image_licences);
        if !keep(Field::ImageLicence, from, to, licence) {
            licence.clear();
        }
        form.audiences
            .retain(|id| keep(Field::Audiences, &old.audiences, &new.audiences, id));
        form.constraints
            .retain(|id| keep(Field::Constraints, &old.constraints, &new.constraints, id));
        ended.extend(form.renew_answers(former, next));
        (form, ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{BookingForm, OccurrenceForm};

    fn edition_2018() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    fn form(edition: &Edition) -> EventForm {
        let terms = &edition.vocabularies;
        let first = |terms: &[Term]| terms.first().unwrap().id.clone();
        let mut form = EventForm {
            title: "Visite de la fonderie".to_owned(),
            kind: first(&terms.kinds),
            kind_other: "coulée".to_owned(),
            sectors: terms
                .sectors
                .iter()
                .take(2)
                .map(|term| term.id.clone())
                .collect(),
            audiences: vec![first(&terms.audiences)],
            occurrences: vec![OccurrenceForm::default()],
            public_booking: BookingForm {
                url: "https://example.org".to_owned(),
                deadline: "2018-03-20".to_owned(),
                ..BookingForm::default()
            },
            follows_theme: true,
            commitments_version: "2018-1".to_owned(),
            ..EventForm::default()
        };
        form.organiser.name = "Fonderie du Rhône".to_owned();
        form.organiser.kind = first(&terms.organiser_kinds);
        form
    }

    #[test]
    fn a_renewed_form_keeps_what_is_not_of_its_year() {
        let former = edition_2018();
        let original = form(&former);

        let (renewed, ended) = original.renewed_in(&former, &former);

        assert_eq!(ended, []);
        assert_eq!(renewed, original.clone().renewed());
        assert_eq!(renewed.public_booking.url, "https://example.org");
        assert_eq!(renewed.public_booking.deadline, "");
        assert!(renewed.occurrences.is_empty() && renewed.commitments_version.is_empty());
    }

    #[test]
    fn ended_terms_are_removed_and_named_in_the_order_of_the_form() {
        let former = edition_2018();
        let original = form(&former);
        let mut next = former.clone();
        next.theme = "L’industrie décarbonée".to_owned();
        let terms = &mut next.vocabularies;
        terms.kinds.retain(|term| term.id != original.kind);
        terms.sectors.retain(|term| term.id != original.sectors[1]);
        terms
            .organiser_kinds
            .retain(|term| term.id != original.organiser.kind);

        let (renewed, ended) = original.renewed_in(&former, &next);

        assert_eq!(
            (renewed.kind.as_str(), renewed.kind_other.as_str()),
            ("", "")
        );
        assert_eq!(renewed.organiser.kind, "");
        assert_eq!(renewed.sectors, original.sectors[..1]);
        assert!(!renewed.follows_theme, "it was about another theme");
        let named: Vec<_> = ended
            .iter()
            .map(|term| (term.pointer.as_str(), term.id.as_str()))
            .collect();
        assert_eq!(
            named,
            [
                ("/organiser/kind", original.organiser.kind.as_str()),
                ("/kind", original.kind.as_str()),
                ("/sectors", original.sectors[1].as_str()),
            ]
        );
        let sector = Term::label_of(&former.vocabularies.sectors, &original.sectors[1]);
        assert_eq!(ended[2].label, sector);
    }
}
