//! A map around the place of an event, from the base map of the site.

use super::Facts;
use super::path::{Outline, Rect};
use super::pattern::mix;
use super::scene::{Item, PlacedText};
use print::{Run, TextStyle, Typesetter};
use serde::Deserialize;
use shared::edition::kit::{Colour, KitTheme, KitVoice};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Width of the land that a map shows, in kilometres.
const SPAN_KM: f64 = 70.0;
/// Kilometres in a degree of latitude.
const DEGREE_KM: f64 = 111.2;
/// Most names of towns.
const NAMES_MAX: usize = 7;
/// Source named on the map, as the Licence Ouverte asks.
const SOURCE: &str = "IGN, INSEE, Natural Earth";

/// A line of longitudes and latitudes with the box that it lies in.
struct Path {
    points: Vec<(f64, f64)>,
    bounds: Bounds,
}

#[derive(Clone, Copy)]
struct Bounds {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bounds {
    fn of(points: &[(f64, f64)]) -> Self {
        let start = Self {
            west: f64::MAX,
            south: f64::MAX,
            east: f64::MIN,
            north: f64::MIN,
        };
        points.iter().fold(start, |bounds, (lon, lat)| Self {
            west: bounds.west.min(*lon),
            south: bounds.south.min(*lat),
            east: bounds.east.max(*lon),
            north: bounds.north.max(*lat),
        })
    }

    fn meets(self, other: Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }
}

struct Town {
    name: String,
    people: u64,
    at: (f64, f64),
}

/// The base map, by layer.
struct Ground {
    land: Vec<Path>,
    neighbours: Vec<Path>,
    limits: Vec<Path>,
    towns_built: Vec<Path>,
    rivers: Vec<Path>,
    lakes: Vec<Path>,
    /// Towns with their names, the largest first.
    towns: Vec<Town>,
}

static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let france: Topology =
        serde_json::from_str(include_str!("../../../../data/geo/base/france.topojson"))
            .expect("the base map is checked by the tests");
    let around: Topology =
        serde_json::from_str(include_str!("../../../../data/geo/base/contexte.topojson"))
            .expect("the base map is checked by the tests");
    let towns: Collection =
        serde_json::from_str(include_str!("../../../../data/geo/base/villes.geojson"))
            .expect("the base map is checked by the tests");
    let mut towns: Vec<Town> = towns
        .features
        .into_iter()
        .map(|feature| Town {
            name: feature.properties.n,
            people: feature.properties.p,
            at: feature.geometry.coordinates,
        })
        .collect();
    towns.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
    Ground {
        land: france.paths("departements"),
        limits: france.paths("limites"),
        neighbours: around.paths("voisins"),
        towns_built: around.paths("urbain"),
        rivers: around.paths("rivieres"),
        lakes: around.paths("lacs"),
        towns,
    }
});

#[derive(Deserialize)]
struct Topology {
    transform: Quantised,
    arcs: Vec<Vec<(i64, i64)>>,
    objects: HashMap<String, Objects>,
}

#[derive(Deserialize)]
struct Quantised {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Geometry {
    LineString { arcs: Vec<i64> },
    MultiLineString { arcs: Vec<Vec<i64>> },
    Polygon { arcs: Vec<Vec<i64>> },
    MultiPolygon { arcs: Vec<Vec<Vec<i64>>> },
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: TownProperties,
    geometry: Coordinates,
}

#[derive(Deserialize)]
struct TownProperties {
    n: String,
    p: u64,
}

#[derive(Deserialize)]
struct Coordinates {
    coordinates: (f64, f64),
}

impl Topology {
    /// Lines and rings of a layer.
    fn paths(&self, layer: &str) -> Vec<Path> {
        let geometries = self.objects.get(layer).map(|it| it.geometries.as_slice());
        let mut paths = Vec::new();
        for geometry in geometries.unwrap_or_default() {
            match geometry {
                Geometry::LineString { arcs } => paths.push(self.path(arcs)),
                Geometry::MultiLineString { arcs } | Geometry::Polygon { arcs } => {
                    paths.extend(arcs.iter().map(|arcs| self.path(arcs)));
                }
                Geometry::MultiPolygon { arcs } => {
                    paths.extend(arcs.iter().flatten().map(|arcs| self.path(arcs)));
                }
            }
        }
        paths
    }

    /// Arcs one after the other; a negative number is an arc from its end.
    fn path(&self, arcs: &[i64]) -> Path {
        let mut points = Vec::new();
        for number in arcs {
            let reversed = *number < 0;
            let at = if reversed { !*number } else { *number };
            let arc = usize::try_from(at).ok().and_then(|at| self.arcs.get(at));
            let (mut x, mut y) = (0, 0);
            let steps = arc.map(Vec::as_slice).unwrap_or_default().iter();
            let mut part: Vec<(f64, f64)> = steps
                .map(|(dx, dy)| {
                    x += dx;
                    y += dy;
                    self.degrees(x, y)
                })
                .collect();
            if reversed {
                part.reverse();
            }
            // Two arcs share a point.
            points.pop();
            points.extend(part);
        }
        let bounds = Bounds::of(&points);
        Path { points, bounds }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a quantised coordinate is small"
    )]
    fn degrees(&self, x: i64, y: i64) -> (f64, f64) {
        let Quantised { scale, translate } = &self.transform;
        (
            x as f64 * scale.0 + translate.0,
            y as f64 * scale.1 + translate.1,
        )
    }
}

/// Places longitudes and latitudes in an area.
struct View {
    area: Rect,
    centre: (f64, f64),
    /// Units of the scene for a degree of longitude and of latitude.
    scale: (f64, f64),
    bounds: Bounds,
}

impl View {
    fn around(centre: (f64, f64), area: Rect) -> Self {
        let per_km = f64::from(area.width.max(area.height)) / SPAN_KM;
        let north_south = per_km * DEGREE_KM;
        let east_west = north_south * centre.1.to_radians().cos().max(0.1);
        let (half_width, half_height) = (
            f64::from(area.width) / 2.0 / east_west,
            f64::from(area.height) / 2.0 / north_south,
        );
        Self {
            area,
            centre,
            scale: (east_west, north_south),
            bounds: Bounds {
                west: centre.0 - half_width,
                south: centre.1 - half_height,
                east: centre.0 + half_width,
                north: centre.1 + half_height,
            },
        }
    }

    /// A point in the unit of the scene; what is far outside is brought near, so that numbers stay small.
    fn at(&self, (lon, lat): (f64, f64)) -> (f32, f32) {
        let near = |value: f64, size: f32| {
            let size = f64::from(size);
            #[expect(clippy::cast_possible_truncation, reason = "within a few areas")]
            let near = value.clamp(-40.0 * size, 40.0 * size) as f32;
            near
        };
        let x = near((lon - self.centre.0) * self.scale.0, self.area.width);
        let y = near((self.centre.1 - lat) * self.scale.1, self.area.height);
        (
            self.area.x + self.area.width / 2.0 + x,
            self.area.y + self.area.height / 2.0 + y,
        )
    }

    /// All paths in sight as one outline.
    fn outline(&self, paths: &[Path]) -> Outline {
        let mut outline = Outline::default();
        for path in paths.iter().filter(|path| path.bounds.meets(self.bounds)) {
            let points: Vec<(f32, f32)> = path.points.iter().map(|point| self.at(*point)).collect();
            outline.add_line(&points);
        }
        outline
    }
}

/// Draws the map, or a panel with the place in words where there is no position or no ground below it.
pub(crate) fn map(
    area: Rect,
    facts: &Facts,
    theme: &KitTheme,
    typesetter: &mut Typesetter,
) -> Item {
    let unit = area.width.min(area.height) / 100.0;
    let view = facts.position.map(|position| View::around(position, area));
    let ground = &*GROUND;
    let seen = view.filter(|view| ground.land.iter().any(|it| it.bounds.meets(view.bounds)));
    let Some(view) = seen else {
        return in_words(area, facts, theme, typesetter);
    };
    let water = mix(theme.ground, theme.accent, 0.16);
    let mut items = vec![Item::Fill {
        outline: Outline::rect(area),
        colour: water,
    }];
    for (paths, colour) in [
        (&ground.neighbours, theme.soft),
        (&ground.land, theme.ground),
        (&ground.towns_built, mix(theme.ground, theme.ink, 0.10)),
        (&ground.lakes, water),
    ] {
        items.push(Item::Fill {
            outline: view.outline(paths),
            colour,
        });
    }
    for (paths, colour, width) in [
        (&ground.rivers, mix(theme.ground, theme.accent, 0.35), 0.8),
        (&ground.limits, mix(theme.ground, theme.ink, 0.30), 0.4),
    ] {
        items.push(Item::Stroke {
            outline: view.outline(paths),
            colour,
            width: width * unit,
        });
    }
    let pin = view.at(view.centre);
    items.extend(names(&view, pin, unit, theme, typesetter));
    items.extend(drawn_pin(pin, unit * 5.0, theme));
    let style = style(unit * 2.6, false);
    let source = typesetter.set(&[Run::new(SOURCE)], style, area.width);
    let width = source.lines.first().map_or(0.0, |line| line.width);
    let place = (
        area.right() - width - 2.0 * unit,
        area.bottom() - 4.6 * unit,
    );
    items.push(Item::Fill {
        outline: Outline::rect(Rect::new(
            place.0 - unit,
            place.1,
            width + 3.0 * unit,
            4.6 * unit,
        )),
        colour: theme.ground,
    });
    items.push(text(source, place, style, (theme.ink, area)));
    Item::Drawing {
        area,
        alt: facts.map_alt.clone(),
        items,
    }
}

const fn style(size: f32, bold: bool) -> TextStyle {
    TextStyle {
        size,
        leading: 1.2,
        bold,
    }
}

/// Dots and names of the largest towns in sight, none upon another or upon the pin.
fn names(
    view: &View,
    pin: (f32, f32),
    unit: f32,
    theme: &KitTheme,
    typesetter: &mut Typesetter,
) -> Vec<Item> {
    let area = view.area;
    let mut taken = vec![
        Rect::new(
            pin.0 - 6.0 * unit,
            pin.1 - 13.0 * unit,
            12.0 * unit,
            15.0 * unit,
        ),
        Rect::new(
            area.right() - 45.0 * unit,
            area.bottom() - 6.0 * unit,
            45.0 * unit,
            6.0 * unit,
        ),
    ];
    let mut items = Vec::new();
    let mut named = 0;
    let inside = |town: &&Town| {
        let (x, y) = view.at(town.at);
        let margin = 4.0 * unit;
        x > area.x + margin
            && x < area.right() - margin
            && y > area.y + margin
            && y < area.bottom() - margin
    };
    for town in GROUND.towns.iter().filter(inside) {
        if named == NAMES_MAX {
            break;
        }
        let (x, y) = view.at(town.at);
        let style = style(if named < 2 { 5.0 } else { 4.0 } * unit, named < 2);
        let shaped = typesetter.set(&[Run::new(&town.name)], style, area.width);
        let (Some(line), 1) = (shaped.lines.first(), shaped.lines.len()) else {
            continue;
        };
        let (width, height) = (line.width, line.height);
        let to_right = x + 2.0 * unit + width < area.right() - unit;
        let left = if to_right {
            x + 2.0 * unit
        } else {
            x - 2.0 * unit - width
        };
        let own = Rect::new(left - unit, y - height / 2.0, width + 2.0 * unit, height);
        let fits = left > area.x + unit
            && taken.iter().all(|other| {
                own.x >= other.right()
                    || other.x >= own.right()
                    || own.y >= other.bottom()
                    || other.y >= own.bottom()
            });
        if !fits {
            continue;
        }
        items.push(Item::Fill {
            outline: Outline::disc((x, y), unit),
            colour: theme.ink,
        });
        items.push(text(shaped, (left, own.y), style, (theme.ink, area)));
        taken.push(own);
        named += 1;
    }
    items
}

/// A pin whose tip is at a point.
fn drawn_pin((x, y): (f32, f32), radius: f32, theme: &KitTheme) -> Vec<Item> {
    let centre = (x, y - radius * 2.0);
    let drop = |radius: f32| {
        Outline::polygon(&[
            (x, centre.1 + radius * 2.0),
            (x - radius * 0.86, centre.1 + radius * 0.5),
            (x + radius * 0.86, centre.1 + radius * 0.5),
        ])
    };
    let fill = |outline, colour| Item::Fill { outline, colour };
    vec![
        fill(drop(radius * 1.18), theme.ground),
        fill(Outline::disc(centre, radius * 1.18), theme.ground),
        fill(drop(radius), theme.accent),
        fill(Outline::disc(centre, radius), theme.accent),
        fill(Outline::disc(centre, radius * 0.4), theme.accent_ink),
    ]
}

fn text(
    shaped: print::ShapedBlock,
    (x, y): (f32, f32),
    style: TextStyle,
    (colour, area): (Colour, Rect),
) -> Item {
    let starts = shaped.lines.iter().map(|line| (x, y + line.baseline));
    Item::Text(PlacedText {
        starts: starts.take(1).collect(),
        size: style.size,
        bold: style.bold,
        colour,
        voice: KitVoice::Text,
        area,
        shaped,
    })
}

/// A panel with the place in words.
fn in_words(area: Rect, facts: &Facts, theme: &KitTheme, typesetter: &mut Typesetter) -> Item {
    let unit = area.width.min(area.height) / 100.0;
    let style = style(8.0 * unit, true);
    let width = area.width - 16.0 * unit;
    let (_, shaped) = typesetter.set_in_lines(&[Run::new(&facts.place_line)], style, width, 4);
    let height: f32 = shaped.lines.iter().map(|line| line.height).sum();
    let pin = (
        area.x + area.width / 2.0,
        area.y + area.height / 2.0 - 2.0 * unit,
    );
    let mut y = pin.1 + 6.0 * unit;
    let starts = shaped.lines.iter().map(|line| {
        let x = area.x + (area.width - line.width) / 2.0;
        let start = (x, y + line.baseline);
        y += line.height;
        start
    });
    let starts = starts.collect();
    let mut items = vec![Item::Fill {
        outline: Outline::rect(area),
        colour: theme.soft,
    }];
    items.extend(drawn_pin(pin, unit * 9.0, theme));
    if height > 0.0 {
        items.push(Item::Text(PlacedText {
            starts,
            size: style.size,
            bold: style.bold,
            colour: theme.ink,
            voice: KitVoice::Text,
            area,
            shaped,
        }));
    }
    Item::Drawing {
        area,
        alt: facts.place_line.clone(),
        items,
    }
}
