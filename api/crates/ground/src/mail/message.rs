//! An e-mail as an Internet message.

use anyhow::Context as _;
use lettre::Message;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use shared::id::MailId;
use shared::mail::Mail;
use std::time::SystemTime;

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
pub(super) fn sender(from: &str) -> anyhow::Result<Mailbox> {
    Ok(from.replace('\u{2019}', "'").parse()?)
}

/// A complete MIME message. Spam filters distrust one without `MIME-Version`, or with an encoded name.
pub(super) fn message(from: &Mailbox, mail: &Mail) -> anyhow::Result<Message> {
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
    let text = mail.body_text.clone();
    let mut message = match mail.body_html.clone() {
        Some(html) => message.multipart(MultiPart::alternative_plain_html(text, html))?,
        None => message.singlepart(SinglePart::plain(text))?,
    };
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
    use uuid::Uuid;

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
                held_at: None,
                returned_at: None,
            },
            body_text: "Bonjour Camille,\n\nvotre événement est labellisé.\n".to_owned(),
            body_html: None,
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
    fn a_letter_with_html_has_its_text_first() {
        let mut mail = mail(None);
        mail.body_html = Some("<p>Votre événement est labellisé.</p>".to_owned());
        let from = sender(crate::config::MAIL_FROM).unwrap();

        let letter = String::from_utf8(message(&from, &mail).unwrap().formatted()).unwrap();

        assert!(
            letter.contains("\r\nContent-Type: multipart/alternative;"),
            "{letter}"
        );
        let (text, html) = (
            letter
                .find("Content-Type: text/plain; charset=utf-8")
                .unwrap(),
            letter
                .find("Content-Type: text/html; charset=utf-8")
                .unwrap(),
        );
        assert!(text < html && letter.is_ascii());
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
