//! Check of an edition as a whole, except for its additional fields.

use super::{Edition, Term};
use crate::calendar::Window;
use crate::conversation::ConversationRules;
use crate::criterion::Criterion;
use crate::letter;
use crate::partner::{LOGO_ALT_MAX_CHARS, PARTNERS_MAX};
use crate::place::Territory;
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, url};
use chrono::Datelike as _;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Maximum number of territories with dates of their own, and of services.
pub(super) const TERRITORIES_MAX: usize = 150;
/// Maximum number of commitments.
const ITEMS_MAX: usize = 40;
/// Years in which an edition may take place.
pub const YEARS: RangeInclusive<i32> = 2_000..=2_200;
/// Title of a criterion, name of an edition, of a partner: one line.
const NAME: Limits = Limits::line(2, 150);
/// Length of a partner's role, in characters.
const PARTNER_ROLE: Limits = Limits::line(2, 150);
/// Alternative text of the logo of a partner.
const LOGO_ALT: Limits = Limits::line(1, LOGO_ALT_MAX_CHARS);
/// Theme of the year.
const THEME: Limits = Limits::line(2, 150);
/// Wording of a criterion, a commitment, the meaning of the label.
const WORDING: Limits = Limits::prose(2, 2_000);

/// Collects faults below a pointer into the edition.
#[derive(Default)]
pub(super) struct Faults(pub(super) Vec<FieldProblem>);

impl Faults {
    pub(super) fn add(&mut self, pointer: &str, code: Code, detail: impl Into<String>) {
        self.0.push(FieldProblem::new(pointer, code, detail));
    }

    /// A number that must be from `min` to `max`.
    pub(super) fn check_number(&mut self, pointer: &str, number: u32, min: u32, max: u32) {
        let bound = if number < min { min } else { max };
        if !(min..=max).contains(&number) {
            let fault =
                FieldProblem::new(pointer, Code::OutOfRange, format!("must be {min} to {max}"));
            self.0.push(fault.with_limit(bound));
        }
    }

    /// A list that may have at most `max` items.
    pub(super) fn check_count(&mut self, pointer: &str, count: usize, max: usize) {
        if count > max {
            let fault = FieldProblem::new(pointer, Code::TooMany, format!("at most {max}"));
            self.0.push(fault.with_limit(max as u64));
        }
    }

    pub(super) fn check_text(&mut self, pointer: &str, limits: Limits, text: &str, required: bool) {
        match limits.read(pointer, text) {
            Ok(None) if required => self.add(pointer, Code::Required, "required"),
            // What is shown is what was written.
            Ok(Some(read)) if with_plain_spaces(&read) != with_plain_spaces(text) => {
                self.add(pointer, Code::InvalidFormat, "has superfluous white space");
            }
            Ok(_) => {}
            Err(fault) => self.0.push(fault),
        }
    }
}

impl Edition {
    /// Faults of everything but the additional fields.
    pub(super) fn general_faults(&self) -> Vec<FieldProblem> {
        let mut faults = Faults::default();
        self.check_identity(&mut faults);
        self.check_dates(&mut faults);
        self.check_criteria(&mut faults);
        self.check_delays(&mut faults);
        self.check_commitments(&mut faults);
        self.check_partners(&mut faults);
        self.check_standard_texts(&mut faults);
        self.check_kit_texts(&mut faults);
        self.check_doors(&mut faults);
        self.check_rechecks(&mut faults);
        self.check_referents(&mut faults);
        faults.0.extend(letter::problems(&self.letters));
        self.vocabularies.check(&mut faults);
        faults.0
    }

    fn check_identity(&self, faults: &mut Faults) {
        let of_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !(1..=40).contains(&self.slug.len()) || !self.slug.chars().all(of_slug) {
            let detail = "must be 1 to 40 characters of a–z, 0–9 and -";
            faults.add("/slug", Code::InvalidFormat, detail);
        }
        if let Some(number) = self.number {
            faults.check_number("/number", number, 1, 1_000);
        }
        faults.check_text("/name", NAME, &self.name, true);
        // A theme is chosen in the course of the preparation.
        faults.check_text("/theme", THEME, &self.theme, self.is_public());
        faults.check_text("/labelMeaning", WORDING, &self.label_meaning, true);
    }

    fn check_dates(&self, faults: &mut Faults) {
        self.check_years(faults);
        let inside = "the week must be inside the window";
        let after = "must be after opensAt";
        if self.opens_at >= self.deadline {
            faults.add("/deadline", Code::DeadlineBeforeOpening, after);
        }
        if !self.window.covers(self.week) {
            faults.add("/week", Code::WeekOutsideWindow, inside);
        }
        faults.check_count("/territories", self.territories.len(), TERRITORIES_MAX);
        let mut seen = HashSet::new();
        for (at, dates) in self.territories.iter().enumerate().take(TERRITORIES_MAX) {
            let place = format!("/territories/{at}");
            let territory = format!("{place}/territory");
            if dates.territory == Territory::National {
                let detail = "the national dates are those of the edition";
                faults.add(&territory, Code::NotAllowed, detail);
            }
            if !seen.insert(&dates.territory) {
                faults.add(&territory, Code::Duplicate, "is a duplicate");
            }
            if !dates.window.covers(dates.week) {
                faults.add(&format!("{place}/week"), Code::WeekOutsideWindow, inside);
            }
            if dates.deadline.is_some_and(|own| self.opens_at >= own) {
                let pointer = format!("{place}/deadline");
                faults.add(&pointer, Code::DeadlineBeforeOpening, after);
            }
        }
    }

    /// Every date lies in [`YEARS`].
    fn check_years(&self, faults: &mut Faults) {
        let mut check = |pointer: String, dates: &[i32]| {
            if !dates.iter().all(|year| YEARS.contains(year)) {
                faults.add(&pointer, Code::OutOfRange, "not a year of the programme");
            }
        };
        let of = |window: Window| [window.first().year(), window.last().year()];
        check("/opensAt".to_owned(), &[self.opens_at.year()]);
        check("/deadline".to_owned(), &[self.deadline.year()]);
        check("/week".to_owned(), &of(self.week));
        check("/window".to_owned(), &of(self.window));
        for (at, dates) in self.territories.iter().enumerate().take(TERRITORIES_MAX) {
            check(format!("/territories/{at}/week"), &of(dates.week));
            check(format!("/territories/{at}/window"), &of(dates.window));
            let own = dates.deadline.map(|deadline| deadline.year());
            check(format!("/territories/{at}/deadline"), own.as_slice());
        }
    }

    fn check_criteria(&self, faults: &mut Faults) {
        for criterion in Criterion::ALL {
            let all = self.criteria.iter().enumerate();
            let mut own = all.filter(|(_, it)| it.criterion == *criterion);
            if own.next().is_none() {
                let detail = format!("`{criterion}` occurs 0 times, must occur once");
                faults.add("/criteria", Code::Required, detail);
            }
            for (at, _) in own {
                let pointer = format!("/criteria/{at}/criterion");
                faults.add(&pointer, Code::Duplicate, "must occur once");
            }
        }
        for (at, wording) in self.criteria.iter().enumerate().take(ITEMS_MAX) {
            let place = format!("/criteria/{at}");
            faults.check_text(&format!("{place}/title"), NAME, &wording.title, true);
            let pointer = format!("{place}/wording");
            faults.check_text(&pointer, WORDING, &wording.wording, true);
        }
    }

    fn check_delays(&self, faults: &mut Faults) {
        faults.check_number("/reviewWorkingDays", self.review_working_days, 1, 60);
        if let Some(days) = self.correction_working_days {
            faults.check_number("/correctionWorkingDays", days, 1, 60);
        }
        let pointer = "/correctionReminderDays";
        faults.check_number(pointer, self.correction_reminder_days, 0, 60);
        faults.check_number("/undoSeconds", self.undo_seconds, 0, 120);
        faults.check_number("/pinDistanceM", self.pin_distance_m, 100, 150_000);
        let messages = self.visitor_messages;
        let pointer = "/visitorMessages/workingDays";
        faults.check_number(pointer, messages.working_days, 1, 60);
        faults.check_number("/visitorMessages/keptDays", messages.kept_days, 1, 400);
        let alerts = self.alerts;
        faults.check_number("/alerts/hour", alerts.hour, 0, 23);
        faults.check_number("/alerts/listed", alerts.listed, 1, 50);
        let pointer = "/alerts/confirmationHours";
        faults.check_number(pointer, alerts.confirmation_hours, 1, 336);
        faults.check_number("/alerts/perAddress", alerts.per_address, 1, 50);
        faults.check_number("/alerts/keptDays", alerts.kept_days, 1, 60);
        let conversation = self.conversation;
        let pointer = "/conversation/letterMinutes";
        faults.check_number(pointer, conversation.letter_minutes, 0, 60);
        let most = ConversationRules::OPINION_DAYS_MAX;
        faults.check_number(
            "/conversation/opinionDays",
            conversation.opinion_days,
            1,
            most,
        );
        let reminders = self.review_reminders;
        let pointer = "/reviewReminders/workingDaysLeft";
        faults.check_number(pointer, reminders.working_days_left, 0, 20);
        faults.check_number("/reviewReminders/hour", reminders.hour, 0, 23);
        if !self.reminders_are_usable() {
            let detail = "must be at most 5 numbers from 1 to 60, in descending order";
            faults.add("/draftReminderDays", Code::OutOfRange, detail);
        }
    }

    fn check_commitments(&self, faults: &mut Faults) {
        let commitments = &self.commitments;
        let version = Limits::line(1, 40);
        let pointer = "/commitments/version";
        faults.check_text(pointer, version, &commitments.version, true);
        faults.check_count("/commitments/items", commitments.items.len(), ITEMS_MAX);
        for (at, item) in commitments.items.iter().enumerate().take(ITEMS_MAX) {
            faults.check_text(&format!("/commitments/items/{at}"), WORDING, item, true);
        }
    }

    fn check_partners(&self, faults: &mut Faults) {
        faults.check_count("/partners", self.partners.len(), PARTNERS_MAX);
        let kinds = &self.vocabularies.partner_kinds;
        let mut seen = HashSet::new();
        for (at, partner) in self.partners.iter().enumerate().take(PARTNERS_MAX) {
            let place = format!("/partners/{at}");
            if !is_identifier(&partner.id) {
                let pointer = format!("{place}/id");
                faults.add(&pointer, Code::InvalidFormat, IDENTIFIER);
            }
            if !seen.insert(&partner.id) {
                faults.add(&format!("{place}/id"), Code::Duplicate, "is a duplicate");
            }
            faults.check_text(&format!("{place}/name"), NAME, &partner.name, true);
            if let Some(kind) = &partner.kind
                && Term::find(kinds, kind).is_none()
            {
                let detail = "not a term of partnerKinds";
                faults.add(&format!("{place}/kind"), Code::UnknownValue, detail);
            }
            if let Some(role) = &partner.role {
                faults.check_text(&format!("{place}/role"), PARTNER_ROLE, role, true);
            }
            if let Some(address) = &partner.url
                && let Err(fault) = url(&format!("{place}/url"), address)
            {
                faults.0.push(fault);
            }
            if let Some(logo) = &partner.logo {
                faults.check_text(&format!("{place}/logo/alt"), LOGO_ALT, &logo.alt, true);
            }
        }
    }
}

/// A text with spaces in place of no-break spaces, which French typography needs.
fn with_plain_spaces(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Message for a value that [`is_identifier`] rejects.
pub(super) const IDENTIFIER: &str = "must be 1 to 60 characters of a–z, 0–9 and _";

/// True for the identifier of a term or partner.
pub(super) fn is_identifier(id: &str) -> bool {
    let of_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=60).contains(&id.len()) && id.bytes().all(of_word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{ImageId, StoredImage};
    use crate::partner::PartnerLogo;
    use rstest::rstest;

    fn logo(alt: &str) -> PartnerLogo {
        PartnerLogo {
            image: StoredImage {
                id: ImageId::parse(&"0".repeat(64)).unwrap(),
                width: 480,
                height: 240,
            },
            alt: alt.to_owned(),
            in_kits: false,
        }
    }

    #[rstest]
    #[case::visitor_messages(|it: &mut Edition| it.visitor_messages.working_days = 0, "/visitorMessages/workingDays")]
    #[case::kept_messages(|it: &mut Edition| it.visitor_messages.kept_days = 401, "/visitorMessages/keptDays")]
    #[case::alert_hour(|it: &mut Edition| it.alerts.hour = 24, "/alerts/hour")]
    #[case::alert_list(|it: &mut Edition| it.alerts.listed = 0, "/alerts/listed")]
    #[case::alert_confirmation(|it: &mut Edition| it.alerts.confirmation_hours = 337, "/alerts/confirmationHours")]
    #[case::alerts(|it: &mut Edition| it.alerts.per_address = 51, "/alerts/perAddress")]
    #[case::kept_alerts(|it: &mut Edition| it.alerts.kept_days = 0, "/alerts/keptDays")]
    #[case::letters(|it: &mut Edition| it.conversation.letter_minutes = 61, "/conversation/letterMinutes")]
    #[case::opinions(|it: &mut Edition| it.conversation.opinion_days = 61, "/conversation/opinionDays")]
    #[case::review(|it: &mut Edition| it.review_working_days = 61, "/reviewWorkingDays")]
    #[case::territory_twice(|it: &mut Edition| it.territories.push(it.territories[0].clone()), "/territories/1/territory")]
    #[case::criterion_twice(|it: &mut Edition| it.criteria.push(it.criteria[0].clone()), "/criteria/4/criterion")]
    #[case::no_criterion(|it: &mut Edition| it.criteria.truncate(3), "/criteria")]
    #[case::partner_twice(|it: &mut Edition| it.partners[1].id = it.partners[0].id.clone(), "/partners/1/id")]
    #[case::partner_kind(|it: &mut Edition| it.partners[0].kind = Some("nothing".to_owned()), "/partners/0/kind")]
    #[case::kind_in_use(|it: &mut Edition| it.vocabularies.partner_kinds.retain(|term| term.id != "consular_network"), "/partners/2/kind")]
    #[case::partner_role(|it: &mut Edition| it.partners[1].role = Some("x".repeat(151)), "/partners/1/role")]
    #[case::empty_role(|it: &mut Edition| it.partners[1].role = Some(String::new()), "/partners/1/role")]
    #[case::partner_site(|it: &mut Edition| it.partners[1].url = Some("javascript:alert(1)".to_owned()), "/partners/1/url")]
    #[case::logo(|it: &mut Edition| it.partners[2].logo = Some(logo("")), "/partners/2/logo/alt")]
    #[case::partners(|it: &mut Edition| while it.partners.len() <= PARTNERS_MAX { let mut other = it.partners[0].clone(); other.id = format!("n{}", it.partners.len()); it.partners.push(other); }, "/partners")]
    #[case::theme(|it: &mut Edition| it.theme.clear(), "/theme")]
    #[case::commitment(|it: &mut Edition| it.commitments.items[2].clear(), "/commitments/items/2")]
    #[case::hidden_character(|it: &mut Edition| it.criteria[1].wording.push('\0'), "/criteria/1/wording")]
    #[case::white_space(|it: &mut Edition| it.name.push(' '), "/name")]
    #[case::ended_vocabulary(|it: &mut Edition| for term in &mut it.vocabularies.topics { term.ended = true; }, "/vocabularies/topics")]
    fn each_fault_is_told_at_its_place(#[case] spoil: fn(&mut Edition), #[case] pointer: &str) {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        assert_eq!(edition.problems(), []);
        spoil(&mut edition);

        let found: Vec<_> = edition
            .problems()
            .into_iter()
            .map(|it| it.pointer)
            .collect();

        assert_eq!(found, [pointer]);
    }

    #[test]
    fn french_typography_is_no_fault() {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition.theme = "L’industrie\u{a0}: un avenir\u{202f}!".to_owned();
        edition.criteria[0].wording = "Les dates\u{a0}: du 26 mars au 1er avril.".to_owned();

        assert_eq!(edition.faults(), Vec::<String>::new());
    }
}
