//! The part of the scenario in which a visitor requests an alert.

use super::recorder::Call;
use super::story::Story;
use serde_json::json;

impl Story {
    /// A visitor wants to know of new visits around Lyon.
    pub(super) async fn request_an_alert(&mut self) {
        let call = Call::of("request_alert").body(json!({
            "email": "louise.caron@example.org",
            "search": "kind=company_visit&near=4.8357,45.764&radius=20000"
        }));
        self.recorder.record(&self.visitor, call).await;
    }
}
