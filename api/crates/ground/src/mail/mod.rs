//! Mails: stored in the outbox in the transaction of the change that causes them, and sent in the background when a server
//! is configured.

pub mod queries;
mod rows;
mod sender;

pub use queries::{post, post_as};
pub use sender::Sender;

use crate::hex::sha256;
use crate::secrets::Secrets;
use chrono::{DateTime, Utc};
use shared::id::MailId;
use shared::late_pass;
use shared::mail::Mail;

/// Marks both ends of a link whose secret the outbox does not contain. A control character, which no form accepts.
const MARK: char = '\u{1a}';

/// Stands for the secret code of a mail, where a link would stand.
const CODE: &str = "code";

/// A mail that has not been stored in the outbox yet; plain text, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// E-mail address of the recipient.
    pub recipient: String,
    /// Subject line, in French.
    pub subject: String,
    /// Plain text, with greeting and signature.
    pub body: String,
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
    with_links(mail, |start| match start {
        CODE => code.clone(),
        start => format!("{start}{secret}"),
    })
}

/// The mail without the links by which a reader could act as its recipient, and without the address of whoever made write it.
pub fn concealed(mail: Mail) -> Mail {
    let mail = Mail {
        unsubscribe: None,
        reply_to: None,
        ..mail
    };
    with_links(mail, |_| messages::t("letter.secret_link").to_owned())
}

fn with_links(mut mail: Mail, link: impl Fn(&str) -> String) -> Mail {
    mail.body_text = mail
        .body_text
        .split(MARK)
        .enumerate()
        // Every second part is a link between two marks.
        .map(|(at, part)| {
            if at % 2 == 1 {
                link(part)
            } else {
                part.to_owned()
            }
        })
        .collect();
    mail.unsubscribe = mail.unsubscribe.as_deref().map(link);
    mail
}

impl Letter {
    /// Composes an e-mail: greeting, `text`, signature, and that no answer is read.
    ///
    /// rspamd 3.4 recognises French from about forty words on; the accents of shorter e-mails it takes for a mixture of
    /// alphabets.
    pub fn new(recipient: Recipient<'_>, subject: String, text: &str, signature: &str) -> Self {
        let Recipient { email, name } = recipient;
        let greeting = messages::t_args("letter.greeting", &[("name", &name)]);
        let automatic = messages::t("letter.automatic");
        Self {
            recipient: email.to_owned(),
            subject,
            body: format!("{greeting}\n\n{text}\n\n{signature}\n\n{automatic}\n"),
            unsubscribe: None,
            reply_to: None,
            expires_at: None,
        }
    }

    /// The letter, whose answers go to this address. It no longer says that nobody reads them.
    #[must_use]
    pub fn answered_at(self, address: &str) -> Self {
        let automatic = format!("\n{}\n", messages::t("letter.automatic"));
        let body = self.body.strip_suffix(&automatic).unwrap_or(&self.body);
        Self {
            body: body.to_owned(),
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
