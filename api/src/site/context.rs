//! Access of the pages to the catalogue.

use crate::catalogue::Live;
use catalogue::{Catalogue, Entry};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::Services;
use shared::edition::Edition;
use shared::event::{AttendanceMode, EventQuery};
use shared::place::{DepartmentCode, RegionCode};
use std::collections::HashMap;
use std::sync::Arc;

/// A version of the catalogue at a fixed time.
pub(super) struct PageContext<'a> {
    pub(super) site: &'a str,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) now: DateTime<Utc>,
}

impl<'a> PageContext<'a> {
    /// Takes the current version of the catalogue and the current time.
    ///
    /// # Errors
    ///
    /// `unavailable` until the catalogue has been built.
    pub(super) fn of(services: &'a Services, live: &Live) -> Result<Self, Error> {
        Ok(Self {
            catalogue: live.get()?,
            now: services.clock.now(),
            site: &services.site.url,
        })
    }

    /// Public URL of the site, without a trailing slash.
    pub(super) fn site(&self) -> &str {
        self.site
    }

    /// The edition that a query names, or the current one.
    pub(super) fn edition(&self, query: &EventQuery) -> Option<&Edition> {
        match &query.edition {
            Some(slug) => self.catalogue.edition(slug).map(AsRef::as_ref),
            None => self.catalogue.current_edition(),
        }
    }
}

/// Event counts by territory and kind.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) all: u64,
    pub(super) online: u64,
    pub(super) to_come: u64,
    pub(super) kinds: HashMap<String, u64>,
    pub(super) regions: HashMap<RegionCode, u64>,
    pub(super) departments: HashMap<DepartmentCode, u64>,
}

impl Counts {
    /// Counts the events that match a query.
    pub(super) fn of<'e>(
        entries: impl IntoIterator<Item = &'e Arc<Entry>>,
        now: DateTime<Utc>,
    ) -> Self {
        let mut counts = Self::default();
        for entry in entries {
            let event = &entry.event;
            counts.all += 1;
            counts.online += u64::from(event.attendance_mode != AttendanceMode::OnSite);
            counts.to_come += u64::from(event.occurrences.last_end() > now);
            *counts.kinds.entry(event.kind.clone()).or_default() += 1;
            if let Some(region) = &entry.region {
                *counts.regions.entry(region.clone()).or_default() += 1;
            }
            if let Some(department) = &entry.department {
                *counts.departments.entry(department.clone()).or_default() += 1;
            }
        }
        counts
    }

    pub(super) fn kind(&self, id: &str) -> u64 {
        self.kinds.get(id).copied().unwrap_or_default()
    }

    pub(super) fn region(&self, code: &RegionCode) -> u64 {
        self.regions.get(code).copied().unwrap_or_default()
    }

    pub(super) fn department(&self, code: &DepartmentCode) -> u64 {
        self.departments.get(code).copied().unwrap_or_default()
    }
}
