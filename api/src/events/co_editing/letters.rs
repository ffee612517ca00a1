//! E-mails about co-editors and transfers.
//!
//! Only an invitation names a person, so that its recipient knows who writes; the page of the submission names the others.

use super::rows::InvitationRow;
use crate::events::letters::{letter, letter_to, own_page};
use crate::events::stored::StoredFile;
use crate::invitations;
use ground::mail::Letter;
use http::Services;
use messages::letters::Values;
use shared::account::Account;
use shared::event::FileRole;
use shared::letter::{LetterKind, LetterTag};

/// The invitation itself, with the link that answers it.
pub(super) fn invitation(
    services: &Services,
    inviter: &Account,
    file: &StoredFile,
    row: &InvitationRow,
    role: FileRole,
) -> Letter {
    let (to, values) = invitations::letter(services, inviter, row, "/invitation");
    let kind = match role {
        FileRole::Owner => LetterKind::InvitationOwner,
        FileRole::Editor => LetterKind::InvitationEditor,
        FileRole::Submitter => LetterKind::InvitationSubmitter,
    };
    letter_to(kind, to, file, values)
}

/// Tells the owner that a person accepted an invitation.
pub(super) fn joined(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, LetterKind::InvitationAccepted, file)
}

/// Tells the owner that a person declined an invitation.
pub(super) fn declined(
    services: &Services,
    owner: &Account,
    file: &StoredFile,
    role: FileRole,
) -> Letter {
    let kind = match role {
        FileRole::Owner => LetterKind::TransferDeclined,
        FileRole::Editor | FileRole::Submitter => LetterKind::InvitationDeclined,
    };
    about(services, owner, kind, file)
}

/// Tells a person that the owner ended the co-editing.
pub(super) fn removed(services: &Services, person: &Account, file: &StoredFile) -> Letter {
    about(services, person, LetterKind::EditorRemoved, file)
}

/// Tells the owner that a co-editor left.
pub(super) fn left(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, LetterKind::EditorLeft, file)
}

/// Tells the former owner that a transfer was accepted.
pub(super) fn given(services: &Services, former: &Account, file: &StoredFile) -> Letter {
    about(services, former, LetterKind::TransferGiven, file)
}

/// Confirms to the new owner that a transfer was accepted.
pub(super) fn taken(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, LetterKind::TransferTaken, file)
}

/// Tells a co-editor that the owner left, and that the submission is now theirs.
pub(crate) fn inherited(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, LetterKind::Inherited, file)
}

fn about(services: &Services, to: &Account, kind: LetterKind, file: &StoredFile) -> Letter {
    let page = own_page(file, &services.site.url);
    letter(
        kind,
        to,
        file,
        Values::default().with(LetterTag::Link, page),
    )
}
