//! Where the person is, as the device tells it with the person's leave.

use crate::words::t;
use leptos::prelude::window;
use shared::place::Position;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Decimals of degrees that are kept: about a kilometre. An address that is shared gives no doorstep away.
const DECIMALS: i32 = 2;
/// Longest wait for the device, in milliseconds.
const PATIENCE_MS: u32 = 12_000;
/// Age of a fix that is still good, in milliseconds.
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

/// Why there is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The person or the browser refused.
    Refused,
    /// The device does not know.
    Unknown,
    /// The device did not answer in time.
    TooSlow,
    /// This browser does not offer it here.
    Unsupported,
}

impl Failure {
    /// From the code of the browser's `GeolocationPositionError`.
    const fn of(code: u16) -> Self {
        match code {
            1 => Self::Refused,
            3 => Self::TooSlow,
            _ => Self::Unknown,
        }
    }

    /// What to tell the person, with a way on.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Refused => t("explorer.locate.refused"),
            Self::Unknown => t("explorer.locate.unknown"),
            Self::TooSlow => t("explorer.locate.too_slow"),
            Self::Unsupported => t("explorer.locate.unsupported"),
        }
    }
}

/// Asks the device. The browser asks the person first.
///
/// # Errors
///
/// [`Failure`], with a sentence for each.
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
        // An object that was just made takes any property.
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
