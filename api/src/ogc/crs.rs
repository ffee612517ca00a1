//! Coordinate reference systems (OGC API – Features, part 2): WGS 84, and the official projection of each territory.
//!
//! The reference frames of the territories (RGF93, RGAF09, RGFG95 …) agree with WGS 84 to a metre and the standard
//! transformation between them changes nothing, so that a projection is all there is to a conversion. French Polynesia's does
//! change something; its system here is the projection of WGS 84 itself.

use form_urlencoded::Serializer;
use proj4rs::Proj;
use proj4rs::adaptors::transform_xy;
use shared::place::Position;
use std::sync::LazyLock;

/// A system in which positions are sent and boxes are given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Crs {
    /// WGS 84, longitude before latitude: that of every answer and box that names no other.
    #[default]
    Crs84,
    /// WGS 84, latitude before longitude.
    Wgs84,
    /// The sphere that web maps are drawn on.
    WebMercator,
    /// Metropolitan France.
    Lambert93,
    /// Guadeloupe, Martinique, Saint-Barthélemy and Saint-Martin.
    Antilles,
    Guyane,
    Reunion,
    Mayotte,
    SaintPierreEtMiquelon,
    WallisEtFutuna,
    NouvelleCaledonie,
    /// Tahiti and the islands around it.
    Polynesie,
}

static PROJECTIONS: LazyLock<Vec<(Crs, Proj)>> = LazyLock::new(|| {
    let projected = |crs: Crs| {
        let definition = crs.definition()?;
        let projection =
            Proj::from_proj_string(definition).expect("each definition is made in the tests");
        Some((crs, projection))
    };
    Crs::ALL.into_iter().filter_map(projected).collect()
});

/// Longitude and latitude, on any ellipsoid: a definition without a datum is never shifted.
static DEGREES: LazyLock<Proj> = LazyLock::new(|| {
    Proj::from_proj_string("+proj=longlat +ellps=GRS80")
        .expect("the definition is made in the tests")
});

impl Crs {
    pub(super) const ALL: [Self; 12] = [
        Self::Crs84,
        Self::Wgs84,
        Self::WebMercator,
        Self::Lambert93,
        Self::Antilles,
        Self::Guyane,
        Self::Reunion,
        Self::Mayotte,
        Self::SaintPierreEtMiquelon,
        Self::WallisEtFutuna,
        Self::NouvelleCaledonie,
        Self::Polynesie,
    ];

    /// The system with this URI.
    pub(super) fn parse(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|crs| crs.uri() == uri)
    }

    /// The URIs of all systems, the default first.
    pub(super) fn uris() -> [&'static str; Crs::ALL.len()] {
        Self::ALL.map(Self::uri)
    }

    pub(super) const fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => super::CRS84,
            Self::Wgs84 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::WebMercator => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::Lambert93 => "http://www.opengis.net/def/crs/EPSG/0/2154",
            Self::Antilles => "http://www.opengis.net/def/crs/EPSG/0/5490",
            Self::Guyane => "http://www.opengis.net/def/crs/EPSG/0/2972",
            Self::Reunion => "http://www.opengis.net/def/crs/EPSG/0/2975",
            Self::Mayotte => "http://www.opengis.net/def/crs/EPSG/0/4471",
            Self::SaintPierreEtMiquelon => "http://www.opengis.net/def/crs/EPSG/0/4467",
            Self::WallisEtFutuna => "http://www.opengis.net/def/crs/EPSG/0/8903",
            Self::NouvelleCaledonie => "http://www.opengis.net/def/crs/EPSG/0/3163",
            Self::Polynesie => "http://www.opengis.net/def/crs/EPSG/0/32706",
        }
    }

    /// The projection in the syntax of PROJ, in metres; `None` for degrees.
    const fn definition(self) -> Option<&'static str> {
        Some(match self {
            Self::Crs84 | Self::Wgs84 => return None,
            Self::WebMercator => "+proj=merc +R=6378137",
            Self::Lambert93 => {
                "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80"
            }
            Self::Antilles => "+proj=utm +zone=20 +ellps=GRS80",
            Self::Guyane => "+proj=utm +zone=22 +ellps=GRS80",
            Self::Reunion => "+proj=utm +zone=40 +south +ellps=GRS80",
            Self::Mayotte => "+proj=utm +zone=38 +south +ellps=GRS80",
            Self::SaintPierreEtMiquelon => "+proj=utm +zone=21 +ellps=GRS80",
            Self::WallisEtFutuna => "+proj=utm +zone=1 +south +ellps=GRS80",
            Self::NouvelleCaledonie => {
                "+proj=lcc +lat_0=-21.5 +lon_0=166 +lat_1=-20.6666666666667 +lat_2=-22.3333333333333 \
                 +x_0=400000 +y_0=300000 +ellps=GRS80"
            }
            Self::Polynesie => "+proj=utm +zone=6 +south +ellps=WGS84",
        })
    }

    /// The coordinates of a position, in the order of the system's axes: degrees as they are stored, or metres to the
    /// millimetre, so that they are the same on every machine. `None` where the system has none, as at a pole of a map.
    pub(super) fn coordinates(self, position: Position) -> Option<[f64; 2]> {
        let (lon, lat) = (position.lon(), position.lat());
        match self {
            Self::Crs84 => return Some([lon, lat]),
            Self::Wgs84 => return Some([lat, lon]),
            _ => {}
        }
        let (_, projection) = PROJECTIONS.iter().find(|(crs, _)| *crs == self)?;
        let (x, y) = transform_xy(&DEGREES, projection, lon.to_radians(), lat.to_radians()).ok()?;
        let millimetres = |metres: f64| (metres * 1000.0).round() / 1000.0;
        (x.is_finite() && y.is_finite()).then(|| [millimetres(x), millimetres(y)])
    }

    /// The query string of an address whose only other parameter may be `f`: empty for the default.
    pub(super) fn search(self) -> String {
        if self == Self::default() {
            return String::new();
        }
        let mut search = Serializer::for_suffix("?".to_owned(), 1);
        search.append_pair("crs", self.uri());
        search.finish()
    }
}

/// A box: in degrees, which the catalogue searches, or in metres.
#[derive(Debug, PartialEq)]
pub(super) enum Area {
    /// West, south, east and north.
    Degrees(String),
    Metres(MetricBox),
}

/// A box in a projected system, edges included.
#[derive(Debug, PartialEq)]
pub(super) struct MetricBox {
    pub(super) crs: Crs,
    /// Lowest and highest easting.
    x: [f64; 2],
    /// Lowest and highest northing.
    y: [f64; 2],
}

impl Area {
    /// Parses two corners in the order of the system's axes; heights, as third coordinates, are checked and left out.
    pub(super) fn parse(text: &str, crs: Crs) -> Option<Self> {
        let parts: Vec<_> = text.split(',').map(str::trim).collect();
        let number = |part: &str| {
            let value = part.parse::<f64>().ok()?;
            value.is_finite().then_some(value)
        };
        let range = |from: &str, to: &str| {
            let ends = [number(from)?, number(to)?];
            ends.is_sorted().then_some(ends)
        };
        // Each axis: from and to.
        let (first, second) = match *parts.as_slice() {
            [first, second, to_first, to_second] => ((first, to_first), (second, to_second)),
            [first, second, low, to_first, to_second, high] => {
                range(low, high)?;
                ((first, to_first), (second, to_second))
            }
            _ => return None,
        };
        let degrees = |(west, east): (&str, &str), (south, north): (&str, &str)| {
            Self::Degrees([west, south, east, north].join(","))
        };
        match crs {
            Crs::Crs84 => Some(degrees(first, second)),
            Crs::Wgs84 => Some(degrees(second, first)),
            crs => Some(Self::Metres(MetricBox {
                crs,
                x: range(first.0, first.1)?,
                y: range(second.0, second.1)?,
            })),
        }
    }
}

impl MetricBox {
    pub(super) fn contains(&self, position: Position) -> bool {
        let within = |[low, high]: [f64; 2], value: f64| (low..=high).contains(&value);
        self.crs
            .coordinates(position)
            .is_some_and(|[x, y]| within(self.x, x) && within(self.y, y))
    }

    /// The box as a value of `bbox`.
    pub(super) fn value(&self) -> String {
        let ([west, east], [south, north]) = (self.x, self.y);
        format!("{west},{south},{east},{north}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    // Computed by PROJ 9.5.1 from EPSG:4326, to the millimetre.
    #[rstest]
    #[case(Crs::WebMercator, [4.886_912_3, 45.697_7], [544_008.589, 5_732_037.069])]
    #[case(Crs::WebMercator, [-61.073_2, 14.603_1], [-6_798_637.525, 1_643_500.870])]
    #[case(Crs::Lambert93, [4.886_912_3, 45.697_7], [846_821.946, 6_512_657.605])]
    #[case(Crs::Lambert93, [-4.486_1, 48.390_4], [146_632.979, 6_836_262.327])]
    #[case(Crs::Lambert93, [9.450_3, 42.702_8], [1_228_545.163, 6_199_733.035])]
    #[case(Crs::Lambert93, [-61.073_2, 14.603_1], [-6_379_957.171, 5_935_107.232])]
    #[case(Crs::Antilles, [-61.073_2, 14.603_1], [707_556.911, 1_615_307.988])]
    #[case(Crs::Antilles, [-63.082_3, 18.067_5], [491_290.825, 1_997_655.446])]
    #[case(Crs::Guyane, [-52.326_6, 4.937_2], [352_913.668, 545_869.055])]
    #[case(Crs::Guyane, [-54.028_9, 5.501_2], [164_346.756, 608_917.750])]
    #[case(Crs::Reunion, [55.450_4, -20.878_9], [338_807.609, 7_690_477.745])]
    #[case(Crs::Mayotte, [45.227_9, -12.780_6], [524_735.375, 8_587_115.812])]
    #[case(Crs::SaintPierreEtMiquelon, [-56.178_3, 46.775_8], [562_730.922, 5_180_577.856])]
    #[case(Crs::WallisEtFutuna, [-176.174_5, -13.282_5], [589_418.797, 8_531_475.321])]
    #[case(Crs::NouvelleCaledonie, [166.441_6, -22.274_5], [445_511.571, 214_182.714])]
    #[case(Crs::Polynesie, [-149.569_6, -17.538_8], [227_201.691, 8_058_994.312])]
    fn metres_are_those_of_proj_and_lead_back(
        #[case] crs: Crs,
        #[case] degrees: [f64; 2],
        #[case] metres: [f64; 2],
    ) {
        let ([lon, lat], [easting, northing]) = (degrees, metres);
        let [x, y] = crs.coordinates(Position::new(lon, lat).unwrap()).unwrap();

        assert!((x - easting).hypot(y - northing) < 0.002, "{x}, {y}");
        let (_, projection) = PROJECTIONS.iter().find(|(one, _)| *one == crs).unwrap();
        let (back_lon, back_lat) = transform_xy(projection, &DEGREES, x, y).unwrap();
        // Two hundred-millionths of a degree are two millimetres.
        assert!((back_lon.to_degrees() - lon).abs() < 2e-8, "{back_lon}");
        assert!((back_lat.to_degrees() - lat).abs() < 2e-8, "{back_lat}");
    }

    #[test]
    fn degrees_are_as_they_are_stored_in_the_order_of_the_axes() {
        let position = Position::new(4.886_912_3, 45.697_7).unwrap();

        assert_eq!(
            Crs::Crs84.coordinates(position),
            Some([4.886_912_3, 45.697_7])
        );
        assert_eq!(
            Crs::Wgs84.coordinates(position),
            Some([45.697_7, 4.886_912_3])
        );
    }

    #[test]
    fn a_pole_is_not_on_the_map_of_the_web() {
        let pole = Position::new(0.0, 90.0).unwrap();

        assert_eq!(Crs::WebMercator.coordinates(pole), None);
        let everywhere = Area::parse("-3e7,-3e7,3e7,3e7", Crs::WebMercator);
        let Some(Area::Metres(everywhere)) = everywhere else {
            panic!("a box in metres: {everywhere:?}");
        };
        assert!(!everywhere.contains(pole));
    }

    #[test]
    fn each_system_is_known_by_its_uri_and_projected_unless_in_degrees() {
        for crs in Crs::ALL {
            assert_eq!(Crs::parse(crs.uri()), Some(crs));
            let projected = PROJECTIONS.iter().any(|(one, _)| *one == crs);
            assert_eq!(projected, ![Crs::Crs84, Crs::Wgs84].contains(&crs));
        }
        assert_eq!(Crs::uris()[0], Crs::default().uri());
    }

    #[rstest]
    #[case("EPSG:2154")]
    #[case("http://www.opengis.net/def/crs/EPSG/0/27572")]
    #[case("http://www.opengis.net/def/crs/EPSG/0/2154/")]
    #[case("HTTP://www.opengis.net/def/crs/EPSG/0/2154")]
    fn what_is_not_listed_is_unknown(#[case] uri: &str) {
        assert_eq!(Crs::parse(uri), None);
    }

    #[rstest]
    #[case(Crs::Crs84, "4.7,45.6,5,45.9")]
    #[case(Crs::Crs84, "4.7, 45.6, 0, 5, 45.9, 100")]
    #[case(Crs::Wgs84, "45.6,4.7,45.9,5")]
    #[case(Crs::Wgs84, "45.6,4.7,0,45.9,5,100")]
    fn a_box_in_degrees_becomes_west_south_east_north(#[case] crs: Crs, #[case] text: &str) {
        let degrees = Area::Degrees("4.7,45.6,5,45.9".to_owned());

        assert_eq!(Area::parse(text, crs), Some(degrees));
    }

    #[rstest]
    #[case("846821.946,6512657.605,846821.946,6512657.605", true)]
    #[case("846821.936,6512657.595,846821.956,6512657.615", true)]
    #[case("846821.936,6512657.595,0,846821.956,6512657.615,9", true)]
    #[case("846821.956,6512657.595,846822,6512657.615", false)]
    #[case("846821.936,6512657.615,846821.956,6512658", false)]
    #[case("6512657.595,846821.936,6512657.615,846821.956", false)]
    fn a_box_in_metres_contains_what_is_in_it_to_the_centimetre(
        #[case] text: &str,
        #[case] contained: bool,
    ) {
        let Some(Area::Metres(area)) = Area::parse(text, Crs::Lambert93) else {
            panic!("{text} is a box in metres");
        };
        let position = Position::new(4.886_912_3, 45.697_7).unwrap();

        assert_eq!(area.contains(position), contained);
        let again = Area::parse(&area.value(), Crs::Lambert93);
        assert_eq!(again, Some(Area::Metres(area)));
    }

    #[rstest]
    #[case("1,2,3")]
    #[case("1,2,3,4,5")]
    #[case("3,2,1,4")]
    #[case("1,4,3,2")]
    #[case("1,2,9,3,4,0")]
    #[case("1,2,3,inf")]
    #[case("1,2,NaN,4")]
    #[case("a,b,c,d")]
    fn what_is_no_box_is_refused(#[case] text: &str) {
        assert_eq!(Area::parse(text, Crs::Lambert93), None);
    }
}
