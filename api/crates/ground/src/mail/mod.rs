//! Mails: stored in the outbox in the transaction of the change that causes them, and sent in the background when a server
//! is configured.

pub mod queries;
mod rows;
mod sender;

pub use queries::post;
pub use sender::Sender;

/// A mail that has not been stored in the outbox yet; plain text, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// E-mail address of the recipient.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Plain text, with greeting and signature.
    pub body: String,
}

/// The person to whom a letter is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient<'a> {
    /// E-mail address.
    pub email: &'a str,
    /// Name in the greeting.
    pub name: &'a str,
}

impl Letter {
    /// Composes a letter: greeting, `text`, signature.
    pub fn new(recipient: Recipient<'_>, subject: String, text: &str, signature: &str) -> Self {
        let Recipient { email, name } = recipient;
        let greeting = messages::t_args("letter.greeting", &[("name", &name)]);
        Self {
            recipient: email.to_owned(),
            subject,
            body: format!("{greeting}\n\n{text}\n\n{signature}\n"),
        }
    }
}
