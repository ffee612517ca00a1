//! Stored form of an event submission.

use super::commune::commune_of;
use chrono::{DateTime, Utc};
use shared::calendar::ReviewClock;
use shared::edition::{Edition, ReferentService};
use shared::event::{EventContent, EventForm, EventReport, FileRole, LifeStatus, PlaceAndTime};
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;
use shared::organisation::OrganisationRole;
use shared::place::{DepartmentCode, RegionCode};
use std::sync::Arc;

/// An event submission as stored, with its edition.
#[derive(Debug, Clone)]
pub(crate) struct StoredFile {
    /// Identifier, stable through every state.
    pub(crate) id: EventId,
    pub(crate) edition_id: EditionId,
    /// Edition, with its current data.
    pub(crate) edition: Arc<Edition>,
    pub(crate) owner: AccountId,
    /// Co-editors, where the submission was found by its identifier.
    pub(crate) editors: Vec<Editor>,
    /// Members of the organisations that it is filed by and for, where the submission was found by its identifier.
    pub(crate) members: Vec<(AccountId, OrganisationRole)>,
    /// True where it was found by its identifier, and no organisation files it.
    pub(crate) alone: bool,
    /// Series of events that renew each other in other editions: the identifier of the first.
    pub(crate) series: EventId,
    /// Slug of the public page; set when the label is first granted, then permanent.
    pub(crate) slug: Option<String>,
    /// State in the labelling process.
    pub(crate) state: LabelState,
    /// Life status: scheduled, moved, postponed, full or cancelled.
    pub(crate) life_status: LifeStatus,
    /// Message of the organiser to the public about the life status.
    pub(crate) life_note: Option<String>,
    /// Form as last saved; may be newer than `content` while the form is editable.
    pub(crate) form: EventForm,
    /// Content as last submitted: reviewed, labelled and published.
    pub(crate) content: Option<EventContent>,
    /// Incremented by every change.
    pub(crate) version: i32,
    /// Number of submissions; 0 before the first.
    pub(crate) round: u32,
    /// Review period; from the first submission on.
    pub(crate) clock: Option<ReviewClock>,
    /// Time of the last submission.
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    /// Time of the last grant, refusal or revocation.
    pub(crate) decided_at: Option<DateTime<Utc>>,
    /// Time at which the current label was granted.
    pub(crate) labelled_at: Option<DateTime<Utc>>,
    /// Time of the first label; distinguishes a page that is gone from one that never existed.
    pub(crate) first_labelled_at: Option<DateTime<Utc>>,
    /// Record of another system from which it was imported.
    pub(crate) external: Option<External>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    /// Number of changes to its public content.
    pub(crate) public_changes: i32,
    /// Report of the organiser on the event, once it is over.
    pub(crate) report: Option<EventReport>,
}

/// A co-editor of an event submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Editor {
    pub(crate) account: AccountId,
    /// Never that of the owner.
    pub(crate) role: FileRole,
}

/// A record of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct External {
    /// Name of the system, such as `openagenda`.
    pub(crate) source: String,
    /// Identifier in that system.
    pub(crate) id: String,
}

/// Initial data of a draft.
#[derive(Debug, Clone)]
pub(crate) struct NewDraft {
    pub(crate) id: EventId,
    /// Identifier and data of the edition.
    pub(crate) edition: (EditionId, Arc<Edition>),
    pub(crate) owner: AccountId,
    /// Fields that are already known.
    pub(crate) form: EventForm,
    pub(crate) now: DateTime<Utc>,
}

impl StoredFile {
    /// Creates a draft in its initial state: version 1, never submitted.
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
            editors: Vec::new(),
            members: Vec::new(),
            alone: false,
            series: id,
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
            public_changes: 0,
            report: None,
        }
    }

    /// The same as its next version.
    pub(crate) fn touched(&self, now: DateTime<Utc>) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }

    /// Role of a person on the submission; `None` for anybody but its owner, its co-editors, and the members who file for its
    /// organisation.
    pub(crate) fn role_of(&self, account: AccountId) -> Option<FileRole> {
        if account == self.owner {
            return Some(FileRole::Owner);
        }
        let mut editors = self.editors.iter();
        let edits = editors
            .find(|editor| editor.account == account)
            .map(|editor| editor.role);
        let files = self
            .membership_of(account)
            .filter(|role| role.files())
            .map(|_| FileRole::Submitter);
        edits.max(files)
    }

    /// Role of a person in the organisations that it is filed by and for.
    pub(crate) fn membership_of(&self, account: AccountId) -> Option<OrganisationRole> {
        let mut members = self.members.iter();
        members
            .find(|(member, _)| *member == account)
            .map(|(_, role)| *role)
    }

    /// True for a person who works on it or reads it as a member of its organisation, and hence does not review it.
    pub(crate) fn concerns(&self, account: AccountId) -> bool {
        self.role_of(account).is_some() || self.membership_of(account).is_some()
    }

    /// The same draft in the series of an event that it renews.
    pub(crate) fn in_series(self, series: EventId) -> Self {
        Self { series, ..self }
    }

    /// Department responsible for the event, as last submitted.
    pub(crate) fn department(&self) -> Option<&DepartmentCode> {
        self.content.as_ref()?.department.as_ref()
    }

    /// Region responsible for the event, as last submitted.
    pub(crate) fn region(&self) -> Option<&RegionCode> {
        self.content.as_ref()?.region.as_ref()
    }

    /// The service that examines the event, if the edition names one.
    pub(crate) fn referent(&self) -> Option<&ReferentService> {
        self.edition.referent_for(self.department(), self.region())
    }

    /// True once it was submitted; before that, only its owner sees it.
    pub(crate) fn was_submitted(&self) -> bool {
        self.round > 0
    }

    /// Review deadline; `None` unless the review clock is running.
    pub(crate) fn due_at(&self) -> Option<DateTime<Utc>> {
        self.clock.as_ref().and_then(ReviewClock::due)
    }

    /// Place and times of the event, as far as its form says.
    pub(crate) fn place_and_time(&self) -> PlaceAndTime {
        PlaceAndTime::of(&self.form, commune_of(&self.form).as_ref())
    }

    /// Title as submitted, or as last saved while the form is editable.
    pub(crate) fn title(&self) -> &str {
        match &self.content {
            Some(content) if !self.state.is_editable() => &content.title,
            Some(_) | None => self.form.title.trim(),
        }
    }
}
