//! Stores imported events, one transaction per event; an event is imported only once.

use super::map::{Mapped, Owner, map};
use super::source::{Line, read};
use super::wire::ExportedEvent;
use crate::events::stored::{External, NewDraft, StoredFile};
use crate::events::transition::{self, Performer, Transition};
use crate::events::{self, queries};
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
use shared::event::EventForm;
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

/// One line of the report.
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
    pub(crate) result: ImportResult,
}

/// Imports the text of an export file; `report` is called after every event with the total number of events.
///
/// # Errors
///
/// When the file has none of the supported shapes, the edition accepts no drafts, or the database fails. A single invalid
/// event is reported and skipped.
pub(crate) fn run(
    services: &Services,
    options: &Import<'_>,
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
                result: ImportResult::Refused(why),
            },
            Ok(event) if !seen.insert(event.uid.clone()) => ReportLine {
                position,
                title: event.title.french().to_owned(),
                uid: Some(event.uid),
                mapped: Vec::new(),
                completed: Vec::new(),
                result: ImportResult::Refused("uid: given twice in the file".to_owned()),
            },
            Ok(event) => import_one(services, options, &edition, position, &event)?,
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
    let mapped = filled_fields(&form)?;
    let now = services.clock.now();
    let faults = form
        .ready(edition, commune.as_ref(), now)
        .err()
        .unwrap_or_default();
    let entry = |result| ReportLine {
        position,
        uid: Some(event.uid.clone()),
        title: event.title.french().trim().to_owned(),
        mapped: mapped.clone(),
        completed: completed.clone(),
        result,
    };
    if let Err(faults) = form.check_storable() {
        let reasons: Vec<_> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.pointer, fault.detail))
            .collect();
        return Ok(entry(ImportResult::Refused(reasons.join("; "))));
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
        return Ok(entry(ImportResult::AlreadyImported));
    }
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
            events::create::store(conn, &draft, By::System)?;
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
    Ok(entry(if submit {
        ImportResult::Submitted
    } else {
        ImportResult::Draft(faults)
    }))
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
