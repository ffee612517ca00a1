//! E-mails about co-editors and transfers, in French.
//!
//! Only an invitation names a person, so that its recipient knows who writes; the page of the submission names the others.

use super::rows::InvitationRow;
use crate::accounts::letters::recipient_of;
use crate::events::stored::StoredFile;
use ground::mail::{self, Letter, Recipient};
use http::Services;
use messages::{t, t_args};
use shared::account::Account;
use shared::event::FileRole;
use shared::french::dates;

/// Maximum length of a title in a letter, in characters.
const TITLE_CHARS: usize = 140;

/// The invitation itself, with the link that answers it.
pub(super) fn invitation(
    services: &Services,
    inviter: &Account,
    file: &StoredFile,
    row: &InvitationRow,
    role: FileRole,
) -> Letter {
    let link = mail::secret_link(&format!("{}/invitation?jeton=", services.site.url));
    let until = row.expires_at.0.with_timezone(&chrono_tz::Europe::Paris);
    let until = dates::long_day(until.date_naive());
    let text = t_args(
        &format!("letter.invitation.{role}"),
        &[
            ("inviter", &inviter.name),
            ("title", &title(file)),
            ("link", &link),
            ("until", &until),
            ("email", &row.email),
        ],
    );
    let to = Recipient {
        email: &row.email,
        name: &row.email,
    };
    let subject = match role {
        FileRole::Owner => "letter.transfer.subject",
        FileRole::Editor | FileRole::Submitter => "letter.invitation.subject",
    };
    letter(to, subject, &text, file)
}

/// Tells the owner that a person accepted an invitation.
pub(super) fn joined(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, "letter.joined", file)
}

/// Tells the owner that a person declined an invitation.
pub(super) fn declined(
    services: &Services,
    owner: &Account,
    file: &StoredFile,
    role: FileRole,
) -> Letter {
    let key = match role {
        FileRole::Owner => "letter.transfer_declined",
        FileRole::Editor | FileRole::Submitter => "letter.invitation_declined",
    };
    about(services, owner, key, file)
}

/// Tells a person that the owner ended the co-editing.
pub(super) fn removed(services: &Services, person: &Account, file: &StoredFile) -> Letter {
    about(services, person, "letter.removed", file)
}

/// Tells the owner that a co-editor left.
pub(super) fn left(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, "letter.left", file)
}

/// Tells the former owner that a transfer was accepted.
pub(super) fn given(services: &Services, former: &Account, file: &StoredFile) -> Letter {
    about(services, former, "letter.given", file)
}

/// Confirms to the new owner that a transfer was accepted.
pub(super) fn taken(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, "letter.taken", file)
}

/// Tells a co-editor that the owner left, and that the submission is now theirs.
pub(crate) fn inherited(services: &Services, owner: &Account, file: &StoredFile) -> Letter {
    about(services, owner, "letter.inherited", file)
}

fn about(services: &Services, to: &Account, key: &str, file: &StoredFile) -> Letter {
    let page = format!("{}/mes-evenements/{}", services.site.url, file.id);
    let text = t_args(key, &[("title", &title(file)), ("link", &page)]);
    letter(recipient_of(to), &format!("{key}.subject"), &text, file)
}

fn letter(to: Recipient<'_>, subject: &str, text: &str, file: &StoredFile) -> Letter {
    let subject = t_args(
        "letter.subject",
        &[("subject", &t(subject)), ("title", &title(file))],
    );
    Letter::new(to, subject, text, &file.edition.name)
}

/// Title of the event on one line, or a stand-in for a draft without one: a draft holds whatever was typed.
fn title(file: &StoredFile) -> String {
    let typed = file.title().chars();
    let typed = typed.map(|c| if c.is_control() { ' ' } else { c });
    let title: String = typed.take(TITLE_CHARS).collect();
    if title.is_empty() {
        t("file.untitled").to_owned()
    } else {
        title
    }
}
