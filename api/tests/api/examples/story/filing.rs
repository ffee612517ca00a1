//! Calls of organisers about their events, before and after the label.

use super::super::forms;
use super::super::recorder::Call;
use super::super::stable::CALENDAR;
use super::{ALIX, EDITION, EMAIL, File, Story};
use crate::accounts::{mails, next_mail, token};
use crate::support::Answer;
use reqwest::header;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::{EventFile, StoredImage};

impl Story {
    /// Creates a draft, uploads its picture and saves the complete form.
    pub(super) async fn fill_a_draft(&mut self) -> (File, StoredImage) {
        self.at("2018-02-05T10:30:00Z").await;
        let new = json!({ "edition": EDITION, "form": forms::begun() });
        let call = Call::of("create_event")
            .with("Idempotency-Key", "brouillon-fonderie-1")
            .body(new.clone());
        let created = self.recorder.record(&self.organiser, call).await;
        let draft = File::read(&created, &created.json()["id"]);
        let call = Call::of("validate_event").body(new);
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("search_addresses").with("q", "vénissieux");
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("prefill_event_form")
            .with("edition", EDITION)
            .with("organiserName", "Fonderie du Rhône")
            .with("kind", "company_visit")
            .with("postalCode", "69200");
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("make_prefilled_link").body(json!({
            "edition": EDITION,
            "fields": {
                "organiserName": "Fonderie du Rhône",
                "kind": "company_visit",
                "postalCode": "69200"
            }
        }));
        self.recorder.record(&self.organiser, call).await;

        let call = draft
            .call("upload_image")
            .file("image/jpeg", forms::picture());
        let uploaded = self.recorder.record(&self.organiser, call).await;
        let image: StoredImage = uploaded.ok(201);
        let call = draft
            .change("save_event")
            .body(forms::foundry(Some(&image)));
        let saved = self.recorder.record(&self.organiser, call).await;
        (draft.after(&saved), image)
    }

    pub(super) async fn submit(&mut self, draft: &File) -> File {
        let call = draft.change("submit_event").body(json!({}));
        let answer = self.recorder.record(&self.organiser, call).await;
        let submitted = draft.after(&answer);
        self.recorder
            .record(&self.organiser, submitted.call("get_event"))
            .await;
        let call = Call::of("list_events")
            .with("edition", EDITION)
            .with("state", json!(["draft", "submitted"]))
            .with("limit", 1)
            .with("count", true);
        self.recorder.record(&self.organiser, call).await;
        submitted
    }

    pub(in crate::examples) async fn submitted(&self, form: &Value) -> File {
        let call = Call::of("create_event").body(json!({ "edition": EDITION, "form": form }));
        let created = self.recorder.send(&self.organiser, &call).await;
        let file: EventFile = created.ok(201);
        let draft = File::read(&created, &json!(file.id));
        let call = draft.change("submit_event");
        let submitted = self.recorder.send(&self.organiser, &call).await;
        draft.after(&submitted)
    }

    /// The organiser renews events in the next edition, compares one with others, and subscribes to the deadlines.
    pub(super) async fn renew(&mut self, labelled: &File) {
        let mut next = forms::short_edition();
        next.slug = "2019".to_owned();
        // Not the current edition of what follows.
        next.status = EditionStatus::Postponed;
        next.vocabularies
            .kinds
            .retain(|term| term.id != "company_visit");
        self.app.put_edition(&next);
        let call = labelled
            .call("renew_event")
            .body(json!({ "edition": next.slug }));
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("renew_events").body(json!({ "from": EDITION, "edition": next.slug }));
        self.recorder.record(&self.organiser, call).await;

        let again = self.submitted(&forms::foundry(None)).await;
        let call = again.call("list_duplicates");
        self.recorder.record(&self.referent, call).await;
        let call = again
            .call("mark_duplicate")
            .with("other", labelled.id.as_str())
            .body(json!({ "verdict": "distinct" }));
        self.recorder.record(&self.referent, call).await;
        let call = again
            .change("withdraw_event")
            .body(json!({ "reason": "Cette visite était déjà déposée." }));
        self.recorder.send(&self.organiser, &call).await;

        let call = Call::of("renew_deadline_calendar");
        let created: Value = self.recorder.send(&self.organiser, &call).await.ok(200);
        let address = created["address"].as_str().expect("an address");
        let secret = address.split('/').nth_back(1).expect("a secret").to_owned();
        self.recorder.stable.hide(&secret, CALENDAR);
        let call = Call::of("get_deadline_calendar");
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("export_deadlines").with("secret", secret.as_str());
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("revoke_deadline_calendar");
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("renew_deadline_calendar");
        self.recorder.record(&self.organiser, call).await;
        next.status = EditionStatus::Draft;
        self.app.put_edition(&next);
    }

    /// Another event, which is withdrawn.
    pub(super) async fn withdraw(&mut self) {
        let submitted = self.submitted(&forms::foundry(None)).await;
        let call = submitted.change("withdraw_event").body(json!({
            "reason": "Les fours sont arrêtés pour travaux cette semaine-là."
        }));
        self.recorder.record(&self.organiser, call).await;
    }

    /// The organiser works on a draft with somebody else, and shows it to a reader.
    pub(super) async fn work_together(&mut self) {
        let call =
            Call::of("create_event").body(json!({ "edition": EDITION, "form": forms::begun() }));
        let created = self.recorder.send(&self.organiser, &call).await;
        let draft = File::read(&created, &created.json()["id"]);
        let alix = self.app.named(ALIX, "Alix Moreau", &[]).await;
        let invite = |role: &str| {
            draft
                .call("invite_co_editor")
                .body(json!({ "email": ALIX, "role": role }))
        };
        self.recorder
            .record(&self.organiser, invite("editor"))
            .await;
        let first = token(&next_mail(&self.app, ALIX, 0).await);
        self.recorder.stable.hide(&first, "jeton-d-invitation");
        let with = |operation, token: &str| Call::of(operation).body(json!({ "token": token }));
        let call = with("preview_invitation", &first);
        self.recorder.record(&self.visitor, call).await;
        self.recorder
            .record(&alix, Call::of("list_invitations"))
            .await;
        let call = with("accept_invitation", &first);
        self.recorder.record(&alix, call).await;
        let call = draft.call("get_co_editing");
        self.recorder.record(&self.organiser, call).await;
        let call = draft
            .call("remove_co_editor")
            .with("account", alix.account().id.to_string());
        self.recorder.record(&self.organiser, call).await;

        let known = mails(&self.app, ALIX).await.len();
        self.recorder
            .send(&self.organiser, &invite("submitter"))
            .await;
        let second = token(&next_mail(&self.app, ALIX, known).await);
        self.recorder.stable.hide(&second, "jeton-decline");
        let call = with("decline_invitation", &second);
        self.recorder.record(&self.visitor, call).await;
        let open = self.recorder.send(&self.organiser, &invite("owner")).await;
        let call = draft
            .call("revoke_invitation")
            .with("invitation", open.json()["invitations"][0]["id"].clone());
        self.recorder.record(&self.organiser, call).await;
        self.show(&draft).await;
    }

    /// A reader without an account opens the draft with a secret link.
    pub(super) async fn show(&mut self, draft: &File) {
        let call = draft.call("open_reading_link");
        let opened = self.recorder.record(&self.organiser, call).await.json();
        let url = opened["link"]["url"].as_str().expect("a link");
        let (_, key) = url.split_once('#').expect("a secret");
        let call = Call::of("read_by_link").body(json!({ "key": key }));
        self.recorder.record(&self.visitor, call).await;
        let call = draft.call("get_reading_link");
        self.recorder.record(&self.organiser, call).await;
        let call = draft.call("close_reading_link");
        self.recorder.record(&self.organiser, call).await;
        let call = draft.change("withdraw_event").body(json!({}));
        self.recorder.send(&self.organiser, &call).await;
    }

    /// The referent admits one submission after the deadline.
    pub(super) async fn allow_a_late_submission(&mut self) {
        let call = Call::of("issue_late_pass").body(json!({
            "edition": EDITION,
            "territory": "region:84",
            "kind": "company_visit",
            "email": EMAIL,
            "expiresAt": "2018-03-20T22:59:59Z"
        }));
        let issued = self.recorder.record(&self.referent, call).await.json();
        let call = Call::of("list_late_passes")
            .with("edition", EDITION)
            .with("limit", 1);
        self.recorder.record(&self.referent, call).await;
        let call = Call::of("revoke_late_pass").with("id", issued["pass"]["id"].clone());
        self.recorder.record(&self.referent, call).await;
    }

    /// A program of the organiser files an event under its own identifier, and withdraws it.
    pub(super) async fn file_by_program(&mut self) {
        let named = |operation| {
            Call::of(operation)
                .with("source", "agenda-fonderies")
                .with("id", "visite-2018-04")
        };
        let call = named("put_external_event")
            .body(json!({ "edition": EDITION, "form": forms::foundry(None) }));
        self.recorder.record(&self.organiser, call).await;
        let call = named("get_external_event");
        let read = self.recorder.record(&self.organiser, call).await;
        let tag = |answer: &Answer| answer.header(header::ETAG).expect("a tag").to_owned();
        let call = named("submit_external_event").with("If-Match", tag(&read));
        let submitted = self.recorder.record(&self.organiser, call).await;
        let call = named("withdraw_external_event")
            .with("If-Match", tag(&submitted))
            .body(json!({ "reason": "La visite est reportée à l’automne." }));
        self.recorder.record(&self.organiser, call).await;
    }

    /// The organiser imports a table with a faulty line, and undoes it.
    pub(super) async fn import_a_table(&mut self) {
        let call = Call::of("get_import_template").with("edition", EDITION);
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("create_import")
            .with("edition", EDITION)
            .with("source", "tableau-fonderies")
            .with("fileName", "visites.csv")
            .file("text/csv", forms::table().into_bytes());
        let created = self.recorder.record(&self.organiser, call).await.json();
        let named = |operation| Call::of(operation).with("id", created["id"].clone());
        let columns: Vec<Value> = ["external_id", "title", "kind", "insee"]
            .iter()
            .zip(["A", "B", "C", "D"])
            .map(|(field, letters)| json!({ "letters": letters, "field": field }))
            .collect();
        let call = named("map_import").body(json!({ "columns": columns }));
        self.recorder.record(&self.organiser, call).await;
        let call = named("commit_import");
        self.recorder.record(&self.organiser, call).await;
        let call = named("get_import");
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("list_imports").with("limit", 1);
        self.recorder.record(&self.organiser, call).await;
        let call = named("undo_import");
        self.recorder.record(&self.organiser, call).await;
    }

    pub(super) async fn change_after_the_label(&mut self, labelled: &File, school: &File) {
        self.at("2018-03-19T13:00:00Z").await;
        let call = labelled
            .change("set_occurrence_state")
            .with("number", 1)
            .body(json!({ "state": "open", "placesLeft": 4 }));
        let answer = self.recorder.record(&self.organiser, call).await;
        let labelled = &labelled.after(&answer);
        let call = labelled.change("set_life_status").body(json!({
            "status": "full",
            "note": "Toutes les places sont réservées."
        }));
        self.recorder.record(&self.organiser, call).await;
        let call = labelled
            .call("duplicate_event")
            .with("Idempotency-Key", "copie-fonderie-1")
            .body(json!({ "edition": EDITION }));
        self.recorder.record(&self.organiser, call).await;
        let school = &self.change_a_labelled_event(school).await;
        self.certify(school).await;
        self.communicate(school).await;
        let call = school.change("revoke_label").body(json!({
            "reason": "L’entrée des portes ouvertes est devenue payante."
        }));
        self.recorder.record(&self.coordinator, call).await;
    }

    /// On the day after, the organiser says how many people came.
    pub(super) async fn report_on(&mut self, labelled: &File) {
        self.at("2018-03-28T08:30:00Z").await;
        let call = labelled.call("get_event");
        let read = self.recorder.send(&self.organiser, &call).await;
        let call = labelled.after(&read).change("report_event");
        let call = call.body(json!({ "held": true, "participants": 18 }));
        self.recorder.record(&self.organiser, call).await;
    }

    /// A typo is public at once; another room is checked again, withdrawn, proposed anew and accepted.
    pub(super) async fn change_a_labelled_event(&mut self, school: &File) -> File {
        let change = |answer: &Answer| school.after(answer);
        let call = school.call("get_change");
        let read = self.recorder.send(&self.organiser, &call).await;
        let call = change(&read).change("save_change").body(forms::school());
        let saved = self.recorder.send(&self.organiser, &call).await;
        let call = change(&saved).change("discard_change");
        let read = self.recorder.record(&self.organiser, call).await;
        let mut form = forms::school();
        form["summary"] =
            json!("Les ateliers ouvrent leurs portes aux familles, le temps d’une journée.");
        form["place"]["name"] = json!("Halle des ateliers");
        let call = change(&read).change("save_change").body(form);
        let saved = self.recorder.record(&self.organiser, call).await;
        let call = change(&saved).change("submit_change");
        let submitted = self.recorder.record(&self.organiser, call).await;
        let call = change(&submitted).change("withdraw_change");
        let withdrawn = self.recorder.record(&self.organiser, call).await;
        let call = school.call("get_change");
        self.recorder.record(&self.organiser, call).await;
        let call = change(&withdrawn).change("submit_change");
        self.recorder.send(&self.organiser, &call).await;
        let call = school.call("get_review");
        let sheet = self.recorder.send(&self.referent, &call).await;
        let call = change(&sheet)
            .change("decide_change")
            .body(json!({ "decision": "accept", "comment": "La halle convient très bien." }));
        let decided = self.recorder.record(&self.referent, call).await;
        change(&decided)
    }
}
