use super::{committed, own, previewed};
use crate::support::{Engine, Person, TestApp, edition, form, path};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::import::{ImportCounts, ImportState};

/// Forms with what exports change most: markup, dates of overseas, several occurrences, other words, lists, formulas.
fn forms() -> Vec<Value> {
    let mut visit = form();
    visit["title"] = json!("  =Visite «  de nuit » ; \"gratuite\"  ");
    visit["description"] = json!(
        "**Deux** visites :\n\n- la [fonderie](https://www.exemple.fr/a_b) ;\n- les *fours*, à l’œil nu.\r\n\r\nÀ bientôt !"
    );
    visit["organiser"]["siret"] = json!("732 829 320 00074");
    visit["organiser"]["coOrganisers"] = json!(["UIMM  Lyon", "-Campus"]);
    visit["place"]["position"] = json!({ "lon": 4.884_123_4, "lat": 45.701_234_5 });
    visit["place"]["access"] = json!("Bus 12,\narrêt « Usine »");
    visit["occurrences"] = json!([
        { "begin": "2018-03-27T14:30", "end": "2018-03-27T16:00", "capacity": 12 },
        { "begin": "2018-03-26T09:00", "end": "2018-03-26T10:00" },
    ]);
    visit["accessMode"] = json!("registration");
    visit["publicBooking"] =
        json!({ "url": "www.exemple.fr", "phone": "+33 4 78 00 00 00", "deadline": "2018-03-22" });
    visit["ageMin"] = json!(14);
    visit["topics"] = json!(["made_in_france", "gender_balance"]);
    visit["accessibility"] = json!(["motor", "hearing"]);
    visit["constraints"] = json!(["id_check", "closed_shoes"]);

    let mut overseas = form();
    overseas["title"] = json!("Visite de la sucrerie");
    overseas["place"]["insee"] = json!("97411");
    overseas["occurrences"] =
        json!([{ "begin": "2018-04-03T08:00", "end": "2018-04-03T09:30", "capacity": 20 }]);

    let mut online = form();
    online["title"] = json!("Conférence sur les alliages");
    online["kind"] = json!("other");
    online["kindOther"] = json!("Conférence filmée");
    online["attendanceMode"] = json!("online");
    online["onlineUrl"] = json!("https://www.exemple.fr/direct?a=1&b=2");

    let mut country = form();
    country["title"] = json!("Visite à Bourg-en-Bresse");
    country["place"]["insee"] = json!("01053");
    country["place"]["postalCode"] = json!("01000");
    vec![visit, overseas, online, country]
}

async fn exported(person: &Person, format: &str) -> Vec<u8> {
    let path = format!("/api/v1/catalogue/events.{format}?edition=2018");
    let answer = person.request(reqwest::Method::GET, &path).send().await;
    answer.unwrap().bytes().await.unwrap().to_vec()
}

#[rstest]
#[tokio::test]
async fn an_export_changes_nothing_when_it_is_imported(
    #[values("csv", "xlsx")] format: &str,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let mut before: Vec<EventFile> = Vec::new();
    for form in forms() {
        before.push(app.labelled(&organiser, &form).await);
    }
    app.caught_up().await;

    let file = exported(&organiser, format).await;
    let import = previewed(&organiser, file.clone()).await;
    let done = committed(&organiser, &import).await;

    assert_eq!(done.state, ImportState::Committed, "{:?}", done.failure);
    let report = done.report.unwrap();
    let unchanged = ImportCounts {
        rows: 4,
        unchanged: 4,
        ..ImportCounts::default()
    };
    assert_eq!(report.counts, unchanged, "{:?}", report.faults);
    for file in before {
        let after: EventFile = organiser.get(&path(file.id)).await.ok(200);
        assert_eq!(after, file);
    }
    // Somebody else gets drafts from it, and they, too, are the same the second time.
    let other = app.organiser().await;
    let first = previewed(&other, file.clone()).await;
    let first = committed(&other, &first).await;
    let second = previewed(&other, file).await;
    let report = first.report.unwrap();
    assert_eq!(report.counts.created, 4, "{:?}", report.faults);
    assert_eq!(second.report.unwrap().counts, unchanged);
    assert_eq!(own(&other).await.len(), 4);
}
