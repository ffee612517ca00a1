//! The regions whose departments are shown, kept in the address of the page: a number opens its list, and the way back finds them.

use crate::url::UNFOLDED;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use shared::place::RegionCode;

/// The unfolded regions of the page.
#[derive(Clone, Copy)]
pub(super) struct Unfolded {
    regions: Memo<Vec<RegionCode>>,
    go: Callback<Vec<RegionCode>>,
}

impl Unfolded {
    pub(super) fn of_page() -> Self {
        let params = use_query_map();
        let location = use_location();
        let regions = Memo::new(move |_| read(&params.read().get(UNFOLDED).unwrap_or_default()));
        let navigate = use_navigate();
        let go = Callback::new(move |regions: Vec<RegionCode>| {
            let mut params = params.get_untracked();
            params.remove(UNFOLDED);
            if !regions.is_empty() {
                params.insert(UNFOLDED, written(&regions));
            }
            let search = params.to_query_string().replace("%2C", ",");
            let options = NavigateOptions {
                scroll: false,
                replace: true,
                ..NavigateOptions::default()
            };
            let path = location.pathname.get_untracked();
            navigate(&format!("{path}{search}"), options);
        });
        Self { regions, go }
    }

    /// True while the departments of a region are shown; reactive, as is [`Self::has_all`].
    pub(super) fn has(self, region: &RegionCode) -> bool {
        self.regions.read().contains(region)
    }

    pub(super) fn has_all(self, regions: &[RegionCode]) -> bool {
        let open = self.regions.read();
        regions.iter().all(|region| open.contains(region))
    }

    pub(super) fn set(self, regions: Vec<RegionCode>) {
        self.go.run(regions);
    }

    /// Folds a region that is unfolded, and unfolds another.
    pub(super) fn turn(self, region: &RegionCode) {
        let mut regions = self.regions.get_untracked();
        if regions.contains(region) {
            regions.retain(|open| open != region);
        } else {
            regions.push(region.clone());
        }
        self.set(regions);
    }
}

fn read(codes: &str) -> Vec<RegionCode> {
    let mut regions: Vec<RegionCode> = Vec::new();
    for region in codes
        .split(',')
        .filter_map(|code| RegionCode::parse(code).ok())
    {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    regions
}

fn written(regions: &[RegionCode]) -> String {
    let codes: Vec<&str> = regions.iter().map(RegionCode::as_str).collect();
    codes.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_read_once_each_and_what_is_none_is_left_out() {
        let regions = read("84,11,84,Lyon,");
        assert_eq!(written(&regions), "84,11");
        assert_eq!(read(""), []);
    }
}
