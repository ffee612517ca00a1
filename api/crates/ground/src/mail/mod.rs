//! Mails: stored in the outbox in the transaction of the change that causes them, and sent in the background when a server
//! is configured.

pub mod addresses;
mod connections;
mod dkim;
mod message;
pub mod queries;
pub mod returns;
mod rows;
mod sender;

pub use queries::{post, post_as};
pub use sender::Sender;

use crate::hex::sha256;
use crate::secrets::Secrets;
use chrono::{DateTime, Utc};
use messages::letters::{self, Frame, Values};
use shared::edition::Edition;
use shared::id::MailId;
use shared::late_pass;
use shared::letter::{Language, LetterKind, LetterTag, LetterWording, LetterWordings};
use shared::mail::Mail;

/// Marks both ends of a link whose secret the outbox does not contain. A control character, which no form accepts.
const MARK: char = '\u{1a}';

/// Stands for the secret code of a mail, where a link would stand.
const CODE: &str = "code";

/// A mail that has not been stored in the outbox yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// E-mail address of the recipient.
    pub recipient: String,
    /// Language in which it is written.
    pub language: Language,
    /// Subject of the letter, on one line.
    pub subject: String,
    /// Plain text, with greeting and signature.
    pub body: String,
    /// The same as a page of HTML; a letter without it is sent as text alone.
    pub html: Option<String>,
    /// For a letter that may be refused: the link that does so, without [`secret`], which is its end.
    pub unsubscribe: Option<String>,
    /// Address to which answers go, in lower case; the letter says that nobody reads them where there is none.
    pub reply_to: Option<String>,
    /// Time at which the letter is deleted from the outbox; it is kept where there is none.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Recipient of an e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// E-mail address, without a name.
    pub email: &'a str,
    /// Name, as written in the greeting.
    pub name: &'a str,
    /// Language of the account.
    pub language: Language,
}

impl<'a> Recipient<'a> {
    /// Somebody whose account is not known: addressed by name, in the language of the platform.
    pub const fn of(email: &'a str, name: &'a str) -> Self {
        Self {
            email,
            name,
            language: Language::DEFAULT,
        }
    }
}

/// The secret of the links in a mail; it is added when the mail is sent.
pub fn secret(secrets: &Secrets, id: MailId) -> String {
    secrets.derive("mail", id.0.as_bytes())
}

/// A link for the text of an e-mail, which ends in [`secret`]; `start` is the link without it.
pub fn secret_link(start: &str) -> String {
    format!("{MARK}{start}{MARK}")
}

/// The secret code of a mail, short enough to be typed.
pub fn code(secrets: &Secrets, id: MailId) -> String {
    late_pass::code_of(&sha256(secret(secrets, id)))
}

/// The place of [`code`] in the text of an e-mail.
pub fn secret_code() -> String {
    format!("{MARK}{CODE}{MARK}")
}

/// The mail with the secrets of its links, as its recipient reads it.
pub fn revealed(secrets: &Secrets, mail: Mail) -> Mail {
    let id = mail.summary.id;
    let (secret, code) = (secret(secrets, id), code(secrets, id));
    let link = |start: &str| match start {
        CODE => code.clone(),
        start => format!("{start}{secret}"),
    };
    Mail {
        body_text: with_links(&mail.body_text, link),
        body_html: mail.body_html.as_deref().map(|html| with_links(html, link)),
        unsubscribe: mail.unsubscribe.as_deref().map(link),
        ..mail
    }
}

/// The mail without the links by which a reader could act as its recipient, and without the address of whoever made write it.
pub fn concealed(mail: Mail) -> Mail {
    let stand_in = || messages::t("letter.secret_link").to_owned();
    // A link of a page leads nowhere.
    let in_html = |start: &str| match start {
        CODE => stand_in(),
        _ => "#".to_owned(),
    };
    Mail {
        body_text: with_links(&mail.body_text, |_| stand_in()),
        body_html: mail
            .body_html
            .as_deref()
            .map(|html| with_links(html, in_html)),
        unsubscribe: None,
        reply_to: None,
        ..mail
    }
}

/// Replaces each link between two marks.
fn with_links(text: &str, link: impl Fn(&str) -> String) -> String {
    text.split(MARK)
        .enumerate()
        // Every second part is a link between two marks.
        .map(|(at, part)| {
            if at % 2 == 1 {
                link(part)
            } else {
                part.to_owned()
            }
        })
        .collect()
}

impl Letter {
    /// Writes a letter of the platform.
    pub fn platform(kind: LetterKind, recipient: Recipient<'_>, values: &Values) -> Self {
        let language = recipient.language;
        let wording = letters::wording(kind, language);
        Self::worded(wording, recipient, letters::team(language), values)
    }

    /// Writes a letter of an edition, in its words if it has own ones.
    pub fn of_edition(
        kind: LetterKind,
        edition: &Edition,
        recipient: Recipient<'_>,
        values: Values,
    ) -> Self {
        let language = recipient.language;
        let own = edition.letters.get(&kind);
        let own = own.and_then(|words: &LetterWordings| words.of(language));
        let wording = own.unwrap_or_else(|| letters::wording(kind, language));
        let values = values.with(LetterTag::Edition, edition.name.as_str());
        Self::worded(wording, recipient, &edition.name, &values)
    }

    /// Writes a letter with these words.
    pub fn worded(
        wording: &LetterWording,
        recipient: Recipient<'_>,
        signature: &str,
        values: &Values,
    ) -> Self {
        let Recipient {
            email,
            name,
            language,
        } = recipient;
        let frame = Frame {
            language,
            name,
            signature,
        };
        let written = letters::write(wording, frame, values);
        Self {
            recipient: email.to_owned(),
            language,
            subject: written.subject,
            body: written.text,
            html: Some(written.html),
            unsubscribe: None,
            reply_to: None,
            expires_at: None,
        }
    }

    /// Composes an e-mail of text alone, in French: greeting, `text`, signature, and that no answer is read.
    pub fn new(recipient: Recipient<'_>, subject: String, text: &str, signature: &str) -> Self {
        let Recipient { email, name, .. } = recipient;
        let greeting = messages::t_args("letter.greeting", &[("name", &name)]);
        let automatic = messages::t("letter.automatic");
        Self {
            recipient: email.to_owned(),
            language: Language::DEFAULT,
            subject,
            html: None,
            body: format!("{greeting}\n\n{text}\n\n{signature}\n\n{automatic}\n"),
            unsubscribe: None,
            reply_to: None,
            expires_at: None,
        }
    }

    /// The letter, whose answers go to this address. It no longer says that nobody reads them.
    #[must_use]
    pub fn answered_at(self, address: &str) -> Self {
        let automatic = letters::automatic_text(self.language);
        let body = self.body.strip_suffix(&automatic).unwrap_or(&self.body);
        let automatic = letters::automatic_html(self.language);
        let without = |html: String| match html.rsplit_once(&automatic) {
            Some((before, after)) => format!("{before}{after}"),
            None => html,
        };
        Self {
            body: body.to_owned(),
            html: self.html.map(without),
            reply_to: Some(address.to_owned()),
            ..self
        }
    }

    /// The letter, which is deleted at that time.
    #[must_use]
    pub fn kept_until(self, expires_at: DateTime<Utc>) -> Self {
        Self {
            expires_at: Some(expires_at),
            ..self
        }
    }

    /// The letter, which its recipient may refuse with a link that ends in [`secret`]; `start` is the link without it.
    #[must_use]
    pub fn refusable(self, start: &str) -> Self {
        Self {
            unsubscribe: Some(start.to_owned()),
            ..self
        }
    }
}
