use super::*;
use crate::event::OccurrenceForm;
use rstest::rstest;

/// Titles of two events at the same place and time, and whether they are the same event: from the titles of 205 real events, with
/// invented names of persons. Of the same events, some were filed twice as they stand; of others a person wrote the title anew, as
/// a second one who files the event would.
const PAIRS: &str = include_str!("pairs.tsv");

struct Counts {
    found: u32,
    wrong: u32,
    missed: u32,
}

#[test]
fn likely_duplicates_are_found_among_labelled_pairs() {
    let mut counts = Counts {
        found: 0,
        wrong: 0,
        missed: 0,
    };
    let (place, mut pairs) = (visit("2018-03-26T09:00", "2018-03-26T10:00"), 0);
    for line in PAIRS.lines() {
        let [label, one, other] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        pairs += 1;
        let likely = place.likeness(&TitleWords::of(one), &place, &TitleWords::of(other));
        match (label, likely) {
            ("same", Some(_)) => counts.found += 1,
            ("same", None) => {
                println!("missed: {one} | {other}");
                counts.missed += 1;
            }
            ("other", Some(likeness)) => {
                println!("wrong ({} %): {one} | {other}", likeness.title_percent);
                counts.wrong += 1;
            }
            ("other", None) => {}
            _ => panic!("{line}"),
        }
    }
    let Counts {
        found,
        wrong,
        missed,
    } = counts;
    let precision = f64::from(found) / f64::from(found + wrong);
    let recall = f64::from(found) / f64::from(found + missed);
    println!("{pairs} pairs: precision {precision:.3}, recall {recall:.3}");
    assert_eq!(pairs, 200);
    assert!(precision >= 0.9 && recall >= 0.9, "{precision} {recall}");
}

/// A visit at the same place, in Paris' time zone.
fn visit(begin: &str, end: &str) -> PlaceAndTime {
    PlaceAndTime::of(&form(begin, end), None).at(Some("69259"), Some((4.886_9, 45.697_7)))
}

fn form(begin: &str, end: &str) -> EventForm {
    EventForm {
        attendance_mode: Some(AttendanceMode::OnSite),
        occurrences: vec![OccurrenceForm {
            begin: begin.to_owned(),
            end: end.to_owned(),
            capacity: None,
        }],
        ..EventForm::default()
    }
}

impl PlaceAndTime {
    fn at(self, insee: Option<&str>, position: Option<(f64, f64)>) -> Self {
        Self {
            commune: insee.map(|insee| InseeCode::parse(insee).unwrap()),
            position: position.map(|(lon, lat)| Position::new(lon, lat).unwrap()),
            ..self
        }
    }
}

#[rstest]
#[case::same("2018-03-26T09:00", "2018-03-26T10:00", true)]
#[case::partly("2018-03-26T09:59", "2018-03-26T12:00", true)]
#[case::right_after("2018-03-26T10:00", "2018-03-26T11:00", false)]
#[case::another_day("2018-03-27T09:00", "2018-03-27T10:00", false)]
fn two_visits_overlap(#[case] begin: &str, #[case] end: &str, #[case] expected: bool) {
    let (one, other) = (
        visit("2018-03-26T09:00", "2018-03-26T10:00"),
        visit(begin, end),
    );

    assert_eq!(
        (one.overlaps(&other), other.overlaps(&one)),
        (expected, expected)
    );
}

#[test]
fn an_occurrence_among_many_is_compared() {
    let many = |starts: &[u32]| PlaceAndTime {
        times: starts
            .iter()
            .map(|hour| {
                let at = |hour: u32| -> DateTime<Utc> {
                    format!("2018-03-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24)
                        .parse()
                        .unwrap()
                };
                (at(*hour), at(hour + 1))
            })
            .collect(),
        commune: None,
        position: None,
    };

    assert!(many(&[0, 10, 20, 300]).overlaps(&many(&[5, 300])));
    assert!(!many(&[0, 10, 20]).overlaps(&many(&[1, 9, 11, 19, 21])));
    assert!(!many(&[]).overlaps(&many(&[1])));
}

#[rstest]
#[case::same_commune(Some("69259"), None, true)]
#[case::same_commune_far(Some("69259"), Some((4.9, 45.7)), true)]
#[case::next_commune_within_150_m(Some("69199"), Some((4.888_7, 45.697_7)), true)]
#[case::next_commune_farther(Some("69199"), Some((4.889_0, 45.697_7)), false)]
#[case::another_commune(Some("69199"), None, false)]
#[case::online(None, None, false)]
fn the_place_counts(
    #[case] insee: Option<&str>,
    #[case] position: Option<(f64, f64)>,
    #[case] likely: bool,
) {
    let one = visit("2018-03-26T09:00", "2018-03-26T10:00");
    let other = one.clone().at(insee, position);
    let title = TitleWords::of("Visite de la fonderie");

    let found = one.likeness(&title, &other, &title);

    assert_eq!(found.is_some(), likely);
    if let Some(cell) = other.cell().filter(|_| likely && insee == Some("69199")) {
        assert!(one.cells_around().contains(&cell));
    }
}

#[test]
fn every_place_within_the_distance_is_in_a_cell_around() {
    // The farthest north and south, and on both sides of the date line.
    for (lon, lat) in [
        (2.5, 51.08),
        (4.886_9, 45.697_7),
        (55.5, -21.3),
        (-179.999_9, -14.3),
        (179.999_9, -14.3),
    ] {
        let here = visit("2018-03-26T09:00", "2018-03-26T10:00").at(None, Some((lon, lat)));
        let metre = 360.0 / 40_030_173.0;
        for step in 0..16 {
            let angle = f64::from(step) * std::f64::consts::TAU / 16.0;
            let east = NEARBY_M * angle.cos() * metre / lat.to_radians().cos();
            let north = NEARBY_M * angle.sin() * metre;
            let there_lon = (lon + east + 180.0).rem_euclid(360.0) - 180.0;
            let there = here.clone().at(None, Some((there_lon, lat + north)));
            assert!(
                here.cells_around().contains(&there.cell().unwrap()),
                "{lon} {lat} {step}"
            );
        }
    }
}

#[test]
fn an_online_event_has_no_place() {
    let mut form = form("2018-03-26T09:00", "2018-03-26T10:00");
    form.attendance_mode = Some(AttendanceMode::Online);
    form.place.position = Some(Position::new(4.886_9, 45.697_7).unwrap());

    let online = PlaceAndTime::of(&form, None);

    assert_eq!((online.commune.clone(), online.cell()), (None, None));
    assert!(online.begin().is_some());
}
