//! The query strings of the items: parsed strictly, and written in one canonical order.

use super::cql::{Encoding, Filter};
use super::crs::{Area, Crs, MetricBox};
use super::format::Format;
use super::instant::Interval;
use super::parameters::{LIMIT_DEFAULT, LIMIT_MAX, filters};
use actix_web::HttpRequest;
use ground::error::Error;
use http::query::{self, Split};
use serde::Deserialize;
use shared::event::EventQuery;

/// Parameters besides the filters.
const OWN: [&str; 10] = [
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-crs",
    "filter-lang",
    "limit",
    "cursor",
    "f",
];

const NO_CRS: &str = "must be one of the URIs in `crs` of the collection";
const NO_LANGUAGE: &str = "must be `cql2-text` or `cql2-json`";
const NO_BOX: &str = "four or six numbers, separated by commas, in the order of the axes; in metres, each lower edge before its upper one";

/// Parsed query of the items of a collection.
#[derive(Debug, PartialEq)]
pub(super) struct ItemsQuery {
    /// Filters of the items; `bounds` is a `bbox` in degrees.
    pub(super) filters: EventQuery,
    /// A `bbox` in metres.
    pub(super) area: Option<MetricBox>,
    /// The expression of `filter`.
    pub(super) cql: Option<Filter>,
    /// System of the geometries in the response.
    pub(super) crs: Crs,
    /// `datetime`, parsed and as written.
    pub(super) datetime: Option<(Interval, String)>,
    /// Maximum number of items on the page.
    pub(super) limit: u32,
    /// Cursor of the page; the first page without one.
    pub(super) cursor: Option<String>,
    /// Format of the response.
    pub(super) format: Format,
    /// True when the query contains `f`, and not only `Accept` names a format.
    named: bool,
}

impl ItemsQuery {
    /// Reads the query string of the items of a collection.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming each.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let mut split = Split::of(request.query_string(), &OWN)?;
        split.only(|name| filters().any(|(known, ..)| known == name));
        let crs = split.read("crs", Crs::parse, NO_CRS);
        // A box in an unknown system is not read, nor is a filter in an unknown language.
        let bbox = read_or_default(&mut split, "bbox-crs", Crs::parse, NO_CRS)
            .and_then(|crs| split.read("bbox", |text| Area::parse(text, crs), NO_BOX));
        let area = match bbox {
            Some(Area::Metres(area)) => Some(area),
            Some(Area::Degrees(bbox)) => {
                split.filter("bbox", bbox);
                None
            }
            None => None,
        };
        let language = read_or_default(&mut split, "filter-lang", Encoding::parse, NO_LANGUAGE);
        let filter_crs = read_or_default(&mut split, "filter-crs", Crs::parse, NO_CRS);
        let cql = match (split.own("filter"), language, filter_crs) {
            (Some(text), Some(encoding), Some(crs)) => Some(Filter::parse(text, encoding, crs)),
            _ => None,
        };
        let cql = match cql {
            Some(Err(detail)) => {
                split.fault("filter", &detail);
                None
            }
            Some(Ok(cql)) => Some(cql),
            None => None,
        };
        let datetime = split.read(
            "datetime",
            |text| Interval::parse(text).map(|interval| (interval, text.to_owned())),
            "a moment as 2018-03-26T09:00:00Z, a day, or an interval of them",
        );
        let limit = split.read("limit", page_size, "a whole number from 1 on");
        Ok(Self {
            filters: split.finish()?,
            area,
            cql,
            crs: crs.unwrap_or_default(),
            datetime,
            limit: limit.unwrap_or(LIMIT_DEFAULT),
            cursor: split.own("cursor").map(str::to_owned),
            format: Format::query(request, split.own("f"))?,
            named: split.own("f").is_some(),
        })
    }

    /// The filters as a query string in canonical order, to which a cursor is bound.
    pub(super) fn filter(&self) -> String {
        self.search(Crs::default(), None, None, false)
    }

    /// The query string of the page after `cursor`, in canonical order; of the first page without a cursor.
    pub(super) fn page(&self, cursor: Option<&str>) -> String {
        let limit = (self.limit != LIMIT_DEFAULT).then(|| self.limit.to_string());
        self.search(self.crs, limit.as_deref(), cursor, false)
    }

    /// [`Self::page`], with `f` if the request contained it.
    pub(super) fn page_as_asked(&self, cursor: Option<&str>) -> String {
        let limit = (self.limit != LIMIT_DEFAULT).then(|| self.limit.to_string());
        self.search(self.crs, limit.as_deref(), cursor, self.named)
    }

    fn search(&self, crs: Crs, limit: Option<&str>, cursor: Option<&str>, named: bool) -> String {
        let area = self.area.as_ref().map(MetricBox::value);
        let cql = self.cql.as_ref();
        let unless_default = |crs: Crs| (crs != Crs::default()).then(|| crs.uri());
        let datetime = self.datetime.as_ref().map(|(_, text)| text.as_str());
        let own = [
            ("bbox", area.as_deref()),
            ("bbox-crs", self.area.as_ref().map(|area| area.crs.uri())),
            ("crs", unless_default(crs)),
            ("datetime", datetime),
            ("filter", cql.map(|cql| cql.text.as_str())),
            ("filter-crs", cql.and_then(|cql| unless_default(cql.crs))),
            (
                "filter-lang",
                cql.filter(|cql| cql.encoding != Encoding::default())
                    .map(|cql| cql.encoding.word()),
            ),
            ("limit", limit),
            ("cursor", cursor),
            ("f", named.then(|| self.format.word())),
        ];
        self.filters.to_search_with(
            own.into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        )
    }
}

/// The value of an own parameter, the default when it is absent; `None` when it is a fault.
fn read_or_default<T: Default>(
    split: &mut Split,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
    detail: &str,
) -> Option<T> {
    if split.own(name).is_none() {
        return Some(T::default());
    }
    split.read(name, read, detail)
}

/// The requested number of items, at most [`LIMIT_MAX`].
fn page_size(text: &str) -> Option<u32> {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number too large for any integer is above the maximum.
    let query = number.then(|| text.parse().unwrap_or(LIMIT_MAX))?;
    (query > 0).then(|| query.min(LIMIT_MAX))
}

/// Parsed query of a single item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ItemQuery {
    pub(super) format: Format,
    /// System of the geometry in the response.
    pub(super) crs: Crs,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItemQuery {
    f: Option<String>,
    crs: Option<String>,
}

impl ItemQuery {
    /// Reads the query string of an item.
    ///
    /// # Errors
    ///
    /// `unknown_parameter` or `invalid_parameter`, naming the parameter.
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Error> {
        let RawItemQuery { f, crs } = query::parse(request.query_string())?;
        let crs = match crs {
            Some(uri) => Crs::parse(&uri).ok_or_else(|| query::invalid("crs", NO_CRS))?,
            None => Crs::default(),
        };
        Ok(Self {
            format: Format::query(request, f.as_deref())?,
            crs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;
    use shared::problem::Code;

    fn read(query: &str) -> Result<ItemsQuery, Error> {
        let request = TestRequest::with_uri(&format!("/items?{query}")).to_http_request();
        ItemsQuery::of(&request)
    }

    #[rstest]
    #[case("limit=5", 5)]
    #[case("", LIMIT_DEFAULT)]
    #[case("limit=1000", LIMIT_MAX)]
    #[case("limit=1001", LIMIT_MAX)]
    #[case("limit=99999999999", LIMIT_MAX)]
    #[case("limit=99999999999999999999999999", LIMIT_MAX)]
    fn a_page_is_never_larger_than_the_server_gives(#[case] query: &str, #[case] limit: u32) {
        assert_eq!(read(query).unwrap().limit, limit);
    }

    #[rstest]
    #[case("limit=0", "/limit")]
    #[case("limit=-1", "/limit")]
    #[case("limit=%2B1", "/limit")]
    #[case("limit=many", "/limit")]
    #[case("bbox=1,2,3", "/bbox")]
    #[case("bbox=1,2,3,4,5", "/bbox")]
    #[case("bbox=4,46,5,45", "/bbox")]
    #[case("bbox=4,45,9,5,46,0", "/bbox")]
    #[case("bbox=a,b,c,d", "/bbox")]
    #[case("filter=region+=+84", "/filter")]
    #[case("filter=colour+=+'red'", "/filter")]
    #[case("filter=TRUE&filter-lang=cql-text", "/filter-lang")]
    #[case("filter=TRUE&filter-crs=EPSG:2154", "/filter-crs")]
    #[case("filter=region+=+'84'&filter-lang=cql2-json", "/filter")]
    #[case("crs=EPSG:2154", "/crs")]
    #[case("crs=http://www.opengis.net/def/crs/EPSG/0/27572", "/crs")]
    #[case("bbox=800000,6500000,900000,6600000", "/bbox")]
    #[case("bbox=800000,6500000,900000,6600000&bbox-crs=nowhere", "/bbox-crs")]
    #[case("bbox-crs=nowhere", "/bbox-crs")]
    #[case(
        "bbox=9,8,7,6&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2154",
        "/bbox"
    )]
    #[case(
        "bbox=91,4,92,5&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
        "/bbox"
    )]
    #[case("datetime=soon", "/datetime")]
    #[case("datetime=2018-03-26&datetime=2018-03-27", "/datetime")]
    #[case("status=maybe", "/status")]
    #[case("f=gml", "/f")]
    fn what_is_not_possible_is_named(#[case] query: &str, #[case] pointer: &str) {
        let problem = read(query).unwrap_err().problem();

        assert_eq!(
            (problem.status, problem.code),
            (400, Code::InvalidParameter)
        );
        assert_eq!(problem.errors[0].pointer, pointer);
    }

    #[rstest]
    #[case("sort=next")]
    #[case("when=today")]
    #[case("from=2018-03-26")]
    #[case("colour=red")]
    fn what_is_not_a_parameter_is_named(#[case] query: &str) {
        assert_eq!(
            read(query).unwrap_err().problem().code,
            Code::UnknownParameter
        );
    }

    #[test]
    fn a_box_with_heights_is_the_box_without() {
        let six = read("bbox=4.7,45.6,0,5,45.9,100").unwrap();
        let four = read("bbox=4.7,45.6,5,45.9").unwrap();
        assert_eq!(six.filters.bounds, four.filters.bounds);
        assert!(six.filters.bounds.is_some());
    }

    #[test]
    fn a_box_in_degrees_is_written_with_longitude_first() {
        let query =
            read("bbox=45.6,4.7,45.9,5&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326")
                .unwrap();

        assert_eq!(
            query.page(None),
            read("bbox=4.7,45.6,5,45.9").unwrap().page(None)
        );
        assert_eq!((query.area, query.crs), (None, Crs::Crs84));
    }

    #[test]
    fn the_systems_are_in_the_next_page_and_only_the_box_is_a_filter() {
        const LAMBERT: &str = "http://www.opengis.net/def/crs/EPSG/0/2154";
        let asked = format!(
            "crs={LAMBERT}&bbox=800000,6500000,900000.5,6600000&bbox-crs={LAMBERT}&limit=7"
        );
        let query = read(&asked).unwrap();

        let next = read(&query.page_as_asked(Some("abc"))).unwrap();

        assert_eq!((&next.area, next.crs), (&query.area, Crs::Lambert93));
        assert!(next.area.is_some());
        assert_eq!(
            next.filter(),
            "bbox=800000,6500000,900000.5,6600000\
             &bbox-crs=http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F2154"
        );
    }

    #[rstest]
    #[case("filter=region+=+'84'")]
    #[case(
        "filter=S_INTERSECTS(geometry,POINT(1+2))&filter-crs=http://www.opengis.net/def/crs/EPSG/0/2154"
    )]
    #[case("filter=true&filter-lang=cql2-json")]
    fn the_next_page_is_asked_for_with_the_same_expression(#[case] asked: &str) {
        let query = read(asked).unwrap();

        let next = read(&query.page_as_asked(Some("abc"))).unwrap();

        assert!(next.cql.is_some());
        assert_eq!(next.cql, query.cql);
        assert_eq!(next.filter(), query.filter());
        assert_ne!(query.filter(), "");
    }

    #[test]
    fn the_next_page_is_asked_for_with_the_same_filters() {
        let query = read("f=json&limit=7&kind=b,a&datetime=2018-03-26/..").unwrap();

        assert_eq!(
            query.page(None),
            "kind=a,b&datetime=2018-03-26%2F..&limit=7"
        );
        let next = read(&query.page_as_asked(Some("abc"))).unwrap();
        assert_eq!(next.cursor.as_deref(), Some("abc"));
        assert_eq!((next.filter(), next.format), (query.filter(), Format::Json));
    }
}
