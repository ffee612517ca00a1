//! The catalogue against a plain scan, and its history against a new beginning.

use super::entry::{Entry, address};
use super::index::{Catalogue, Change, Delta, Found};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use shared::calendar::{Occurrence, Schedule};
use shared::edition::{Edition, EditionStatus};
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, EventQuery, LifeStatus, Organiser, PublicEvent,
    Venue,
};
use shared::id::EventId;
use shared::place::{Bounds, DepartmentCode, InseeCode, Position, RegionCode};
use shared::text::fold;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const WORDS: [&str; 8] = [
    "Été",
    "soudure",
    "Soudeur",
    "l’œuvre",
    "aéronautique",
    "métiers",
    "visite",
    "Hôpital-Sud",
];
const KINDS: [&str; 3] = ["company_visit", "workshop", "conference"];
/// Department, region, longitude, latitude; Wallis stands on either side of the antimeridian's boxes.
const PLACES: [(&str, &str, f64, f64); 5] = [
    ("69", "84", 4.8357, 45.764),
    ("75", "11", 2.3522, 48.8566),
    ("974", "04", 55.4481, -20.8789),
    ("986", "986", -176.2, -13.3),
    ("988", "988", 166.4416, -22.2763),
];

fn edition(slug: &str, status: EditionStatus) -> Edition {
    let text = include_str!("../../../data/editions/2018.json");
    let mut edition: Edition = serde_json::from_str(text).unwrap();
    edition.slug = slug.to_owned();
    edition.status = status;
    edition
}

fn first_day() -> NaiveDate {
    "2018-03-26".parse().unwrap()
}

/// What a random event has, besides who it is.
#[derive(Debug, Clone)]
struct Drawn {
    title: Vec<&'static str>,
    description: Vec<&'static str>,
    kind: &'static str,
    audiences: Vec<&'static str>,
    place: Option<usize>,
    mixed: bool,
    access: AccessMode,
    accessibility: Vec<AccessibilityFlag>,
    status: LifeStatus,
    /// Day after the first of the edition, hour of the beginning, hours.
    occurrences: Vec<(u64, u32, i64)>,
    other_edition: bool,
}

const AUDIENCES: [&str; 3] = ["general_public", "pupils", "job_seekers"];

fn drawn() -> impl Strategy<Value = Drawn> {
    let texts = (
        proptest::collection::vec(select(&WORDS[..]), 1..4),
        proptest::collection::vec(select(&WORDS[..]), 0..3),
        select(&KINDS[..]),
        subsequence(AUDIENCES.to_vec(), 1..=3),
    );
    let place = (
        proptest::option::weighted(0.8, 0..PLACES.len()),
        any::<bool>(),
    );
    let modes = (
        select(AccessMode::ALL),
        subsequence(AccessibilityFlag::ALL.to_vec(), 0..=5),
        select(LifeStatus::ALL),
    );
    let times = proptest::collection::btree_map(0u64..8, (0u32..24, 1i64..=24), 1..4);
    (texts, place, modes, times, proptest::bool::weighted(0.2)).prop_map(
        |(
            (title, description, kind, audiences),
            (place, mixed),
            (access, accessibility, status),
            times,
            other_edition,
        )| {
            // Two days apart, so that none overlap.
            let occurrences = times
                .into_iter()
                .map(|(day, (hour, hours))| (day * 2, hour, hours))
                .collect();
            Drawn {
                title,
                description,
                kind,
                audiences,
                place,
                mixed,
                access,
                accessibility,
                status,
                occurrences,
                other_edition,
            }
        },
    )
}

/// An event as the catalogue takes it in.
#[derive(Debug, Clone)]
struct Model {
    event: PublicEvent,
    department: Option<DepartmentCode>,
    region: Option<RegionCode>,
}

fn id(number: usize) -> EventId {
    EventId(Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + number as u128,
    ))
}

fn model(number: usize, drawn: &Drawn) -> Model {
    let place = drawn.place.map(|place| PLACES[place]);
    let department = DepartmentCode::parse(place.map_or("69", |place| place.0)).unwrap();
    let region = RegionCode::parse(place.map_or("84", |place| place.1)).unwrap();
    let zone = department.zone();
    let occurrences = drawn.occurrences.iter().map(|(day, hour, hours)| {
        let begin = (first_day() + Days::new(*day))
            .and_hms_opt(*hour, 0, 0)
            .unwrap();
        // The clocks are put forward on 25 March 2018: no hour of the edition is missing.
        Occurrence::from_local(begin, begin + TimeDelta::hours(*hours), zone, None).unwrap()
    });
    let venue = place.map(|(department, region, lon, lat)| Venue {
        name: "Atelier Central".to_owned(),
        address: "1 rue de l’Usine".to_owned(),
        postal_code: "69000".to_owned(),
        insee: InseeCode::parse("69123").unwrap(),
        city: "Vénissieux".to_owned(),
        department: DepartmentCode::parse(department).unwrap(),
        department_name: "Département".to_owned(),
        region: RegionCode::parse(region).unwrap(),
        region_name: "Région".to_owned(),
        position: Position::new(lon, lat).unwrap(),
        access: None,
    });
    let at: DateTime<Utc> = "2018-03-01T10:00:00Z".parse().unwrap();
    let event = PublicEvent {
        id: id(number),
        edition: if drawn.other_edition { "2017" } else { "2018" }.to_owned(),
        slug: format!("evenement-{number}"),
        life_status: drawn.status,
        life_note: None,
        title: drawn.title.join(" "),
        summary: "Une visite « guidée »".to_owned(),
        description: drawn.description.join("\n\n"),
        kind: drawn.kind.to_owned(),
        kind_other: None,
        topics: Vec::new(),
        sectors: Vec::new(),
        follows_theme: false,
        organiser: Organiser {
            name: "Fonderie Durand".to_owned(),
            kind: "company".to_owned(),
            siret: None,
            on_behalf_of: None,
            co_organisers: Vec::new(),
        },
        attendance_mode: match (&venue, drawn.mixed) {
            (None, _) => AttendanceMode::Online,
            (Some(_), true) => AttendanceMode::Mixed,
            (Some(_), false) => AttendanceMode::OnSite,
        },
        venue,
        online_url: None,
        timezone: zone.to_string(),
        occurrences: Schedule::new(occurrences).unwrap(),
        audiences: drawn
            .audiences
            .iter()
            .map(|word| (*word).to_owned())
            .collect(),
        access_mode: drawn.access,
        age: None,
        conditions: None,
        public_booking: None,
        school_booking: None,
        accessibility: drawn.accessibility.clone(),
        constraints: Vec::new(),
        constraints_note: None,
        labelled_at: at,
        updated_at: at,
    };
    Model {
        event,
        department: Some(department),
        region: Some(region),
    }
}

fn public(model: &Model) -> Change {
    let Model {
        event,
        department,
        region,
    } = model.clone();
    Change::Public(Box::new(Entry::new(event, department, region).unwrap()))
}

fn catalogue_of(models: &[Model]) -> Catalogue {
    Catalogue::default().advanced(Delta {
        cursor: 1,
        editions: Some(vec![
            edition("2018", EditionStatus::Open),
            edition("2017", EditionStatus::Archived),
        ]),
        editions_seq: 1,
        events: models.iter().map(|model| (1, public(model))).collect(),
    })
}

fn query() -> impl Strategy<Value = EventQuery> {
    let text = prop_oneof![
        2 => Just(None),
        3 => proptest::collection::vec(select(&WORDS[..]), 1..3).prop_map(|words| Some(words.join(" "))),
        2 => (select(&WORDS[..]), 1usize..6).prop_map(|(word, length)| Some(word.chars().take(length).collect())),
        1 => Just(Some("Fonderie vénissieux".to_owned())),
        1 => Just(Some("« ! »".to_owned())),
    ];
    let vocabulary = (
        subsequence(KINDS.to_vec(), 0..=2),
        subsequence(AUDIENCES.to_vec(), 0..=2),
        subsequence(PLACES.to_vec(), 0..=2),
        subsequence(PLACES.to_vec(), 0..=1),
    );
    let modes = (
        subsequence(AccessMode::ALL.to_vec(), 0..=2),
        subsequence(AttendanceMode::ALL.to_vec(), 0..=2),
        subsequence(AccessibilityFlag::ALL.to_vec(), 0..=2),
        subsequence(LifeStatus::ALL.to_vec(), 0..=3),
    );
    let dates = (
        proptest::option::of(0u64..18),
        proptest::option::of(0u64..18),
    );
    let bounds = proptest::option::weighted(
        0.4,
        select(
            &[
                (4.0, 45.0, 5.0, 46.0),
                (-5.0, 42.0, 8.0, 51.0),
                (2.3522, 48.8566, 2.3522, 48.8566),
                (160.0, -30.0, -170.0, 0.0),
                (-170.0, -30.0, 160.0, 50.0),
            ][..],
        ),
    );
    (
        text,
        proptest::option::weighted(0.3, select(&["2017", "2018"][..])),
        vocabulary,
        modes,
        dates,
        bounds,
    )
        .prop_map(
            |(
                text,
                edition,
                (kinds, audiences, regions, departments),
                (access, attendance, accessibility, status),
                (from, to),
                bounds,
            )| {
                let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
                let day = |day: Option<u64>| day.map(|day| first_day() + Days::new(day));
                EventQuery {
                    text,
                    edition: edition.map(str::to_owned),
                    regions: regions
                        .iter()
                        .map(|place| RegionCode::parse(place.1).unwrap())
                        .collect(),
                    departments: departments
                        .iter()
                        .map(|place| DepartmentCode::parse(place.0).unwrap())
                        .collect(),
                    kinds: owned(kinds),
                    audiences: owned(audiences),
                    topics: Vec::new(),
                    sectors: Vec::new(),
                    access,
                    attendance,
                    accessibility,
                    status,
                    from: day(from),
                    to: day(to),
                    bounds: bounds.map(|(west, south, east, north)| {
                        Bounds::new(west, south, east, north).unwrap()
                    }),
                    ..EventQuery::default()
                }
            },
        )
}

/// Whether the event answers, read off the rules one by one.
fn answers(model: &Model, query: &EventQuery) -> bool {
    fn any<T: PartialEq>(asked: &[T], has: &[T]) -> bool {
        asked.is_empty() || asked.iter().any(|value| has.contains(value))
    }
    let event = &model.event;
    let mut text = format!(
        "{} {} {} {}",
        event.title, event.summary, event.description, event.organiser.name
    );
    if let Some(venue) = &event.venue {
        text = format!("{text} {} {}", venue.name, venue.city);
    }
    let text = fold(&text);
    let asked = fold(query.text.as_deref().unwrap_or_default());
    let words = asked
        .split_whitespace()
        .all(|asked| text.split(' ').any(|word| word.starts_with(asked)));
    let days = event.occurrences.occurrences().iter().any(|occurrence| {
        let last = occurrence.end().naive_local() - TimeDelta::seconds(1);
        occurrence
            .begin()
            .date_naive()
            .iter_days()
            .take_while(|day| *day <= last.date())
            .any(|day| {
                query.from.is_none_or(|from| from <= day) && query.to.is_none_or(|to| day <= to)
            })
    });
    let inside = query.bounds.is_none_or(|bounds| {
        event.venue.as_ref().is_some_and(|venue| {
            let [west, south, east, north] = bounds.edges();
            let (lon, lat) = (venue.position.lon(), venue.position.lat());
            let between = if west > east {
                west <= lon || lon <= east
            } else {
                west <= lon && lon <= east
            };
            between && south <= lat && lat <= north
        })
    });
    event.edition == query.edition.as_deref().unwrap_or("2018")
        && words
        && days
        && inside
        && any(&query.regions, &Vec::from_iter(model.region.clone()))
        && any(
            &query.departments,
            &Vec::from_iter(model.department.clone()),
        )
        && any(&query.kinds, std::slice::from_ref(&event.kind))
        && any(&query.audiences, &event.audiences)
        && any(&query.access, &[event.access_mode])
        && any(&query.attendance, &[event.attendance_mode])
        && any(&query.status, &[event.life_status])
        && query
            .accessibility
            .iter()
            .all(|flag| event.accessibility.contains(flag))
}

/// What the list must answer, by a scan.
fn scanned(models: &[Model], query: &EventQuery, now: DateTime<Utc>) -> Vec<EventId> {
    let mut found: Vec<_> = models
        .iter()
        .filter(|model| answers(model, query))
        .collect();
    found.sort_by_key(|model| {
        let all = model.event.occurrences.occurrences();
        let next = all
            .iter()
            .filter(|occurrence| occurrence.end() > now)
            .map(Occurrence::begin)
            .min();
        let ended = all.iter().map(Occurrence::end).max().unwrap();
        (
            next.is_none(),
            next,
            std::cmp::Reverse(next.is_none().then_some(ended)),
            model.event.id,
        )
    });
    found.into_iter().map(|model| model.event.id).collect()
}

fn listed(catalogue: &Catalogue, query: &EventQuery, now: DateTime<Utc>) -> Vec<EventId> {
    paged(catalogue, query, now, usize::MAX)
}

/// The list in pages of `size`, as a reader follows them.
fn paged(
    catalogue: &Catalogue,
    query: &EventQuery,
    now: DateTime<Utc>,
    size: usize,
) -> Vec<EventId> {
    let Some(edition) = catalogue.edition_of(query).unwrap() else {
        return Vec::new();
    };
    let slots = catalogue.select(&edition, query).unwrap();
    let at = catalogue.epoch(&edition.slug, now);
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = catalogue.page(&edition, &slots, at, after, size);
        let Some((rank, _)) = page.last() else {
            return ids;
        };
        after = Some(*rank);
        ids.extend(page.iter().map(|(_, entry)| entry.id()));
    }
}

fn moment(hours: i64) -> DateTime<Utc> {
    first_day().and_hms_opt(0, 0, 0).unwrap().and_utc() + TimeDelta::hours(hours)
}

/// What happens to the public part of an event or an edition.
#[derive(Debug, Clone)]
enum Step {
    Label(Index, Box<Drawn>),
    Withdraw(Index),
    Draft(Index),
    Status(EditionStatus),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (any::<Index>(), drawn()).prop_map(|(which, drawn)| Step::Label(which, Box::new(drawn))),
        2 => any::<Index>().prop_map(Step::Withdraw),
        1 => any::<Index>().prop_map(Step::Draft),
        1 => select(&[EditionStatus::Open, EditionStatus::Draft, EditionStatus::Archived][..]).prop_map(Step::Status),
    ]
}

/// The database, as far as the catalogue reads it.
#[derive(Debug, Clone, Default)]
struct Database {
    /// What is or was public, and the last row of the log about it.
    seen: BTreeMap<EventId, (i64, Model, bool)>,
    status: Option<(i64, EditionStatus)>,
    head: i64,
}

impl Database {
    const EVENTS: usize = 12;

    /// Answers the event that the step is about.
    fn apply(&mut self, step: &Step) -> Option<EventId> {
        self.head += 1;
        match step {
            Step::Label(which, drawn) => {
                let number = which.index(Self::EVENTS);
                let mut model = model(number, drawn);
                // An event never changes its edition.
                if let Some((_, known, _)) = self.seen.get(&id(number)) {
                    model.event.edition.clone_from(&known.event.edition);
                }
                self.seen.insert(id(number), (self.head, model, true));
                Some(id(number))
            }
            Step::Withdraw(which) => {
                let which = id(which.index(Self::EVENTS));
                if let Some((seq, _, public)) = self.seen.get_mut(&which) {
                    (*seq, *public) = (self.head, false);
                }
                Some(which)
            }
            Step::Draft(which) => {
                // A row about a draft, which the public never sees.
                let number = Self::EVENTS + which.index(3);
                Some(id(number))
            }
            Step::Status(status) => {
                self.status = Some((self.head, *status));
                None
            }
        }
    }

    fn change(&self, id: EventId) -> (i64, Change) {
        match self.seen.get(&id) {
            Some((seq, model, true)) => (*seq, public(model)),
            Some((seq, model, false)) => (
                *seq,
                Change::Gone {
                    id,
                    edition: model.event.edition.clone(),
                    slug: Some(model.event.slug.clone()),
                },
            ),
            None => (self.head, Change::Unseen(id)),
        }
    }

    fn editions(&self) -> Vec<Edition> {
        let status = self
            .status
            .map_or(EditionStatus::Open, |(_, status)| status);
        vec![
            edition("2018", status),
            edition("2017", EditionStatus::Archived),
        ]
    }

    fn rebuilt(&self) -> Catalogue {
        Catalogue::default().advanced(Delta {
            cursor: self.head,
            editions: Some(self.editions()),
            editions_seq: self.status.map_or(0, |(seq, _)| seq),
            events: self.seen.keys().map(|id| self.change(*id)).collect(),
        })
    }
}

/// All that can be seen of a catalogue.
fn observed(catalogue: &Catalogue) -> Vec<String> {
    let now = moment(40);
    let mut seen = vec![format!("{} {}", catalogue.version(), catalogue.cursor())];
    let told = |found: Option<Found<'_>>| match found {
        Some(Found::Event(entry)) => serde_json::to_string(&entry.event).unwrap(),
        Some(Found::Gone) => "gone".to_owned(),
        None => "nothing".to_owned(),
    };
    for number in 0..Database::EVENTS + 3 {
        let slug = format!("evenement-{number}");
        seen.push(told(catalogue.by_id(id(number))));
        seen.extend(["2017", "2018"].map(|edition| told(catalogue.by_slug(edition, &slug))));
    }
    for edition in ["2017", "2018"] {
        let query = EventQuery {
            edition: Some(edition.to_owned()),
            ..EventQuery::default()
        };
        let Ok(Some(edition)) = catalogue.edition_of(&query) else {
            seen.push("no edition".to_owned());
            continue;
        };
        let slots = catalogue.select(&edition, &query).unwrap();
        seen.push(format!("{:?}", listed(catalogue, &query, now)));
        seen.push(catalogue.points(&slots));
        seen.push(serde_json::to_string(&catalogue.figures(&edition)).unwrap());
    }
    seen.push(format!(
        "{:?}",
        catalogue.current_edition().map(|edition| &edition.slug)
    ));
    // Words and values of filters, with who has them: nothing of what went may stay behind.
    let ids = |slots: &roaring::RoaringBitmap| -> BTreeSet<EventId> {
        slots
            .iter()
            .filter_map(|slot| catalogue.entry(slot))
            .map(|entry| entry.id())
            .collect()
    };
    let facets: BTreeMap<_, _> = catalogue
        .facets()
        .map(|(facet, slots)| (format!("{facet:?}"), (slots.len(), ids(slots))))
        .collect();
    seen.push(format!("{facets:?}"));
    for word in ["", "s", "soud", "oeuvre", "ete", "zz"] {
        let slots = catalogue.beginning(word);
        seen.push(format!("{word} {} {:?}", slots.len(), ids(&slots)));
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_list_is_what_a_scan_finds(
        events in proptest::collection::vec(drawn(), 0..25),
        queries in proptest::collection::vec((query(), -10i64..400), 1..8),
        size in 1usize..7,
    ) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        for (query, hours) in queries {
            let expected = scanned(&models, &query, moment(hours));
            prop_assert_eq!(&listed(&catalogue, &query, moment(hours)), &expected, "{:?}", query);
            prop_assert_eq!(paged(&catalogue, &query, moment(hours), size), expected);
        }
    }

    #[test]
    fn advanced_is_what_a_new_beginning_gives(
        steps in proptest::collection::vec(step(), 1..30),
        cuts in proptest::collection::vec(any::<bool>(), 30),
    ) {
        let mut database = Database::default();
        let mut catalogue = database.rebuilt();
        let mut touched = BTreeSet::new();
        let mut editions = false;
        for (step, cut) in steps.iter().zip(cuts.iter().chain([&true])) {
            match database.apply(step) {
                Some(id) => {
                    touched.insert(id);
                }
                None => editions = true,
            }
            if *cut {
                catalogue = catalogue.advanced(Delta {
                    cursor: database.head,
                    editions: editions.then(|| database.editions()),
                    editions_seq: database.status.map_or(0, |(seq, _)| seq),
                    events: std::mem::take(&mut touched).into_iter().map(|id| database.change(id)).collect(),
                });
                editions = false;
                prop_assert_eq!(observed(&catalogue), observed(&database.rebuilt()));
            }
        }
    }

    #[test]
    fn a_reader_misses_nothing_and_reads_nothing_twice(
        before in proptest::collection::vec(drawn(), 1..20),
        meanwhile in proptest::collection::vec(drawn(), 0..10),
        size in 1usize..5,
    ) {
        let mut models: Vec<_> = before.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let asked = EventQuery::default();
        let first = catalogue_of(&models);
        let expected = listed(&first, &asked, moment(40));
        let edition = first.edition_of(&asked).unwrap().unwrap();
        let at = first.epoch("2018", moment(40));
        let page = first.page(&edition, &first.select(&edition, &asked).unwrap(), at, None, size);
        let mut read: Vec<_> = page.iter().map(|(_, entry)| entry.id()).collect();

        models.extend(meanwhile.iter().enumerate().map(|(number, drawn)| model(100 + number, drawn)));
        let second = catalogue_of(&models);
        let slots = second.select(&edition, &asked).unwrap();
        let rest = match page.last() {
            Some((rank, _)) => second.page(&edition, &slots, at, Some(*rank), usize::MAX),
            None => Vec::new(),
        };
        read.extend(rest.iter().map(|(_, entry)| entry.id()));

        prop_assert_eq!(read.iter().collect::<BTreeSet<_>>().len(), read.len());
        read.retain(|id| expected.contains(id));
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn points_are_the_list_with_a_place(events in proptest::collection::vec(drawn(), 0..15), asked in query()) {
        let models: Vec<_> = events.iter().enumerate().map(|(number, drawn)| model(number, drawn)).collect();
        let catalogue = catalogue_of(&models);
        let edition = catalogue.edition_of(&asked).unwrap().unwrap();
        let slots = catalogue.select(&edition, &asked).unwrap();
        let collection: serde_json::Value = serde_json::from_str(&catalogue.points(&slots)).unwrap();
        let shown: BTreeSet<String> = collection["features"].as_array().unwrap().iter().map(|feature| {
            assert_eq!(feature["type"], "Feature");
            assert_eq!(feature["id"], feature["properties"]["id"]);
            assert_eq!(feature["geometry"]["coordinates"].as_array().unwrap().len(), 2);
            feature["id"].as_str().unwrap().to_owned()
        }).collect();
        let expected: BTreeSet<String> = models.iter()
            .filter(|model| model.event.venue.is_some() && answers(model, &asked))
            .map(|model| model.event.id.to_string())
            .collect();
        prop_assert_eq!(shown, expected);
    }
}

#[test]
fn a_word_that_the_edition_does_not_have_is_refused() {
    let catalogue = catalogue_of(&[]);
    let asked = EventQuery {
        kinds: vec!["company_visit".to_owned(), "siesta".to_owned()],
        audiences: vec!["martians".to_owned()],
        ..EventQuery::default()
    };
    let edition = catalogue.edition_of(&asked).unwrap().unwrap();

    let faults = catalogue.select(&edition, &asked).unwrap_err();

    let named: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(named, ["/kind", "/audience"]);
    let unknown = EventQuery {
        edition: Some("1999".to_owned()),
        ..EventQuery::default()
    };
    assert_eq!(
        catalogue.edition_of(&unknown).unwrap_err().pointer,
        "/edition"
    );
}

#[test]
fn the_events_of_a_hidden_edition_are_not_there() {
    let drawn = Drawn {
        title: vec!["visite"],
        description: Vec::new(),
        kind: "workshop",
        audiences: vec!["pupils"],
        place: Some(0),
        mixed: false,
        access: AccessMode::Open,
        accessibility: Vec::new(),
        status: LifeStatus::Scheduled,
        occurrences: vec![(0, 9, 2)],
        other_edition: false,
    };
    let shown = catalogue_of(&[model(1, &drawn)]);
    assert!(matches!(shown.by_id(id(1)), Some(Found::Event(_))));
    assert!(matches!(
        shown.by_slug("2018", "evenement-1"),
        Some(Found::Event(_))
    ));
    assert_eq!(address("2018", "evenement-1"), "2018/evenement-1");

    let hidden = shown.advanced(Delta {
        cursor: 2,
        editions: Some(vec![edition("2018", EditionStatus::Draft)]),
        editions_seq: 2,
        events: Vec::new(),
    });

    assert!(hidden.by_id(id(1)).is_none());
    assert!(hidden.by_slug("2018", "evenement-1").is_none());
    assert_eq!((hidden.labelled_events("2018"), hidden.version()), (0, 2));
    assert_eq!(hidden.edition_of(&EventQuery::default()), Ok(None));
}
