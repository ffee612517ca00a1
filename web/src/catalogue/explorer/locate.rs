//! The user's position, from the browser's geolocation.

use crate::api::places;
use crate::messages::t;
use leptos::prelude::window;
use shared::place::Position;
use shared::problem::Code;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Decimals of the coordinates, in degrees: about a kilometre. A shared URL therefore does not reveal a home address.
const DECIMALS: i32 = 2;
/// Timeout of the request for a position, in milliseconds.
const TIMEOUT_MS: u32 = 12_000;
/// Maximum age of a cached position, in milliseconds.
const MAX_AGE_MS: u32 = 300_000;

#[wasm_bindgen]
extern "C" {
    type Geolocation;
    #[wasm_bindgen(method, js_name = getCurrentPosition)]
    fn get_current_position(
        this: &Geolocation,
        found: &JsValue,
        failed: &JsValue,
        options: &JsValue,
    );

    type GeolocationPosition;
    #[wasm_bindgen(method, getter)]
    fn coords(this: &GeolocationPosition) -> Coordinates;

    type Coordinates;
    #[wasm_bindgen(method, getter)]
    fn longitude(this: &Coordinates) -> f64;
    #[wasm_bindgen(method, getter)]
    fn latitude(this: &Coordinates) -> f64;

    type GeolocationPositionError;
    #[wasm_bindgen(method, getter)]
    fn code(this: &GeolocationPositionError) -> u16;
}

/// Reason why there is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LocationError {
    /// The user or the browser denied permission.
    Refused,
    /// The device cannot determine it.
    Unknown,
    /// The device did not respond in time.
    TooSlow,
    /// The browser does not support it on this page.
    Unsupported,
    /// It is farther from any commune than a search reaches; devices are sometimes wrong by thousands of kilometres.
    Far,
}

impl LocationError {
    /// Converts the code of a `GeolocationPositionError`.
    const fn of(code: u16) -> Self {
        match code {
            1 => Self::Refused,
            3 => Self::TooSlow,
            _ => Self::Unknown,
        }
    }

    /// Message for the user, with an alternative.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Refused => t("explorer.locate.refused"),
            Self::Unknown => t("explorer.locate.unknown"),
            Self::TooSlow => t("explorer.locate.too_slow"),
            Self::Unsupported => t("explorer.locate.unsupported"),
            Self::Far => t("explorer.locate.far"),
        }
    }
}

/// Requests the position, which has a commune nearby; the browser asks the user for permission.
///
/// # Errors
///
/// [`LocationError`]; each variant has a message for the user.
pub(super) async fn position() -> Result<Position, LocationError> {
    let point = from_device().await?;
    match places::reverse_commune(point).await {
        Err(error) if error.code() == Some(Code::NotFound) => Err(LocationError::Far),
        // Without an answer, the search tells what is there.
        _ => Ok(point),
    }
}

async fn from_device() -> Result<Position, LocationError> {
    let device = js_sys::Reflect::get(&window().navigator(), &"geolocation".into())
        .ok()
        .filter(JsValue::is_object)
        .ok_or(LocationError::Unsupported)?
        .unchecked_into::<Geolocation>();
    let request = js_sys::Promise::new(&mut |found, failed| {
        device.get_current_position(&found, &failed, &options());
    });
    match JsFuture::from(request).await {
        Ok(fix) => {
            let at = fix.unchecked_into::<GeolocationPosition>().coords();
            Position::new(rounded(at.longitude()), rounded(at.latitude()))
                .map_err(|_off| LocationError::Unknown)
        }
        Err(refusal) => Err(LocationError::of(
            refusal.unchecked_into::<GeolocationPositionError>().code(),
        )),
    }
}

fn options() -> JsValue {
    let options = js_sys::Object::new();
    for (name, value) in [("timeout", TIMEOUT_MS), ("maximumAge", MAX_AGE_MS)] {
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
    fn a_position_is_rounded_to_a_kilometre() {
        assert_eq!([rounded(4.835_66), rounded(-21.115_9)], [4.84, -21.12]);
    }

    #[test]
    fn every_error_has_a_message() {
        for code in 0..=4 {
            assert!(!LocationError::of(code).message().is_empty());
        }
        for error in [LocationError::Unsupported, LocationError::Far] {
            assert!(!error.message().is_empty());
        }
    }
}
