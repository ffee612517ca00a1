//! The parameters in the OpenAPI document. A list may be repeated, or written with brackets.

use super::find::{FROM_MAX, SIZE_MAX};
use utoipa::IntoParams;
use utoipa::openapi::Schema;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// Maximum number of agendas or members on a page.
pub(super) const PAGE_MAX: usize = 100;

/// Name, example and meaning of a parameter.
type Described = (&'static str, &'static str, &'static str);

/// The key that clients of OpenAgenda send.
const KEY: Described = ("key", "", "Accepted, and not read: the events are public.");

/// Filters of a list of events.
const FILTERS: [Described; 30] = [
    ("search", "soudure", "Words to find."),
    (
        "relative",
        "upcoming",
        "`passed`, `current`, `upcoming`; alternatives. `relative[]` or `relative[0]` for several values, as for every list.",
    ),
    (
        "timings[gte]",
        "2018-03-26T00:00:00+02:00",
        "Earliest end of a timing; `timings[lte]` is the latest beginning. `date` is another name.",
    ),
    (
        "updatedAt[gte]",
        "2018-03-01",
        "Earliest change; `updatedAt[lte]` is the latest. Dots instead of brackets are understood, too.",
    ),
    ("createdAt[gte]", "2018-03-01", "Earliest publication."),
    ("uid", "", "Numbers of events."),
    ("slug", "", "Slugs of events."),
    ("locationUid", "", "Numbers of places."),
    ("originAgendaUid", "", "Numbers of agendas."),
    (
        "region",
        "Auvergne-Rhône-Alpes",
        "Names or codes of regions; `adminLevel1` is another name.",
    ),
    (
        "department",
        "Rhône",
        "Names or codes of departments; `adminLevel2` is another name.",
    ),
    (
        "city",
        "Vénissieux",
        "Names of communes; `adminLevel4` is another name.",
    ),
    (
        "countryCode",
        "FR",
        "`FR`; leaves out events that are online only.",
    ),
    (
        "geo[northEast][lat]",
        "",
        "North edge of a box, with `geo[northEast][lng]`, `geo[southWest][lat]` and `geo[southWest][lng]`.",
    ),
    (
        "keyword",
        "",
        "Labels of topics, all of which the event has.",
    ),
    (
        "accessibility",
        "mi",
        "`hi`, `vi`, `pi`, `mi`, `ii`: all of them.",
    ),
    (
        "status",
        "1",
        "1 scheduled, 2 rescheduled, 3 moved online, 4 postponed, 5 full, 6 cancelled.",
    ),
    ("attendanceMode", "1", "1 on site, 2 online, 3 mixed."),
    ("state", "2", "2 published; there are no others."),
    ("featured", "0", "No event is featured."),
    ("languages", "fr", "Languages of the event."),
    ("age[gte]", "", "Youngest age; `age[lte]` is the oldest."),
    (
        "removed",
        "0",
        "1 for the events that were public and no longer are, without a value for both.",
    ),
    (
        "kind",
        "",
        "Numbers of options of the additional field `kind`; likewise `audiences`, `topics`, `sectors`, `access` and those of the edition. `get_agenda` with `detailed=1` lists them.",
    ),
    (
        "aggregations",
        "cities",
        "Properties by which the events are counted: `cities`, `regions`, `departments`, `keywords`, `status` …; or objects with `key`, `type`, `field`, `size`, `missing`. `aggs` is another name.",
    ),
    (
        "aggsSizeLimit",
        "100",
        "Maximum number of values of each aggregation.",
    ),
    (
        "sort",
        "timings.asc",
        "`timings.asc`, `lastTiming.asc`, `updatedAt.asc`, `updatedAt.desc`, `location.region.asc` …",
    ),
    ("after", "", "`after` of the previous answer."),
    (
        "includeSort",
        "0",
        "1 to say of each event what it is sorted by.",
    ),
    (
        "includeFields",
        "title",
        "Members to write, with dots for those below; `if` is another name.",
    ),
];

/// Texts and labels of events.
const TEXTS: [Described; 3] = [
    ("monolingual", "fr", "Texts instead of texts by language."),
    (
        "longDescriptionFormat",
        "HTML",
        "`markdown`, `HTML` or `HTMLWithEmbeds`.",
    ),
    (
        "includeLabels",
        "1",
        "1 for numbers of options with their labels.",
    ),
];

fn parameter((name, example, description): Described) -> Parameter {
    let object = ObjectBuilder::new().schema_type(Type::String);
    let object = if example.is_empty() {
        object
    } else {
        object.examples([example])
    };
    of(name, description, Schema::Object(object.build()))
}

fn whole(name: &str, most: usize, description: &str) -> Parameter {
    let object = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .maximum(Some(most));
    of(name, description, Schema::Object(object.build()))
}

fn yes_or_no(name: &str, description: &str) -> Parameter {
    let object = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["0", "1", "false", "true"]));
    of(name, description, Schema::Object(object.build()))
}

fn of(name: &str, description: &str, schema: Schema) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// Parameters of a list of events.
pub(super) struct EventsParams;

impl IntoParams for EventsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let own = [
            whole(
                "size",
                SIZE_MAX,
                "Number of events on the page; 20 when absent, 0 for counts alone",
            ),
            whole("from", FROM_MAX, "Number of events before the page"),
            yes_or_no("detailed", "1 for all members of the events"),
        ];
        let texts = FILTERS.into_iter().chain(TEXTS).map(parameter);
        texts.chain(own).chain([parameter(KEY)]).collect()
    }
}

/// Parameters of an export.
pub(super) struct ExportParams;

impl IntoParams for ExportParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let left_out = [
            "after",
            "aggregations",
            "aggsSizeLimit",
            "includeSort",
            "removed",
        ];
        FILTERS
            .into_iter()
            .filter(|(name, ..)| !left_out.contains(name))
            .map(parameter)
            .collect()
    }
}

/// Parameters of a single event.
pub(super) struct EventParams;

impl IntoParams for EventParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let fields = FILTERS
            .into_iter()
            .filter(|(name, ..)| *name == "includeFields");
        fields.chain(TEXTS).chain([KEY]).map(parameter).collect()
    }
}

/// Parameters of a list of agendas.
pub(super) struct AgendasParams;

impl IntoParams for AgendasParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let texts = [
            ("search", "2018", "Words of the title."),
            ("uid", "", "Numbers of agendas."),
            ("slug", "2018", "Slugs of agendas."),
            ("network", "1", "Number of the network."),
            ("locationSet", "1", "Number of the set of places."),
            (
                "updatedAt.gte",
                "",
                "Earliest change; `updatedAt.lte` is the latest.",
            ),
            (
                "includeFields",
                "",
                "Members to write; `if` is another name.",
            ),
            (
                "sort",
                "createdAt.desc",
                "`createdAt.desc` or `recentlyAddedEvents.desc`.",
            ),
            ("after", "", "`after` of the previous answer."),
            KEY,
        ];
        let own = [
            whole("size", 100, "Number of agendas on the page"),
            yes_or_no("official", "1 for official agendas, which all are"),
        ];
        texts.into_iter().map(parameter).chain(own).collect()
    }
}

/// Parameters of a request that has its own in the path and the body.
pub(super) struct KeyParams;

impl IntoParams for KeyParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![parameter(KEY)]
    }
}

/// Parameters of a list in pages.
pub(super) struct PagesParams;

impl IntoParams for PagesParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![
            whole(
                "limit",
                PAGE_MAX,
                "Number of items on the page, at least 1; 20 when absent. `size` is another name",
            ),
            parameter(("after", "", "`after` of the previous answer.")),
        ]
    }
}

/// Parameters of one agenda or place.
pub(super) struct DetailedParams;

impl IntoParams for DetailedParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![yes_or_no("detailed", "1 for all members"), parameter(KEY)]
    }
}

/// Parameters of a list of places.
pub(super) struct LocationsParams;

impl IntoParams for LocationsParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let texts = [
            ("search", "usine", "Words of name, address or commune."),
            ("state", "1", "1 checked, as all places are; 0 to check."),
            (
                "updatedAt.gte",
                "",
                "Earliest change; `updatedAt.lte` is the latest.",
            ),
            (
                "createdAt.gte",
                "",
                "Earliest publication; `createdAt.lte` is the latest.",
            ),
            (
                "order",
                "name.asc",
                "`name.asc`, `name.desc`, `createdAt.asc`, `createdAt.desc`.",
            ),
            KEY,
        ];
        let own = [
            whole(
                "size",
                SIZE_MAX,
                "Number of places on the page; 20 when absent",
            ),
            whole("after", usize::MAX >> 11, "`after` of the previous answer"),
            yes_or_no("detailed", "1 for all members of the places"),
        ];
        texts.into_iter().map(parameter).chain(own).collect()
    }
}
