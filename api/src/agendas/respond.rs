//! Reads what a client asks of events, and sends lists and single events.

use super::aggregations::Aggregations;
use super::event::{self, DescriptionFormat, Form, Origin};
use super::find::{Item, List};
use super::json::{Fields, Members, Object, list};
use super::parameters::Parameters;
use super::refusal::{JSON, Refusal};
use super::values::yes;
use super::{Agendas, agenda};
use crate::catalogue::Live;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use catalogue::{Catalogue, Entry, Key};
use ground::error::Error;
use http::etag::digest;
use http::{Answer, Services};
use serde_json::Value;
use std::sync::Arc;

/// Parameters on which no answer depends: keys, and what clients send to pass caches.
const UNREAD: [&str; 7] = ["key", "access_token", "nonce", "nc", "cms", "host", "lang"];
/// Bytes from which an answer is tagged by what it is made of: hashing it would cost as much as writing it.
const LONG_BYTES: usize = 64 << 10;
/// Bytes of an event in a list, and of one with all members, for the size of buffers.
const EVENT_BYTES: usize = 1_500;
const DETAILED_BYTES: usize = 5_000;

/// A request, and what answers it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) request: &'a HttpRequest,
    pub(super) services: &'a Services,
    pub(super) live: &'a Live,
    pub(super) agendas: &'a Agendas,
}

/// Form in which a client wants the events, with the members that it names.
#[derive(Debug)]
pub(super) struct Wishes {
    detailed: bool,
    monolingual: bool,
    description: DescriptionFormat,
    labels: bool,
    members: Option<Members>,
}

impl Wishes {
    /// Reads them; a single event has all members.
    ///
    /// # Errors
    ///
    /// When a value has the wrong type.
    pub(super) fn read(parameters: &Parameters, is_single: bool) -> Result<Self, Refusal> {
        let format = parameters.one("longDescriptionFormat");
        let format = format.unwrap_or_default().to_ascii_lowercase();
        Ok(Self {
            detailed: yes(parameters, "detailed")? || is_single,
            // The language is not read: a text in another one would be the French one, too.
            monolingual: parameters.one("monolingual").is_some(),
            description: match format.as_str() {
                "html" | "htmlwithembeds" => DescriptionFormat::Html,
                _ => DescriptionFormat::Markdown,
            },
            labels: yes(parameters, "includeLabels")?,
            members: members(parameters),
        })
    }

    fn form(&self) -> Form<'_> {
        Form {
            // A member that is named is written, in a list as well.
            detailed: self.detailed || self.members.is_some(),
            monolingual: self.monolingual,
            description: self.description,
            labels: self.labels,
            fields: self.members.as_ref().map_or(Fields::All, Fields::Only),
        }
    }
}

/// Answers with what the caller alone may read, which no cache keeps.
///
/// # Errors
///
/// When it has no JSON form, which its types do not allow.
pub(super) fn private_answer(name: &str, value: &Value) -> Result<HttpResponse, Error> {
    let mut out = Vec::new();
    let mut answer = Object::begin(&mut out, Fields::All);
    answer.value("success", &true)?;
    answer.value(name, value)?;
    answer.end();
    Ok(unkept(out))
}

/// An answer that no cache keeps.
pub(super) fn unkept(json: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(JSON)
        .body(json)
}

/// The members that a request names; `None` when it names none. A number is always among them.
pub(super) fn members(parameters: &Parameters) -> Option<Members> {
    let mut named = parameters.many(&["includeFields", "if"]);
    if named.is_empty() {
        return None;
    }
    named.push("uid");
    Some(Members::at(&named))
}

/// The key of an answer in the cache: `path` and the parameters on which it depends.
pub(super) fn key(catalogue: &Catalogue, moment: i64, path: &str, parameters: &Parameters) -> Key {
    Key {
        version: catalogue.version(),
        moment,
        address: format!("v2/{path}?{}", parameters.canonical(&UNREAD)),
    }
}

/// Sends a list of events.
///
/// # Errors
///
/// When the catalogue cannot be searched, or the answer not be encoded.
pub(super) async fn send_list(
    context: Context<'_>,
    catalogue: &Arc<Catalogue>,
    asked: List,
    path: &str,
    parameters: &Parameters,
) -> Result<HttpResponse, Refusal> {
    let Context {
        request,
        services,
        live,
        agendas,
    } = context;
    let wishes = Wishes::read(parameters, false)?;
    let counts = Aggregations::read(parameters)?;
    let key = key(catalogue, asked.now, path, parameters);
    let tag = || {
        let made_of = format!("{}\n{key:?}\n{}", env!("CARGO_PKG_VERSION"), agendas.site);
        digest(made_of.as_bytes())
    };
    let render = || -> Result<Answer, Error> {
        let body = written(services, agendas, catalogue, &asked, &wishes, &counts)?;
        Ok(if body.len() < LONG_BYTES {
            Answer::new(JSON, body)
        } else {
            Answer::tagged(JSON, body, tag()).seldom_unless(false)
        })
    };
    let answer = live.answer(key.clone(), render)?;
    Ok(answer.respond(request).await?)
}

fn written(
    services: &Services,
    agendas: &Agendas,
    catalogue: &Arc<Catalogue>,
    asked: &List,
    wishes: &Wishes,
    counts: &Aggregations,
) -> Result<Vec<u8>, Error> {
    let selections = asked.select(catalogue)?;
    let page = asked.page(services, catalogue, &selections)?;
    let bytes = if wishes.detailed {
        DETAILED_BYTES
    } else {
        EVENT_BYTES
    };
    let mut out = Vec::with_capacity(1_000 + page.items.len() * bytes);
    let mut answer = Object::begin(&mut out, Fields::All);
    answer.value("success", &true)?;
    answer.value("total", &page.total)?;
    answer.value("sort", &asked.order.name())?;
    answer.value("after", &page.after.as_ref().map(|after| [after]))?;
    answer.with("events", |out| {
        list(out, &page.items, |out, item| {
            write_item(out, agendas, asked, wishes, item)
        })
    })?;
    counts.write(&mut answer, catalogue, asked, &selections)?;
    answer.end();
    Ok(out)
}

fn write_item(
    out: &mut Vec<u8>,
    agendas: &Agendas,
    asked: &List,
    wishes: &Wishes,
    item: &Item<'_>,
) -> serde_json::Result<()> {
    let form = wishes.form();
    if item.is_gone {
        let mut object = Object::begin(out, Fields::All);
        object.value("uid", &item.entry.ids.uid)?;
        object.value("removed", &true)?;
        object.value("updatedAt", &item.entry.event.updated_at)?;
        object.end();
        return Ok(());
    }
    let Some(part) = asked.parts.get(item.part) else {
        return serde_json::to_writer(out, &());
    };
    let mut object = Object::begin(out, form.fields);
    let now = asked.now;
    event::write_members(&mut object, agendas, item.entry, &part.origin, form, now)?;
    if asked.says_order {
        object.end_with("sort", |out| {
            let name = asked.order.name();
            let begin = item.entry.event.occurrences.next(now);
            let begin = begin.map(|next| next.begin().timestamp_millis());
            match item.sorted_by() {
                Some(key) => list(out, [key], |out, value| sort_entry(out, &name, value)),
                None => list(out, [begin], |out, value| sort_entry(out, &name, &value)),
            }
        })?;
    } else {
        object.end();
    }
    Ok(())
}

fn sort_entry(
    out: &mut Vec<u8>,
    key: &str,
    value: &impl serde::Serialize,
) -> serde_json::Result<()> {
    let mut object = Object::begin(out, Fields::All);
    object.value("key", key)?;
    object.value("value", value)?;
    object.end();
    Ok(())
}

/// Sends a single event.
///
/// # Errors
///
/// When a value has the wrong type, or the answer cannot be encoded.
pub(super) async fn send_event(
    context: Context<'_>,
    catalogue: &Arc<Catalogue>,
    origin: &Origin,
    entry: &Entry,
) -> Result<HttpResponse, Refusal> {
    let Context {
        request,
        services,
        live,
        agendas,
    } = context;
    let parameters = Parameters::of_query(request.query_string())?;
    let wishes = Wishes::read(&parameters, true)?;
    let query = agenda::of_edition(&origin.edition);
    let at = services.clock.now();
    let now = catalogue.moment_of(&query, at);
    // The answer changes when an occurrence of the event ends, not when one of another does.
    let over = entry.event.occurrences.over(at.timestamp_micros());
    let path = format!("event/{}/{over}", entry.id());
    let key = key(catalogue, i64::MIN, &path, &parameters);
    let answer = live.answer(key, || {
        let mut out = Vec::with_capacity(DETAILED_BYTES);
        let mut answer = Object::begin(&mut out, Fields::All);
        answer.value("success", &true)?;
        answer.with("event", |out| {
            event::write(out, agendas, entry, origin, wishes.form(), now)
        })?;
        answer.end();
        Ok(Answer::new(JSON, out))
    })?;
    Ok(answer.respond(request).await?)
}
