//! Sends the e-mails in the outbox if an SMTP server is configured, each in a background job.
//!
//! An e-mail is sent at least once: it is sent again when the process dies, or the server is silent, between its last line and its
//! answer. Every time it has the same `Message-ID`, by which mailboxes recognise it. Those to one address are sent in the order in
//! which they were written, except that one whose first attempt failed lets later ones pass.

use super::addresses;
use super::connections::Connections;
use super::dkim::Signer;
use super::message::message;
use super::queries::Turn;
use super::returns::ReturnPath;
use super::{queries, revealed};
use crate::clock::Clock;
use crate::config::MailConfig;
use crate::db::Db;
use crate::error::Error;
use crate::jobs::{Completion, Failure, Jobs, Kind, Retry, Schedule};
use crate::secrets::Secrets;
use anyhow::Context as _;
use chrono::Duration;
use lettre::address::Envelope;
use lettre::message::Mailbox;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use shared::id::MailId;
use shared::mail::{Mail, ReturnReason};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Notify;
use uuid::Uuid;

/// Maximum time for which an e-mail waits for earlier ones to the same address.
const ORDER_WAIT: std::time::Duration = std::time::Duration::from_secs(30);
/// Interval at which it looks for those that another instance sends.
const ORDER_POLL: std::time::Duration = std::time::Duration::from_millis(100);
/// Number of e-mails that are remembered as sent until the database knows: more than can wait to be recorded.
const REMEMBERED: usize = 512;
/// Maximum length of a server's answer that is kept, in characters.
const ANSWER_MAX_CHARS: usize = 300;

/// Job that sends an e-mail of the outbox.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct SendMail {
    /// Identifier of the e-mail.
    pub(super) mail: Uuid,
}

impl Kind for SendMail {
    const NAME: &'static str = "mail.send";
    /// Attempts are 1, 2, 4 … minutes apart, about eight hours in total: a server that asks to come again later, or is out of
    /// order for a while, loses nothing.
    const RETRY: Retry = Retry {
        attempts: 10,
        first: Duration::minutes(1),
        longest: Duration::hours(4),
    };
    const PARALLEL: usize = 8;
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
    const PARALLEL: usize = 4;
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
    post: Post,
    connections: Option<Arc<Connections>>,
    secrets: Secrets,
}

/// How e-mails are written: in whose name, with which signatures, and where they return.
#[derive(Debug, Clone)]
struct Post {
    from: Mailbox,
    signer: Option<Signer>,
    returns: Option<ReturnPath>,
}

impl Sender {
    /// Parses the addresses and the URL of the SMTP server, and reads the keys. `secrets` completes the links of the mails.
    ///
    /// # Errors
    ///
    /// When one of them is invalid; the message names the variable.
    pub fn new(config: &MailConfig, secrets: Secrets) -> anyhow::Result<Self> {
        let authority = config.smtp_ca.as_deref();
        let connections = config
            .smtp_url
            .as_deref()
            .map(|url| Connections::to(url, authority))
            .transpose()
            .context("SEMAINE_SMTP_URL, SEMAINE_SMTP_CA")?;
        let from = super::message::sender(&config.from).context("SEMAINE_MAIL_FROM")?;
        let signer = config
            .dkim_keys
            .as_deref()
            .map(|keys| Signer::open(from.email.domain(), keys))
            .transpose()
            .context("SEMAINE_DKIM_KEYS")?;
        let returns = config
            .return_address
            .as_deref()
            .map(|address| ReturnPath::below(address, secrets.clone()))
            .transpose()
            .context("SEMAINE_RETURN_ADDRESS")?;
        Ok(Self {
            post: Post {
                from,
                signer,
                returns,
            },
            connections: connections.map(Arc::new),
            secrets,
        })
    }

    /// The addresses to which e-mails return, if they are configured.
    pub fn returns(&self) -> Option<&ReturnPath> {
        self.post.returns.as_ref()
    }

    /// Registers the jobs that send; without an SMTP server e-mails stay in the outbox, and their jobs expire.
    pub fn jobs(&self, jobs: Jobs, db: &Db, clock: &Clock) -> Jobs {
        let own = clock.clone();
        let Some(connections) = self.connections.clone() else {
            return jobs
                .on(move |conn, ExpireMails {}| queries::expire(conn, own.now()))
                .every(Schedule::every(Duration::hours(1)), ExpireMails {});
        };
        let delivery = Arc::new(Delivery {
            post: self.post.clone(),
            connections,
            secrets: self.secrets.clone(),
            db: db.clone(),
            clock: clock.clone(),
            sent: Sent::default(),
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

    /// The e-mail as an Internet message (RFC 5322), which any mail program opens; without signature.
    ///
    /// # Errors
    ///
    /// When the recipient's address is invalid.
    pub fn eml(&self, mail: &Mail) -> Result<Vec<u8>, Error> {
        Ok(message(&self.post.from, mail)?.formatted())
    }
}

/// The e-mails that the server has taken, until the database knows.
#[derive(Default)]
struct Sent {
    latest: Mutex<VecDeque<MailId>>,
    more: Notify,
}

impl Sent {
    fn add(&self, id: MailId) {
        let mut latest = self.latest.lock();
        if latest.len() == REMEMBERED {
            latest.pop_front();
        }
        latest.push_back(id);
        drop(latest);
        self.more.notify_waiters();
    }

    fn has_all(&self, ids: &[MailId]) -> bool {
        let latest = self.latest.lock();
        ids.iter().all(|id| latest.contains(id))
    }
}

struct Delivery {
    post: Post,
    connections: Arc<Connections>,
    secrets: Secrets,
    db: Db,
    clock: Clock,
    sent: Sent,
}

impl Delivery {
    /// Sends the e-mail unless it has been sent already, or is kept back.
    async fn deliver(&self, id: MailId) -> Result<Completion, Failure> {
        let mail = match self.turn(id).await? {
            Turn::Over => return Ok(Completion::plain()),
            Turn::Held => {
                let clock = self.clock.clone();
                return Ok(Completion::writing(move |conn| {
                    addresses::hold(conn, &clock, id)
                }));
            }
            Turn::Send(mail, _) => mail,
        };
        let recipient = mail.summary.recipient.clone();
        let sent = self.send(&revealed(&self.secrets, *mail)).await;
        let now = self.clock.now();
        let Err(error) = sent else {
            self.sent.add(id);
            return Ok(Completion::writing(move |conn| {
                queries::set_sent(conn, id, now)
            }));
        };
        if let Some(answer) = refusal_of_address(&error) {
            // Another attempt would be refused too: the letter is kept back, as all others to this address.
            let clock = self.clock.clone();
            tracing::warn!(mail.id = %id, "the address of a mail does not exist");
            return Ok(Completion::writing(move |conn| {
                let said = (ReturnReason::Permanent, answer.as_str());
                queries::set_failed(conn, id, &answer)?;
                addresses::give_back(conn, (recipient.as_str(), id), said, now)?;
                addresses::hold(conn, &clock, id)
            }));
        }
        let reason = format!("{error:#}");
        Err(Failure::from(error).writing(move |conn| queries::set_failed(conn, id, &reason)))
    }

    /// Waits until no earlier e-mail to the same address is on its way, and returns the next step.
    async fn turn(&self, id: MailId) -> Result<Turn, Error> {
        let begun = Instant::now();
        loop {
            let more = self.sent.more.notified();
            tokio::pin!(more);
            more.as_mut().enable();
            let now = self.clock.now();
            let turn = self
                .db
                .read(move |conn| queries::turn(conn, id, now))
                .await?;
            match &turn {
                Turn::Send(_, earlier)
                    if !self.sent.has_all(earlier) && begun.elapsed() < ORDER_WAIT =>
                {
                    let _ = tokio::time::timeout(ORDER_POLL, more).await;
                }
                _ => return Ok(turn),
            }
        }
    }

    async fn send(&self, mail: &Mail) -> anyhow::Result<()> {
        let (envelope, letter) = self.post.written(mail, &self.clock)?;
        self.connections.send(&envelope, &letter).await?;
        tracing::info!(mail.id = %mail.summary.id, "mail sent");
        Ok(())
    }
}

impl Post {
    /// The e-mail as it is sent, signed, with its own return address.
    fn written(&self, mail: &Mail, clock: &Clock) -> anyhow::Result<(Envelope, Vec<u8>)> {
        let message = message(&self.from, mail)?;
        let back = match &self.returns {
            Some(returns) => returns.of(mail.summary.id)?,
            None => self.from.email.clone(),
        };
        let envelope = Envelope::new(Some(back), message.envelope().to().to_vec())?;
        let letter = message.formatted();
        Ok(match &self.signer {
            Some(signer) => (envelope, signer.sign(&letter, clock.now())?),
            None => (envelope, letter),
        })
    }
}

/// Reply of the server when it refuses an e-mail because its address does not exist (RFC 3463: 5.1.1 to 5.1.3, 5.1.6, 5.1.10,
/// 5.2.1); `None` for any other failure, such as one of the sender's own.
fn refusal_of_address(error: &anyhow::Error) -> Option<String> {
    const OF_ADDRESS: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];
    let refusal = error.downcast_ref::<lettre::transport::smtp::Error>()?;
    if !refusal.is_permanent() {
        return None;
    }
    let answer = error.chain().map(ToString::to_string).collect::<Vec<_>>();
    let answer = answer.join(": ");
    answer
        .split(|sign: char| !(sign.is_ascii_digit() || sign == '.'))
        .any(|word| OF_ADDRESS.contains(&word))
        .then(|| answer.chars().take(ANSWER_MAX_CHARS).collect())
}
