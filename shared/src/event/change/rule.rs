//! The rule that says which changes of a labelled event are material.

use super::value::{times_of, value_of};
use crate::calendar::Schedule;
use crate::criterion::check;
use crate::edition::Edition;
use crate::event::{EventContent, EventForm, Field, Validation};
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A labelled event, with which a changed form is compared.
#[derive(Debug, Clone, Copy)]
pub struct LabelledEvent<'a> {
    /// The form that the public content was made of.
    pub form: &'a EventForm,
    /// Commune with the INSEE code of that form.
    pub commune: Option<&'a Commune>,
    /// Its edition, whose rules apply.
    pub edition: &'a Edition,
    /// Time at which the event was submitted for its label: what had not begun then was submitted in time.
    pub submitted_at: DateTime<Utc>,
}

/// Changed fields of a labelled event, in the order of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePlan {
    /// JSON pointers to the fields whose change is public at once.
    pub at_once: Vec<Field>,
    /// JSON pointers to the fields whose change is checked again first.
    pub rechecked: Vec<Field>,
}

/// Fields that go with another one whose change is checked again: beside its former value they would say something else.
const TOGETHER: [(Field, &[Field]); 5] = [
    (
        Field::AttendanceMode,
        &[
            Field::PlaceName,
            Field::PlaceAddress,
            Field::PlacePostalCode,
            Field::PlaceInsee,
            Field::PlacePosition,
            Field::PlaceAccess,
            Field::OnlineUrl,
        ],
    ),
    (
        Field::PlaceInsee,
        &[Field::PlacePostalCode, Field::PlacePosition],
    ),
    (Field::Kind, &[Field::KindOther]),
    (
        Field::AccessMode,
        &[Field::PublicBooking, Field::SchoolBooking],
    ),
    (
        Field::ImageFile,
        &[
            Field::ImageAlt,
            Field::ImageCredits,
            Field::ImageLicence,
            Field::ImageFocus,
        ],
    ),
];

impl ChangePlan {
    /// True when nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.at_once.is_empty() && self.rechecked.is_empty()
    }
}

impl LabelledEvent<'_> {
    /// The changed fields of a form. `commune` is that of the changed form.
    ///
    /// Where what is not material leaves no valid form without the rest, all of it is checked again.
    pub fn plan(&self, changed: &EventForm, commune: Option<&Commune>) -> ChangePlan {
        let fields = self.differences(changed);
        let mut rechecked: Vec<Field> = fields
            .iter()
            .copied()
            .filter(|field| self.is_material(*field, changed))
            .collect();
        for (first, dependents) in TOGETHER {
            if rechecked.contains(&first) {
                let known = rechecked.clone();
                let more = dependents.iter().copied();
                rechecked
                    .extend(more.filter(|field| fields.contains(field) && !known.contains(field)));
            }
        }
        let (rechecked, at_once): (Vec<Field>, Vec<Field>) = fields
            .iter()
            .copied()
            .partition(|field| rechecked.contains(field));
        if rechecked.is_empty() || at_once.is_empty() {
            return ChangePlan { at_once, rechecked };
        }
        let alone = self.form.with_fields(&at_once, changed);
        let commune = if at_once.contains(&Field::PlaceInsee) {
            commune
        } else {
            self.commune
        };
        if self.content(&alone, commune).is_ok() {
            ChangePlan { at_once, rechecked }
        } else {
            ChangePlan {
                at_once: Vec::new(),
                rechecked: fields,
            }
        }
    }

    /// The fields in which a form says something else than the labelled one, in the order of the form.
    pub fn differences(&self, changed: &EventForm) -> Vec<Field> {
        let (before, after) = (self.form.to_json(), changed.to_json());
        Field::ALL
            .iter()
            .copied()
            .filter(|field| {
                value_of(*field, &before, self.edition) != value_of(*field, &after, self.edition)
            })
            .collect()
    }

    /// True when the change of a field that differs is checked again.
    fn is_material(&self, field: Field, changed: &EventForm) -> bool {
        self.edition.rechecks.fields.contains(&field)
            && (field != Field::Occurrences || times_of(self.form) != times_of(changed))
    }

    /// The public content of a form of this event.
    ///
    /// Its organiser has accepted the commitments of the edition before: a version that came later need not be accepted.
    ///
    /// # Errors
    ///
    /// Every fault with its JSON pointer into the form.
    pub fn content(
        &self,
        form: &EventForm,
        commune: Option<&Commune>,
    ) -> Result<EventContent, Vec<FieldProblem>> {
        form.parse(&self.rules(form), commune)
    }

    /// The edition, with the commitments that the organiser has accepted.
    fn rules(&self, form: &EventForm) -> Edition {
        let mut edition = self.edition.clone();
        if form.commitments_version != edition.commitments.version {
            edition
                .commitments
                .version
                .clone_from(&self.form.commitments_version);
        }
        edition
    }

    /// Validates a changed form at the time `at`.
    ///
    /// What is checked again must fulfil the criteria as for a first submission, with two differences: what has begun of the labelled
    /// event stays, and nothing can be added in the past.
    pub fn validate(
        &self,
        changed: &EventForm,
        commune: Option<&Commune>,
        at: DateTime<Utc>,
    ) -> Validation {
        let edition = self.rules(changed);
        let mut problems = if self.plan(changed, commune).rechecked.is_empty() {
            changed.parse(&edition, commune).err().unwrap_or_default()
        } else {
            changed
                .ready(&edition, commune, self.submitted_at)
                .err()
                .unwrap_or_default()
        };
        problems.extend(self.added_too_late(changed, commune, at));
        Validation {
            submittable: problems.is_empty(),
            problems,
            findings: check(changed, &edition, commune, self.submitted_at),
        }
    }

    /// Faults of occurrences that the labelled event does not have, and that have begun.
    fn added_too_late(
        &self,
        changed: &EventForm,
        commune: Option<&Commune>,
        at: DateTime<Utc>,
    ) -> Vec<FieldProblem> {
        let (labelled, _) = self.form.schedule(self.commune);
        let known = labelled.as_ref().map_or(&[][..], Schedule::occurrences);
        changed
            .parsed_occurrences(commune)
            .filter(|(_, occurrence)| {
                let is_new = !known.iter().any(|known| {
                    known.begin() == occurrence.begin() && known.end() == occurrence.end()
                });
                is_new && occurrence.begin() <= at
            })
            .map(|(index, _)| {
                FieldProblem::new(
                    Field::Occurrences.at(format_args!("{index}/begin")),
                    Code::OccurrencePast,
                    "an occurrence cannot be added once it has begun",
                )
            })
            .collect()
    }
}
