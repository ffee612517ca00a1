//! The catalogue: public operations, and the time until they reflect changes.

mod communes;
mod fields;
pub(crate) mod follow;
mod get_facets;
mod get_figures;
mod get_public_event;
mod list_event_clusters;
mod list_event_points;
mod list_public_events;
mod organisers;

use crate::support::{TestApp, edition_2018, referents};
use api::app::Platform;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{editions, event_changes, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use serde_json::{Value, json};
use shared::edition::{Edition, EditionStatus};
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;

/// An app with the 2018 edition, whose week has not begun, and the owner of the events.
pub(crate) struct Shelf {
    pub(crate) app: TestApp,
    owner: AccountId,
}

/// The content of a labelled event: a visit in Vénissieux, on 26 March from 9 to 11.
pub(crate) fn content() -> Value {
    json!({
        "organiser": { "name": "Fonderie Durand", "kind": "company", "coOrganisers": [] },
        "contact": { "name": "Camille Martin", "email": "camille@exemple.fr" },
        "title": "Visite de la fonderie",
        "summary": "Du métal liquide à la pièce finie, en une heure.",
        "description": "Nous ouvrons nos ateliers.\n\nVenez nombreux.",
        "kind": "company_visit",
        "topics": ["made_in_france"],
        "sectors": ["automotive"],
        "followsTheme": false,
        "attendanceMode": "on_site",
        "venue": {
            "name": "Usine", "address": "1 rue de l’Usine", "postalCode": "69200", "insee": "69259", "city": "Vénissieux",
            "department": "69", "departmentName": "Rhône", "region": "84", "regionName": "Auvergne-Rhône-Alpes",
            "position": { "lon": 4.886_912_3, "lat": 45.697_7 }
        },
        "department": "69",
        "region": "84",
        "timezone": "Europe/Paris",
        "occurrences": [{ "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00" }],
        "audiences": ["pupils"],
        "accessMode": "open",
        "accessibility": ["motor"],
        "constraints": [],
        "expectedParticipants": 12,
        "commitmentsVersion": "2018-1"
    })
}

/// The content with some members changed; `null` removes a member.
pub(crate) fn content_with(changes: Value) -> Value {
    let mut content = content();
    let members = content.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    content
}

/// An online event that belongs to the Rhône.
pub(crate) fn online() -> Value {
    content_with(json!({
        "title": "La soudure en ligne",
        "kind": "webinar",
        "attendanceMode": "online",
        "venue": null,
        "onlineUrl": "https://exemple.fr/direct"
    }))
}

/// The edition of the shelf.
pub(crate) fn shown_edition() -> Edition {
    let mut edition = edition_2018();
    edition.status = EditionStatus::Open;
    edition.referents = referents();
    edition
}

impl Shelf {
    pub(crate) async fn start(engine: ground::db::types::Engine) -> Self {
        Self::configured(engine, &[]).await
    }

    /// The same, with environment variables.
    pub(crate) async fn configured(
        engine: ground::db::types::Engine,
        variables: &[(&str, &str)],
    ) -> Self {
        Self::prepared(engine, variables, |_| {}).await
    }

    /// The same, with state that `prepare` changes before the server starts.
    pub(crate) async fn prepared(
        engine: ground::db::types::Engine,
        variables: &[(&str, &str)],
        prepare: impl FnOnce(&mut Platform),
    ) -> Self {
        let app = TestApp::prepared(engine, variables, prepare).await;
        app.put_edition(&shown_edition());
        let owner = app.organiser().await.account().id;
        app.platform.live.reached(1).await;
        Self { app, owner }
    }

    /// Labels an event; returns once this instance shows it.
    pub(crate) async fn label(&self, number: u8, content: Value) -> EventId {
        let (id, seq) = self.label_now(number, content);
        self.app.platform.live.reached(seq).await;
        id
    }

    /// Labels an event, with its log entry.
    pub(crate) fn label_now(&self, number: u8, content: Value) -> (EventId, i64) {
        let id = EventId(uuid::Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(number),
        ));
        let now = SqlTime::from(self.app.clock.now());
        let seq = self.write(id, "event.labelled", move |conn, edition, owner| {
            let row = (
                events::id.eq(SqlUuid::from(id)),
                events::edition_id.eq(SqlUuid::from(edition)),
                events::owner_id.eq(SqlUuid::from(owner)),
                events::slug.eq(format!("visite-{number}")),
                events::state.eq(LabelState::Labelled.as_str()),
                events::life_status.eq("scheduled"),
                events::form.eq(SqlJson::of(&json!({})).unwrap()),
                events::content.eq(SqlJson::of(&content).unwrap()),
                events::version.eq(1),
                events::round.eq(1),
                events::title.eq("Visite"),
                events::labelled_at.eq(now),
                events::first_labelled_at.eq(now),
                events::created_at.eq(now),
                events::updated_at.eq(now),
            );
            diesel::insert_into(events::table)
                .values(row)
                .execute(conn)?;
            Ok(())
        });
        (id, seq)
    }

    /// Replaces the content of an event.
    pub(crate) async fn rewrite(&self, id: EventId, content: Value) {
        let now = SqlTime::from(self.app.clock.now());
        let seq = self.write(id, "event.edited", move |conn, _, _| {
            diesel::update(events::table.find(SqlUuid::from(id)))
                .set((
                    events::content.eq(SqlJson::of(&content).unwrap()),
                    events::updated_at.eq(now),
                ))
                .execute(conn)?;
            Ok(())
        });
        self.app.platform.live.reached(seq).await;
    }

    /// Hides an event until a change of it is checked.
    pub(crate) async fn suspend(&self, id: EventId) {
        let now = SqlTime::from(self.app.clock.now());
        let seq = self.write(id, "event.change_submitted", move |conn, _, _| {
            let row = (
                event_changes::event_id.eq(SqlUuid::from(id)),
                event_changes::version.eq(1),
                event_changes::suspended.eq(1),
                event_changes::updated_at.eq(now),
            );
            diesel::insert_into(event_changes::table)
                .values(row)
                .execute(conn)?;
            Ok(())
        });
        self.app.platform.live.reached(seq).await;
    }

    /// Logs something about an event that the public does not see.
    pub(crate) async fn note_privately(&self, id: EventId) {
        let seq = self.note_privately_now(id);
        self.app.platform.live.reached(seq).await;
    }

    /// The same, at once; returns the log row.
    pub(crate) fn note_privately_now(&self, id: EventId) -> i64 {
        self.write(id, "event.note_added", |_, _, _| Ok(()))
    }

    /// Unpublishes an event, or changes its life status.
    pub(crate) async fn change(&self, id: EventId, state: LabelState, life_status: &'static str) {
        let seq = self.write(id, "event.changed", move |conn, _, _| {
            diesel::update(events::table.find(SqlUuid::from(id)))
                .set((
                    events::state.eq(state.as_str()),
                    events::life_status.eq(life_status),
                ))
                .execute(conn)?;
            Ok(())
        });
        self.app.platform.live.reached(seq).await;
    }

    /// Changes the life status of an event, with a note.
    pub(crate) async fn note(&self, id: EventId, life_status: &'static str, note: &'static str) {
        let seq = self.write(id, "event.changed", move |conn, _, _| {
            diesel::update(events::table.find(SqlUuid::from(id)))
                .set((
                    events::life_status.eq(life_status),
                    events::life_note.eq(note),
                ))
                .execute(conn)?;
            Ok(())
        });
        self.app.platform.live.reached(seq).await;
    }

    /// Stores a change with its log entry.
    fn write(
        &self,
        id: EventId,
        kind: &'static str,
        mut change: impl FnMut(&mut Conn, EditionId, AccountId) -> Result<(), Error>,
    ) -> i64 {
        let now: DateTime<Utc> = self.app.clock.now();
        self.app
            .platform
            .services
            .db
            .write_now(|conn| {
                let edition: SqlUuid = editions::table
                    .filter(editions::slug.eq("2018"))
                    .select(editions::id)
                    .first(conn)?;
                change(conn, edition.into(), self.owner)?;
                let entry = Entry {
                    by: By::System,
                    subject: Subject::Event(id),
                    edition: Some(edition.into()),
                    kind,
                    payload: json!({}),
                };
                log::append(conn, now, &entry)
            })
            .expect("the event can be stored")
    }
}
