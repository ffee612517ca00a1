//! Contents of the kit of one event.

use super::store::{Kits, Made, Patience};
use super::studio::Drawing;
use super::{logos, thumbnail};
use crate::catalogue::Live;
use crate::events::stored::StoredFile;
use crate::images::Images;
use actix_web::web::{Bytes, Data};
use catalogue::{Catalogue, Entry, Found};
use chrono::{DateTime, Utc};
use formats::calendar::{self, CalendarDocument};
use formats::collection::EventCollection;
use formats::document::whole;
use ground::blocking::blocking;
use ground::error::Error;
use kit::{Facts, Picture};
use messages::{t, t_args};
use shared::edition::kit::{Kit, KitFile, KitKey, KitUnit};
use shared::event::{EventImage, FocalPoint, ImageId};
use shared::id::EventId;
use shared::kit::{KitItem, KitVariant};
use shared::problem::Code;
use std::sync::Arc;

/// Key of the calendar of the event.
const CALENDAR: &str = "calendar";

/// A file of a kit, with its bytes.
#[derive(Debug, Clone)]
pub(super) struct ReadFile {
    /// Name to save it under.
    pub(super) name: String,
    pub(super) media_type: &'static str,
    pub(super) bytes: Bytes,
    /// Its drawing, when the store has it: it can be read again.
    pub(super) kept: Option<Box<Drawing>>,
    /// True when it was drawn for this request or another one at the same time, for which this one waited.
    pub(super) drawn: bool,
}

/// Facts, template and catalogue entry from which the files of a kit are made.
#[derive(Debug, Clone)]
pub(super) struct Contents {
    kit: Arc<Kit>,
    /// Without the bytes of the picture, which only a drawing needs ([`PictureSource::to_draw`]).
    facts: Arc<Facts>,
    picture: PictureSource,
    entry: Arc<Entry>,
    catalogue: Arc<Catalogue>,
    site: String,
}

/// Where the picture of an event is, if it has one.
#[derive(Debug, Clone)]
pub(super) struct PictureSource {
    images: Data<Images>,
    image: Option<(ImageId, u32)>,
}

impl PictureSource {
    /// The drawing with the bytes of its picture. One that is not stored any more is left out, and the log says so. May block.
    ///
    /// # Errors
    ///
    /// `unavailable` when the store fails.
    pub(super) fn to_draw(&self, drawing: Drawing) -> Result<Drawing, Error> {
        let (Some((image, width)), Some(described)) = (&self.image, &drawing.facts.picture) else {
            return Ok(drawing);
        };
        let jpeg = self
            .images
            .read(image, *width)
            .map_err(Error::unavailable)?;
        if jpeg.is_none() {
            tracing::error!(
                image = image.to_string(),
                "the picture of a kit is not stored"
            );
        }
        let picture = jpeg.map(|jpeg| Picture {
            jpeg: jpeg.into(),
            ..described.clone()
        });
        let facts = Arc::new(Facts {
            picture,
            ..Facts::clone(&drawing.facts)
        });
        Ok(Drawing { facts, ..drawing })
    }
}

impl Contents {
    /// The contents of the kit of a labelled event, as the public sees it now.
    ///
    /// # Errors
    ///
    /// `unavailable` while the catalogue does not have the event.
    pub(super) async fn of(
        live: &Live,
        images: &Data<Images>,
        kits: &Data<Kits>,
        site: &str,
        file: &StoredFile,
    ) -> Result<Self, Error> {
        let kit = kits.kit_of(&file.edition);
        Self::with_kit(live, images, kits, site, file, kit).await
    }

    /// As [`Self::of`], with another kit.
    ///
    /// # Errors
    ///
    /// As [`Self::of`].
    pub(super) async fn with_kit(
        live: &Live,
        images: &Data<Images>,
        kits: &Data<Kits>,
        site: &str,
        file: &StoredFile,
        kit: Arc<Kit>,
    ) -> Result<Self, Error> {
        let catalogue = live.get()?;
        let entry = entry_of(&catalogue, file.id)?;
        let logos = if let Some(known) = logos::known(&file.edition, &entry, kits) {
            known
        } else {
            let (edition, entry) = (Arc::clone(&file.edition), Arc::clone(&entry));
            let (images, kits) = (images.clone(), kits.clone());
            blocking(move || logos::of(&edition, &entry, &kits, &images)).await?
        };
        let mut facts = Facts::of(&entry.event, &file.edition, messages::all(), site);
        facts.picture = entry.event.image.as_ref().map(described);
        facts.logos = logos;
        Ok(Self {
            kit,
            facts: Arc::new(facts),
            picture: PictureSource {
                images: images.clone(),
                image: entry
                    .event
                    .image
                    .as_ref()
                    .map(|image| (image.id.clone(), image.width)),
            },
            entry,
            catalogue,
            site: site.to_owned(),
        })
    }

    /// The facts that the files and texts show.
    pub(super) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Where the picture of the event is.
    pub(super) const fn picture(&self) -> &PictureSource {
        &self.picture
    }

    /// Description of the event, without markup.
    pub(super) fn description(&self) -> String {
        shared::text::markdown::plain(&self.entry.event.description).into_owned()
    }

    /// The files, in their order.
    pub(super) fn items(&self) -> Vec<KitItem> {
        let drawn = self.kit.files.iter().map(|file| self.item(file));
        drawn.chain([self.calendar_item()]).collect()
    }

    /// Keys of the files.
    pub(super) fn keys(&self) -> Vec<String> {
        self.items().into_iter().map(|item| item.key).collect()
    }

    fn item(&self, file: &KitFile) -> KitItem {
        let mut variants = vec![KitVariant::Plain, KitVariant::Thumbnail];
        if file.bleed {
            variants.push(KitVariant::Press);
        }
        KitItem {
            key: file.key.to_string(),
            title: file.name.clone(),
            name: self.name(file, KitVariant::Plain),
            media_type: file.media_type().to_owned(),
            use_: Some(file.use_),
            size: size_of(file),
            alt: t_args(
                "kit_file.alt",
                &[
                    ("file", &file.name),
                    ("title", &self.facts.title),
                    ("date", &self.facts.date),
                    ("place", &self.facts.place_line),
                ],
            ),
            variants,
        }
    }

    fn calendar_item(&self) -> KitItem {
        KitItem {
            key: CALENDAR.to_owned(),
            title: t("kit_file.calendar").to_owned(),
            name: format!("{}.ics", self.entry.event.slug),
            media_type: calendar::TYPE.to_owned(),
            use_: None,
            size: String::new(),
            alt: String::new(),
            variants: vec![KitVariant::Plain],
        }
    }

    /// File name: key, slug of the event, extension.
    fn name(&self, file: &KitFile, variant: KitVariant) -> String {
        let slug = &self.entry.event.slug;
        let (suffix, extension) = match variant {
            KitVariant::Plain => ("", file.format.extension()),
            KitVariant::Press => ("-impression", file.format.extension()),
            KitVariant::Thumbnail => ("-apercu", "png"),
        };
        format!("{}-{slug}{suffix}.{extension}", file.key)
    }

    /// Reads a file of the kit, which is drawn if it is not kept.
    ///
    /// # Errors
    ///
    /// `not_found` for a key or variant that the kit does not have; as [`Kits::made`].
    pub(super) async fn read(
        &self,
        kits: &Arc<Kits>,
        key: &str,
        variant: KitVariant,
        now: DateTime<Utc>,
        patience: Patience,
    ) -> Result<ReadFile, Error> {
        if key == CALENDAR && variant == KitVariant::Plain {
            return self.calendar();
        }
        let (mut drawing, name) = self.drawing(key, variant).ok_or_else(Error::not_found)?;
        let media_type = drawing.file.media_type();
        let found = kits.found(&drawing).await?;
        let drawn = found.is_none();
        let made = if let Some(bytes) = found {
            Made { bytes, kept: true }
        } else {
            let (picture, wanted) = (self.picture.clone(), drawing.clone());
            let whole = blocking(move || picture.to_draw(wanted)).await?;
            if whole.facts.picture.is_none() {
                // The store has lost the picture: the file has another key without it.
                drawing = whole.clone();
            }
            kits.made(whole, now, patience).await?
        };
        Ok(ReadFile {
            name,
            media_type,
            bytes: made.bytes,
            kept: made.kept.then(|| Box::new(drawing)),
            drawn,
        })
    }

    /// A file that was made, with its name and its length, if this instance knows it without reading it; the store may have lost it since.
    pub(super) fn known(&self, kits: &Kits, key: &str) -> Option<(Drawing, String, u64)> {
        if key == CALENDAR {
            return None;
        }
        let (drawing, name) = self.drawing(key, KitVariant::Plain)?;
        let length = kits.length(&drawing)?;
        Some((drawing, name, length))
    }

    /// Template and name of a variant, without the bytes of the picture; `None` when the kit has none.
    pub(super) fn drawing(&self, key: &str, variant: KitVariant) -> Option<(Drawing, String)> {
        let file = self.kit.file(key.parse::<KitKey>().ok()?)?;
        if variant == KitVariant::Press && !file.bleed {
            return None;
        }
        let drawn = match variant {
            KitVariant::Plain | KitVariant::Press => file.clone(),
            KitVariant::Thumbnail => thumbnail::of(file),
        };
        let drawing = Drawing {
            kit: Arc::clone(&self.kit),
            file: drawn,
            facts: Arc::clone(&self.facts),
            press: variant == KitVariant::Press,
        };
        Some((drawing, self.name(file, variant)))
    }

    fn calendar(&self) -> Result<ReadFile, Error> {
        let event = &self.entry.event;
        let of = EventCollection {
            edition: self.catalogue.edition(&event.edition).cloned(),
            catalogue: Arc::clone(&self.catalogue),
            events: vec![Arc::clone(&self.entry)],
            withdrawn: Vec::new(),
            site: self.site.clone(),
            path: format!("/api/v1/catalogue/events/{}/calendar.ics", event.id).into(),
            query: String::new(),
            filters: String::new(),
            room: None,
        };
        let text = whole(CalendarDocument::named(event.title.clone()), &of)?;
        Ok(ReadFile {
            name: self.calendar_item().name,
            media_type: calendar::TYPE,
            bytes: text.into(),
            kept: None,
            drawn: false,
        })
    }
}

fn entry_of(catalogue: &Catalogue, event: EventId) -> Result<Arc<Entry>, Error> {
    match catalogue.by_id(event) {
        Some(Found::Event(entry)) => Ok(Arc::clone(entry)),
        Some(Found::Gone) | None => Err(Error::rejected(Code::Unavailable)
            .because("the event is not public yet, or not at the moment")
            .header("Retry-After", "2")),
    }
}

/// Description of the picture of an event in a kit, without its bytes.
fn described(image: &EventImage) -> Picture {
    let FocalPoint { x, y } = image.focus.unwrap_or_default();
    Picture {
        name: format!("{}/{}", image.id, image.width),
        jpeg: Vec::new(),
        alt: image.alt.clone(),
        credits: image.credits.clone(),
        focus: (f32::from(x) / 100.0, f32::from(y) / 100.0),
    }
}

/// Size in the words of the trade: millimetres on paper, pixels on a screen.
fn size_of(file: &KitFile) -> String {
    let (width, height) = (file.size.width, file.size.height);
    match file.format.unit() {
        KitUnit::TenthOfMillimetre => t_args(
            "kit_file.size.paper",
            &[("width", &(width / 10)), ("height", &(height / 10))],
        ),
        KitUnit::Pixel => t_args(
            "kit_file.size.screen",
            &[("width", &width), ("height", &height)],
        ),
    }
}
