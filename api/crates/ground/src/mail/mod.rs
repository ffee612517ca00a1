//! Mails: written into the outbox in the transaction of what they tell, sent by a job each where a server is configured.

pub mod queries;
mod rows;
mod sender;

pub use queries::post;
pub use sender::Sender;

/// A mail to be; plain text, in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Address that it is for.
    pub recipient: String,
    /// Subject line.
    pub subject: String,
    /// Text.
    pub body: String,
}
