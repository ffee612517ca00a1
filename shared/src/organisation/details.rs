use super::{OrganisationIdentifier, OrganisationRole};
use crate::event::limits;
use crate::id::OrganisationId;
use crate::place::{Commune, DepartmentCode, InseeCode};
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, typed};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Longest identifier of a kind, in characters.
const KIND_MAX_CHARS: usize = 60;

/// Description of an organisation, besides its number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationDetails {
    /// Name, 2 to 150 characters; required.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Term of an edition's `organiserKinds` vocabulary; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "company"))]
    pub kind: String,
    /// Street and number, 2 to 255 characters; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "12 rue de la Forge"))]
    pub address: String,
    /// Postal code, five digits; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "69200"))]
    pub postal_code: String,
    /// INSEE code of the commune; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "69259"))]
    pub insee: String,
}

impl OrganisationDetails {
    /// The details as they are stored. `prefix` is the JSON pointer to them; `commune` finds a commune by its code.
    ///
    /// # Errors
    ///
    /// Every fault, at its field.
    pub fn read(
        &self,
        prefix: &str,
        commune: impl Fn(&InseeCode) -> Option<Commune>,
    ) -> Result<Self, Vec<FieldProblem>> {
        let at = |field: &str| format!("{prefix}/{field}");
        let mut faults = Vec::new();
        let mut text = |limits: Limits, field: &str, raw: &str| {
            let read = limits.read(&at(field), raw);
            read.unwrap_or_else(|fault| {
                faults.push(fault);
                None
            })
        };
        let name = text(limits::NAME, "name", &self.name);
        let address = text(limits::ADDRESS, "address", &self.address);
        if typed(&self.name).trim().is_empty() {
            faults.push(FieldProblem::new(at("name"), Code::Required, "required"));
        }
        let kind = self.kind.trim();
        let is_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
        if kind.len() > KIND_MAX_CHARS || !kind.chars().all(is_sign) {
            let detail = "must be the identifier of a kind";
            faults.push(FieldProblem::new(at("kind"), Code::UnknownValue, detail));
        }
        let postal_code = self.postal_code.trim();
        let is_code = postal_code.len() == 5 && postal_code.bytes().all(|b| b.is_ascii_digit());
        if !postal_code.is_empty() && !is_code {
            let detail = "must have 5 digits";
            faults.push(FieldProblem::new(
                at("postalCode"),
                Code::InvalidFormat,
                detail,
            ));
        }
        let insee = self.insee.trim();
        let known = InseeCode::parse(insee).is_ok_and(|code| commune(&code).is_some());
        if !insee.is_empty() && !known {
            let detail = "there is no such commune";
            faults.push(FieldProblem::new(at("insee"), Code::UnknownCommune, detail));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            name: name.unwrap_or_default(),
            kind: kind.to_owned(),
            address: address.unwrap_or_default(),
            postal_code: postal_code.to_owned(),
            insee: insee.to_owned(),
        })
    }
}

/// Request to create an organisation, or to take charge of one without members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOrganisation {
    /// SIRET number (14 digits) or UAI number (7 digits and a letter); spaces are allowed.
    #[cfg_attr(feature = "openapi", schema(example = "73282932000074"))]
    pub identifier: String,
    /// Name, kind and address.
    pub details: OrganisationDetails,
}

/// Request to merge an organisation into another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeInto {
    /// UUID of the organisation that stays.
    pub into: OrganisationId,
}

/// An organisation as lists and choices show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationName {
    /// UUID of the organisation.
    pub id: OrganisationId,
    /// SIRET or UAI number.
    pub identifier: OrganisationIdentifier,
    /// Name of the organisation.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Term of an edition's `organiserKinds` vocabulary; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "company"))]
    pub kind: String,
}

/// An organisation as its members see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Organisation {
    /// UUID of the organisation.
    pub id: OrganisationId,
    /// SIRET or UAI number.
    pub identifier: OrganisationIdentifier,
    /// Name, kind and address.
    pub details: OrganisationDetails,
    /// The commune of the address; absent when none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// Incremented by every change of the details.
    pub version: i32,
    /// Time at which it was created.
    pub created_at: DateTime<Utc>,
}

/// An organisation of the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnOrganisation {
    /// Organisation of which the caller is a member.
    pub organisation: Organisation,
    /// Role of the caller.
    pub role: OrganisationRole,
}

/// An organisation in whose name the caller may file events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingChoice {
    /// The organisation in whose name the event is filed.
    pub organisation: OrganisationName,
    /// The organisation of the caller that files on its behalf; absent when the caller is a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<OrganisationName>,
}

/// The organisations of the caller.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnOrganisations {
    /// Organisations that the caller belongs to, by name.
    pub items: Vec<OwnOrganisation>,
    /// In whose name the caller may file events.
    pub choices: Vec<FilingChoice>,
}

/// Public facts about an organisation with labelled events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicOrganisation {
    /// UUID of the organisation; after a merge, that of the one that stayed.
    pub id: OrganisationId,
    /// SIRET or UAI number.
    pub identifier: OrganisationIdentifier,
    /// Name of the organisation.
    #[cfg_attr(feature = "openapi", schema(example = "Fonderie du Rhône"))]
    pub name: String,
    /// Term of an edition's `organiserKinds` vocabulary; may be empty.
    #[cfg_attr(feature = "openapi", schema(example = "company"))]
    pub kind: String,
    /// INSEE code of the commune; absent when none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insee: Option<InseeCode>,
    /// Name of the commune; absent when none is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Vénissieux"))]
    pub commune: Option<String>,
    /// INSEE code of the department; absent when no commune is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Values of the filter `organiser` that select its events.
    pub organiser: Vec<String>,
    /// Number of its labelled events in all editions.
    #[cfg_attr(feature = "openapi", schema(example = 3))]
    pub events: u64,
    /// URL of its page.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://semaine.example.org/organisateurs/73282932000074")
    )]
    pub url: String,
    /// URL of the Atom feed of its events in the current edition.
    pub atom_url: String,
    /// URL of the iCalendar file of its events in the current edition.
    pub calendar_url: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn details() -> OrganisationDetails {
        OrganisationDetails {
            name: " Fonderie  du Rhône ".to_owned(),
            kind: "company".to_owned(),
            address: "12 rue de la Forge".to_owned(),
            postal_code: "69200".to_owned(),
            insee: String::new(),
        }
    }

    fn faults(details: &OrganisationDetails) -> Vec<(String, Code)> {
        let read = details.read("/details", |_| None);
        let faults = read.err().unwrap_or_default().into_iter();
        faults.map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn details_are_stored_without_spare_space() {
        let read = details().read("/details", |_| None).unwrap();
        assert_eq!(read.name, "Fonderie du Rhône");
        assert_eq!(read.address, "12 rue de la Forge");
    }

    #[rstest]
    #[case::no_name(OrganisationDetails { name: " ".to_owned(), ..details() }, "/details/name", Code::Required)]
    #[case::short_name(OrganisationDetails { name: "A".to_owned(), ..details() }, "/details/name", Code::TooShort)]
    #[case::kind(OrganisationDetails { kind: "Société".to_owned(), ..details() }, "/details/kind", Code::UnknownValue)]
    #[case::postal_code(OrganisationDetails { postal_code: "6920".to_owned(), ..details() }, "/details/postalCode", Code::InvalidFormat)]
    #[case::commune(OrganisationDetails { insee: "69999".to_owned(), ..details() }, "/details/insee", Code::UnknownCommune)]
    fn a_fault_is_told_at_its_field(
        #[case] details: OrganisationDetails,
        #[case] pointer: &str,
        #[case] code: Code,
    ) {
        assert_eq!(faults(&details), [(pointer.to_owned(), code)]);
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let wrong = OrganisationDetails {
            name: String::new(),
            address: "a".to_owned(),
            postal_code: "x".to_owned(),
            ..details()
        };
        let codes: Vec<Code> = faults(&wrong).into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, [Code::TooShort, Code::Required, Code::InvalidFormat]);
    }
}
