//! Validation of the venue.

use super::reader::Reader;
use crate::event::form::{EventForm, Field, PlaceForm, limits};
use crate::event::{AttendanceMode, Venue};
use crate::place::{Commune, PositionOrigin};
use crate::problem::Code;

impl EventForm {
    pub(super) fn read_venue(
        &self,
        reader: &mut Reader,
        mode: AttendanceMode,
        commune: Option<&Commune>,
    ) -> Option<Venue> {
        let PlaceForm {
            name,
            address,
            postal_code,
            insee,
            position,
            access,
        } = &self.place;
        if commune.is_none() && !insee.trim().is_empty() {
            reader.fault(
                Field::PlaceInsee,
                Code::UnknownCommune,
                "no commune has this INSEE code",
            );
        }
        if !mode.has_place() {
            return None;
        }
        let name = reader.required(limits::VENUE_NAME, Field::PlaceName.pointer(), name);
        let address = reader.required(limits::ADDRESS, Field::PlaceAddress.pointer(), address);
        let access = reader.optional(limits::ACCESS, Field::PlaceAccess.pointer(), access);
        let Some(commune) = commune else {
            if insee.trim().is_empty() {
                reader.fault(
                    Field::PlaceInsee,
                    Code::MissingLocation,
                    "an on-site event requires a commune",
                );
            }
            return None;
        };
        let postal_code = match postal_code.trim() {
            "" => commune.postal_codes.first().cloned().unwrap_or_default(),
            code if code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()) => code.to_owned(),
            _ => {
                reader.fault(
                    Field::PlacePostalCode,
                    Code::InvalidFormat,
                    "must be five digits",
                );
                String::new()
            }
        };
        let position = position.unwrap_or(commune.position);
        if position.distance_m(commune.position) > limits::PIN_DISTANCE_M {
            reader.fault(
                Field::PlacePosition,
                Code::OutsideFrance,
                "too far from the commune",
            );
        }
        Some(Venue {
            name,
            address,
            postal_code,
            insee: commune.insee.clone(),
            city: commune.name.clone(),
            department: commune.department.clone(),
            department_name: commune.department_name.clone(),
            region: commune.region.clone(),
            region_name: commune.region_name.clone(),
            position,
            position_origin: Some(PositionOrigin::of(position, commune)),
            access,
        })
    }
}
