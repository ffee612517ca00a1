//! Validation of the organiser and the contact person.

use super::reader::Reader;
use crate::edition::Edition;
use crate::event::form::{EventForm, OrganiserForm, limits};
use crate::event::{Contact, Organiser};
use crate::problem::{Code, FieldProblem};
use crate::text::{email, phone, siret};

impl EventForm {
    pub(super) fn read_organiser(
        &self,
        reader: &mut Reader,
        edition: &Edition,
    ) -> (Organiser, Contact) {
        let OrganiserForm {
            name,
            kind,
            siret: siret_number,
            contact_name,
            contact_email,
            contact_phone,
            on_behalf_of,
            co_organisers,
        } = &self.organiser;
        let max = limits::CO_ORGANISERS;
        if co_organisers.len() > max {
            let fault = FieldProblem::new(
                "/organiser/coOrganisers",
                Code::TooMany,
                format!("at most {max}"),
            );
            reader.faults.push(fault.with_limit(max as u64));
        }
        let organiser = Organiser {
            name: reader.required(limits::NAME, "/organiser/name", name),
            kind: reader
                .term(
                    &edition.vocabularies.organiser_kinds,
                    "/organiser/kind",
                    kind,
                )
                .map(|term| term.id.clone())
                .unwrap_or_default(),
            siret: reader.optional_parsed(siret, "/organiser/siret", siret_number),
            on_behalf_of: reader.optional(limits::NAME, "/organiser/onBehalfOf", on_behalf_of),
            co_organisers: co_organisers
                .iter()
                .enumerate()
                .take(max)
                .filter_map(|(i, name)| {
                    reader.optional(limits::NAME, &format!("/organiser/coOrganisers/{i}"), name)
                })
                .collect(),
        };
        if contact_email.trim().is_empty() {
            reader.fault("/organiser/contactEmail", Code::Required, "required");
        }
        let contact = Contact {
            name: reader.required(limits::NAME, "/organiser/contactName", contact_name),
            email: reader
                .optional_parsed(email, "/organiser/contactEmail", contact_email)
                .unwrap_or_default(),
            phone: reader.optional_parsed(phone, "/organiser/contactPhone", contact_phone),
        };
        (organiser, contact)
    }
}
