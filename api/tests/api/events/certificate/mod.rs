//! Certificates: issued with the label, replaced after a change, ended with the label, and verified by anybody.

mod page;

use crate::accounts::mails;
use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form, path, tag};
use diesel::prelude::*;
use ground::db::schema::certificates;
use ground::db::types::SqlUuid;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::certificate::{CertificateCheck, CertificateCode, CertificateStatus};
use shared::event::{EventChange, EventFile};
use shared::id::EventId;
use shared::problem::Code;

/// An open edition and an organiser with a labelled event.
struct Fixture {
    app: TestApp,
    owner: Person,
    file: EventFile,
}

impl Fixture {
    async fn new(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        app.put_edition(&edition());
        let owner = app.organiser().await;
        let file = app.labelled(&owner, &form()).await;
        Self { app, owner, file }
    }

    fn address(&self) -> String {
        format!("{}/certificate", path(self.file.id))
    }

    /// The certificate as its organiser gets it.
    async fn certificate(&self) -> Pdf {
        Pdf::read(&self.owner.get(&self.address()).await)
    }

    async fn check(&self, code: &str) -> CertificateCheck {
        let answer = self.app.visitor().get(&address_of(code)).await;
        answer.ok(200)
    }

    /// Submits a change, and returns the event after it.
    async fn change(&self, form: &Value) -> EventFile {
        let address = format!("{}/change", path(self.file.id));
        let read: EventChange = self.owner.get(&address).await.ok(200);
        let version = format!("\"{}\"", read.version);
        let saved: EventChange = self.owner.put(&address, &version, form).await.ok(200);
        let version = format!("\"{}\"", saved.version);
        let submit = format!("{address}/submit");
        let after: EventChange = self
            .owner
            .post_if(&submit, &version, &Value::Null)
            .await
            .ok(200);
        after.file
    }

    async fn decide_change(&self, file: &EventFile, decision: &Value) {
        let coordinator = self.app.coordinator().await;
        let address = format!("/api/v1/labels/events/{}/change/decision", file.id);
        let answer = coordinator.post_if(&address, &tag(file), decision).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }

    async fn now(&self) -> EventFile {
        self.owner.get(&path(self.file.id)).await.ok(200)
    }

    async fn revoke(&self, file: &EventFile) -> Answer {
        let coordinator = self.app.coordinator().await;
        let address = format!("/api/v1/labels/events/{}/revocation", file.id);
        let reason = json!({ "reason": "L’entrée est devenue payante." });
        coordinator.post_if(&address, &tag(file), &reason).await
    }

    /// Removes the certificates, as if the label had been granted by an older release.
    fn forget(&self) {
        let event: EventId = self.file.id;
        let own = certificates::table.filter(certificates::event_id.eq(SqlUuid::from(event)));
        let services = &self.app.platform.services;
        services
            .db
            .write_now(|conn| Ok(diesel::delete(own).execute(conn)?))
            .unwrap();
    }
}

/// A certificate as it was downloaded.
#[derive(Debug, PartialEq)]
struct Pdf {
    code: String,
    tag: String,
}

impl Pdf {
    fn read(answer: &Answer) -> Self {
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        assert_eq!(answer.header(header::CONTENT_TYPE), Some("application/pdf"));
        assert!(answer.text.starts_with("%PDF-1."));
        let saved = answer.header(header::CONTENT_DISPOSITION).expect("a name");
        let name = saved
            .strip_prefix("attachment; filename=\"certificat-")
            .and_then(|name| name.strip_suffix(".pdf\""))
            .expect("a file to save");
        let code = name.split_at(name.len() - "7K3QX-9TB43".len()).1;
        Self {
            code: code.to_owned(),
            tag: answer.header(header::ETAG).expect("a tag").to_owned(),
        }
    }
}

fn address_of(code: &str) -> String {
    format!("/api/v1/certificates/{code}")
}

/// The labelled form on another day, which is checked again.
fn moved() -> Value {
    let mut form = form();
    form["occurrences"] = json!([{ "begin": "2018-03-28T09:00", "end": "2018-03-28T10:00" }]);
    form
}

#[rstest]
#[tokio::test]
async fn the_label_comes_with_a_certificate_that_anybody_verifies(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;

    let first = fixture.certificate().await;
    let again = fixture.certificate().await;
    let known = fixture
        .owner
        .request(Method::GET, &fixture.address())
        .header(header::IF_NONE_MATCH, &first.tag);
    let known = Answer::of(known).await;
    let check = fixture.check(&first.code).await;

    assert_eq!(first, again, "the same file");
    assert!(first.tag.starts_with('"'), "a strong tag: {}", first.tag);
    assert_eq!((known.status.as_u16(), known.text.len()), (304, 0));
    assert_eq!(check.status, CertificateStatus::Valid);
    assert_eq!((check.number, check.edition.as_str()), (1, "2018"));
    assert_eq!(check.title, "Visite de la fonderie");
    assert_eq!(check.organisers, ["Fonderie du Rhône"]);
    assert_eq!(check.authority, "DIRECCTE Auvergne-Rhône-Alpes");
    let place = check.place.as_deref().expect("a place");
    assert!(place.starts_with("Usine, 1 rue de l’Usine, 69"), "{place}");
    assert_eq!(check.occurrence_count, 1);
    assert_eq!((check.replaced_by, check.ended_at), (None, None));
    let url = check.url.expect("a public page");
    assert!(url.ends_with("/evenements/2018/visite-de-la-fonderie"));
    let mails = mails(&fixture.app, &fixture.owner.account().email).await;
    let letter = mails
        .iter()
        .find(|mail| mail.body_text.contains("est labellisé"))
        .expect("the letter of the label");
    let line = format!("/verifier/{}", first.code);
    assert!(letter.body_text.contains(&line), "{}", letter.body_text);

    // As people type it: in lower case, without the hyphen, with letters that look like digits.
    let typed = first.code.to_lowercase().replace('-', "").replace('0', "o");
    assert_eq!(fixture.check(&typed).await.number, 1);
}

#[rstest]
#[tokio::test]
async fn an_accepted_change_replaces_the_certificate(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let first = fixture.certificate().await;

    let waiting = fixture.change(&moved()).await;
    assert_eq!(fixture.certificate().await, first, "nothing is decided");
    let refusal = json!({ "decision": "refuse", "comment": "L’atelier est fermé." });
    fixture.decide_change(&waiting, &refusal).await;
    assert_eq!(fixture.certificate().await, first, "nothing has changed");
    let waiting = fixture.change(&moved()).await;
    let accept = json!({ "decision": "accept" });
    fixture.decide_change(&waiting, &accept).await;

    let second = fixture.certificate().await;
    assert_ne!(second.code, first.code);
    let (old, new) = (
        fixture.check(&first.code).await,
        fixture.check(&second.code).await,
    );
    assert_eq!(old.status, CertificateStatus::Replaced);
    assert_eq!(
        old.replaced_by.map(|code| code.to_string()),
        Some(second.code.clone())
    );
    assert!(old.replaced_at.is_some());
    assert_eq!(old.first_begin.to_rfc3339(), "2018-03-26T09:00:00+02:00");
    assert_eq!((new.status, new.number), (CertificateStatus::Valid, 2));
    assert_eq!(new.first_begin.to_rfc3339(), "2018-03-28T09:00:00+02:00");

    // A third one: both older codes lead to it.
    let mut other = moved();
    other["title"] = json!("Visite de la grande fonderie");
    fixture.change(&other).await;
    let third = fixture.certificate().await;
    for code in [&first.code, &second.code] {
        let check = fixture.check(code).await;
        assert_eq!(check.status, CertificateStatus::Replaced);
        assert_eq!(
            check.replaced_by.map(|code| code.to_string()),
            Some(third.code.clone())
        );
    }
}

#[rstest]
#[tokio::test]
async fn only_a_change_of_what_is_printed_replaces_it_at_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let first = fixture.certificate().await;
    let mut summary = form();
    summary["summary"] = json!("Du métal liquide à la pièce finie, en une petite heure.");
    let mut title = summary.clone();
    title["title"] = json!("Visite de la grande fonderie");

    fixture.change(&summary).await;
    assert_eq!(fixture.certificate().await, first);
    fixture.change(&title).await;

    let second = fixture.certificate().await;
    assert_ne!(second, first);
    assert_eq!(
        fixture.check(&second.code).await.title,
        "Visite de la grande fonderie"
    );
    assert_eq!(
        fixture.check(&first.code).await.status,
        CertificateStatus::Replaced
    );
}

#[rstest]
#[tokio::test]
async fn a_certificate_ends_with_the_label(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let first = fixture.certificate().await;
    let mut title = form();
    title["title"] = json!("Visite de la grande fonderie");
    fixture.change(&title).await;
    let second = fixture.certificate().await;

    let revoked = fixture.revoke(&fixture.now().await).await;

    assert_eq!(revoked.status.as_u16(), 200, "{}", revoked.text);
    for code in [&first.code, &second.code] {
        let check = fixture.check(code).await;
        assert_eq!(check.status, CertificateStatus::Revoked, "{code}");
        assert!(check.ended_at.is_some());
        assert_eq!(check.url, None);
    }
    fixture
        .owner
        .get(&fixture.address())
        .await
        .refused(Code::NotLabelled);
}

#[tokio::test]
async fn an_event_that_its_organiser_withdraws_is_not_revoked() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let first = fixture.certificate().await;

    let address = format!("{}/withdraw", path(fixture.file.id));
    let body = json!({ "reason": "La fonderie est en travaux." });
    let withdrawn = fixture
        .owner
        .post_if(&address, &tag(&fixture.file), &body)
        .await;

    assert_eq!(withdrawn.status.as_u16(), 200, "{}", withdrawn.text);
    let check = fixture.check(&first.code).await;
    assert_eq!(check.status, CertificateStatus::Withdrawn);

    // It is submitted and labelled once more: the old code leads to the new certificate.
    let file: EventFile = fixture.owner.get(&path(fixture.file.id)).await.ok(200);
    let again = fixture.owner.submit(&file).await;
    fixture.app.granted(&fixture.owner, &again).await;
    let second = fixture.certificate().await;
    assert_ne!(second.code, first.code);
    let check = fixture.check(&first.code).await;
    assert_eq!(check.status, CertificateStatus::Replaced);
    assert_eq!(fixture.check(&second.code).await.number, 2);
}

#[tokio::test]
async fn an_event_without_the_label_has_no_certificate() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let address = format!("{}/certificate", path(draft.id));

    owner.get(&address).await.refused(Code::NotLabelled);
    owner.submit(&draft).await;
    owner.get(&address).await.refused(Code::NotLabelled);
    owner
        .get(&format!(
            "{EVENTS}/0199c0de-0000-7000-8000-000000000000/certificate"
        ))
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn only_the_people_of_the_event_and_its_reviewers_download_it() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let (app, address) = (&fixture.app, fixture.address());

    app.visitor()
        .get(&address)
        .await
        .refused(Code::Unauthenticated);
    for stranger in [app.organiser().await, app.referent("region:11").await] {
        stranger.get(&address).await.refused(Code::NotFound);
    }
    for reader in [
        app.referent("department:69").await,
        app.coordinator().await,
        app.administrator().await,
    ] {
        assert_eq!(
            Pdf::read(&reader.get(&address).await),
            fixture.certificate().await
        );
    }
}

#[tokio::test]
async fn forged_and_guessed_codes_say_nothing_and_are_limited() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let code = fixture.certificate().await.code;
    let visitor = fixture.app.visitor();
    let ask = async |code: &str| visitor.get(&address_of(code)).await;
    let last = code.chars().last().unwrap();
    let typo = format!(
        "{}{}",
        code.strip_suffix(last).unwrap(),
        if last == 'Z' { 'Y' } else { 'Z' }
    );

    for forged in [
        typo.as_str(),
        "x",
        "UUUUU-UUUUU",
        "%27%20or%201=1",
        &"0".repeat(500),
    ] {
        ask(forged).await.refused(Code::NotFound);
    }
    for guess in 0..100 {
        let guess = CertificateCode::from_random(guess).to_string();
        ask(&guess).await.refused(Code::NotFound);
    }

    let limited = ask(&CertificateCode::from_random(100).to_string()).await;
    limited.refused(Code::TooManyRequests);
    assert!(limited.header(header::RETRY_AFTER).is_some());
    ask(&code).await.refused(Code::TooManyRequests);
}

#[rstest]
#[tokio::test]
async fn a_label_of_an_older_release_gets_one_certificate_when_it_is_asked_for(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    fixture.forget();

    let (one, two, three) = tokio::join!(
        fixture.certificate(),
        fixture.certificate(),
        fixture.certificate()
    );

    assert_eq!(one, two);
    assert_eq!(two, three);
    let check = fixture.check(&one.code).await;
    assert_eq!((check.status, check.number), (CertificateStatus::Valid, 1));
}

#[rstest]
#[tokio::test]
async fn no_certificate_is_valid_once_the_label_is_revoked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    fixture.forget();
    let file = fixture.now().await;

    let address = fixture.address();

    let (asked, revoked) = tokio::join!(fixture.owner.get(&address), fixture.revoke(&file));

    assert_eq!(revoked.status.as_u16(), 200, "{}", revoked.text);
    if asked.status.as_u16() == 200 {
        let code = Pdf::read(&asked).code;
        let status = fixture.check(&code).await.status;
        assert_eq!(status, CertificateStatus::Revoked);
    } else {
        asked.refused(Code::NotLabelled);
    }
}
