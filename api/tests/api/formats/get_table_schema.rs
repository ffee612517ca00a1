use crate::catalogue::Shelf;
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::problem::Code;

const SCHEMA: &str = "/api/v1/catalogue/events.schema.json";

#[rstest]
#[tokio::test]
async fn the_schema_has_the_columns_of_the_table() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    let schema = visitor.get(SCHEMA).await.json();
    let table = visitor.get("/api/v1/catalogue/events.csv").await.text;

    let names: Vec<_> = schema["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(table, format!("\u{feff}{}\r\n", names.join(";")));
    assert_eq!(schema["primaryKey"], json!(["uid"]));
}

#[rstest]
#[tokio::test]
async fn the_schema_of_some_columns_has_those() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let visitor = shelf.app.visitor();

    let schema = visitor
        .get(&format!("{SCHEMA}?columns=age_min"))
        .await
        .json();

    assert_eq!(
        schema["fields"],
        json!([{ "name": "age_min", "description": "Âge le plus jeune admis, en années.", "type": "integer" }])
    );
    assert_eq!(schema["primaryKey"], json!(null));
    visitor
        .get(&format!("{SCHEMA}?kind=workshop"))
        .await
        .refused(Code::UnknownParameter);
}
