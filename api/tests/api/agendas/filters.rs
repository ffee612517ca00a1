use super::{events, read, slugs, three};
use crate::support::Engine;
use rstest::rstest;
use serde_json::Value;

#[rstest]
#[case("search=tissage", &["visite-2"])]
#[case("region=Auvergne-Rhône-Alpes", &["visite-1", "visite-2", "visite-3"])]
#[case("adminLevel1[]=84", &["visite-1", "visite-2", "visite-3"])]
#[case("region=Bretagne", &[])]
#[case("region=Atlantide", &[])]
#[case("department[0]=Rhône", &["visite-1", "visite-2", "visite-3"])]
#[case("city=Lyon", &["visite-2"])]
#[case("adminLevel4[]=Lyon&adminLevel4[]=V%C3%A9nissieux", &["visite-1", "visite-2"])]
#[case("district=Gerland", &[])]
#[case("countryCode=FR", &["visite-1", "visite-2"])]
#[case("countryCode=BE", &[])]
#[case("timings[gte]=2018-03-27T00:00:00%2B02:00", &["visite-2"])]
#[case("date[gte]=2018-03-26&date[lte]=2018-03-26", &["visite-1", "visite-3"])]
#[case("timings.gte=2018-03-28&timings.lte=2018-03-28", &["visite-2"])]
#[case("updatedAt[gte]=2018-02-05T09:00:00Z", &["visite-1", "visite-2", "visite-3"])]
#[case("updatedAt[gte]=2018-02-06", &[])]
#[case("createdAt[lte]=2018-02-04", &[])]
#[case("slug[]=visite-1&slug[]=visite-9", &["visite-1"])]
#[case("geo[northEast][lat]=45.8&geo[northEast][lng]=4.86&geo[southWest][lat]=45.7&geo[southWest][lng]=4.8", &["visite-2"])]
#[case("geo%5BnorthEast%5D%5Blat%5D=90&geo%5BnorthEast%5D%5Blng%5D=400&geo%5BsouthWest%5D%5Blat%5D=-90&geo%5BsouthWest%5D%5Blng%5D=-400", &["visite-1", "visite-2"])]
#[case("accessibility[]=mi", &["visite-1", "visite-3"])]
#[case("accessibility[]=mi&accessibility[]=hi", &[])]
#[case("status=1", &["visite-1", "visite-2", "visite-3"])]
#[case("status[]=6", &[])]
#[case("status[]=99", &["visite-1", "visite-2", "visite-3"])]
#[case("attendanceMode=2", &["visite-3"])]
#[case("attendanceMode[]=1&attendanceMode[]=3", &["visite-1", "visite-2"])]
#[case("relative[]=upcoming", &["visite-1", "visite-2", "visite-3"])]
#[case("relative[0]=current&relative[1]=upcoming", &["visite-1", "visite-2", "visite-3"])]
#[case("relative[]=passed", &[])]
#[case("relative=ongoing", &[])]
#[case("relative=someday", &["visite-1", "visite-2", "visite-3"])]
#[case("featured=1", &[])]
#[case("featured=0", &["visite-1", "visite-2", "visite-3"])]
#[case("state=2", &["visite-1", "visite-2", "visite-3"])]
#[case("state[]=0", &[])]
#[case("languages[]=fr", &["visite-1", "visite-2", "visite-3"])]
#[case("languages[]=en", &[])]
#[case("addMethod=aggregation", &[])]
#[case("memberUid=1", &[])]
#[case("sourceAgendaUid=1", &[])]
#[case("originAgendaUid=999999", &[])]
#[case("uid[]=999999", &[])]
#[case("locationUid[]=999999", &[])]
#[case("age[gte]=8&age[lte]=10", &["visite-1", "visite-3"])]
#[case("age[gte]=8&age[lte]=14", &["visite-1", "visite-2", "visite-3"])]
#[case("keyword=Rien+de+tel", &[])]
#[case("kind=1", &["visite-1", "visite-2", "visite-3"])]
#[case("utm_source=letter&uses_site_editor=1&nc=3&lang=fr", &["visite-1", "visite-2", "visite-3"])]
#[tokio::test]
async fn filters_select(#[case] query: &str, #[case] expected: &[&str]) {
    let shelf = three(Engine::Sqlite).await;

    let mut found = slugs(&events(&shelf, query).await);

    found.sort();
    assert_eq!(found, expected, "{query}");
}

#[rstest]
#[tokio::test]
async fn numbers_of_events_places_and_options_select(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = three(engine).await;
    let all = events(&shelf, "").await;
    let of = |slug: &str| -> Value {
        let mut events = all["events"].as_array().unwrap().iter();
        events.find(|event| event["slug"] == slug).unwrap().clone()
    };
    let (visit, workshop) = (of("visite-1"), of("visite-2"));

    for (query, expected) in [
        (
            format!("uid[]={}&uid[]={}", visit["uid"], workshop["uid"]),
            vec!["visite-1", "visite-2"],
        ),
        (
            format!("locationUid={}", workshop["location"]["uid"]),
            vec!["visite-2"],
        ),
        (
            format!("originAgendaUid[]={}", visit["originAgenda"]["uid"]),
            vec!["visite-1", "visite-2", "visite-3"],
        ),
        (format!("kind={}", workshop["kind"]), vec!["visite-2"]),
        (
            format!("audiences[]={}", visit["audiences"][0]),
            vec!["visite-1", "visite-3"],
        ),
        (
            format!("topics[0]={}", visit["topics"][0]),
            vec!["visite-1", "visite-3"],
        ),
        (
            format!("keyword[]={}", visit["keywords"]["fr"][0].as_str().unwrap()),
            vec!["visite-1", "visite-3"],
        ),
    ] {
        let mut found = slugs(&events(&shelf, &query).await);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
}

#[tokio::test]
async fn events_under_way_are_current_and_those_to_come_are_upcoming() {
    let shelf = three(Engine::Sqlite).await;
    shelf.app.clock.set("2018-03-27T12:30:00Z".parse().unwrap());

    for (query, expected) in [
        ("relative[]=current", vec!["visite-2"]),
        ("relative[]=upcoming", vec!["visite-2"]),
        ("relative[]=passed", vec!["visite-1", "visite-3"]),
        ("relative[]=current&relative[]=upcoming", vec!["visite-2"]),
        (
            "relative[]=passed&relative[]=current",
            vec!["visite-1", "visite-2", "visite-3"],
        ),
        (
            "relative[]=passed&relative[]=current&relative[]=upcoming",
            vec!["visite-1", "visite-2", "visite-3"],
        ),
    ] {
        let mut found = slugs(&events(&shelf, query).await);
        found.sort();
        assert_eq!(found, expected, "{query}");
    }
}

#[rstest]
#[case("size=301", "size")]
#[case("size=many", "size")]
#[case("from=-1", "from")]
#[case("detailed=perhaps", "detailed")]
#[case("uid[]=abc", "uid")]
#[case("timings[gte]=tomorrow", "timings.gte")]
#[case("geo[northEast][lat]=north", "geo.northEast.lat")]
#[case("geo[northEast][lat]=45", "geo")]
#[case("after[]=0&after[]=1", "after")]
#[case("aggregations[0][type]=cities&aggregations[0][size]=x", "aggregations")]
#[tokio::test]
async fn values_of_the_wrong_type_are_refused_by_name(#[case] query: &str, #[case] field: &str) {
    let shelf = three(Engine::Sqlite).await;

    let answer = read(&shelf, &format!("/events?{query}")).await;

    assert_eq!(answer.status.as_u16(), 400, "{query}: {}", answer.text);
    let body = answer.json();
    assert_eq!(body["message"], "data is invalid");
    assert_eq!(body["errors"][0]["field"], field);
}
