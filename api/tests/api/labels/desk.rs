//! Fixtures of the label tests: an open edition, an organiser, and events in every state.

use crate::support::{Answer, Engine, Person, TestApp, edition_2018};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{decisions, mails};
use ground::db::types::{SqlJson, SqlUuid};
use ground::log::{self, Subject};
use reqwest::Method;
use reqwest::header;
use serde::Serialize;
use serde_json::{Value, json};
use shared::criterion::Criterion;
use shared::edition::{Edition, EditionStatus};
use shared::event::{
    AccessMode, AttendanceMode, BookingForm, EventFile, EventForm, OccurrenceForm, OrganiserForm,
    PlaceForm,
};
use shared::id::EventId;
use shared::label::{LabelState, ReviewSheet};
use shared::problem::Code;

/// Default territory of the events in these tests.
pub(super) const HERE: &str = "department:69";

/// The app with the 2018 edition open, and an organiser.
pub(super) struct Desk {
    pub(super) app: TestApp,
    pub(super) organiser: Person,
}

/// An event submission, with the version that was read.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) id: EventId,
    pub(super) tag: String,
}

impl File {
    pub(super) fn page(&self) -> String {
        format!("/api/v1/labels/events/{}", self.id)
    }

    /// The event, with the version of a response.
    pub(super) fn read(answer: &Answer, id: EventId) -> Self {
        let tag = answer.header(header::ETAG).expect("a tag").to_owned();
        Self { id, tag }
    }
}

impl Desk {
    pub(super) async fn open(engine: Engine) -> Self {
        Self::with(engine, |_| {}).await
    }

    /// The same, with a given edition.
    pub(super) async fn with(engine: Engine, change: impl FnOnce(&mut Edition)) -> Self {
        let app = TestApp::start(engine).await;
        let mut edition = edition_2018();
        edition.status = EditionStatus::Open;
        change(&mut edition);
        app.put_edition(&edition);
        let organiser = app.organiser().await;
        Self { app, organiser }
    }

    /// Sets the clock; people must sign in again.
    pub(super) async fn at(&mut self, time: &str) {
        self.app.clock.set(time.parse::<DateTime<Utc>>().unwrap());
        self.organiser = self.app.anew(&self.organiser).await;
    }

    pub(super) async fn referent(&self) -> Person {
        self.app.referent(HERE).await
    }

    /// Creates a draft of `owner` with this form.
    pub(super) async fn draft_of(&self, owner: &Person, form: &EventForm) -> File {
        let body = json!({ "edition": "2018", "form": form });
        let answer = owner.post("/api/v1/events", &body).await;
        let file: EventFile = answer.ok(201);
        File::read(&answer, file.id)
    }

    /// Creates and submits an event.
    pub(super) async fn filed(&self, form: &EventForm) -> File {
        let draft = self.draft_of(&self.organiser, form).await;
        self.file(&self.organiser, &draft).await
    }

    /// Submits a draft of `owner`.
    pub(super) async fn file(&self, owner: &Person, draft: &File) -> File {
        let path = format!("/api/v1/events/{}/submit", draft.id);
        let answer = send(owner, Method::POST, &path, draft, &Value::Null).await;
        let file: EventFile = answer.ok(200);
        assert_eq!(file.state, LabelState::Submitted);
        File::read(&answer, draft.id)
    }

    /// Creates an event in a state, reached through the API; a withdrawn one was submitted before.
    pub(super) async fn file_in(&self, state: LabelState) -> File {
        let referent = self.referent().await;
        let draft = self.draft_of(&self.organiser, &visit()).await;
        if state == LabelState::Draft {
            return draft;
        }
        let filed = self.file(&self.organiser, &draft).await;
        match state {
            LabelState::Draft | LabelState::Submitted => filed,
            LabelState::CorrectionRequested => {
                done(&referent, "correction", &filed, &correction()).await
            }
            LabelState::Labelled => self.labelled(&filed).await,
            LabelState::Refused => done(&referent, "decision", &filed, &refusal()).await,
            LabelState::Withdrawn => {
                let path = format!("/api/v1/events/{}/withdraw", filed.id);
                let answer = send(&self.organiser, Method::POST, &path, &filed, &reason()).await;
                answer.ok::<EventFile>(200);
                File::read(&answer, filed.id)
            }
            LabelState::Revoked => {
                let labelled = self.labelled(&filed).await;
                let coordinator = self.app.coordinator().await;
                done(&coordinator, "revocation", &labelled, &reason()).await
            }
        }
    }

    /// Grants the label to a submitted event.
    pub(super) async fn labelled(&self, filed: &File) -> File {
        let referent = self.app.coordinator().await;
        let assessed = assessed(&referent, filed, &all_met()).await;
        done(&referent, "decision", &assessed, &grant()).await
    }

    /// Kinds of the log entries about an event, in order.
    pub(super) fn logged(&self, file: &File) -> Vec<String> {
        let records = self
            .app
            .platform
            .services
            .db
            .read_now(|conn| log::of_subject(conn, Subject::Event(file.id)))
            .unwrap();
        records.into_iter().map(|record| record.kind).collect()
    }

    /// Recipient, subject and text of the e-mails about reviews, oldest first; without those that a submission sends.
    pub(super) fn mails(&self) -> Vec<(String, String, String)> {
        self.app
            .platform
            .services
            .db
            .read_now(|conn| {
                Ok(mails::table
                    .filter(mails::subject.not_like("Dépôt reçu\u{202f}: %"))
                    .filter(mails::subject.not_like("À examiner\u{202f}: %"))
                    .order(mails::id)
                    .select((mails::recipient, mails::subject, mails::body_text))
                    .load(conn)?)
            })
            .unwrap()
    }

    /// Snapshots stored with the decisions on an event, oldest first.
    pub(super) fn frozen(&self, file: &File) -> Vec<Value> {
        let rows: Vec<SqlJson> = self
            .app
            .platform
            .services
            .db
            .read_now(|conn| {
                Ok(decisions::table
                    .filter(decisions::event_id.eq(SqlUuid::from(file.id)))
                    .order(decisions::id)
                    .select(decisions::frozen)
                    .load(conn)?)
            })
            .unwrap();
        rows.into_iter().map(|row| row.read().unwrap()).collect()
    }
}

/// A valid form: a visit in Vénissieux on 27 March 2018.
pub(super) fn visit() -> EventForm {
    EventForm {
        organiser: OrganiserForm {
            name: "Fonderie du Rhône".into(),
            kind: "company".into(),
            contact_name: "Camille Martin".into(),
            contact_email: "camille@fonderie.example.org".into(),
            ..OrganiserForm::default()
        },
        title: "Visite de la fonderie".into(),
        summary: "Une matinée au cœur de la coulée continue.".into(),
        description: "Découvrez les métiers de la fonderie avec celles et ceux qui les exercent."
            .into(),
        kind: "company_visit".into(),
        attendance_mode: Some(AttendanceMode::OnSite),
        place: PlaceForm {
            name: "Fonderie du Rhône".into(),
            address: "12 rue de la Coulée".into(),
            postal_code: "69200".into(),
            insee: "69259".into(),
            ..PlaceForm::default()
        },
        occurrences: vec![OccurrenceForm {
            begin: "2018-03-27T09:30".into(),
            end: "2018-03-27T12:00".into(),
            capacity: Some(20),
        }],
        audiences: vec!["pupils".into()],
        access_mode: Some(AccessMode::Registration),
        free: Some(true),
        public_booking: BookingForm {
            email: "visites@fonderie.example.org".into(),
            ..BookingForm::default()
        },
        expected_participants: Some(20),
        commitments_version: "2018-1".into(),
        ..EventForm::default()
    }
}

/// The same in Saint-Denis, in the week of La Réunion.
pub(super) fn visit_at_la_reunion() -> EventForm {
    let mut form = visit();
    form.place.postal_code = "97400".into();
    form.place.insee = "97411".into();
    form.occurrences[0].begin = "2018-04-04T09:30".into();
    form.occurrences[0].end = "2018-04-04T12:00".into();
    form
}

/// An online event without a commune.
pub(super) fn webinar() -> EventForm {
    EventForm {
        kind: "webinar".into(),
        attendance_mode: Some(AttendanceMode::Online),
        place: PlaceForm::default(),
        online_url: "https://fonderie.example.org/direct".into(),
        ..visit()
    }
}

/// `met` on all four criteria.
pub(super) fn all_met() -> Value {
    let answers: Vec<_> = Criterion::ALL
        .iter()
        .map(|criterion| json!({ "criterion": criterion, "verdict": "met" }))
        .collect();
    json!({ "answers": answers })
}

pub(super) fn grant() -> Value {
    json!({ "decision": "label" })
}

pub(super) fn refusal() -> Value {
    json!({
        "decision": "refuse",
        "comment": "L’entrée de la visite est payante.",
        "answers": [
            { "criterion": "free", "verdict": "not_met", "comment": "Cinq euros à l’entrée." }
        ]
    })
}

pub(super) fn correction() -> Value {
    json!({ "message": "À quelle heure finit la visite ?", "fields": ["/occurrences"] })
}

pub(super) fn reason() -> Value {
    json!({ "reason": "La visite ne peut pas avoir lieu." })
}

/// A request on the version of an event that was read.
pub(super) async fn send(
    person: &Person,
    method: Method,
    path: &str,
    read: &File,
    body: &impl Serialize,
) -> Answer {
    let request = person
        .request(method, path)
        .header(header::IF_MATCH, &read.tag);
    Answer::of(request.json(body)).await
}

/// A request of a reviewer: `decision`, `correction` or `revocation`.
pub(super) async fn step(person: &Person, step: &str, read: &File, body: &Value) -> Answer {
    let path = format!("{}/{step}", read.page());
    send(person, Method::POST, &path, read, body).await
}

/// The same; must succeed.
pub(super) async fn done(person: &Person, name: &str, read: &File, body: &Value) -> File {
    let answer = step(person, name, read, body).await;
    answer.ok::<ReviewSheet>(200);
    File::read(&answer, read.id)
}

/// Stores the answers of a referent.
pub(super) async fn assess(person: &Person, read: &File, body: &Value) -> Answer {
    let path = format!("{}/assessment", read.page());
    send(person, Method::PUT, &path, read, body).await
}

/// The same; must succeed.
pub(super) async fn assessed(person: &Person, read: &File, body: &Value) -> File {
    let answer = assess(person, read, body).await;
    answer.ok::<ReviewSheet>(200);
    File::read(&answer, read.id)
}

/// Asserts that the write was rejected because of one field.
#[track_caller]
pub(super) fn refused_at(answer: &Answer, pointer: &str, code: Code) {
    let problem = answer.refused(Code::Invalid);
    let places: Vec<_> = problem
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(places, [(pointer, code)]);
}
