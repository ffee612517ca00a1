//! EPCI, Territoires d'industrie, and cities with their arrondissements.

use super::gazetteer::Gazetteer;
use super::lists::Group;
use shared::place::{Commune, EpciCode, IndustryCode, InseeCode, Position};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::by_name;
    use shared::text::fold;

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
