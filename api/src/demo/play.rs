//! Plays a plan: every deed is the move of the programme, at its time.

use super::people::People;
use super::plan::{Deed, Plan, Planned};
use crate::criteria::{self, Sitting};
use crate::events;
use crate::events::stored::{NewDraft, StoredFile};
use crate::events::transition::{self, Asked, Mover, Step};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::By;
use http::Services;
use http::etag::Expected;
use shared::account::Role;
use shared::criterion::{Answer, Criterion, Verdict};
use shared::edition::Edition;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::{Action, Actor as Quality};
use std::collections::HashMap;

/// Deeds of one transaction.
const AT_ONCE: usize = 250;

/// Plays the whole plan in the edition; answers how many files there are. The clock of `services` is moved from deed to deed.
///
/// # Errors
///
/// When the database fails, or a deed is not allowed: then the plan is wrong.
pub(super) fn play(
    services: &Services,
    edition: (EditionId, &Edition),
    plan: (Plan, &People),
    progress: &mut dyn FnMut(usize, usize),
) -> anyhow::Result<usize> {
    let (Plan { files, deeds }, people) = plan;
    let mut stored: HashMap<usize, StoredFile> = HashMap::new();
    let mut done = 0;
    for batch in deeds.chunks(AT_ONCE) {
        let changed = services.db.write_now(|conn| {
            let mut changed: HashMap<usize, StoredFile> = HashMap::new();
            for (at, number, deed) in batch {
                let Some(planned) = files.get(*number) else {
                    continue;
                };
                services.clock.set(*at);
                let scene = Scene {
                    services,
                    edition: (edition.0, edition.1),
                    people,
                    planned,
                };
                let before = changed.get(number).or_else(|| stored.get(number));
                let after = match before {
                    Some(file) => scene.act(conn, file, deed),
                    None => scene.open(conn),
                };
                changed.insert(*number, after?);
            }
            Ok(changed)
        })?;
        stored.extend(changed);
        done += batch.len();
        progress(done, deeds.len());
    }
    Ok(stored.len())
}

/// Where a deed is done.
struct Scene<'a> {
    services: &'a Services,
    edition: (EditionId, &'a Edition),
    people: &'a People,
    planned: &'a Planned,
}

impl Scene<'_> {
    fn open(&self, conn: &mut Conn) -> Result<StoredFile, Error> {
        let file = StoredFile::draft(NewDraft {
            id: EventId(ids::new(&self.services.clock)),
            edition: (self.edition.0, self.edition.1.clone()),
            owner: self.planned.owner,
            form: self.planned.form.clone(),
            now: self.services.clock.now(),
        });
        events::create::store(conn, &file, By::Person(file.owner, Role::Organiser))?;
        Ok(file)
    }

    fn act(&self, conn: &mut Conn, file: &StoredFile, deed: &Deed) -> Result<StoredFile, Error> {
        let owner = (file.owner, Role::Organiser, Quality::Owner);
        let referent = match self.people.referent(self.planned.region.as_ref()) {
            (id, Role::Referent) => (id, Role::Referent, Quality::Referent),
            (id, role) => (id, role, Quality::Coordinator),
        };
        let coordinator = (
            self.people.coordinator,
            Role::Coordinator,
            Quality::Coordinator,
        );
        match deed {
            Deed::Open => Ok(file.clone()),
            Deed::Submit => self.step(conn, file, owner, Action::Submit, None, &[]),
            Deed::Label => {
                self.assess(conn, file, referent.0)?;
                self.step(conn, file, referent, Action::Grant, None, &[])
            }
            Deed::Correct(field, message) => self.step(
                conn,
                file,
                referent,
                Action::RequestCorrection,
                Some(message),
                &[field],
            ),
            Deed::Refuse(reason) => {
                self.step(conn, file, referent, Action::Refuse, Some(reason), &[])
            }
            Deed::Withdraw => self.step(conn, file, owner, Action::Withdraw, None, &[]),
            Deed::Revoke(reason) => {
                self.step(conn, file, coordinator, Action::Revoke, Some(reason), &[])
            }
            Deed::Live(status, note) => {
                let by = By::Person(file.owner, Role::Organiser);
                events::life_status::live(
                    conn,
                    file,
                    by,
                    *status,
                    Some(note),
                    self.services.clock.now(),
                )
            }
        }
    }

    fn step(
        &self,
        conn: &mut Conn,
        file: &StoredFile,
        (account, role, quality): (AccountId, Role, Quality),
        action: Action,
        words: Option<&str>,
        fields: &[&str],
    ) -> Result<StoredFile, Error> {
        let mover = Mover {
            by: By::Person(account, role),
            account,
            qualities: vec![quality],
        };
        let step = Step {
            action,
            words: words.map(ToOwned::to_owned),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        };
        transition::apply(
            self.services,
            conn,
            file,
            &Asked {
                mover: &mover,
                expected: &Expected::Any,
                step: &step,
            },
        )
    }

    /// The referent finds the four criteria met.
    fn assess(&self, conn: &mut Conn, file: &StoredFile, by: AccountId) -> Result<(), Error> {
        let dates = file.edition.dates_for(file.department(), file.region());
        let sitting = Sitting {
            event: file.id,
            round: file.round,
            by,
            at: self.services.clock.now(),
            edition: &file.edition,
            dates: &dates,
        };
        let answers: Vec<_> = Criterion::ALL
            .iter()
            .map(|criterion| Answer {
                criterion: *criterion,
                verdict: Verdict::Met,
                comment: String::new(),
            })
            .collect();
        criteria::answer(conn, &sitting, &answers)
    }
}
