//! E-mails: written to the outbox in the transaction of the change that they report, and each sent by a background job if an
//! SMTP server is configured.

pub mod queries;
mod rows;
mod sender;

pub use queries::post;
pub use sender::Sender;

/// An e-mail that has not been queued yet; plain text, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// E-mail address of the recipient.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Plain-text body.
    pub body: String,
}
