use super::*;
use crate::event::QueryFaults;
use proptest::prelude::*;
use rstest::rstest;

fn read(pairs: &[(&str, &str)]) -> Result<QueueQuery, QueryFaults> {
    QueueQuery::parse(pairs.iter().copied())
}

#[test]
fn a_query_round_trips_through_its_search() {
    let query = read(&[
        ("tab", "overdue"),
        ("territory", "department:69"),
        ("filed_from", "2018-03-05"),
        ("filed_to", "2018-03-09"),
        ("placed", "true"),
        ("kind", "company_visit, workshop,company_visit"),
        ("q", "  fonderie & forge "),
        ("sort", "organiser"),
        ("descending", "true"),
        ("columns", "title,due"),
    ])
    .unwrap();
    assert_eq!(
        query.to_search(),
        "tab=overdue&territory=department%3A69&filed_from=2018-03-05&filed_to=2018-03-09&placed=true&q=fonderie+%26+forge&kind=company_visit,workshop&sort=organiser\
         &descending=true&columns=title,due"
    );
    let pairs = query.to_pairs();
    let again = QueueQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    assert_eq!(again.unwrap(), query);
    assert_eq!(QueueQuery::of_search(&query.to_search()), query);
}

#[rstest]
#[case("tab", "late")]
#[case("state", "draft")]
#[case("state", "submitted,withdrawn")]
#[case("overdue", "perhaps")]
#[case("soon", "tomorrow")]
#[case("filed_from", "2018-02-30")]
#[case("filed_to", "+12018-03-12")]
#[case("placed", "here")]
#[case("territory", "Lyon")]
#[case("edition", "20 18")]
#[case("sort", "findings")]
#[case("share", "theirs")]
#[case("group", "lyon")]
#[case("q", "a\0b")]
fn an_invalid_value_is_a_fault_at_its_name(#[case] name: &str, #[case] value: &str) {
    let faults = read(&[(name, value)]).unwrap_err();
    assert!(faults.names(name), "{faults:?}");
    assert_eq!(
        QueueQuery::parse_leniently([(name, value)]),
        QueueQuery::default()
    );
}

#[test]
fn unknown_and_repeated_parameters_are_faults() {
    assert!(read(&[("page", "2")]).unwrap_err().names("page"));
    let twice = read(&[("q", "un"), ("q", "deux")]).unwrap_err();
    assert!(twice.names("q"));
}

#[test]
fn without_tab_and_state_only_submitted_files_are_listed() {
    let standing = |state| Standing {
        state,
        marks: QueueMarks::empty(),
    };
    let listed = |query: &QueueQuery| -> Vec<LabelState> {
        LabelState::ALL
            .iter()
            .copied()
            .filter(|state| query.lists(standing(*state)))
            .collect()
    };
    assert_eq!(listed(&QueueQuery::default()), [LabelState::Submitted]);
    let decided = read(&[("tab", "decided")]).unwrap();
    assert_eq!(
        listed(&decided),
        [
            LabelState::Labelled,
            LabelState::Refused,
            LabelState::Revoked
        ]
    );
    let refused = read(&[("tab", "decided"), ("state", "refused")]).unwrap();
    assert_eq!(listed(&refused), [LabelState::Refused]);
}

#[test]
fn the_title_is_always_shown() {
    let query = read(&[("columns", "due")]).unwrap();
    assert_eq!(
        query.shown_columns(),
        [QueueColumn::Title, QueueColumn::Due]
    );
    assert!(!query.is_filtered());
    assert!(read(&[("q", "forge")]).unwrap().is_filtered());
}

proptest! {
    #[test]
    fn any_accepted_parameter_round_trips(name in 0usize..QueueQuery::PARAMETERS.len(), value in "\\PC{0,30}") {
        let name = QueueQuery::PARAMETERS[name];
        if let Ok(query) = QueueQuery::parse([(name, value.as_str())]) {
            let pairs = query.to_pairs();
            let again = QueueQuery::parse(pairs.iter().map(|(name, value)| (*name, value.as_str()))).unwrap();
            prop_assert_eq!(again, query);
        }
    }
}
