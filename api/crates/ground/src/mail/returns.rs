//! Returned e-mails: notices that a letter was not delivered (RFC 3464), and
//! complaints of recipients (RFC 5965).
//!
//! Each e-mail has a return address of its own, `name+id-code@domain`, to which such notices go. The code is derived from the id:
//! nobody can make the platform believe that a letter was returned without having seen its return address.

use crate::hex::sha256;
use crate::secrets::Secrets;
use anyhow::{Context as _, ensure};
use lettre::Address;
use mail_parser::{MessageParser, MimeHeaders as _};
use shared::id::MailId;
use shared::mail::ReturnReason;
use std::collections::HashSet;
use uuid::Uuid;

/// Characters of the code in a return address.
const CODE_CHARS: usize = 12;
/// Characters of the id, without hyphens.
const ID_CHARS: usize = 32;
/// Maximum length of the part before the `+`: 64 characters in all.
const NAME_MAX_CHARS: usize = 18;
/// Maximum length of what is kept of a notice, in characters.
const DETAIL_MAX_CHARS: usize = 300;
/// Parts of a message that are read.
const PARTS_MAX: usize = 50;

/// The addresses to which e-mails return.
#[derive(Debug, Clone)]
pub struct ReturnPath {
    name: String,
    domain: String,
    secrets: Secrets,
}

/// A notice about letters of the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Why their address is marked.
    pub reason: ReturnReason,
    /// Reply of the server, on one line.
    pub detail: String,
    /// The letters, of which there is usually one.
    pub letters: Vec<MailId>,
    /// The addresses that the notice names, in lower case.
    pub recipients: Vec<String>,
}

impl ReturnPath {
    /// Below `address`, whose mail server must deliver `name+anything@domain` to `name@domain`.
    ///
    /// # Errors
    ///
    /// When it is no address, or its name has a `+` or is too long.
    pub fn below(address: &str, secrets: Secrets) -> anyhow::Result<Self> {
        let address: Address = address.parse().context("not an e-mail address")?;
        let (name, domain) = (address.user().to_lowercase(), address.domain());
        ensure!(
            !name.contains('+') && name.len() <= NAME_MAX_CHARS,
            "the part before the @ must have at most {NAME_MAX_CHARS} characters, and no +"
        );
        Ok(Self {
            name,
            domain: domain.to_lowercase(),
            secrets,
        })
    }

    /// The return address of an e-mail.
    ///
    /// # Errors
    ///
    /// Never for a name and a domain of an address.
    pub fn of(&self, id: MailId) -> anyhow::Result<Address> {
        let (Self { name, domain, .. }, MailId(uuid)) = (self, id);
        let code = self.code(id);
        Ok(Address::new(
            format!("{name}+{}-{code}", uuid.simple()),
            domain,
        )?)
    }

    fn code(&self, MailId(id): MailId) -> String {
        let mut code = sha256(self.secrets.derive("mail return", id.as_bytes()));
        code.truncate(CODE_CHARS);
        code
    }

    /// The e-mails whose return address a text in lower case contains.
    fn named_in(&self, text: &str) -> Vec<MailId> {
        let start = format!("{}+", self.name);
        let rest = text.split(start.as_str()).skip(1);
        let mut found: Vec<MailId> = rest
            .filter_map(|rest| {
                let id = MailId(Uuid::try_parse(rest.get(..ID_CHARS)?).ok()?);
                let code = rest.get(ID_CHARS..)?.strip_prefix('-')?.get(..CODE_CHARS)?;
                (code == self.code(id)).then_some(id)
            })
            .collect();
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(*id));
        found
    }
}

/// Reads a message that arrived at a return address; `None` when it says nothing final about a letter of the platform, as an
/// absence notice or a warning of a delay.
pub fn read(raw: &[u8], path: &ReturnPath) -> Option<Notice> {
    let message = MessageParser::default().parse(raw)?;
    let mut notice: Option<(ReturnReason, String)> = None;
    let mut recipients = Vec::new();
    for part in message.parts.iter().take(PARTS_MAX) {
        let Some(kind) = part.content_type() else {
            continue;
        };
        if !kind.ctype().eq_ignore_ascii_case("message") {
            continue;
        }
        let text = String::from_utf8_lossy(part.contents()).into_owned();
        let subtype = kind.subtype().unwrap_or_default().to_lowercase();
        match subtype.as_str() {
            "delivery-status" | "global-delivery-status" => {
                for recipient in blocks(&text).iter().filter(|fields| has_failed(fields)) {
                    recipients.extend(addresses(recipient));
                    let said = value(recipient, "diagnostic-code")
                        .or_else(|| value(recipient, "status"))
                        .unwrap_or_default();
                    notice.get_or_insert((ReturnReason::Permanent, line(said)));
                }
            }
            "feedback-report" => {
                for fields in blocks(&text) {
                    let kind = value(&fields, "feedback-type").unwrap_or_default();
                    // Reports of other types, as `not-spam`, do not ask for fewer letters.
                    if ["abuse", "fraud", "opt-out"].contains(&kind.to_lowercase().as_str()) {
                        recipients.extend(addresses(&fields));
                        notice.get_or_insert((ReturnReason::Complaint, line(kind)));
                    }
                }
            }
            _ => {}
        }
    }
    let (reason, detail) = notice?;
    let letters = path.named_in(&String::from_utf8_lossy(raw).to_lowercase());
    (!letters.is_empty()).then_some(Notice {
        reason,
        detail,
        letters,
        recipients,
    })
}

/// Name, in lower case, and value.
type Field = (String, String);

/// The groups of fields of a notice, which empty lines separate. Names are in lower case.
fn blocks(text: &str) -> Vec<Vec<Field>> {
    let mut blocks: Vec<Vec<Field>> = vec![Vec::new()];
    for line in text.lines() {
        let Some(block) = blocks.last_mut() else {
            continue;
        };
        if line.trim().is_empty() {
            if !block.is_empty() {
                blocks.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = block.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            block.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    blocks
}

fn value<'a>(fields: &'a [Field], wanted: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.as_str())
}

/// True for a recipient to whom the letter will not be delivered. A warning has `delayed`; a temporary failure that was given up,
/// `failed` with a status 4.
fn has_failed(fields: &[Field]) -> bool {
    value(fields, "action").is_some_and(|action| action.eq_ignore_ascii_case("failed"))
        && value(fields, "status").is_some_and(|status| status.starts_with("5."))
}

/// The addresses of `rfc822;camille@exemple.fr`, in lower case.
fn addresses(fields: &[Field]) -> Vec<String> {
    fields
        .iter()
        .filter(|(name, _)| {
            [
                "final-recipient",
                "original-recipient",
                "original-rcpt-to",
                "removal-recipient",
            ]
            .contains(&name.as_str())
        })
        .map(|(_, value)| value.rsplit(';').next().unwrap_or_default())
        .map(|address| address.trim().trim_matches(['<', '>']).to_lowercase())
        .filter(|address| !address.is_empty())
        .collect()
}

/// The text on one line, of bounded length.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(DETAIL_MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const ID: MailId = MailId(Uuid::from_u128(7));

    fn path() -> ReturnPath {
        ReturnPath::below("Retours@exemple.fr", Secrets::new(b"key")).unwrap()
    }

    fn notice(to: &str, action: &str, status: &str) -> String {
        format!(
            "From: MAILER-DAEMON@exemple.com\r\nTo: {to}\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nIt did not work.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.exemple.com\r\n\r\n\
             Final-Recipient: rfc822; Camille@Exemple.com\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 5.1.1\r\n    <camille@exemple.com>: unknown\r\n\r\n\
             --b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_permanent_failure_names_its_letter_and_address() {
        let to = path().of(ID).unwrap().to_string();

        let read = read(notice(&to, "failed", "5.1.1").as_bytes(), &path());

        assert_eq!(
            read,
            Some(Notice {
                reason: ReturnReason::Permanent,
                detail: "smtp; 550 5.1.1 <camille@exemple.com>: unknown".to_owned(),
                letters: vec![ID],
                recipients: vec!["camille@exemple.com".to_owned()],
            })
        );
    }

    #[rstest]
    #[case::delay("delayed", "4.2.0")]
    #[case::given_up_for_now("failed", "4.4.1")]
    #[case::delivered("relayed", "2.1.5")]
    fn other_notices_mark_nothing(#[case] action: &str, #[case] status: &str) {
        let to = path().of(ID).unwrap().to_string();

        assert_eq!(read(notice(&to, action, status).as_bytes(), &path()), None);
    }

    #[test]
    fn a_return_address_cannot_be_guessed() {
        let to = ReturnPath::below("retours@exemple.fr", Secrets::new(b"another"))
            .unwrap()
            .of(ID)
            .unwrap()
            .to_string();

        let read = read(notice(&to, "failed", "5.1.1").as_bytes(), &path());

        assert_eq!(read, None);
    }

    #[test]
    fn a_complaint_is_read() {
        let from = path().of(ID).unwrap();
        let report = format!(
            "From: fbl@exemple.com\r\nTo: retours@exemple.fr\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n\
             --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\
             Original-Mail-From: <{from}>\r\n\r\n\
             --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nBonjour\r\n--b--\r\n"
        );

        let read = read(report.as_bytes(), &path()).unwrap();

        assert_eq!(
            (read.reason, read.letters),
            (ReturnReason::Complaint, vec![ID])
        );
    }

    #[rstest]
    #[case("retours")]
    #[case("re+tours@exemple.fr")]
    #[case("une-adresse-de-retour-trop-longue@exemple.fr")]
    fn a_bad_return_address_is_refused(#[case] address: &str) {
        assert!(ReturnPath::below(address, Secrets::new(b"key")).is_err());
    }

    proptest! {
        #[test]
        fn any_message_is_read_without_harm(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            prop_assert_eq!(read(&raw, &path()), None);
        }

        #[test]
        fn a_cut_notice_is_read_without_harm(at in 0_usize..900) {
            let to = path().of(ID).unwrap().to_string();
            let whole = notice(&to, "failed", "5.1.1");
            let cut = whole.as_bytes().get(..at).unwrap_or(whole.as_bytes());
            prop_assert!(read(cut, &path()).is_none_or(|notice| notice.letters == [ID]));
        }
    }
}
