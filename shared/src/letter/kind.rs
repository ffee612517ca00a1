//! Kinds of letters, and the tags of each.

use super::LetterTag as Tag;
use crate::identifiers::string_enum;

string_enum! {
    /// Occasion on which the platform writes to a person.
    LetterKind {
        /// The event submission has arrived.
        Receipt = "receipt",
        /// An event waits for its first review.
        ReviewRequest = "review_request",
        /// An event waits for a further review.
        ReviewAgain = "review_again",
        /// The organiser has withdrawn an event.
        Withdrawn = "withdrawn",
        /// The referent asks for a correction.
        Correction = "correction",
        /// A correction is still expected.
        CorrectionReminder = "correction_reminder",
        /// The event began before the correction was made.
        CorrectionLapsed = "correction_lapsed",
        /// The label is granted.
        Labelled = "labelled",
        /// The label is granted since nobody reviewed the event in time.
        LabelledBySilence = "labelled_by_silence",
        /// The label is refused.
        Refused = "refused",
        /// A refusal was taken back.
        Reopened = "reopened",
        /// The label is revoked.
        Revoked = "revoked",
        /// A change of a labelled event waits for its review.
        ChangeReview = "change_review",
        /// A change of a labelled event is accepted.
        ChangeAccepted = "change_accepted",
        /// A change of a labelled event is refused.
        ChangeRefused = "change_refused",
        /// A referent changed the state of an occurrence.
        OccurrenceChanged = "occurrence_changed",
        /// The referent has written to the organiser.
        MessageToOrganiser = "message_to_organiser",
        /// The organiser has written to the referents.
        MessageToReviewers = "message_to_reviewers",
        /// A visitor asks a question.
        VisitorQuestion = "visitor_question",
        /// A visitor reports an error.
        VisitorReport = "visitor_report",
        /// A visitor without address reports an error.
        VisitorReportNameless = "visitor_report_nameless",
        /// The message of a visitor is not settled.
        VisitorUnsettled = "visitor_unsettled",
        /// An expert is asked for an opinion.
        OpinionRequest = "opinion_request",
        /// An expert has given an opinion.
        OpinionGiven = "opinion_given",
        /// Invitation to work on an event.
        InvitationEditor = "invitation_editor",
        /// Invitation to work on an event and to submit it.
        InvitationSubmitter = "invitation_submitter",
        /// Offer to take over an event.
        InvitationOwner = "invitation_owner",
        /// An invitation to an event was accepted.
        InvitationAccepted = "invitation_accepted",
        /// An invitation to an event was declined.
        InvitationDeclined = "invitation_declined",
        /// The offer to take over an event was declined.
        TransferDeclined = "transfer_declined",
        /// The recipient does not work on the event any more.
        EditorRemoved = "editor_removed",
        /// A co-editor left the event.
        EditorLeft = "editor_left",
        /// The event now belongs to somebody else.
        TransferGiven = "transfer_given",
        /// The event now belongs to the recipient.
        TransferTaken = "transfer_taken",
        /// The event belongs to the recipient since its owner left.
        Inherited = "inherited",
        /// A permission to submit after the deadline.
        LatePass = "late_pass",
        /// Drafts that were not submitted, some days before the deadline.
        DraftReminder = "draft_reminder",
        /// Event submissions that wait for a decision.
        ReviewReminder = "review_reminder",
        /// Event submissions that wait for a review, in one letter.
        ReviewDigest = "review_digest",
        /// An alert of a visitor waits for its confirmation.
        AlertRequest = "alert_request",
        /// New events of an alert.
        AlertNews = "alert_news",
        /// New shared files of the communication kit.
        KitFiles = "kit_files",
        /// The link that verifies the address of a new account.
        VerifyAddress = "verify_address",
        /// The address has an account already.
        AccountExists = "account_exists",
        /// The link to choose a new password.
        PasswordReset = "password_reset",
        /// The link that confirms a new address.
        NewAddress = "new_address",
        /// Somebody wanted to use the address for another account.
        AddressTaken = "address_taken",
        /// The account has another address.
        AddressChanged = "address_changed",
        /// The password was changed.
        PasswordChanged = "password_changed",
        /// A person is invited to take on a role.
        RoleInvitation = "role_invitation",
        /// The account has a further role.
        RoleGranted = "role_granted",
        /// A role was taken back.
        RoleWithdrawn = "role_withdrawn",
        /// The account was disabled.
        AccountDisabled = "account_disabled",
        /// The account was enabled again.
        AccountEnabled = "account_enabled",
        /// Invitation to read the files of an organisation.
        OrganisationInvitationReads = "organisation_invitation_reads",
        /// A person is invited to submit events in the name of an organisation.
        OrganisationInvitationFiles = "organisation_invitation_files",
        /// A person is invited to submit events in the name of an organisation and to manage its members.
        OrganisationInvitationManages = "organisation_invitation_manages",
        /// An invitation to an organisation was accepted.
        OrganisationJoined = "organisation_joined",
        /// An invitation to an organisation was declined.
        OrganisationDeclined = "organisation_declined",
        /// A member left the organisation.
        OrganisationLeft = "organisation_left",
        /// The recipient is no member any more.
        OrganisationRemoved = "organisation_removed",
        /// The recipient now reads.
        OrganisationRoleReads = "organisation_role_reads",
        /// The recipient now files.
        OrganisationRoleFiles = "organisation_role_files",
        /// The recipient now manages.
        OrganisationRoleManages = "organisation_role_manages",
        /// An organisation asks for a mandate.
        MandateRequested = "mandate_requested",
        /// A mandate was given.
        MandateGiven = "mandate_given",
        /// A mandate has ended.
        MandateEnded = "mandate_ended",
        /// Two records of an organisation were merged.
        OrganisationMerged = "organisation_merged",
        /// Invitation to the space of a partner.
        PartnerInvitation = "partner_invitation",
        /// A webhook was stopped since its receiver fails.
        WebhookFailing = "webhook_failing",
        /// A webhook was stopped since its receiver says that it is gone.
        WebhookGone = "webhook_gone",
        /// A webhook was stopped since its filters name something that is not public any more.
        WebhookInvalidFilters = "webhook_invalid_filters",
    }
}

impl LetterKind {
    /// Tags of every letter about one event, for that event.
    pub const OF_EVENT: [Tag; 6] = [
        Tag::Title,
        Tag::Reference,
        Tag::Organiser,
        Tag::Dates,
        Tag::Place,
        Tag::Referent,
    ];

    /// True when an edition may have its own words for it.
    pub fn is_of_edition(self) -> bool {
        self < Self::VerifyAddress
    }

    /// True when it is about one event.
    pub fn is_about_event(self) -> bool {
        self < Self::LatePass
    }

    /// Tags that its words may use.
    pub fn tags(self) -> Vec<Tag> {
        let mut tags = Vec::new();
        if self.is_about_event() {
            tags.extend(Self::OF_EVENT);
        }
        if self.is_of_edition() {
            tags.push(Tag::Edition);
        }
        tags.extend(self.own_tags());
        tags
    }

    /// Tags without which the letter is of no use.
    pub fn required(self) -> Vec<Tag> {
        let needed = |tag: &&Tag| {
            matches!(
                tag,
                Tag::Link
                    | Tag::Code
                    | Tag::Unsubscribe
                    | Tag::Message
                    | Tag::Question
                    | Tag::Reason
                    | Tag::Criteria
                    | Tag::Password
                    | Tag::SignIn
                    | Tag::Drafts
                    | Tag::Overdue
                    | Tag::Soon
                    | Tag::Files
                    | Tag::Events
                    | Tag::Stop
                    | Tag::SharedFiles
            )
        };
        self.own_tags().iter().filter(needed).copied().collect()
    }

    fn own_tags(self) -> &'static [Tag] {
        use Tag::{
            About, Address, Certificate, Code, Comment, Count, Criteria, Day, Drafts, Due,
            Duration, Events, Expert, Fields, Files, Inviter, Kit, Link, Message, Messages,
            Occurrence, Organisation, OtherOrganisation, Overdue, Password, Question, Reason, Role,
            Search, SharedFiles, SignIn, Soon, State, Stop, Unsubscribe, Verification, Webhook,
        };
        match self {
            Self::Receipt => &[Due, Link],
            Self::ReviewRequest | Self::ReviewAgain | Self::ChangeReview => {
                &[Due, Link, Unsubscribe]
            }
            Self::ReviewDigest => &[Count, Files, Link, Unsubscribe],
            Self::AlertRequest => &[Search, Duration, Link],
            Self::AlertNews => &[Count, Search, Events, Link, Stop],
            Self::KitFiles => &[SharedFiles, Link],
            Self::LabelledBySilence => &[Link, Kit],
            Self::Withdrawn | Self::Reopened | Self::Revoked => &[Reason, Link],
            Self::Correction => &[Message, Fields, Link],
            Self::CorrectionReminder
            | Self::CorrectionLapsed
            | Self::InvitationAccepted
            | Self::InvitationDeclined
            | Self::TransferDeclined
            | Self::EditorLeft
            | Self::TransferGiven
            | Self::TransferTaken
            | Self::Inherited
            | Self::VerifyAddress
            | Self::PasswordReset
            | Self::NewAddress
            | Self::AccountEnabled => &[Link],
            Self::Labelled => &[Link, Certificate, Verification, Kit, Comment],
            Self::Refused => &[Reason, Criteria, Link],
            Self::ChangeAccepted => &[Fields, Comment, Link],
            Self::ChangeRefused => &[Fields, Reason, Link],
            Self::OccurrenceChanged => &[Occurrence, State, Link],
            Self::MessageToOrganiser | Self::MessageToReviewers => &[Messages, Link],
            Self::VisitorQuestion | Self::VisitorReport | Self::VisitorReportNameless => {
                &[About, Message, Due, Link]
            }
            Self::VisitorUnsettled => &[About, Message, Link],
            Self::OpinionRequest => &[Question, Due, Link],
            Self::OpinionGiven => &[Expert, Link],
            Self::InvitationEditor | Self::InvitationSubmitter | Self::InvitationOwner => {
                &[Inviter, Address, Due, Link]
            }
            Self::EditorRemoved | Self::AddressChanged => &[],
            Self::LatePass => &[Due, Code, Link],
            Self::DraftReminder => &[Due, Day, Count, Drafts, Link, Unsubscribe],
            Self::ReviewReminder => &[Count, Overdue, Soon, Link, Unsubscribe],
            Self::AccountExists => &[SignIn, Password],
            Self::AddressTaken | Self::PasswordChanged => &[Password],
            Self::RoleInvitation => &[Inviter, Role, Address, Due, Link],
            Self::RoleGranted => &[Role, Link],
            Self::RoleWithdrawn => &[Role],
            Self::AccountDisabled => &[Reason],
            Self::OrganisationInvitationReads
            | Self::OrganisationInvitationFiles
            | Self::OrganisationInvitationManages
            | Self::PartnerInvitation => &[Organisation, Inviter, Address, Due, Link],
            Self::OrganisationJoined
            | Self::OrganisationDeclined
            | Self::OrganisationLeft
            | Self::OrganisationRoleReads
            | Self::OrganisationRoleFiles
            | Self::OrganisationRoleManages => &[Organisation, Link],
            Self::OrganisationRemoved => &[Organisation],
            Self::MandateRequested
            | Self::MandateGiven
            | Self::MandateEnded
            | Self::OrganisationMerged => &[Organisation, OtherOrganisation, Link],
            Self::WebhookFailing | Self::WebhookGone | Self::WebhookInvalidFilters => {
                &[Webhook, Organisation, Link]
            }
        }
    }
}
