//! The part of the scenario in which organisations are created, joined, mandated and merged.

use super::forms;
use super::recorder::Call;
use super::story::{EDITION, File, Story, all_met};
use crate::accounts::{mails, next_mail, token};
use crate::support::Person;
use serde_json::{Value, json};

const COLLEAGUE: &str = "lou.petit@example.org";
/// SIRET numbers of invented organisations.
const FOUNDRY: &str = "91000000100008";
const UNION: &str = "91000000200006";
const TWIN: &str = "91000000300004";

fn new(identifier: &str, name: &str) -> Value {
    json!({
        "identifier": identifier,
        "details": { "name": name, "kind": "company", "address": "12 rue de la Forge", "postalCode": "69200", "insee": "69259" }
    })
}

/// A request on an organisation.
fn on(operation: &'static str, id: &str) -> Call {
    Call::of(operation).with("id", id)
}

impl Story {
    /// The organiser creates an organisation, invites a colleague, and files an event in its name.
    pub(super) async fn organise(&mut self) {
        let call = Call::of("search_companies").with("q", FOUNDRY);
        self.recorder.record(&self.organiser, call).await;
        let call =
            Call::of("create_organisation").body(new(FOUNDRY, "Fonderie des Trois Rivières"));
        let created = self.recorder.record(&self.organiser, call).await;
        let foundry = id_of(&created.json());
        let colleague = self.app.named(COLLEAGUE, "Lou Petit", &[]).await;
        self.invite(&foundry, &colleague).await;
        let member = colleague.account().id.to_string();
        let call = on("set_member_role", &foundry)
            .with("account", member.clone())
            .body(json!({ "role": "files" }));
        self.recorder.record(&self.organiser, call).await;
        let call = on("update_organisation", &foundry)
            .with("If-Match", "\"1\"")
            .body(new(FOUNDRY, "Fonderie des Trois Rivières")["details"].clone());
        self.recorder.record(&self.organiser, call).await;
        self.mandate(&foundry, &colleague).await;
        self.file_in_its_name(&foundry).await;
        let call = on("get_organisation", &foundry);
        self.recorder.record(&self.visitor, call).await;
        let call = on("list_organisation_history", &foundry);
        self.recorder.record(&self.organiser, call).await;
        let call = on("remove_member", &foundry).with("account", member);
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("create_organisation").body(new(TWIN, "Fonderie 3 Rivières"));
        let twin = self.recorder.send(&self.organiser, &call).await;
        let call = Call::of("list_registered_organisations").with("q", "fonderie");
        self.recorder.record(&self.coordinator, call).await;
        let call = on("preview_merge", &id_of(&twin.json())).with("into", foundry.clone());
        self.recorder.record(&self.coordinator, call).await;
        let call = on("merge_organisations", &id_of(&twin.json())).body(json!({ "into": foundry }));
        self.recorder.record(&self.coordinator, call).await;
        let call = on("get_organisation_people", &foundry);
        self.recorder.record(&self.organiser, call).await;
    }

    /// The colleague joins, and declines a further invitation; another one is revoked.
    async fn invite(&mut self, organisation: &str, colleague: &Person) {
        let invite = |role: &str| {
            on("invite_member", organisation).body(json!({ "email": COLLEAGUE, "role": role }))
        };
        self.recorder.record(&self.organiser, invite("reads")).await;
        let first = token(&next_mail(&self.app, COLLEAGUE, 0).await);
        self.recorder.stable.hide(&first, "jeton-d-adhesion");
        let with = |operation, token: &str| Call::of(operation).body(json!({ "token": token }));
        let call = with("preview_member_invitation", &first);
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("list_member_invitations");
        self.recorder.record(colleague, call).await;
        let call = with("accept_member_invitation", &first);
        self.recorder.record(colleague, call).await;

        let known = mails(&self.app, COLLEAGUE).await.len();
        self.recorder.send(&self.organiser, &invite("files")).await;
        let second = token(&next_mail(&self.app, COLLEAGUE, known).await);
        self.recorder.stable.hide(&second, "jeton-decline-2");
        let call = with("decline_member_invitation", &second);
        self.recorder.record(&self.visitor, call).await;
        let open = self
            .recorder
            .send(&self.organiser, &invite("manages"))
            .await;
        let call = on("revoke_member_invitation", organisation)
            .with("invitation", open.json()["invitations"][0]["id"].clone());
        self.recorder.record(&self.organiser, call).await;
    }

    /// A federation asks for a mandate, gets it, and gives it back.
    async fn mandate(&mut self, foundry: &str, manager: &Person) {
        let call = Call::of("create_organisation").body(new(UNION, "Union des fonderies"));
        let union = id_of(&self.recorder.send(manager, &call).await.json());
        let call = on("request_mandate", &union).body(json!({ "identifier": FOUNDRY }));
        self.recorder.record(manager, call).await;
        let call = on("accept_mandate", foundry).with("branch", union.as_str());
        self.recorder.record(&self.organiser, call).await;
        self.recorder
            .record(manager, Call::of("list_organisations"))
            .await;
        let call = on("end_mandate", foundry).with("branch", union.as_str());
        self.recorder.record(manager, call).await;
    }

    /// An event in the name of the organisation is labelled.
    async fn file_in_its_name(&mut self, foundry: &str) {
        let mut form = forms::foundry(None);
        form["title"] = json!("Portes ouvertes de la fonderie");
        let call = Call::of("create_event").body(json!({ "edition": EDITION, "form": form }));
        let created = self.recorder.send(&self.organiser, &call).await;
        let draft = File::read(&created, &created.json()["id"]);
        let call = draft
            .call("set_event_organisation")
            .body(json!({ "organisation": foundry }));
        self.recorder.record(&self.organiser, call).await;
        let call = draft.call("get_event_organisation");
        self.recorder.record(&self.organiser, call).await;
        let call = draft.change("submit_event");
        let submitted = self.recorder.send(&self.organiser, &call).await;
        let call = draft
            .after(&submitted)
            .change("assess_event")
            .body(all_met());
        let assessed = self.recorder.send(&self.referent, &call).await;
        let call = draft
            .after(&assessed)
            .change("decide_event")
            .body(json!({ "decision": "label" }));
        self.recorder.send(&self.referent, &call).await;
        self.app.caught_up().await;
    }
}

/// Identifier of the organisation of a response to `create_organisation`.
fn id_of(own: &Value) -> String {
    let id = own["organisation"]["id"].as_str();
    id.expect("an identifier").to_owned()
}
