//! The part of the scenario in which a letter comes back.

use super::recorder::Call;
use super::story::{RETURN_ADDRESS, Story};
use ground::mail::returns::ReturnPath;
use serde_json::json;
use shared::id::MailId;

/// Secret of the mail server in the scenario.
pub(super) const REPORT_KEY: &str = "mot-de-passe-du-serveur-de-courriel";

impl Story {
    /// A letter to the coordinator comes back; an administrator corrects its address and sends it again.
    pub(super) async fn get_a_letter_back(&mut self) {
        let email = self.coordinator.account().email.clone();
        let call = Call::of("list_mails").with("recipient", email.clone());
        let list = self.recorder.send(&self.administrator, &call).await.json();
        let id: MailId =
            serde_json::from_value(list["items"][0]["id"].clone()).expect("the id of a mail");
        let secrets = self.app.platform.services.secrets.clone();
        let path = ReturnPath::below(RETURN_ADDRESS, secrets).expect("a return address");
        let back = path.of(id).expect("an address");
        let notice = format!(
            "From: MAILER-DAEMON@example.org\r\nTo: {back}\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example.org\r\n\r\n\
             Final-Recipient: rfc822; {email}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
        );
        let call = Call::of("report_mail")
            .with("Mail-Report-Key", REPORT_KEY)
            .file("message/rfc822", notice.into_bytes());
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("get_account_address");
        self.recorder.record(&self.coordinator, call).await;
        let call = Call::of("resend_mail")
            .with("id", id.to_string())
            .body(json!({
                "recipient": email,
                "reason": "Boîte rouverte par le service informatique",
            }));
        self.recorder.record(&self.administrator, call).await;
    }
}
