//! Random seasons: whatever is asked, each counter is the number of rows that one gets by walking all pages, and an index that
//! followed the changes is the same as one that was built from their outcome.

mod seasons;

use super::index::{Changes, Index};
use super::overview;
use super::reading::Readers;
use super::reviewers::Own;
use super::walk::Walk;
use crate::labels::reach::Reach;
use proptest::prelude::*;
use seasons::{File, files, now, own, person, queries, readers};
use shared::id::EventId;
use shared::label::{ConflictParty, OverviewNumber, QueueQuery, QueueTab};
use shared::place::{DepartmentCode, Territory};
use std::collections::BTreeSet;
use std::sync::Arc;

fn empty() -> Index {
    Index::new(0, BTreeSet::from(["2018".to_owned()]))
}

/// The index after each file was stored in its turn; a later one of the same id replaces an earlier one.
fn followed(files: &[File]) -> Index {
    files.iter().fold(empty(), |index, file| {
        index.advanced(Changes {
            cursor: index.cursor + 1,
            events: vec![(file.id(), Some(file.entry()))],
            distinct: Vec::new(),
        })
    })
}

/// The index of the last file of each id, and of nothing else.
fn built(files: &[File]) -> Index {
    let mut index = empty();
    let mut seen = BTreeSet::new();
    let last = files.iter().rev().filter(|file| seen.insert(file.id));
    let mut last: Vec<&File> = last.collect();
    last.sort_by_key(|file| file.id);
    for file in last {
        index.add(file.id(), file.entry());
    }
    index
}

/// All rows of a query, page by page.
fn walked(index: &Index, query: &QueueQuery, reach: &Reach, readers: &Readers) -> Vec<EventId> {
    let walk = Walk::new(index, query, reach, readers, now()).unwrap();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = walk.page(after.as_ref(), 3);
        let Some(last) = page.slots.last() else {
            return found;
        };
        after = walk.position_of(*last);
        found.extend(page.slots.iter().map(|slot| walk.item(*slot).unwrap().id));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn each_counter_is_the_number_of_rows_on_all_pages(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        let walk = Walk::new(&index, &query, &Reach::Everywhere, &readers, now()).unwrap();
        let page = walk.page(None, 3);

        let own = walked(&index, &query, &Reach::Everywhere, &readers);
        prop_assert_eq!(page.total, own.len() as u64);
        let different: BTreeSet<EventId> = own.iter().copied().collect();
        prop_assert_eq!(different.len(), own.len(), "a row is repeated");
        for tab in QueueTab::ALL {
            let of_tab = QueueQuery { tab: Some(*tab), ..query.clone() };
            let rows = walked(&index, &of_tab, &Reach::Everywhere, &readers).len() as u64;
            prop_assert_eq!(page.counts.of(*tab), rows, "{}", tab);
        }
    }

    #[test]
    fn each_number_of_the_overview_is_the_size_of_its_list(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        // The overview has these filters.
        let base = QueueQuery { edition: None, territory: query.territory, ..QueueQuery::default() };
        let overview = overview::of(&index, &base, &Reach::Everywhere, now()).unwrap();
        let rows = |query: &QueueQuery| walked(&index, query, &Reach::Everywhere, &readers).len() as u64;

        for number in OverviewNumber::ALL {
            prop_assert_eq!(overview.total.of(*number), rows(&number.query(&base)), "{}", number);
        }
        for row in &overview.territories {
            let base = row.base(&base);
            for number in OverviewNumber::ALL {
                let listed = rows(&number.query(&base));
                prop_assert_eq!(row.counts.of(*number), listed, "{} of {:?}", number, row.territory);
            }
        }
        for day in &overview.days {
            prop_assert_eq!(day.filed, rows(&day.query(&base)), "{}", day.day);
        }
        let filed: u64 = overview.days.iter().map(|day| day.filed).sum();
        prop_assert_eq!(filed, overview.total.filed);
    }

    #[test]
    fn an_index_that_followed_is_the_same_as_one_that_was_built(files in files(), query in queries()) {
        let readers = readers(&files);
        let (followed, built) = (followed(&files), built(&files));
        prop_assert_eq!(
            walked(&followed, &query, &Reach::Everywhere, &readers),
            walked(&built, &query, &Reach::Everywhere, &readers)
        );
    }

    #[test]
    fn positions_are_those_of_the_rows(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        let walk = Walk::new(&index, &query, &Reach::Everywhere, &readers, now()).unwrap();
        let rows = walked(&index, &query, &Reach::Everywhere, &readers);
        for (place, id) in rows.iter().enumerate() {
            let position = walk.position(*id).unwrap();
            prop_assert_eq!(position.number, Some(place as u64 + 1));
            prop_assert_eq!(position.total, rows.len() as u64);
            let before = place.checked_sub(1).map(|before| rows[before]);
            prop_assert_eq!(position.previous.map(|file| file.id), before);
            prop_assert_eq!(position.next.map(|file| file.id), rows.get(place + 1).copied());
        }
    }

    #[test]
    fn nobody_sees_beyond_their_territory(files in files(), query in queries()) {
        let (index, readers) = (followed(&files), readers(&files));
        let reach = Reach::Within(vec![Territory::parse("department:974").unwrap()]);
        let Ok(walk) = Walk::new(&index, &query, &reach, &readers, now()) else {
            // The query asks for another territory.
            return Ok(());
        };
        let page = walk.page(None, 100);
        for slot in &page.slots {
            let item = walk.item(*slot).unwrap();
            prop_assert_eq!(item.department.as_ref().map(DepartmentCode::as_str), Some("974"));
        }
        for file in &files {
            let last = files.iter().rev().find(|other| other.id == file.id).unwrap();
            prop_assert_eq!(walk.position(file.id()).is_some(), last.commune == Some(2));
        }
    }
}

#[test]
fn a_conflict_of_interest_hides_files_from_lists_positions_and_duplicates() {
    let file = |id, organiser| File {
        id,
        title: 0,
        organiser,
        commune: Some(0),
        kind: 0,
        audience: 0,
        sector: None,
        state: 0,
        due_hours: 8,
        filed_hours: 8,
    };
    let index = followed(&[file(1, 0), file(2, 1)]);
    let partial = Own {
        conflicts: BTreeSet::from([ConflictParty::of_person(person(1))]),
        ..own()
    };
    let readers = Readers::default().seen_by(partial);
    let query = QueueQuery::default();

    let walk = Walk::new(&index, &query, &Reach::Everywhere, &readers, now()).unwrap();
    let page = walk.page(None, 10);
    let item = walk.item(page.slots[0]).unwrap();

    assert_eq!((page.total, page.counts.to_check), (1, 1));
    assert_eq!((item.id, item.duplicate), (file(1, 0).id(), false));
    assert!(walk.position(file(2, 1).id()).is_none());
}

#[test]
fn a_file_that_leaves_the_queue_is_gone_from_list_and_duplicates() {
    let file = |id| File {
        id,
        title: 0,
        organiser: 0,
        commune: Some(0),
        kind: 0,
        audience: 0,
        sector: None,
        state: 0,
        due_hours: 8,
        filed_hours: 8,
    };
    let index = followed(&[file(1), file(2)]);
    let duplicates = QueueQuery {
        duplicate: Some(true),
        ..QueueQuery::default()
    };
    let (reach, readers) = (Reach::Everywhere, Readers::default());
    assert_eq!(walked(&index, &duplicates, &reach, &readers).len(), 2);

    let withdrawn = index.advanced(Changes {
        cursor: 9,
        events: vec![(file(2).id(), None)],
        distinct: Vec::new(),
    });
    assert_eq!(
        walked(&withdrawn, &QueueQuery::default(), &reach, &readers),
        [file(1).id()]
    );
    assert!(walked(&withdrawn, &duplicates, &reach, &readers).is_empty());

    let told_apart = index.advanced(Changes {
        cursor: 9,
        events: vec![(file(1).id(), Some(file(1).entry()))],
        distinct: vec![(file(2).id(), file(1).id())],
    });
    assert!(walked(&told_apart, &duplicates, &reach, &readers).is_empty());
}

#[test]
fn likely_duplicates_are_compared_again_only_where_what_decides_has_changed() {
    let file = |id, title, state| File {
        id,
        title,
        organiser: 0,
        commune: Some(0),
        kind: 0,
        audience: 0,
        sector: None,
        state,
        due_hours: 8,
        filed_hours: 8,
    };
    let next = |index: &Index, file: File, distinct: &[(EventId, EventId)]| {
        index.advanced(Changes {
            cursor: index.cursor + 1,
            events: vec![(file.id(), Some(file.entry()))],
            distinct: distinct.to_vec(),
        })
    };
    let duplicates = QueueQuery {
        duplicate: Some(true),
        ..QueueQuery::default()
    };
    let number =
        |index: &Index| walked(index, &duplicates, &Reach::Everywhere, &Readers::default()).len();
    let filed = followed(&[file(1, 0, 0), file(2, 0, 0)]);
    let pair = (file(1, 0, 0).id(), file(2, 0, 0).id());

    let labelled = next(&filed, file(1, 0, 2), &[]);
    let told_apart = next(&labelled, file(1, 0, 2), &[pair]);
    let still_apart = next(&told_apart, file(1, 0, 2), &[pair]);
    let told_the_same = next(&still_apart, file(2, 0, 0), &[]);
    let renamed = next(&told_the_same, file(2, 3, 0), &[]);
    let refused = next(&told_the_same, file(2, 0, 3), &[]);

    assert!(Arc::ptr_eq(&filed.duplicates, &labelled.duplicates));
    assert!(Arc::ptr_eq(&told_apart.duplicates, &still_apart.duplicates));
    let versions = [
        &filed,
        &labelled,
        &told_apart,
        &still_apart,
        &told_the_same,
        &renamed,
        &refused,
    ];
    // A labelled file is not among those to check: the other one is.
    assert_eq!(versions.map(number), [2, 1, 0, 0, 1, 0, 0]);
}
