//! Plan of an edition of the demonstration: its event submissions, and what happens to them, in chronological order.

use super::forms::Forms;
use super::people::People;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Paris;
use gazetteer::Gazetteer;
use shared::edition::Edition;
use shared::event::{EventForm, Field, LifeStatus};
use shared::id::AccountId;
use shared::place::RegionCode;

/// A step in the life of an event submission.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The organiser creates a draft.
    Open,
    /// The organiser submits it.
    Submit,
    /// The referent assesses the four criteria as met, and grants the label.
    Label,
    /// The referent requests a correction: form field, message.
    Correct(Field, &'static str),
    /// The referent refuses the label, with this reason.
    Refuse(&'static str),
    /// The organiser withdraws it.
    Withdraw,
    /// The national coordination revokes the label, with this reason.
    Revoke(&'static str),
    /// The organiser changes the life status, with this note.
    SetLifeStatus(LifeStatus, &'static str),
}

/// An event submission that has not been created yet.
pub(super) struct PlannedFile {
    pub(super) form: EventForm,
    pub(super) owner: AccountId,
    /// Region responsible for the event.
    pub(super) region: Option<RegionCode>,
}

/// All event submissions of an edition, and their steps.
pub(super) struct Plan {
    pub(super) files: Vec<PlannedFile>,
    /// Time, index into `files`, step; in chronological order.
    pub(super) steps: Vec<(DateTime<Utc>, usize, Step)>,
}

const CORRECTIONS: &[(Field, &str)] = &[
    (
        Field::Audiences,
        "Merci de préciser à quelles classes la visite s’adresse : collège, lycée ou les deux ?",
    ),
    (
        Field::Description,
        "La description ne dit pas encore quels métiers seront présentés. Pouvez-vous la compléter ?",
    ),
    (
        Field::Occurrences,
        "Deux séances le même jour nous paraissent très rapprochées : pouvez-vous vérifier les horaires ?",
    ),
    (
        Field::Conditions,
        "Indiquez-vous bien que l’entrée est libre pour tous, y compris sans inscription ?",
    ),
];
const REFUSALS: &[&str] = &[
    "L’événement présente l’offre commerciale de l’entreprise et ne parle ni de ses métiers ni de ses formations.",
    "La rencontre est réservée aux clients de l’entreprise : elle ne s’adresse pas aux publics de la Semaine.",
    "La conférence porte sur la création d’entreprise en général, sans lien avec l’industrie.",
];
/// Life statuses other than scheduled, with the organiser's note.
pub(super) const LIFE_STATUSES: &[(LifeStatus, &str)] = &[
    (LifeStatus::Full, "Toutes les places sont réservées."),
    (
        LifeStatus::Cancelled,
        "Annulé : la ligne de production est arrêtée cette semaine-là.",
    ),
    (
        LifeStatus::MovedOnline,
        "La rencontre se tiendra en visioconférence ; le lien sera envoyé aux inscrits.",
    ),
    (
        LifeStatus::Postponed,
        "Reporté, une nouvelle date sera annoncée.",
    ),
    (LifeStatus::Rescheduled, "Attention, l’horaire a changé."),
];

impl Plan {
    /// An edition that is over, with `labelled` events that are still labelled.
    pub(super) fn of_the_past(
        edition: &Edition,
        gazetteer: &Gazetteer,
        people: &People,
        labelled: usize,
        seed: u64,
    ) -> Self {
        let deadline = edition.deadline.to_utc();
        // The last submissions are reviewed in the week after the deadline.
        let mut plan = Planner::new(
            edition,
            gazetteer,
            people,
            seed,
            (deadline, deadline + TimeDelta::days(9)),
        );
        for _ in 0..labelled {
            let file = plan.file();
            let submitted = plan.submitted(file);
            let decided = if plan.one_in(12) {
                plan.corrected(file, submitted)
            } else {
                submitted
            };
            let labelled = plan.after(decided, 4, 90);
            plan.at(labelled, file, Step::Label);
            if plan.one_in(40) {
                plan.life_status(file, labelled);
            }
        }
        plan.done()
    }

    /// An edition that is open at `now`, with submissions in every state; the organiser whose account is announced has one
    /// of each.
    pub(super) fn of_today(
        edition: &Edition,
        gazetteer: &Gazetteer,
        people: &People,
        count: usize,
        now: DateTime<Utc>,
        seed: u64,
    ) -> Self {
        let mut plan = Planner::new(edition, gazetteer, people, seed, (now, now));
        for i in 0..count {
            let file = plan.file();
            let outcome = if i < 9 {
                plan.own(file, people.organiser);
                i
            } else {
                plan.outcome()
            };
            if outcome == 0 {
                plan.unfinished(file);
                continue;
            }
            let submitted = if outcome == 1 {
                plan.submitted_lately(file)
            } else {
                plan.submitted(file)
            };
            let answered = plan.after(submitted, 4, 60);
            match outcome {
                // Waits for a decision: submitted recently, or overdue.
                1 | 2 => {}
                3 => plan.correction_requested(file, answered),
                4 => plan.refused(file, answered),
                5 => plan.at(answered, file, Step::Withdraw),
                6 => {
                    plan.at(answered, file, Step::Label);
                    let later = plan.after(answered, 24, 72);
                    plan.at(
                        later,
                        file,
                        Step::Revoke(
                            "Le site a fermé : l’accueil du public n’y est plus possible.",
                        ),
                    );
                }
                7 => {
                    plan.at(answered, file, Step::Label);
                    plan.life_status(file, answered);
                }
                8 => {
                    let again = plan.corrected(file, submitted);
                    let labelled = plan.after(again, 4, 40);
                    plan.at(labelled, file, Step::Label);
                }
                _ => plan.at(answered, file, Step::Label),
            }
        }
        plan.done()
    }
}

struct Planner<'a> {
    forms: Forms<'a>,
    edition: &'a Edition,
    people: &'a People,
    /// Latest time of a first submission.
    intake_end: DateTime<Utc>,
    /// Latest time of any step.
    end: DateTime<Utc>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn new(
        edition: &'a Edition,
        gazetteer: &Gazetteer,
        people: &'a People,
        seed: u64,
        (intake_end, end): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        let plan = Plan {
            files: Vec::new(),
            steps: Vec::new(),
        };
        Self {
            forms: Forms::new(edition, gazetteer, seed),
            edition,
            people,
            intake_end,
            end,
            plan,
        }
    }

    fn refused(&mut self, file: usize, at: DateTime<Utc>) {
        let index = self.forms.dice().usize(..REFUSALS.len());
        if let Some(reason) = REFUSALS.get(index) {
            self.at(at, file, Step::Refuse(reason));
        }
    }

    fn one_in(&mut self, many: u32) -> bool {
        self.forms.dice().u32(..many) == 0
    }

    fn file(&mut self) -> usize {
        let (form, commune) = self.forms.next();
        let owner = *self
            .people
            .others
            .get(self.forms.dice().usize(..self.people.others.len()))
            .unwrap_or(&self.people.organiser);
        self.plan.files.push(PlannedFile {
            form,
            owner,
            region: Some(commune.region),
        });
        self.plan.files.len() - 1
    }

    fn own(&mut self, file: usize, owner: AccountId) {
        if let Some(planned) = self.plan.files.get_mut(file) {
            planned.owner = owner;
        }
    }

    fn at(&mut self, at: DateTime<Utc>, file: usize, step: Step) {
        self.plan.steps.push((at, file, step));
    }

    /// Draws the outcome of a submission, as an index of the outcomes in [`Plan::of_today`]; 9 is labelled.
    fn outcome(&mut self) -> usize {
        match self.forms.dice().u8(..100) {
            0..4 => 0,
            4..14 => 1,
            14..17 => 2,
            17..20 => 3,
            20..23 => 4,
            23..25 => 5,
            25 => 6,
            26..30 => 7,
            30..38 => 8,
            _ => 9,
        }
    }

    /// Makes a submission an unfinished draft, without dates and commitments.
    fn unfinished(&mut self, file: usize) {
        if let Some(planned) = self.plan.files.get_mut(file) {
            planned.form.occurrences.clear();
            planned.form.commitments_version.clear();
            planned.form.expected_participants = None;
        }
        let at = self.moment(0.2, 0.95);
        self.at(at, file, Step::Open);
    }

    fn submitted(&mut self, file: usize) -> DateTime<Utc> {
        let at = self.moment(0.05, 0.9);
        self.created_and_submitted(file, at)
    }

    fn submitted_lately(&mut self, file: usize) -> DateTime<Utc> {
        let at = self.moment(0.93, 0.99);
        self.created_and_submitted(file, at)
    }

    fn created_and_submitted(&mut self, file: usize, at: DateTime<Utc>) -> DateTime<Utc> {
        let opened = (at - TimeDelta::minutes(i64::from(self.forms.dice().u16(20..2_000))))
            .max(self.edition.opens_at.to_utc());
        self.at(opened, file, Step::Open);
        self.at(at, file, Step::Submit);
        at
    }

    fn correction_requested(&mut self, file: usize, at: DateTime<Utc>) {
        let index = self.forms.dice().usize(..CORRECTIONS.len());
        if let Some((field, message)) = CORRECTIONS.get(index) {
            self.at(at, file, Step::Correct(*field, message));
        }
    }

    /// Adds a correction request and the resubmission; returns the time of the latter.
    fn corrected(&mut self, file: usize, submitted: DateTime<Utc>) -> DateTime<Utc> {
        let requested = self.after(submitted, 4, 40);
        self.correction_requested(file, requested);
        let again = self.after(requested, 2, 30);
        self.at(again, file, Step::Submit);
        again
    }

    fn life_status(&mut self, file: usize, labelled: DateTime<Utc>) {
        let at = self.after(labelled, 12, 100);
        let index = self.forms.dice().usize(..LIFE_STATUSES.len());
        if let Some((status, note)) = LIFE_STATUSES.get(index) {
            self.at(at, file, Step::SetLifeStatus(*status, note));
        }
    }

    /// Draws a time in working hours, between two fractions of the submission period; times near its end are more likely.
    fn moment(&mut self, from: f64, to: f64) -> DateTime<Utc> {
        let opens = self.edition.opens_at.to_utc();
        let seconds = (self.intake_end - opens).num_seconds();
        let share = from + (to - from) * self.forms.dice().f64().sqrt();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "some months in seconds, where a second more or less does not matter"
        )]
        let into = (seconds as f64 * share) as i64;
        self.working_hour(opens + TimeDelta::seconds(into))
            .min(self.intake_end)
    }

    /// Draws a later time in working hours, `least_h` to `most_h` hours after `at`.
    fn after(&mut self, at: DateTime<Utc>, least_h: i64, most_h: i64) -> DateTime<Utc> {
        let later = at + TimeDelta::minutes(self.forms.dice().i64(least_h * 60..most_h * 60));
        let moment = self.working_hour(later);
        if moment > at {
            moment
        } else {
            (at + TimeDelta::minutes(30)).min(self.end)
        }
    }

    /// Moves a time to office hours of a working day, never past the end.
    fn working_hour(&mut self, at: DateTime<Utc>) -> DateTime<Utc> {
        let mut day = at.with_timezone(&Paris).date_naive();
        while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        }
        let dice = self.forms.dice();
        let time = NaiveTime::from_hms_opt(dice.u32(8..18), dice.u32(..60), dice.u32(..60))
            .unwrap_or(NaiveTime::MIN);
        let moment = Paris
            .from_local_datetime(&day.and_time(time))
            .earliest()
            .map_or(at, |moment| moment.to_utc());
        if moment < self.end {
            moment
        } else {
            at.min(self.end)
        }
    }

    fn done(mut self) -> Plan {
        // The sort is stable: simultaneous steps of a submission keep their order.
        self.plan.steps.sort_by_key(|(at, _, _)| *at);
        self.plan
    }
}
