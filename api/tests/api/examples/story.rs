//! The scenario: an event is submitted, corrected, labelled and published, and every operation is called once.

use super::forms;
use super::recorder::{Call, Recorder};
use super::stable::CALENDAR;
use crate::accounts::{mails, next_mail, token};
use crate::support::{Answer, Engine, Person, TestApp};
use api::examples::Examples;
use ground::log;
use reqwest::header;
use serde_json::{Value, json};
use shared::account::{Grant, Role, Session};
use shared::criterion::Criterion;
use shared::edition::EditionStatus;
use shared::event::{EventFile, StoredImage};
use shared::id::EventId;
use shared::place::Territory;

pub(super) const EDITION: &str = "2018";
const EMAIL: &str = "camille.martin@example.org";
const NEW_EMAIL: &str = "camille.roy@example.org";
const ALIX: &str = "alix.moreau@example.org";
const PASSWORD: &str = "quatre fours chauffent la nuit";
/// A signed head of the log, of row 57, without a true signature.
const SIGNED_HEAD: &str = concat!(
    "eyJ0eXAiOiJzZW1haW5lLWxvZy1oZWFkK2p3cyIsImFsZyI6IkVkRFNBIiwia2lkIjoiY2xlLWQtZXhlbXBsZSJ9",
    ".eyJzZXEiOjU3LCJoYXNoIjoiYjc3YWQyZWRmMTk5YTRiNDQ3OTM0N2FmYWYzODdkNDM1YTEyNDgwZDBkYzViOGUwNDJjNGM4OTkxNTg3ZDA4MCIsImF0Ijoi",
    "MjAxOC0wMy0xOVQxMzowMDowMFoifQ.c2lnbmF0dXJl",
);

/// The people, and what was recorded so far.
pub(super) struct Story {
    pub(super) app: TestApp,
    pub(super) recorder: Recorder,
    pub(super) visitor: Person,
    pub(super) organiser: Person,
    pub(super) referent: Person,
    pub(super) coordinator: Person,
    administrator: Person,
}

/// An event submission, with the version that was read last.
pub(super) struct File {
    pub(super) id: String,
    tag: String,
}

impl File {
    pub(super) fn read(answer: &Answer, id: &Value) -> Self {
        Self {
            id: id.as_str().expect("an id").to_owned(),
            tag: answer.header(header::ETAG).expect("a tag").to_owned(),
        }
    }

    /// A request on the event.
    pub(super) fn call(&self, operation: &'static str) -> Call {
        Call::of(operation).with("id", self.id.as_str())
    }

    /// A request that changes the version that was read last.
    pub(super) fn change(&self, operation: &'static str) -> Call {
        self.call(operation).with("If-Match", self.tag.as_str())
    }

    /// The same event, with the version of a response.
    pub(super) fn after(&self, answer: &Answer) -> Self {
        Self::read(answer, &json!(self.id))
    }
}

impl Story {
    /// Plays the scenario, and returns the recorded requests and responses.
    pub(super) async fn play() -> Examples {
        let mut story = Self::begin().await;
        story.open_an_account().await;
        story.ask_for_a_new_password().await;
        story.look_up_editions_and_places().await;
        let (draft, image) = story.fill_a_draft().await;
        let submitted = story.submit(&draft).await;
        let corrected = story.correct(&submitted, &image).await;
        let labelled = story.label(&corrected).await;
        let school = story.label_a_school().await;
        story.withdraw().await;
        story.work_together().await;
        story.organise().await;
        story.allow_a_late_submission().await;
        story.file_by_program().await;
        story.import_a_table().await;
        story.renew(&labelled).await;
        story.publish().await;
        story.read_the_catalogue(&labelled, &image).await;
        story.export(&labelled).await;
        story.read_as_geographer(&labelled).await;
        story.read_as_portal().await;
        story.refuse_reminders().await;
        story.hear_a_visitor(&labelled).await;
        story.change_after_the_label(&labelled, &school).await;
        story.probe().await;
        story.sign_out().await;
        story.manage_the_account().await;
        story.leave().await;
        story.recorder.finish()
    }

    async fn begin() -> Self {
        let app = TestApp::configured(
            Engine::Sqlite,
            &[("SEMAINE_PUBLIC_URL", "https://semaine.example.org")],
        )
        .await;
        app.put_edition(&forms::short_edition());
        let grant = |role, territory| [Grant { role, territory }];
        let region = Territory::parse("region:84").expect("a territory");
        let national = Territory::National;
        Self {
            recorder: Recorder::new(),
            visitor: app.visitor(),
            organiser: app.visitor(),
            referent: app
                .named(
                    "referente.auvergne-rhone-alpes@example.org",
                    "Dominique Lefèvre",
                    &grant(Role::Referent, region),
                )
                .await,
            coordinator: app
                .named(
                    "coordination@example.org",
                    "Claude Renaud",
                    &grant(Role::Coordinator, national.clone()),
                )
                .await,
            administrator: app
                .named(
                    "administration@example.org",
                    "Sacha Girard",
                    &grant(Role::Administrator, national),
                )
                .await,
            app,
        }
    }

    /// Sets the clock; the sessions of before have expired.
    async fn at(&mut self, time: &str) {
        self.app.clock.set(time.parse().expect("a time"));
        for person in [
            &mut self.organiser,
            &mut self.referent,
            &mut self.coordinator,
            &mut self.administrator,
        ] {
            *person = self.app.anew(person).await;
        }
    }

    async fn open_an_account(&mut self) {
        let form = json!({ "email": EMAIL, "name": "Camille Martin", "password": "une coulée toutes les heures" });
        let sign_in = json!({ "email": form["email"], "password": form["password"] });
        let sign_up = Call::of("sign_up").body(form);
        self.recorder.record(&self.visitor, sign_up).await;
        let call = Call::of("sign_in").body(sign_in);
        let session: Session = self.recorder.send(&self.visitor, &call).await.ok(200);
        self.organiser = self.app.holder(session);
        let call = Call::of("request_verification");
        self.recorder.record(&self.organiser, call).await;

        let token = self.mailed_token(0, "jeton-de-verification").await;
        let call = Call::of("list_mails")
            .with("recipient", EMAIL)
            .with("limit", 1);
        let list = self.recorder.record(&self.administrator, call).await.json();
        let call = Call::of("get_mail").with("id", list["items"][0]["id"].clone());
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("preview_verification").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("verify_account").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
    }

    async fn ask_for_a_new_password(&mut self) {
        let earlier = mails(&self.app, EMAIL).await.len();
        let call = Call::of("request_password_reset").body(json!({ "email": EMAIL }));
        self.recorder.record(&self.visitor, call).await;
        let token = self
            .mailed_token(earlier, "jeton-de-reinitialisation")
            .await;
        let call = Call::of("reset_password").body(json!({ "token": token, "password": PASSWORD }));
        self.recorder.record(&self.visitor, call).await;

        let call = Call::of("sign_in").body(json!({ "email": EMAIL, "password": PASSWORD }));
        let opened = self.recorder.record(&self.visitor, call).await;
        let cookie = opened.header(header::SET_COOKIE).expect("a cookie");
        let cookie = cookie.split(';').next().expect("its value").to_owned();
        self.organiser = self.app.holder(opened.ok(200));
        let call = Call::of("get_session");
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("refresh_session").cookie(&cookie);
        self.recorder.record(&self.visitor, call).await;
    }

    /// Renames the account, changes its password and its address, and ends a session.
    async fn manage_the_account(&mut self) {
        let call = Call::of("update_account").body(json!({ "name": "Camille Martin-Roy" }));
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("change_password")
            .body(json!({ "current": PASSWORD, "password": "cinq fours chauffent la nuit" }));
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("request_address_change")
            .body(json!({ "email": NEW_EMAIL, "password": "cinq fours chauffent la nuit" }));
        self.recorder.record(&self.organiser, call).await;
        let token = token(&next_mail(&self.app, NEW_EMAIL, 0).await);
        self.recorder
            .stable
            .hide(&token, "jeton-de-la-nouvelle-adresse");
        let call = Call::of("confirm_address_change").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("list_sessions");
        let list = self.recorder.record(&self.organiser, call).await.json();
        let call = Call::of("end_session").with("id", list["items"][0]["id"].clone());
        self.recorder.record(&self.organiser, call).await;
    }

    /// The token of the link in the newest mail to the organiser after `earlier` ones, recorded as `shown`.
    async fn mailed_token(&mut self, earlier: usize, shown: &str) -> String {
        let token = token(&next_mail(&self.app, EMAIL, earlier).await);
        self.recorder.stable.hide(&token, shown);
        token
    }

    async fn look_up_editions_and_places(&mut self) {
        self.app.caught_up().await;
        for call in [
            Call::of("list_editions"),
            Call::of("get_edition").with("edition", EDITION),
            Call::of("get_event_schema").with("edition", EDITION),
            Call::of("list_vocabularies").with("edition", EDITION),
            Call::of("search_communes")
                .with("q", "sainte colombe 69")
                .with("limit", 5),
            Call::of("get_commune").with("insee", "69259"),
            Call::of("reverse_commune")
                .with("lat", 45.6977)
                .with("lon", 4.8869),
            Call::of("list_territories"),
            Call::of("list_epci"),
            Call::of("get_epci").with("code", "200000172"),
            Call::of("list_industrial_territories"),
            Call::of("get_industrial_territory").with("code", "ti-0401"),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    /// Creates a draft, uploads its picture and saves the complete form.
    async fn fill_a_draft(&mut self) -> (File, StoredImage) {
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

    async fn submit(&mut self, draft: &File) -> File {
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

    /// The referent asks for a correction, and the organiser submits again.
    async fn correct(&mut self, submitted: &File, image: &StoredImage) -> File {
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
    async fn work_at_the_queue(&mut self, submitted: &File) {
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

    async fn label(&mut self, corrected: &File) -> File {
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
    async fn label_a_school(&mut self) -> File {
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

    /// The organiser renews events in the next edition, compares one with others, and subscribes to the deadlines.
    async fn renew(&mut self, labelled: &File) {
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
    async fn withdraw(&mut self) {
        let submitted = self.submitted(&forms::foundry(None)).await;
        let call = submitted.change("withdraw_event").body(json!({
            "reason": "Les fours sont arrêtés pour travaux cette semaine-là."
        }));
        self.recorder.record(&self.organiser, call).await;
    }

    async fn submitted(&self, form: &Value) -> File {
        let call = Call::of("create_event").body(json!({ "edition": EDITION, "form": form }));
        let created = self.recorder.send(&self.organiser, &call).await;
        let file: EventFile = created.ok(201);
        let draft = File::read(&created, &json!(file.id));
        let call = draft.change("submit_event");
        let submitted = self.recorder.send(&self.organiser, &call).await;
        draft.after(&submitted)
    }

    /// The organiser works on a draft with somebody else, and shows it to a reader.
    async fn work_together(&mut self) {
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
    async fn show(&mut self, draft: &File) {
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
    async fn allow_a_late_submission(&mut self) {
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
    async fn file_by_program(&mut self) {
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
    async fn import_a_table(&mut self) {
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

    /// Waits until the catalogue has what was labelled.
    async fn publish(&self) {
        let services = &self.app.platform.services;
        let head = services.db.read_now(log::head).expect("the log");
        let head = head.expect("an entry");
        self.app.platform.live.reached(head.seq).await;
    }

    async fn read_the_catalogue(&mut self, labelled: &File, image: &StoredImage) {
        for call in [
            Call::of("list_public_events")
                .with("edition", EDITION)
                .with("region", "84")
                .with("limit", 1)
                .with("count", true),
            labelled.call("get_public_event"),
            Call::of("get_public_event_by_slug")
                .with("edition", EDITION)
                .with("slug", "visite-de-la-fonderie"),
            Call::of("list_event_points").with("edition", EDITION),
            Call::of("list_event_clusters")
                .with("zoom", 5)
                .with("edition", EDITION),
            Call::of("get_facets").with("edition", EDITION),
            Call::of("get_figures").with("edition", EDITION),
            Call::of("get_image")
                .with("id", json!(image.id))
                .with("width", 960),
            Call::of("get_square_image")
                .with("id", json!(image.id))
                .with("at", 50),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    async fn export(&mut self, labelled: &File) {
        let one = |operation| {
            Call::of(operation)
                .with("edition", EDITION)
                .with("kind", "company_visit")
        };
        let columns = "uid,title_fr,location_city";
        for call in [
            one("export_atom"),
            one("export_calendar"),
            one("export_csv").with("columns", columns),
            one("export_geojson"),
            one("export_json_feed"),
            one("export_programme"),
            one("export_rss"),
            one("export_xlsx").with("columns", columns),
            one("print_programme"),
            labelled.call("export_event_calendar"),
            Call::of("get_table_schema").with("columns", columns),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    async fn read_as_geographer(&mut self, labelled: &File) {
        let json = |operation| Call::of(operation).with("f", "json");
        for call in [
            json("get_ogc_landing_page"),
            json("get_ogc_conformance"),
            json("get_ogc_definition"),
            json("list_ogc_collections"),
            json("get_ogc_collection").with("collection", "events"),
            json("list_ogc_items")
                .with("collection", "events")
                .with("limit", 1),
            json("get_ogc_item")
                .with("collection", "events")
                .with("id", labelled.id.as_str()),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    async fn read_as_portal(&mut self) {
        let head = Call::of("get_log_head");
        let signed = self.recorder.send(&self.visitor, &head).await.text;
        self.recorder.stable.hide(&signed, SIGNED_HEAD);
        for call in [
            Call::of("get_open_data").with("f", "json"),
            Call::of("get_open_data_checksums"),
            Call::of("get_data_package"),
            head,
            Call::of("get_open_data_dump").with("file", "evenements-2018.ndjson.gz"),
            Call::of("get_llms_txt"),
            Call::of("get_api_catalog"),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    /// Somebody with a draft gets a reminder, and refuses further ones.
    async fn refuse_reminders(&mut self) {
        self.at("2018-03-09T16:00:00Z").await;
        let call =
            Call::of("create_event").body(json!({ "edition": EDITION, "form": forms::begun() }));
        self.recorder.send(&self.coordinator, &call).await;
        let email = self.coordinator.account().email.clone();
        let known = mails(&self.app, &email).await.len();
        self.at("2018-03-10T07:30:00Z").await;
        let token = token(&next_mail(&self.app, &email, known).await);
        self.recorder.stable.hide(&token, "jeton-de-desabonnement");
        let call = Call::of("refuse_letter").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("refuse_letter_in_one_click")
            .with("jeton", token)
            .file(
                "application/x-www-form-urlencoded",
                b"List-Unsubscribe=One-Click".to_vec(),
            );
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("get_preferences");
        self.recorder.record(&self.coordinator, call).await;
        let call = Call::of("set_preferences").body(json!({ "refusedLetters": [] }));
        self.recorder.record(&self.coordinator, call).await;
    }

    async fn leave(&mut self) {
        self.organiser = self.app.anew(&self.organiser).await;
        let call = Call::of("preview_departure");
        self.recorder.record(&self.organiser, call).await;
        let call =
            Call::of("delete_account").body(json!({ "password": "cinq fours chauffent la nuit" }));
        self.recorder.record(&self.organiser, call).await;
    }

    /// A visitor reports an error, which the organiser corrects.
    async fn hear_a_visitor(&mut self, labelled: &File) {
        self.at("2018-03-16T08:40:00Z").await;
        let call = labelled
            .call("write_to_event")
            .with("Idempotency-Key", "visite-fonderie-1")
            .body(json!({
                "subject": "link",
                "text": "Bonjour, le lien pour s’inscrire mène à une page qui n’existe plus.",
                "email": "louise.caron@example.org"
            }));
        self.recorder.record(&self.visitor, call).await;
        let call = labelled.call("list_visitor_messages");
        let list = self.recorder.record(&self.organiser, call).await.json();
        let call = labelled
            .call("settle_visitor_message")
            .with("message", list[0]["id"].clone())
            .body(json!({ "outcome": "corrected" }));
        self.recorder.record(&self.organiser, call).await;
    }

    async fn change_after_the_label(&mut self, labelled: &File, school: &File) {
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
        let call = school.change("revoke_label").body(json!({
            "reason": "L’entrée des portes ouvertes est devenue payante."
        }));
        self.recorder.record(&self.coordinator, call).await;
    }

    /// A typo is public at once; another room is checked again, withdrawn, proposed anew and accepted.
    async fn change_a_labelled_event(&mut self, school: &File) -> File {
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

    async fn probe(&mut self) {
        let keys = Call::of("get_jwks");
        let published = self.recorder.send(&self.visitor, &keys).await.json();
        let key = &published["keys"][0];
        for (member, shown) in [
            ("kid", "cle-d-exemple"),
            ("x", "Y2xlLXB1YmxpcXVlLWQtZXhlbXBsZQ"),
        ] {
            let secret = key[member].as_str().expect("a member of the key");
            self.recorder.stable.hide(secret, shown);
        }
        for call in [
            keys,
            Call::of("get_config"),
            Call::of("health_live"),
            Call::of("health_ready"),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    async fn sign_out(&mut self) {
        let everywhere = Call::of("sign_out_everywhere");
        self.recorder.record(&self.organiser, everywhere).await;
        self.organiser = self.app.anew(&self.organiser).await;
        self.recorder
            .record(&self.visitor, Call::of("sign_out"))
            .await;
    }
}

pub(super) fn all_met() -> Value {
    let answers: Vec<_> = Criterion::ALL
        .iter()
        .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
        .collect();
    json!({ "answers": answers })
}
