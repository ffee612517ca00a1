//! The part of the scenario in which an administrator manages people, background jobs and the log.

use super::recorder::Call;
use super::story::Story;
use crate::accounts::{next_mail, token};
use crate::administration::tasks::give_up;
use crate::support::awaited;
use serde_json::{Value, json};
use shared::log::{LatestLogVerification, LogVerdict};

const INVITED: &str = "noe.blanc@example.org";
/// Kind of the dead jobs.
const KIND: &str = "accounts.mail_welcome";

/// A request on a person.
fn on(operation: &'static str, id: &str) -> Call {
    Call::of(operation).with("id", id)
}

fn referent(territory: &str) -> Value {
    json!({ "role": "referent", "territory": territory })
}

impl Story {
    /// An administrator invites a referent, changes her roles, disables her account and enables it again.
    pub(super) async fn administer(&mut self) {
        self.invite_a_referent().await;
        let person = self.app.named(INVITED, "Noé Blanc", &[]).await;
        let first = token(&next_mail(&self.app, INVITED, 0).await);
        self.recorder.stable.hide(&first, "jeton-de-role");
        let with = |operation| Call::of(operation).body(json!({ "token": first }));
        let call = with("preview_role_invitation");
        self.recorder.record(&self.visitor, call).await;
        let call = with("accept_role_invitation");
        self.recorder.record(&person, call).await;

        let id = person.account().id.to_string();
        let second = self.app.anew(&person).await;
        let search = json!({ "q": "blanc", "role": "referent" });
        let call = Call::of("search_people").body(search);
        self.recorder.record(&self.administrator, call).await;
        let call = on("add_grant", &id).body(referent("department:38"));
        self.recorder.record(&self.administrator, call).await;
        let call = on("remove_grant", &id)
            .with("role", "referent")
            .with("territory", "department:69");
        self.recorder.record(&self.administrator, call).await;
        let call = on("get_person", &id);
        let sheet = self.recorder.record(&self.administrator, call).await.json();
        let session = sheet["sessions"][0]["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        let call = on("end_person_session", &id).with("session", session);
        self.recorder.record(&self.administrator, call).await;
        let call = on("sign_out_person", &id);
        self.recorder.record(&self.administrator, call).await;
        drop(second);
        let reason = json!({ "reason": "Départ du réseau des référents" });
        let call = on("disable_person", &id).body(reason);
        self.recorder.record(&self.administrator, call).await;
        let call = on("enable_person", &id);
        self.recorder.record(&self.administrator, call).await;
        self.look_after_jobs().await;
        self.read_the_log(&id).await;
    }

    async fn invite_a_referent(&mut self) {
        let mut body = referent("department:69");
        body["email"] = json!(INVITED);
        let call = Call::of("invite_to_role").body(body.clone());
        self.recorder.record(&self.coordinator, call).await;
        body["email"] = json!("autre.adresse@example.org");
        let call = Call::of("invite_to_role").body(body);
        let open = self.recorder.send(&self.coordinator, &call).await.json();
        let call = Call::of("list_role_invitations");
        self.recorder.record(&self.coordinator, call).await;
        let id = open["items"][0]["id"].as_str().expect("an id").to_owned();
        let call = Call::of("revoke_role_invitation").with("id", id);
        self.recorder.record(&self.coordinator, call).await;
    }

    async fn look_after_jobs(&mut self) {
        let ids = give_up(&self.app, 3);
        let call = Call::of("get_job_overview");
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("list_dead_jobs").with("kind", KIND);
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("replay_job").with("id", ids[0].to_string());
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("discard_job")
            .with("id", ids[1].to_string())
            .body(json!({ "reason": "Adresse fermée" }));
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("replay_jobs").body(json!({ "kind": KIND }));
        self.recorder.record(&self.administrator, call).await;
    }

    async fn read_the_log(&mut self, person: &str) {
        let call = Call::of("list_log")
            .with("subject", person)
            .with("kind", "account.disabled");
        self.recorder.record(&self.coordinator, call).await;
        let call = Call::of("verify_log");
        self.recorder.record(&self.administrator, call).await;
        let look = Call::of("get_log_verification");
        awaited("the end of the verification", async || {
            let answer = self.recorder.send(&self.administrator, &look).await;
            let latest: LatestLogVerification = answer.ok(200);
            let found = latest.verification?;
            (found.verdict != LogVerdict::Running).then_some(())
        })
        .await;
        self.recorder.record(&self.administrator, look).await;
    }
}
