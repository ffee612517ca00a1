//! Validation of the organiser and the contact person.

use super::reader::Reader;
use crate::edition::Edition;
use crate::event::form::{EventForm, Field, OrganiserForm, limits};
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
                Field::OrganiserCoOrganisers,
                Code::TooMany,
                format!("at most {max}"),
            );
            reader.faults.push(fault.with_limit(max as u64));
        }
        let organiser = Organiser {
            name: reader.required(limits::NAME, Field::OrganiserName.pointer(), name),
            kind: reader
                .term(
                    &edition.vocabularies.organiser_kinds,
                    Field::OrganiserKind.pointer(),
                    kind,
                )
                .map(|term| term.id.clone())
                .unwrap_or_default(),
            siret: reader.optional_parsed(siret, Field::OrganiserSiret.pointer(), siret_number),
            // Known to the server, not part of the form.
            organisation: None,
            on_behalf_of: reader.optional(
                limits::NAME,
                Field::OrganiserOnBehalfOf.pointer(),
                on_behalf_of,
            ),
            co_organisers: co_organisers
                .iter()
                .enumerate()
                .take(max)
                .filter_map(|(i, name)| {
                    reader.optional(limits::NAME, &Field::OrganiserCoOrganisers.at(i), name)
                })
                .collect(),
        };
        if contact_email.trim().is_empty() {
            reader.fault(Field::OrganiserContactEmail, Code::Required, "required");
        }
        let contact = Contact {
            name: reader.required(
                limits::NAME,
                Field::OrganiserContactName.pointer(),
                contact_name,
            ),
            email: reader
                .optional_parsed(email, Field::OrganiserContactEmail.pointer(), contact_email)
                .unwrap_or_default(),
            phone: reader.optional_parsed(
                phone,
                Field::OrganiserContactPhone.pointer(),
                contact_phone,
            ),
        };
        (organiser, contact)
    }
}
