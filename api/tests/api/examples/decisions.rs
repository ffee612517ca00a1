//! The part of the scenario in which decisions are taken together, held, released and taken back.

use super::recorder::Call;
use super::story::{Story, all_met};
use super::{forms, story::File};
use crate::support::awaited;
use serde_json::{Value, json};
use shared::label::HeldRun;

impl Story {
    /// A batch is undone, a second look is asked for, and a held refusal is released and taken back.
    pub(super) async fn decide_together(&mut self) {
        let submitted = self.submitted(&forms::foundry(None)).await;
        let undone = self.undo_a_batch(&submitted).await;
        let call = undone.change("ask_second_look").body(
            json!({ "note": "La vente à la sortie compte-t-elle comme une entrée payante ?" }),
        );
        let asked = self.recorder.record(&self.referent, call).await;
        let call = undone.after(&asked).change("decide_event").body(json!({
            "decision": "refuse",
            "answers": [{ "criterion": "free", "verdict": "not_met", "comment": "L’entrée est payante." }],
            "held": true
        }));
        let held = self.recorder.send(&self.coordinator, &call).await;
        assert_eq!(held.status.as_u16(), 200, "{}", held.text);
        let call = Call::of("list_held_decisions")
            .with("territory", "region:84")
            .with("limit", 20);
        self.recorder.record(&self.coordinator, call).await;
        self.release(&submitted).await;

        let read = self
            .recorder
            .send(&self.referent, &submitted.call("get_review"))
            .await;
        let call = submitted.after(&read).change("reopen_event").body(json!({
            "reason": "L’organisateur a confirmé que l’entrée est gratuite."
        }));
        let reopened = self.recorder.record(&self.referent, call).await;
        let call = submitted
            .after(&reopened)
            .change("withdraw_event")
            .body(json!({ "reason": "La visite est reportée à l’an prochain." }));
        self.recorder.send(&self.organiser, &call).await;
    }

    /// The referent labels the file in a batch, and undoes that.
    async fn undo_a_batch(&mut self, submitted: &File) -> File {
        let call = submitted.change("assess_event").body(all_met());
        let assessed = self.recorder.send(&self.referent, &call).await;
        let version = assessed.json()["file"]["version"].clone();
        let call = Call::of("label_events").body(json!({
            "items": [{ "id": submitted.id, "version": version }],
            "undoable": true
        }));
        let outcome: Value = self.recorder.send(&self.referent, &call).await.ok(200);
        let call = Call::of("undo_label_events")
            .body(json!({ "batch": outcome["batch"], "items": [submitted.id] }));
        self.recorder.record(&self.referent, call).await;
        let call = submitted.call("get_review");
        let read = self.recorder.send(&self.referent, &call).await;
        submitted.after(&read)
    }

    /// The coordinator releases the held decision, and sees how far that has come.
    async fn release(&mut self, submitted: &File) {
        let call = Call::of("start_held_run")
            .body(json!({ "action": "release", "items": [submitted.id] }));
        let started = self.recorder.record(&self.coordinator, call).await;
        let run: HeldRun = started.ok(202);
        let path = format!("/api/v1/labels/held-runs/{}", run.id);
        awaited("the release of the held decision", async || {
            let run: HeldRun = self.coordinator.get(&path).await.ok(200);
            run.is_over().then_some(())
        })
        .await;
        let call = Call::of("get_held_run").with("id", run.id.to_string());
        self.recorder.record(&self.coordinator, call).await;
    }
}
