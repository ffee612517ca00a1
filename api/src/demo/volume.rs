//! A set of any size to measure with: one open edition, its events labelled but for some that wait for a decision.
//!
//! Forms, moves and rows of the log are the programme's own; only the storing goes by the thousand. Two things are left out,
//! which nobody reads who measures what the public reads: the referents' answers on each criterion, and their decisions.

use super::forms::Forms;
use super::people::People;
use super::plan::LIVES;
use super::{ensure_empty, open_edition_of};
use crate::editions;
use crate::events::queries;
use crate::events::stored::{NewDraft, StoredFile};
use crate::events::transition::{self, Asked, Mover, Step};
use crate::events::{create, life_status};
use chrono::{DateTime, TimeDelta, Utc};
use gazetteer::Gazetteer;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry};
use http::Services;
use http::etag::Expected;
use shared::account::Role;
use shared::edition::Edition;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::{Action, Actor as Quality};
use shared::place::RegionCode;
use shared::text;
use std::collections::HashMap;

const SEED: u64 = 5_000;
/// Files of one transaction.
const AT_ONCE: usize = 1_000;
/// One file more for so many labelled ones waits for its decision; never fewer than [`WAITING_AT_LEAST`].
const LABELLED_FOR_ONE_WAITING: usize = 100;
const WAITING_AT_LEAST: usize = 50;
/// One labelled event in so many takes place otherwise than announced.
const LIVED_ONE_IN: u32 = 40;

/// Fills an empty database; answers the slug of the edition and the number of its files. `services` must have been opened with
/// a fixed clock, and `progress` is told how many files of how many are stored.
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
    let edition = open_edition_of(now)?;
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
    Ok((edition.slug, count))
}

/// Files to store, with what the log tells of them, in the order of time.
struct Batch {
    files: Vec<StoredFile>,
    entries: Vec<(DateTime<Utc>, Entry)>,
}

struct Maker<'a> {
    services: &'a Services,
    edition: (EditionId, &'a Edition),
    people: &'a People,
    forms: Forms<'a>,
    /// How many events have a title of this slug.
    slugs: HashMap<String, u32>,
}

impl Maker<'_> {
    /// `size` files, of which the first `labelled` ones get their label. They come `pace` apart from `begin` on; first all
    /// are opened, then all are filed, then come the labels.
    fn batch(
        &mut self,
        size: usize,
        labelled: usize,
        (begin, pace): (DateTime<Utc>, TimeDelta),
    ) -> Result<Batch, Error> {
        // A file has four deeds at most.
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
            entries.push((at, create::opened(&file, owner(&file).by)?));
            files.push(file);
            regions.push(region);
        }
        for file in &mut files {
            let at = now();
            entries.push((at, move_on(file, &owner(file), Action::Submit, at)?));
        }
        for (file, region) in files.iter_mut().zip(&regions).take(labelled) {
            let at = now();
            let referent = self.referent(region);
            entries.push((at, move_on(file, &referent, Action::Grant, at)?));
            file.slug = Some(self.free_slug(file.title()));
        }
        for file in files.iter_mut().take(labelled) {
            if self.forms.dice().u32(..LIVED_ONE_IN) == 0 {
                let at = now();
                let index = self.forms.dice().usize(..LIVES.len());
                if let Some((status, note)) = LIVES.get(index) {
                    let (lived, entry) =
                        life_status::lived(file, owner(file).by, *status, Some(note), at)?;
                    *file = lived;
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
            edition: (self.edition.0, self.edition.1.clone()),
            owner: *owner,
            form,
            now: at,
        });
        (file, commune.region)
    }

    fn referent(&self, region: &RegionCode) -> Mover {
        match self.people.referent(Some(region)) {
            (id, Role::Referent) => mover(id, Role::Referent, Quality::Referent),
            (id, role) => mover(id, role, Quality::Coordinator),
        }
    }

    /// What [`queries::free_slug`] answers, for a database that holds nothing but this set.
    fn free_slug(&mut self, title: &str) -> String {
        let wanted = text::slug(title);
        let taken = self.slugs.entry(wanted.clone()).or_default();
        *taken += 1;
        match *taken {
            1 => wanted,
            number => format!("{wanted}-{number}"),
        }
    }
}

fn owner(file: &StoredFile) -> Mover {
    mover(file.owner, Role::Organiser, Quality::Owner)
}

fn mover(account: AccountId, role: Role, quality: Quality) -> Mover {
    Mover {
        by: By::Person(account, role),
        account,
        qualities: vec![quality],
    }
}

/// Moves the file, and answers what the log tells of it.
fn move_on(
    file: &mut StoredFile,
    mover: &Mover,
    action: Action,
    at: DateTime<Utc>,
) -> Result<Entry, Error> {
    let asked = Asked {
        mover,
        expected: &Expected::Any,
        step: &Step {
            action,
            words: None,
            fields: Vec::new(),
        },
    };
    // The forms of the demonstration meet every criterion.
    let (after, entry) = transition::moved(file, &asked, at, || Ok(Vec::new()))?;
    *file = after;
    Ok(entry)
}
