//! Benchmark data of any size: one open edition whose events are labelled, except for some that wait for a decision.
//!
//! Forms, transitions and log entries are made by the code of the programme; only the inserts are batched. Assessments and
//! decisions are left out, since benchmarks of the public operations do not read them.

use super::forms::Forms;
use super::people::People;
use super::plan::LIFE_STATUSES;
use super::{ensure_empty, open_edition_of};
use crate::editions;
use crate::events::queries;
use crate::events::stored::{NewDraft, StoredFile};
use crate::events::transition::{self, Performer, Transition};
use crate::events::{life_status, new_draft};
use chrono::{DateTime, TimeDelta, Utc};
use gazetteer::Gazetteer;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry};
use http::Services;
use http::etag::Expected;
use shared::account::Role;
use shared::criterion::{Criterion, Verdict};
use shared::edition::Edition;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::{self, Action};
use shared::place::RegionCode;
use shared::text;
use std::collections::HashMap;
use std::sync::Arc;

const SEED: u64 = 5_000;
/// Event submissions per transaction.
const AT_ONCE: usize = 1_000;
/// Number of labelled events for each one that waits for a decision; at least [`WAITING_AT_LEAST`] wait.
const LABELLED_FOR_ONE_WAITING: usize = 100;
const WAITING_AT_LEAST: usize = 50;
/// One labelled event in this many has a life status other than scheduled.
const LIFE_STATUS_ONE_IN: u32 = 40;

/// Fills an empty database, and returns the slug of the edition and the number of its event submissions. `services` must have
/// been opened with a fixed clock. `progress` receives the name of the edition, the number stored so far and the total.
///
/// # Errors
///
/// When the database is not empty, or fails.
pub(crate) fn fill(
    services: &Services,
    now: DateTime<Utc>,
    labelled: usize,
    progress: &mut dyn FnMut(&str, usize, usize),
) -> anyhow::Result<(String, usize)> {
    ensure_empty(services)?;
    let edition = Arc::new(open_edition_of(now)?);
    let opens = edition.opens_at.to_utc();
    services.clock.set(opens);
    let people = People::create(services)?;
    let id = services
        .db
        .write_now(|conn| editions::put(conn, &services.clock, &edition))?
        .id;
    let waiting = (labelled / LABELLED_FOR_ONE_WAITING).max(WAITING_AT_LEAST);
    let count = labelled + waiting;
    let mut maker = Maker {
        forms: Forms::new(&edition, Gazetteer::embedded(), SEED),
        edition: (id, &edition),
        slugs: HashMap::new(),
        people: &people,
        services,
    };
    let pace = (now - opens) / i32::try_from(count)?;
    for first in (0..count).step_by(AT_ONCE) {
        let size = AT_ONCE.min(count - first);
        let batch = maker.batch(
            size,
            size.min(labelled.saturating_sub(first)),
            (opens + pace * i32::try_from(first)?, pace),
        )?;
        services.db.write_now(|conn| {
            log::append_all(conn, &batch.entries)?;
            queries::insert_all(conn, &batch.files)
        })?;
        progress(&edition.name, first + size, count);
    }
    Ok((edition.slug.clone(), count))
}

/// Event submissions to insert, with their log entries in chronological order.
struct Batch {
    files: Vec<StoredFile>,
    entries: Vec<(DateTime<Utc>, Entry)>,
}

struct Maker<'a> {
    services: &'a Services,
    edition: (EditionId, &'a Arc<Edition>),
    people: &'a People,
    forms: Forms<'a>,
    /// Number of events for each slug of a title.
    slugs: HashMap<String, u32>,
}

impl Maker<'_> {
    /// Makes `size` event submissions, of which the first `labelled` are labelled. The batch starts at `begin` and allows
    /// `pace` per submission: first all are created, then all are submitted, then labels are granted.
    fn batch(
        &mut self,
        size: usize,
        labelled: usize,
        (begin, pace): (DateTime<Utc>, TimeDelta),
    ) -> Result<Batch, Error> {
        // A submission has at most four log entries.
        let (mut moment, beat) = (begin, pace / 4);
        let mut now = || {
            moment += beat;
            moment
        };
        let (mut files, mut regions) = (Vec::with_capacity(size), Vec::with_capacity(size));
        let mut entries = Vec::new();
        for _ in 0..size {
            let at = now();
            let (file, region) = self.draft(at);
            entries.push((at, new_draft::opened(&file, owner(&file).by)?));
            files.push(file);
            regions.push(region);
        }
        for file in &mut files {
            let at = now();
            entries.push((at, transition(file, &owner(file), Action::Submit, at)?));
        }
        for (file, region) in files.iter_mut().zip(&regions).take(labelled) {
            let at = now();
            let referent = self.referent(region);
            entries.push((at, transition(file, &referent, Action::Grant, at)?));
            file.slug = Some(self.free_slug(file.title()));
        }
        for file in files.iter_mut().take(labelled) {
            if self.forms.dice().u32(..LIFE_STATUS_ONE_IN) == 0 {
                let at = now();
                let index = self.forms.dice().usize(..LIFE_STATUSES.len());
                if let Some((status, note)) = LIFE_STATUSES.get(index) {
                    let (changed, entry) = life_status::with_life_status(
                        file,
                        owner(file).by,
                        *status,
                        Some(note),
                        at,
                    )?;
                    *file = changed;
                    entries.push((at, entry));
                }
            }
        }
        Ok(Batch { files, entries })
    }

    fn draft(&mut self, at: DateTime<Utc>) -> (StoredFile, RegionCode) {
        self.services.clock.set(at);
        let (form, commune) = self.forms.next();
        let others = &self.people.others;
        let owner = others
            .get(self.forms.dice().usize(..others.len()))
            .unwrap_or(&self.people.organiser);
        let file = StoredFile::draft(NewDraft {
            id: EventId(ids::new(&self.services.clock)),
            edition: (self.edition.0, Arc::clone(self.edition.1)),
            owner: *owner,
            form,
            now: at,
        });
        (file, commune.region)
    }

    fn referent(&self, region: &RegionCode) -> Performer {
        match self.people.referent(Some(region)) {
            (id, Role::Referent) => performer(id, Role::Referent, label::Actor::Referent),
            (id, role) => performer(id, role, label::Actor::Coordinator),
        }
    }

    /// Result of [`queries::free_slug`] for a database that holds only this data.
    fn free_slug(&mut self, title: &str) -> String {
        let base = text::slug(title);
        let taken = self.slugs.entry(base.clone()).or_default();
        *taken += 1;
        match *taken {
            1 => base,
            number => format!("{base}-{number}"),
        }
    }
}

fn owner(file: &StoredFile) -> Performer {
    performer(file.owner, Role::Organiser, label::Actor::Owner)
}

fn performer(account: AccountId, role: Role, capacity: label::Actor) -> Performer {
    Performer {
        by: By::Person(account, role),
        account,
        capacities: vec![capacity],
    }
}

/// Performs a transition in memory, and returns its log entry.
fn transition(
    file: &mut StoredFile,
    performer: &Performer,
    action: Action,
    at: DateTime<Utc>,
) -> Result<Entry, Error> {
    let transition = Transition {
        action,
        comment: None,
        fields: Vec::new(),
        late: false,
    };
    // The forms of the demonstration meet every criterion.
    let (after, entry) =
        transition::compute(file, performer, &Expected::Any, &transition, at, || {
            let met = |criterion: &Criterion| (*criterion, Verdict::Met);
            Ok(Criterion::ALL.iter().map(met).collect())
        })?;
    *file = after;
    Ok(entry)
}
