//! The user's position, from the browser's geolocation.

use crate::words::t;
use leptos::prelude::window;
use shared::place::Position;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Decimals kept, in degrees: about a kilometre. A shared URL therefore does not reveal a home address.
const DECIMALS: i32 = 2;
/// Timeout of the request for a position.
const PATIENCE_MS: u32 = 12_000;
/// Maximum age of a cached position.
const FRESH_MS: u32 = 300_000;

#[wasm_bindgen]
extern "C" {
    type Geolocation;
    #[wasm_bindgen(method, js_name = getCurrentPosition)]
    fn ask(this: &Geolocation, found: &JsValue, failed: &JsValue, options: &JsValue);

    type Fix;
    #[wasm_bindgen(method, getter)]
    fn coords(this: &Fix) -> Coordinates;

    type Coordinates;
    #[wasm_bindgen(method, getter)]
    fn longitude(this: &Coordinates) -> f64;
    #[wasm_bindgen(method, getter)]
    fn latitude(this: &Coordinates) -> f64;

    type Refusal;
    #[wasm_bindgen(method, getter)]
    fn code(this: &Refusal) -> u16;
}

/// Reason why there is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The user or the browser denied permission.
    Refused,
    /// The device cannot determine it.
    Unknown,
    /// The device did not respond in time.
    TooSlow,
    /// The browser does not support it on this page.
    Unsupported,
}

impl Failure {
    /// Converts the code of a `GeolocationPositionError`.
    const fn of(code: u16) -> Self {
        match code {
            1 => Self::Refused,
            3 => Self::TooSlow,
            _ => Self::Unknown,
        }
    }

    /// Message for the user, with an alternative.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Refused => t("explorer.locate.refused"),
            Self::Unknown => t("explorer.locate.unknown"),
            Self::TooSlow => t("explorer.locate.too_slow"),
            Self::Unsupported => t("explorer.locate.unsupported"),
        }
    }
}

/// Requests the position; the browser asks the user for permission.
///
/// # Errors
///
/// [`Failure`]; each variant has a message for the user.
pub(super) async fn position() -> Result<Position, Failure> {
    let device = js_sys::Reflect::get(&window().navigator(), &"geolocation".into())
        .ok()
        .filter(JsValue::is_object)
        .ok_or(Failure::Unsupported)?
        .unchecked_into::<Geolocation>();
    let asking = js_sys::Promise::new(&mut |found, failed| device.ask(&found, &failed, &options()));
    match JsFuture::from(asking).await {
        Ok(fix) => {
            let at = fix.unchecked_into::<Fix>().coords();
            Position::new(rounded(at.longitude()), rounded(at.latitude()))
                .map_err(|_off| Failure::Unknown)
        }
        Err(refusal) => Err(Failure::of(refusal.unchecked_into::<Refusal>().code())),
    }
}

fn options() -> JsValue {
    let options = js_sys::Object::new();
    for (name, value) in [("timeout", PATIENCE_MS), ("maximumAge", FRESH_MS)] {
        // Setting a property on a new object cannot fail.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    options.into()
}

fn rounded(degrees: f64) -> f64 {
    let factor = 10_f64.powi(DECIMALS);
    (degrees * factor).round() / factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_kept_to_a_kilometre() {
        assert_eq!([rounded(4.835_66), rounded(-21.115_9)], [4.84, -21.12]);
    }

    #[test]
    fn every_failure_has_a_sentence() {
        for code in 0..=4 {
            assert!(!Failure::of(code).sentence().is_empty());
        }
        assert!(!Failure::Unsupported.sentence().is_empty());
    }
}
