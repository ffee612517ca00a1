//! Stores what was read: one event at a time, each once.

use super::map::{Mapped, Owner, map};
use super::source::{Line, read};
use super::wire::ExportedEvent;
use crate::events::stored::{External, NewDraft, StoredFile};
use crate::events::transition::{self, Asked, Mover, Step};
use crate::events::{self, queries};
use anyhow::{Context as _, ensure};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::By;
use http::Services;
use http::etag::Expected;
use shared::account::Account;
use shared::edition::Edition;
use shared::event::EventForm;
use shared::id::{EditionId, EventId};
use shared::label::{Action, Actor as Quality};
use shared::problem::FieldProblem;
use std::collections::HashSet;

/// Name of the source in external ids.
const SOURCE: &str = "openagenda";

/// What an import is to do.
#[derive(Debug)]
pub(crate) struct Import<'a> {
    /// Slug of the edition.
    pub(crate) edition: &'a str,
    /// Who will own the files.
    pub(crate) owner: &'a Account,
    /// Whether to file what is complete; the operator answers for the commitments of the organisers.
    pub(crate) submit: bool,
    /// Whether to store nothing.
    pub(crate) dry_run: bool,
}

/// What became of one event of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// A draft, with what its organiser must still complete.
    Draft(Vec<FieldProblem>),
    /// Filed.
    Submitted,
    /// It was imported before, and is left as it is.
    Known,
    /// It could not be read.
    Refused(String),
}

/// One line of the report.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Place in the file, from 1.
    pub(crate) position: usize,
    /// Identifier in the source, when it could be read.
    pub(crate) uid: Option<String>,
    /// Title.
    pub(crate) title: String,
    /// Fields of the form that the event fills.
    pub(crate) mapped: Vec<String>,
    /// What was completed or set right, in French.
    pub(crate) completed: Vec<String>,
    /// What became of it.
    pub(crate) fate: Fate,
}

/// Imports the text of an export file; `report` gets every event as it is done, with how many there are.
///
/// # Errors
///
/// When the file is none of the shapes that are read, the edition takes no drafts, or the database fails. A single event
/// that is broken is reported, and the rest goes on.
pub(crate) fn run(
    services: &Services,
    asked: &Import<'_>,
    text: &str,
    report: &mut dyn FnMut(&Entry, usize),
) -> anyhow::Result<()> {
    let edition = services
        .db
        .read_now(|conn| crate::editions::queries::by_slug(conn, asked.edition))?
        .with_context(|| format!("there is no edition `{}`", asked.edition))?;
    ensure!(
        edition.1.is_writable(),
        "the edition {} is {}: it takes no drafts",
        asked.edition,
        edition.1.status
    );
    let lines = read(text)?;
    let all = lines.len();
    let mut seen = HashSet::new();
    for Line { position, event } in lines {
        let entry = match event {
            Err(why) => Entry {
                position,
                uid: None,
                title: String::new(),
                mapped: Vec::new(),
                completed: Vec::new(),
                fate: Fate::Refused(why),
            },
            Ok(event) if !seen.insert(event.uid.clone()) => Entry {
                position,
                title: event.title.french().to_owned(),
                uid: Some(event.uid),
                mapped: Vec::new(),
                completed: Vec::new(),
                fate: Fate::Refused("uid: given twice in the file".to_owned()),
            },
            Ok(event) => one(services, asked, &edition, position, &event)?,
        };
        report(&entry, all);
    }
    Ok(())
}

fn one(
    services: &Services,
    asked: &Import<'_>,
    (edition_id, edition): &(EditionId, Edition),
    position: usize,
    event: &ExportedEvent,
) -> anyhow::Result<Entry> {
    let owner = Owner {
        name: &asked.owner.name,
        email: &asked.owner.email,
    };
    let Mapped {
        mut form,
        commune,
        completed,
    } = map(event, edition, Gazetteer::embedded(), &owner);
    if asked.submit {
        form.commitments_version
            .clone_from(&edition.commitments.version);
    }
    let mapped = filled(&form)?;
    let now = services.clock.now();
    let faults = form
        .ready(edition, commune.as_ref(), now)
        .err()
        .unwrap_or_default();
    let entry = |fate| Entry {
        position,
        uid: Some(event.uid.clone()),
        title: event.title.french().trim().to_owned(),
        mapped: mapped.clone(),
        completed: completed.clone(),
        fate,
    };
    if let Err(faults) = form.check_storable() {
        let told: Vec<_> = faults
            .iter()
            .map(|fault| format!("{}: {}", fault.pointer, fault.detail))
            .collect();
        return Ok(entry(Fate::Refused(told.join("; "))));
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
        return Ok(entry(Fate::Known));
    }
    let takes = edition.takes_filings(
        now,
        commune.as_ref().map(|c| &c.department),
        commune.as_ref().map(|c| &c.region),
    );
    let submit = asked.submit && faults.is_empty() && takes.is_ok();
    if !asked.dry_run {
        services.db.write_now(|conn: &mut Conn| {
            let draft = StoredFile {
                external: Some(external.clone()),
                ..StoredFile::draft(NewDraft {
                    id: EventId(ids::new(&services.clock)),
                    edition: (*edition_id, edition.clone()),
                    owner: asked.owner.id,
                    form: form.clone(),
                    now,
                })
            };
            events::create::store(conn, &draft, By::System)?;
            if submit {
                let mover = Mover {
                    by: By::System,
                    account: asked.owner.id,
                    qualities: vec![Quality::Owner],
                };
                let step = Step {
                    action: Action::Submit,
                    words: None,
                    fields: Vec::new(),
                };
                transition::apply(
                    services,
                    conn,
                    &draft,
                    &Asked {
                        mover: &mover,
                        expected: &Expected::Any,
                        step: &step,
                    },
                )?;
            }
            Ok::<_, Error>(())
        })?;
    }
    Ok(entry(if submit {
        Fate::Submitted
    } else {
        Fate::Draft(faults)
    }))
}

/// Names of the fields that hold something.
fn filled(form: &EventForm) -> serde_json::Result<Vec<String>> {
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
