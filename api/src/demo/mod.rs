//! The demonstration: the 2018 edition as it ended, an edition that is open today, and accounts for each role.
//!
//! Every change is made by the code of the programme, at a plausible time, so that the log, the decisions and the review
//! periods are those of a real edition. The same day always produces the same demonstration.

mod answers;
mod forms;
mod groups;
mod people;
mod pick;
mod pictures;
mod plan;
mod play;
mod regions;
mod texts;
mod trades;
pub(crate) mod volume;

pub(crate) use people::{PASSWORD, SHOWN};

use crate::editions;
use crate::events::PrepareKit;
use crate::images::Images;
use anyhow::{Context as _, ensure};
use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday,
};
use chrono_tz::Europe::Paris;
use gazetteer::Gazetteer;
use ground::jobs;
use http::Services;
use people::People;
use plan::Plan;
use shared::calendar::Window;
use shared::edition::{Edition, EditionStatus, ReferentService};
use shared::place::Territory;
use std::sync::Arc;

/// Labelled events of 2018, of which more than 70 in La Réunion.
///
/// Source: gazette-salons.fr, "bilan Global Industrie 2018".
const LABELLED_2018: usize = 2_918;
/// Event submissions of the edition that is open today.
const FILES_TODAY: usize = 420;

/// Contents of the demonstration.
#[derive(Debug)]
pub(crate) struct Filled {
    /// Slug and number of event submissions of each edition.
    pub(crate) editions: Vec<(String, usize)>,
}

/// Fills an empty database. `services` must have been opened with a fixed clock, which advances through the years up to `now`.
/// `progress` receives the name of the edition, the number of steps done and the total.
///
/// # Errors
///
/// When the database is not empty, or fails.
pub(crate) fn fill(
    services: &Services,
    images: &Images,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(&str, usize, usize),
) -> anyhow::Result<Filled> {
    ensure_empty(services)?;
    let past = edition_2018()?;
    let today = edition_of(now)?;
    services.clock.set(past.opens_at.to_utc());
    let people = People::create(services)?;
    let drawn = pictures::draw(images, now)?;
    let mut filled = Filled {
        editions: Vec::new(),
    };
    for (edition, seed) in [(&past, 8), (&today, 15)] {
        let mut plan = if edition.slug == past.slug {
            Plan::of_the_past(edition, Gazetteer::embedded(), &people, LABELLED_2018, seed)
        } else {
            Plan::of_today(
                edition,
                Gazetteer::embedded(),
                &people,
                FILES_TODAY,
                now,
                seed,
            )
        };
        for (i, file) in plan.files.iter_mut().step_by(pictures::ONE_IN).enumerate() {
            if let Some(picture) = drawn.get(i % drawn.len().max(1)) {
                file.form.image.clone_from(picture);
            }
        }
        services.clock.set(edition.opens_at.to_utc());
        let open = Edition {
            status: EditionStatus::Open,
            ..edition.clone()
        };
        let id = services.db.write_now(|conn| {
            let id = editions::put(conn, &services.clock, &open)?.id;
            if edition.slug == today.slug {
                groups::create(conn, services, id, &people)?;
            }
            Ok(id)
        })?;
        let files = play::play(
            services,
            (id, &Arc::new(open.clone())),
            (plan, &people),
            &mut |done, all| {
                progress(&edition.name, done, all);
            },
        )?;
        if edition.status != open.status {
            services.clock.set(
                edition.window.last().and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(90),
            );
            services
                .db
                .write_now(|conn| editions::put(conn, &services.clock, edition))?;
        }
        filled.editions.push((edition.slug.clone(), files));
    }
    // Nobody waits for these kits, and 3,000 would keep a core busy for an hour: each is drawn when it is asked for.
    services
        .db
        .write_now(|conn| jobs::expire::<PrepareKit>(conn, now + TimeDelta::days(1)))?;
    Ok(filled)
}

fn ensure_empty(services: &Services) -> anyhow::Result<()> {
    ensure!(
        services.db.read_now(editions::queries::all)?.is_empty(),
        "the database is not empty: the demonstration needs a new one"
    );
    Ok(())
}

fn edition_2018() -> anyhow::Result<Edition> {
    serde_json::from_str(include_str!("../../../data/editions/2018.json"))
        .context("data/editions/2018.json")
}

/// The edition of [`edition_of`], with status open.
fn open_edition_of(now: DateTime<Utc>) -> anyhow::Result<Edition> {
    Ok(Edition {
        status: EditionStatus::Open,
        ..edition_of(now)?
    })
}

/// An edition that accepts submissions on the day of `now`: its week begins in about three weeks, its deadline is the Tuesday
/// before, and its window extends two weeks on either side, as in 2025.
fn edition_of(now: DateTime<Utc>) -> anyhow::Result<Edition> {
    let template: Edition =
        serde_json::from_str(include_str!("../../../data/editions/template.json"))
            .context("data/editions/template.json")?;
    let today = now.with_timezone(&Paris).date_naive();
    let monday = (18..25)
        .filter_map(|days| today.checked_add_days(Days::new(days)))
        .find(|day| day.weekday() == Weekday::Mon)
        .context("a calendar with a Monday")?;
    let around = |before, after| {
        Some((
            monday.checked_sub_days(Days::new(before))?,
            monday.checked_add_days(Days::new(after))?,
        ))
    };
    let window = |days: Option<(NaiveDate, NaiveDate)>| {
        days.and_then(|(first, last)| Window::new(first, last).ok())
            .context("dates of the edition")
    };
    let at = |days_before: u64, hour, minute, second| {
        let day = monday.checked_sub_days(Days::new(days_before))?;
        let local = Paris
            .from_local_datetime(&day.and_hms_opt(hour, minute, second)?)
            .earliest()?;
        Some(local.fixed_offset())
    };
    let opens = today
        .signed_duration_since(monday)
        .num_days()
        .unsigned_abs()
        + 50;
    Ok(Edition {
        slug: monday.year().to_string(),
        name: format!("{} {}", template.name, monday.year()),
        week: window(around(0, 6))?,
        window: window(around(15, 20))?,
        opens_at: at(opens, 9, 0, 0).context("opening of the edition")?,
        deadline: at(6, 23, 59, 59).context("deadline of the edition")?,
        referents: [template.referents, regional_services()].concat(),
        ..template
    })
}

/// An invented service in each region.
fn regional_services() -> Vec<ReferentService> {
    let regions = &Gazetteer::embedded().territories().regions;
    regions
        .iter()
        .map(|region| ReferentService {
            territory: Territory::Region(region.code.clone()),
            service: format!("Service référent de démonstration, {}", region.name),
            email: format!("referent.{}@example.org", region.code),
            phone: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::forms::Forms;
    use super::open_edition_of;
    use crate::editions::event_schema;
    use boon::{Compiler, Draft, Schemas};
    use gazetteer::Gazetteer;
    use shared::criterion::{Outcome, check};
    use shared::edition::Edition;
    use std::collections::BTreeMap;

    #[test]
    fn every_answer_fits_the_schema_of_its_edition() {
        let address = "https://semaine.example.org/event.schema.json";
        let edition = open_edition_of("2026-11-02T09:00:00Z".parse().unwrap()).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.set_default_draft(Draft::V2020_12);
        let schema = event_schema::schema(&edition, address);
        compiler.add_resource(address, schema).unwrap();
        let index = compiler.compile(address, &mut schemas).unwrap();
        let mut forms = Forms::new(&edition, Gazetteer::embedded(), 15);
        let mut answered: BTreeMap<String, u32> = BTreeMap::new();
        for _ in 0..1_000 {
            let (form, commune) = forms.next();
            form.check_answers(&edition, None).unwrap();
            form.parse(&edition, Some(&commune))
                .unwrap_or_else(|faults| panic!("{faults:?} in {form:#?}"));
            let json = serde_json::to_value(&form).unwrap();
            if let Err(error) = schemas.validate(&json, index) {
                panic!("{error:#} in {json:#}");
            }
            for (key, _) in form.additional.iter() {
                *answered.entry(key.to_string()).or_default() += 1;
            }
        }
        let typed = edition.additional.iter();
        let typed = typed.filter(|field| field.answer.is_typed()).count();
        assert_eq!(answered.len(), typed, "{answered:?}");
        assert!(answered.len() >= 3);
    }

    #[test]
    fn every_form_is_complete_plausible_and_the_same_each_time() {
        let edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        let gazetteer = Gazetteer::embedded();
        let (mut forms, mut again) = (
            Forms::new(&edition, gazetteer, 8),
            Forms::new(&edition, gazetteer, 8),
        );
        let mut regions: BTreeMap<String, u32> = BTreeMap::new();
        let mut visits = 0;
        for _ in 0..1_000 {
            let (form, commune) = forms.next();
            assert_eq!(again.next().0, form);
            form.parse(&edition, Some(&commune))
                .unwrap_or_else(|faults| panic!("{faults:?} in {form:#?}"));
            let findings = check(&form, &edition, Some(&commune), edition.opens_at.to_utc());
            assert!(
                findings
                    .iter()
                    .all(|finding| finding.outcome != Outcome::NotMet),
                "{findings:?}"
            );
            *regions.entry(commune.region.to_string()).or_default() += 1;
            visits += u32::from(form.kind == "company_visit");
        }
        assert!((600..=700).contains(&visits), "{visits} visits of 1000");
        assert_eq!(regions.len(), 18, "{regions:?}");
    }
}
