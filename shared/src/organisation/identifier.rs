use crate::problem::FieldProblem;
use crate::text::{siret, uai};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Register that identifies an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentifierKind {
    /// SIRET number of an establishment.
    Siret,
    /// UAI number of a school.
    Uai,
}

/// SIRET or UAI number of an organisation, with correct check digit or letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "73282932000074"))]
pub struct OrganisationIdentifier(String);

impl OrganisationIdentifier {
    /// Reads a number as it was typed: one with a letter is a UAI number, any other one a SIRET number.
    ///
    /// # Errors
    ///
    /// A [`FieldProblem`] at `pointer` when the number is invalid.
    pub fn parse(pointer: &str, raw: &str) -> Result<Self, FieldProblem> {
        let number = if raw.chars().any(char::is_alphabetic) {
            uai(pointer, raw)
        } else {
            siret(pointer, raw)
        };
        number.map(Self)
    }

    /// The number without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Register that the number belongs to.
    pub fn kind(&self) -> IdentifierKind {
        if self.0.len() == 14 {
            IdentifierKind::Siret
        } else {
            IdentifierKind::Uai
        }
    }

    /// URL path of the public page: `/organisateurs/73282932000074`.
    pub fn page(&self) -> String {
        format!("/organisateurs/{self}")
    }
}

impl TryFrom<String> for OrganisationIdentifier {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse("", &text).map_err(|fault| fault.detail)
    }
}

impl From<OrganisationIdentifier> for String {
    fn from(identifier: OrganisationIdentifier) -> Self {
        identifier.0
    }
}

impl fmt::Display for OrganisationIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case::siret("732 829 320 00074", "73282932000074", IdentifierKind::Siret)]
    #[case::la_poste("35600000000048", "35600000000048", IdentifierKind::Siret)]
    #[case::uai("0750655e", "0750655E", IdentifierKind::Uai)]
    fn a_number_tells_its_register(
        #[case] typed: &str,
        #[case] stored: &str,
        #[case] kind: IdentifierKind,
    ) {
        let read = OrganisationIdentifier::parse("/identifier", typed).unwrap();
        assert_eq!((read.as_str(), read.kind()), (stored, kind));
    }

    #[rstest]
    #[case::siret("73282932000075", Code::InvalidSiret)]
    #[case::nothing("", Code::InvalidSiret)]
    #[case::uai("0750655Z", Code::InvalidUai)]
    #[case::foreign("DE123456789", Code::InvalidUai)]
    fn a_wrong_number_is_refused_at_its_field(#[case] typed: &str, #[case] code: Code) {
        let fault = OrganisationIdentifier::parse("/identifier", typed).unwrap_err();
        assert_eq!((fault.pointer.as_str(), fault.code), ("/identifier", code));
    }

    proptest! {
        #[test]
        fn a_read_number_reads_as_itself(text in "[0-9A-Za-z ]{0,20}") {
            if let Ok(read) = OrganisationIdentifier::parse("", &text) {
                prop_assert_eq!(OrganisationIdentifier::parse("", read.as_str()), Ok(read));
            }
        }
    }
}
