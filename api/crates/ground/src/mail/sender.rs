//! Sends what is in the outbox, where a mail server is configured.

use super::queries;
use crate::clock::Clock;
use crate::config::MailConfig;
use crate::db::Db;
use crate::error::Error;
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use shared::id::MailId;
use shared::mail::Mail;
use std::time::SystemTime;

/// How often the outbox is looked at.
const EVERY: std::time::Duration = std::time::Duration::from_secs(1);
/// Mails taken at once.
const BATCH: i64 = 20;
/// How long a mail that was taken is left alone; longer than a try can last.
const CLAIM: Duration = Duration::minutes(5);
/// Tries in all: 1, 2, 4 … minutes apart, a little over two hours together.
const TRIES: u32 = 8;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Writes and sends mails in the name of the platform.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    transport: Option<Transport>,
}

impl Sender {
    /// Reads the sender's address and the mail server's.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read; the message names the variable.
    pub fn new(config: &MailConfig) -> anyhow::Result<Self> {
        let transport = config
            .smtp_url
            .as_deref()
            .map(Transport::from_url)
            .transpose()
            .context("SEMAINE_SMTP_URL")?
            .map(AsyncSmtpTransportBuilder::build);
        Ok(Self {
            from: config.from.parse().context("SEMAINE_MAIL_FROM")?,
            transport,
        })
    }

    /// Starts sending in the background; does nothing where no mail server is configured.
    pub fn start(&self, db: &Db, clock: &Clock) {
        let Some(transport) = self.transport.clone() else {
            return;
        };
        let (db, clock, from) = (db.clone(), clock.clone(), self.from.clone());
        tokio::spawn(async move {
            let mut beat = tokio::time::interval(EVERY);
            loop {
                beat.tick().await;
                if let Err(error) = send_due(&db, &clock, &transport, &from).await {
                    tracing::error!(error = %error, "the outbox was not worked through");
                }
            }
        });
    }

    /// The mail as a file that any mail program opens (RFC 5322).
    ///
    /// # Errors
    ///
    /// When the recipient's address cannot be read.
    pub fn eml(&self, mail: &Mail) -> Result<Vec<u8>, Error> {
        Ok(message(&self.from, mail)?.formatted())
    }
}

async fn send_due(
    db: &Db,
    clock: &Clock,
    transport: &Transport,
    from: &Mailbox,
) -> Result<(), Error> {
    let now = clock.now();
    let due = db
        .write(move |conn| queries::claim(conn, now, now + CLAIM, BATCH))
        .await?;
    for mail in due {
        let id = mail.summary.id;
        let outcome = send(transport, from, &mail).await;
        let now = clock.now();
        let next = next_try(now, mail.summary.attempts);
        db.write(move |conn| match &outcome {
            Ok(()) => queries::set_sent(conn, id, now),
            Err(error) => queries::set_failed(conn, id, &format!("{error:#}"), next),
        })
        .await?;
    }
    Ok(())
}

async fn send(transport: &Transport, from: &Mailbox, mail: &Mail) -> anyhow::Result<()> {
    transport.send(message(from, mail)?).await?;
    tracing::info!(mail.id = %mail.summary.id, "mail sent");
    Ok(())
}

fn next_try(now: DateTime<Utc>, tried: u32) -> Option<DateTime<Utc>> {
    (tried < TRIES).then(|| now + Duration::minutes(1 << tried.saturating_sub(1)))
}

fn message(from: &Mailbox, mail: &Mail) -> anyhow::Result<Message> {
    let MailId(id) = mail.summary.id;
    Ok(Message::builder()
        .from(from.clone())
        .to(mail.summary.recipient.parse().context("recipient")?)
        .subject(&mail.summary.subject)
        .date(SystemTime::from(mail.summary.created_at))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .header(ContentType::TEXT_PLAIN)
        .body(mail.body_text.clone())?)
}
