use super::{MapPlaceholder, Stage, js, settings};
use crate::url;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use shared::place::{Bounds, DepartmentCode, Position, RegionCode};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// An event under a marker; edition and slug lead to its page.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MapPoint {
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the event within the edition.
    pub slug: String,
    /// Term of the edition's `kinds`.
    pub kind: String,
    pub title: String,
    /// Longitude of the marker, in degrees; a map that shows a wide area knows it to some hundred metres.
    pub lon: f64,
    /// Latitude of the marker, as precise.
    pub lat: f64,
}

impl MapPoint {
    /// Path of the event's page.
    pub fn page(&self) -> String {
        url::event_page(&self.edition, &self.slug)
    }
}

/// Data source of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapData {
    /// All events at once, from a GeoJSON URL.
    Points(String),
    /// Clusters computed by the server for the visible area.
    Clusters {
        /// URL of the clusters; `zoom` and `bbox` are appended.
        clusters: String,
        /// URL of single events; `bbox` is appended.
        points: String,
    },
}

/// Circle around a point, on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    pub center: Position,
    /// Radius of the circle, in metres.
    pub radius_m: u32,
}

/// The area that the map shows.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// Mainland France, the default.
    Country,
    /// A box without padding, as previously visible.
    Box(Bounds),
    /// A circle with padding.
    Circle(Circle),
    Departments(Vec<DepartmentCode>),
    Regions(Vec<RegionCode>),
}

/// Where a place is drawn, in pixels from the left and the top of the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub x: f64,
    pub y: f64,
    /// The first line of the map within the window.
    pub top: f64,
    /// The last line of the map within the window.
    pub bottom: f64,
}

/// An event whose place the map brings into sight.
#[derive(Debug, Clone, PartialEq)]
pub struct Reveal {
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the event within the edition.
    pub slug: String,
    pub position: Position,
    /// The line of the window from which on the map is covered, in pixels from its top.
    pub line: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapMove {
    /// The visible area; none when it is wider than the Earth.
    pub bounds: Option<Bounds>,
    /// True when the user moved the map.
    pub by_user: bool,
}

/// A displayed map; dropping it frees the library's resources.
struct MountedMap {
    map: js::EventMap,
    _select: Closure<dyn FnMut(String)>,
    _point: Closure<dyn FnMut(String)>,
    _place: Closure<dyn FnMut(f64, f64, f64, f64)>,
    _move: Closure<dyn FnMut(f64, f64, f64, f64, bool)>,
    _lost: Closure<dyn FnMut(bool)>,
}

impl Drop for MountedMap {
    fn drop(&mut self) {
        self.map.destroy();
    }
}

/// Events on a map of France; events close together form a circle with their number.
#[component]
pub fn EventMap(
    /// Accessible name of the map.
    #[prop(into)]
    title: String,
    /// The data source; none until known.
    #[prop(into)]
    data: Signal<Option<MapData>>,
    /// Place to highlight, if any.
    #[prop(into)]
    marked: Signal<Option<Position>>,
    /// Event to bring into sight; a change moves the map.
    #[prop(into)]
    reveal: Signal<Option<Reveal>>,
    /// Circle to draw, if any.
    #[prop(into)]
    circle: Signal<Option<Circle>>,
    /// Area to show; a change moves the map.
    #[prop(into)]
    view: Signal<View>,
    /// Called with the pages of the events under the pointer; with none when it leaves them.
    #[prop(into)]
    on_point: Callback<Vec<String>>,
    /// Called with the events that were clicked.
    #[prop(into)]
    on_select: Callback<Vec<MapPoint>>,
    /// Called with where the place of the clicked events is drawn, whenever that changes.
    #[prop(into)]
    on_place: Callback<Spot>,
    /// Called after each move.
    #[prop(into)]
    on_move: Callback<MapMove>,
    /// Shown instead where the map cannot be drawn.
    #[prop(into)]
    otherwise: ViewFn,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let is_lost = RwSignal::new(false);
    let live = StoredValue::new_local(None::<MountedMap>);
    let title = StoredValue::new(title);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        if !js::is_supported() {
            stage.set(Stage::Unsupported);
            return;
        }
        let title = title.get_value();
        spawn_local(async move {
            let (loaded, streets) = super::load().await;
            let settings = settings::of_events(&title, streets.as_ref());
            let made = match loaded {
                Ok(base) => js::EventMap::new(element.unchecked_ref(), &base, &settings),
                Err(error) => Err(error),
            };
            let map = match made {
                Ok(map) => map,
                Err(error) => {
                    leptos::logging::error!("map: {error:?}");
                    stage.try_set(Stage::Failed);
                    return;
                }
            };
            let select = Closure::new(move |json: String| match serde_json::from_str(&json) {
                Ok(points) => {
                    on_select.try_run(points);
                }
                Err(error) => leptos::logging::error!("map: {error}"),
            });
            let point = Closure::new(move |addresses: String| {
                let parted = addresses
                    .split(',')
                    .filter_map(|address| address.split_once('/'));
                on_point.try_run(
                    parted
                        .map(|(edition, slug)| url::event_page(edition, slug))
                        .collect(),
                );
            });
            let place = Closure::new(move |x, y, top, bottom| {
                on_place.try_run(Spot { x, y, top, bottom });
            });
            let moved = Closure::new(move |west, south, east, north, by_user| {
                // The map may still move while its page is being left.
                on_move.try_run(MapMove {
                    bounds: Bounds::new(west, south, east, north).ok(),
                    by_user,
                });
            });
            let lost = Closure::new(move |now| {
                is_lost.try_set(now);
            });
            map.on_lost(&lost);
            map.on_select(&select);
            map.on_point(&point);
            map.on_place(&place);
            map.on_move(&moved);
            // If the page was left meanwhile, the map returned here is dropped.
            drop(live.try_set_value(Some(MountedMap {
                map,
                _select: select,
                _point: point,
                _place: place,
                _move: moved,
                _lost: lost,
            })));
            stage.try_set(Stage::Ready);
        });
    });
    let with_map = move |act: &dyn Fn(&js::EventMap)| {
        if stage.get() == Stage::Ready {
            live.try_with_value(|live| live.iter().for_each(|live| act(&live.map)));
        }
    };
    // What changes while the graphics context is lost is drawn once it is back; the view stays that of the user.
    Effect::new(move |_| {
        is_lost.track();
        let data = data.get();
        with_map(&|map| match &data {
            Some(MapData::Points(url)) => map.set_points(url),
            Some(MapData::Clusters { clusters, points }) => map.set_clusters(clusters, points),
            None => {}
        });
    });
    Effect::new(move |_| {
        is_lost.track();
        let circle = circle.get();
        with_map(&|map| match circle {
            Some(Circle { center, radius_m }) => {
                map.draw_circle(center.lon(), center.lat(), radius_m.into());
            }
            None => map.draw_circle(0.0, 0.0, 0.0),
        });
    });
    Effect::new(move |_| {
        is_lost.track();
        let place = marked.get();
        with_map(&|map| match place {
            Some(position) => map.mark(position.lon(), position.lat()),
            None => map.unmark(),
        });
    });
    Effect::new(move |_| {
        let revealed = reveal.get();
        with_map(&|map| {
            if let Some(event) = &revealed {
                let (id, at) = (format!("{}/{}", event.edition, event.slug), event.position);
                map.reveal(&id, at.lon(), at.lat(), event.line);
            }
        });
    });
    Effect::new(move |_| {
        let view = view.get();
        with_map(&|map| show(map, &view));
    });
    let shown = move || match stage.get() {
        Stage::Ready if is_lost.get() => Stage::Lost,
        stage => stage,
    };
    view! {
        <div class="map" data-color-scheme="light">
            <div class="map__canvas" node_ref=element></div>
            <MapPlaceholder stage=Signal::derive(shown) otherwise/>
        </div>
    }
}

/// Padding around the shown area, in pixels.
const PADDING_PX: f64 = 40.0;

fn show(map: &js::EventMap, view: &View) {
    match view {
        View::Country => {
            let [west, south, east, north] = settings::METROPOLE;
            map.fit_bounds(west, south, east, north, PADDING_PX);
        }
        View::Box(bounds) => {
            let [west, south, east, north] = bounds.edges();
            // East of the antimeridian, the library expects longitudes above 180.
            let east = if east < west { east + 360.0 } else { east };
            let room = if *bounds == super::metropole() {
                PADDING_PX
            } else {
                0.0
            };
            map.fit_bounds(west, south, east, north, room);
        }
        View::Circle(circle) => {
            let [west, south, east, north] = box_around(*circle);
            map.fit_bounds(west, south, east, north, PADDING_PX);
        }
        View::Departments(codes) => map.fit_territories("dep", &joined(codes)),
        View::Regions(codes) => map.fit_territories("reg", &joined(codes)),
    }
}

fn joined<T: ToString>(codes: &[T]) -> String {
    codes.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

/// The bounding box of a circle, in degrees.
fn box_around(circle: Circle) -> [f64; 4] {
    /// Length of a degree of latitude, in metres.
    const DEGREE_M: f64 = 111_195.0;
    let (lon, lat) = (circle.center.lon(), circle.center.lat());
    let high = f64::from(circle.radius_m) / DEGREE_M;
    // The divisor is limited near the poles, where a degree of longitude is short; France lies far from them.
    let wide = high / lat.to_radians().cos().max(0.1);
    [lon - wide, lat - high, lon + wide, lat + high]
}
