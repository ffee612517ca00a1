//! The part of the scenario in which the program of a partner writes as to OpenAgenda.

use super::recorder::Call;
use super::story::{EDITION, Story};
use crate::support::Person;
use serde_json::{Value, json};

fn event() -> Value {
    json!({
        "title": { "fr": "Portes ouvertes à l’atelier" },
        "description": { "fr": "Les machines tournent, et ceux qui les règlent répondent." },
        "kind": "company_visit",
        "audiences": ["general_public"],
        "timings": [{ "begin": "2018-03-28T09:00:00+02:00", "end": "2018-03-28T12:00:00+02:00" }],
        "attendanceMode": 1,
        "registration": [{ "type": "email", "value": "visites@example.org" }]
    })
}

fn place() -> Value {
    json!({
        "name": "Atelier des Canuts",
        "address": "12 rue de la Soie",
        "postalCode": "69200",
        "city": "Vénissieux",
        "countryCode": "FR",
        "latitude": 45.6977,
        "longitude": 4.8869
    })
}

impl Story {
    /// A program exchanges its key for a token, and writes a place and events, which it removes again.
    pub(super) async fn write_as_agenda(&mut self, member: &Person, space: &str) {
        let call = Call::of("make_api_key").with("id", space).body(json!({
            "name": "Agenda de la CCI",
            "settings": { "kind": "secret", "scopes": ["read", "write"] }
        }));
        let key = self.recorder.send(member, &call).await.json();
        let call = Call::of("request_access_token")
            .body(json!({ "grant-type": "authorization_code", "code": key["secret"] }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("list_agendas").with("slug", EDITION);
        let agendas = self.recorder.send(&self.visitor, &call).await.json();
        let agenda = agendas["agendas"][0]["uid"].to_string();
        let on = |operation: &'static str| Call::of(operation).with("agenda", agenda.as_str());
        let known_as = |operation: &'static str, value: &str| {
            let call = on(operation).with("source", "agenda-cci");
            call.with("value", value)
        };

        self.recorder
            .record(member, Call::of("get_agenda_caller"))
            .await;
        self.recorder
            .record(member, Call::of("list_own_agendas"))
            .await;
        self.recorder.record(member, on("get_own_agenda")).await;
        let call = on("create_agenda_location").body(place());
        let created = self.recorder.record(member, call).await.json();
        let uid = created["location"]["uid"].to_string();
        let of_place = |operation| on(operation).with("location", uid.as_str());
        let call = of_place("patch_agenda_location")
            .body(json!({ "access": { "fr": "Entrée par la cour." } }));
        self.recorder.record(member, call).await;
        let call = of_place("update_agenda_location").body(place());
        self.recorder.record(member, call).await;

        let mut there = event();
        there["locationUid"] = created["location"]["uid"].clone();
        let call = on("search_agenda_events").body(there.clone());
        let draft = self.recorder.send(member, &call).await.json();
        let uid = draft["event"]["uid"].to_string();
        let of_event = |operation| on(operation).with("event", uid.as_str());
        let call = of_event("update_agenda_event").body(there);
        self.recorder.record(member, call).await;
        let call = of_event("patch_agenda_event").body(json!({
            "title": { "fr": "Portes ouvertes à l’atelier des Canuts" }
        }));
        self.recorder.record(member, call).await;
        self.recorder
            .record(member, of_event("delete_agenda_event"))
            .await;
        let call = known_as("put_agenda_event_by_external_id", "atelier-2018").body(event());
        self.recorder.record(member, call).await;
        let call = known_as("delete_agenda_event_by_external_id", "atelier-2018");
        self.recorder.record(member, call).await;

        self.recorder
            .record(member, of_place("delete_agenda_location"))
            .await;
        let call = known_as("put_agenda_location_by_external_id", "canuts").body(place());
        self.recorder.record(member, call).await;
        let call = known_as("get_agenda_location_by_external_id", "canuts");
        self.recorder.record(member, call).await;
        let call = known_as("delete_agenda_location_by_external_id", "canuts");
        self.recorder.record(member, call).await;
        let call = on("list_agenda_members").with("limit", 2);
        self.recorder.record(&self.coordinator, call).await;
        let call = on("list_agenda_sources");
        self.recorder.record(&self.coordinator, call).await;
    }
}
