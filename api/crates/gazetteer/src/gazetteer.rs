use super::keys::Keys;
use super::lists::{self, Lists};
use super::normalise;
use super::row::{Row, number_of, row};
use super::table::table;
use anyhow::{Context as _, ensure};
use geo_index::kdtree::KDTree;
use sha2::{Digest as _, Sha256};
use shared::place::{
    Commune, Department, DepartmentCode, InseeCode, Region, RegionCode, Territories, Territory,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

const COMMUNES: &str = include_str!("../../../../data/geo/communes.tsv");
const DEPARTMENTS: &str = include_str!("../../../../data/geo/departements.tsv");
const REGIONS: &str = include_str!("../../../../data/geo/regions.tsv");

/// Population from which a town is better known than the department of the same name: Paris, Vienne and Mayenne, not Corrèze.
const TOWN_FROM: u32 = 10_000;

static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::read(COMMUNES, DEPARTMENTS, REGIONS)
        .expect("the embedded tables are whole: a test reads them")
});

/// All communes of France, including overseas and municipal arrondissements, by code, name and position.
///
/// Built once from the tables in `data/geo`, which are embedded in the binary, and immutable. The indexes for search and for
/// nearest-neighbour queries are built on first use: most commands and tests need neither.
pub struct Gazetteer {
    /// Sorted by INSEE code.
    pub(super) rows: Vec<Row>,
    departments: BTreeMap<&'static str, Department>,
    regions: BTreeMap<&'static str, Region>,
    territories: Territories,
    /// Parsed by the first search or look-up of a group.
    lists: OnceLock<Lists>,
    /// Built by the first search.
    keys: OnceLock<Keys>,
    /// Built by the first nearest-neighbour query.
    pub(super) points: OnceLock<KDTree<f64>>,
    /// Digest of the tables, for entity tags.
    digest: u64,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// The gazetteer of the embedded tables, which the first call parses.
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// Builds the lazy indexes now, so that no user waits for them.
    pub fn prepare(&self) {
        self.keys();
        self.points();
    }

    /// The search indexes, built by the first call.
    pub(super) fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| {
            Keys::of(&self.rows, self.lists(), self.departments.values())
                .expect("keys are sorted before they are added, and there are fewer than numbers")
        })
    }

    /// The lists beside the table of communes, parsed by the first call.
    pub(super) fn lists(&self) -> &Lists {
        self.lists.get_or_init(|| {
            Lists::embedded().expect("the embedded lists are whole: a test reads them")
        })
    }

    fn read(
        communes: &'static str,
        departments: &'static str,
        regions: &'static str,
    ) -> anyhow::Result<Self> {
        let digest = digest(
            [communes, departments, regions]
                .into_iter()
                .chain(lists::ALL),
        );
        let regions = table(regions, ["code", "nom"])?
            .into_iter()
            .map(|[code, name]| {
                let region = Region {
                    code: RegionCode::parse(code)?,
                    name: name.to_owned(),
                };
                Ok((code, region))
            })
            .collect::<anyhow::Result<BTreeMap<_, _>>>()
            .context("table of regions")?;
        let departments = table(departments, ["code", "nom", "region"])?
            .into_iter()
            .map(|[code, name, region]| {
                let department = Department {
                    code: DepartmentCode::parse(code)?,
                    name: name.to_owned(),
                    region: RegionCode::parse(region)?,
                };
                Ok((code, department))
            })
            .collect::<anyhow::Result<BTreeMap<_, _>>>()
            .context("table of departments")?;
        let mut rows = table(
            communes,
            ["code", "nom", "dep", "reg", "lat", "lon", "pop", "cp"],
        )?
        .into_iter()
        .map(row)
        .collect::<anyhow::Result<Vec<_>>>()
        .context("table of communes")?;
        rows.sort_unstable_by_key(|row| row.insee);

        for row in &rows {
            ensure!(
                departments.contains_key(row.department) && regions.contains_key(row.region),
                "{} lies in no department or region that is known",
                row.insee
            );
        }
        let territories = territories(&rows, &departments, &regions);
        Ok(Self {
            lists: OnceLock::new(),
            keys: OnceLock::new(),
            points: OnceLock::new(),
            digest,
            territories,
            departments,
            regions,
            rows,
        })
    }

    /// The commune or arrondissement with this code, if there is one.
    pub fn commune(&self, insee: &InseeCode) -> Option<Commune> {
        let place = self.rows_by_insee_prefix(insee.as_str()).start;
        self.row(place)
            .filter(|row| row.insee == insee.as_str())
            .map(|row| self.to_commune(row))
    }

    /// Digest of the tables; changes when their content does.
    pub fn digest(&self) -> u64 {
        self.digest
    }

    /// All communes by code, including the cities that have arrondissements.
    pub fn communes(&self) -> impl Iterator<Item = Commune> {
        self.rows.iter().map(|row| self.to_commune(row))
    }

    /// The regions and departments that have communes.
    pub fn territories(&self) -> &Territories {
        &self.territories
    }

    /// Looks up a department by its INSEE code.
    pub fn department(&self, code: &DepartmentCode) -> Option<&Department> {
        self.departments.get(code.as_str())
    }

    /// Looks up a region by its INSEE code.
    pub fn region(&self, code: &RegionCode) -> Option<&Region> {
        self.regions.get(code.as_str())
    }

    /// True when there is such a territory.
    pub fn has(&self, territory: &Territory) -> bool {
        match territory {
            Territory::National => true,
            Territory::Region(code) => self.region(code).is_some(),
            Territory::Department(code) => self.department(code).is_some(),
        }
    }

    /// The row of a commune.
    pub(super) fn row_of(&self, insee: &str) -> Option<u32> {
        number_of(&self.rows, insee)
    }

    /// The region or department that a text names as people write it, with or without its article; none if the text
    /// is also the name of a town.
    pub fn territory(&self, text: &str) -> Option<Territory> {
        let name = normalise::key(text);
        if name.is_empty() {
            return None;
        }
        let bare = |key: &str| normalise::without_article(key).unwrap_or(key).to_owned();
        let named = |other: &str| bare(&normalise::key(other)) == bare(&name);
        let is_town = self.keys().names.exact(&name).iter().any(|row| {
            self.row(*row)
                .is_some_and(|row| row.population >= TOWN_FROM)
        });
        if is_town {
            return None;
        }
        let region = self.territories.regions.iter().find(|it| named(&it.name));
        let department = || {
            self.territories
                .departments
                .iter()
                .find(|it| named(&it.name))
        };
        region
            .map(|region| Territory::Region(region.code.clone()))
            .or_else(|| department().map(|it| Territory::Department(it.code.clone())))
    }

    /// Rows whose INSEE code has this prefix.
    pub(super) fn rows_by_insee_prefix(&self, beginning: &str) -> Range<u32> {
        let start = self.rows.partition_point(|row| row.insee < beginning);
        let count = self
            .rows
            .iter()
            .skip(start)
            .take_while(|row| row.insee.starts_with(beginning))
            .count();
        let number = |place| u32::try_from(place).expect("there are fewer communes than numbers");
        number(start)..number(start + count)
    }

    pub(super) fn row(&self, place: u32) -> Option<&Row> {
        self.rows.get(usize::try_from(place).ok()?)
    }

    /// Builds the API type of a row.
    pub(super) fn to_commune(&self, row: &Row) -> Commune {
        let mut postal_codes: Vec<_> = row.postal_codes().map(ToOwned::to_owned).collect();
        postal_codes.sort_unstable();
        let named = "codes and names were held against each other while reading";
        let department = self.departments.get(row.department).expect(named);
        let region = self.regions.get(row.region).expect(named);
        Commune {
            insee: InseeCode::parse(row.insee).expect(named),
            name: row.name.to_owned(),
            postal_codes,
            department: department.code.clone(),
            department_name: department.name.clone(),
            region: region.code.clone(),
            region_name: region.name.clone(),
            position: row.position,
            population: row.population,
        }
    }
}

/// The first eight bytes of the tables' SHA-256.
fn digest<'t>(tables: impl Iterator<Item = &'t str>) -> u64 {
    let mut hash = Sha256::new();
    for table in tables {
        hash.update(table);
    }
    hash.finalize()
        .first_chunk()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// Only territories with communes: there are no events in the Terres australes.
fn territories(
    rows: &[Row],
    departments: &BTreeMap<&str, Department>,
    regions: &BTreeMap<&str, Region>,
) -> Territories {
    let inhabited: BTreeSet<_> = rows
        .iter()
        .map(|row| (row.department, row.region))
        .collect();
    let mut of_communes: Vec<Region> = regions
        .iter()
        .filter(|(code, _)| inhabited.iter().any(|(_, region)| region == *code))
        .map(|(_, region)| region.clone())
        .collect();
    of_communes.sort_by_cached_key(|region| normalise::key(&region.name));
    Territories {
        regions: of_communes,
        departments: departments
            .iter()
            .filter(|(code, _)| inhabited.iter().any(|(department, _)| department == *code))
            .map(|(_, department)| department.clone())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_tables_are_complete() {
        let gazetteer = Gazetteer::read(COMMUNES, DEPARTMENTS, REGIONS).unwrap();

        assert_eq!(gazetteer.rows.len(), 35_008);
        assert_eq!(gazetteer.territories().departments.len(), 107);
        assert_eq!(gazetteer.territories().regions.len(), 24);
    }

    #[test]
    fn a_code_identifies_commune_department_and_region() {
        for (insee, expected) in [
            ("69259", ["Vénissieux", "Rhône", "Auvergne-Rhône-Alpes"]),
            ("2A004", ["Ajaccio", "Corse-du-Sud", "Corse"]),
            ("97411", ["Saint-Denis", "La Réunion", "La Réunion"]),
            ("75056", ["Paris", "Paris", "Île-de-France"]),
            (
                "69383",
                ["Lyon 3e Arrondissement", "Rhône", "Auvergne-Rhône-Alpes"],
            ),
        ] {
            let commune = Gazetteer::embedded()
                .commune(&InseeCode::parse(insee).unwrap())
                .unwrap();

            assert_eq!(
                [commune.name, commune.department_name, commune.region_name],
                expected
            );
        }
    }

    #[test]
    fn an_unknown_code_is_not_found() {
        let nobody = InseeCode::parse("00000").unwrap();
        assert_eq!(Gazetteer::embedded().commune(&nobody), None);
    }

    #[test]
    fn a_territory_is_recognised_by_its_name() {
        let found = |text: &str| {
            let territory = Gazetteer::embedded().territory(text);
            territory.map(|it| it.to_string()).unwrap_or_default()
        };
        for (text, expected) in [
            ("La Réunion", "region:04"),
            ("réunion", "region:04"),
            ("Guyane", "region:03"),
            ("Corse", "region:94"),
            ("normandie", "region:28"),
            ("Provence Alpes Côte d'Azur", "region:93"),
            ("Nord", "department:59"),
            ("Savoie", "department:73"),
            ("la Corrèze", "department:19"),
            ("Paris", ""),
            ("Vienne", ""),
            ("Lyon", ""),
            ("", ""),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn postal_codes_ascend() {
        let paris = Gazetteer::embedded()
            .commune(&InseeCode::parse("75056").unwrap())
            .unwrap();
        assert!(paris.postal_codes.is_sorted());
    }
}
