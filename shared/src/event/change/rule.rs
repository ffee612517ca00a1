//! The rule that says which changes of a labelled event are material.

use super::value::{times_of, values_of};
use crate::calendar::Schedule;
use crate::criterion::check;
use crate::edition::{Condition, Edition, Subject};
use crate::event::{EventContent, EventForm, Field, FormField, Validation};
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

/// Changed fields of a labelled event: those of every edition in the order of the form, then the additional ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePlan {
    /// JSON pointers to the fields whose change is public at once.
    pub at_once: Vec<FormField>,
    /// JSON pointers to the fields whose change is checked again first.
    pub rechecked: Vec<FormField>,
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

/// These fields with all that depend on them: those that would say something else beside another value of theirs, and the additional
/// fields of which they decide whether they are asked or required.
pub(in crate::event) fn with_dependents(edition: &Edition, fields: &[FormField]) -> Vec<FormField> {
    let mut all = fields.to_vec();
    for (first, dependents) in TOGETHER {
        if all.contains(&first.into()) {
            let known = all.clone();
            let more = dependents.iter().copied().map(FormField::from);
            all.extend(more.filter(|field| !known.contains(field)));
        }
    }
    with_conditional(edition, all)
}

/// These fields, and the additional ones of which they decide whether they are asked or required.
fn with_conditional(edition: &Edition, mut fields: Vec<FormField>) -> Vec<FormField> {
    loop {
        let is_on_them = |condition: &Condition| {
            let subject = match condition.field {
                Subject::Standard(subject) => FormField::Standard(subject.field()),
                Subject::Additional(pointer) => FormField::Additional(pointer),
            };
            fields.contains(&subject)
        };
        let own = edition.additional.iter();
        let more: Vec<FormField> = own
            .filter(|it| {
                it.shown_when
                    .iter()
                    .chain(&it.required_when)
                    .any(is_on_them)
            })
            .map(|it| FormField::of_key(it.key))
            .filter(|field| !fields.contains(field))
            .collect();
        if more.is_empty() {
            return fields;
        }
        fields.extend(more);
    }
}

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
        let mut rechecked: Vec<FormField> = fields
            .iter()
            .copied()
            .filter(|field| self.is_material(*field, changed))
            .collect();
        for (first, dependents) in TOGETHER {
            if rechecked.contains(&first.into()) {
                let known = rechecked.clone();
                let more = dependents.iter().copied().map(FormField::from);
                rechecked
                    .extend(more.filter(|field| fields.contains(field) && !known.contains(field)));
            }
        }
        let rechecked = with_conditional(self.edition, rechecked);
        let (rechecked, at_once): (Vec<FormField>, Vec<FormField>) = fields
            .iter()
            .copied()
            .partition(|field| rechecked.contains(field));
        if rechecked.is_empty() || at_once.is_empty() {
            return ChangePlan { at_once, rechecked };
        }
        let alone = self.form.with_fields(&at_once, changed);
        let commune = if at_once.contains(&Field::PlaceInsee.into()) {
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

    /// The fields in which a form says something else than the labelled one: those of every edition in the order of the form,
    /// then the additional ones.
    pub fn differences(&self, changed: &EventForm) -> Vec<FormField> {
        let [before, after] = [self.form, changed].map(|form| values_of(form, self.edition));
        before.differences(&after)
    }

    /// True when the change of a field that differs is checked again.
    fn is_material(&self, field: FormField, changed: &EventForm) -> bool {
        self.edition.rechecks.fields.contains(&field)
            && (field != Field::Occurrences.into() || times_of(self.form) != times_of(changed))
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
    /// Fields that are checked again must fulfil the criteria as for a first submission, with two differences:
    /// occurrences of the labelled event that have begun stay, and none can be added in the past.
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
