use super::*;
use proptest::prelude::*;

fn found(text: &str) -> Vec<String> {
    Gazetteer::embedded()
        .search(text, 8)
        .into_iter()
        .map(|found| format!("{} {}", found.commune.insee, found.commune.label()))
        .collect()
}

#[test]
fn the_best_match_comes_first() {
    let missed: Vec<_> = [
        ("Vénissieux", "69259"),
        ("venissieu", "69259"),
        ("venisieux", "69259"),
        ("grenobel", "38185"),
        ("st etienne", "42218"),
        ("saint etiene", "42218"),
        ("St. Étienne", "42218"),
        ("SAINT-DENIS", "97411"),
        ("le havre", "76351"),
        ("havre", "76351"),
        ("l'hay les roses", "94038"),
        ("lhay les roses", "94038"),
        ("oeuilly 51", "51410"),
        ("rouvray saint etienne", "76575"),
        ("lyon 3", "69383"),
        ("Lyon 3ème", "69383"),
        ("marseille 1er", "13201"),
        ("paris 15", "75115"),
        ("paris", "75056"),
        ("LYON CEDEX 03", "69123"),
        ("69003", "69383"),
        ("69003 Lyon", "69383"),
        ("Vénissieux 69200", "69259"),
        ("8 boulevard du Port 80000 Amiens", "80021"),
        ("2A004", "2A004"),
        ("2a004", "2A004"),
        ("69259", "69259"),
        ("sainte colombe 69", "69189"),
        ("Sainte-Colombe (Rhône)", "69189"),
        ("sceaux hauts de seine", "92071"),
        ("saint-denis réunion", "97411"),
        ("saint denis la reunion", "97411"),
        ("sai", "61358"),
        ("y", "80829"),
        ("69438 Lyon Cedex 03", "69383"),
        ("69999 Lyon Cedex 03", "69123"),
        ("Lyon Cedex 69999", "69123"),
        ("92974 Paris La Défense Cedex", "92050"),
        ("74991 Annecy Cedex 9", "74010"),
        ("74991", "74010"),
        ("38054 Grenoble", "38185"),
        ("Seynod", "74010"),
        ("seynod 74", "74010"),
        ("Cherbourg-Octeville", "50129"),
        ("Cherbourg", "50129"),
        ("Pierrefitte-sur-Seine", "93066"),
        ("Andrezé", "49023"),
        ("Annecy-le-Vieux", "74010"),
        ("Herblain", "44162"),
    ]
    .into_iter()
    .map(|(text, insee)| (text, insee, found(text)))
    .filter(|(_, insee, found)| !found.first().is_some_and(|first| first.starts_with(insee)))
    .collect();

    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn an_exact_name_scores_one_and_a_prefix_less() {
    let score = |text: &str| Gazetteer::embedded().search(text, 1)[0].score;

    assert!((score("Vénissieux") - 1.0).abs() < f64::EPSILON);
    assert!((score("69200") - 1.0).abs() < f64::EPSILON);
    assert!(score("venissieu") < 1.0);
    assert!(score("venisieux") < score("venissieu"));
}

#[test]
fn a_postal_code_prefix_finds_the_largest_commune_first() {
    let found = found("692");
    assert!(found[0].starts_with("69259"), "{found:#?}");
}

#[test]
fn homonyms_are_ordered_by_population() {
    let found = Gazetteer::embedded().search("sainte-colombe", 20);
    let namesakes: Vec<_> = found
        .iter()
        .take_while(|found| found.commune.name == "Sainte-Colombe")
        .collect();

    assert_eq!(namesakes.len(), 12);
    assert!(namesakes.is_sorted_by_key(|found| Reverse(found.commune.population)));
}

#[test]
fn nonsense_finds_nothing() {
    for text in ["", "   ", "-'/", "99999", "xqzwkjh", "東京"] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn the_first_answer_does_not_depend_on_the_limit() {
    let gazetteer = Gazetteer::embedded();
    for text in [
        "Herblain",
        "Normandie",
        "La Réunion",
        "Nazaire",
        "Savoie",
        "Rochelle",
        "Corse",
        "Mer",
        "y",
    ] {
        let first = |limit: usize| {
            let found = gazetteer.search(text, limit);
            found.first().map(|found| found.commune.label())
        };
        assert_eq!(first(1), first(8), "{text}");
        assert_eq!(first(1), first(100), "{text}");
    }
}

#[test]
fn a_name_of_today_ranks_above_former_ones() {
    let found = Gazetteer::embedded().search("Saint-Denis", 100);
    let first_other = found
        .iter()
        .position(|found| found.commune.name != "Saint-Denis");
    let namesakes = found
        .iter()
        .filter(|found| found.commune.name == "Saint-Denis")
        .count();
    assert_eq!(first_other, Some(namesakes));
}

#[test]
fn the_limit_is_respected() {
    assert_eq!(Gazetteer::embedded().search("saint", 3).len(), 3);
    assert!(Gazetteer::embedded().search("saint", 0).is_empty());
}

fn any_query() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "[a-z0-9 '/éœ-]{0,120}",
        "(st|ste|s/|2a|2b|69|le|lyon|cedex|[0-9]{1,6}| |-|'){0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn results_are_ordered_by_score(text in any_query()) {
        let found = Gazetteer::embedded().search(&text, 10);

        prop_assert!(found.len() <= 10);
        prop_assert!(found.iter().all(|found| (0.0..=1.0).contains(&found.score)));
        prop_assert!(found.is_sorted_by(|one, other| one.score >= other.score));
    }

    #[test]
    fn every_commune_is_found_by_its_own_label(row_id in 0..35_008_usize) {
        let gazetteer = Gazetteer::embedded();
        let commune = gazetteer.to_commune(&gazetteer.rows[row_id]);

        let found = gazetteer.search(&commune.label(), 3);

        prop_assert!(found.iter().any(|found| found.commune.insee == commune.insee), "{}", commune.label());
    }
}
