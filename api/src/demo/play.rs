//! Executes a plan: every step calls the code of the programme, at its time.

use super::people::People;
use super::plan::{Plan, PlannedFile, Step};
use crate::criteria::{self, ReviewRound};
use crate::events;
use crate::events::stored::{NewDraft, StoredFile};
use crate::events::transition::{self, Performer, Transition};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::By;
use http::Services;
use http::etag::Expected;
use shared::account::Role;
use shared::criterion::{Answer, Criterion, Verdict};
use shared::edition::Edition;
use shared::event::Field;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::{self, Action};
use std::collections::HashMap;
use std::sync::Arc;

/// Maximum number of steps per transaction.
const AT_ONCE: usize = 250;

/// Executes the plan in the edition, and returns the number of event submissions. Sets the clock of `services` to the time of
/// each step.
///
/// # Errors
///
/// When the database fails, or a step is not allowed, which means that the plan is wrong.
pub(super) fn play(
    services: &Services,
    edition: (EditionId, &Arc<Edition>),
    plan: (Plan, &People),
    progress: &mut dyn FnMut(usize, usize),
) -> anyhow::Result<usize> {
    let (Plan { files, steps }, people) = plan;
    let mut stored: HashMap<usize, StoredFile> = HashMap::new();
    let mut done = 0;
    for batch in steps.chunks(AT_ONCE) {
        let changed = services.db.write_now(|conn| {
            let mut changed: HashMap<usize, StoredFile> = HashMap::new();
            for (at, number, step) in batch {
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
                    Some(file) => scene.perform(conn, file, step),
                    None => scene.open(conn),
                };
                changed.insert(*number, after?);
            }
            Ok(changed)
        })?;
        stored.extend(changed);
        done += batch.len();
        progress(done, steps.len());
    }
    Ok(stored.len())
}

/// Context of a step.
struct Scene<'a> {
    services: &'a Services,
    edition: (EditionId, &'a Arc<Edition>),
    people: &'a People,
    planned: &'a PlannedFile,
}

impl Scene<'_> {
    fn open(&self, conn: &mut Conn) -> Result<StoredFile, Error> {
        let file = StoredFile::draft(NewDraft {
            id: EventId(ids::new(&self.services.clock)),
            edition: (self.edition.0, Arc::clone(self.edition.1)),
            owner: self.planned.owner,
            form: self.planned.form.clone(),
            now: self.services.clock.now(),
        });
        events::new_draft::store(conn, &file, By::Person(file.owner, Role::Organiser))?;
        Ok(file)
    }

    fn perform(
        &self,
        conn: &mut Conn,
        file: &StoredFile,
        step: &Step,
    ) -> Result<StoredFile, Error> {
        let owner = (file.owner, Role::Organiser, label::Actor::Owner);
        let referent = match self.people.referent(self.planned.region.as_ref()) {
            (id, Role::Referent) => (id, Role::Referent, label::Actor::Referent),
            (id, role) => (id, role, label::Actor::Coordinator),
        };
        let coordinator = (
            self.people.coordinator,
            Role::Coordinator,
            label::Actor::Coordinator,
        );
        match step {
            Step::Open => Ok(file.clone()),
            Step::Submit => self.transition(conn, file, owner, Action::Submit, None, &[]),
            Step::Label => {
                let met = |criterion: &Criterion| answer(*criterion, Verdict::Met, "");
                let answers: Vec<_> = Criterion::ALL.iter().map(met).collect();
                self.assess(conn, file, referent.0, &answers)?;
                self.transition(conn, file, referent, Action::Grant, None, &[])
            }
            Step::Correct(field, message) => self.transition(
                conn,
                file,
                referent,
                Action::RequestCorrection,
                Some(message),
                &[*field],
            ),
            Step::Refuse(reason) => {
                // The refused events of the demonstration are no visits of the industry.
                let answers = [answer(Criterion::Industry, Verdict::NotMet, reason)];
                self.assess(conn, file, referent.0, &answers)?;
                self.transition(conn, file, referent, Action::Refuse, Some(reason), &[])
            }
            Step::Withdraw => self.transition(conn, file, owner, Action::Withdraw, None, &[]),
            Step::Revoke(reason) => {
                self.transition(conn, file, coordinator, Action::Revoke, Some(reason), &[])
            }
            Step::SetLifeStatus(status, note) => {
                let by = By::Person(file.owner, Role::Organiser);
                events::life_status::store_life_status(
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

    fn transition(
        &self,
        conn: &mut Conn,
        file: &StoredFile,
        (account, role, capacity): (AccountId, Role, label::Actor),
        action: Action,
        comment: Option<&str>,
        fields: &[Field],
    ) -> Result<StoredFile, Error> {
        let performer = Performer {
            by: By::Person(account, role),
            account,
            capacities: vec![capacity],
        };
        let transition = Transition {
            action,
            comment: comment.map(ToOwned::to_owned),
            fields: fields.iter().copied().map(Into::into).collect(),
            late: false,
        };
        transition::apply(
            self.services,
            conn,
            file,
            &performer,
            &Expected::Any,
            &transition,
            self.services.clock.now(),
        )
    }

    /// Stores answers on the criteria.
    fn assess(
        &self,
        conn: &mut Conn,
        file: &StoredFile,
        by: AccountId,
        answers: &[Answer],
    ) -> Result<(), Error> {
        let dates = file.edition.dates_for(file.department(), file.region());
        let review = ReviewRound {
            event: file.id,
            round: file.round,
            by,
            at: self.services.clock.now(),
            edition: &file.edition,
            dates: &dates,
        };
        criteria::store_answers(conn, &review, answers)
    }
}

fn answer(criterion: Criterion, verdict: Verdict, comment: &str) -> Answer {
    Answer {
        criterion,
        verdict,
        comment: comment.to_owned(),
    }
}
