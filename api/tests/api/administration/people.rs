//! People: who sees whom, roles, disabled accounts, sessions.

use super::{at, disable, grant, id_of, kinds, national, press, referent, remove, sheet};
use crate::accounts::mails;
use crate::support::{Engine, PASSWORD, Person, TestApp};
use ground::log::Subject;
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{ManagedPerson, PersonSheet, Role};
use shared::paging::Page;
use shared::problem::Code;

const SEARCH: &str = "/api/v1/people-search";

async fn search(manager: &Person, filters: Value) -> Page<ManagedPerson> {
    manager.post(SEARCH, &filters).await.ok(200)
}

async fn found(manager: &Person, filters: Value) -> Vec<String> {
    let page = search(manager, filters).await;
    page.items.into_iter().map(|person| person.name).collect()
}

#[rstest]
#[tokio::test]
async fn people_are_found_by_name_address_role_territory_and_state(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let named = async |email: &str, name: &str, grants: &[shared::account::Grant]| {
        app.named(email, name, grants).await
    };
    named(
        "helene@usine.example",
        "Hélène Dupré",
        &[grant(Role::Referent, "region:84")],
    )
    .await;
    let luc = named(
        "luc@usine.example",
        "Luc Petit",
        &[grant(Role::Referent, "region:11")],
    )
    .await;
    named("ana@autre.example", "Ana Petit", &[]).await;
    disable(&manager, &luc).await.ok::<PersonSheet>(200);

    assert_eq!(
        found(&manager, json!({ "q": "helene dupre" })).await,
        ["Hélène Dupré"]
    );
    assert_eq!(
        found(&manager, json!({ "q": "PETIT" })).await,
        ["Ana Petit", "Luc Petit"]
    );
    assert_eq!(
        found(
            &manager,
            json!({ "q": "usine.example", "role": "referent" })
        )
        .await,
        ["Luc Petit", "Hélène Dupré"]
    );
    assert_eq!(
        found(&manager, json!({ "territory": "region:11" })).await,
        ["Luc Petit"]
    );
    assert_eq!(
        found(
            &manager,
            json!({ "role": "referent", "territory": "region:84" })
        )
        .await,
        ["Hélène Dupré"]
    );
    assert_eq!(
        found(&manager, json!({ "state": "disabled" })).await,
        ["Luc Petit"]
    );
    assert_eq!(found(&manager, json!({ "q": "nobody" })).await, [""; 0]);
    let wrong = json!({ "q": "x".repeat(201) });
    let refused = manager.post(SEARCH, &wrong).await;
    assert_eq!(refused.refused(Code::Invalid).errors[0].pointer, "/q");
}

#[rstest]
#[tokio::test]
async fn the_pages_of_a_search_hold_everybody_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    for _ in 0..5 {
        app.organiser().await;
    }
    for filters in [json!({ "limit": 2 }), json!({ "limit": 2, "q": "person" })] {
        let mut seen = Vec::new();
        let mut asked = filters;
        loop {
            let page = search(&manager, asked.clone()).await;
            seen.extend(page.items.into_iter().map(|person| person.id));
            let Some(cursor) = page.next_cursor else {
                break;
            };
            asked["cursor"] = json!(cursor);
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((seen.len(), all), (6, 6));
    }
}

#[rstest]
#[tokio::test]
async fn never_signed_in_means_without_any_session_ever(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let signed_in = app.organiser().await;
    let account =
        json!({ "email": "nouvelle@example.org", "name": "Nouvelle Venue", "password": PASSWORD });
    let created = app.visitor().post("/api/v1/accounts", &account).await;
    assert_eq!(created.status.as_u16(), 202, "{}", created.text);

    let never = found(&manager, json!({ "state": "never_signed_in" })).await;

    assert_eq!(never, ["Nouvelle Venue"]);
    let shown = sheet(&manager, &signed_in).await;
    assert_eq!(shown.person.last_sign_in, Some(app.clock.now()));
    assert_eq!(shown.sessions.len(), 1);
    assert!(!shown.sessions[0].current);
}

#[rstest]
#[tokio::test]
async fn a_role_applies_and_ends_with_the_next_request_of_an_open_session(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let person = app.organiser().await;
    let queue = "/api/v1/labels/queue";
    person.get(queue).await.refused(Code::Forbidden);

    let given: PersonSheet = manager
        .post(&at(id_of(&person), "/grants"), &referent("region:84"))
        .await
        .ok(200);
    let admitted = person.get(queue).await;
    let again: PersonSheet = manager
        .post(&at(id_of(&person), "/grants"), &referent("region:84"))
        .await
        .ok(200);
    let taken: PersonSheet = remove(&manager, &person, Role::Referent, "region:84")
        .await
        .ok(200);

    assert_eq!(given.person.grants, [grant(Role::Referent, "region:84")]);
    assert_eq!(again, given);
    assert_eq!(admitted.status.as_u16(), 200, "{}", admitted.text);
    assert!(taken.person.grants.is_empty());
    person.get(queue).await.refused(Code::Forbidden);
    remove(&manager, &person, Role::Referent, "region:84")
        .await
        .refused(Code::NotFound);
    assert_eq!(
        kinds(&app, Subject::Account(id_of(&person)))[1..],
        ["account.granted", "account.grant_removed"]
    );
    let letters = mails(&app, &person.account().email).await;
    assert_eq!(letters.len(), 2);
    assert!(
        letters[1]
            .body_text
            .contains("référent (Auvergne-Rhône-Alpes)")
    );
}

#[rstest]
#[tokio::test]
async fn a_disabled_account_is_signed_out_and_told_so_when_it_signs_in(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let person = app.referent("region:84").await;
    let email = person.account().email.clone();
    let sign_in = async |password: &str| {
        let credentials = json!({ "email": email, "password": password });
        app.visitor().post("/api/v1/session", &credentials).await
    };

    let reason = manager
        .post(&at(id_of(&person), "/disable"), &json!({ "reason": "" }))
        .await;
    let disabled: PersonSheet = disable(&manager, &person).await.ok(200);
    let ended = person.get("/api/v1/session").await;
    let attempt = sign_in(PASSWORD).await;
    let guessed = sign_in("another password").await;
    let enabled: PersonSheet = press(&manager, &at(id_of(&person), "/enable"))
        .await
        .ok(200);
    let back = sign_in(PASSWORD).await;

    assert_eq!(reason.refused(Code::Invalid).errors[0].pointer, "/reason");
    assert!(disabled.person.disabled_at.is_some() && disabled.sessions.is_empty());
    ended.refused(Code::SessionEnded);
    attempt.refused(Code::AccountDisabled);
    guessed.refused(Code::InvalidCredentials);
    assert_eq!(enabled.person.grants, [grant(Role::Referent, "region:84")]);
    assert_eq!(back.status.as_u16(), 200, "{}", back.text);
    let letters = mails(&app, &email).await;
    assert!(letters[1].body_text.contains("Départ du réseau"));
}

#[tokio::test]
async fn a_coordinator_manages_referents_and_nobody_else() {
    let app = TestApp::start(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let administrator = app.administrator().await;
    let (person, organiser) = (app.referent("region:84").await, app.organiser().await);
    let both = [
        grant(Role::Referent, "region:84"),
        grant(Role::Administrator, "national"),
    ];
    let both = app.somebody(&both).await;
    let give =
        async |to: &Person, role: Value| coordinator.post(&at(id_of(to), "/grants"), &role).await;

    let seen = found(&coordinator, json!({})).await;
    assert_eq!(
        seen,
        [both.account().name.clone(), person.account().name.clone()]
    );
    assert_eq!(
        found(&coordinator, json!({ "role": "administrator" }))
            .await
            .len(),
        1
    );
    coordinator
        .get(&at(id_of(&organiser), ""))
        .await
        .refused(Code::NotFound);
    coordinator
        .get(&at(id_of(&administrator), ""))
        .await
        .refused(Code::NotFound);
    give(&organiser, referent("region:84"))
        .await
        .refused(Code::NotFound);
    give(&person, national(Role::Coordinator))
        .await
        .refused(Code::Forbidden);
    give(&person, referent("region:11"))
        .await
        .ok::<PersonSheet>(200);
    give(&both, referent("region:11"))
        .await
        .ok::<PersonSheet>(200);
    disable(&coordinator, &both).await.refused(Code::Forbidden);
    remove(&coordinator, &both, Role::Administrator, "national")
        .await
        .refused(Code::Forbidden);
    disable(&coordinator, &person).await.ok::<PersonSheet>(200);
    assert!(!sheet(&coordinator, &both).await.manageable);
}

#[tokio::test]
async fn nobody_manages_their_own_account() {
    let app = TestApp::start(Engine::Sqlite).await;
    let own = app.administrator().await;
    app.administrator().await;

    own.post(&at(id_of(&own), "/grants"), &referent("region:84"))
        .await
        .refused(Code::OwnAccount);
    remove(&own, &own, Role::Administrator, "national")
        .await
        .refused(Code::OwnAccount);
    disable(&own, &own).await.refused(Code::OwnAccount);
    press(&own, &at(id_of(&own), "/sign-out"))
        .await
        .refused(Code::OwnAccount);
    assert!(sheet(&own, &own).await.grantable.is_empty());
}

#[tokio::test]
async fn the_last_coordinator_keeps_the_role() {
    let app = TestApp::start(Engine::Sqlite).await;
    let manager = app.administrator().await;
    let last = app.coordinator().await;

    remove(&manager, &last, Role::Coordinator, "national")
        .await
        .refused(Code::LastHolder);
    disable(&manager, &last).await.refused(Code::LastHolder);
    let second = app.coordinator().await;
    disable(&manager, &second).await.ok::<PersonSheet>(200);
    // A disabled account does not count.
    disable(&manager, &last).await.refused(Code::LastHolder);
}

#[tokio::test]
async fn a_role_without_territories_is_refused_one_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (manager, person) = (app.administrator().await, app.organiser().await);
    for (body, pointer) in [
        (
            json!({ "role": "coordinator", "territory": "region:84" }),
            "/territory",
        ),
        (national(Role::Organiser), "/role"),
    ] {
        let refused = manager.post(&at(id_of(&person), "/grants"), &body).await;
        assert_eq!(refused.refused(Code::Invalid).errors[0].pointer, pointer);
    }
}

#[rstest]
#[tokio::test]
async fn one_session_ends_and_the_other_goes_on_until_all_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let manager = app.administrator().await;
    let person = app.organiser().await;
    let second = app.anew(&person).await;
    let alive = async |person: &Person| person.get("/api/v1/session").await.status.as_u16();
    let open = sheet(&manager, &person).await.sessions;
    assert_eq!(open.len(), 2);

    let path = at(id_of(&person), &format!("/sessions/{}", open[0].id));
    manager.delete(&path).await.ok::<PersonSheet>(200);
    manager.delete(&path).await.refused(Code::NotFound);
    assert_eq!(alive(&person).await + alive(&second).await, 200 + 401);
    let out: PersonSheet = press(&manager, &at(id_of(&person), "/sign-out"))
        .await
        .ok(200);

    assert!(out.sessions.is_empty());
    assert_eq!(alive(&person).await + alive(&second).await, 401 + 401);
}
