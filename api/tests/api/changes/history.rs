//! Copies that are kept through random histories are what is public.

use super::{Mirror, public};
use crate::catalogue::follow::neighbour;
use crate::catalogue::{Shelf, content_with, online, shown_edition};
use crate::support::{Engine, awaited};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use rstest::rstest;
use serde_json::{Value, json};
use shared::id::EventId;
use shared::label::LabelState;
use std::collections::BTreeMap;

const EVENTS: u8 = 5;
const STEPS: usize = 60;

const FILTERS: [&str; 5] = [
    "",
    "edition=2018",
    "region=84&kind=company_visit",
    "q=fonderie",
    "from=2018-03-27&attendance=on_site",
];

/// Something that happens to the events, or a copy that goes on reading.
#[derive(Debug, Clone)]
enum Step {
    /// An event is labelled, or its content changes.
    Write(u8, usize),
    /// An event loses its label, or gets it back.
    Move(u8, LabelState),
    /// An event is cancelled, or takes place after all.
    Cancel(u8, bool),
    /// Something happens that the public does not see.
    Private(u8),
    /// A term of the edition gets another label.
    Rename(u8),
    /// A copy is read on, with pages of this many changes, here or from another instance.
    Read(usize, u32, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let states = [
        LabelState::Labelled,
        LabelState::Withdrawn,
        LabelState::Revoked,
        LabelState::Submitted,
    ];
    prop_oneof![
        5 => (0..EVENTS, 0..contents().len()).prop_map(|(which, what)| Step::Write(which, what)),
        3 => (0..EVENTS, select(states.to_vec())).prop_map(|(which, state)| Step::Move(which, state)),
        1 => (0..EVENTS, any::<bool>()).prop_map(|(which, off)| Step::Cancel(which, off)),
        1 => (0..EVENTS).prop_map(Step::Private),
        1 => any::<u8>().prop_map(Step::Rename),
        6 => (0..FILTERS.len(), 1..4u32, any::<bool>()).prop_map(|(which, limit, there)| Step::Read(which, limit, there)),
    ]
}

/// Contents that the filters tell apart.
fn contents() -> Vec<Value> {
    vec![
        content_with(json!({})),
        content_with(json!({
            "title": "Visite de l’atelier",
            "organiser": { "name": "Mécanique Martin", "kind": "company", "coOrganisers": [] }
        })),
        content_with(json!({ "kind": "workshop" })),
        content_with(json!({
            "occurrences": [{ "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T11:00:00+02:00" }]
        })),
        online(),
    ]
}

#[rstest]
#[tokio::test]
async fn a_copy_is_what_is_public_whatever_happens(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let reader = shelf.app.visitor();
    let there = neighbour(&shelf.app);
    let mut runner = TestRunner::deterministic();
    let steps = proptest::collection::vec(step(), STEPS);
    let steps = steps.new_tree(&mut runner).unwrap().current();
    let mut events: BTreeMap<u8, EventId> = BTreeMap::new();
    let mut mirrors: Vec<Mirror> = FILTERS.map(Mirror::of).to_vec();

    for step in &steps {
        shelf.app.clock.advance(chrono::TimeDelta::seconds(1));
        let known = |which: &u8| events.get(which).copied();
        match step {
            Step::Write(which, what) => {
                let content = contents().remove(*what);
                if let Some(id) = known(which) {
                    shelf.rewrite(id, content).await;
                } else {
                    let id = shelf.label(*which, content).await;
                    events.insert(*which, id);
                }
            }
            Step::Move(which, state) => {
                if let Some(id) = known(which) {
                    shelf.change(id, *state, "scheduled").await;
                }
            }
            Step::Cancel(which, off) => {
                if let Some(id) = known(which) {
                    let status = if *off { "cancelled" } else { "scheduled" };
                    shelf.change(id, LabelState::Labelled, status).await;
                }
            }
            Step::Private(which) => {
                if let Some(id) = known(which) {
                    shelf.note_privately(id).await;
                }
            }
            Step::Rename(number) => {
                let mut edition = shown_edition();
                for term in &mut edition.vocabularies.kinds {
                    term.label = format!("{} n° {number}", term.label);
                }
                shelf.app.put_edition(&edition);
                shelf.app.caught_up().await;
            }
            Step::Read(which, limit, elsewhere) => {
                let mirror = &mut mirrors[*which];
                if *elsewhere {
                    // The other instance may be behind for a moment: it tells less, or refuses a cursor for now.
                    let path = mirror.next(*limit);
                    let page: Value = awaited("the other instance", async || {
                        let answer = reqwest::get(format!("{there}{path}")).await.ok()?;
                        let answer = answer.error_for_status().ok()?;
                        answer.json().await.ok()
                    })
                    .await;
                    mirror.take(&page);
                } else {
                    mirror.read(&reader, *limit).await;
                    assert_eq!(
                        mirror.events,
                        public(&shelf, FILTERS[*which]).await,
                        "{step:?}"
                    );
                }
            }
        }
    }

    for mirror in &mut mirrors {
        let expected = public(&shelf, &mirror.filters).await;
        mirror.read(&reader, 2).await;
        let mut anew = Mirror::of(&mirror.filters);
        anew.read(&reader, 3).await;
        assert_eq!(mirror.events, expected, "{}", mirror.filters);
        assert_eq!(anew.events, expected, "{}", mirror.filters);
    }
}
