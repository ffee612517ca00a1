//! The scenario: an event is submitted, corrected, labelled and published, and every operation is called once.

mod account;
mod filing;
mod reading;
mod review;

use super::forms;
use super::recorder::{Call, Recorder};
use super::returned::REPORT_KEY;
use crate::support::{Answer, Engine, Person, TestApp};
use api::examples::Examples;
use reqwest::header;
use serde_json::{Value, json};
use shared::account::{Grant, Role};
use shared::criterion::Criterion;
use shared::place::Territory;

pub(super) const EDITION: &str = "2018";
/// Public address of the server.
pub(super) const SITE: &str = "https://semaine.example.org";
/// Address to which letters return in the scenario.
pub(super) const RETURN_ADDRESS: &str = "retours@semaine.example.org";
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
    pub(super) administrator: Person,
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
        story.administer().await;
        story.open_an_account().await;
        story.ask_for_a_new_password().await;
        story.look_up_editions_and_places().await;
        let (draft, image) = story.fill_a_draft().await;
        let submitted = story.submit(&draft).await;
        story.talk(&submitted).await;
        let corrected = story.correct(&submitted, &image).await;
        story.know_by_another_name(&corrected);
        let labelled = story.label(&corrected).await;
        let school = story.label_a_school().await;
        story.decide_together().await;
        story.withdraw().await;
        story.work_together().await;
        story.organise().await;
        story.attach_a_document().await;
        story.share_the_review(&labelled).await;
        story.allow_a_late_submission().await;
        story.file_by_program().await;
        story.import_a_table().await;
        story.renew(&labelled).await;
        story.publish().await;
        story.read_the_catalogue(&labelled, &image).await;
        story.export(&labelled).await;
        story.read_as_geographer(&labelled).await;
        story.read_as_agenda().await;
        story.read_as_portal().await;
        story.refuse_reminders().await;
        story.get_a_letter_back().await;
        story.hear_a_visitor(&labelled).await;
        story.request_an_alert().await;
        story.change_after_the_label(&labelled, &school).await;
        story.work_on_editions().await;
        story.open_a_partner_space().await;
        story.probe().await;
        story.sign_out().await;
        story.manage_the_account().await;
        story.report_on(&labelled).await;
        story.leave().await;
        story.recorder.finish()
    }

    async fn begin() -> Self {
        let app = TestApp::configured(
            Engine::Sqlite,
            &[
                ("SEMAINE_PUBLIC_URL", SITE),
                ("SEMAINE_RETURN_ADDRESS", RETURN_ADDRESS),
                ("SEMAINE_MAIL_REPORT_KEY", REPORT_KEY),
                ("SEMAINE_WEBHOOK_LOOPBACK", "true"),
            ],
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
}

pub(super) fn all_met() -> Value {
    let answers: Vec<_> = Criterion::ALL
        .iter()
        .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
        .collect();
    json!({ "answers": answers })
}
