use super::gazetteer::{Gazetteer, table};
use anyhow::{Context as _, ensure};
use shared::place::{Commune, CommuneGroupSummary, EpciCode, IndustryCode, InseeCode, Position};
use shared::text::fold;
use std::collections::{BTreeMap, HashMap};

const FORMER: &str = include_str!("../../../../data/geo/lists/former.tsv");
const CEDEX: &str = include_str!("../../../../data/geo/lists/cedex.tsv");
const EPCI: &str = include_str!("../../../../data/geo/lists/epci.tsv");
const INDUSTRY: &str = include_str!("../../../../data/geo/lists/industry.tsv");

/// All lists, for the digest of the tables.
pub(super) const ALL: [&str; 4] = [FORMER, CEDEX, EPCI, INDUSTRY];

/// A group of communes: an EPCI or a territory of the programme "Territoires d'industrie".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// SIREN, or identifier of the Territoire d'industrie.
    pub code: &'static str,
    /// Name of the group of communes.
    pub name: &'static str,
    /// Its communes by code; a city with arrondissements has only its own.
    pub communes: Vec<InseeCode>,
}

/// The lists beside the table of communes.
#[derive(Debug)]
pub(super) struct Lists {
    /// Former names, each with the code of the commune of today.
    pub(super) former: Vec<(&'static str, &'static str)>,
    /// CEDEX codes, each with the codes of its communes.
    pub(super) cedex: Vec<(String, Vec<String>)>,
    epci: BTreeMap<&'static str, Group>,
    /// The EPCI of each commune; of two, the smaller one.
    epci_of: HashMap<InseeCode, &'static str>,
    industry: BTreeMap<&'static str, Group>,
}

impl Lists {
    pub(super) fn embedded() -> anyhow::Result<Self> {
        let former = table(FORMER, ["code", "names"])?
            .into_iter()
            .flat_map(|[code, names]| names.split('/').map(move |name| (name, code)))
            .collect();
        let cedex = table(CEDEX, ["codes", "cedex"])?
            .into_iter()
            .flat_map(|[codes, cedex]| {
                let communes: Vec<String> = uncut(codes).collect();
                uncut(cedex).map(move |code| (code, communes.clone()))
            })
            .collect();
        let mut epci = BTreeMap::new();
        for [siren, name, communes] in table(EPCI, ["siren", "name", "communes"])? {
            EpciCode::parse(siren)?;
            let communes = codes(communes)?;
            let code = siren;
            epci.insert(
                code,
                Group {
                    code,
                    name,
                    communes,
                },
            );
        }
        let mut by_size: Vec<&Group> = epci.values().collect();
        by_size.sort_by_key(|group| std::cmp::Reverse(group.communes.len()));
        let epci_of = by_size
            .into_iter()
            .flat_map(|group| {
                group
                    .communes
                    .iter()
                    .map(|insee| (insee.clone(), group.code))
            })
            .collect();
        let mut industry = BTreeMap::new();
        for [code, name, members, others] in table(INDUSTRY, ["id", "name", "epci", "communes"])? {
            IndustryCode::parse(code)?;
            let mut communes = codes(others)?;
            for member in members.split_whitespace() {
                let member = epci
                    .get(member)
                    .with_context(|| format!("no EPCI {member} of {code}"))?;
                communes.extend_from_slice(&member.communes);
            }
            communes.sort_unstable();
            communes.dedup();
            ensure!(!communes.is_empty(), "{code} has no communes");
            industry.insert(
                code,
                Group {
                    code,
                    name,
                    communes,
                },
            );
        }
        Ok(Self {
            former,
            cedex,
            epci,
            epci_of,
            industry,
        })
    }
}

impl Group {
    /// The group as lists show it.
    pub fn summary(&self) -> CommuneGroupSummary {
        let mut departments: Vec<_> = self.communes.iter().map(InseeCode::department).collect();
        departments.sort_unstable();
        departments.dedup();
        CommuneGroupSummary {
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            departments,
        }
    }
}

impl Gazetteer {
    /// The EPCI with this SIREN, if there is one.
    pub fn epci(&self, code: &EpciCode) -> Option<&Group> {
        self.lists().epci.get(code.as_str())
    }

    /// The EPCI of a commune, or of the city of an arrondissement.
    pub fn epci_of(&self, insee: &InseeCode) -> Option<EpciCode> {
        let lists = self.lists();
        let found = lists.epci_of.get(insee).or_else(|| {
            let city = insee.city()?;
            lists.epci_of.get(&city)
        });
        EpciCode::parse(found?).ok()
    }

    /// The territory of the programme "Territoires d'industrie" with this identifier, if there is one.
    pub fn industrial_territory(&self, code: &IndustryCode) -> Option<&Group> {
        self.lists().industry.get(code.as_str())
    }

    /// All EPCI, by SIREN.
    pub fn all_epci(&self) -> impl Iterator<Item = &Group> {
        self.lists().epci.values()
    }

    /// All Territoires d'industrie, by identifier.
    pub fn industrial_territories(&self) -> impl Iterator<Item = &Group> {
        self.lists().industry.values()
    }

    /// The code of a commune, and those of its arrondissements if it has any.
    pub fn with_arrondissements(&self, insee: &InseeCode) -> Vec<InseeCode> {
        let arrondissements = insee.arrondissements();
        [insee.clone()].into_iter().chain(arrondissements).collect()
    }

    /// The city of an arrondissement: Paris, Lyon or Marseille.
    pub fn city_of(&self, arrondissement: &InseeCode) -> Option<Commune> {
        self.commune(&arrondissement.city()?)
    }

    /// The commune to which a point is nearest: [`Gazetteer::nearest`], or its city if the point is nearer to that town hall.
    pub fn centre(&self, position: Position) -> Commune {
        let (nearest, distance_m) = self.nearest(position);
        let city = self.city_of(&nearest.insee);
        city.filter(|city| city.position.distance_m(position) <= distance_m)
            .unwrap_or(nearest)
    }
}

/// Short forms of groups of communes, sorted by name without regard to accents and case.
pub fn by_name<'g>(groups: impl Iterator<Item = &'g Group>) -> Vec<CommuneGroupSummary> {
    let mut list: Vec<_> = groups.map(Group::summary).collect();
    list.sort_by_cached_key(|group| (fold(&group.name), group.code.clone()));
    list
}

fn codes(cut: &str) -> anyhow::Result<Vec<InseeCode>> {
    uncut(cut)
        .map(|code| Ok(InseeCode::parse(&code)?))
        .collect()
}

/// The codes of a list in which the first two characters are written only when they change: `01053 054 02001`.
fn uncut(codes: &str) -> impl Iterator<Item = String> {
    let mut start = "";
    codes.split_whitespace().map(move |part| {
        if part.len() == 5 {
            start = part.get(..2).unwrap_or_default();
            part.to_owned()
        } else {
            format!("{start}{part}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insee(code: &str) -> InseeCode {
        InseeCode::parse(code).unwrap()
    }

    #[test]
    fn every_code_of_the_lists_is_in_the_gazetteer() {
        let gazetteer = Gazetteer::embedded();
        let lists = gazetteer.lists();
        let former = lists.former.iter().map(|(_, code)| insee(code));
        let cedex = lists
            .cedex
            .iter()
            .flat_map(|(_, codes)| codes.iter().map(|code| insee(code)));
        let groups = lists.epci.values().chain(lists.industry.values());
        let unknown: Vec<_> = former
            .chain(cedex)
            .chain(groups.flat_map(|group| group.communes.clone()))
            .filter(|code| gazetteer.commune(code).is_none())
            .collect();

        assert!(unknown.is_empty(), "{unknown:?}");
        assert_eq!((lists.epci.len(), lists.industry.len()), (1_266, 183));
    }

    #[test]
    fn the_code_of_a_commune_names_its_department() {
        for commune in Gazetteer::embedded().communes() {
            assert_eq!(
                commune.insee.department(),
                commune.department,
                "{}",
                commune.name
            );
        }
    }

    #[test]
    fn the_town_hall_of_a_city_is_in_the_city() {
        let gazetteer = Gazetteer::embedded();
        for code in ["69123", "75056", "13055", "69383", "69259"] {
            let commune = gazetteer.commune(&insee(code)).unwrap();
            assert_eq!(gazetteer.centre(commune.position).insee.as_str(), code);
        }
    }

    #[test]
    fn groups_are_listed_by_name() {
        let list = by_name(Gazetteer::embedded().all_epci());
        let names: Vec<_> = list.iter().map(|group| fold(&group.name)).collect();
        let lyon = list.iter().find(|group| group.code == "200046977").unwrap();

        assert_eq!(list.len(), 1_266);
        assert!(names.is_sorted());
        assert_eq!(lyon.name, "Métropole de Lyon");
        assert_eq!(lyon.departments.len(), 1);
    }

    #[test]
    fn a_group_has_its_communes() {
        let gazetteer = Gazetteer::embedded();
        let lyon = gazetteer
            .epci(&EpciCode::parse("200046977").unwrap())
            .unwrap();
        let faucigny = gazetteer
            .epci(&EpciCode::parse("200000172").unwrap())
            .unwrap();
        let territory = gazetteer
            .industrial_territory(&IndustryCode::parse("ti-0101").unwrap())
            .unwrap();

        assert!(lyon.communes.contains(&insee("69123")) && lyon.communes.contains(&insee("69259")));
        assert_eq!(faucigny.communes.len(), 7);
        assert_eq!(
            (territory.name, territory.communes.len()),
            ("Basse-Terre", 17)
        );
        assert_eq!(gazetteer.epci(&EpciCode::parse("999999999").unwrap()), None);
    }

    #[test]
    fn a_city_includes_its_arrondissements() {
        let gazetteer = Gazetteer::embedded();
        for (city, count) in [("75056", 21), ("69123", 10), ("13055", 17), ("69259", 1)] {
            let codes = gazetteer.with_arrondissements(&insee(city));
            assert_eq!(codes.len(), count);
            assert!(codes.iter().all(|code| gazetteer.commune(code).is_some()));
        }
    }
}
