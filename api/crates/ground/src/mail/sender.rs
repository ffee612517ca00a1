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
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
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
            from: sender(&config.from).context("SEMAINE_MAIL_FROM")?,
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

/// Link by which the recipient refuses such letters (RFC 2369).
#[derive(Debug, Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(s: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(s.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Lets mail programs refuse in the recipient's name with one POST to that link (RFC 8058).
#[derive(Debug, Clone, Copy)]
struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// The address and the name of the sender. A typographic apostrophe becomes an ASCII one, so that the name needs no
/// encoding.
fn sender(from: &str) -> anyhow::Result<Mailbox> {
    Ok(from.replace('\u{2019}', "'").parse()?)
}

/// A complete MIME message. Spam filters distrust one without `MIME-Version`, or with an encoded name.
fn message(from: &Mailbox, mail: &Mail) -> anyhow::Result<Message> {
    let MailId(id) = mail.summary.id;
    let mut message = Message::builder()
        .from(from.clone())
        .to(mail.summary.recipient.parse().context("recipient")?)
        .subject(&mail.summary.subject)
        .date(SystemTime::from(mail.summary.created_at))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .header(AutoSubmitted);
    if let Some(address) = &mail.reply_to {
        message = message.reply_to(address.parse().context("address of the answers")?);
    }
    if let Some(link) = &mail.unsubscribe {
        message = message
            .header(ListUnsubscribe(format!("<{link}>")))
            .header(ListUnsubscribePost);
    }
    let mut message = message.singlepart(SinglePart::plain(mail.body_text.clone()))?;
    if let Some(sender) = quoted(from) {
        message.headers_mut().insert_raw(sender);
    }
    Ok(message)
}

/// The sender with its name in quotes; `None` if it is not ASCII. The library would encode a name with an
/// apostrophe.
fn quoted(from: &Mailbox) -> Option<HeaderValue> {
    let name = from.name.as_deref()?;
    let address = from.email.to_string();
    let is_printable = |text: &str| text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    (is_printable(name) && is_printable(&address)).then(|| {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"");
        let value = format!("\"{name}\" <{address}>");
        let header = HeaderName::new_from_ascii_str("From");
        HeaderValue::dangerous_new_pre_encoded(header, value.clone(), value)
    })
}

/// Asks other programs not to reply, for example with an absence notice (RFC 3834).
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::mail::MailSummary;

    fn written(from: &str) -> String {
        written_with(from, None)
    }

    fn written_with(from: &str, unsubscribe: Option<&str>) -> String {
        let mail = mail(unsubscribe);
        let message = message(&sender(from).unwrap(), &mail).unwrap();
        String::from_utf8(message.formatted()).unwrap()
    }

    fn mail(unsubscribe: Option<&str>) -> Mail {
        Mail {
            summary: MailSummary {
                id: MailId(Uuid::from_u128(7)),
                recipient: "camille@exemple.fr".to_owned(),
                subject: "Votre événement est labellisé".to_owned(),
                created_at: "2026-11-23T09:30:00Z".parse().unwrap(),
                sent_at: None,
                attempts: 0,
                last_error: None,
            },
            body_text: "Bonjour Camille,\n\nvotre événement est labellisé.\n".to_owned(),
            unsubscribe: unsubscribe.map(str::to_owned),
            reply_to: None,
        }
    }

    #[test]
    fn a_letter_is_a_whole_mime_message() {
        let letter = written(crate::config::MAIL_FROM);
        let (head, body) = letter.split_once("\r\n\r\n").unwrap();
        let lines: Vec<&str> = head.split("\r\n").collect();

        for line in [
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "Content-Type: text/plain; charset=utf-8",
            "From: \"Semaine de l'Industrie\" <ne-pas-repondre@localhost>",
            "To: camille@exemple.fr",
            "Message-ID: <00000000-0000-0000-0000-000000000007@localhost>",
            "Date: Mon, 23 Nov 2026 09:30:00 +0000",
        ] {
            assert!(lines.contains(&line), "{line} in {head}");
        }
        assert!(lines.iter().any(|line| line.starts_with("Subject: ")));
        assert!(head.contains("Content-Transfer-Encoding: "));
        assert!(body.starts_with("Bonjour Camille,"), "{body}");
        assert!(letter.is_ascii());
    }

    #[test]
    fn only_a_letter_that_may_be_refused_has_the_headers_for_it() {
        let link = "https://semaine-industrie.example.org/desabonnement?jeton=0123456789012345678901234567890123456789012";

        let refusable = written_with(crate::config::MAIL_FROM, Some(link)).replace("\r\n ", " ");
        let owed = written(crate::config::MAIL_FROM);

        assert!(refusable.contains(&format!("\r\nList-Unsubscribe: <{link}>\r\n")));
        assert!(refusable.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        assert!(!owed.contains("List-Unsubscribe"));
    }

    #[test]
    fn answers_go_to_the_address_that_a_letter_names() {
        let mut mail = mail(None);
        mail.reply_to = Some("louise@exemple.fr".to_owned());
        let from = sender(crate::config::MAIL_FROM).unwrap();

        let letter = String::from_utf8(message(&from, &mail).unwrap().formatted()).unwrap();

        assert!(
            letter.contains("\r\nReply-To: louise@exemple.fr\r\n"),
            "{letter}"
        );
        assert!(!written(crate::config::MAIL_FROM).contains("Reply-To"));
    }

    #[test]
    fn a_typographic_apostrophe_does_not_encode_the_sender() {
        let letter = written("Semaine de l’Industrie <contact@exemple.fr>");

        assert!(letter.contains("From: \"Semaine de l'Industrie\" <contact@exemple.fr>\r\n"));
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused() {
        assert!(sender("Semaine").is_err());
    }
}
