//! Messages: both sides, read marks, letters, and what is refused.

use super::{conversation, conversation_path, read_up_to, say, submitted, write};
use crate::accounts::{mails, next_mail};
use crate::leaving::{leave, rows_with};
use crate::support::{Answer, EVENTS, Engine, PASSWORD, Person, TestApp, edition, form, path, tag};
use chrono::Duration;
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::account::Departure;
use shared::conversation::{ConversationMessage, ConversationSide, ConversationStanding};
use shared::edition::EditionStatus;
use shared::event::{CoEditing, EventFile, EventFileSummary, HistoryEntry};
use shared::id::EventId;
use shared::label::QueuePage;
use shared::paging::Page;
use shared::problem::Code;

async fn in_queue(person: &Person, filter: &str) -> Vec<EventId> {
    let path = format!("/api/v1/labels/queue?limit=100{filter}");
    let page: QueuePage = person.get(&path).await.ok(200);
    page.items.into_iter().map(|item| item.id).collect()
}

async fn letters(app: &TestApp, person: &Person) -> Vec<String> {
    let mails = mails(app, &person.account().email).await;
    mails
        .into_iter()
        .filter(|mail| mail.summary.subject.starts_with("Nouveau message"))
        .map(|mail| mail.body_text)
        .collect()
}

#[rstest]
#[tokio::test]
async fn both_sides_write_and_see_what_is_read(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    assert!(in_queue(&referent, "&unread=true").await.is_empty());

    let asked = say(&owner, file.id, "Faut-il prévoir des casques ?").await;

    assert_eq!((asked.number, asked.side), (1, ConversationSide::Organiser));
    assert_eq!(in_queue(&referent, "&unread=true").await, [file.id]);
    assert!(in_queue(&referent, "&unread=false").await.is_empty());
    let seen = conversation(&referent, file.id).await;
    assert_eq!((seen.side, seen.unread), (ConversationSide::Reviewers, 1));
    assert_eq!(
        seen.messages[0].author.as_deref(),
        Some(owner.account().name.as_str())
    );
    assert_eq!(conversation(&owner, file.id).await.read_by_other, 0);
    assert_eq!(read_up_to(&referent, file.id, 1).await.status.as_u16(), 204);
    assert!(in_queue(&referent, "&unread=true").await.is_empty());
    let own = conversation(&owner, file.id).await;
    assert_eq!(own.read_by_other, 1);
    assert!(own.read_by_other_at.is_some());

    say(&referent, file.id, "Oui, et des gilets orange.").await;
    let page: Page<EventFileSummary> = owner.get(EVENTS).await.ok(200);
    assert_eq!(page.items[0].unread_messages, 1);
    let own = conversation(&owner, file.id).await;
    assert_eq!((own.unread, own.writable), (1, true));
    assert_eq!(own.messages[1].author, None, "no name of a reviewer");
    let refused = read_up_to(&owner, file.id, 301).await;
    assert_eq!(refused.refused(Code::Invalid).errors[0].pointer, "/upTo");
    // A number beyond the last message marks those that are there.
    assert_eq!(read_up_to(&owner, file.id, 9).await.status.as_u16(), 204);
    say(&referent, file.id, "À bientôt.").await;
    assert_eq!(conversation(&owner, file.id).await.unread, 1);
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    let kinds: Vec<_> = history.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "event.conversation_message")
            .count(),
        3
    );
    assert!(!kinds.contains(&"event.conversation_read"));
    let places = rows_with(&app, "gilets orange");
    assert_eq!(places, [("conversation_messages".to_owned(), 1)]);
}

#[rstest]
#[tokio::test]
async fn several_messages_give_one_letter_and_read_ones_none(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    let known = mails(&app, &referent.account().email).await.len();
    say(&owner, file.id, "Une première question.").await;
    say(&owner, file.id, "Une seconde question.").await;

    app.clock.advance(Duration::minutes(6));
    let letter = next_mail(&app, &referent.account().email, known).await;

    assert!(
        letter.body_text.contains("2 messages"),
        "{}",
        letter.body_text
    );
    let link = format!("/labellisation/{}#conversation", file.id);
    assert!(letter.body_text.contains(&link), "{}", letter.body_text);
    assert!(
        !letter.body_text.contains("question"),
        "{}",
        letter.body_text
    );
    read_up_to(&referent, file.id, 2).await;
    // Read before its letter is due.
    say(&owner, file.id, "Une troisième question.").await;
    read_up_to(&referent, file.id, 3).await;
    let known = mails(&app, &owner.account().email).await.len();
    say(&referent, file.id, "Une réponse.").await;
    app.clock.advance(Duration::minutes(6));
    let answer = next_mail(&app, &owner.account().email, known).await;
    let link = format!("/mes-evenements/{}#conversation", file.id);
    assert!(answer.body_text.contains(&link), "{}", answer.body_text);
    // Both letters of that moment were due, and jobs run in the order in which they are due.
    assert_eq!(letters(&app, &referent).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_message_sent_twice_is_stored_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (_app, owner, referent, file) = submitted(engine).await;
    let send = async |text: &str| {
        let request = owner
            .request(Method::POST, &conversation_path(file.id))
            .header("Idempotency-Key", "one")
            .json(&json!({ "text": text }));
        Answer::of(request).await
    };

    let first: ConversationMessage = send("Bonjour à vous").await.ok(201);
    let again: ConversationMessage = send("Bonjour à vous").await.ok(201);
    send("Autre chose").await.refused(Code::IdempotencyMismatch);

    assert_eq!(first, again);
    assert_eq!(conversation(&referent, file.id).await.messages.len(), 1);
}

#[tokio::test]
async fn a_message_of_a_hundred_pages_is_refused_where_it_is_wrong() {
    let (_app, owner, _referent, file) = submitted(Engine::Sqlite).await;

    let long = json!({ "text": "Une page de texte. ".repeat(15_000) });
    let problem = write(&owner, file.id, &long).await.refused(Code::Invalid);

    let fault = &problem.errors[0];
    assert_eq!(
        (fault.pointer.as_str(), fault.code),
        ("/text", Code::TooLong)
    );
    assert_eq!(fault.limit, Some(5_000));
    let problem = write(&owner, file.id, &json!({ "text": " " }))
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/text");
    assert!(conversation(&owner, file.id).await.messages.is_empty());
}

#[rstest]
#[tokio::test]
async fn only_those_who_work_on_the_file_or_review_it_take_part(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, _referent, file) = submitted(engine).await;
    let stranger = app.organiser().await;
    let elsewhere = app.referent("region:11").await;
    let administrator = app.administrator().await;

    for person in [&stranger, &elsewhere] {
        person
            .get(&conversation_path(file.id))
            .await
            .refused(Code::NotFound);
        write(person, file.id, &json!({ "text": "Bonjour" }))
            .await
            .refused(Code::NotFound);
        read_up_to(person, file.id, 1).await.refused(Code::NotFound);
    }
    let seen = conversation(&administrator, file.id).await;
    assert!(!seen.writable);
    write(&administrator, file.id, &json!({ "text": "Bonjour" }))
        .await
        .refused(Code::NotFound);
    app.visitor()
        .get(&conversation_path(file.id))
        .await
        .refused(Code::Unauthenticated);
    assert!(conversation(&owner, file.id).await.messages.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_file_whose_matter_is_closed_is_read_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    let draft = owner.draft(&form()).await;
    assert_eq!(
        conversation(&owner, draft.id).await.standing,
        ConversationStanding::NotFiled
    );
    write(&owner, draft.id, &json!({ "text": "Bonjour" }))
        .await
        .refused(Code::ConversationClosed);
    say(&referent, file.id, "Un dernier mot.").await;
    let other = owner.submitted(&form()).await;
    owner
        .post_if(
            &format!("{}/withdraw", path(other.id)),
            &tag(&other),
            &json!({}),
        )
        .await
        .ok::<EventFile>(200);
    assert_eq!(
        conversation(&owner, other.id).await.standing,
        ConversationStanding::Withdrawn
    );
    write(&owner, other.id, &json!({ "text": "Bonjour" }))
        .await
        .refused(Code::ConversationClosed);

    let mut over = edition();
    over.status = EditionStatus::Archived;
    app.put_edition(&over);

    for person in [&owner, &referent] {
        let seen = conversation(person, file.id).await;
        assert_eq!(seen.standing, ConversationStanding::Over);
        assert!(!seen.writable);
        assert_eq!(seen.messages.len(), 1, "it can still be read");
        let problem = write(person, file.id, &json!({ "text": "Trop tard" }))
            .await
            .refused(Code::ConversationClosed);
        assert_eq!(problem.detail.as_deref(), Some("over"));
    }
}

#[rstest]
#[tokio::test]
async fn what_the_organiser_wrote_is_erased_with_the_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    say(&owner, file.id, "Mon portable est le 06 12 34 56 78.").await;
    let attachment = super::attach(&owner, file.id).await;
    write(&owner, file.id, &json!({ "attachments": [attachment.id] }))
        .await
        .ok::<ConversationMessage>(201);
    say(&referent, file.id, "C’est noté.").await;
    let preview: Departure = owner.get("/api/v1/account/departure").await.ok(200);
    assert_eq!(preview.messages, 2);

    assert_eq!(leave(&owner, PASSWORD).await.status.as_u16(), 204);

    assert!(rows_with(&app, "06 12 34 56 78").is_empty());
    let left = conversation(&referent, file.id).await;
    assert!(left.messages[0].erased && left.messages[0].text.is_empty());
    assert_eq!(left.messages[0].author, None);
    assert!(left.messages[1].attachments.is_empty());
    assert_eq!(left.messages[2].text, "C’est noté.");
    let download = format!("{}/attachments/{}", path(file.id), attachment.id);
    referent.get(&download).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn the_conversation_goes_on_with_whoever_takes_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;
    let editor = app.organiser().await;
    let invitation = json!({ "email": editor.account().email, "role": "submitter" });
    owner
        .post(&format!("{}/invitations", path(file.id)), &invitation)
        .await
        .ok::<CoEditing>(200);
    let mail = next_mail(&app, &editor.account().email, 0).await;
    let token = crate::accounts::token(&mail);
    let accepted = editor
        .post("/api/v1/invitations/accept", &json!({ "token": token }))
        .await;
    assert_eq!(accepted.status.as_u16(), 200, "{}", accepted.text);
    say(&owner, file.id, "Nous attendons trente élèves.").await;
    let preview: Departure = owner.get("/api/v1/account/departure").await.ok(200);
    assert_eq!((preview.handed_over, preview.messages), (1, 0));

    assert_eq!(leave(&owner, PASSWORD).await.status.as_u16(), 204);

    let taken = conversation(&editor, file.id).await;
    assert_eq!(taken.messages[0].text, "Nous attendons trente élèves.");
    assert_eq!(taken.messages[0].author, None);
    say(&editor, file.id, "Je prends la suite.").await;
    assert_eq!(conversation(&referent, file.id).await.messages.len(), 2);
}
