//! Secret links to read an event submission that is not public yet.

use super::EventForm;
use crate::edition::Edition;
use crate::label::LabelState;
use crate::place::Commune;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The secret reading link of an event submission.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadingLink {
    /// Address of the page; its part after `#` is the secret, which browsers send to no server.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://semaine.example.org/lecture#JxDdEtD3mb1vVLVC-yvZgw")
    )]
    pub url: String,
    /// Time at which it was made.
    pub created_at: DateTime<Utc>,
}

/// The reading link of an event submission, if it has one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadingAccess {
    /// The link; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<ReadingLink>,
}

/// Request to read an event submission with the secret of a link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadingKey {
    /// The part of the link after `#`.
    pub key: String,
}

/// An event submission, as a reader with the secret link sees it: without any person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reading {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// State in the labelling process.
    pub state: LabelState,
    /// Slug of the public page; absent unless the event is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Form as last saved, without the contact person, without e-mail addresses and telephone numbers of the booking, and without
    /// answers that describe a person.
    pub form: EventForm,
    /// Commune with the INSEE code of the form; absent when the code is empty or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// Time of the last change.
    pub updated_at: DateTime<Utc>,
}

impl EventForm {
    /// The form without the fields that name or reach a person, nor the answers of its edition that describe one.
    #[must_use]
    pub fn without_persons(mut self, edition: &Edition) -> Self {
        self.additional.forget_people(edition);
        self.organiser.contact_name.clear();
        self.organiser.contact_email.clear();
        self.organiser.contact_phone.clear();
        for booking in [&mut self.public_booking, &mut self.school_booking] {
            booking.email.clear();
            booking.phone.clear();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Answer;

    #[test]
    fn a_reader_sees_no_person() {
        let person = "marie.dupont@example.org";
        let mut edition: serde_json::Value =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        let line = serde_json::json!({ "type": "line", "min": 2, "max": 60 });
        edition["additional"] = serde_json::json!([
            { "key": "escort", "label": "Accompagnateur", "step": "public", "personal": true, "answer": line },
            { "key": "gate", "label": "Portail", "step": "public", "answer": line }
        ]);
        let edition: Edition = serde_json::from_value(edition).unwrap();
        let mut form = EventForm {
            title: "Visite de la fonderie".to_owned(),
            ..EventForm::default()
        };
        for (key, words) in [("escort", person), ("gate", "Portail nord")] {
            let key = key.parse().unwrap();
            form.additional.set(key, Answer::Text(words.to_owned()));
        }
        form.organiser.name = "Fonderie du Rhône".to_owned();
        form.organiser.contact_name = person.to_owned();
        form.organiser.contact_email = person.to_owned();
        form.organiser.contact_phone = person.to_owned();
        for booking in [&mut form.public_booking, &mut form.school_booking] {
            booking.url = "https://example.org/inscription".to_owned();
            booking.email = person.to_owned();
            booking.phone = person.to_owned();
        }

        let read = serde_json::to_string(&form.without_persons(&edition)).unwrap();

        assert!(!read.contains(person), "{read}");
        for kept in [
            "Fonderie du Rhône",
            "example.org/inscription",
            "Portail nord",
        ] {
            assert!(read.contains(kept), "{read}");
        }
    }
}
