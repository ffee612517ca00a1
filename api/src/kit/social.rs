//! The picture that other sites show with a link to an event that has none of its own: a file of the kit, for everybody.
//!
//! It is drawn from the words of the event and the colours of the edition, and kept as the files of kits are. Its address has a tag of
//! its content, so that a change leads to another address.

use super::store::{Kits, Patience};
use super::studio::Drawing;
use crate::addresses::MEDIA;
use crate::catalogue::Live;
use actix_web::http::header::{self, EntityTag};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use anyhow::Context as _;
use catalogue::Found;
use ground::error::Error;
use http::problems::{Gone, KeylessRefusals, NotModified};
use http::{ApiError, Query, Services, etag};
use kit::Facts;
use messages::{t_args, t_of};
use serde::Deserialize;
use shared::edition::Edition;
use shared::edition::kit::{Kit, KitFile, KitFormat, KitSize};
use shared::event::{LifeStatus, PublicEvent};
use shared::id::EventId;
use shared::problem::Code;
use std::sync::Arc;

/// File of the kit that is such a picture.
const KEY: &str = "banner-link";
/// Its size, which sites that show links ask for.
const SIZE: KitSize = KitSize {
    width: 1200,
    height: 630,
};
/// Its width and height in pixels.
pub(crate) const PIXELS: (u32, u32) = (SIZE.width.unsigned_abs(), SIZE.height.unsigned_abs());
/// Length of the tag in an address, in hexadecimal digits.
const TAG_CHARS: usize = 16;

/// Time for which a cache may reuse the picture at the address of its content: a week, since the event may lose its label.
const TAGGED_MAX_AGE_S: u32 = 7 * 86_400;
/// Time at any other address, where the content may change.
const MAX_AGE_S: u32 = 300;

/// The drawn picture of a public event.
#[derive(Debug)]
pub(crate) struct SocialPicture {
    drawing: Drawing,
    tag: String,
    event: EventId,
}

impl SocialPicture {
    /// The picture of an event; `site` is the public URL of the site.
    ///
    /// # Errors
    ///
    /// When the default kit has no such file, which the tests rule out.
    pub(crate) fn of(event: &PublicEvent, edition: &Edition, site: &str) -> Result<Self, Error> {
        let default = kit::default_kit();
        let kit = edition.kit.over(default);
        // An edition may leave the file out of its kits, or give its key to a file of another size.
        let file = template(&kit).or_else(|| template(default)).cloned();
        let mut facts = Facts::of(event, edition, messages::all(), site);
        if event.life_status != LifeStatus::Scheduled {
            let status = t_of("life_status", event.life_status);
            facts.date = format!("{status} · {}", facts.date);
            facts.sessions.insert(0, status.to_owned());
        }
        let drawing = Drawing {
            kit: Arc::new(kit),
            file: file.context("the default kit has no picture for links")?,
            facts: Arc::new(facts),
            press: false,
        };
        let mut tag = drawing.key();
        tag.truncate(TAG_CHARS);
        Ok(Self {
            drawing,
            tag,
            event: event.id,
        })
    }

    /// Path and query of the picture.
    pub(crate) fn address(&self) -> String {
        format!("{MEDIA}/events/{}/sharing.png?v={}", self.event, self.tag)
    }

    /// Alternative text: the words in the picture.
    pub(crate) fn alt(&self) -> String {
        let facts = &self.drawing.facts;
        t_args(
            "kit_file.social.alt",
            &[
                ("edition", &facts.edition),
                ("title", &facts.title),
                ("date", &facts.date),
                ("place", &facts.place_line),
            ],
        )
    }
}

fn template(kit: &Kit) -> Option<&KitFile> {
    kit.files
        .iter()
        .find(|file| file.key.as_str() == KEY && file.format == KitFormat::Png && file.size == SIZE)
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PictureQuery {
    /// Tag of the content, from the metadata of the event's page: at this address, caches may keep the picture for a week.
    #[param(example = "5f2b8c1de0a94376")]
    v: Option<String>,
}

/// Get the drawn picture of a labelled event
///
/// 1,200 × 630 pixels with the edition, the title, the dates and the place, in the colours of the edition, for sites that show a link to
/// the event. Pages of events without an image name it as `og:image` and in their JSON-LD. It is drawn when it is first asked for; 503
/// with `Retry-After` while too many others are drawn. Returns 410 when the event was public and no longer is.
#[utoipa::path(
    tag = "catalogue",
    params(("id" = EventId, Path, description = "Identifier of the event"), PictureQuery),
    responses(
        (status = 200, description = "PNG", body = Vec<u8>, content_type = "image/png", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Gone,
        KeylessRefusals,
    )
)]
#[get("/media/events/{id}/sharing.png")]
pub(super) async fn get_sharing_picture(
    request: HttpRequest,
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    id: Path<EventId>,
    Query(query): Query<PictureQuery>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let event = match catalogue.by_id(*id) {
        Some(Found::Event(entry)) => &entry.event,
        Some(Found::Gone) => return Err(Error::rejected(Code::Gone).into()),
        None => return Err(Error::not_found().into()),
    };
    let edition = catalogue
        .edition(&event.edition)
        .ok_or_else(Error::not_found)?;
    let SocialPicture { drawing, tag, .. } = SocialPicture::of(event, edition, &services.site.url)?;
    let max_age_s = if query.v.as_deref() == Some(tag.as_str()) {
        TAGGED_MAX_AGE_S
    } else {
        MAX_AGE_S
    };
    let tag = EntityTag::new_strong(tag);
    if etag::is_known(&request, &tag) {
        return etag::public(&request, tag, max_age_s, || Err(Error::not_found().into()));
    }
    let now = services.clock.now();
    let bytes = match kits.found(&drawing).await? {
        Some(bytes) => bytes,
        None => kits.made(drawing, now, Patience::Visitor).await?.bytes,
    };
    etag::public(&request, tag, max_age_s, || {
        Ok(HttpResponse::Ok()
            .content_type("image/png")
            .insert_header((header::CONTENT_SECURITY_POLICY, super::respond::POLICY))
            .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
            .body(bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_kit_has_the_picture() {
        assert!(template(kit::default_kit()).is_some());
    }
}
