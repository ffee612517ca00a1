use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// The text does not have the format of the code of a place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a code of a place")]
pub struct InvalidCode(String);

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $valid:expr, $example:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = $example))]
        pub struct $name(String);

        impl $name {
            /// Parses a code; spaces and lower case are rejected.
            ///
            /// # Errors
            ///
            /// [`InvalidCode`] when the text is ill-formed. Whether the place exists is not checked: that needs the
            /// gazetteer.
            pub fn parse(text: &str) -> Result<Self, InvalidCode> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) { Ok(Self(text.to_owned())) } else { Err(InvalidCode(text.chars().take(20).collect())) }
            }

            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidCode;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl FromStr for $name {
            type Err = InvalidCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

code! {
    /// INSEE code of a commune: five characters, `69259`, `2A004`, `97411`.
    InseeCode,
    |text| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'A' || b == b'B') && text.split_at_checked(2).is_some_and(|(head, tail)| (digits(head) || head == "2A" || head == "2B") && digits(tail)),
    "69259"
}

code! {
    /// INSEE code of a department or overseas collectivity: `69`, `2A`, `974`, `988`.
    DepartmentCode,
    |text| text == "2A" || text == "2B" || (digits(text) && (text.len() == 2 || text.len() == 3)),
    "69"
}

code! {
    /// INSEE code of a region, or of a collectivity outside any region: `84`, `04`, `988`.
    RegionCode,
    |text| digits(text) && (text.len() == 2 || text.len() == 3),
    "84"
}

code! {
    /// SIREN of an EPCI with its own taxation, or of an établissement public territorial: `200046977`.
    EpciCode,
    |text| digits(text) && text.len() == 9,
    "200046977"
}

code! {
    /// Identifier of a territory of the programme "Territoires d'industrie" 2023–2027: `ti-8401`.
    IndustryCode,
    |text| text.strip_prefix("ti-").is_some_and(|number| digits(number) && number.len() <= 6),
    "ti-0101"
}

impl InseeCode {
    /// The department or overseas collectivity of the commune, which the first characters of the code name.
    pub fn department(&self) -> DepartmentCode {
        let overseas = self.0.starts_with("97") || self.0.starts_with("98");
        let code = self.0.get(..if overseas { 3 } else { 2 });
        DepartmentCode(code.unwrap_or_default().to_owned())
    }
}

/// The cities with municipal arrondissements, and the codes of these: Paris, Lyon and Marseille.
///
/// Source: INSEE, Code officiel géographique.
const CITIES: [(&str, RangeInclusive<u32>); 3] = [
    ("75056", 75101..=75120),
    ("69123", 69381..=69389),
    ("13055", 13201..=13216),
];

impl InseeCode {
    /// The code of the city of an arrondissement; none for another commune.
    pub fn city(&self) -> Option<Self> {
        let number: u32 = self.0.parse().ok()?;
        let mut cities = CITIES.into_iter();
        let (city, _) = cities.find(|(_, arrondissements)| arrondissements.contains(&number))?;
        Some(Self(city.to_owned()))
    }

    /// The codes of the arrondissements of a city; none for another commune.
    pub fn arrondissements(&self) -> impl Iterator<Item = Self> + use<> {
        let city = CITIES.into_iter().find(|(city, _)| *city == self.0);
        let codes = city.into_iter().flat_map(|(_, codes)| codes);
        codes.map(|code| Self(code.to_string()))
    }
}

/// Departments and collectivities with a time zone other than Europe/Paris.
///
/// Source: IANA time zone database, by department.
const ZONES: [(&str, Tz); 12] = [
    ("971", Tz::America__Guadeloupe),
    ("972", Tz::America__Martinique),
    ("973", Tz::America__Cayenne),
    ("974", Tz::Indian__Reunion),
    ("975", Tz::America__Miquelon),
    ("976", Tz::Indian__Mayotte),
    ("977", Tz::America__St_Barthelemy),
    ("978", Tz::America__Marigot),
    ("984", Tz::Indian__Kerguelen),
    ("986", Tz::Pacific__Wallis),
    ("987", Tz::Pacific__Tahiti),
    ("988", Tz::Pacific__Noumea),
];

/// Every time zone used in France, for builds that include only the zones they need.
pub fn zones() -> impl Iterator<Item = Tz> {
    std::iter::once(Tz::Europe__Paris).chain(ZONES.into_iter().map(|(_, zone)| zone))
}

impl DepartmentCode {
    /// True for an overseas department or collectivity; Corsica is not one.
    pub fn is_overseas(&self) -> bool {
        self.as_str().len() == 3
    }

    /// Time zone of the department; Europe/Paris in metropolitan France.
    pub fn zone(&self) -> Tz {
        ZONES
            .into_iter()
            .find(|(code, _)| *code == self.as_str())
            .map_or(Tz::Europe__Paris, |(_, zone)| zone)
    }
}

/// A territory: the whole country, a region or a department.
///
/// Serialised as `national`, `region:84` or `department:69`, in JSON and in the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Territory {
    /// The whole country, overseas included.
    National,
    /// A region, by INSEE code.
    Region(RegionCode),
    /// A department or overseas collectivity, by INSEE code.
    Department(DepartmentCode),
}

impl Territory {
    /// Parses `national`, `region:84` or `department:69`.
    ///
    /// # Errors
    ///
    /// [`InvalidCode`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        match text.split_once(':') {
            None if text == "national" => Ok(Self::National),
            Some(("region", code)) => RegionCode::parse(code).map(Self::Region),
            Some(("department", code)) => DepartmentCode::parse(code).map(Self::Department),
            _ => Err(InvalidCode(text.chars().take(20).collect())),
        }
    }

    /// True when a place in the given department and region lies in the territory.
    pub fn covers(&self, department: Option<&DepartmentCode>, region: Option<&RegionCode>) -> bool {
        match self {
            Self::National => true,
            Self::Region(code) => region == Some(code),
            Self::Department(code) => department == Some(code),
        }
    }

    /// Of the items of territories, the one for a place in the given department and region: that of the department if there is
    /// one, else that of the region, else the national one.
    pub fn nearest<'a, T>(
        items: &'a [T],
        territory: impl Fn(&T) -> &Self,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Option<&'a T> {
        let width = |item: &&T| match territory(item) {
            Self::Department(_) => 0,
            Self::Region(_) => 1,
            Self::National => 2,
        };
        items
            .iter()
            .filter(|item| territory(item).covers(department, region))
            .min_by_key(width)
    }
}

impl TryFrom<String> for Territory {
    type Error = InvalidCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl FromStr for Territory {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl From<Territory> for String {
    fn from(territory: Territory) -> Self {
        territory.to_string()
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::National => f.write_str("national"),
            Self::Region(code) => write!(f, "region:{code}"),
            Self::Department(code) => write!(f, "department:{code}"),
        }
    }
}

/// Written manually: the derived schema would describe the variants of the enum, but it is serialised as a string.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Territory {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("`national`, `region:<code>` or `department:<code>`."))
            .examples(["region:84"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Territory {
    fn name() -> std::borrow::Cow<'static, str> {
        "Territory".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("69259", true)]
    #[case("2A004", true)]
    #[case("97411", true)]
    #[case("6925", false)]
    #[case("A2004", false)]
    #[case("2C004", false)]
    #[case("６９２５９", false)]
    fn insee_codes_are_parsed_strictly(#[case] text: &str, #[case] good: bool) {
        assert_eq!(InseeCode::parse(text).is_ok(), good);
        assert_eq!(
            serde_json::from_value::<InseeCode>(text.into()).is_ok(),
            good
        );
    }

    #[test]
    fn an_arrondissement_belongs_to_its_city() {
        let code = |text: &str| InseeCode::parse(text).unwrap();

        assert_eq!(code("69383").city(), Some(code("69123")));
        assert_eq!(code("75120").city(), Some(code("75056")));
        assert_eq!(code("69123").city(), None);
        assert_eq!(code("2A004").city(), None);
        assert_eq!(code("13055").arrondissements().count(), 16);
        assert_eq!(code("69259").arrondissements().count(), 0);
    }

    #[test]
    fn a_department_overseas_has_its_own_clock() {
        assert_eq!(
            DepartmentCode::parse("974").unwrap().zone(),
            Tz::Indian__Reunion
        );
        assert_eq!(
            DepartmentCode::parse("2A").unwrap().zone(),
            Tz::Europe__Paris
        );
    }

    #[test]
    fn a_territory_covers_what_lies_in_it() {
        let (rhone, aura) = (
            DepartmentCode::parse("69").unwrap(),
            RegionCode::parse("84").unwrap(),
        );
        assert!(
            Territory::parse("region:84")
                .unwrap()
                .covers(Some(&rhone), Some(&aura))
        );
        assert!(
            Territory::parse("department:69")
                .unwrap()
                .covers(Some(&rhone), Some(&aura))
        );
        assert!(
            !Territory::parse("department:01")
                .unwrap()
                .covers(Some(&rhone), Some(&aura))
        );
        assert!(!Territory::parse("region:84").unwrap().covers(None, None));
        assert!(Territory::National.covers(None, None));
    }

    proptest! {
        #[test]
        fn any_accepted_text_round_trips(text in ".{0,20}") {
            for back in [InseeCode::parse(&text).map(|c| c.to_string()), DepartmentCode::parse(&text).map(|c| c.to_string()),
                RegionCode::parse(&text).map(|c| c.to_string()), Territory::parse(&text).map(|c| c.to_string())].into_iter().flatten() { prop_assert_eq!(&back, &text); }
        }
    }
}
