//! Who organises, and whom one may ask.

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
        let most = limits::CO_ORGANISERS;
        if co_organisers.len() > most {
            let fault = FieldProblem::new(
                "/organiser/coOrganisers",
                Code::TooMany,
                format!("at most {most}"),
            );
            reader.faults.push(fault.with_limit(most as u64));
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
            siret: reader.optional_by(siret, "/organiser/siret", siret_number),
            on_behalf_of: reader.optional(limits::NAME, "/organiser/onBehalfOf", on_behalf_of),
            co_organisers: co_organisers
                .iter()
                .enumerate()
                .take(most)
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
                .optional_by(email, "/organiser/contactEmail", contact_email)
                .unwrap_or_default(),
            phone: reader.optional_by(phone, "/organiser/contactPhone", contact_phone),
        };
        (organiser, contact)
    }
}
