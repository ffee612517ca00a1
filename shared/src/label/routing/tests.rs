use super::*;
use proptest::prelude::*;
use rstest::rstest;

/// The order of the rules, as the module describes it: a rule with a greater rank decides.
fn rank(rule: &RoutingRule, file: &RoutingSubject) -> (u8, bool, bool) {
    let place = match &rule.place {
        Some(RoutedPlace::Commune(code)) if Some(code) == file.commune.as_ref() => 5,
        Some(RoutedPlace::Commune(_)) => 4,
        Some(RoutedPlace::Epci(_)) => 3,
        Some(RoutedPlace::Department(_)) => 2,
        Some(RoutedPlace::Region(_)) => 1,
        None => 0,
    };
    (place, rule.kind.is_some(), rule.attendance.is_some())
}

fn holds(rule: &RoutingRule, file: &RoutingSubject) -> bool {
    let place = match &rule.place {
        Some(RoutedPlace::Commune(code)) => file
            .commune
            .as_ref()
            .is_some_and(|own| own == code || own.city().as_ref() == Some(code)),
        Some(RoutedPlace::Epci(code)) => file.epci.as_ref() == Some(code),
        Some(RoutedPlace::Department(code)) => file.department.as_ref() == Some(code),
        Some(RoutedPlace::Region(code)) => file.region.as_ref() == Some(code),
        None => true,
    };
    !rule.is_empty()
        && place
        && rule.kind.as_ref().is_none_or(|kind| *kind == file.kind)
        && rule.attendance.is_none_or(|mode| mode == file.attendance)
}

fn places() -> impl Strategy<Value = Option<RoutedPlace>> {
    let places = [
        "commune:69259",
        "commune:69381",
        "commune:69123",
        "commune:01004",
        "epci:200046977",
        "epci:240100883",
        "department:69",
        "department:01",
        "region:84",
        "region:11",
    ];
    let places: Vec<_> = places
        .iter()
        .map(|text| Some(RoutedPlace::parse(text).unwrap()))
        .chain([None])
        .collect();
    proptest::sample::select(places)
}

fn kinds() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["company_visit".to_owned(), "workshop".to_owned()])
}

fn modes() -> impl Strategy<Value = AttendanceMode> {
    proptest::sample::select(AttendanceMode::ALL.to_vec())
}

fn rules() -> impl Strategy<Value = RoutingRule> {
    let parts = (
        places(),
        proptest::option::of(kinds()),
        proptest::option::of(modes()),
    );
    parts
        .prop_map(|(place, kind, attendance)| RoutingRule {
            place,
            kind,
            attendance,
        })
        .prop_filter("a rule has a condition", |rule| !rule.is_empty())
}

fn subject(commune: Option<&str>, kind: &str, attendance: AttendanceMode) -> RoutingSubject {
    let commune = commune.map(|code| InseeCode::parse(code).unwrap());
    let epci = commune.as_ref().map(|code| {
        let epci = if code.as_str() == "01004" {
            "240100883"
        } else {
            "200046977"
        };
        EpciCode::parse(epci).unwrap()
    });
    RoutingSubject {
        epci,
        department: commune.as_ref().map(InseeCode::department),
        region: commune.is_some().then(|| RegionCode::parse("84").unwrap()),
        commune,
        kind: kind.to_owned(),
        attendance,
    }
}

fn subjects() -> impl Strategy<Value = RoutingSubject> {
    let communes = vec![Some("69259"), Some("69381"), Some("01004"), None];
    (proptest::sample::select(communes), kinds(), modes())
        .prop_map(|(commune, kind, mode)| subject(commune, &kind, mode))
}

fn rule(place: &str, kind: &str, attendance: &str) -> RoutingRule {
    RoutingRule::of_key(&format!("{place}|{kind}|{attendance}")).unwrap()
}

proptest! {
    #[test]
    fn the_index_decides_as_a_walk_over_all_rules(
        rules in proptest::collection::hash_set(rules(), 0..40),
        file in subjects(),
    ) {
        let rules: Vec<_> = rules.into_iter().collect();
        let walked = rules.iter().filter(|rule| holds(rule, &file)).max_by_key(|rule| rank(rule, &file));
        let index = RoutingIndex::of(rules.iter().cloned().map(|rule| (rule, ())));

        prop_assert_eq!(index.route(&file).map(|(rule, ())| rule), walked);
    }

    #[test]
    fn a_key_is_read_as_its_rule(rule in rules()) {
        prop_assert_eq!(RoutingRule::of_key(&rule.key()), Some(rule));
    }
}

#[rstest]
#[case::commune_before_kind(&["region:84|company_visit|on_site", "commune:69259||"], "commune:69259||")]
#[case::epci_before_department(&["department:69||", "epci:200046977||"], "epci:200046977||")]
#[case::kind_before_attendance(&["region:84||on_site", "region:84|company_visit|"], "region:84|company_visit|")]
#[case::both_before_one(&["region:84|company_visit|", "region:84|company_visit|on_site"], "region:84|company_visit|on_site")]
#[case::anywhere_last(&["|company_visit|", "region:84||"], "region:84||")]
fn the_most_specific_rule_decides(#[case] keys: &[&str], #[case] expected: &str) {
    let rules = keys
        .iter()
        .map(|key| (RoutingRule::of_key(key).unwrap(), *key));
    let index = RoutingIndex::of(rules);
    let file = subject(Some("69259"), "company_visit", AttendanceMode::OnSite);

    assert_eq!(index.route(&file).map(|(_, key)| *key), Some(expected));
}

#[test]
fn an_arrondissement_comes_before_its_city() {
    let index = RoutingIndex::of([
        (rule("commune:69123", "", ""), "city"),
        (rule("commune:69381", "", ""), "arrondissement"),
    ]);
    let route = |commune| {
        let file = subject(Some(commune), "workshop", AttendanceMode::OnSite);
        index.route(&file).map(|(_, group)| *group)
    };

    assert_eq!(route("69381"), Some("arrondissement"));
    assert_eq!(route("69382"), Some("city"));
    assert_eq!(route("69259"), None);
}

#[test]
fn routing_among_five_thousand_rules_looks_up_a_few_keys() {
    let rules = (0..5_000_u32).map(|number| {
        let place =
            RoutedPlace::Commune(InseeCode::parse(&format!("{:05}", 10_000 + number)).unwrap());
        let rule = RoutingRule {
            place: Some(place),
            ..RoutingRule::default()
        };
        (rule, number)
    });
    let index = RoutingIndex::of(rules);
    let file = subject(Some("14321"), "workshop", AttendanceMode::Mixed);

    assert_eq!(index.route(&file).map(|(_, number)| *number), Some(4_321));
    assert_eq!(index.len(), 5_000);
    assert!(file.candidates().count() <= 24);
}

#[rstest]
#[case("|company_visit")]
#[case("commune:6925||")]
#[case("planet:1||")]
#[case("||somewhere")]
#[case("||on_site|")]
fn a_text_that_is_no_key_is_not_read(#[case] key: &str) {
    assert_eq!(RoutingRule::of_key(key), None);
}

#[test]
fn a_rule_is_checked_condition_by_condition() {
    let faults = |rule: &RoutingRule| {
        let faults = rule.check("/rules/0", &["workshop"], |_| false);
        faults
            .into_iter()
            .map(|fault| (fault.pointer, fault.code))
            .collect::<Vec<_>>()
    };

    assert_eq!(
        faults(&RoutingRule::default()),
        [("/rules/0".to_owned(), Code::Required)]
    );
    assert_eq!(
        faults(&rule("region:84", "banquet", "")),
        [
            ("/rules/0/place".to_owned(), Code::UnknownValue),
            ("/rules/0/kind".to_owned(), Code::UnknownValue)
        ]
    );
    assert!(faults(&rule("", "workshop", "on_site")).is_empty());
}

#[test]
fn the_first_cells_of_a_list_are_read() {
    let form = LinesForm {
        text: "\u{feff}insee;nom\n69259;Vénissieux\r\n\n\"01004\",Ambérieu\n 1004 \n".to_owned(),
    };
    let lines = form.lines(|value| commune_on(value).is_some()).unwrap();
    let found: Vec<_> = lines.iter().map(|line| (line.number, line.value)).collect();

    assert_eq!(found, [(2, "69259"), (4, "01004"), (5, "1004")]);
    assert_eq!(commune_on("1004"), InseeCode::parse("01004").ok());
    assert_eq!(commune_on("2a004"), InseeCode::parse("2A004").ok());
    assert_eq!(commune_on("Lyon"), None);
}

#[test]
fn a_single_line_is_never_taken_for_a_header() {
    let form = LinesForm {
        text: "Lyon".to_owned(),
    };
    let lines = form.lines(|value| commune_on(value).is_some()).unwrap();

    assert_eq!(lines.len(), 1);
}

#[test]
fn a_list_is_bounded() {
    let text = "69259\n".repeat(5_001);
    let form = LinesForm { text };

    assert_eq!(form.lines(|_| true), Err(LinesTooLarge));
}
