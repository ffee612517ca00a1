//! What a map is told when it is made: its words, where it looks, how it listens.

use crate::words::t;
use serde_json::{Value, json};
use shared::place::Position;

/// Where a map looks when nothing else is said: the metropole.
pub(super) const METROPOLE: [f64; 4] = [-5.3, 41.3, 9.7, 51.2];

/// Parts of France that do not fit into one view: key of the name, west, south, east, north.
pub(super) const PARTS: [(&str, [f64; 4]); 6] = [
    ("metropole", METROPOLE),
    ("guadeloupe", [-61.85, 15.8, -60.97, 16.55]),
    ("martinique", [-61.26, 14.37, -60.78, 14.9]),
    ("guyane", [-54.65, 2.1, -51.5, 5.8]),
    ("reunion", [55.2, -21.4, 55.85, -20.85]),
    ("mayotte", [44.98, -13.03, 45.32, -12.62]),
];

/// The words that the library shows or gives to screen readers.
fn words(title: &str) -> Value {
    json!({
        "Map.Title": title,
        "NavigationControl.ZoomIn": t("map.zoom_in"),
        "NavigationControl.ZoomOut": t("map.zoom_out"),
        "AttributionControl.ToggleAttribution": t("map.toggle_attribution"),
        "Popup.Close": t("dialog.close"),
        "Marker.Title": t("map.pin"),
        "CooperativeGesturesHandler.WindowsHelpText": t("map.gesture_ctrl"),
        "CooperativeGesturesHandler.MacHelpText": t("map.gesture_cmd"),
        "CooperativeGesturesHandler.MobileHelpText": t("map.gesture_fingers"),
    })
}

/// Settings of a map of events.
pub(super) fn of_events(title: &str) -> String {
    json!({ "words": words(title), "attribution": t("map.attribution") }).to_string()
}

/// Settings of a map of one place.
pub(super) fn of_pin(title: &str, movable: bool, around: Option<Position>) -> String {
    let mut settings = json!({
        "words": words(title),
        "attribution": t("map.attribution"),
        "movable": movable,
        "pin": if movable { t("map.pin_movable") } else { t("map.pin") },
    });
    if let (Some(position), Some(settings)) = (around, settings.as_object_mut()) {
        settings.insert("center".to_owned(), json!([position.lon(), position.lat()]));
        settings.insert("zoom".to_owned(), json!(11));
    }
    settings.to_string()
}
