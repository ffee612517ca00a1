//! The picture by which other sites show an event.

use crate::kit::social::SocialPicture;
use ground::error::Error;
use shared::edition::Edition;
use shared::event::{EventImage, PublicEvent};

pub(super) enum EventPicture<'a> {
    /// The image of the event.
    Own(&'a EventImage),
    /// The picture that is drawn for an event without an image.
    Drawn(Box<SocialPicture>),
}

impl<'a> EventPicture<'a> {
    /// The picture of an event; `site` is the public URL of the site.
    ///
    /// # Errors
    ///
    /// As [`SocialPicture::of`].
    pub(super) fn of(event: &'a PublicEvent, edition: &Edition, site: &str) -> Result<Self, Error> {
        if let Some(image) = &event.image {
            return Ok(Self::Own(image));
        }
        let drawn = SocialPicture::of(event, edition, site)?;
        Ok(Self::Drawn(Box::new(drawn)))
    }
}
