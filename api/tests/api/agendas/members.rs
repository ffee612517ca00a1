use super::program::{Program, event};
use crate::support::{Answer, Engine};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

async fn ask(program: &Program, path: &str) -> Value {
    let request = program.app.visitor().request(Method::GET, path);
    let answer = Answer::of(request.header("access-token", &program.token)).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    answer.json()
}

#[rstest]
#[tokio::test]
async fn the_caller_learns_of_the_agendas_that_take_events(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let account = program.member.account();

    let me = ask(&program, "/v2/me").await;

    assert_eq!(
        (&me["name"], &me["email"], &me["role"]),
        (
            &json!(account.name),
            &json!(account.email),
            &json!("contributor")
        )
    );
    assert!(me["uid"].is_i64(), "{me}");
    let list = ask(&program, "/v2/me/agendas").await;
    assert_eq!((&list["total"], &list["after"]), (&json!(1), &Value::Null));
    let agenda = &list["items"][0];
    assert_eq!(
        (&agenda["uid"], &agenda["member"]),
        (&json!(program.agenda), &me)
    );
    let one = ask(&program, &format!("/v2/me/agendas/{}", program.agenda)).await;
    assert_eq!((&one["slug"], &one["me"]["member"]), (&json!("2018"), &me));
    let coordinator = program.app.coordinator().await;
    let own = coordinator.get("/v2/me").await.json();
    assert_eq!(own["role"], "administrator");
    assert_ne!(own["uid"], me["uid"]);
    assert_eq!(
        program.app.visitor().get("/v2/me").await.status.as_u16(),
        403
    );
}

#[rstest]
#[tokio::test]
async fn the_coordination_reads_the_members_page_by_page(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let referent = program.app.referent("region:84").await;
    let coordinator = program.app.coordinator().await;
    // Drafts are nobody else's business.
    program.app.organiser().await.draft(&json!({})).await;
    let mut submitted = event();
    submitted["state"] = json!(0);
    program.created(&submitted).await;
    let path = format!("/v2/agendas/{}/members", program.agenda);

    let mut found: Vec<(String, String)> = Vec::new();
    let mut after = String::new();
    let total = loop {
        let page = coordinator.get(&format!("{path}?limit=1{after}")).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.text);
        let page = page.json();
        for member in page["items"].as_array().unwrap() {
            let text = |name: &str| member[name].as_str().unwrap().to_owned();
            assert_eq!(
                (&member["phone"], member["uid"].is_i64()),
                (&Value::Null, true)
            );
            found.push((text("email"), text("role")));
        }
        if page["after"].is_null() {
            break page["total"].clone();
        }
        after = format!("&after={}", page["after"]);
    };

    assert_eq!(total, found.len());
    for (person, role) in [
        (&program.member, "contributor"),
        (&referent, "moderator"),
        (&coordinator, "administrator"),
    ] {
        let member = (person.account().email.clone(), role.to_owned());
        assert!(found.contains(&member), "{role}: {found:?}");
    }
    // Another coordinator has opened the space of the partner.
    assert_eq!(found.len(), 4, "{found:?}");
    for who in [&program.member, &referent] {
        assert_eq!(who.get(&path).await.status.as_u16(), 403);
    }
    assert_eq!(program.get("/members").await.status.as_u16(), 403);
    let wrong = coordinator.get(&format!("{path}?limit=101")).await;
    assert_eq!(wrong.json()["errors"][0]["field"], "limit");
}

#[rstest]
#[tokio::test]
async fn the_coordination_reads_from_where_events_come(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let program = Program::start(engine).await;
    let coordinator = program.app.coordinator().await;
    let path = format!("/v2/agendas/{}/sources", program.agenda);
    let none = coordinator.get(&path).await.json();
    assert_eq!(
        (&none["sources"], &none["after"]),
        (&json!([]), &Value::Null)
    );
    let mut submitted = event();
    submitted["state"] = json!(0);
    for source in ["agenda-uimm", "agenda-cci"] {
        let below = format!("/events/ext/{source}/1");
        program.written(Method::PUT, &below, &submitted).await;
    }
    program
        .written(Method::PUT, "/events/ext/draft/1", &event())
        .await;

    let first = coordinator.get(&format!("{path}?size=1")).await.json();
    let after = first["after"][0].as_str().unwrap();
    let second = coordinator
        .get(&format!("{path}?size=1&after[]={after}"))
        .await
        .json();

    let name = |page: &Value| page["sources"][0]["agenda"]["title"].clone();
    assert_eq!(
        (name(&first), name(&second)),
        (json!("agenda-cci"), json!("agenda-uimm"))
    );
    assert_eq!(
        (&second["total"], &second["after"]),
        (&json!(2), &Value::Null)
    );
    assert_ne!(first["sources"][0]["id"], second["sources"][0]["id"]);
    assert_eq!(program.member.get(&path).await.status.as_u16(), 403);
}
