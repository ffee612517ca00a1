//! Writes event submissions of the caller, each in one transaction.

use super::super::call::WriteCall;
use super::super::event::Origin;
use super::super::find::agenda_of;
use super::super::queries::events::{self as numbers, Numbers};
use super::super::queries::place_key::PlaceKey;
use super::super::received::Received;
use super::super::refusal::{Fault, Kind, Refusal};
use super::super::respond::{Context, private_answer};
use super::form::{Wish, is_french, lang};
use super::own_event;
use super::picture::Sender;
use super::places::NamedPlace;
use super::pointers::refused;
use super::target::Target;
use crate::events::acts::Act;
use crate::events::external::queries as external;
use crate::events::new_draft::writable;
use crate::events::queries;
use crate::events::scope::{editable, edited};
use crate::events::stored::StoredFile;
use crate::events::upload_check::UploadCheck;
use crate::images::Seat;
use actix_web::HttpResponse;
use actix_web::web::Payload;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::etag::Expected;
use http::{Actor, Services, Slug};
use shared::event::limits::IMAGE_BYTES;
use shared::event::{EventForm, ExternalId};
use shared::id::EditionId;
use shared::label::LabelState;
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// The event submission to the edition with this slug, on which the caller works; `None` when nothing has the identifier yet. One that
/// was withdrawn is found by that alone.
fn find(
    target: &Target,
    conn: &mut Conn,
    actor: &Actor,
    edition: &str,
) -> Result<Option<StoredFile>, Error> {
    let id = match target {
        Target::New => return Ok(None),
        Target::Uid(uid) => {
            let uid: i64 = uid.parse().map_err(|_no_number| Error::not_found())?;
            numbers::by_uid(conn, uid)?.ok_or_else(Error::not_found)?
        }
        Target::External(id) => match external::find(conn, actor.account.id, id)? {
            Some(id) => id,
            None => return Ok(None),
        },
    };
    let file = edited(conn, actor, id)?;
    let is_known_by_number = matches!(target, Target::Uid(_));
    let is_gone = is_known_by_number && file.state == LabelState::Withdrawn;
    if is_gone || file.edition.slug != edition {
        return Err(Error::not_found());
    }
    Ok(Some(file))
}

/// A caller who writes to an agenda.
#[derive(Debug)]
pub(in super::super) struct Writer<'a> {
    call: &'a WriteCall,
    actor: Actor,
    origin: Origin,
    edition: EditionId,
}

/// An event submission after a request, with its numbers.
type Answer = (StoredFile, Numbers);

impl<'a> Writer<'a> {
    /// Finds the agenda.
    ///
    /// # Errors
    ///
    /// When there is no such agenda, or it takes no events.
    pub(in super::super) async fn to(
        call: &'a WriteCall,
        actor: Actor,
        agenda: &str,
    ) -> Result<Self, Refusal> {
        let context = call.context();
        let catalogue = context.live.get()?;
        let (origin, _) = agenda_of(context.agendas, &catalogue, agenda)?;
        let slug = Slug::try_from(origin.edition.slug.clone());
        let slug = slug.map_err(|_no_slug| Refusal::unknown(Kind::Agenda, agenda))?;
        let found = context.services.db.read(move |conn| writable(conn, &slug));
        let (edition, _) = found.await.map_err(refused)?;
        Ok(Self {
            call,
            actor,
            origin,
            edition,
        })
    }

    /// Creates or changes an event, and submits it if the body asks for that.
    ///
    /// # Errors
    ///
    /// When there is no such event, members are wrong, or the state of the event does not allow it.
    pub(in super::super) async fn write(
        self,
        target: Target,
        is_partial: bool,
        payload: Payload,
    ) -> Result<HttpResponse, Refusal> {
        let context = self.call.context();
        let (received, seat) = self.receive(payload).await?;
        self.write_received(context, target, is_partial, received, seat)
            .await
    }

    /// The same with a body that was received.
    ///
    /// # Errors
    ///
    /// As [`Self::write`].
    pub(in super::super) async fn write_received(
        self,
        context: Context<'_>,
        target: Target,
        is_partial: bool,
        received: Received,
        seat: Option<Seat>,
    ) -> Result<HttpResponse, Refusal> {
        let Received { members, picture } = received;
        let catalogue = context.live.get()?;
        let person = self.actor.account.id;
        let place = NamedPlace::find(context.services, &catalogue, person, &members).await?;
        let sender = Sender {
            call: self.call,
            person,
            edition: self.edition,
        };
        let picture = sender.picture(&members, picture, seat).await?;
        let wish = Wish {
            members,
            is_french: is_french(lang(context.request)),
            is_partial,
            place,
            picture,
            fields: Arc::clone(&self.origin.fields),
        };
        let check = UploadCheck::new(self.call.images.clone(), self.call.arrival);
        let request = Arc::new(Request {
            actor: self.actor.clone(),
            edition: self.origin.edition.slug.clone(),
            target: target.clone(),
            wish,
            arrival: self.call.arrival,
        });
        let write = async || {
            let (request, check) = (Arc::clone(&request), check.clone());
            let write = move |conn: &mut Conn, services: &Services| {
                request.carry_out(services, conn, &check)
            };
            self.call.services().write(write).await
        };
        let answered = check.run(write).await;
        let answered = answered.map_err(|error| target.refusal(Kind::Event, error))?;
        let answer = answered.map_err(Refusal::Invalid)?;
        Ok(self.respond(context, &answer)?)
    }

    /// Deletes a draft, or withdraws a submission.
    ///
    /// # Errors
    ///
    /// When there is no such event, or its state does not allow it.
    pub(in super::super) async fn delete(self, target: Target) -> Result<HttpResponse, Refusal> {
        let context = self.call.context();
        let (actor, arrival) = (self.actor.clone(), self.call.arrival);
        let (wanted, edition) = (target.clone(), self.origin.edition.slug.clone());
        let delete = move |conn: &mut Conn, services: &Services| {
            let act = Act {
                services,
                actor: &actor,
                arrival,
            };
            let file = find(&wanted, conn, &actor, &edition)?;
            let file = file.filter(|file| actor.owns(file.owner) && is_listed(file));
            let file = file.ok_or_else(Error::not_found)?;
            let numbers = numbers_of(conn, &file)?;
            if !file.was_submitted() {
                act.delete(conn, &file)?;
                return Ok((file, numbers));
            }
            if file.state.is_public() {
                return Err(Error::rejected(Code::FileLocked)
                    .because("a labelled event is withdrawn on the platform, with a reason"));
            }
            let file = act.withdraw(conn, &file, &Expected::Any, None)?;
            Ok((file, numbers))
        };
        let answer = self.call.services().write(delete).await;
        let answer = answer.map_err(|error| target.refusal(Kind::Event, error))?;
        Ok(self.respond(context, &answer)?)
    }

    /// Receives the body of the request; a picture that comes with it needs a seat among those that are received.
    async fn receive(&self, payload: Payload) -> Result<(Received, Option<Seat>), Refusal> {
        let WriteCall { images, intake, .. } = self.call;
        let request = self.call.context().request;
        let mut seat = None;
        if Received::is_form(request) {
            seat = Some(images.seat(self.actor.account.id).await?);
        }
        let received = Received::read(request, payload, intake, IMAGE_BYTES).await?;
        Ok((received, seat))
    }

    fn respond(&self, context: Context<'_>, answer: &Answer) -> Result<HttpResponse, Error> {
        let (file, numbers) = answer;
        let now = context.services.clock.now();
        let event = own_event::members(context.agendas, &self.origin, file, numbers, now);
        private_answer("event", &event)
    }
}

/// Answers with an event submission on which the caller works, public or not.
///
/// # Errors
///
/// When there is no such event.
pub(in super::super) async fn read_own(
    context: Context<'_>,
    actor: Actor,
    origin: &Origin,
    target: Target,
) -> Result<HttpResponse, Refusal> {
    let (wanted, edition) = (target.clone(), origin.edition.slug.clone());
    let found = context.services.db.read(move |conn| {
        let file = find(&wanted, conn, &actor, &edition)?;
        let file = file.filter(is_listed).ok_or_else(Error::not_found)?;
        let numbers = numbers_of(conn, &file)?;
        Ok((file, numbers))
    });
    let (file, numbers) = found
        .await
        .map_err(|error| target.refusal(Kind::Event, error))?;
    let now = context.services.clock.now();
    let event = own_event::members(context.agendas, origin, &file, &numbers, now);
    Ok(private_answer("event", &event)?)
}

/// True for an event that was not withdrawn.
fn is_listed(file: &StoredFile) -> bool {
    file.state != LabelState::Withdrawn
}

/// Numbers by which OpenAgenda names the event, its owner and its place.
fn numbers_of(conn: &mut Conn, file: &StoredFile) -> Result<Numbers, Error> {
    let place = PlaceKey::of(&file.form.place);
    numbers::numbers(conn, file.id, file.owner, place.as_ref())
}

/// A request to write, with what was looked up for it.
struct Request {
    actor: Actor,
    /// Slug of the edition.
    edition: String,
    target: Target,
    wish: Wish,
    arrival: DateTime<Utc>,
}

impl Request {
    /// Carries it out. The inner error lists the members that are wrong, before anything was stored.
    fn carry_out(
        &self,
        services: &Services,
        conn: &mut Conn,
        check: &UploadCheck,
    ) -> Result<Result<Answer, Vec<Fault>>, Error> {
        let actor = &self.actor;
        let act = Act {
            services,
            actor,
            arrival: self.arrival,
        };
        let found = find(&self.target, conn, actor, &self.edition)?;
        let (file, written) = if let Some(file) = found {
            let place = numbers_of(conn, &file)?.place;
            let written = match self.wish.apply(&file.form, place, &file.edition) {
                Ok(written) => written,
                Err(faults) => return Ok(Err(faults)),
            };
            let is_changed = written.form != file.form;
            if is_changed || (written.submit && file.state.is_editable()) {
                editable(actor, &file)?;
            }
            let file = if is_changed {
                written.form.check_storable().map_err(Error::invalid)?;
                act.save(conn, check, file, written.form.clone())?
            } else {
                file
            };
            (file, written)
        } else {
            let slug = Slug::try_from(self.edition.clone());
            let slug = slug.map_err(|_no_slug| Error::not_found())?;
            let edition = writable(conn, &slug)?;
            let account = &actor.account;
            let form = EventForm::prefilled(&account.name, &account.email, None, &edition.1);
            let written = match self.wish.apply(&form, None, &edition.1) {
                Ok(written) => written,
                Err(faults) => return Ok(Err(faults)),
            };
            written.form.check_storable().map_err(Error::invalid)?;
            let file = act.create(conn, check, edition, &written.form, "")?;
            (file, written)
        };
        let mut ids = written.external;
        if let Target::External(id) = &self.target {
            ids.push(id.clone());
        }
        for id in &ids {
            self.know(conn, &file, id)?;
        }
        let file = if written.submit && file.state.is_editable() {
            if !actor.account.verified {
                return Err(Error::rejected(Code::EmailUnverified));
            }
            let read = queries::find(conn, file.id)?.ok_or_else(Error::not_found)?;
            act.submit(conn, check, &read, &Expected::Any, None)?
        } else {
            file
        };
        let numbers = numbers_of(conn, &file)?;
        Ok(Ok((file, numbers)))
    }

    /// Stores an identifier of an event in another system, unless it is known.
    fn know(&self, conn: &mut Conn, file: &StoredFile, id: &ExternalId) -> Result<(), Error> {
        let owner = self.actor.account.id;
        match external::find(conn, owner, id)? {
            Some(event) if event == file.id => Ok(()),
            Some(_) => {
                let detail = "is that of another event";
                let fault = FieldProblem::new("/extIds", Code::Duplicate, detail);
                Err(Error::invalid(vec![fault]))
            }
            None => external::insert(conn, owner, id, file.id),
        }
    }
}
