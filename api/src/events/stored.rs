//! A file as it is stored.

use chrono::{DateTime, Utc};
use shared::calendar::ReviewClock;
use shared::edition::Edition;
use shared::event::{EventContent, EventForm, LifeStatus};
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;
use shared::place::{DepartmentCode, RegionCode};

/// A file as it is stored, with its edition.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    /// Identifier, kept through every state.
    pub(crate) id: EventId,
    /// Identifier of the edition.
    pub(crate) edition_id: EditionId,
    /// The edition, as it is now.
    pub(crate) edition: Edition,
    /// Whose file it is.
    pub(crate) owner: AccountId,
    /// Slug of the public page; from the first label on, then for ever.
    pub(crate) slug: Option<String>,
    /// Where it stands.
    pub(crate) state: LabelState,
    /// Whether the event takes place as announced.
    pub(crate) life_status: LifeStatus,
    /// The organiser's word on that.
    pub(crate) life_note: Option<String>,
    /// What the organiser writes; while the file is editable it may be ahead of `content`.
    pub(crate) form: EventForm,
    /// What was last filed: what is checked, labelled and shown.
    pub(crate) content: Option<EventContent>,
    /// Counts every change.
    pub(crate) version: i32,
    /// Number of filings; 0 for what was never filed.
    pub(crate) round: u32,
    /// The delay of the referents; from the first filing on.
    pub(crate) clock: Option<ReviewClock>,
    /// When it was last filed.
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    /// When the label was last given, refused or taken away.
    pub(crate) decided_at: Option<DateTime<Utc>>,
    /// When the label that it bears was given.
    pub(crate) labelled_at: Option<DateTime<Utc>>,
    /// When it was first labelled; tells a page that is gone from one that never was.
    pub(crate) first_labelled_at: Option<DateTime<Utc>>,
    /// The record of another system that it was made from.
    pub(crate) external: Option<External>,
    /// When it was opened.
    pub(crate) created_at: DateTime<Utc>,
    /// Last change.
    pub(crate) updated_at: DateTime<Utc>,
}

/// A record of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct External {
    /// The system, as `openagenda`.
    pub(crate) source: String,
    /// Its identifier there.
    pub(crate) id: String,
}

/// What a new draft begins with.
#[derive(Debug, Clone)]
pub(crate) struct NewDraft {
    /// Identifier.
    pub(crate) id: EventId,
    /// Identifier and data of the edition.
    pub(crate) edition: (EditionId, Edition),
    /// Whose it is.
    pub(crate) owner: AccountId,
    /// What is known already.
    pub(crate) form: EventForm,
    /// When.
    pub(crate) now: DateTime<Utc>,
}

impl StoredFile {
    /// A new draft.
    pub(crate) fn draft(new: NewDraft) -> Self {
        let NewDraft {
            id,
            edition: (edition_id, edition),
            owner,
            form,
            now,
        } = new;
        Self {
            id,
            edition_id,
            edition,
            owner,
            slug: None,
            state: LabelState::Draft,
            life_status: LifeStatus::Scheduled,
            life_note: None,
            form,
            content: None,
            version: 1,
            round: 0,
            clock: None,
            submitted_at: None,
            decided_at: None,
            labelled_at: None,
            first_labelled_at: None,
            external: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Department that answers for it, as last filed.
    pub(crate) fn department(&self) -> Option<&DepartmentCode> {
        self.content.as_ref()?.department.as_ref()
    }

    /// Region that answers for it, as last filed.
    pub(crate) fn region(&self) -> Option<&RegionCode> {
        self.content.as_ref()?.region.as_ref()
    }

    /// Whether it was ever filed: before that, it is its owner's alone.
    pub(crate) fn was_filed(&self) -> bool {
        self.round > 0
    }

    /// When the referents owe an answer; `None` while the clock stands still.
    pub(crate) fn due_at(&self) -> Option<DateTime<Utc>> {
        self.clock.as_ref().and_then(ReviewClock::due)
    }

    /// Title as it is read now: the filed one, or what is written so far.
    pub(crate) fn title(&self) -> &str {
        match &self.content {
            Some(content) if !self.state.is_editable() => &content.title,
            Some(_) | None => self.form.title.trim(),
        }
    }
}
