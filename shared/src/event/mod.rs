//! Events: submission form, validated content, life status, public representation and search query.

mod additional;
mod alert;
mod calendar_link;
mod change;
mod co_editing;
mod content;
mod correction;
mod crop;
mod expectation;
mod export;
mod external;
mod facets;
mod file;
mod form;
mod image;
mod life;
mod likeness;
mod occurrence;
mod openagenda;
mod prefill;
mod public;
mod query;
mod reading;
mod renewal;
mod report;
mod term_filter;
mod visitor_message;

pub use additional::{
    Answer, AnswerFile, Answers, DocumentId, DocumentType, FormField, Number, PublicAnswer,
    WithheldAnswers,
};
pub use alert::{AlertForm, AlertRules, CheckedAlert, RequestedAlert};
pub use calendar_link::{CalendarEntry, CalendarLink};
pub use change::{
    ChangePlan, ChangeStatus, EventChange, LabelledEvent, RefusedChange, WaitingChange,
};
pub use co_editing::{
    CO_EDITORS_MAX, CoEditing, CoEditor, FileRole, INVITATION_LIFE, Invitation, Joined,
    NewInvitation, OpenInvitation, ReceivedInvitation, ReceivedInvitations, Sharing,
};
pub use content::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, Booking, Contact, EventContent,
    Organiser, Venue,
};
pub use correction::{CorrectionScope, FiledForm};
pub use crop::{ImagePlace, ImageUse, image_uses, shift_to_focus};
pub use expectation::{Expectation, ExpectedTask};
pub use export::{EXPORTS, Export};
pub use external::{
    EXTERNAL_ID_MAX_CHARS, ExternalId, ExternalKey, InvalidExternalId, SOURCE_MAX_CHARS, Source,
};
pub use facets::{Facet, FacetCounts, FacetName, FacetValue};
pub use file::{
    DeadlineCalendar, Decision, DuplicateEvent, EventFile, EventFileSummary, HistoryActor,
    HistoryEntry, LifeStatusForm, NewEvent, Validation, ValidationRequest, Withdrawal,
    parse_reason,
};
pub use form::{
    Advice, BookingForm, EventForm, Field, ImageForm, Merged, OccurrenceForm, OrganiserForm,
    PlaceForm, Step, limits,
};
pub use image::{
    CARD_RATIO, CropPosition, EventImage, FocalPoint, IMAGE_MAX_WIDTH_PX, IMAGE_PAGE_PX,
    IMAGE_PAGE_SIZES, ImageId, InvalidImageId, SQUARE_PX, StoredImage, crop_position,
    square_address, widths as image_widths,
};
pub use life::LifeStatus;
pub use likeness::{
    DuplicateMark, DuplicateVerdict, LikelyDuplicate, Likeness, NEARBY_M, PlaceAndTime,
    TITLE_LIKENESS, TitleWords,
};
pub use occurrence::{OCCURRENCE_SETTERS, OccurrenceChange, OccurrenceStateForm};
pub use prefill::{NewPrefilledLink, PREFILLED_LINK_CHARS, PrefilledForm, PrefilledLink};
pub use public::{
    EventContext, EventPage, EventSummary, FEATURE_FIELDS, FieldChoice, Figures, KindCount,
    LISTED_FIELDS, ListedEvent, OrganiserMatch, PUBLISHED_FIELDS, PublicEvent, Publication,
    PublishedEvent, RegionCount, UnknownField,
};
pub use query::{EventQuery, Pairs, QueryFaults, SortOrder, When};
pub use reading::{Reading, ReadingAccess, ReadingKey, ReadingLink};
pub use renewal::{
    EndedTerm, RENEWED_AT_ONCE, RenewEvent, RenewEvents, Renewal, RenewalOutcome, RenewalReport,
    RenewedItem, SeriesEvent,
};
pub use report::{EventReport, EventReportForm, is_reportable};
pub use term_filter::TermFilter;
pub use visitor_message::{
    CheckedMessage, MESSAGE_LINKS, MESSAGE_TEXT, MessageOutcome, MessageSettlement, MessageSubject,
    ReceivedMessage, VisitorMessage, VisitorMessageForm, VisitorMessageRules,
};
