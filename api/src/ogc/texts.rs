//! French texts that are composed from several messages.

use messages::{t, t_args};
use shared::edition::Edition;
use shared::french::number;

/// Column headings of the page of items.
pub(super) fn columns() -> [&'static str; 5] {
    [
        "ogc.column.title",
        "ogc.column.kind",
        "ogc.column.begin",
        "ogc.column.commune",
        "ogc.column.department",
    ]
    .map(t)
}

/// Title and description of the collection of one edition.
pub(super) fn of_edition(edition: &Edition) -> (String, String) {
    let (name, theme) = (&edition.name, &edition.theme);
    (
        t_args("ogc.edition", &[("edition", name)]),
        t_args(
            "ogc.edition.description",
            &[("edition", name), ("theme", theme)],
        ),
    )
}

/// States how many of the matching events are shown.
pub(super) fn shown(returned: usize, matched: usize) -> String {
    let (returned, all) = (number(returned as u64), number(matched as u64));
    match matched {
        0 => t("ogc.shown.none").to_owned(),
        1 => t("ogc.shown.one").to_owned(),
        _ => t_args("ogc.shown.other", &[("shown", &returned), ("all", &all)]),
    }
}
