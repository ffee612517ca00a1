//! The part of the scenario in which a document answers an additional field.

use super::forms;
use super::recorder::Call;
use super::story::{EDITION, File, Story, all_met};
use serde_json::json;

const PLAN: &[u8] = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n";

impl Story {
    /// The organiser attaches a plan, which is public once the event is labelled.
    pub(super) async fn attach_a_document(&mut self) {
        let mut form = forms::foundry(None);
        form["title"] = json!("Visite de l’atelier de moulage");
        let call = Call::of("create_event").body(json!({ "edition": EDITION, "form": form }));
        let created = self.recorder.send(&self.organiser, &call).await;
        let draft = File::read(&created, &created.json()["id"]);
        let call = draft
            .call("upload_answer_file")
            .with("key", "access-plan")
            .with("name", "plan-d-acces.pdf")
            .file("application/pdf", PLAN.to_vec());
        let uploaded = self.recorder.record(&self.organiser, call).await.json();
        form["additional"] = json!({ "access-plan": uploaded });
        let call = draft.change("save_event").body(form);
        let saved = self.recorder.send(&self.organiser, &call).await;
        let call = draft
            .call("get_answer_file")
            .with("file", uploaded["id"].clone());
        self.recorder.record(&self.organiser, call).await;
        let call = draft.call("open_reading_link");
        let opened = self.recorder.send(&self.organiser, &call).await.json();
        let url = opened["link"]["url"].as_str().unwrap_or_default();
        let key = url.rsplit_once('#').map_or("", |(_, key)| key);
        let call = Call::of("read_file_by_link")
            .with("file", uploaded["id"].clone())
            .body(json!({ "key": key }));
        self.recorder.record(&self.visitor, call).await;

        let call = draft.after(&saved).change("submit_event");
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
        let call = draft
            .call("get_public_file")
            .with("file", uploaded["id"].clone());
        self.recorder.record(&self.visitor, call).await;
    }
}
