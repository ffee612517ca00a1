//! The part of the scenario in which the communication kit of a label is used, and its shared files are managed.

use super::recorder::Call;
use super::story::{EDITION, File, Story};
use serde_json::json;

/// The smallest file that is taken for a PDF document.
const CHARTER: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

impl Story {
    /// The coordinator shares files, the organiser downloads the kit and hands out a link.
    pub(super) async fn communicate(&mut self, labelled: &File) {
        self.app.caught_up().await;
        self.share_files().await;
        let call = labelled.call("get_kit");
        self.recorder.record(&self.organiser, call).await;
        let call = labelled.call("get_kit_file").with("file", "calendar");
        self.recorder.record(&self.organiser, call).await;
        let call = labelled.call("get_kit_archive");
        self.recorder.record(&self.organiser, call).await;
        let call = labelled.call("make_kit_link").body(json!({
            "days": 14,
            "recipient": "Service communication"
        }));
        let made = self.recorder.record(&self.organiser, call).await.json();
        let call = labelled.call("list_kit_links");
        self.recorder.record(&self.organiser, call).await;
        let url = made["url"].as_str().expect("a link");
        let (_, key) = url.split_once('#').expect("a secret");
        let call = Call::of("open_kit").body(json!({ "key": key }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("download_kit_file").body(json!({ "key": key, "file": "calendar" }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("download_kit_archive").body(json!({ "key": key }));
        self.recorder.record(&self.visitor, call).await;
        let call = labelled
            .call("revoke_kit_link")
            .with("link", made["id"].clone());
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("get_kit_downloads").with("edition", EDITION);
        self.recorder.record(&self.coordinator, call).await;
        let call = labelled.call("get_kit");
        let page = self.recorder.send(&self.organiser, &call).await.json();
        let event = page["event"].clone();
        let call = Call::of("get_kit_template").with("file", "badges");
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("preview_kit")
            .with("edition", EDITION)
            .body(json!({
                "kit": {},
                "event": event,
                "file": page["items"][0]["key"],
                "variant": "thumbnail"
            }));
        self.recorder.record(&self.administrator, call).await;
    }

    async fn share_files(&mut self) {
        let managed = |operation| Call::of(operation).with("edition", EDITION);
        let created = |title| {
            managed("create_kit_asset").body(json!({
                "title": title,
                "alt": "",
                "notice": "À utiliser sur fond clair."
            }))
        };
        let call = created("Logo de la Semaine");
        self.recorder.record(&self.coordinator, call).await;
        let call = created("Charte graphique");
        self.recorder.send(&self.coordinator, &call).await;
        let call = managed("list_kit_assets");
        let list = self.recorder.record(&self.coordinator, call).await.json();
        let (logo, charter) = (&list["items"][0]["id"], &list["items"][1]["id"]);
        let call = managed("upload_kit_version")
            .with("asset", charter.clone())
            .with("name", "charte-graphique.pdf")
            .with("language", "fr")
            .file("application/octet-stream", CHARTER.to_vec());
        let list = self.recorder.record(&self.coordinator, call).await.json();
        let version = &list["items"][1]["versions"][0]["id"];
        let call = managed("update_kit_asset")
            .with("asset", charter.clone())
            .body(json!({ "title": "Charte graphique", "alt": "", "notice": "" }));
        self.recorder.record(&self.coordinator, call).await;
        let call = managed("order_kit_assets").body(json!({ "assets": [charter, logo] }));
        self.recorder.record(&self.coordinator, call).await;
        let call = managed("announce_kit_assets");
        self.recorder.record(&self.coordinator, call).await;
        let call = managed("get_kit_version")
            .with("asset", charter.clone())
            .with("version", version.clone());
        self.recorder.record(&self.coordinator, call).await;
        let call = managed("upload_kit_version")
            .with("asset", logo.clone())
            .with("name", "logo.pdf")
            .with("language", "fr")
            .file("application/octet-stream", CHARTER.to_vec());
        let list = self.recorder.send(&self.coordinator, &call).await.json();
        let wrong = &list["items"][1]["versions"][0]["id"];
        let call = managed("delete_kit_version")
            .with("asset", logo.clone())
            .with("version", wrong.clone());
        self.recorder.record(&self.coordinator, call).await;
        let call = managed("delete_kit_asset").with("asset", logo.clone());
        self.recorder.record(&self.coordinator, call).await;
    }
}
