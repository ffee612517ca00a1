//! The account of the organiser, from sign-up to its closing.

use super::super::forms;
use super::super::recorder::Call;
use super::{EDITION, EMAIL, NEW_EMAIL, PASSWORD, Story};
use crate::accounts::{mails, next_mail, token};
use reqwest::header;
use serde_json::json;
use shared::account::Session;

impl Story {
    pub(super) async fn open_an_account(&mut self) {
        let form = json!({ "email": EMAIL, "name": "Camille Martin", "password": "une coulée toutes les heures" });
        let sign_in = json!({ "email": form["email"], "password": form["password"] });
        let sign_up = Call::of("sign_up").body(form);
        self.recorder.record(&self.visitor, sign_up).await;
        let call = Call::of("sign_in").body(sign_in);
        let session: Session = self.recorder.send(&self.visitor, &call).await.ok(200);
        self.organiser = self.app.holder(session);
        let call = Call::of("request_verification");
        self.recorder.record(&self.organiser, call).await;

        let token = self.mailed_token(0, "jeton-de-verification").await;
        let call = Call::of("list_mails")
            .with("recipient", EMAIL)
            .with("limit", 1);
        let list = self.recorder.record(&self.administrator, call).await.json();
        let call = Call::of("get_mail").with("id", list["items"][0]["id"].clone());
        self.recorder.record(&self.administrator, call).await;
        let call = Call::of("preview_verification").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("verify_account").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
    }

    pub(super) async fn ask_for_a_new_password(&mut self) {
        let earlier = mails(&self.app, EMAIL).await.len();
        let call = Call::of("request_password_reset").body(json!({ "email": EMAIL }));
        self.recorder.record(&self.visitor, call).await;
        let token = self
            .mailed_token(earlier, "jeton-de-reinitialisation")
            .await;
        let call = Call::of("reset_password").body(json!({ "token": token, "password": PASSWORD }));
        self.recorder.record(&self.visitor, call).await;

        let call = Call::of("sign_in").body(json!({ "email": EMAIL, "password": PASSWORD }));
        let opened = self.recorder.record(&self.visitor, call).await;
        let cookie = opened.header(header::SET_COOKIE).expect("a cookie");
        let cookie = cookie.split(';').next().expect("its value").to_owned();
        self.organiser = self.app.holder(opened.ok(200));
        let call = Call::of("get_session");
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("refresh_session").cookie(&cookie);
        self.recorder.record(&self.visitor, call).await;
    }

    /// Renames the account, changes its password and its address, and ends a session.
    pub(super) async fn manage_the_account(&mut self) {
        let call = Call::of("update_account").body(json!({ "name": "Camille Martin-Roy" }));
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("change_password")
            .body(json!({ "current": PASSWORD, "password": "cinq fours chauffent la nuit" }));
        self.recorder.record(&self.organiser, call).await;
        let call = Call::of("request_address_change")
            .body(json!({ "email": NEW_EMAIL, "password": "cinq fours chauffent la nuit" }));
        self.recorder.record(&self.organiser, call).await;
        let token = token(&next_mail(&self.app, NEW_EMAIL, 0).await);
        self.recorder
            .stable
            .hide(&token, "jeton-de-la-nouvelle-adresse");
        let call = Call::of("confirm_address_change").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("list_sessions");
        let list = self.recorder.record(&self.organiser, call).await.json();
        let call = Call::of("end_session").with("id", list["items"][0]["id"].clone());
        self.recorder.record(&self.organiser, call).await;
    }

    /// The token of the link in the newest mail to the organiser after `earlier` ones, recorded as `shown`.
    pub(super) async fn mailed_token(&mut self, earlier: usize, shown: &str) -> String {
        let token = token(&next_mail(&self.app, EMAIL, earlier).await);
        self.recorder.stable.hide(&token, shown);
        token
    }

    /// Somebody with a draft gets a reminder, and refuses further ones.
    pub(super) async fn refuse_reminders(&mut self) {
        self.at("2018-03-09T16:00:00Z").await;
        let call =
            Call::of("create_event").body(json!({ "edition": EDITION, "form": forms::begun() }));
        self.recorder.send(&self.coordinator, &call).await;
        let email = self.coordinator.account().email.clone();
        let known = mails(&self.app, &email).await.len();
        self.at("2018-03-10T07:30:00Z").await;
        let token = token(&next_mail(&self.app, &email, known).await);
        self.recorder.stable.hide(&token, "jeton-de-desabonnement");
        let call = Call::of("refuse_letter").body(json!({ "token": token }));
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("refuse_letter_in_one_click")
            .with("jeton", token)
            .file(
                "application/x-www-form-urlencoded",
                b"List-Unsubscribe=One-Click".to_vec(),
            );
        self.recorder.record(&self.visitor, call).await;
        let call = Call::of("get_preferences");
        self.recorder.record(&self.coordinator, call).await;
        let call = Call::of("set_preferences").body(json!({ "refusedLetters": [] }));
        self.recorder.record(&self.coordinator, call).await;
    }

    pub(super) async fn leave(&mut self) {
        self.organiser = self.app.anew(&self.organiser).await;
        let call = Call::of("preview_departure");
        self.recorder.record(&self.organiser, call).await;
        let call =
            Call::of("delete_account").body(json!({ "password": "cinq fours chauffent la nuit" }));
        self.recorder.record(&self.organiser, call).await;
    }

    pub(super) async fn sign_out(&mut self) {
        let everywhere = Call::of("sign_out_everywhere");
        self.recorder.record(&self.organiser, everywhere).await;
        self.organiser = self.app.anew(&self.organiser).await;
        self.recorder
            .record(&self.visitor, Call::of("sign_out"))
            .await;
    }
}
