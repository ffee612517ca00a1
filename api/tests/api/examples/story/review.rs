//! How the referents decide on what was filed.

use super::super::forms;
use super::super::recorder::Call;
use super::{EDITION, File, Story, all_met};
use serde_json::json;
use shared::event::StoredImage;
use shared::id::EventId;

impl Story {
    /// The referent asks for a correction, and the organiser submits again.
    pub(super) async fn correct(&mut self, submitted: &File, image: &StoredImage) -> File {
        self.at("2018-02-07T08:45:00Z").await;
        let call = Call::of("list_queue")
            .with("edition", EDITION)
            .with("territory", "region:84")
            .with("state", json!(["submitted", "correction_requested"]))
            .with("overdue", false)
            .with("limit", 1)
            .with("count", true);
        self.recorder.record(&self.referent, call).await;
        self.work_at_the_queue(submitted).await;
        self.look_at_the_overview().await;
        let call = submitted.change("assess_event").body(json!({ "answers": [
            { "criterion": "dates", "verdict": "met" },
            { "criterion": "audience", "verdict": "to_clarify", "comment": "Les scolaires sont-ils attendus ?" },
        ]}));
        let assessed = self.recorder.record(&self.referent, call).await;
        let call = submitted
            .after(&assessed)
            .change("request_correction")
            .body(json!({
                "message": "Merci de préciser si la visite s’adresse aussi aux collégiens et lycéens.",
                "fields": ["/audiences"]
            }));
        self.recorder.record(&self.referent, call).await;

        self.at("2018-02-08T16:10:00Z").await;
        let read = self
            .recorder
            .send(&self.organiser, &submitted.call("get_event"))
            .await;
        let mut form = forms::foundry(Some(image));
        form["audiences"] = json!(["pupils", "general_public"]);
        let call = submitted.after(&read).change("save_event").body(form);
        let saved = self.recorder.send(&self.organiser, &call).await;
        let call = submitted.after(&saved).change("submit_event");
        let again = self.recorder.send(&self.organiser, &call).await;
        submitted.after(&again)
    }

    /// The referent opens a file from the queue, and keeps a view and a table of it.
    pub(super) async fn work_at_the_queue(&mut self, submitted: &File) {
        let view = json!({ "name": "Mes dossiers de Lyon", "query": "tab=to_check&territory=department:69" });
        let call = Call::of("save_queue_view").body(view);
        let saved = self.recorder.record(&self.referent, call).await;
        self.recorder
            .record(&self.referent, Call::of("list_queue_views"))
            .await;
        let id = saved.json()["id"].clone();
        let call = Call::of("delete_queue_view").with("id", id);
        self.recorder.record(&self.referent, call).await;
        let reference = submitted.id.parse::<EventId>().unwrap().reference();
        self.recorder.stable.hide(&reference, "PC44-P2HD");
        for export in ["export_queue_csv", "export_queue_xlsx"] {
            let call = Call::of(export)
                .with("tab", "to_check")
                .with("columns", json!(["title", "organiser", "due"]));
            self.recorder.record(&self.referent, call).await;
        }
        let call = Call::of("get_queue_position")
            .with("tab", "to_check")
            .with("event", submitted.id.as_str());
        self.recorder.record(&self.referent, call).await;
        for operation in ["open_reading", "close_reading"] {
            let call = submitted.call(operation);
            self.recorder.record(&self.referent, call).await;
        }
    }

    pub(super) async fn label(&mut self, corrected: &File) -> File {
        self.at("2018-02-09T09:20:00Z").await;
        let call = corrected.change("assess_event").body(all_met());
        let assessed = self.recorder.send(&self.referent, &call).await;
        let assessed = corrected.after(&assessed);
        self.recorder
            .record(&self.referent, assessed.call("get_review"))
            .await;
        let call = assessed
            .change("decide_event")
            .body(json!({ "decision": "label", "undoable": true }));
        let held = self.recorder.send(&self.referent, &call).await;
        let held = assessed.after(&held);
        let call = held.change("undo_decision");
        let undone = self.recorder.record(&self.referent, call).await;
        let undone = held.after(&undone);
        let call = undone.change("decide_event").body(json!({
            "decision": "label",
            "comment": "Bravo pour cette visite, qui montre bien les métiers de la fonderie."
        }));
        let decided = self.recorder.record(&self.referent, call).await;
        self.recorder
            .record(&self.organiser, assessed.call("list_history"))
            .await;
        assessed.after(&decided)
    }

    /// Another event, which is labelled in a batch.
    pub(super) async fn label_a_school(&mut self) -> File {
        let submitted = self.submitted(&forms::school()).await;
        let version: i32 = submitted
            .tag
            .trim_matches('"')
            .parse()
            .expect("a version as tag");
        let call = Call::of("label_events").body(json!({
            "items": [{ "id": submitted.id, "version": version }],
            "criteriaMet": true
        }));
        self.recorder.record(&self.referent, call).await;
        let read = submitted.call("get_event");
        let labelled = self.recorder.send(&self.organiser, &read).await;
        submitted.after(&labelled)
    }
}
