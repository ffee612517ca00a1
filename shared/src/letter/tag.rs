//! Tags of a wording.

use crate::identifiers::string_enum;

string_enum! {
    /// A tag: what differs from one letter to the next. The identifier is French, as those write it who edit a wording.
    LetterTag {
        /// Title of the event.
        Title = "titre",
        /// Reference of the event submission.
        Reference = "reference",
        /// Organiser of the event.
        Organiser = "organisateur",
        /// Days of the event.
        Dates = "dates",
        /// Commune of the event.
        Place = "lieu",
        /// Name of the edition.
        Edition = "edition",
        /// Service that examines the events of the territory, with its address.
        Referent = "referent",
        /// The page for the next step.
        Link = "lien",
        /// Last day, in words.
        Due = "echeance",
        /// Last day without its weekday and hour.
        Day = "jour",
        /// Reason of a decision.
        Reason = "motif",
        /// Message of a person.
        Message = "message",
        /// Question to an expert.
        Question = "question",
        /// Comment of the referent.
        Comment = "commentaire",
        /// Fields of the form.
        Fields = "champs",
        /// Criteria that are not met, each with its comment.
        Criteria = "criteres",
        /// Code of the certificate.
        Certificate = "certificat",
        /// Page that verifies the certificate.
        Verification = "verification",
        /// Time of an occurrence.
        Occurrence = "seance",
        /// State of that occurrence.
        State = "etat",
        /// Number of messages, with the word.
        Messages = "messages",
        /// Subject of a visitor's message.
        About = "objet",
        /// Name of the person who invites.
        Inviter = "invitant",
        /// E-mail address of the recipient.
        Address = "adresse",
        /// Name of the expert.
        Expert = "expert",
        /// Role, with its territory.
        Role = "role",
        /// Name of the organisation.
        Organisation = "organisation",
        /// Name of the other organisation.
        OtherOrganisation = "autre_organisation",
        /// The page to sign in.
        SignIn = "connexion",
        /// The page to choose a new password.
        Password = "mot_de_passe",
        /// Secret code, which the recipient types.
        Code = "code",
        /// Number of drafts or of event submissions, as a clause.
        Count = "combien",
        /// Drafts of the person.
        Drafts = "brouillons",
        /// Event submissions whose deadline has passed.
        Overdue = "en_retard",
        /// Event submissions whose deadline is near.
        Soon = "bientot",
        /// Event submissions that wait for a review.
        Files = "dossiers",
        /// Search of an alert, in words.
        Search = "recherche",
        /// Time for which a link is valid.
        Duration = "duree",
        /// New events of a search.
        Events = "evenements",
        /// The page that stops an alert.
        Stop = "arret",
        /// Titles of new shared files of the kits.
        SharedFiles = "fichiers",
        /// The page of the communication kit.
        Kit = "kit",
        /// The page that refuses such letters.
        Unsubscribe = "desabonnement",
        /// Name of a webhook.
        Webhook = "webhook",
    }
}

/// How the value of a tag looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagShape {
    /// Some words within a line.
    Words,
    /// Text of a person, of several lines.
    Quote,
    /// A link of the platform.
    Link,
    /// Items, which may have links.
    List,
    /// A code to be typed.
    Code,
}

impl LetterTag {
    /// How its value looks.
    pub const fn shape(self) -> TagShape {
        match self {
            Self::Reason | Self::Message | Self::Question | Self::Comment => TagShape::Quote,
            Self::Link
            | Self::Verification
            | Self::SignIn
            | Self::Password
            | Self::Unsubscribe
            | Self::Stop
            | Self::Kit => TagShape::Link,
            Self::Fields
            | Self::Criteria
            | Self::Drafts
            | Self::Overdue
            | Self::Soon
            | Self::Files
            | Self::Events
            | Self::SharedFiles => TagShape::List,
            Self::Code => TagShape::Code,
            Self::Title
            | Self::Reference
            | Self::Organiser
            | Self::Dates
            | Self::Place
            | Self::Edition
            | Self::Referent
            | Self::Due
            | Self::Day
            | Self::Certificate
            | Self::Occurrence
            | Self::State
            | Self::Messages
            | Self::About
            | Self::Inviter
            | Self::Address
            | Self::Expert
            | Self::Role
            | Self::Organisation
            | Self::OtherOrganisation
            | Self::Search
            | Self::Duration
            | Self::Webhook
            | Self::Count => TagShape::Words,
        }
    }

    /// True when it stands within a line; the others stand alone.
    pub const fn is_words(self) -> bool {
        matches!(self.shape(), TagShape::Words)
    }
}
