//! The part of the scenario in which the review is shared: groups, rules, members, absences, conflicts of interest.

use super::recorder::Call;
use super::story::{EDITION, File, Story};
use serde_json::{Value, json};

/// SIRET number of an invented organisation.
const OTHER: &str = "91000000300004";

/// A request on the version of a group.
fn on(operation: &'static str, group: &Value) -> Call {
    let tag = format!("\"{}\"", group["summary"]["version"]);
    let call = Call::of(operation).with("id", group["summary"]["id"].clone());
    match operation {
        "get_review_group"
        | "preview_routing_rules"
        | "import_routing_rules"
        | "import_group_members"
        | "remove_group_member" => call,
        _ => call.with("If-Match", tag),
    }
}

impl Story {
    /// The coordination creates a group, a referent takes a file over; in the end the group is deleted.
    pub(super) async fn share_the_review(&mut self, labelled: &File) {
        let new = json!({ "edition": EDITION, "name": "Métropole de Lyon", "default": false });
        let call = Call::of("create_review_group").body(new);
        let group = self.recorder.record(&self.coordinator, call).await.json();
        let rules = json!({ "rules": [
            { "place": "epci:200046977" },
            { "place": "department:69", "kind": "company_visit", "attendance": "on_site" }
        ] });
        let call = on("preview_routing_rules", &group).body(rules.clone());
        self.recorder.record(&self.coordinator, call).await;
        let call = on("set_routing_rules", &group).body(rules);
        self.recorder.record(&self.coordinator, call).await;
        let call =
            on("import_routing_rules", &group).body(json!({ "text": "01004\n01053\nLyon\n" }));
        self.recorder.record(&self.coordinator, call).await;
        let call = Call::of("find_route")
            .with("edition", EDITION)
            .with("commune", "69259")
            .with("kind", "company_visit")
            .with("attendance", "on_site");
        self.recorder.record(&self.referent, call).await;
        let address = self.referent.account().email.clone();
        let call = on("import_group_members", &group).body(json!({ "text": address }));
        self.recorder.record(&self.coordinator, call).await;
        let call = Call::of("list_review_groups")
            .with("edition", EDITION)
            .with("limit", 1);
        self.recorder.record(&self.referent, call).await;
        let call = on("get_review_group", &group);
        let group = self.recorder.record(&self.referent, call).await.json();
        let member = self.referent.account().id.to_string();
        let call = on("set_group_member_role", &group)
            .with("account", member.as_str())
            .body(json!({ "role": "leads" }));
        let group = self.recorder.record(&self.coordinator, call).await.json();

        self.take_over(labelled).await;
        self.be_away().await;

        let call = on("update_review_group", &group)
            .body(json!({ "name": "Lyon et Villeurbanne", "default": false }));
        self.recorder.record(&self.coordinator, call).await;
        let call = on("remove_group_member", &group).with("account", member.as_str());
        self.recorder.record(&self.coordinator, call).await;
        let call = on("get_review_group", &group);
        let group = self.recorder.send(&self.coordinator, &call).await.json();
        let call = on("delete_review_group", &group);
        self.recorder.record(&self.coordinator, call).await;
    }

    async fn take_over(&mut self, labelled: &File) {
        let own = self.referent.account().id.to_string();
        let call = labelled
            .call("assign_file")
            .body(json!({ "assignee": own }));
        self.recorder.record(&self.referent, call).await;
        let call = labelled.call("get_assignment");
        self.recorder.record(&self.referent, call).await;
    }

    async fn be_away(&mut self) {
        let days = json!({ "first": "2018-04-16", "last": "2018-04-20" });
        let call = Call::of("enter_review_absence").body(days);
        let absence = self.recorder.record(&self.referent, call).await.json();
        let call = Call::of("list_review_absences");
        self.recorder.record(&self.referent, call).await;
        let call = Call::of("delete_review_absence").with("id", absence["id"].clone());
        self.recorder.record(&self.referent, call).await;
        let conflict = json!({ "with": "organisation", "number": OTHER });
        let call = Call::of("declare_review_conflict").body(conflict);
        let own = self.recorder.record(&self.referent, call).await.json();
        let call = Call::of("list_review_conflicts");
        self.recorder.record(&self.referent, call).await;
        let call = Call::of("delete_review_conflict").with("id", own[0]["id"].clone());
        self.recorder.record(&self.referent, call).await;
    }
}
