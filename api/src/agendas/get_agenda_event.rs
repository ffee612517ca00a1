use super::call::Call;
use super::documented::EventParams;
use super::find::agenda_of;
use super::refusal::{Kind, Refusal, TokenRefusals};
use super::respond::{Context, send_event};
use super::writing::Target;
use super::writing::event::read_own;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use catalogue::{Catalogue, Entry, Found};
use http::auth::{Gate, bearer};
use http::problems::NotModified;
use shared::account::Operation;
use shared::edition::Edition;
use std::sync::Arc;

/// Identifier of an event that is asked for.
#[derive(Debug, Clone)]
enum Wanted {
    Uid(String),
    Slug(String),
    External(String, String),
}

impl Wanted {
    /// Looks up the event among the public ones of an edition.
    fn of(self, catalogue: &Catalogue, edition: &Edition) -> Result<Arc<Entry>, Refusal> {
        let (by, asked, found) = match self {
            Self::Uid(uid) => {
                let number = uid.parse().ok();
                let found = number.and_then(|number| catalogue.by_uid(number));
                ("uid", uid, found.and_then(public))
            }
            Self::Slug(slug) => {
                let found = catalogue.by_slug(&edition.slug, &slug);
                ("slug", slug, found.and_then(public))
            }
            Self::External(key, value) => {
                let found = catalogue.by_external(&edition.slug, &key, &value);
                ("key", value, found.cloned())
            }
        };
        found
            .filter(|entry| entry.event.edition == edition.slug)
            .ok_or(Refusal::Unknown {
                kind: Kind::Event,
                by,
                asked,
            })
    }
}

fn public(found: Found<'_>) -> Option<Arc<Entry>> {
    match found {
        Found::Event(entry) => Some(Arc::clone(entry)),
        Found::Gone => None,
    }
}

/// OpenAgenda: get an event
///
/// All members of a labelled event. 404 also when it was public and no longer is: the list with `removed=1` names it. With a token, an event
/// submission of the caller too, which is not public.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("event" = String, Path, description = "Number of the event", example = "1"),
        EventParams,
    ),
    responses(
        (status = 200, description = "The event", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        TokenRefusals,
    )
)]
#[get("/v2/agendas/{agenda}/events/{event}")]
pub(super) async fn get_agenda_event(
    call: Call,
    gate: Data<Gate>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, uid) = path.into_inner();
    send(call.context(), &gate, &agenda, Wanted::Uid(uid)).await
}

/// OpenAgenda: get an event by its slug
///
/// The response is that of `get_agenda_event`. The slug is the last part of the address of the event's page.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("slug" = String, Path, description = "Slug of the event", example = "visite-de-la-fonderie"),
        EventParams,
    ),
    responses(
        (status = 200, description = "The event", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        TokenRefusals,
    )
)]
#[get("/v2/agendas/{agenda}/events/slug/{slug}")]
pub(super) async fn get_agenda_event_by_slug(
    call: Call,
    gate: Data<Gate>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, slug) = path.into_inner();
    send(call.context(), &gate, &agenda, Wanted::Slug(slug)).await
}

/// OpenAgenda: get an event by its identifier in another system
///
/// The response is that of `get_agenda_event`. When events of several accounts have the identifier, it is the first of them.
#[utoipa::path(
    tag = "agendas",
    params(
        ("agenda" = String, Path, description = "Number of the agenda", example = "1"),
        ("source" = String, Path, description = "Name of the other system", example = "agenda-cci"),
        ("value" = String, Path, description = "Identifier in that system; `/` is written `%2F`", example = "visite-2018-04"),
        EventParams,
    ),
    responses(
        (status = 200, description = "The event", body = Object, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        TokenRefusals,
    )
)]
#[get("/v2/agendas/{agenda}/events/ext/{source}/{value}")]
pub(super) async fn get_agenda_event_by_external_id(
    call: Call,
    gate: Data<Gate>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Refusal> {
    let (agenda, key, value) = path.into_inner();
    send(call.context(), &gate, &agenda, Wanted::External(key, value)).await
}

async fn send(
    context: Context<'_>,
    gate: &Gate,
    agenda: &str,
    wanted: Wanted,
) -> Result<HttpResponse, Refusal> {
    let catalogue = context.live.get()?;
    let (origin, _) = agenda_of(context.agendas, &catalogue, agenda)?;
    let unknown = match wanted.clone().of(&catalogue, &origin.edition) {
        Ok(entry) => return send_event(context, &catalogue, &origin, &entry).await,
        Err(unknown) => unknown,
    };
    // Whoever works on it reads it before the public does.
    let target = match wanted {
        Wanted::Uid(uid) => Some(Target::Uid(uid)),
        Wanted::External(key, value) => Target::external(&key, &value).ok(),
        Wanted::Slug(_) => None,
    };
    let is_somebody = bearer(context.request).ok().flatten().is_some();
    let Some(target) = target.filter(|_| is_somebody) else {
        return Err(unknown);
    };
    let reading = Operation::GetExternalEvent;
    let actor = gate.actor_for(reading, context.request).await?;
    read_own(context, actor, &origin, target).await
}
