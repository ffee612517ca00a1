//! Descriptions of frames for programs that turn addresses into embeds: oEmbed 1.0.

use super::EmbedQuery;
use crate::catalogue::Live;
use crate::kit::social;
use crate::site::context::PageContext;
use crate::site::explorer_query::{ExplorerQuery, find};
use crate::site::picture::EventPicture;
use crate::site::route::Route;
use crate::site::texts::{t, t_args};
use crate::site::view::rendered;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use askama::Template;
use catalogue::{Catalogue, Found};
use ground::error::Error;
use http::problems::{FormatRefusal, Gone, NotModified, PublicRefusals};
use http::query::Split;
use http::{ApiError, Services, etag};
use serde::Serialize;
use shared::embed::{EMBED_HEIGHTS_PX, Embed};
use shared::event::{EventImage, PublicEvent};
use shared::french::tied;
use shared::problem::{Code, FieldProblem};
use utoipa::ToSchema;

/// Time for which an answer may be cached, in seconds: a title or a picture seldom changes.
const MAX_AGE_S: u32 = 3_600;
/// Longest address that is read, in characters.
const URL_MAX_CHARS: usize = 2_048;
/// Largest width and height that a program may ask for, in pixels.
const SIDE_MAX_PX: u32 = 10_000;
/// Width of a frame unless a smaller one is asked for, in pixels.
const WIDTH_PX: u32 = 640;
/// Width of the smallest picture that is offered, in pixels.
const THUMBNAIL_PX: u32 = 480;

/// A frame of this site, as oEmbed 1.0 describes it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::site) struct OEmbed {
    /// Kind of embed: always `rich`.
    #[serde(rename = "type")]
    #[schema(example = "rich")]
    kind: &'static str,
    /// Version of oEmbed: always `1.0`.
    #[schema(example = "1.0")]
    version: &'static str,
    /// Title of the event or of the list.
    title: String,
    /// Name of the organiser of the event; absent for a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    author_name: Option<String>,
    /// Name of the site that provides the frame.
    provider_name: &'static str,
    /// Absolute URL of the site that provides the frame.
    provider_url: String,
    /// Seconds for which this description may be kept.
    #[schema(example = 3600)]
    cache_age: u32,
    /// The frame: one `iframe` element.
    html: String,
    /// Width of the frame, in pixels.
    #[schema(example = 640)]
    width: u32,
    /// Height of the frame, in pixels; a page that listens to it may learn another one from the frame itself.
    #[schema(example = 360)]
    height: u32,
    /// URL of the image of the event or of the picture that is drawn for it, 1,200 × 630 pixels, or else of the sign of the site;
    /// absent when it is larger than asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
    /// Width of the picture, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_width: Option<u32>,
    /// Height of the picture, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_height: Option<u32>,
}

#[derive(Template)]
#[template(path = "site/oembed.html")]
struct Tag<'a> {
    src: String,
    title: &'a str,
    width: u32,
    height: u32,
}

/// Upper bounds of a frame, in pixels.
#[derive(Clone, Copy)]
struct Bounds {
    width: u32,
    height: u32,
}

impl Bounds {
    fn hold(self, width: u32, height: u32) -> bool {
        width <= self.width && height <= self.height
    }
}

/// Describe how to show a page in a frame
///
/// For the page of an event and for a list of events with any of its filters, as [oEmbed 1.0](https://oembed.com) has it: a program
/// that finds an address of this site in a text asks here for the frame to put in its place. Both kinds of pages name this address in
/// their head (`application/json+oembed`). Parameters that are not known here are ignored, because programs send their own.
#[utoipa::path(
    tag = "formats",
    params(
        ("url" = String, Query, description = "Address of the page of an event or of a list of events on this site, at most 2,048 characters", max_length = 2048, example = "https://semaine.example.org/evenements/2018/visite-de-la-fonderie"),
        ("format" = Option<String>, Query, description = "`json`, the only format", example = "json"),
        ("maxwidth" = Option<u32>, Query, description = "Maximum width of the frame in pixels", minimum = 1, maximum = 10_000),
        ("maxheight" = Option<u32>, Query, description = "Maximum height of the frame in pixels", minimum = 1, maximum = 10_000),
    ),
    responses(
        (status = 200, description = "The frame, and what a card shows in its place", body = OEmbed, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Gone,
        PublicRefusals,
        FormatRefusal,
    )
)]
#[get("/oembed")]
pub(in crate::site) async fn get_oembed(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let mut split = Split::of(
        request.query_string(),
        &["url", "format", "maxwidth", "maxheight"],
    )?;
    let side = |text: &str| {
        let side = text.parse::<u32>().ok();
        side.filter(|side| (1..=SIDE_MAX_PX).contains(side))
    };
    let bound = format!("must be 1 to {SIDE_MAX_PX} pixels");
    let width = split.read("maxwidth", side, &bound);
    let height = split.read("maxheight", side, &bound);
    let url = split.require(
        "url",
        |url| (url.chars().count() <= URL_MAX_CHARS).then(|| url.to_owned()),
        "must be the address of a page of this site, of at most 2048 characters",
    );
    if split.own("format").is_some_and(|format| format != "json") {
        let detail = "the only format is `json`";
        return Err(Error::rejected(Code::FormatNotOffered)
            .because(format!("format: {detail}"))
            .at(FieldProblem::new("/format", Code::FormatNotOffered, detail))
            .into());
    }
    split.ignore_filters();
    split.finish()?;
    let context = PageContext::of(&services, &live)?;
    let bounds = Bounds {
        width: width.unwrap_or(SIDE_MAX_PX),
        height: height.unwrap_or(SIDE_MAX_PX),
    };
    let described = describe(&context, &url.unwrap_or_default(), bounds)?;
    etag::public_json(&request, MAX_AGE_S, &described)
}

/// The description of the page at an address.
fn describe(context: &PageContext<'_>, url: &str, bounds: Bounds) -> Result<OEmbed, Error> {
    let elsewhere = || Error::not_found().because("no event or list of this site has this address");
    let place = path_of(context.site(), url).ok_or_else(elsewhere)?;
    let (path, search) = place.split_once('?').unwrap_or((place, ""));
    let [list_px, event_px] = EMBED_HEIGHTS_PX;
    match Route::of(path) {
        Some(Route::Event(edition, slug)) => {
            let event = found(&context.catalogue, edition, slug)?;
            let embed = Embed::of_event(&event.edition, &event.slug);
            let mut described = frame(context, &embed, tied(&event.title), event_px, bounds)?;
            described.author_name = Some(event.organiser.name.clone());
            let edition = context
                .catalogue
                .edition(edition)
                .ok_or_else(Error::not_found)?;
            match EventPicture::of(event, edition, context.site())? {
                EventPicture::Own(image) => {
                    described.picture(thumbnail(context.site(), image), bounds);
                }
                EventPicture::Drawn(drawn) => {
                    let (width, height) = social::PIXELS;
                    // It has one size: the sign of the site takes its place where it is too large.
                    if bounds.hold(width, height) {
                        let address = format!("{}{}", context.site(), drawn.address());
                        described.picture((address, width, height), bounds);
                    }
                }
            }
            Ok(described)
        }
        Some(Route::Explorer) => {
            let (_, query) = find(context, ExplorerQuery::read(search).query)?;
            let title = match context.edition(&query) {
                Some(edition) => t_args("explorer.title_of", &[("edition", &edition.name)]),
                None => t("explorer.title").to_owned(),
            };
            let parsed = EmbedQuery::read(search).embed;
            let embed = Embed {
                language: parsed.language,
                accent: parsed.accent,
                ..Embed::of_list(query)
            };
            frame(context, &embed, title, list_px, bounds)
        }
        _ => Err(elsewhere()),
    }
}

/// The event of an edition with a slug.
fn found<'c>(
    catalogue: &'c Catalogue,
    edition: &str,
    slug: &str,
) -> Result<&'c PublicEvent, Error> {
    match catalogue.by_slug(edition, slug) {
        Some(Found::Event(entry)) => Ok(&entry.event),
        Some(Found::Gone) => Err(Error::rejected(Code::Gone)),
        None => Err(Error::not_found()),
    }
}

/// Path and query of an address of this site, without the fragment. `http` and `https` are not told apart.
fn path_of<'u>(site: &str, url: &'u str) -> Option<&'u str> {
    fn bare(address: &str) -> Option<&str> {
        let rest = address.strip_prefix("https://");
        rest.or_else(|| address.strip_prefix("http://"))
    }
    let (site, given) = (bare(site)?, bare(url)?);
    let (host, place) = given.split_at_checked(site.len())?;
    let place = place.split('#').next().unwrap_or_default();
    (host.eq_ignore_ascii_case(site) && place.starts_with('/')).then_some(place)
}

fn frame(
    context: &PageContext<'_>,
    embed: &Embed,
    title: String,
    height: u32,
    bounds: Bounds,
) -> Result<OEmbed, Error> {
    let site = context.site();
    let (width, height) = (WIDTH_PX.min(bounds.width), height.min(bounds.height));
    let html = rendered(&Tag {
        src: format!("{site}{}", embed.frame()),
        title: &title,
        width,
        height,
    })?;
    let mut described = OEmbed {
        kind: "rich",
        version: "1.0",
        author_name: None,
        provider_name: t("site.name"),
        provider_url: site.to_owned(),
        cache_age: MAX_AGE_S,
        html: html.trim_end().to_owned(),
        width,
        height,
        thumbnail_url: None,
        thumbnail_width: None,
        thumbnail_height: None,
        title,
    };
    described.picture((format!("{site}/icons/512.png"), 512, 512), bounds);
    Ok(described)
}

impl OEmbed {
    /// Sets the picture, or leaves it out when it does not fit.
    fn picture(&mut self, (url, width, height): (String, u32, u32), bounds: Bounds) {
        let fits = bounds.hold(width, height);
        self.thumbnail_url = fits.then_some(url);
        self.thumbnail_width = fits.then_some(width);
        self.thumbnail_height = fits.then_some(height);
    }
}

/// URL, width and height of the small form of an image.
fn thumbnail(site: &str, image: &EventImage) -> (String, u32, u32) {
    let file = image.file();
    let width = file.width_for(THUMBNAIL_PX);
    let height = u64::from(image.height) * u64::from(width) / u64::from(image.width.max(1));
    let height = u32::try_from(height).unwrap_or(image.height).max(1);
    let path = file.address_for(THUMBNAIL_PX);
    (format!("{site}{path}"), width, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://exemple.fr/evenements", Some("/evenements"))]
    #[case("http://exemple.fr/evenements?q=a#b", Some("/evenements?q=a"))]
    #[case("https://EXEMPLE.fr/", Some("/"))]
    #[case("https://exemple.fr", None)]
    #[case("https://exemple.fr.ailleurs.fr/evenements", None)]
    #[case("https://exemple.fr@ailleurs.fr/evenements", None)]
    #[case("https://ailleurs.fr/evenements", None)]
    #[case("/evenements", None)]
    #[case("javascript:alert(1)", None)]
    #[case("https://é", None)]
    fn only_addresses_of_the_site_are_read(#[case] url: &str, #[case] path: Option<&str>) {
        assert_eq!(path_of("https://exemple.fr", url), path);
    }
}
