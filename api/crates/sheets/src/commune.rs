//! The commune of a row, from its INSEE code, postal code and name.

use gazetteer::Gazetteer;
use shared::place::{Commune, InseeCode};

/// Finds the commune that a postal code and a name mean together; `keep` when it is among several.
///
/// `None` when they mean none, or more than one.
pub(crate) fn of_words(
    gazetteer: &Gazetteer,
    postal_code: &str,
    city: &str,
    keep: Option<&InseeCode>,
) -> Option<Commune> {
    let mut found = match (postal_code, city) {
        ("", "") => return None,
        (code, "") => gazetteer.communes_of_postal_code(code),
        ("", name) => gazetteer.communes_named(name),
        (code, name) => {
            let named = gazetteer.communes_named(name);
            let coded = gazetteer.communes_of_postal_code(code);
            let both: Vec<Commune> = coded
                .iter()
                .filter(|commune| named.iter().any(|other| other.insee == commune.insee))
                .cloned()
                .collect();
            // `Lyon` with 69003 is an arrondissement, whose own name is longer.
            let parts: Vec<Commune> = coded
                .into_iter()
                .filter(|part| {
                    let city = gazetteer.city_of(&part.insee);
                    city.is_some_and(|city| named.iter().any(|it| it.insee == city.insee))
                })
                .collect();
            if parts.len() == 1 { parts } else { both }
        }
    };
    if let Some(keep) = keep
        && let Some(at) = found.iter().position(|commune| commune.insee == *keep)
    {
        return Some(found.swap_remove(at));
    }
    if found.len() == 2 {
        // An arrondissement is more precise than its city.
        found.retain(|commune| gazetteer.with_arrondissements(&commune.insee).len() == 1);
    }
    if found.len() == 1 { found.pop() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("69200", "Vénissieux", Some("69259"))]
    #[case("69200", "", Some("69259"))]
    #[case("", "Venissieux", Some("69259"))]
    #[case("69003", "Lyon", Some("69383"))]
    #[case("69200", "Marseille", None)]
    #[case("", "", None)]
    #[case("99999", "", None)]
    fn a_commune_is_found_by_its_words(
        #[case] code: &str,
        #[case] city: &str,
        #[case] insee: Option<&str>,
    ) {
        let found = of_words(Gazetteer::embedded(), code, city, None);
        assert_eq!(found.map(|it| it.insee.to_string()).as_deref(), insee);
    }

    #[test]
    fn an_ambiguous_name_keeps_what_is_stored() {
        let stored = InseeCode::parse("69189").unwrap();
        let gazetteer = Gazetteer::embedded();
        assert!(of_words(gazetteer, "", "Sainte-Colombe", None).is_none());
        let kept = of_words(gazetteer, "", "Sainte-Colombe", Some(&stored));
        assert_eq!(kept.unwrap().insee, stored);
    }
}
