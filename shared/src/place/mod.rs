//! Places: communes and what follows from their INSEE code — department, region, zone, time zone.

mod position;
mod territory;

pub use position::{Bounds, InvalidPosition, Position};
pub use territory::{DepartmentCode, InseeCode, InvalidCode, RegionCode, Territory, zones};

use crate::text::slug;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A commune, a municipal arrondissement (Paris, Lyon, Marseille) or a place overseas.
///
/// Source: INSEE, Code officiel géographique 2026; `data/geo/NOTICE.md`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Commune {
    /// INSEE code.
    pub insee: InseeCode,
    /// Name without article, as « Le Mans » or « Lyon 3e Arrondissement ».
    #[cfg_attr(feature = "openapi", schema(example = "Vénissieux"))]
    pub name: String,
    /// Postal codes that serve it, ascending.
    pub postal_codes: Vec<String>,
    /// Department, or overseas collectivity.
    pub department: DepartmentCode,
    /// Name of the department.
    #[cfg_attr(feature = "openapi", schema(example = "Rhône"))]
    pub department_name: String,
    /// Region, or again the collectivity.
    pub region: RegionCode,
    /// Name of the region.
    #[cfg_attr(feature = "openapi", schema(example = "Auvergne-Rhône-Alpes"))]
    pub region_name: String,
    /// Town hall, or else the middle of the commune.
    pub position: Position,
    /// Inhabitants.
    pub population: u32,
}

impl Commune {
    /// Time zone of its clocks.
    pub fn zone(&self) -> Tz {
        self.department.zone()
    }

    /// « Vénissieux (69) »: homonyms are many, so the department always stands beside the name.
    pub fn label(&self) -> String {
        format!("{} ({})", self.name, self.department)
    }
}

/// A commune that answers a search, with how well it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommuneMatch {
    /// The commune.
    pub commune: Commune,
    /// 0 to 1; 1 is the exact name, postal code or INSEE code.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 1, example = 0.96))]
    pub score: f64,
}

/// The commune nearest to a point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NearestCommune {
    /// The commune.
    #[serde(flatten)]
    pub commune: Commune,
    /// How far its town hall is from the point, in metres.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 312))]
    pub distance_m: f64,
}

/// A region with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Region {
    /// INSEE code.
    pub code: RegionCode,
    /// Name.
    pub name: String,
}

impl Region {
    /// Address of its page on the site: `/regions/84-auvergne-rhone-alpes`.
    pub fn page(&self) -> String {
        region_page(&self.code, &self.name)
    }
}

/// Address of the page of a region.
pub fn region_page(code: &RegionCode, name: &str) -> String {
    format!("/regions/{code}-{}", slug(name))
}

/// Address of the page of a department.
pub fn department_page(code: &DepartmentCode, name: &str) -> String {
    format!("/departements/{code}-{}", slug(name))
}

/// The INSEE code in the last part of the address of a territory's page: what stands before the first `-`.
pub fn code_of_page(part: &str) -> &str {
    part.split_once('-').map_or(part, |(code, _)| code)
}

/// A department with its name and region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Department {
    /// INSEE code.
    pub code: DepartmentCode,
    /// Name.
    pub name: String,
    /// Region it belongs to.
    pub region: RegionCode,
}

impl Department {
    /// Address of its page on the site: `/departements/69-rhone`.
    pub fn page(&self) -> String {
        department_page(&self.code, &self.name)
    }
}

/// The regions and departments of France, overseas collectivities included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Territories {
    /// By name.
    pub regions: Vec<Region>,
    /// By code.
    pub departments: Vec<Department>,
}

#[cfg(test)]
mod tests {
    use super::*;

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
