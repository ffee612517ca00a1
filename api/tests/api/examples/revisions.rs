//! The part of the scenario in which the next edition is made, and the present one changed.

use super::forms;
use super::recorder::Call;
use super::story::{EDITION, Story};
use serde_json::json;

impl Story {
    /// The administrator creates the next edition, and extends the deadline of the present one.
    pub(super) async fn work_on_editions(&mut self) {
        let call = Call::of("create_edition")
            .with("Idempotency-Key", "edition-2020")
            .body(json!({ "from": EDITION, "slug": "2020", "weekFirst": "2020-03-16" }));
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("list_managed_editions");
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("get_managed_edition").with("edition", EDITION);
        let read = self.recorder.record(&self.administrator, call).await.json();
        let mut edition = read["edition"].clone();
        edition["visitorMessages"] = json!({ "workingDays": 3, "keptDays": 90 });
        let call = Call::of("preview_edition")
            .with("edition", EDITION)
            .body(json!({ "edition": edition }));
        let preview = self.recorder.record(&self.administrator, call).await.json();
        let token = preview["token"].as_str().expect("a token").to_owned();
        self.recorder.stable.hide(&token, "jeton-de-l-apercu");
        let call = Call::of("save_edition")
            .with("edition", EDITION)
            .with("If-Match", format!("\"{}\"", read["version"]))
            .body(json!({
                "edition": edition,
                "token": token,
                "reason": "Les référents ont trop peu de temps pour répondre."
            }));
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("list_edition_history").with("edition", EDITION);
        self.recorder.record(&self.administrator, call).await;
        self.set_partners().await;
        self.set_standard_texts().await;
        self.word_letters().await;
    }

    /// The administrator gives a partner a logo.
    async fn set_partners(&mut self) {
        let call = Call::of("get_managed_partners").with("edition", EDITION);
        let read = self.recorder.record(&self.administrator, call).await.json();
        let call = Call::of("upload_partner_logo")
            .with("edition", EDITION)
            .file("image/jpeg", forms::picture());
        let logo = self.recorder.record(&self.administrator, call).await.json();
        let mut partners = read["partners"].clone();
        partners[0]["role"] = json!("Organisation nationale");
        partners[0]["logo"] = json!({ "image": logo, "alt": "Direction générale des Entreprises" });
        let call = Call::of("set_partners")
            .with("edition", EDITION)
            .with("If-Match", format!("\"{}\"", read["version"]))
            .body(json!({ "partners": partners }));
        self.recorder.record(&self.administrator, call).await;
    }

    /// The coordinator adds a text for the referents.
    async fn set_standard_texts(&mut self) {
        let call = Call::of("get_managed_edition").with("edition", EDITION);
        let read = self.recorder.send(&self.coordinator, &call).await.json();
        let mut texts = read["edition"]["standardTexts"].clone();
        texts.as_array_mut().expect("texts").push(json!({
            "field": "/summary",
            "text": "Le résumé est celui d’une autre édition. Pouvez-vous le réécrire ?"
        }));
        let call = Call::of("set_standard_texts")
            .with("edition", EDITION)
            .with("If-Match", format!("\"{}\"", read["version"]))
            .body(json!({ "standardTexts": texts }));
        self.recorder.record(&self.coordinator, call).await;
    }

    /// The administrator rewords a letter, and looks at it.
    async fn word_letters(&mut self) {
        let call = Call::of("list_letters");
        self.recorder.record(&self.administrator, call).await;
        let trial = json!({
            "kind": "receipt",
            "language": "fr",
            "wording": {
                "subject": "Nous avons bien reçu « {titre} »",
                "text": "Le référent vous répond au plus tard le {echeance}.\n\n| Référence | {reference}\n\nSuivre votre dossier :\n{lien}"
            },
            "name": "Camille Lefèvre"
        });
        for operation in ["preview_letter", "try_letter"] {
            let call = Call::of(operation)
                .with("edition", EDITION)
                .body(trial.clone());
            self.recorder.record(&self.administrator, call).await;
        }
    }
}
