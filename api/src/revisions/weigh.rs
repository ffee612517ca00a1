//! Faults of a new version of an edition, and its effects on the events of the edition.

use super::queries::{Event, Stored, for_each_event, number_of_events};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::hex;
use sha2::{Digest as _, Sha256};
use shared::edition::{
    AffectedEvent, Edition, EditionEffect, EditionEffects, EditionPreview, EffectCount, FiledEvent,
};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of events that are listed under one effect.
const LISTED: usize = 50;
/// Number of bytes of the digest that a token contains.
const TOKEN_BYTES: usize = 16;

/// Compares a proposal with the stored edition and with every event of it. Nothing is changed.
pub(super) fn weigh(
    conn: &mut Conn,
    stored: &Stored,
    after: &Edition,
    at: DateTime<Utc>,
) -> Result<EditionPreview, Error> {
    let before = &*stored.edition;
    let mut faults = after.problems();
    let has_files = number_of_events(conn, stored.id)? > 0;
    faults.extend(before.revision_faults(after, at, has_files));
    let mut tally = Tally::default();
    let removed = before.removed_terms(after);
    let mut uses = vec![0_u64; removed.len()];
    if before != after && has_files {
        let with_changes = before.rechecks.fields != after.rechecks.fields;
        for_each_event(conn, stored.id, with_changes, |event| {
            for (term, uses) in removed.iter().zip(&mut uses) {
                *uses += u64::from(term.is_named_in(&event.form));
            }
            tally.add(before, after, event, at);
        })?;
    }
    let in_use = removed.iter().zip(uses).filter(|(_, uses)| *uses > 0);
    faults.extend(in_use.map(|(term, uses)| {
        let detail = format!("`{}` is named in {uses} files; it can end", term.id);
        FieldProblem::new(&term.pointer, Code::TermInUse, detail).with_limit(uses)
    }));
    Ok(EditionPreview {
        version: stored.version,
        faults,
        changes: before.changes_to(after),
        token: tally.token(stored, after)?,
        effects: tally.effects(),
    })
}

/// The effects found so far.
#[derive(Default)]
struct Tally {
    affected: u64,
    by_effect: BTreeMap<EditionEffect, (BTreeSet<EventId>, Vec<AffectedEvent>)>,
}

impl Tally {
    fn add(&mut self, before: &Edition, after: &Edition, event: Event, at: DateTime<Utc>) {
        if event.cancelled {
            return;
        }
        let change = event.change.as_ref();
        let filed = FiledEvent {
            state: event.state,
            form: &event.form,
            commune: event.commune.as_ref(),
            submitted_at: event.submitted_at,
            clock: event.clock.as_ref(),
            change: change.map(|(form, commune)| (form, commune.as_ref())),
        };
        let effects = before.effects_on(after, &filed, at);
        self.affected += u64::from(!effects.is_empty());
        for effect in effects {
            let (ids, listed) = self.by_effect.entry(effect.effect).or_default();
            ids.insert(event.id);
            if listed.len() < LISTED {
                listed.push(AffectedEvent {
                    id: event.id,
                    title: event.title.clone(),
                    state: event.state,
                    fields: effect.fields,
                });
            }
        }
    }

    /// Digest of the proposal, of the version that it is compared with, and of every effect.
    fn token(&self, stored: &Stored, after: &Edition) -> Result<String, Error> {
        let effects: Vec<_> = self
            .by_effect
            .iter()
            .map(|(effect, (ids, _))| (effect, ids))
            .collect();
        let seen = serde_json::to_vec(&(stored.version, after, effects))?;
        let digest = Sha256::digest(seen);
        Ok(hex(digest.get(..TOKEN_BYTES).unwrap_or_default()))
    }

    fn effects(self) -> EditionEffects {
        let count = |(effect, (ids, events)): (_, (BTreeSet<EventId>, _))| EffectCount {
            effect,
            count: ids.len() as u64,
            events,
        };
        EditionEffects {
            affected: self.affected,
            by_effect: self.by_effect.into_iter().map(count).collect(),
        }
    }
}
