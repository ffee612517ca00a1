//! The commune of a position, by the contours of the web bundle.

use crate::site::built_contours;
use gazetteer::{Contours, Gazetteer};
use shared::place::{Commune, InseeCode, Position};

static CONTOURS: Contours = Contours::new(read);

/// The commune of a position, and the distance of its town hall in metres.
pub(crate) fn commune_at(position: Position) -> (Commune, f64) {
    Gazetteer::embedded().commune_at(position, &CONTOURS)
}

/// Distance of a position from a commune in metres; `None` when no commune has this code.
pub(crate) fn distance_from(insee: &InseeCode, position: Position) -> Option<f64> {
    Gazetteer::embedded().distance_from(insee, position, &CONTOURS)
}

/// The contours of a department from the bundle; a debug build reads them from the repository where there is one, since the bundle on
/// its disk may be an older one.
fn read(department: &str) -> Option<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/geo/communes");
    if cfg!(debug_assertions)
        && let Ok(file) = std::fs::read(format!("{folder}/{department}.json"))
    {
        return Some(file);
    }
    built_contours(department)
}
