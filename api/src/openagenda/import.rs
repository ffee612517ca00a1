//! Stores imported events, one transaction per event; an event is imported only once.

use super::map::{Mapped, Owner, map};
use super::pictures::PictureFetcher;
use super::source::{Line, read};
use super::wire::ExportedEvent;
use crate::events::stored::{External, NewDraft, StoredFile};
use crate::events::transition::{self, Performer, Transition};
use crate::events::{new_draft, queries};
use anyhow::{Context as _, ensure};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::By;
use http::etag::Expected;
use http::{Services, Slug};
use shared::account::Account;
use shared::edition::Edition;
use shared::event::{EventForm, ImageForm, StoredImage};
use shared::id::{EditionId, EventId};
use shared::label::{self, Action};
use shared::problem::FieldProblem;
use std::collections::HashSet;
use std::sync::Arc;

/// Name of the source in external ids.
const SOURCE: &str = "openagenda";

/// Options of an import.
#[derive(Debug)]
pub(crate) struct Import<'a> {
    /// Slug of the edition.
    pub(crate) edition: &'a str,
    /// Owner of the imported submissions.
    pub(crate) owner: &'a Account,
    /// True to submit complete events for review; the operator answers for the commitments of the organisers.
    pub(crate) submit: bool,
    /// True to report without storing anything.
    pub(crate) dry_run: bool,
}

/// Result of importing the picture of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PictureResult {
    /// The event has none, or none is fetched.
    None,
    /// It is the picture of the form.
    Fetched,
    /// It was not fetched, for this reason.
    Refused(String),
}

/// Result of the import for one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ImportResult {
    /// Stored as a draft, with the problems that its organiser must still correct.
    Draft(Vec<FieldProblem>),
    /// Stored and submitted for review.
    Submitted,
    /// Skipped, because it was imported before.
    AlreadyImported,
    /// Not imported, with the reason.
    Refused(String),
}

#[derive(Debug)]
pub(crate) struct ReportLine {
    /// Position in the file, counted from 1.
    pub(crate) position: usize,
    /// Identifier in the source; `None` when it could not be read.
    pub(crate) uid: Option<String>,
    pub(crate) title: String,
    /// Names of the form fields that the event filled.
    pub(crate) mapped: Vec<String>,
    /// Values that the import added or corrected, one line each.
    pub(crate) completed: Vec<String>,
    pub(crate) picture: PictureResult,
    pub(crate) result: ImportResult,
}

/// Imports the text of an export file; `report` is called after every event with the total number of events. Pictures are fetched
/// if there is a fetcher.
///
/// # Errors
///
/// When the file has none of the supported shapes, the edition accepts no drafts, or the database fails. A single invalid
/// event is reported and skipped.
pub(crate) fn run(
    services: &Services,
    options: &Import<'_>,
    mut pictures: Option<PictureFetcher<'_>>,
    text: &str,
    report: &mut dyn FnMut(&ReportLine, usize),
) -> anyhow::Result<()> {
    let slug = Slug::try_from(options.edition.to_owned())
        .map_err(|fault| anyhow::anyhow!("edition `{}`: {fault}", options.edition))?;
    let edition = services
        .db
        .read_now(|conn| crate::editions::queries::by_slug(conn, &slug))?
        .with_context(|| format!("there is no edition `{}`", options.edition))?;
    ensure!(
        edition.1.is_writable(),
        "the edition {} is {}: it takes no drafts",
        options.edition,
        edition.1.status
    );
    let lines = read(text)?;
    let total = lines.len();
    let mut seen = HashSet::new();
    for Line { position, event } in lines {
        let entry = match event {
            Err(why) => ReportLine {
                position,
                uid: None,
                title: String::new(),
                mapped: Vec::new(),
                completed: Vec::new(),
                picture: PictureResult::None,
                result: ImportResult::Refused(why),
            },
            Ok(event) if !seen.insert(event.uid.clone()) => ReportLine {
                position,
                title: event.title.french().to_owned(),
                uid: Some(event.uid),
                mapped: Vec::new(),
                completed: Vec::new(),
                picture: PictureResult::None,
                result: ImportResult::Refused("uid: given twice in the file".to_owned()),
            },
            Ok(event) => {
                let mut fetch = |address: &str| {
                    let pictures = pictures.as_mut()?;
                    Some(pictures.fetch(address, services.clock.now()))
                };
                import_one(services, options, &edition, position, &event, &mut fetch)?
            }
        };
        report(&entry, total);
    }
    Ok(())
}

fn import_one(
    services: &Services,
    options: &Import<'_>,
    (edition_id, edition): &(EditionId, Arc<Edition>),
    position: usize,
    event: &ExportedEvent,
    fetch: Fetch<'_>,
) -> anyhow::Result<ReportLine> {
    let owner = Owner {
        name: &options.owner.name,
        email: &options.owner.email,
    };
    let Mapped {
        mut form,
        commune,
        completed,
    } = map(event, edition, Gazetteer::embedded(), &owner);
    if options.submit {
        form.commitments_version
            .clone_from(&edition.commitments.version);
    }
    let now = services.clock.now();
    let mut entry = ReportLine {
        position,
        uid: Some(event.uid.clone()),
        title: event.title.french().trim().to_owned(),
        mapped: filled_fields(&form)?,
        completed,
        picture: PictureResult::None,
        result: ImportResult::AlreadyImported,
    };
    if let Err(faults) = form.check_storable() {
        let reasons: Vec<_> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.pointer, fault.detail))
            .collect();
        entry.result = ImportResult::Refused(reasons.join("; "));
        return Ok(entry);
    }
    let external = External {
        source: SOURCE.to_owned(),
        id: event.uid.clone(),
    };
    if services
        .db
        .read_now(|conn| queries::by_external(conn, *edition_id, &external))?
        .is_some()
    {
        return Ok(entry);
    }
    if !options.dry_run {
        entry.picture = add_picture(&mut form, event, fetch);
        entry.mapped = filled_fields(&form)?;
    }
    let faults = form
        .ready(edition, commune.as_ref(), now)
        .err()
        .unwrap_or_default();
    let acceptance = edition.takes_filings(
        now,
        commune.as_ref().map(|c| &c.department),
        commune.as_ref().map(|c| &c.region),
    );
    let submit = options.submit && faults.is_empty() && acceptance.is_ok();
    if !options.dry_run {
        services.db.write_now(|conn: &mut Conn| {
            let draft = StoredFile {
                external: Some(external.clone()),
                ..StoredFile::draft(NewDraft {
                    id: EventId(ids::new(&services.clock)),
                    edition: (*edition_id, Arc::clone(edition)),
                    owner: options.owner.id,
                    form: form.clone(),
                    now,
                })
            };
            new_draft::store(conn, &draft, By::System)?;
            if submit {
                let performer = Performer {
                    by: By::System,
                    account: options.owner.id,
                    capacities: vec![label::Actor::Owner],
                };
                let transition = Transition {
                    action: Action::Submit,
                    comment: None,
                    fields: Vec::new(),
                    late: false,
                };
                transition::apply(
                    services,
                    conn,
                    &draft,
                    &performer,
                    &Expected::Any,
                    &transition,
                    now,
                )?;
            }
            Ok::<_, Error>(())
        })?;
    }
    entry.result = if submit {
        ImportResult::Submitted
    } else {
        ImportResult::Draft(faults)
    };
    Ok(entry)
}

/// Fetches a picture from an address; `None` if none are fetched.
type Fetch<'f> = &'f mut dyn FnMut(&str) -> Option<anyhow::Result<StoredImage>>;

/// Puts the picture of the event, its alternative text and its credits into the form. Where it cannot be had, the form is without.
fn add_picture(form: &mut EventForm, event: &ExportedEvent, fetch: Fetch<'_>) -> PictureResult {
    let Some(address) = &event.image.address else {
        return PictureResult::None;
    };
    match fetch(address) {
        None => PictureResult::None,
        Some(Err(error)) => PictureResult::Refused(format!("{error:#}")),
        Some(Ok(stored)) => {
            let credits = event.image_credits.as_deref().unwrap_or_default();
            form.image = ImageForm {
                file: Some(stored),
                alt: event.image.alt.trim().to_owned(),
                credits: credits.trim().to_owned(),
                licence: String::new(),
                focus: None,
            };
            PictureResult::Fetched
        }
    }
}

/// Names of the form fields that differ from an empty form.
fn filled_fields(form: &EventForm) -> serde_json::Result<Vec<String>> {
    let (form, empty) = (
        serde_json::to_value(form)?,
        serde_json::to_value(EventForm::default())?,
    );
    let fields = form.as_object().into_iter().flatten();
    Ok(fields
        .filter(|(name, value)| empty.get(name) != Some(value))
        .map(|(name, _)| name.clone())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::ImageId;

    fn event(json: serde_json::Value) -> ExportedEvent {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_picture_keeps_its_credits_and_alternative_text() {
        let event = event(serde_json::json!({
            "uid": 1,
            "image": {"base": "https://cdn.exemple.fr/", "filename": "a.jpg", "alt": "Un four "},
            "imageCredits": " © Fonderie",
        }));
        let stored = StoredImage {
            id: ImageId::parse(&"0a".repeat(32)).unwrap(),
            width: 600,
            height: 400,
        };
        let (mut form, mut asked) = (EventForm::default(), Vec::new());

        let result = add_picture(&mut form, &event, &mut |address| {
            asked.push(address.to_owned());
            Some(Ok(stored.clone()))
        });

        assert_eq!(result, PictureResult::Fetched);
        assert_eq!(asked, ["https://cdn.exemple.fr/a.jpg"]);
        assert_eq!(
            form.image,
            ImageForm {
                file: Some(stored),
                alt: "Un four".to_owned(),
                credits: "© Fonderie".to_owned(),
                licence: String::new(),
                focus: None,
            }
        );
    }

    #[test]
    fn a_form_is_without_a_picture_that_cannot_be_had() {
        let with = event(serde_json::json!({
            "uid": 1, "image": "https://exemple.fr/a.jpg", "imageCredits": "© Fonderie"
        }));
        let without = event(serde_json::json!({"uid": 1, "image": null}));
        let mut form = EventForm::default();

        let failed = add_picture(&mut form, &with, &mut |_| {
            Some(Err(anyhow::anyhow!("gone").context("not fetched")))
        });
        let not_wanted = add_picture(&mut form, &with, &mut |_| None);
        let none = add_picture(&mut form, &without, &mut |_| panic!("there is no address"));

        assert_eq!(
            failed,
            PictureResult::Refused("not fetched: gone".to_owned())
        );
        assert_eq!(
            (not_wanted, none),
            (PictureResult::None, PictureResult::None)
        );
        assert_eq!(form, EventForm::default());
    }
}
