//! Editions and event submissions for the tests.

use super::{Person, TestApp, edition_2018};
use reqwest::header;
use serde_json::{Value, json};
use shared::criterion::Criterion;
use shared::edition::{Edition, EditionStatus, ReferentService};
use shared::event::EventFile;
use shared::id::EventId;

/// Path of the events.
pub(crate) const EVENTS: &str = "/api/v1/events";

/// The 2018 edition while it was open: submissions until 12 March, for the week of 26 March to 1 April.
pub(crate) fn edition() -> Edition {
    let mut edition = edition_2018();
    edition.status = EditionStatus::Open;
    edition
}

/// The services of a region and of the whole country.
pub(crate) fn referents() -> Vec<ReferentService> {
    let service = |territory: &str, service: &str, phone: Option<&str>| ReferentService {
        territory: territory.parse().expect("a territory"),
        service: service.to_owned(),
        email: "referent@example.org".to_owned(),
        phone: phone.map(str::to_owned),
    };
    vec![
        service(
            "region:84",
            "DIRECCTE Auvergne-Rhône-Alpes",
            Some("04 65 71 00 84"),
        ),
        service("national", "Équipe nationale", None),
    ]
}

/// A valid form of that edition: a visit in Vénissieux (69259), on 26 March from 9 to 10.
pub(crate) fn form() -> Value {
    json!({
        "organiser": {
            "name": "Fonderie du Rhône",
            "kind": "company",
            "contactName": "Camille Martin",
            "contactEmail": "camille@exemple.fr"
        },
        "title": "Visite de la fonderie",
        "summary": "Du métal liquide à la pièce finie, en une heure.",
        "description": "Nous ouvrons nos ateliers aux collégiens et lycéens.",
        "kind": "company_visit",
        "attendanceMode": "on_site",
        "place": { "name": "Usine", "address": "1 rue de l’Usine", "insee": "69259" },
        "occurrences": [{ "begin": "2018-03-26T09:00", "end": "2018-03-26T10:00" }],
        "audiences": ["pupils"],
        "accessMode": "open",
        "free": true,
        "expectedParticipants": 12,
        "commitmentsVersion": "2018-1"
    })
}

/// Path of an event submission in the API.
pub(crate) fn path(id: EventId) -> String {
    format!("{EVENTS}/{id}")
}

/// `ETag` of the version that was read.
pub(crate) fn tag(file: &EventFile) -> String {
    format!("\"{}\"", file.version)
}

impl TestApp {
    /// Submits an event of `owner`, and has it labelled.
    pub(crate) async fn labelled(&self, owner: &Person, form: &Value) -> EventFile {
        let file = owner.submitted(form).await;
        self.granted(owner, &file).await
    }

    /// Has a submitted event of `owner` labelled.
    pub(crate) async fn granted(&self, owner: &Person, file: &EventFile) -> EventFile {
        let coordinator = self.coordinator().await;
        let sheet = format!("/api/v1/labels/events/{}", file.id);
        let answers: Vec<_> = Criterion::ALL
            .iter()
            .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
            .collect();
        let assessed = coordinator
            .put(
                &format!("{sheet}/assessment"),
                &tag(file),
                &json!({ "answers": answers }),
            )
            .await;
        assert_eq!(assessed.status.as_u16(), 200, "{}", assessed.text);
        let read = assessed.header(header::ETAG).expect("a version");
        let decided = coordinator
            .post_if(
                &format!("{sheet}/decision"),
                read,
                &json!({ "decision": "label" }),
            )
            .await;
        assert_eq!(decided.status.as_u16(), 200, "{}", decided.text);
        owner.get(&path(file.id)).await.ok(200)
    }
}

impl Person {
    /// Creates a draft in the 2018 edition.
    pub(crate) async fn draft(&self, form: &Value) -> EventFile {
        let new = json!({ "edition": "2018", "form": form });
        self.post(EVENTS, &new).await.ok(201)
    }

    /// Submits the version of an event that was read, without a late pass.
    pub(crate) async fn submit(&self, file: &EventFile) -> EventFile {
        let path = format!("{}/submit", path(file.id));
        self.post_if(&path, &tag(file), &Value::Null).await.ok(200)
    }

    /// Creates and submits an event.
    pub(crate) async fn submitted(&self, form: &Value) -> EventFile {
        let draft = self.draft(form).await;
        self.submit(&draft).await
    }
}
