//! Forms of the demonstration: plausible, located in real communes, and always the same for the same seed.

use super::pick::pick;
use super::regions::SHARES;
use super::trades::{FIRST_NAMES, NAMES, STREETS, TRADES, Trade};
use super::{answers, texts};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use fastrand::Rng;
use gazetteer::Gazetteer;
use shared::edition::Edition;
use shared::event::{
    AccessMode, AccessibilityFlag, AttendanceMode, BookingForm, EventForm, OccurrenceForm,
    OrganiserForm, PlaceForm,
};
use shared::place::{Commune, Position};

/// Kinds of events and their share, in thousandths: three in four are visits.
///
/// Source: Sarthe 2025, 62 company visits on registration of 84 events; the rest is spread by judgement.
pub(super) const KINDS: &[(&str, u32)] = &[
    ("company_visit", 650),
    ("company_open_day", 60),
    ("school_open_day", 55),
    ("training_visit", 25),
    ("class_talk", 60),
    ("job_dating", 45),
    ("job_fair", 35),
    ("workshop", 25),
    ("exhibition", 15),
    ("conference", 15),
    ("webinar", 10),
    ("contest", 3),
    ("escape_game", 1),
    ("virtual_reality", 1),
];

/// Makes forms for one edition.
pub(super) struct Forms<'a> {
    rng: Rng,
    /// Random numbers for the answers to additional fields, so that those of the other fields do not depend on them.
    answers: Rng,
    edition: &'a Edition,
    /// Communes of a region, with the cumulative sum of their weights.
    regions: Vec<(u32, Vec<(f64, Commune)>)>,
}

impl<'a> Forms<'a> {
    /// Creates a generator; the same seed always produces the same forms.
    pub(super) fn new(edition: &'a Edition, gazetteer: &Gazetteer, seed: u64) -> Self {
        let mut regions: Vec<(u32, Vec<(f64, Commune)>)> = SHARES
            .iter()
            .map(|(_, share)| (*share, Vec::new()))
            .collect();
        for commune in gazetteer
            .communes()
            .filter(|commune| commune.population >= 800)
        {
            let place = SHARES
                .iter()
                .position(|(code, _)| *code == commune.region.as_str())
                .and_then(|i| regions.get_mut(i));
            if let Some((_, communes)) = place {
                // Small towns have factories too, so the weight grows more slowly than the population.
                let before = communes.last().map_or(0.0, |(sum, _)| *sum);
                communes.push((before + f64::from(commune.population).powf(0.7), commune));
            }
        }
        Self {
            rng: Rng::with_seed(seed),
            answers: Rng::with_seed(seed + 1),
            edition,
            regions,
        }
    }

    /// Random number generator of the forms, for other random choices.
    pub(super) fn dice(&mut self) -> &mut Rng {
        &mut self.rng
    }

    /// A complete form at a place; it meets the four criteria.
    pub(super) fn next(&mut self) -> (EventForm, Commune) {
        let commune = self.commune();
        let trade = self.trade();
        let kind = weighted(&mut self.rng, KINDS);
        let name = pick(&mut self.rng, NAMES);
        let house = match self.rng.u8(..4) {
            0 => format!("{} {name} & Fils", trade.prefix),
            1 => format!("{} {name}", trade.prefix),
            2 => format!("Ateliers {name}"),
            _ => format!("Établissements {name}"),
        };
        let school = matches!(kind, "school_open_day" | "training_visit");
        let organiser_name = if school {
            format!("Centre de formation {name}")
        } else {
            house.clone()
        };
        let first_name = pick(&mut self.rng, FIRST_NAMES);
        let contact = pick(&mut self.rng, NAMES);
        let online = kind == "webinar" || self.rng.u16(..1000) < 20;
        let attendance_mode = match (online, self.rng.u8(..4)) {
            (true, 0) => AttendanceMode::Mixed,
            (true, _) => AttendanceMode::Online,
            (false, _) => AttendanceMode::OnSite,
        };
        let access_mode = match kind {
            "company_visit" => weighted(
                &mut self.rng,
                &[
                    (AccessMode::Registration, 74),
                    (AccessMode::SchoolsOnly, 22),
                    (AccessMode::Open, 4),
                ],
            ),
            "class_talk" => AccessMode::SchoolsOnly,
            "job_dating" | "workshop" | "training_visit" | "webinar" => AccessMode::Registration,
            _ => AccessMode::Open,
        };
        let (title, summary, description) = texts::texts(&mut self.rng, kind, trade);
        let occurrences = self.occurrences(kind, &commune);
        let participants = self.participants(kind);
        let link = BookingForm {
            url: "https://inscription.example.org/evenement".into(),
            ..BookingForm::default()
        };
        let mail = BookingForm {
            email: "accueil@example.org".into(),
            phone: "01 99 00 12 34".into(),
            ..BookingForm::default()
        };
        let mut form = EventForm {
            organiser: OrganiserForm {
                name: organiser_name,
                kind: if school {
                    "training_centre"
                } else {
                    weighted(
                        &mut self.rng,
                        &[("company", 85), ("federation", 8), ("chamber", 7)],
                    )
                }
                .into(),
                contact_name: format!("{first_name} {contact}"),
                contact_email: "contact@example.org".into(),
                contact_phone: "01 99 00 56 78".into(),
                ..OrganiserForm::default()
            },
            title,
            summary,
            description,
            kind: kind.into(),
            topics: self.topics(),
            sectors: self.sectors(trade),
            follows_theme: self.rng.bool(),
            attendance_mode: Some(attendance_mode),
            place: self.place(&commune, &house, attendance_mode),
            online_url: if attendance_mode.has_link() {
                "https://visio.example.org/salle".into()
            } else {
                String::new()
            },
            occurrences,
            audiences: self.audiences(kind),
            access_mode: Some(access_mode),
            age_min: (kind == "company_visit" && self.rng.u8(..5) == 0).then_some(14),
            free: Some(true),
            conditions: if self.rng.u8(..3) == 0 {
                "Gratuit, dans la limite des places disponibles".into()
            } else {
                String::new()
            },
            public_booking: if access_mode == AccessMode::Registration {
                link
            } else {
                BookingForm::default()
            },
            school_booking: if matches!(access_mode, AccessMode::SchoolsOnly)
                || self.rng.u8(..4) == 0
            {
                mail
            } else {
                BookingForm::default()
            },
            accessibility: self.accessibility(),
            constraints: self.constraints(kind),
            expected_participants: Some(participants),
            commitments_version: self.edition.commitments.version.clone(),
            ..EventForm::default()
        };
        book_by_school(&mut form);
        answers::fill(&mut form, self.edition, &mut self.answers);
        (form, commune)
    }

    fn commune(&mut self) -> Commune {
        let shares: Vec<(usize, u32)> = self
            .regions
            .iter()
            .enumerate()
            .map(|(i, (share, _))| (i, *share))
            .collect();
        let region = weighted(&mut self.rng, &shares);
        let communes = self
            .regions
            .get(region)
            .map_or(&[][..], |(_, communes)| communes);
        let total = communes.last().map_or(0.0, |(sum, _)| *sum);
        let at = self.rng.f64() * total;
        let index = communes.partition_point(|(sum, _)| *sum <= at);
        communes
            .get(index)
            .or(communes.first())
            .map(|(_, commune)| commune.clone())
            .expect("each region has communes of 800 inhabitants")
    }

    fn trade(&mut self) -> &'static Trade {
        let index = self.rng.usize(..TRADES.len());
        TRADES.get(index).expect("the index is below the length")
    }

    fn occurrences(&mut self, kind: &str, commune: &Commune) -> Vec<OccurrenceForm> {
        let dates = self
            .edition
            .dates_for(Some(&commune.department), Some(&commune.region));
        let length = (dates.week.last() - dates.week.first())
            .num_days()
            .max(0)
            .unsigned_abs();
        let rng = &mut self.rng;
        let count = match kind {
            "exhibition" => 4,
            "company_visit" => weighted(rng, &[(1usize, 55), (2, 25), (3, 12), (4, 8)]),
            _ => weighted(rng, &[(1usize, 80), (2, 20)]),
        };
        let mut slots: Vec<(NaiveDate, NaiveTime, i64)> = Vec::new();
        for _ in 0..count {
            // Visits are on Tuesdays and Thursdays, open days at the weekend.
            let day = if kind.ends_with("open_day") {
                length.saturating_sub(rng.u64(0..=2))
            } else {
                rng.u64(0..=length.min(4))
            };
            let date = dates
                .week
                .first()
                .checked_add_days(Days::new(day))
                .unwrap_or(dates.week.first());
            let hour = weighted(rng, &[(9u32, 35), (10, 25), (14, 30), (17, 10)]);
            let minutes = weighted(rng, &[(60i64, 20), (90, 45), (120, 25), (180, 10)]);
            if let Some(begin) = NaiveTime::from_hms_opt(hour, if rng.bool() { 0 } else { 30 }, 0) {
                slots.push((date, begin, minutes));
            }
        }
        slots.sort_unstable();
        let mut free_from = None;
        let mut occurrences = Vec::new();
        for (date, begin, minutes) in slots {
            let begin = date.and_time(begin);
            let end = begin + TimeDelta::minutes(minutes);
            if free_from.is_none_or(|free| begin >= free) {
                free_from = Some(end);
                let capacity = (kind == "company_visit").then(|| 8 + 2 * rng.u32(..9));
                let local = |time: chrono::NaiveDateTime| time.format("%Y-%m-%dT%H:%M").to_string();
                occurrences.push(OccurrenceForm {
                    begin: local(begin),
                    end: local(end),
                    capacity,
                });
            }
        }
        occurrences
    }

    /// Log-normal with a median of 12; one event in five hundred draws a crowd.
    ///
    /// Source: 7 to 8 people an event in La Réunion 2018 and Hautes-Pyrénées 2025, against a mean of 123 in 2018: the totals
    /// come from very few events.
    fn participants(&mut self, kind: &str) -> u32 {
        if self.rng.u16(..500) == 0 {
            return self.rng.u32(5_000..60_000);
        }
        let scale = if matches!(
            kind,
            "job_fair" | "exhibition" | "webinar" | "company_open_day"
        ) {
            8.0
        } else {
            1.0
        };
        // A sum of uniform draws approximates a normal distribution well enough for a demonstration.
        let normal: f64 = (0..12).map(|_| self.rng.f64()).sum::<f64>() - 6.0;
        let drawn = (12.0 * scale * (0.8 * normal).exp())
            .round()
            .clamp(3.0, 4_000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 3..=4000 just above"
        )]
        let participants = drawn as u32;
        participants
    }

    fn place(&mut self, commune: &Commune, house: &str, mode: AttendanceMode) -> PlaceForm {
        let insee = commune.insee.to_string();
        if !mode.has_place() {
            return PlaceForm {
                insee,
                ..PlaceForm::default()
            };
        }
        let rng = &mut self.rng;
        // Industrial estates are one or two kilometres from the town hall.
        let mut around = |degrees: f64, spread: f64| {
            ((degrees + (rng.f64() - 0.5) * spread) * 1e5).round() / 1e5
        };
        let position = Position::new(
            around(commune.position.lon(), 0.03),
            around(commune.position.lat(), 0.02),
        )
        .ok();
        PlaceForm {
            name: house.to_owned(),
            address: format!("{} {}", 1 + rng.u8(..98), pick(rng, STREETS)),
            postal_code: commune.postal_codes.first().cloned().unwrap_or_default(),
            insee,
            position,
            access: if rng.u8(..3) == 0 {
                "Parking visiteurs à l’entrée du site ; se présenter au poste de garde.".into()
            } else {
                String::new()
            },
        }
    }

    fn topics(&mut self) -> Vec<String> {
        // Source: about 22 % on gender diversity (`mixité`, 2022), 24 % on ecological transition (2021).
        let shares = [
            ("gender_balance", 22),
            ("ecological_transition", 24),
            ("digital_transition", 30),
            ("made_in_france", 15),
            ("recruitment", 35),
        ];
        shares
            .into_iter()
            .filter(|(_, share)| self.rng.u8(..100) < *share)
            .map(|(id, _)| id.to_owned())
            .collect()
    }

    fn sectors(&mut self, trade: &Trade) -> Vec<String> {
        let known = |id: &str| {
            self.edition
                .vocabularies
                .sectors
                .iter()
                .any(|term| term.id == id)
        };
        if known(trade.sector) {
            vec![trade.sector.to_owned()]
        } else {
            vec!["other".to_owned()]
        }
    }

    fn audiences(&mut self, kind: &str) -> Vec<String> {
        let rng = &mut self.rng;
        let sets: &[&[&str]] = match kind {
            "company_visit" => &[
                &["pupils"],
                &["pupils", "students"],
                &["pupils", "educators"],
                &["young_people", "job_seekers"],
                &["general_public"],
            ],
            "class_talk" => &[&["pupils"], &["pupils", "educators"]],
            "job_dating" | "job_fair" => &[
                &["job_seekers"],
                &["job_seekers", "students"],
                &["job_seekers", "young_people", "apprentices"],
            ],
            "school_open_day" | "training_visit" => &[
                &["young_people", "parents"],
                &["pupils", "parents"],
                &["apprentices", "job_seekers"],
            ],
            _ => &[
                &["general_public"],
                &["general_public", "young_people"],
                &["students", "educators"],
            ],
        };
        sets.get(rng.usize(..sets.len()))
            .map(|set| set.iter().map(|id| (*id).to_owned()).collect())
            .unwrap_or_default()
    }

    fn accessibility(&mut self) -> Vec<AccessibilityFlag> {
        let shares = [
            (AccessibilityFlag::Motor, 45),
            (AccessibilityFlag::Hearing, 15),
            (AccessibilityFlag::Visual, 10),
            (AccessibilityFlag::Psychic, 10),
            (AccessibilityFlag::Intellectual, 12),
        ];
        shares
            .into_iter()
            .filter(|(_, share)| self.rng.u8(..100) < *share)
            .map(|(flag, _)| flag)
            .collect()
    }

    fn constraints(&mut self, kind: &str) -> Vec<String> {
        if !matches!(kind, "company_visit" | "company_open_day" | "job_dating") {
            return Vec::new();
        }
        let shares = [
            ("ppe", 35),
            ("closed_shoes", 45),
            ("id_check", 20),
            ("no_photos", 25),
            ("accompanied_minors", 15),
        ];
        shares
            .into_iter()
            .filter(|(_, share)| self.rng.u8(..100) < *share)
            .map(|(id, _)| id.to_owned())
            .collect()
    }
}

/// Audiences of an event for schools.
const OF_SCHOOLS: &[&str] = &["pupils", "educators"];

/// Adapts the form: an event for schools only has school audiences, and one with school audiences only is booked by schools.
fn book_by_school(form: &mut EventForm) {
    let of_schools =
        |audiences: &[String]| audiences.iter().all(|id| OF_SCHOOLS.contains(&id.as_str()));
    match form.access_mode {
        Some(AccessMode::SchoolsOnly) if !of_schools(&form.audiences) => {
            form.audiences = vec!["pupils".to_owned()];
        }
        Some(AccessMode::Registration) if of_schools(&form.audiences) => {
            form.school_booking = std::mem::take(&mut form.public_booking);
        }
        _ => {}
    }
}

fn weighted<T: Copy>(rng: &mut Rng, shares: &[(T, u32)]) -> T {
    let total: u32 = shares.iter().map(|(_, share)| share).sum();
    let mut at = rng.u32(..total);
    for (value, share) in shares {
        if at < *share {
            return *value;
        }
        at -= share;
    }
    shares
        .last()
        .map(|(value, _)| *value)
        .expect("the shares are not empty")
}
