//! OpenAgenda v2: the labelled events for sites and programs that were made for OpenAgenda, under `/v2`.
//!
//! An edition is an agenda, the programme is its network. Agendas, events and places have numbers, which the database gives them
//! once. What an edition asks beside OpenAgenda's own fields are additional fields ([`terms`]). Everything is read from the catalogue
//! in memory; answers are cached like those of the platform's own lists.
//!
//! **Writing.** A program exchanges a key for a token (`request_access_token`), and writes event submissions and locations of the person
//! who made the key ([`writing`]). What it writes is read by that person alone until the event gets the label.
//!
//! **Tolerance.** Unlike everywhere else, an unknown parameter is ignored, and so is an unknown value of a choice: the clients send
//! parameters of their own. A value of the wrong type is refused. A key is accepted and not read: the events are public. Errors have
//! OpenAgenda's form ([`refusal`]).

mod agenda;
mod aggregations;
mod call;
mod documented;
mod event;
mod exports;
mod find;
mod geohash;
mod get_agenda;
mod get_agenda_event;
mod get_agenda_location;
mod json;
mod list_agenda_events;
mod list_agenda_locations;
mod list_agenda_members;
mod list_agendas;
mod list_events_of_agendas;
mod localised;
mod locations;
mod me;
mod multipart;
mod parameters;
mod people;
mod place;
mod queries;
mod query;
mod received;
mod refusal;
mod request_access_token;
mod respond;
mod rest;
mod terms;
mod update_agenda_event;
mod update_agenda_location;
mod values;
mod writing;

pub(crate) use refusal::{JSON, problem_body, refused};

use crate::addresses::{AGENDA_EXPORTS, AGENDAS};
use catalogue::MemoryBudget;
use http::register::ServiceConfig;
use terms::FieldsOfEditions;

/// Root of the paths.
pub(crate) const ROOT: &str = AGENDAS;
/// The roots of the paths, exports included.
pub(crate) const ROOTS: [&str; 2] = [ROOT, AGENDA_EXPORTS];

/// Number of the network of all agendas: the programme.
const NETWORK: i64 = 1;
/// State of a public event.
const PUBLISHED: i8 = 2;

/// Memory budget of the members that are kept with their events, in bytes.
const KEPT_BYTES: usize = 24 << 20;

/// State that the answers share: the additional fields of the editions, and the memory for rendered events.
#[derive(Debug)]
pub(crate) struct Agendas {
    /// Public URL of the site, without a trailing slash.
    site: String,
    fields: FieldsOfEditions,
    room: MemoryBudget,
}

impl Agendas {
    /// The agendas of the site at this address.
    pub(crate) fn new(site: String) -> Self {
        Self {
            site,
            fields: FieldsOfEditions::default(),
            room: MemoryBudget::new(KEPT_BYTES),
        }
    }
}

/// Registers the operations of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(request_access_token::request_access_token)
        .service(list_agendas::list_agendas)
        .service(list_events_of_agendas::list_events_of_agendas)
        .service(list_agenda_events::list_agenda_events)
        .service(list_agenda_events::search_agenda_events)
        .service(get_agenda_event::get_agenda_event_by_slug)
        .service(get_agenda_event::get_agenda_event_by_external_id)
        .service(update_agenda_event::put_agenda_event_by_external_id)
        .service(update_agenda_event::delete_agenda_event_by_external_id)
        .service(get_agenda_event::get_agenda_event)
        .service(update_agenda_event::update_agenda_event)
        .service(update_agenda_event::patch_agenda_event)
        .service(update_agenda_event::delete_agenda_event)
        .service(list_agenda_locations::list_agenda_locations)
        .service(update_agenda_location::create_agenda_location)
        .service(update_agenda_location::get_agenda_location_by_external_id)
        .service(update_agenda_location::put_agenda_location_by_external_id)
        .service(update_agenda_location::delete_agenda_location_by_external_id)
        .service(get_agenda_location::get_agenda_location)
        .service(update_agenda_location::update_agenda_location)
        .service(update_agenda_location::patch_agenda_location)
        .service(update_agenda_location::delete_agenda_location)
        .service(list_agenda_members::list_agenda_members)
        .service(list_agenda_members::list_agenda_sources)
        .service(get_agenda::get_agenda)
        .service(me::get_agenda_caller)
        .service(me::list_own_agendas)
        .service(me::get_own_agenda)
        .service(exports::export_agenda_csv)
        .service(exports::export_agenda_xlsx)
        .service(exports::export_agenda_calendar)
        .service(exports::export_agenda_rss)
        .service(exports::export_agenda_programme);
}
