//! What happens in an edition of the demonstration, in the order of time.

use super::forms::Forms;
use super::people::People;
use chrono::{DateTime, Datelike as _, Days, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Paris;
use gazetteer::Gazetteer;
use shared::edition::Edition;
use shared::event::{EventForm, LifeStatus};
use shared::id::AccountId;
use shared::place::RegionCode;

/// Something that somebody does with a file.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// The organiser opens it.
    Open,
    /// The organiser files it.
    Submit,
    /// The referent finds the four criteria met, and labels it.
    Label,
    /// The referent asks for a correction.
    Correct(&'static str, &'static str),
    /// The referent refuses it.
    Refuse(&'static str),
    /// The organiser takes it back.
    Withdraw,
    /// The coordination takes the label away.
    Revoke(&'static str),
    /// The organiser says that it takes place otherwise.
    Live(LifeStatus, &'static str),
}

/// A file to be.
pub(super) struct Planned {
    /// Its form.
    pub(super) form: EventForm,
    /// Whose it is.
    pub(super) owner: AccountId,
    /// Region that answers for it.
    pub(super) region: Option<RegionCode>,
}

/// All files of an edition and what happens to them.
pub(super) struct Plan {
    /// The files.
    pub(super) files: Vec<Planned>,
    /// When, which file, what: by time.
    pub(super) deeds: Vec<(DateTime<Utc>, usize, Deed)>,
}

const CORRECTIONS: &[(&str, &str)] = &[
    (
        "/audiences",
        "Merci de préciser à quelles classes la visite s’adresse : collège, lycée ou les deux ?",
    ),
    (
        "/description",
        "La description ne dit pas encore quels métiers seront présentés. Pouvez-vous la compléter ?",
    ),
    (
        "/occurrences",
        "Deux séances le même jour nous paraissent très rapprochées : pouvez-vous vérifier les horaires ?",
    ),
    (
        "/conditions",
        "Indiquez-vous bien que l’entrée est libre pour tous, y compris sans inscription ?",
    ),
];
const REFUSALS: &[&str] = &[
    "L’événement présente l’offre commerciale de l’entreprise et ne parle ni de ses métiers ni de ses formations.",
    "La rencontre est réservée aux clients de l’entreprise : elle ne s’adresse pas aux publics de la Semaine.",
    "La conférence porte sur la création d’entreprise en général, sans lien avec l’industrie.",
];
/// How an event may take place otherwise, with the organiser's word on it.
pub(super) const LIVES: &[(LifeStatus, &str)] = &[
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
    /// An edition that is over: `labelled` events that were labelled and stayed so.
    pub(super) fn of_the_past(
        edition: &Edition,
        gazetteer: &Gazetteer,
        people: &People,
        labelled: usize,
        seed: u64,
    ) -> Self {
        let deadline = edition.deadline.to_utc();
        // The last files are answered in the week after the deadline.
        let mut plan = Planner::new(
            edition,
            gazetteer,
            people,
            seed,
            (deadline, deadline + TimeDelta::days(9)),
        );
        for _ in 0..labelled {
            let file = plan.file();
            let filed = plan.filed(file);
            let decided = if plan.one_in(12) {
                plan.corrected(file, filed)
            } else {
                filed
            };
            let labelled = plan.after(decided, 4, 90);
            plan.at(labelled, file, Deed::Label);
            if plan.one_in(40) {
                plan.lives(file, labelled);
            }
        }
        plan.done()
    }

    /// An edition that is open at `now`, with files in every state; the organiser that is shown has one of each.
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
            let filed = if outcome == 1 {
                plan.filed_lately(file)
            } else {
                plan.filed(file)
            };
            let answered = plan.after(filed, 4, 60);
            match outcome {
                // Waits for an answer: lately, or for too long.
                1 | 2 => {}
                3 => plan.asked(file, answered),
                4 => plan.refused(file, answered),
                5 => plan.at(answered, file, Deed::Withdraw),
                6 => {
                    plan.at(answered, file, Deed::Label);
                    let later = plan.after(answered, 24, 72);
                    plan.at(
                        later,
                        file,
                        Deed::Revoke(
                            "Le site a fermé : l’accueil du public n’y est plus possible.",
                        ),
                    );
                }
                7 => {
                    plan.at(answered, file, Deed::Label);
                    plan.lives(file, answered);
                }
                8 => {
                    let again = plan.corrected(file, filed);
                    let labelled = plan.after(again, 4, 40);
                    plan.at(labelled, file, Deed::Label);
                }
                _ => plan.at(answered, file, Deed::Label),
            }
        }
        plan.done()
    }
}

struct Planner<'a> {
    forms: Forms<'a>,
    edition: &'a Edition,
    people: &'a People,
    /// Nothing is filed for the first time after this.
    intake_end: DateTime<Utc>,
    /// Nothing happens after this.
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
            deeds: Vec::new(),
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
            self.at(at, file, Deed::Refuse(reason));
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
        self.plan.files.push(Planned {
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

    fn at(&mut self, at: DateTime<Utc>, file: usize, deed: Deed) {
        self.plan.deeds.push((at, file, deed));
    }

    /// What becomes of a file, as an index of the outcomes of [`Plan::of_today`]; 9 and more: labelled.
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

    /// A draft that is not finished: the dates are still missing, the promises are not made.
    fn unfinished(&mut self, file: usize) {
        if let Some(planned) = self.plan.files.get_mut(file) {
            planned.form.occurrences.clear();
            planned.form.commitments_version.clear();
            planned.form.expected_participants = None;
        }
        let at = self.moment(0.2, 0.95);
        self.at(at, file, Deed::Open);
    }

    fn filed(&mut self, file: usize) -> DateTime<Utc> {
        let at = self.moment(0.05, 0.9);
        self.opened_and_filed(file, at)
    }

    fn filed_lately(&mut self, file: usize) -> DateTime<Utc> {
        let at = self.moment(0.93, 0.99);
        self.opened_and_filed(file, at)
    }

    fn opened_and_filed(&mut self, file: usize, at: DateTime<Utc>) -> DateTime<Utc> {
        let opened = (at - TimeDelta::minutes(i64::from(self.forms.dice().u16(20..2_000))))
            .max(self.edition.opens_at.to_utc());
        self.at(opened, file, Deed::Open);
        self.at(at, file, Deed::Submit);
        at
    }

    fn asked(&mut self, file: usize, at: DateTime<Utc>) {
        let index = self.forms.dice().usize(..CORRECTIONS.len());
        if let Some((field, message)) = CORRECTIONS.get(index) {
            self.at(at, file, Deed::Correct(field, message));
        }
    }

    /// A correction that was asked for and answered; when it was filed again.
    fn corrected(&mut self, file: usize, filed: DateTime<Utc>) -> DateTime<Utc> {
        let asked = self.after(filed, 4, 40);
        self.asked(file, asked);
        let again = self.after(asked, 2, 30);
        self.at(again, file, Deed::Submit);
        again
    }

    fn lives(&mut self, file: usize, labelled: DateTime<Utc>) {
        let at = self.after(labelled, 12, 100);
        let index = self.forms.dice().usize(..LIVES.len());
        if let Some((status, note)) = LIVES.get(index) {
            self.at(at, file, Deed::Live(*status, note));
        }
    }

    /// A moment of the intake, between two shares of it, in the working hours; more and more come towards its end.
    fn moment(&mut self, from: f64, to: f64) -> DateTime<Utc> {
        let opens = self.edition.opens_at.to_utc();
        let seconds = (self.intake_end - opens).num_seconds();
        let share = from + (to - from) * self.forms.dice().f64().sqrt();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "seconds of some months, to the second or so"
        )]
        let into = (seconds as f64 * share) as i64;
        self.working_hour(opens + TimeDelta::seconds(into))
            .min(self.intake_end)
    }

    /// Some working hours later.
    fn after(&mut self, at: DateTime<Utc>, least_h: i64, most_h: i64) -> DateTime<Utc> {
        let later = at + TimeDelta::minutes(self.forms.dice().i64(least_h * 60..most_h * 60));
        let moment = self.working_hour(later);
        if moment > at {
            moment
        } else {
            (at + TimeDelta::minutes(30)).min(self.end)
        }
    }

    /// The moment, moved to office hours of a working day, and never past the end.
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
        // The sort is stable: what one file goes through at one moment keeps its order.
        self.plan.deeds.sort_by_key(|(at, _, _)| *at);
        self.plan
    }
}
