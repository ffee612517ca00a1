use crate::support::{Engine, TestApp, edition, form, path, referents, tag};
use rstest::rstest;
use serde_json::json;
use shared::edition::Edition;
use shared::event::EventFile;
use shared::mail::{Mail, MailSummary};
use shared::paging::Page;

/// The letters in the outbox, oldest first.
async fn outbox(app: &TestApp) -> Vec<Mail> {
    let administrator = app.administrator().await;
    let page: Page<MailSummary> = administrator.get("/api/v1/outbox").await.ok(200);
    let mut letters = Vec::new();
    for summary in page.items.into_iter().rev() {
        let address = format!("/api/v1/outbox/{}", summary.id);
        letters.push(administrator.get(&address).await.ok(200));
    }
    letters
}

fn recipients_and_subjects(letters: &[Mail]) -> Vec<(&str, &str)> {
    letters
        .iter()
        .map(|letter| {
            (
                letter.summary.recipient.as_str(),
                letter.summary.subject.as_str(),
            )
        })
        .collect()
}

#[rstest]
#[tokio::test]
async fn a_submission_is_mailed_to_its_owner_and_the_nearest_reviewers(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&Edition {
        referents: referents(),
        ..edition()
    });
    let (here, beside) = (
        app.referent("department:69").await,
        app.referent("department:69").await,
    );
    app.referent("region:84").await;
    app.referent("department:38").await;
    app.coordinator().await;
    let owner = app.organiser().await;

    let file = owner.submitted(&form()).await;

    let letters = outbox(&app).await;
    assert_eq!(
        recipients_and_subjects(&letters),
        [
            (
                owner.account().email.as_str(),
                "Dépôt reçu\u{202f}: Visite de la fonderie"
            ),
            (
                here.account().email.as_str(),
                "À examiner\u{202f}: Visite de la fonderie"
            ),
            (
                beside.account().email.as_str(),
                "À examiner\u{202f}: Visite de la fonderie"
            ),
        ]
    );
    // Submitted on Monday 5 February: Friday is the fourth working day after.
    for (letter, link) in [
        (
            &letters[0],
            format!("{}/mes-evenements/{}", app.address, file.id),
        ),
        (
            &letters[1],
            format!("{}/labellisation/{}", app.address, file.id),
        ),
    ] {
        assert!(
            letter
                .body_text
                .contains("vendredi 9\u{a0}février\u{a0}2018"),
            "{}",
            letter.body_text
        );
        assert!(letter.body_text.contains(&link), "{}", letter.body_text);
    }
    let referent = "Votre référent\u{202f}: DIRECCTE Auvergne-Rhône-Alpes, referent@example.org, 04 65 71 00 84";
    assert!(
        letters[0].body_text.contains(referent),
        "{}",
        letters[0].body_text
    );
}

/// People are numbered in order of creation: the referents, then the coordinator.
#[rstest]
#[case::region_before_country(&["national", "region:84"], "person1@example.org")]
#[case::country_before_coordinator(&["department:38", "national"], "person1@example.org")]
#[case::coordinator_at_last(&["department:38"], "person1@example.org")]
#[tokio::test]
async fn without_a_referent_of_the_department_the_next_wider_one_is_notified(
    #[case] referents: &[&str],
    #[case] expected: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    for territory in referents {
        app.referent(territory).await;
    }
    app.coordinator().await;
    let owner = app.organiser().await;

    owner.submitted(&form()).await;

    let letters = outbox(&app).await;
    let to_check: Vec<_> = recipients_and_subjects(&letters)
        .into_iter()
        .filter(|(_, subject)| subject.starts_with("À examiner"))
        .map(|(recipient, _)| recipient)
        .collect();
    assert_eq!(to_check, [expected]);
}

#[rstest]
#[tokio::test]
async fn a_withdrawal_is_mailed_to_the_reviewers(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let referent = app.referent("department:69").await;
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let file = owner.submitted(&form()).await;
    for (file, body) in [
        (&draft, json!({})),
        (&file, json!({ "reason": "L’atelier est en travaux." })),
    ] {
        owner
            .post_if(&format!("{}/withdraw", path(file.id)), &tag(file), &body)
            .await
            .ok::<EventFile>(200);
    }

    let letters = outbox(&app).await;

    let withdrawn: Vec<_> = letters
        .iter()
        .filter(|letter| letter.summary.subject.starts_with("Événement retiré"))
        .collect();
    assert_eq!(withdrawn.len(), 1, "nobody had the draft");
    assert_eq!(withdrawn[0].summary.recipient, referent.account().email);
    assert!(withdrawn[0].body_text.contains("L’atelier est en travaux."));
}
