//! Sends the e-mails in the outbox if an SMTP server is configured, each in a background job.

use super::{queries, revealed};
use crate::clock::Clock;
use crate::config::MailConfig;
use crate::db::Db;
use crate::error::Error;
use crate::jobs::{Completion, Failure, Jobs, Kind, Retry, Schedule};
use crate::secrets::Secrets;
use anyhow::Context as _;
use chrono::Duration;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};
use shared::id::MailId;
use shared::mail::Mail;
use std::sync::Arc;
use std::time::SystemTime;
use uuid::Uuid;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Job that sends an e-mail of the outbox.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct SendMail {
    /// Identifier of the e-mail.
    pub(super) mail: Uuid,
}

impl Kind for SendMail {
    const NAME: &'static str = "mail.send";
    /// Attempts are 1, 2, 4 … minutes apart, about two hours in total.
    const RETRY: Retry = Retry {
        attempts: 8,
        first: Duration::minutes(1),
        longest: Duration::hours(2),
    };
    const PARALLEL: usize = 2;
}

/// Job that sends an e-mail whose links need their secrets: a kind of its own, so that no older release sends it without them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct SendSecretMail {
    /// Identifier of the e-mail.
    pub(super) mail: Uuid,
}

impl Kind for SendSecretMail {
    const NAME: &'static str = "mail.send_secret";
    const RETRY: Retry = SendMail::RETRY;
}

/// Job that takes over the e-mails that an older release left in the outbox.
#[derive(Debug, Serialize, Deserialize)]
struct AdoptMails {}

impl Kind for AdoptMails {
    const NAME: &'static str = "mail.adopt";
}

/// Job that removes the jobs of e-mails that are too old to be sent.
#[derive(Debug, Serialize, Deserialize)]
struct ExpireMails {}

impl Kind for ExpireMails {
    const NAME: &'static str = "mail.expire";
}

/// Formats and sends e-mails in the name of the platform.
#[derive(Debug, Clone)]
pub struct Sender {
    from: Mailbox,
    transport: Option<Transport>,
    secrets: Secrets,
}

impl Sender {
    /// Parses the sender's address and the URL of the SMTP server. `secrets` completes the links of the mails.
    ///
    /// # Errors
    ///
    /// When one of them is invalid; the message names the variable.
    pub fn new(config: &MailConfig, secrets: Secrets) -> anyhow::Result<Self> {
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
            secrets,
        })
    }

    /// Registers the jobs that send; without an SMTP server e-mails stay in the outbox, and their jobs expire.
    pub fn jobs(&self, jobs: Jobs, db: &Db, clock: &Clock) -> Jobs {
        let own = clock.clone();
        let Some(transport) = self.transport.clone() else {
            return jobs
                .on(move |conn, ExpireMails {}| queries::expire(conn, own.now()))
                .every(Schedule::every(Duration::hours(1)), ExpireMails {});
        };
        let delivery = Arc::new(Delivery {
            from: self.from.clone(),
            transport,
            secrets: self.secrets.clone(),
            db: db.clone(),
            clock: clock.clone(),
        });
        let other = Arc::clone(&delivery);
        jobs.on_outside(move |_, job: SendMail| {
            let delivery = Arc::clone(&delivery);
            async move { delivery.deliver(MailId(job.mail)).await }
        })
        .on_outside(move |_, job: SendSecretMail| {
            let delivery = Arc::clone(&other);
            async move { delivery.deliver(MailId(job.mail)).await }
        })
        .on(move |conn, AdoptMails {}| queries::adopt(conn, &own))
        .every(Schedule::every(Duration::minutes(5)), AdoptMails {})
    }

    /// The e-mail as an Internet message (RFC 5322), which any mail program opens.
    ///
    /// # Errors
    ///
    /// When the recipient's address is invalid.
    pub fn eml(&self, mail: &Mail) -> Result<Vec<u8>, Error> {
        Ok(message(&self.from, mail)?.formatted())
    }
}

struct Delivery {
    from: Mailbox,
    transport: Transport,
    secrets: Secrets,
    db: Db,
    clock: Clock,
}

impl Delivery {
    /// Sends the e-mail unless it has been sent already.
    async fn deliver(&self, id: MailId) -> Result<Completion, Failure> {
        let now = self.clock.now();
        let begun = self
            .db
            .write(move |conn| queries::begin(conn, id, now))
            .await?;
        let Some(mail) = begun else {
            return Ok(Completion::plain());
        };
        if let Err(error) = self.send(&revealed(&self.secrets, mail)).await {
            let told = format!("{error:#}");
            return Err(
                Failure::from(error).writing(move |conn| queries::set_failed(conn, id, &told))
            );
        }
        let now = self.clock.now();
        Ok(Completion::writing(move |conn| {
            queries::set_sent(conn, id, now)
        }))
    }

    async fn send(&self, mail: &Mail) -> anyhow::Result<()> {
        self.transport.send(message(&self.from, mail)?).await?;
        tracing::info!(mail.id = %mail.summary.id, "mail sent");
        Ok(())
    }
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
