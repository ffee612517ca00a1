use super::*;
use rstest::rstest;

fn query(pairs: &[(&str, &str)]) -> EventQuery {
    EventQuery::parse(pairs.iter().copied()).unwrap()
}

#[rstest]
#[case(&[], &[])]
#[case(&[("region", "84"), ("from", "2018-03-26"), ("q", "soudure")], &[])]
#[case(&[("when", "week")], &[])]
#[case(&[("when", "window")], &[])]
#[case(&[("when", "today")], &["/when"])]
#[case(&[("when", "weekend")], &["/when"])]
#[case(&[("when", "past")], &["/when"])]
#[case(&[("when", "current")], &["/when"])]
#[case(&[("when", "upcoming")], &["/when"])]
#[case(&[("available", "true"), ("sort", "next"), ("when", "past")], &["/available", "/when", "/sort"])]
fn a_stream_follows_what_does_not_change_with_the_time(
    #[case] pairs: &[(&str, &str)],
    #[case] refused: &[&str],
) {
    let faults = unsteady(&query(pairs));

    let named: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(named, refused);
}

#[test]
fn a_removal_has_a_reason_and_no_event() {
    let removal = Change {
        kind: ChangeKind::Removed,
        id: EventId(uuid::Uuid::from_u128(7)),
        edition: "2018".to_owned(),
        reason: Some(RemovalReason::Withdrawn),
        event: None,
    };

    assert_eq!(
        serde_json::to_value(removal).unwrap(),
        serde_json::json!({
            "kind": "removed",
            "id": "00000000-0000-0000-0000-000000000007",
            "edition": "2018",
            "reason": "withdrawn"
        })
    );
}
