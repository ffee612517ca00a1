//! Reads of visitors, partners and the operators.

use super::super::recorder::Call;
use super::{EDITION, File, SIGNED_HEAD, SITE, Story};
use diesel::prelude::*;
use ground::db::schema::external_ids;
use ground::db::types::SqlUuid;
use ground::log;
use serde_json::{Value, json};
use shared::event::StoredImage;
use shared::id::EventId;

impl Story {
    pub(super) async fn look_up_editions_and_places(&mut self) {
        self.app.caught_up().await;
        for call in [
            Call::of("list_editions"),
            Call::of("get_edition").with("edition", EDITION),
            Call::of("get_event_schema").with("edition", EDITION),
            Call::of("list_vocabularies").with("edition", EDITION),
            Call::of("list_partners").with("edition", EDITION),
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

    /// Waits until the catalogue has what was labelled.
    pub(super) async fn publish(&self) {
        let services = &self.app.platform.services;
        let head = services.db.read_now(log::head).expect("the log");
        let head = head.expect("an entry");
        self.app.platform.live.reached(head.seq).await;
    }

    pub(super) async fn read_the_catalogue(&mut self, labelled: &File, image: &StoredImage) {
        for call in [
            Call::of("list_public_events")
                .with("edition", EDITION)
                .with("region", "84")
                .with("limit", 1)
                .with("count", true),
            Call::of("list_changes")
                .with("edition", EDITION)
                .with("limit", 1),
            labelled.call("get_public_event"),
            Call::of("get_public_event_by_slug")
                .with("edition", EDITION)
                .with("slug", "visite-de-la-fonderie"),
            Call::of("list_event_points").with("edition", EDITION),
            Call::of("list_event_clusters")
                .with("zoom", 5)
                .with("edition", EDITION),
            Call::of("get_facets").with("edition", EDITION),
            Call::of("search_organisers")
                .with("q", "fonderie")
                .with("edition", EDITION),
            Call::of("get_figures").with("edition", EDITION),
            Call::of("get_image")
                .with("id", json!(image.id))
                .with("width", 960),
            Call::of("get_square_image")
                .with("id", json!(image.id))
                .with("at", 50),
            labelled.call("get_sharing_picture"),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    pub(super) async fn export(&mut self, labelled: &File) {
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
            one("export_france_travail"),
            one("export_geojson"),
            one("export_json_feed"),
            one("export_programme"),
            one("export_rss"),
            one("export_xlsx").with("columns", columns),
            one("print_programme"),
            labelled.call("export_event_calendar"),
            Call::of("get_table_schema").with("columns", columns),
            Call::of("get_oembed")
                .with(
                    "url",
                    format!("{SITE}/evenements/{EDITION}/visite-de-la-fonderie"),
                )
                .with("maxwidth", 600),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    pub(super) async fn read_as_geographer(&mut self, labelled: &File) {
        let json = |operation| Call::of(operation).with("f", "json");
        for call in [
            json("get_ogc_landing_page"),
            json("get_ogc_conformance"),
            json("get_ogc_definition"),
            json("list_ogc_collections"),
            json("get_ogc_collection").with("collection", "events"),
            json("get_ogc_queryables").with("collection", "events"),
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

    /// Stores the identifier that the event has at a chamber.
    pub(super) fn know_by_another_name(&self, file: &File) {
        let event: EventId = file.id.parse().expect("an identifier");
        let owner = SqlUuid::from(self.organiser.account().id);
        let db = &self.app.platform.services.db;
        db.write_now(|conn| {
            let row = (
                external_ids::owner_id.eq(owner),
                external_ids::source.eq("agenda-cci"),
                external_ids::external_id.eq("fonderie-2018-04"),
                external_ids::event_id.eq(SqlUuid::from(event)),
            );
            diesel::insert_into(external_ids::table)
                .values(row)
                .execute(conn)?;
            Ok(())
        })
        .expect("the identifier is stored");
    }

    /// A site that was made for OpenAgenda reads the events.
    pub(super) async fn read_as_agenda(&mut self) {
        let text = |value: &Value| value.to_string();
        let call = Call::of("list_agendas").with("slug", EDITION);
        let agendas = self.recorder.record(&self.visitor, call).await.json();
        let agenda = text(&agendas["agendas"][0]["uid"]);
        let of_agenda = |operation| Call::of(operation).with("agenda", agenda.as_str());
        let one = |operation| of_agenda(operation).with("slug", "visite-de-la-fonderie");
        let call = one("list_agenda_events").with("aggregations", "cities");
        let events = self.recorder.record(&self.visitor, call).await.json();
        let event = &events["events"][0];
        let place = text(&event["location"]["uid"]);
        for call in [
            of_agenda("get_agenda").with("detailed", "1"),
            of_agenda("search_agenda_events")
                .body(json!({ "relative": ["upcoming"], "size": 0, "aggregations": ["regions"] })),
            of_agenda("get_agenda_event").with("event", text(&event["uid"])),
            one("get_agenda_event_by_slug"),
            of_agenda("get_agenda_event_by_external_id")
                .with("source", "agenda-cci")
                .with("value", "fonderie-2018-04"),
            of_agenda("list_agenda_locations"),
            of_agenda("get_agenda_location").with("location", place),
            Call::of("list_events_of_agendas").with("size", 0),
            one("export_agenda_csv"),
            one("export_agenda_xlsx"),
            one("export_agenda_calendar"),
            one("export_agenda_rss"),
            one("export_agenda_programme"),
        ] {
            self.recorder.record(&self.visitor, call).await;
        }
    }

    pub(super) async fn read_as_portal(&mut self) {
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

    /// A visitor reports an error, which the organiser corrects.
    pub(super) async fn hear_a_visitor(&mut self, labelled: &File) {
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

    pub(super) async fn probe(&mut self) {
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
}
