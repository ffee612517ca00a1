//! Places: communes and what their INSEE code determines (department, region, time zone).

mod address;
mod pin;
mod position;
mod territory;

pub use address::{AddressMatch, AddressMatches, AddressPrecision, AddressSource};
pub(crate) use pin::pin_distance_m;
pub use pin::{PositionOrigin, reported_distance};
pub use position::{Bounds, InvalidPosition, Position};
pub use territory::{
    DepartmentCode, EpciCode, IndustryCode, InseeCode, InvalidCode, RegionCode, Territory, zones,
};

use crate::text::slug;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A commune, a municipal arrondissement (Paris, Lyon, Marseille) or an overseas place.
///
/// Source: INSEE, Code officiel géographique 2026; `data/geo/NOTICE.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commune {
    /// INSEE code of the commune.
    pub insee: InseeCode,
    /// Name, such as `Le Mans` or `Lyon 3e Arrondissement`.
    #[cfg_attr(feature = "openapi", schema(example = "Vénissieux"))]
    pub name: String,
    /// Postal codes of the commune, ascending.
    pub postal_codes: Vec<String>,
    /// INSEE code of the department or overseas collectivity.
    pub department: DepartmentCode,
    /// Name of the department, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Rhône"))]
    pub department_name: String,
    /// INSEE code of the region; that of the collectivity where there is no region.
    pub region: RegionCode,
    /// Name of the region, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Auvergne-Rhône-Alpes"))]
    pub region_name: String,
    /// Location of the town hall; the centre of the commune where that is not known.
    pub position: Position,
    /// Number of inhabitants: the legal population published by INSEE.
    pub population: u32,
}

impl Commune {
    /// Time zone of the commune.
    pub fn zone(&self) -> Tz {
        self.department.zone()
    }

    /// Display name with department, such as `Vénissieux (69)`: many communes share a name.
    pub fn label(&self) -> String {
        format!("{} ({})", self.name, self.department)
    }
}

/// A commune found by a search, with its relevance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommuneMatch {
    /// Commune that was found.
    pub commune: Commune,
    /// Relevance from 0 to 1; 1 for an exact name, postal code or INSEE code.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1, example = 0.96))]
    pub score: f64,
}

/// The commune nearest to a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NearestCommune {
    /// Commune whose town hall is nearest.
    #[serde(flatten)]
    pub commune: Commune,
    /// Distance between the point and the town hall, in metres.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 312))]
    pub distance_m: f64,
}

/// A group of communes in a list: an EPCI or a Territoire d'industrie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommuneGroupSummary {
    /// Value of the filter: SIREN of an EPCI, or identifier of a Territoire d'industrie.
    #[cfg_attr(feature = "openapi", schema(example = "200046977"))]
    pub code: String,
    /// Its name, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Métropole de Lyon"))]
    pub name: String,
    /// INSEE codes of the departments of its communes, ascending.
    pub departments: Vec<DepartmentCode>,
}

/// A group of communes: an EPCI or a Territoire d'industrie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommuneGroup {
    /// Code, name and departments.
    #[serde(flatten)]
    pub summary: CommuneGroupSummary,
    /// INSEE codes of its communes of today. Paris, Lyon and Marseille have only the code of the city, which stands for their
    /// arrondissements too.
    pub communes: Vec<InseeCode>,
}

/// A region of France.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Region {
    /// INSEE code of the region.
    pub code: RegionCode,
    /// Name of the region, in French.
    pub name: String,
}

impl Region {
    /// URL path of its page: `/regions/84-auvergne-rhone-alpes`.
    pub fn page(&self) -> String {
        region_page(&self.code, &self.name)
    }
}

/// URL path of a region page, such as `/regions/84-auvergne-rhone-alpes`.
pub fn region_page(code: &RegionCode, name: &str) -> String {
    format!("/regions/{code}-{}", slug(name))
}

/// URL path of a department page, such as `/departements/69-rhone`.
pub fn department_page(code: &DepartmentCode, name: &str) -> String {
    format!("/departements/{code}-{}", slug(name))
}

/// INSEE code in the last segment of the URL of a region or department page: the part before the first `-`.
pub fn code_of_page(part: &str) -> &str {
    part.split_once('-').map_or(part, |(code, _)| code)
}

/// A department of France.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    /// INSEE code of the department.
    pub code: DepartmentCode,
    /// Name of the department, in French.
    pub name: String,
    /// INSEE code of its region.
    pub region: RegionCode,
}

impl Department {
    /// URL path of its page: `/departements/69-rhone`.
    pub fn page(&self) -> String {
        department_page(&self.code, &self.name)
    }
}

/// Regions and departments of France, overseas collectivities included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Territories {
    /// Regions, sorted by name.
    pub regions: Vec<Region>,
    /// Departments, sorted by code.
    pub departments: Vec<Department>,
}

impl Territories {
    /// Name of a territory, such as `Auvergne-Rhône-Alpes` or `Rhône (69)`; none for the whole country and for a code that is not
    /// among them.
    pub fn name_of(&self, territory: &Territory) -> Option<String> {
        match territory {
            Territory::National => None,
            Territory::Region(code) => {
                let mut regions = self.regions.iter();
                let region = regions.find(|region| region.code == *code)?;
                Some(region.name.clone())
            }
            Territory::Department(code) => {
                let mut departments = self.departments.iter();
                let department = departments.find(|department| department.code == *code)?;
                Some(format!("{} ({code})", department.name))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_territory_has_the_name_of_its_place() {
        let region = RegionCode::parse("84").unwrap();
        let territories = Territories {
            departments: vec![Department {
                code: DepartmentCode::parse("69").unwrap(),
                name: "Rhône".to_owned(),
                region: region.clone(),
            }],
            regions: vec![Region {
                code: region,
                name: "Auvergne-Rhône-Alpes".to_owned(),
            }],
        };
        let name = |text: &str| territories.name_of(&text.parse().unwrap());

        assert_eq!(name("region:84").as_deref(), Some("Auvergne-Rhône-Alpes"));
        assert_eq!(name("department:69").as_deref(), Some("Rhône (69)"));
        assert_eq!(name("region:11"), None);
        assert_eq!(name("national"), None);
    }

    #[test]
    fn the_address_of_a_territory_begins_with_its_code() {
        let region = Region {
            code: RegionCode::parse("84").unwrap(),
            name: "Auvergne-Rhône-Alpes".to_owned(),
        };
        let department = Department {
            code: DepartmentCode::parse("2A").unwrap(),
            name: "Corse-du-Sud".to_owned(),
            region: RegionCode::parse("94").unwrap(),
        };

        assert_eq!(region.page(), "/regions/84-auvergne-rhone-alpes");
        assert_eq!(department.page(), "/departements/2A-corse-du-sud");
        assert_eq!(code_of_page("2A-corse-du-sud"), "2A");
        assert_eq!(code_of_page("84"), "84");
    }
}
