//! Responses with the files of a kit, the same for people who are signed in and for those with a link.

use super::contents::{Contents, PictureSource, ReadFile};
use super::opened::still_open;
use super::queries;
use super::rows::VersionRow;
use super::store::{Kits, Patience};
use super::studio::Drawing;
use super::{downloads, zip::Archive};
use crate::catalogue::Live;
use crate::documents::attachment;
use crate::events::stored::StoredFile;
use crate::images::Images;
use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::{Bytes, Data};
use anyhow::Context as _;
use futures_util::stream;
use ground::blocking::blocking;
use ground::error::Error;
use http::{ApiError, Services};
use messages::{t, t_args};
use shared::id::KitVersionId;
use shared::kit::KitVariant;
use shared::problem::Code;
use std::collections::HashSet;
use std::vec;

/// Content security policy: should a browser show a file all the same, it runs nothing in it and loads nothing for it.
pub(super) const POLICY: &str = "default-src 'none'; sandbox";

/// Size of a part in which a file of an archive is sent: the connection copies one into its buffer, and asks for the next when it is sent.
const PART_BYTES: usize = 64 << 10;

/// Parts of the server that a kit is made with.
pub(super) struct Shop {
    pub(super) services: Data<Services>,
    pub(super) kits: Data<Kits>,
    pub(super) live: Data<Live>,
    pub(super) images: Data<Images>,
}

impl Shop {
    /// Contents of the kit of an event.
    ///
    /// # Errors
    ///
    /// As [`Contents::of`].
    pub(super) async fn contents(&self, file: &StoredFile) -> Result<Contents, Error> {
        let site = &self.services.site.url;
        Contents::of(&self.live, &self.images, &self.kits, site, file).await
    }

    /// Responds with a file of an open kit; `key` is that of a file made for the event, or the identifier of a version of a shared one.
    ///
    /// # Errors
    ///
    /// `not_found` for an unknown key, `kit_file_lost` for a shared file that is missing or damaged in the store, `kit_closed` when the
    /// label ended meanwhile; as [`Contents::read`].
    pub(super) async fn file(
        &self,
        file: &StoredFile,
        key: &str,
        variant: KitVariant,
        counted: bool,
    ) -> Result<HttpResponse, ApiError> {
        // An identifier has many spellings, which are counted as one file.
        let (read, counted_as) = if let Ok(version) = key.parse::<KitVersionId>() {
            (self.shared(file, version).await?, version.to_string())
        } else {
            let contents = self.contents(file).await?;
            let now = self.services.clock.now();
            let read = contents
                .read(&self.kits, key, variant, now, Patience::Request)
                .await?;
            (read, key.to_owned())
        };
        if read.drawn {
            still_open(&self.services, file.id).await?;
        }
        if counted && variant != KitVariant::Thumbnail {
            downloads::count(&self.services, file.id, counted_as).await;
        }
        let ReadFile {
            name,
            media_type,
            bytes,
            kept: _,
            drawn: _,
        } = read;
        let mut response = HttpResponse::Ok();
        response
            .content_type(media_type)
            .insert_header((header::CONTENT_DISPOSITION, attachment(name)))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
        if is_packed(media_type) {
            response.insert_header(ContentEncoding::Identity);
        }
        Ok(response.body(bytes))
    }

    async fn shared(&self, file: &StoredFile, id: KitVersionId) -> Result<ReadFile, Error> {
        let edition = file.edition_id;
        let row = self
            .services
            .db
            .read(move |conn| queries::version(conn, edition, id))
            .await?
            .filter(|row| row.replaced_at.is_none())
            .ok_or_else(Error::not_found)?;
        let (kits, content) = (self.kits.clone(), row.content.clone());
        let bytes = blocking(move || kits.shared(&content).map_err(Error::unavailable)).await?;
        Ok(ReadFile {
            media_type: row.format()?.media_type(),
            bytes: bytes.ok_or_else(|| Error::rejected(Code::KitFileLost))?,
            name: row.name,
            kept: None,
            drawn: false,
        })
    }

    /// Responds with the whole kit as one archive.
    ///
    /// Every file is made before the first byte is sent, since the length and the names are announced. What this instance has read or
    /// drawn before is not read for that. Then one file after the other is read and sent, so that a slow reader does not hold a whole
    /// kit in memory. Thumbnails and the variants for printers are left out, and so are shared files that the store has lost: a note in
    /// the archive names them.
    ///
    /// # Errors
    ///
    /// As [`Self::file`].
    pub(super) async fn archive(
        &self,
        file: &StoredFile,
        counted: bool,
    ) -> Result<HttpResponse, ApiError> {
        let contents = self.contents(file).await?;
        let mut names = HashSet::new();
        let mut entries = Vec::new();
        let mut drawn = false;
        for key in contents.keys() {
            if let Some((drawing, name, size)) = contents.known(&self.kits, &key) {
                entries.push(Entry {
                    size,
                    name: unique(name, &mut names),
                    source: Source::Kept(Box::new(drawing)),
                });
                continue;
            }
            let now = self.services.clock.now();
            let made = contents
                .read(&self.kits, &key, KitVariant::Plain, now, Patience::Request)
                .await?;
            drawn |= made.drawn;
            entries.push(Entry::of(made, &mut names));
        }
        let edition = file.edition_id;
        let versions = self
            .services
            .db
            .read(move |conn| queries::versions(conn, edition))
            .await?;
        self.kits.look(self.services.clock.now()).await;
        let current = versions.into_iter().filter(|row| row.replaced_at.is_none());
        let (lost, whole): (Vec<_>, Vec<_>) = current.partition(|row| self.kits.has_lost(row));
        if let Some(made) = note_of(&lost) {
            entries.push(Entry::of(made, &mut names));
        }
        for row in whole {
            entries.push(Entry {
                size: row.size(),
                name: unique(row.name, &mut names),
                source: Source::Shared(row.content),
            });
        }
        let sizes = entries
            .iter()
            .map(|entry| (entry.name.as_str(), entry.size));
        let length = Archive::length(sizes)?;
        if drawn {
            still_open(&self.services, file.id).await?;
        }
        if counted {
            downloads::count(&self.services, file.id, downloads::ARCHIVE.to_owned()).await;
        }
        let sending = Sending {
            archive: Some(Archive::new()),
            content: None,
            entries: entries.into_iter(),
            picture: contents.picture().clone(),
            kits: self.kits.clone(),
        };
        let parts = stream::try_unfold(sending, |mut sending| async move {
            if let Some(part) = sending.part() {
                return Ok(Some((part, sending)));
            }
            let next = blocking(move || Ok(sending.next()?)).await;
            next.inspect_err(|error| {
                tracing::error!(error = format!("{error:?}"), "an archive was broken off");
            })
            .map_err(|error| std::io::Error::other(format!("{error:?}")))
        });
        let slug = file.slug.clone().unwrap_or_default();
        Ok(HttpResponse::Ok()
            .content_type("application/zip")
            // Its files are compressed already, and its length is known.
            .insert_header(ContentEncoding::Identity)
            .insert_header((
                header::CONTENT_DISPOSITION,
                attachment(format!("kit-{slug}.zip")),
            ))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .body(SizedStream::new(length, Box::pin(parts))))
    }
}

/// A file of an archive.
#[derive(Debug)]
struct Entry {
    name: String,
    size: u64,
    source: Source,
}

impl Entry {
    /// A file that was made, under a name that no other one has.
    fn of(made: ReadFile, names: &mut HashSet<String>) -> Self {
        Self {
            size: made.bytes.len() as u64,
            name: unique(made.name, names),
            source: match made.kept {
                Some(drawing) => Source::Kept(drawing),
                None => Source::Made(made.bytes),
            },
        }
    }
}

/// Where the content of an entry is.
#[derive(Debug)]
enum Source {
    /// In memory: what is written anew each time, and what the store could not keep.
    Made(Bytes),
    /// In the store, as a file that can be drawn again.
    Kept(Box<Drawing>),
    /// In the store, under this hash: up to 8 MiB each.
    Shared(String),
}

/// An archive that is being sent.
struct Sending {
    /// `None` at the end.
    archive: Option<Archive>,
    /// Rest of the file that is being sent, with its header.
    content: Option<Bytes>,
    entries: vec::IntoIter<Entry>,
    picture: PictureSource,
    kits: Data<Kits>,
}

impl Sending {
    /// The next part of the file that is being sent.
    fn part(&mut self) -> Option<Bytes> {
        let content = self.content.as_mut().filter(|rest| !rest.is_empty())?;
        Some(content.split_to(content.len().min(PART_BYTES)))
    }

    /// The first part of the next file of the archive, or its end; `None` after that.
    fn next(mut self) -> anyhow::Result<Option<(Bytes, Self)>> {
        let Some(mut archive) = self.archive.take() else {
            return Ok(None);
        };
        let Some(entry) = self.entries.next() else {
            return Ok(Some((archive.end()?, self)));
        };
        let content = match entry.source {
            Source::Made(bytes) => bytes,
            Source::Kept(drawing) => {
                let to_draw = |drawing| self.picture.to_draw(drawing);
                self.kits.again(*drawing, to_draw)?
            }
            Source::Shared(hash) => {
                let stored = self.kits.shared(&hash)?;
                stored.with_context(|| format!("`{}` is not stored", entry.name))?
            }
        };
        anyhow::ensure!(
            content.len() as u64 == entry.size,
            "`{}` has another size than was announced",
            entry.name
        );
        self.content = Some(archive.add(&entry.name, &content)?);
        self.archive = Some(archive);
        let part = self.part();
        Ok(part.map(|part| (part, self)))
    }
}

/// A note that tells which shared files are not in the archive because the store has lost them; `None` when it has all.
fn note_of(lost: &[VersionRow]) -> Option<ReadFile> {
    if lost.is_empty() {
        return None;
    }
    let names: Vec<&str> = lost.iter().map(|row| row.name.as_str()).collect();
    let text = t_args("kit_file.lost", &[("names", &names.join("\n"))]);
    Some(ReadFile {
        name: t("kit_file.lost.name").to_owned(),
        media_type: "text/plain; charset=utf-8",
        bytes: text.into(),
        kept: None,
        drawn: false,
    })
}

/// True for a file that compression makes no smaller.
fn is_packed(media_type: &str) -> bool {
    !media_type.starts_with("text/") && media_type != "image/svg+xml"
}

/// A name that no other file has: the second `logo.png` becomes `logo-2.png`.
fn unique(name: String, taken: &mut HashSet<String>) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) => (stem.to_owned(), format!(".{extension}")),
        None => (name.clone(), String::new()),
    };
    let mut free = name;
    let mut number = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{stem}-{number}{extension}");
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_an_archive_are_unique_whatever_their_case() {
        let mut taken = HashSet::new();
        let named = ["logo.png", "Logo.png", "logo.png", "charte", "charte"]
            .map(|name| unique(name.to_owned(), &mut taken));
        assert_eq!(
            named,
            ["logo.png", "Logo-2.png", "logo-3.png", "charte", "charte-2"]
        );
    }
}
