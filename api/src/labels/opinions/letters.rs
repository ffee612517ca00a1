//! E-mails about opinions of experts. The one to the expert names no person of the event submission.

use crate::accounts::letters::recipient_of;
use crate::conversation::OpinionRow;
use crate::events::letters::letter_to;
use crate::events::stored::StoredFile;
use ground::mail::{self, Letter, Recipient};
use http::Services;
use messages::letters::{Values, dates};
use shared::account::Account;
use shared::letter::{LetterKind, LetterTag};

/// Asks the expert, with the link that shows the event submission and takes the opinion.
pub(super) fn request(services: &Services, file: &StoredFile, row: &OpinionRow) -> Letter {
    let link = mail::secret_link(&format!("{}/avis#", services.site.url));
    let until = row.expires_at.0.with_timezone(&chrono_tz::Europe::Paris);
    let to = Recipient::of(&row.email, &row.name);
    let values = Values::default()
        .with(LetterTag::Question, row.question.as_str())
        .with(LetterTag::Link, link)
        .with(
            LetterTag::Due,
            dates::local_moment(to.language, until.naive_local()),
        );
    letter_to(LetterKind::OpinionRequest, to, file, values)
}

/// Tells the reviewer who asked that the opinion is there.
pub(super) fn given(
    services: &Services,
    asker: &Account,
    file: &StoredFile,
    row: &OpinionRow,
) -> Letter {
    let link = format!("{}/labellisation/{}#avis", services.site.url, file.id);
    let values = Values::default()
        .with(LetterTag::Expert, row.name.as_str())
        .with(LetterTag::Link, link);
    letter_to(LetterKind::OpinionGiven, recipient_of(asker), file, values)
}
