//! The picture of an event: a part of the form that the client sends, or at an address.

use super::super::call::WriteCall;
use super::super::refusal::{Fault, Refusal};
use super::members::Reader;
use super::pointers::refused;
use crate::events::uploads::UPLOAD;
use crate::images::{Seat, keep};
use crate::openagenda::fetch_picture;
use actix_web::web::Bytes;
use http::client;
use http::limits::{self, Attempt};
use serde_json::{Map, Value};
use shared::event::{EventForm, ImageForm, StoredImage};
use shared::id::{AccountId, EditionId};
use shared::problem::Code;

/// Member with the picture.
const IMAGE: &str = "image";

/// Change of the picture of an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Picture {
    /// Nothing is said of it.
    Kept,
    /// It is the one at this address, which the event must have.
    Named(String),
    Removed,
    /// A new one takes its place.
    Stored(StoredImage),
}

impl Picture {
    /// Changes the picture of a form.
    pub(super) fn apply(&self, reader: &mut Reader<'_>, form: &mut EventForm) {
        match self {
            Self::Kept => {}
            Self::Named(address) => {
                let file = form.image.file.as_ref();
                if !file.is_some_and(|file| address.ends_with(&file.address())) {
                    let message = "must have the address of a picture as `url`; or send it as a part `image` of a form";
                    reader.fault(IMAGE, Code::UnknownImage, message);
                }
            }
            Self::Removed => form.image = ImageForm::default(),
            Self::Stored(stored) => {
                if form.image.file.as_ref() != Some(stored) {
                    form.image.focus = None;
                }
                form.image.file = Some(stored.clone());
            }
        }
    }
}

/// A client that sends pictures for an edition.
#[derive(Debug)]
pub(super) struct Sender<'a> {
    pub(super) call: &'a WriteCall,
    pub(super) person: AccountId,
    pub(super) edition: EditionId,
}

impl Sender<'_> {
    /// The picture that a body says, stored if it is a new one. `part` came with the body, for which `seat` was taken.
    ///
    /// # Errors
    ///
    /// When the member has the wrong type, or the picture is not one that an upload would accept.
    pub(super) async fn picture(
        &self,
        members: &Map<String, Value>,
        part: Option<Bytes>,
        seat: Option<Seat>,
    ) -> Result<Picture, Refusal> {
        if let Some((file, seat)) = part.zip(seat) {
            self.count().await?;
            return self.store(file, seat).await;
        }
        match members.get(IMAGE) {
            None => Ok(Picture::Kept),
            Some(Value::Null) => Ok(Picture::Removed),
            Some(Value::String(address)) => self.fetch(address).await,
            Some(Value::Object(image)) => {
                let text = |name: &str| image.get(name).and_then(Value::as_str);
                match (text("url"), text("filename")) {
                    (Some(address), _) => self.fetch(address).await,
                    (None, Some(name)) => {
                        let base = text("base").unwrap_or_default();
                        Ok(Picture::Named(format!("{base}{name}")))
                    }
                    (None, None) => Err(wrong("must have an address as `url`")),
                }
            }
            Some(_) => Err(wrong("must be an object with an address as `url`")),
        }
    }

    async fn fetch(&self, address: &str) -> Result<Picture, Refusal> {
        self.count().await?;
        let seat = self.call.images.seat(self.person).await?;
        let file = fetch_picture(address.trim()).await.map_err(|error| {
            // The reason may name machines inside.
            tracing::info!(error = format!("{error:#}"), "a picture was not fetched");
            wrong(
                "is no JPEG, PNG or WebP picture of at most 8 MiB that a public machine sends at once over https",
            )
        })?;
        self.store(file.into(), seat).await
    }

    /// Counts an upload of the person.
    async fn count(&self) -> Result<(), Refusal> {
        let services = self.call.services();
        let attempt = Attempt {
            person: self.person.to_string(),
            machine: client::address(services, self.call.context().request),
        };
        Ok(limits::count(services, UPLOAD, &attempt).await?)
    }

    async fn store(&self, file: Bytes, seat: Seat) -> Result<Picture, Refusal> {
        let images = self.call.images.clone();
        let stored = keep(self.call.services(), images, self.edition, file, seat).await;
        stored.map(Picture::Stored).map_err(refused)
    }
}

fn wrong(message: &str) -> Refusal {
    Refusal::invalid(Fault::new(IMAGE, "image.invalid", message).in_body())
}
