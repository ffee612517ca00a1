//! Changes of labelled events: the fields that are checked again, and the version that the public sees until then.

use super::Edition;
use super::faults::Faults;
use crate::event::{Field, FormField};
use crate::identifiers::string_enum;
use crate::problem::Code;
use serde::{Deserialize, Serialize};

string_enum! {
    /// Version of a labelled event that the public sees while a change of it waits for its check.
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
    /// Version of the event that the public sees while a change waits for its check; `labelled` by default.
    #[serde(default = "default_meanwhile")]
    pub meanwhile: Meanwhile,
}

/// The fields for which the label was granted: dates, place, price, audience, access, kind and organiser.
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
    /// Checks [`Edition::rechecks`]. A pointer to a field that does not exist fails earlier, when the edition is parsed.
    pub(super) fn check_rechecks(&self, faults: &mut Faults) {
        let fields = &self.rechecks.fields;
        for (at, field) in fields.iter().enumerate() {
            let (place, name) = (format!("/rechecks/fields/{at}"), field.pointer());
            if fields.iter().take(at).any(|other| other == field) {
                faults.add(&place, Code::Duplicate, format!("`{name}` occurs twice"));
            }
            let key = field.key();
            if key.is_some_and(|key| self.additional_field(key).is_none()) {
                let detail = format!("`{name}` is no field of the edition");
                faults.add(&place, Code::UnknownValue, detail);
            }
            if *field == Field::CommitmentsVersion.into() {
                let detail = format!("`{name}` is not part of the event");
                faults.add(&place, Code::NotAllowed, detail);
            }
        }
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
                "/rechecks/fields/1: `/commitmentsVersion` is not part of the event",
                "/rechecks/fields/2: `/title` occurs twice"
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
            ["/rechecks/fields/2: `/additional/size` is no field of the edition"]
        );
    }

    #[test]
    fn an_edition_may_check_nothing_again() {
        let edition = edition(json!([])).unwrap();

        assert_eq!(edition.faults(), Vec::<String>::new());
    }
}
