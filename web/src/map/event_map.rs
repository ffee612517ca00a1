use super::{Instead, Stage, js, settings};
use crate::url;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use shared::place::{Bounds, DepartmentCode, Position, RegionCode};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// What the map knows of an event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MapPoint {
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the event.
    pub slug: String,
    /// Term of the edition's `kinds`.
    pub kind: String,
    /// Title.
    pub title: String,
}

impl MapPoint {
    /// The page of the event.
    pub fn page(&self) -> String {
        url::event_page(&self.edition, &self.slug)
    }
}

/// Where the events come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MapData {
    /// All at once, from the address of a GeoJSON.
    Points(String),
    /// What is in sight, drawn together by the server.
    Clusters {
        /// Address to which `zoom` and `bbox` are added.
        clusters: String,
        /// Address of single events, to which `bbox` is added.
        points: String,
    },
}

/// A circle on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Its centre.
    pub center: Position,
    /// From the centre to the edge, in metres.
    pub radius_m: u32,
}

/// What the map is asked to bring into sight.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// The metropole.
    Country,
    /// A box, to the edge: what a person had in sight.
    Box(Bounds),
    /// A circle, with room around it.
    Circle(Circle),
    /// Departments.
    Departments(Vec<DepartmentCode>),
    /// Regions.
    Regions(Vec<RegionCode>),
}

/// The map has moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// What is in sight; absent when it is wider than the Earth.
    pub bounds: Option<Bounds>,
    /// Whether a person did it.
    pub by_person: bool,
}

/// A map that is shown: dropping it frees what the library holds.
struct Live {
    map: js::EventMap,
    _select: Closure<dyn FnMut(String)>,
    _point: Closure<dyn FnMut(String)>,
    _move: Closure<dyn FnMut(f64, f64, f64, f64, bool)>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.map.destroy();
    }
}

/// Events on the map of France; what stands close together is one circle with a number.
#[component]
pub fn EventMap(
    /// Name for screen readers.
    #[prop(into)]
    title: String,
    /// Where the events come from; none while that is not known.
    #[prop(into)]
    data: Signal<Option<MapData>>,
    /// The place that is marked.
    #[prop(into)]
    marked: Signal<Option<Position>>,
    /// The circle that is drawn.
    #[prop(into)]
    circle: Signal<Option<Circle>>,
    /// What is to be brought into sight.
    #[prop(into)]
    view: Signal<View>,
    /// When the pointer comes over events, or leaves them: their pages.
    #[prop(into)]
    on_point: Callback<Vec<String>>,
    /// When events are pressed.
    #[prop(into)]
    on_select: Callback<Vec<MapPoint>>,
    /// When the map has moved.
    #[prop(into)]
    on_move: Callback<Move>,
    /// What takes the place of the map where it cannot be drawn.
    #[prop(into)]
    otherwise: ViewFn,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let live = StoredValue::new_local(None::<Live>);
    let settings = settings::of_events(&title);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        if !js::is_supported() {
            stage.set(Stage::Unsupported);
            return;
        }
        let settings = settings.clone();
        spawn_local(async move {
            let made = match js::load().await {
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
                Ok(points) => on_select.run(points),
                Err(error) => leptos::logging::error!("map: {error}"),
            });
            let point = Closure::new(move |addresses: String| {
                let parted = addresses.split(',').filter_map(|one| one.split_once('/'));
                on_point.run(
                    parted
                        .map(|(edition, slug)| url::event_page(edition, slug))
                        .collect(),
                );
            });
            let moved = Closure::new(move |west, south, east, north, by_person| {
                on_move.run(Move {
                    bounds: Bounds::new(west, south, east, north).ok(),
                    by_person,
                });
            });
            map.on_select(&select);
            map.on_point(&point);
            map.on_move(&moved);
            // When the page was left meanwhile, the map that comes back is dropped here.
            drop(live.try_set_value(Some(Live {
                map,
                _select: select,
                _point: point,
                _move: moved,
            })));
            stage.try_set(Stage::Ready);
        });
    });
    let with_map = move |act: &dyn Fn(&js::EventMap)| {
        if stage.get() == Stage::Ready {
            live.try_with_value(|live| live.iter().for_each(|live| act(&live.map)));
        }
    };
    Effect::new(move |_| {
        let data = data.get();
        with_map(&|map| match &data {
            Some(MapData::Points(url)) => map.set_points(url),
            Some(MapData::Clusters { clusters, points }) => map.set_clusters(clusters, points),
            None => {}
        });
    });
    Effect::new(move |_| {
        let circle = circle.get();
        with_map(&|map| match circle {
            Some(Circle { center, radius_m }) => {
                map.draw_circle(center.lon(), center.lat(), radius_m.into());
            }
            None => map.draw_circle(0.0, 0.0, 0.0),
        });
    });
    Effect::new(move |_| {
        let place = marked.get();
        with_map(&|map| match place {
            Some(position) => map.mark(position.lon(), position.lat()),
            None => map.unmark(),
        });
    });
    Effect::new(move |_| {
        let view = view.get();
        with_map(&|map| show(map, &view));
    });
    view! {
        <div class="map">
            <div class="map__canvas" node_ref=element></div>
            <Instead stage=stage.into() otherwise/>
        </div>
    }
}

/// Room around what is brought into sight, in pixels.
const ROOM: f64 = 40.0;

fn show(map: &js::EventMap, view: &View) {
    match view {
        View::Country => {
            let [west, south, east, north] = settings::METROPOLE;
            map.fit_bounds(west, south, east, north, ROOM);
        }
        View::Box(bounds) => {
            let [west, south, east, north] = bounds.edges();
            // Across the antimeridian, the library counts on eastwards.
            let east = if east < west { east + 360.0 } else { east };
            let room = if *bounds == super::metropole() {
                ROOM
            } else {
                0.0
            };
            map.fit_bounds(west, south, east, north, room);
        }
        View::Circle(circle) => {
            let [west, south, east, north] = box_around(*circle);
            map.fit_bounds(west, south, east, north, ROOM);
        }
        View::Departments(codes) => map.fit_territories("dep", &joined(codes)),
        View::Regions(codes) => map.fit_territories("reg", &joined(codes)),
    }
}

fn joined<T: ToString>(codes: &[T]) -> String {
    codes.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

/// The box that holds a circle, in degrees.
fn box_around(circle: Circle) -> [f64; 4] {
    /// Length of a degree of latitude.
    const DEGREE_M: f64 = 111_195.0;
    let (lon, lat) = (circle.center.lon(), circle.center.lat());
    let high = f64::from(circle.radius_m) / DEGREE_M;
    // Near the poles a degree of longitude is short; France ends long before.
    let wide = high / lat.to_radians().cos().max(0.1);
    [lon - wide, lat - high, lon + wide, lat + high]
}
