//! French texts that are composed from several messages.

use super::dump::DumpFormat;
use messages::{t, t_args};
use shared::edition::Edition;
use shared::french::number;

/// Keywords of the data sets.
pub(super) fn keywords() -> impl Iterator<Item = &'static str> {
    t("open_data.keywords").split(',')
}

/// Column headings of the list of files.
pub(super) fn columns() -> [&'static str; 4] {
    [
        "open_data.column.edition",
        "open_data.column.file",
        "open_data.column.bytes",
        "open_data.column.sha256",
    ]
    .map(t)
}

/// Title of an edition's data set.
pub(super) fn title(edition: &Edition) -> String {
    t_args("open_data.edition", &[("edition", &edition.name)])
}

/// Description of an edition's data set.
pub(super) fn description(edition: &Edition, events: usize) -> String {
    t_args(
        "open_data.edition.description",
        &[
            ("events", &number(events as u64)),
            ("edition", &edition.name),
            ("theme", &edition.theme),
        ],
    )
}

pub(super) fn format_title(format: DumpFormat) -> &'static str {
    t(match format {
        DumpFormat::JsonLines => "open_data.json_lines",
        DumpFormat::GeoJson => "open_data.geo_json",
    })
}
