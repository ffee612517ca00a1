//! Changes of labelled events: which fields are checked again, and what the public sees until then.

use super::Edition;
use crate::event::{Field, FormField};
use crate::words::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// What the public sees of a labelled event while a change of it waits for its check.
    Meanwhile {
        /// The event as it was labelled.
        Labelled = "labelled",
        /// Nothing: the event is not public until the decision.
        Nothing = "nothing",
    }
}

/// Rules for changes of labelled events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rechecks {
    /// JSON pointers of the form fields whose change is checked again, additional ones included; any other change is public at
    /// once. Of `/occurrences`, only the times count, not the seats.
    #[serde(default = "default_fields")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub fields: Vec<FormField>,
    /// What the public sees while a change waits for its check.
    #[serde(default = "default_meanwhile")]
    pub meanwhile: Meanwhile,
}

/// Dates, place, price, audience, access, kind and organiser: what the label was granted for.
fn default_fields() -> Vec<FormField> {
    [
        Field::OrganiserName,
        Field::OrganiserKind,
        Field::OrganiserSiret,
        Field::OrganiserOnBehalfOf,
        Field::OrganiserCoOrganisers,
        Field::Kind,
        Field::KindOther,
        Field::AttendanceMode,
        Field::PlaceName,
        Field::PlaceAddress,
        Field::PlacePostalCode,
        Field::PlaceInsee,
        Field::PlacePosition,
        Field::Occurrences,
        Field::Audiences,
        Field::AccessMode,
        Field::AgeMin,
        Field::AgeMax,
        Field::Free,
        Field::Conditions,
    ]
    .map(FormField::Standard)
    .to_vec()
}

const fn default_meanwhile() -> Meanwhile {
    Meanwhile::Labelled
}

impl Default for Rechecks {
    fn default() -> Self {
        Self {
            fields: default_fields(),
            meanwhile: default_meanwhile(),
        }
    }
}

impl Edition {
    /// Faults of [`Edition::rechecks`]; a name that no field has does not parse.
    pub(super) fn recheck_faults(&self) -> Vec<String> {
        let fields = &self.rechecks.fields;
        let twice = fields
            .iter()
            .enumerate()
            .filter(|(index, field)| fields.iter().take(*index).any(|other| other == *field))
            .map(|(_, field)| format!("rechecks.fields: `{}` occurs twice", field.pointer()));
        let unknown = fields
            .iter()
            .filter_map(|field| field.key())
            .filter(|key| self.additional_field(*key).is_none())
            .map(|key| {
                format!(
                    "rechecks.fields: `{}` is no field of the edition",
                    key.pointer()
                )
            });
        let commitments = fields.contains(&Field::CommitmentsVersion.into()).then(|| {
            format!(
                "rechecks.fields: `{}` is not part of the event",
                Field::CommitmentsVersion.pointer()
            )
        });
        twice.chain(unknown).chain(commitments).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::additional_tests::edition_with;
    use rstest::rstest;
    use serde_json::json;

    fn edition(fields: serde_json::Value) -> Result<Edition, serde_json::Error> {
        let mut edition: serde_json::Value =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition["rechecks"] = json!({ "fields": fields });
        serde_json::from_value(edition)
    }

    #[test]
    fn an_edition_that_says_nothing_has_the_default() {
        let mut json: serde_json::Value =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        json.as_object_mut().unwrap().remove("rechecks");
        let edition: Edition = serde_json::from_value(json).unwrap();

        assert_eq!(edition.rechecks, Rechecks::default());
        assert_eq!(edition.rechecks.meanwhile, Meanwhile::Labelled);
        assert_eq!(edition.faults(), Vec::<String>::new());
    }

    #[rstest]
    #[case::no_field("/colour")]
    #[case::inside_a_field("/occurrences/0/begin")]
    #[case::no_pointer("title")]
    fn a_name_that_no_field_has_is_refused(#[case] name: &str) {
        let error = edition(json!([name])).unwrap_err().to_string();

        assert!(error.contains(name), "{error}");
    }

    #[test]
    fn a_field_occurs_once_and_the_commitments_never() {
        let faults = edition(json!(["/title", "/commitmentsVersion", "/title"]))
            .unwrap()
            .faults();

        assert_eq!(
            faults,
            [
                "rechecks.fields: `/title` occurs twice",
                "rechecks.fields: `/commitmentsVersion` is not part of the event"
            ]
        );
    }

    #[test]
    fn an_additional_field_is_one_of_the_edition() {
        let mut edition = edition_with(&json!([{
            "key": "guided",
            "label": "Visite guidée",
            "step": "public",
            "answer": { "type": "yes_no" }
        }]));
        edition.rechecks = serde_json::from_value(json!({
            "fields": ["/title", "/additional/guided", "/additional/size"]
        }))
        .unwrap();

        assert_eq!(
            edition.faults(),
            ["rechecks.fields: `/additional/size` is no field of the edition"]
        );
    }

    #[test]
    fn an_edition_may_check_nothing_again() {
        let edition = edition(json!([])).unwrap();

        assert_eq!(edition.faults(), Vec::<String>::new());
    }
}
