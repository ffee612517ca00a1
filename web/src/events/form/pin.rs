use super::FormContext;
use crate::map::PinMap;
use crate::messages::{t, t_args};
use crate::ui::{Button, ButtonKind, TextField};
use leptos::prelude::*;
use shared::event::Field;
use shared::place::{Commune, Position, PositionOrigin};

/// The pin on the map, with its latitude and longitude as numbers.
#[component]
pub(super) fn PinEditor(context: FormContext) -> impl IntoView {
    let position = context.draft.position;
    let (lat, lon) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Typed text is not rewritten while it denotes the same point.
    Effect::new(move |_| {
        let point = position.get();
        if point != read(&lat.read_untracked(), &lon.read_untracked()) || point.is_none() {
            lat.set(point.map(|point| written(point.lat())).unwrap_or_default());
            lon.set(point.map(|point| written(point.lon())).unwrap_or_default());
        }
    });
    let unreadable = RwSignal::new(false);
    let typed = move || match read(&lat.read_untracked(), &lon.read_untracked()) {
        Some(point) => {
            unreadable.set(false);
            position.set(Some(point));
        }
        None => unreadable.set(true),
    };
    let error = context.error(Field::PlacePosition);
    let number_error = Signal::derive(move || {
        unreadable
            .get()
            .then(|| t("form.pin.unreadable").to_owned())
            .or_else(|| error.get())
    });
    let reset = move |_| {
        let commune = context
            .commune
            .read_untracked()
            .as_ref()
            .map(|commune| commune.position);
        unreadable.set(false);
        position.set(commune);
    };
    let away = move || {
        let commune = context.commune.read();
        let (commune, point) = (commune.as_ref()?, position.get()?);
        Some(origin(commune, point))
    };
    view! {
        <fieldset class="part">
            <legend class="part__title">{t("form.pin.title")}</legend>
            <p class="part__hint">{t("form.pin.text")}</p>
            <div class="pin">
                <div class="pin__map">
                    <PinMap title=t("form.pin.map") pin=Signal::derive(move || position.get()) on_pin=Callback::new(move |point| position.set(Some(rounded(point))))/>
                </div>
                <div class="pin__numbers">
                    <TextField
                        id="place-position-lat"
                        label=t("form.pin.lat")
                        hint=t("form.pin.lat.hint")
                        value=lat
                        inputmode="decimal"
                        size=12
                        error=number_error
                        on_change=Callback::new(move |_| typed())
                    />
                    <TextField
                        id="place-position-lon"
                        label=t("form.pin.lon")
                        hint=t("form.pin.lon.hint")
                        value=lon
                        inputmode="decimal"
                        size=12
                        on_change=Callback::new(move |_| typed())
                    />
                    <p class="pin__away">{away}</p>
                    <Button kind=ButtonKind::Quiet on_press=Callback::new(reset)>{t("form.pin.reset")}</Button>
                </div>
            </div>
        </fieldset>
    }
}

/// Sentence about the origin of a position: what the page of the event will say, or how far from the town hall it is.
fn origin(commune: &Commune, point: Position) -> String {
    match PositionOrigin::of(point, commune) {
        PositionOrigin::Commune => t("form.pin.at_town_hall").to_owned(),
        PositionOrigin::Placed => t_args(
            "form.pin.away",
            &[
                ("distance", &length(commune.position.distance_m(point))),
                ("commune", &commune.name),
            ],
        ),
    }
}

/// A length in French: metres below a kilometre, kilometres with a decimal above.
fn length(metres: f64) -> String {
    let rounded = metres.round();
    if rounded < 1_000.0 {
        format!("{rounded}\u{a0}m")
    } else {
        format!("{:.1}\u{a0}km", metres / 1_000.0).replace('.', ",")
    }
}

/// Rounds to about a metre; a pin is not more precise.
fn rounded(point: Position) -> Position {
    let cut = |degrees: f64| (degrees * 1e5).round() / 1e5;
    Position::new(cut(point.lon()), cut(point.lat())).unwrap_or(point)
}

fn written(degrees: f64) -> String {
    crate::events::summary::degrees(degrees)
}

/// Parses two numbers with a decimal comma or point.
fn read(lat: &str, lon: &str) -> Option<Position> {
    let degrees = |text: &str| {
        text.trim()
            .replace(',', ".")
            .replace('\u{2212}', "-")
            .parse::<f64>()
            .ok()
    };
    Position::new(degrees(lon)?, degrees(lat)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pin_on_the_town_hall_makes_the_page_say_that_it_is_approximate() {
        let commune: Commune = serde_json::from_value(serde_json::json!({
            "insee": "69259", "name": "Vénissieux", "postalCodes": ["69200"], "department": "69", "departmentName": "Rhône",
            "region": "84", "regionName": "Auvergne-Rhône-Alpes", "position": { "lon": 4.8869, "lat": 45.6977 }, "population": 66_000
        }))
        .unwrap();
        for (lon, said) in [
            (4.8869, "position approximative"),
            (4.886_901, "position approximative"),
            (4.8870, "à 8\u{a0}m de la mairie de Vénissieux"),
            (4.8873, "à 31\u{a0}m de la mairie de Vénissieux"),
            (4.9369, "à 3,9\u{a0}km de la mairie de Vénissieux"),
        ] {
            let sentence = origin(&commune, Position::new(lon, 45.6977).unwrap());
            assert!(sentence.contains(said), "{sentence}");
        }
    }

    #[test]
    fn degrees_are_parsed_with_a_comma_or_a_point() {
        let point = Position::new(4.8869, 45.6977).ok();
        assert_eq!(read("45,6977", "4.8869"), point);
        assert_eq!(read(" 45.6977 ", "4,8869"), point);
        assert_eq!(read("145", "4"), None);
        assert_eq!(read("", "4"), None);
    }
}
