//! The part of the scenario in which organiser and referent exchange messages, and an expert gives an opinion.

use super::recorder::Call;
use super::story::{File, Story};
use crate::accounts::next_mail;
use serde_json::json;

const EXPERT: &str = "anne.laurent@example.org";
/// The smallest file that is taken for a PDF document.
const PLAN: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

impl Story {
    /// Messages with an attachment, an internal note and an opinion about a submitted event.
    pub(super) async fn talk(&mut self, submitted: &File) {
        let call = submitted
            .call("upload_attachment")
            .with("name", "plan-d-acces.pdf")
            .file("application/pdf", PLAN.to_vec());
        let attachment = self.recorder.record(&self.organiser, call).await.json();
        let call = submitted.call("write_message").body(json!({
            "text": "Voici le plan d’accès. Faut-il prévoir des casques pour la classe ?",
            "attachments": [attachment["id"]]
        }));
        self.recorder.record(&self.organiser, call).await;
        let call = submitted.call("get_conversation");
        self.recorder.record(&self.referent, call).await;
        let call = submitted
            .call("get_attachment")
            .with("attachment", attachment["id"].clone());
        self.recorder.record(&self.referent, call).await;
        let call = submitted
            .call("read_conversation")
            .body(json!({ "upTo": 1 }));
        self.recorder.record(&self.referent, call).await;
        let call = submitted.call("add_review_note").body(json!({
            "text": "Vérifier avec l’inspection du travail que l’atelier reçoit des mineurs."
        }));
        self.recorder.record(&self.referent, call).await;
        let call = submitted.call("list_review_notes");
        self.recorder.record(&self.referent, call).await;
        self.hear_an_expert(submitted).await;
    }

    async fn hear_an_expert(&mut self, submitted: &File) {
        let ask = submitted.call("ask_opinion").body(json!({
            "name": "Anne Laurent",
            "email": EXPERT,
            "question": "La visite montre-t-elle bien un métier de l’industrie ?",
            "days": 7
        }));
        let asked = self.recorder.record(&self.referent, ask).await.json();
        let mail = next_mail(&self.app, EXPERT, 0).await;
        let (_, rest) = mail.body_text.split_once("/avis#").expect("a link");
        let key = rest.split_whitespace().next().expect("a secret").to_owned();
        self.recorder.stable.hide(&key, "secret-de-l-avis");
        let call = Call::of("read_for_opinion").body(json!({ "key": key }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("give_opinion").body(json!({
            "key": key,
            "verdict": "favourable",
            "text": "La coulée et le moulage sont au cœur du métier de fondeur."
        }));
        self.recorder.record(&self.visitor, call).await;
        let call = submitted.call("list_opinions");
        self.recorder.record(&self.referent, call).await;
        let call = submitted
            .call("revoke_opinion")
            .with("opinion", asked["id"].clone());
        self.recorder.record(&self.referent, call).await;
    }
}
