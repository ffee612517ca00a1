use crate::messages::{t, t_of};
use crate::ui::Suggestion;
use shared::edition::Edition;
use shared::event::{EventQuery, OrganiserMatch, TermFilter};
use shared::place::{CommuneGroupSummary, EpciCode, IndustryCode, Territories, Territory};
use shared::text::fold;

/// Minimum number of characters before anything is proposed.
pub(super) const MIN_CHARS: usize = 2;
/// Maximum number of proposals of each kind.
pub(super) const MAX_OF_A_KIND: usize = 3;
/// Query parameter of the EPCI.
const EPCI: &str = "epci";
/// Query parameter of the Territoires d'industrie.
const INDUSTRIAL: &str = "industrialTerritory";
/// Query parameter of the organisers.
const ORGANISER: &str = "organiser";

/// The regions, departments and terms of the edition with a word that begins like a typed text.
pub(super) fn proposals(
    territories: Option<&Territories>,
    edition: Option<&Edition>,
    typed: &str,
) -> Vec<Suggestion> {
    let typed = fold(typed);
    if typed.chars().count() < MIN_CHARS {
        return Vec::new();
    }
    let regions = territories.map_or(&[][..], |all| all.regions.as_slice());
    let departments = territories.map_or(&[][..], |all| all.departments.as_slice());
    let regions = regions
        .iter()
        .filter(|region| has_word(&region.name, &typed))
        .map(|region| proposal("region", region.code.as_str(), region.name.clone()));
    let departments = departments
        .iter()
        .filter(|department| {
            has_word(&department.name, &typed)
                || department.code.as_str().eq_ignore_ascii_case(&typed)
        })
        .map(|department| {
            let label = format!("{} ({})", department.name, department.code);
            proposal("department", department.code.as_str(), label)
        });
    let terms = edition.into_iter().flat_map(|edition| {
        TermFilter::ALL.into_iter().flat_map(move |filter| {
            let terms = filter.terms(&edition.vocabularies).iter();
            terms.map(move |term| (filter, term))
        })
    });
    let terms = terms
        .filter(|(_, term)| has_word(&term.label, &typed))
        .map(|(filter, term)| proposal(filter.parameter(), &term.id, term.label.clone()));
    regions
        .take(MAX_OF_A_KIND)
        .chain(departments.take(MAX_OF_A_KIND))
        .chain(terms.take(MAX_OF_A_KIND))
        .collect()
}

/// The groups of communes with a word that begins like a typed text.
pub(super) fn groups(
    epci: &[CommuneGroupSummary],
    industrial_territories: &[CommuneGroupSummary],
    typed: &str,
) -> Vec<Suggestion> {
    let typed = fold(typed);
    if typed.chars().count() < MIN_CHARS {
        return Vec::new();
    }
    let typed = typed.as_str();
    [(EPCI, epci), (INDUSTRIAL, industrial_territories)]
        .into_iter()
        .flat_map(|(parameter, groups)| {
            groups
                .iter()
                .filter(move |group| has_word(&group.name, typed))
                .map(move |group| proposal(parameter, &group.code, group.name.clone()))
                .take(MAX_OF_A_KIND)
        })
        .collect()
}

/// An organiser that was found by its name.
pub(super) fn organiser(found: &OrganiserMatch) -> Suggestion {
    Suggestion {
        value: format!("{ORGANISER}:{}", found.value),
        label: found.name.clone(),
        detail: Some(t("explorer.organiser.proposed").to_owned()),
    }
}

/// Applies a proposal: a territory takes the place of any other, an organiser or a term is added.
pub(super) fn apply(query: &mut EventQuery, value: &str) {
    if let Ok(territory) = Territory::parse(value) {
        query.within(territory);
        return;
    }
    let Some((parameter, id)) = value.split_once(':') else {
        return;
    };
    if parameter == EPCI {
        query.go_anywhere();
        query.epci = EpciCode::parse(id).into_iter().collect();
    } else if parameter == INDUSTRIAL {
        query.go_anywhere();
        query.industrial_territories = IndustryCode::parse(id).into_iter().collect();
    } else if parameter == ORGANISER {
        add(&mut query.organisers, id);
    } else if let Some(filter) = TermFilter::ALL
        .into_iter()
        .find(|filter| filter.parameter() == parameter)
    {
        add(filter.ids_mut(query), id);
    }
}

fn add(values: &mut Vec<String>, value: &str) {
    if !values.iter().any(|chosen| chosen == value) {
        values.push(value.to_owned());
    }
}

/// The value is that of a [`Territory`], or of the same form.
fn proposal(parameter: &'static str, id: &str, label: String) -> Suggestion {
    Suggestion {
        value: format!("{parameter}:{id}"),
        label,
        detail: Some(t_of("explorer", parameter)),
    }
}

fn has_word(name: &str, typed: &str) -> bool {
    let name = fold(name);
    name.match_indices(typed)
        .any(|(at, _)| at == 0 || name.as_bytes().get(at - 1) == Some(&b' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::place::{Department, DepartmentCode, Region, RegionCode};

    fn territories() -> Territories {
        let region = RegionCode::parse("84").unwrap();
        Territories {
            regions: vec![Region {
                code: region.clone(),
                name: "Auvergne-Rhône-Alpes".to_owned(),
            }],
            departments: vec![Department {
                code: DepartmentCode::parse("69").unwrap(),
                name: "Rhône".to_owned(),
                region,
            }],
        }
    }

    fn values(typed: &str) -> Vec<String> {
        let found = proposals(Some(&territories()), None, typed);
        found.into_iter().map(|found| found.value).collect()
    }

    #[test]
    fn a_territory_is_proposed_by_any_of_its_words_and_by_its_code() {
        assert_eq!(values("rho"), ["region:84", "department:69"]);
        assert_eq!(values("Alpes"), ["region:84"]);
        assert_eq!(values("69"), ["department:69"]);
        assert!(values("r").is_empty() && values("one").is_empty());
    }

    #[test]
    fn a_group_of_communes_is_proposed_by_its_words() {
        let lyon = CommuneGroupSummary {
            code: "200046977".to_owned(),
            name: "Métropole de Lyon".to_owned(),
            departments: Vec::new(),
        };

        let found = groups(std::slice::from_ref(&lyon), &[], "lyo");

        assert_eq!(
            found.first().map(|found| found.value.as_str()),
            Some("epci:200046977")
        );
        assert!(groups(&[lyon], &[], "yon").is_empty());
    }

    #[test]
    fn a_proposal_becomes_a_filter() {
        let mut query = EventQuery::parse([("department", "38"), ("kind", "workshop")]).unwrap();

        apply(&mut query, "region:84");
        apply(&mut query, "kind:company_visit");
        apply(&mut query, "kind:company_visit");

        assert_eq!(query.to_search(), "region=84&kind=company_visit,workshop");
        apply(&mut query, "epci:200046977");
        assert_eq!(
            query.to_search(),
            "epci=200046977&kind=company_visit,workshop"
        );
    }

    #[test]
    fn an_organiser_is_proposed_by_name_and_filters_by_its_value() {
        let found = OrganiserMatch {
            value: "fonderie-du-rhone".to_owned(),
            name: "Fonderie du Rhône".to_owned(),
            count: 3,
        };
        let proposed = organiser(&found);
        let mut query = EventQuery::parse([("department", "69")]).unwrap();

        apply(&mut query, &proposed.value);
        apply(&mut query, &proposed.value);

        assert_eq!(proposed.label, "Fonderie du Rhône");
        assert_eq!(proposed.detail.as_deref(), Some("Organisateur"));
        assert_eq!(
            query.to_search(),
            "department=69&organiser=fonderie-du-rhone"
        );
    }
}
