use super::{Fixture, LOOPBACK};
use crate::partners::{at, joined, opened};
use crate::support::{Engine, Receiver, TestApp};
use diesel::prelude::*;
use ground::db::schema::webhooks;
use ground::db::types::SqlUuid;
use rstest::rstest;
use serde_json::json;
use shared::partner::{DeliveryFault, DeliveryState, MadeWebhook, WebhookDelivery};
use shared::problem::Code;

#[rstest]
#[case("http://www.example.org/", Code::InvalidUrl)]
#[case("https://user:password@www.example.org/", Code::InvalidUrl)]
#[case("https://10.0.0.1/", Code::NotAllowed)]
#[case("https://127.0.0.1/", Code::NotAllowed)]
#[case("https://2130706433/", Code::NotAllowed)]
#[case("https://169.254.169.254/latest/meta-data", Code::NotAllowed)]
#[case("https://[::1]/", Code::NotAllowed)]
#[case("https://[::ffff:192.168.0.1]/", Code::NotAllowed)]
#[case("https://[fe80::1]/", Code::NotAllowed)]
#[case("https://localhost/", Code::NotAllowed)]
#[tokio::test]
async fn a_receiver_that_is_not_public_is_refused(#[case] url: &str, #[case] code: Code) {
    let app = TestApp::start(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    app.put_edition(&crate::support::edition());
    app.caught_up().await;

    let new = json!({ "name": "Site", "url": url });
    let refused = member.post(&at(id, "/webhooks"), &new).await;

    let problem = refused.refused(Code::Invalid);
    let found = &problem.errors[0];
    assert_eq!((found.pointer.as_str(), found.code), ("/url", code));
    assert_eq!(problem.errors.len(), 1);
}

#[tokio::test]
async fn an_address_is_checked_again_when_a_message_is_sent() {
    let app = TestApp::start(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    app.put_edition(&crate::support::edition());
    app.caught_up().await;
    let receiver = Receiver::start();
    let port = receiver.url.rsplit_once(':').unwrap().1.to_owned();
    let new = json!({ "name": "Site", "url": "https://93.184.216.34/" });
    let made: MadeWebhook = member.post(&at(id, "/webhooks"), &new).await.ok(201);
    let path = at(id, &format!("/webhooks/{}/test", made.webhook.id));

    // As if the name led here by now, or the configuration had been another one.
    for host in ["https://localhost", "https://127.0.0.1", "http://127.0.0.1"] {
        let url = format!("{host}:{port}");
        app.platform
            .services
            .db
            .write_now(|conn| {
                diesel::update(webhooks::table.find(SqlUuid::from(made.webhook.id)))
                    .set(webhooks::url.eq(&url))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
        let tested: WebhookDelivery = member.post(&path, &json!({})).await.ok(200);

        assert_eq!(tested.state, DeliveryState::Failed, "{url}");
        assert_eq!(tested.fault, Some(DeliveryFault::AddressRefused), "{url}");
    }
    assert!(receiver.received().is_empty());
}

#[tokio::test]
async fn messages_go_through_the_configured_proxy() {
    let proxy = Receiver::start();
    let address = proxy.url.trim_end_matches("/semaine").to_owned();
    let variables = [LOOPBACK, ("SEMAINE_WEBHOOK_PROXY", address.as_str())];
    let app = TestApp::configured(Engine::Sqlite, &variables).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    app.put_edition(&crate::support::edition());
    app.caught_up().await;
    // Nobody listens there: only the proxy can answer.
    let new = json!({ "name": "Site", "url": "http://127.0.0.1:9/" });
    let made: MadeWebhook = member.post(&at(id, "/webhooks"), &new).await.ok(201);

    let path = at(id, &format!("/webhooks/{}/test", made.webhook.id));
    let tested: WebhookDelivery = member.post(&path, &json!({})).await.ok(200);

    assert_eq!(tested.state, DeliveryState::Delivered);
    assert_eq!(proxy.received().len(), 1);
}

#[tokio::test]
async fn a_receiver_on_this_machine_is_reached_where_the_configuration_says_so() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;

    let path = f.of(made.webhook.id, "/test");
    let tested: WebhookDelivery = f.member.post(&path, &json!({})).await.ok(200);

    assert_eq!(tested.state, DeliveryState::Delivered);
}
