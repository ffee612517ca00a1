//! A file of the queue, with all that lists filter and sort by.

use super::sort_key::Key;
use chrono::{DateTime, NaiveDate, Utc};
use shared::calendar::{working_days_after, working_days_before};
use shared::criterion;
use shared::edition::{Edition, Term};
use shared::event::{EventContent, EventForm, PlaceAndTime, TitleWords};
use shared::id::EventId;
use shared::label::{
    ConflictParty, LabelState, NamedGroup, NamedReviewer, QueueColumn, QueueFindings, QueueItem,
    QueueMarks, is_short_notice,
};
use shared::place::Commune;
use shared::text::{fold, search_words};
use std::collections::BTreeSet;

/// A file of the queue.
#[derive(Debug)]
pub(super) struct Entry {
    /// The item of the list, without what depends on the time, the caller or other files.
    pub(super) item: QueueItem,
    pub(super) audiences: Vec<String>,
    pub(super) sectors: Vec<String>,
    /// The words by which it is found, as [`search_words`] returns them, joined by `-`.
    pub(super) searched: String,
    pub(super) marks: QueueMarks,
    /// Day of the last submission, on the clock of its department.
    pub(super) filed_on: NaiveDate,
    /// Time from which its review deadline is near; absent while the review clock stands.
    pub(super) soon_from: Option<DateTime<Utc>>,
    /// Working days from the last submission to the label or the refusal.
    pub(super) decided_days: Option<u32>,
    /// Place and times of the event.
    pub(super) near: PlaceAndTime,
    pub(super) words: TitleWords,
    /// Parties with which a conflict of interest may exist.
    pub(super) parties: BTreeSet<ConflictParty>,
    sorted: Sorted,
}

/// Folded texts to sort by.
#[derive(Debug)]
struct Sorted {
    title: String,
    organiser: String,
    city: Option<String>,
    kind: String,
    group: Option<String>,
    assignee: Option<String>,
}

/// Group and reviewer of a file, and the parties of a possible conflict of interest.
#[derive(Debug, Clone, Default)]
pub(super) struct Reviewers {
    pub(super) group: Option<NamedGroup>,
    pub(super) assignee: Option<NamedReviewer>,
    pub(super) parties: BTreeSet<ConflictParty>,
}

/// Stored properties of which an entry is made.
#[derive(Debug)]
pub(super) struct Stored<'a> {
    pub(super) id: EventId,
    pub(super) version: i32,
    pub(super) state: LabelState,
    pub(super) submitted_at: DateTime<Utc>,
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) decided_at: Option<DateTime<Utc>>,
    pub(super) form: &'a EventForm,
    pub(super) content: EventContent,
    pub(super) commune: Option<&'a Commune>,
    pub(super) edition: &'a Edition,
    pub(super) reviewers: Reviewers,
    pub(super) marks: QueueMarks,
}

impl Entry {
    pub(super) fn of(stored: Stored<'_>) -> Self {
        let Stored {
            id,
            version,
            state,
            submitted_at,
            due_at,
            decided_at,
            form,
            content,
            commune,
            edition,
            reviewers,
            mut marks,
        } = stored;
        let findings = criterion::check(form, edition, commune, submitted_at);
        let first_begin = content.occurrences.first_begin().to_utc();
        let city = content.venue.as_ref().map(|venue| venue.city.clone());
        let is_urgent = is_short_notice(
            state,
            submitted_at,
            first_begin,
            edition.review_working_days,
            content.department.as_ref(),
        );
        marks.set(QueueMarks::URGENT, is_urgent);
        let item = QueueItem {
            id,
            version,
            edition: edition.slug.clone(),
            urgent: marks.contains(QueueMarks::URGENT),
            kind_label: Term::label_of(&edition.vocabularies.kinds, &content.kind).to_owned(),
            kind: content.kind,
            title: content.title,
            organiser: content.organiser.name,
            city,
            department: content.department,
            region: content.region,
            state,
            submitted_at,
            due_at,
            overdue: false,
            unread: marks.contains(QueueMarks::UNREAD),
            first_begin,
            findings: QueueFindings::of(&findings),
            duplicate: false,
            readers: Vec::new(),
            group: reviewers.group,
            assignee: reviewers.assignee,
        };
        let department = item.department.as_ref();
        let days = edition.review_reminders.working_days_left;
        let answered = matches!(state, LabelState::Labelled | LabelState::Refused);
        Self {
            filed_on: submitted_at.with_timezone(&zone_of(&item)).date_naive(),
            soon_from: due_at.map(|due| working_days_before(due, days, department)),
            decided_days: decided_at
                .filter(|_| answered)
                .map(|at| working_days_after(submitted_at, at, department)),
            searched: searched(&item),
            sorted: Sorted {
                title: fold(&item.title),
                organiser: fold(&item.organiser),
                city: item.city.as_deref().map(fold),
                kind: fold(&item.kind_label),
                group: item.group.as_ref().map(|group| fold(&group.name)),
                assignee: item.assignee.as_ref().map(|person| fold(&person.name)),
            },
            parties: reviewers.parties,
            near: PlaceAndTime::of(form, commune),
            words: TitleWords::of(&item.title),
            item,
            audiences: content.audiences,
            sectors: content.sectors,
            marks,
        }
    }

    /// True when it may be the same event as another: a refused or revoked one is not in its way.
    pub(super) fn is_compared(&self) -> bool {
        matches!(
            self.item.state,
            LabelState::Submitted | LabelState::CorrectionRequested | LabelState::Labelled
        )
    }

    /// True when it is likely the same event as the same others as `other` is.
    pub(super) fn is_compared_as(&self, other: &Self) -> bool {
        self.is_compared() == other.is_compared()
            && self.item.edition == other.item.edition
            && self.near == other.near
            && self.words == other.words
    }

    /// The value to sort by.
    pub(super) fn key(&self, column: QueueColumn) -> Key<'_> {
        let Sorted {
            title,
            organiser,
            city,
            kind,
            group,
            assignee,
        } = &self.sorted;
        let time = |at: DateTime<Utc>| Key::Number(at.timestamp_micros());
        let item = &self.item;
        match column {
            QueueColumn::Title => Key::Text(title),
            QueueColumn::Organiser => Key::Text(organiser),
            QueueColumn::City => city.as_deref().map_or(Key::Nothing, Key::Text),
            QueueColumn::Territory => item
                .department
                .as_ref()
                .map_or(Key::Nothing, |code| Key::Text(code.as_str())),
            QueueColumn::Kind => Key::Text(kind),
            QueueColumn::FirstDate => time(item.first_begin),
            QueueColumn::Filed => time(item.submitted_at),
            QueueColumn::Due => item.due_at.map_or(Key::Nothing, time),
            QueueColumn::Group => group.as_deref().map_or(Key::Nothing, Key::Text),
            QueueColumn::Assignee => assignee.as_deref().map_or(Key::Nothing, Key::Text),
            QueueColumn::State => Key::Number(place_of(item.state)),
            // Readers are not part of the index.
            QueueColumn::Reader | QueueColumn::Findings => Key::Nothing,
        }
    }

    /// Time zone of its times.
    pub(super) fn zone(&self) -> chrono_tz::Tz {
        zone_of(&self.item)
    }
}

fn zone_of(item: &QueueItem) -> chrono_tz::Tz {
    item.department.as_ref().map_or(
        chrono_tz::Tz::Europe__Paris,
        shared::place::DepartmentCode::zone,
    )
}

/// Place of a state in the order of the process.
fn place_of(state: LabelState) -> i64 {
    let place = LabelState::ALL.iter().position(|one| *one == state);
    place
        .and_then(|place| i64::try_from(place).ok())
        .unwrap_or_default()
}

/// The words of title, organiser, commune and reference; the reference with and without its hyphen.
fn searched(item: &QueueItem) -> String {
    let reference = item.id.reference();
    let without_hyphen = reference.replace('-', "");
    [
        item.title.as_str(),
        item.organiser.as_str(),
        item.city.as_deref().unwrap_or_default(),
        reference.as_str(),
        without_hyphen.as_str(),
    ]
    .into_iter()
    .flat_map(search_words)
    .collect::<Vec<_>>()
    .join("-")
}
