//! Numbers about the queue: the same walk that makes the lists counts them, so that each number is the size of its list.

mod export;
mod get;

use super::index::Index;
use super::order::Slot;
use super::reading::Readers;
use super::walk::Walk;
use crate::labels::reach::Reach;
use chrono::{DateTime, NaiveDate, Utc};
use gazetteer::Gazetteer;
use ground::error::Error;
use http::register::ServiceConfig;
use shared::label::{
    OverviewCounts, OverviewDay, OverviewNumber, OverviewTerritory, QueueOverview, QueueQuery,
    Standing, median,
};
use shared::place::{DepartmentCode, RegionCode, Territory};
use std::collections::BTreeMap;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_overview)
        .service(export::export_overview_csv);
}

/// The queries of all numbers, by number.
type Lists = [(OverviewNumber, QueueQuery)];

/// Numbers that are counted for one selection.
#[derive(Debug, Default)]
struct Tally {
    counts: OverviewCounts,
    /// Working days to the decision, one for each decided file.
    decided_days: Vec<u32>,
}

impl Tally {
    fn add(&mut self, file: Standing, decided_days: Option<u32>, lists: &Lists) {
        self.counts.add(file, lists);
        self.decided_days.extend(decided_days);
    }

    fn counts(mut self) -> OverviewCounts {
        OverviewCounts {
            median_working_days: median(&mut self.decided_days),
            ..self.counts
        }
    }
}

/// Everything that is counted on one walk.
#[derive(Debug, Default)]
struct Tallies {
    total: Tally,
    regions: BTreeMap<RegionCode, Tally>,
    departments: BTreeMap<DepartmentCode, Tally>,
    placeless: Tally,
    days: BTreeMap<NaiveDate, u64>,
}

/// The overview of the files that pass the filters of `base`; the drafts are left to the caller.
///
/// # Errors
///
/// As those of a list with these filters.
pub(super) fn of(
    index: &Index,
    base: &QueueQuery,
    reach: &Reach,
    now: DateTime<Utc>,
) -> Result<QueueOverview, Error> {
    let readers = Readers::default();
    let walk = Walk::new(index, base, reach, &readers, now)?;
    let number_list = |number: &OverviewNumber| (*number, number.query(base));
    let lists: Vec<_> = OverviewNumber::ALL.iter().map(number_list).collect();
    let mut tallies = Tallies::default();
    for (slot, standing) in walk.admitted() {
        tallies.add(index, slot, standing, &lists);
    }
    // A list of the region would have more files than the department that is asked for.
    let with_regions = !matches!(base.territory, Some(Territory::Department(_)));
    let Tallies {
        total,
        regions,
        departments,
        placeless,
        days,
    } = tallies;
    Ok(QueueOverview {
        edition: base.edition.clone(),
        total: total.counts(),
        days: without_gaps(&days),
        territories: territories(
            if with_regions {
                regions
            } else {
                BTreeMap::new()
            },
            departments,
            placeless,
        ),
        drafts: None,
    })
}

impl Tallies {
    fn add(&mut self, index: &Index, slot: Slot, standing: Standing, lists: &Lists) {
        let Some(entry) = index.entry(slot) else {
            return;
        };
        let decided_days = entry.decided_days;
        self.total.add(standing, decided_days, lists);
        *self.days.entry(entry.filed_on).or_default() += 1;
        if let Some(region) = &entry.item.region {
            let tally = self.regions.entry(region.clone()).or_default();
            tally.add(standing, decided_days, lists);
        }
        let local = match &entry.item.department {
            Some(department) => self.departments.entry(department.clone()).or_default(),
            None => &mut self.placeless,
        };
        local.add(standing, decided_days, lists);
    }
}

/// Rows of the territories: each region by name, followed by its departments by code; then what is in no department.
fn territories(
    mut regions: BTreeMap<RegionCode, Tally>,
    mut departments: BTreeMap<DepartmentCode, Tally>,
    placeless: Tally,
) -> Vec<OverviewTerritory> {
    let known = Gazetteer::embedded().territories();
    let row = |territory: Territory, tally: Tally| OverviewTerritory {
        name: known.name_of(&territory),
        territory: Some(territory),
        counts: tally.counts(),
    };
    let mut rows = Vec::new();
    for region in &known.regions {
        if let Some(tally) = regions.remove(&region.code) {
            rows.push(row(Territory::Region(region.code.clone()), tally));
        }
        for department in known
            .departments
            .iter()
            .filter(|department| department.region == region.code)
        {
            if let Some(tally) = departments.remove(&department.code) {
                rows.push(row(Territory::Department(department.code.clone()), tally));
            }
        }
    }
    // Collectivities outside any region.
    let others = departments
        .into_iter()
        .map(|(code, tally)| row(Territory::Department(code), tally));
    rows.extend(others);
    if placeless.counts.filed > 0 {
        rows.push(OverviewTerritory {
            territory: None,
            name: None,
            counts: placeless.counts(),
        });
    }
    rows
}

/// Each day from the first to the last, days without a file included.
fn without_gaps(days: &BTreeMap<NaiveDate, u64>) -> Vec<OverviewDay> {
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value())
    else {
        return Vec::new();
    };
    let span = usize::try_from((*last - *first).num_days()).unwrap_or(0) + 1;
    first
        .iter_days()
        .take(span)
        .skip(span.saturating_sub(QueueOverview::DAYS_MAX))
        .map(|day| OverviewDay {
            day,
            filed: days.get(&day).copied().unwrap_or_default(),
        })
        .collect()
}
