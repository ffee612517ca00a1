//! The part of the scenario in which a partner gets a space.

use super::recorder::Call;
use super::story::{EDITION, Story};
use crate::accounts::{mails, next_mail, token};
use crate::support::{Answer, Person, Receiver};
use reqwest::Method;
use serde_json::json;

const MEMBER: &str = "noor.benali@example.org";

impl Story {
    /// The administrator opens the space of a partner; somebody joins it, and leaves; it is closed.
    pub(super) async fn open_a_partner_space(&mut self) {
        let call = Call::of("open_partner_space")
            .body(json!({ "partner": "cci_france", "name": "CCI France" }));
        let opened = self.recorder.record(&self.administrator, call).await.json();
        let id = opened["space"]["id"].as_str().expect("an id").to_owned();
        let on = |operation: &'static str| Call::of(operation).with("id", id.as_str());
        let invite = || on("invite_partner_member").body(json!({ "email": MEMBER }));
        let with = |operation, token: &str| Call::of(operation).body(json!({ "token": token }));

        self.recorder.send(&self.administrator, &invite()).await;
        let refused = token(&next_mail(&self.app, MEMBER, 0).await);
        self.recorder.stable.hide(&refused, "jeton-decline-3");
        let call = with("decline_partner_invitation", &refused);
        self.recorder.record(&self.visitor, call).await;
        let open = self.recorder.send(&self.administrator, &invite()).await;
        let call = on("revoke_partner_invitation")
            .with("invitation", open.json()["invitations"][0]["id"].clone());
        self.recorder.record(&self.administrator, call).await;

        let known = mails(&self.app, MEMBER).await.len();
        self.recorder.record(&self.administrator, invite()).await;
        let secret = token(&next_mail(&self.app, MEMBER, known).await);
        self.recorder.stable.hide(&secret, "jeton-de-partenaire");
        let call = with("preview_partner_invitation", &secret);
        self.recorder.record(&self.visitor, call).await;
        let member = self.app.named(MEMBER, "Noor Benali", &[]).await;
        let call = Call::of("list_partner_invitations");
        self.recorder.record(&member, call).await;
        let call = with("accept_partner_invitation", &secret);
        self.recorder.record(&member, call).await;
        let call = Call::of("list_partner_spaces");
        self.recorder.record(&member, call).await;
        self.recorder.record(&member, on("get_partner_space")).await;
        self.make_a_key(&member, &id).await;
        self.make_a_webhook(&member, &id).await;
        self.write_as_agenda(&member, &id).await;
        let call = on("remove_partner_member").with("account", member.account().id.to_string());
        self.recorder.record(&member, call).await;
        let call = on("close_partner_space");
        self.recorder.record(&self.administrator, call).await;
    }

    /// A member makes a key, replaces it and revokes the new one.
    async fn make_a_key(&mut self, member: &Person, id: &str) {
        let on = |operation: &'static str| Call::of(operation).with("id", id);
        let call = on("make_api_key").body(json!({
            "name": "Site de la CCI",
            "settings": { "kind": "secret", "scopes": ["read", "write"], "editions": [EDITION], "networks": ["192.0.2.0/24"] }
        }));
        let made = self.recorder.record(member, call).await.json();
        let key = made["key"]["id"].clone();
        let call = on("rotate_api_key")
            .with("key", key)
            .body(json!({ "overlapHours": 24 }));
        let new = self.recorder.record(member, call).await.json();
        let call = on("revoke_api_key").with("key", new["key"]["id"].clone());
        self.recorder.record(member, call).await;
        self.recorder.record(member, on("list_api_keys")).await;
    }

    /// A member makes a webhook, tries it, sends again what was sent, and deletes it.
    async fn make_a_webhook(&mut self, member: &Person, id: &str) {
        let receiver = Receiver::start();
        let shown = "https://www.cci.example.org/semaine";
        self.recorder.stable.hide(&receiver.url, shown);
        let call = Call::of("make_webhook").with("id", id).body(json!({
            "name": "Site de la CCI", "url": receiver.url, "filters": "edition=2018&region=84", "batch": 1
        }));
        let made = self.recorder.record(member, call).await.json();
        let webhook = made["webhook"]["id"].as_str().expect("an id").to_owned();
        let on = |operation: &'static str| {
            let call = Call::of(operation).with("id", id);
            call.with("webhook", webhook.as_str())
        };
        let call = Call::of("list_webhooks").with("id", id);
        self.recorder.record(member, call).await;
        let tested = self
            .recorder
            .record(member, on("test_webhook"))
            .await
            .json();
        let call = on("list_webhook_deliveries");
        self.recorder.record(member, call).await;
        // So that nothing is sent beside the story.
        let call = on("switch_webhook").body(json!({ "active": false }));
        self.recorder.record(member, call).await;
        let call = on("rotate_webhook_secret").body(json!({ "overlapHours": 24 }));
        self.recorder.record(member, call).await;
        let call = on("replay_webhook_delivery").with("delivery", tested["id"].clone());
        self.recorder.record(member, call).await;
        let call = on("replay_webhook").body(json!({}));
        self.recorder.record(member, call).await;
        self.read_the_figures(member, id).await;
        self.recorder.record(member, on("delete_webhook")).await;
    }

    /// A program reads with a key, and a member sees the figures of the partner.
    async fn read_the_figures(&mut self, member: &Person, id: &str) {
        let call = Call::of("make_api_key").with("id", id).body(json!({
            "name": "Application mobile", "settings": { "kind": "secret", "scopes": ["read"] }
        }));
        let made = self.recorder.send(member, &call).await.json();
        let secret = made["secret"].as_str().expect("a key");
        for path in [
            "/api/v1/editions",
            "/api/v1/editions/2018",
            "/api/v1/editions/1789",
        ] {
            let request = self.app.visitor().request(Method::GET, path);
            Answer::of(request.bearer_auth(secret)).await;
        }
        let tally = &self.app.platform.tally;
        tally.write().await.expect("what was counted");
        let call = Call::of("get_partner_usage").with("id", id);
        self.recorder.record(member, call).await;
    }
}
