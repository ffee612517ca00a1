//! Attachments: stored and served as files to save, to those who may read the event submission.

use super::{PDF, attach, conversation, submitted, upload, write};
use crate::support::{Answer, Engine, Person, TestApp, edition, form, path};
use diesel::prelude::*;
use futures_util::future::{join, join_all};
use ground::db::schema::{conversation_attachments, edition_files};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::conversation::{AttachmentKind, ConversationAttachment, ConversationMessage};
use shared::problem::Code;
use std::fs;

#[rstest]
#[tokio::test]
async fn an_attachment_is_a_file_to_save_for_both_sides(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, referent, file) = submitted(engine).await;

    let attachment = attach(&owner, file.id).await;

    assert_eq!(
        (attachment.kind, attachment.bytes),
        (AttachmentKind::Pdf, PDF.len() as u64)
    );
    let address = format!("{}/attachments/{}", path(file.id), attachment.id);
    // Until it is sent, only who uploaded it may read it.
    assert_eq!(owner.get(&address).await.status.as_u16(), 200);
    referent.get(&address).await.refused(Code::NotFound);
    let sent: ConversationMessage = write(
        &owner,
        file.id,
        &json!({ "text": "Voici le plan.", "attachments": [attachment.id] }),
    )
    .await
    .ok(201);
    assert_eq!(sent.attachments, std::slice::from_ref(&attachment));
    let seen = conversation(&referent, file.id).await;
    assert_eq!(seen.messages[0].attachments, [attachment]);
    let read = referent.get(&address).await;
    assert_eq!(read.text.as_bytes(), PDF);
    assert_eq!(
        read.header(header::CONTENT_TYPE),
        Some("application/octet-stream")
    );
    let saved = read.header(header::CONTENT_DISPOSITION).unwrap();
    assert!(
        saved.starts_with("attachment;") && saved.contains("plan.pdf"),
        "{saved}"
    );
    assert_eq!(read.header(header::X_CONTENT_TYPE_OPTIONS), Some("nosniff"));
    assert_eq!(
        read.header(header::CONTENT_SECURITY_POLICY),
        Some("default-src 'none'; sandbox")
    );
    for person in [app.organiser().await, app.referent("region:11").await] {
        person.get(&address).await.refused(Code::NotFound);
    }
    app.visitor()
        .get(&address)
        .await
        .refused(Code::Unauthenticated);
}

#[rstest]
#[case::script(
    "plan.pdf",
    b"<script>alert(1)</script>",
    "/content",
    Code::AttachmentMismatch
)]
#[case::cut_off("plan.pdf", b"%PDF-1.7\n1 0 obj", "/content", Code::AttachmentMismatch)]
#[case::program("program.exe", b"MZ", "/name", Code::AttachmentType)]
#[case::empty("plan.pdf", b"", "/content", Code::Required)]
#[tokio::test]
async fn a_file_that_lies_about_its_type_is_refused_where_it_lies(
    #[case] name: &str,
    #[case] content: &[u8],
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let (_app, owner, _referent, file) = submitted(Engine::Sqlite).await;

    let problem = upload(&owner, file.id, name, content)
        .await
        .refused(Code::Invalid);

    let fault = &problem.errors[0];
    assert_eq!((fault.pointer.as_str(), fault.code), (pointer, code));
}

#[tokio::test]
async fn the_media_type_must_not_lie_either() {
    let (_app, owner, _referent, file) = submitted(Engine::Sqlite).await;
    let send = async |media_type: &str| {
        let path = format!("{}/attachments?name=plan.pdf", path(file.id));
        let request = owner
            .request(Method::POST, &path)
            .header(header::CONTENT_TYPE, media_type)
            .body(PDF.to_vec());
        Answer::of(request).await
    };

    assert_eq!(send("application/pdf").await.status.as_u16(), 201);
    let problem = send("image/png").await.refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::AttachmentMismatch);
    send("text/html").await.refused(Code::UnsupportedMediaType);
}

#[rstest]
#[tokio::test]
async fn an_attachment_is_sent_once_and_by_whoever_uploaded_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (_app, owner, referent, file) = submitted(engine).await;
    let attachment = attach(&owner, file.id).await;
    let message = json!({ "text": "Voici.", "attachments": [attachment.id] });

    let problem = write(&referent, file.id, &message)
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].code, Code::UnknownAttachment);
    write(&owner, file.id, &message)
        .await
        .ok::<ConversationMessage>(201);
    write(&owner, file.id, &message)
        .await
        .refused(Code::Invalid);

    let seen = conversation(&referent, file.id).await;
    assert_eq!(seen.messages.len(), 1, "a refused message leaves nothing");
}

#[rstest]
#[tokio::test]
async fn two_referents_attach_files_at_once_and_each_sends_the_own(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, first, file) = submitted(engine).await;
    let second = app.referent("department:69").await;
    let several = async |person: &Person| {
        let name = format!("{}.pdf", person.account().id);
        let uploads = (0..4).map(|_| upload(person, file.id, &name, PDF));
        let uploaded: Vec<ConversationAttachment> = join_all(uploads)
            .await
            .iter()
            .map(|answer| answer.ok(201))
            .collect();
        uploaded
    };

    let (of_first, of_second) = join(several(&first), several(&second)).await;
    let ids = |files: &[ConversationAttachment]| files.iter().map(|it| it.id).collect::<Vec<_>>();
    // One sends the other's by mistake, while that one sends them.
    let (theirs, own) = (
        json!({ "text": "Pièces d’un autre", "attachments": ids(&of_second) }),
        json!({ "text": "Mes pièces jointes", "attachments": ids(&of_second) }),
    );
    let (mistaken, sent) = join(
        write(&first, file.id, &theirs),
        write(&second, file.id, &own),
    )
    .await;

    mistaken.refused(Code::Invalid);
    sent.ok::<ConversationMessage>(201);
    let own = json!({ "text": "Mes pièces jointes", "attachments": ids(&of_first) });
    write(&first, file.id, &own)
        .await
        .ok::<ConversationMessage>(201);
    let seen = conversation(&owner, file.id).await;
    let numbers: Vec<u32> = seen.messages.iter().map(|message| message.number).collect();
    assert_eq!(numbers, [1, 2]);
    for (message, person) in seen.messages.iter().zip([&second, &first]) {
        let name = format!("{}.pdf", person.account().id);
        assert_eq!(message.attachments.len(), 4);
        assert!(message.attachments.iter().all(|it| it.name == name));
    }
}

#[rstest]
#[tokio::test]
async fn of_two_who_attach_the_last_file_at_once_one_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, first, file) = submitted(engine).await;
    let second = app.referent("department:69").await;
    for person in [&owner, &first] {
        for _ in 0..24 {
            attach(person, file.id).await;
        }
    }
    attach(&owner, file.id).await;

    let (one, two) = join(
        upload(&first, file.id, "plan.pdf", PDF),
        upload(&second, file.id, "plan.pdf", PDF),
    )
    .await;

    let (taken, refused) = if one.status.is_success() {
        (one, two)
    } else {
        (two, one)
    };
    taken.ok::<ConversationAttachment>(201);
    refused.refused(Code::ConversationFull);
    assert_eq!(stored(&app), 50, "what is refused leaves no file");
}

#[rstest]
#[tokio::test]
async fn attachments_at_once_stay_within_the_quota_and_leave_no_file_beyond(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::configured(engine, &[("SEMAINE_FILES_PER_EDITION", "1")]).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let (one, other) = join(owner.submitted(&form()), owner.submitted(&form())).await;
    // Two of these fit into the mebibyte of the edition.
    let large = format!("%PDF-1.7\n{}\n%%EOF\n", "%".repeat(400_000));
    let uploads = [one.id, other.id, one.id, other.id];
    let uploads = uploads.map(|event| upload(&owner, event, "plan.pdf", large.as_bytes()));

    let answers = join_all(uploads).await;

    let (taken, refused): (Vec<_>, Vec<_>) = answers
        .iter()
        .partition(|answer| answer.status.is_success());
    assert_eq!((taken.len(), refused.len()), (2, 2), "{answers:?}");
    for answer in refused {
        answer.refused(Code::EditionFull);
    }
    assert_eq!(stored(&app), 2);
}

#[tokio::test]
async fn an_attachment_that_cannot_be_stored_takes_no_room() {
    let variables = [
        // Nothing listens on this port: it is reserved.
        ("SEMAINE_FILES_S3_URL", "http://127.0.0.1:1/semaine"),
        ("SEMAINE_FILES_S3_KEY", "id"),
        ("SEMAINE_FILES_S3_SECRET", "hush"),
    ];
    let app = TestApp::configured(Engine::Sqlite, &variables).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;

    let answer = upload(&owner, file.id, "plan.pdf", PDF).await;

    answer.refused(Code::Unavailable);
    let counted: (i64, i64) = app
        .platform
        .services
        .db
        .read_now(|conn| {
            Ok((
                conversation_attachments::table.count().get_result(conn)?,
                edition_files::table.count().get_result(conn)?,
            ))
        })
        .unwrap();
    assert_eq!(counted, (0, 0));
}

/// Number of the files of attachments in the store.
fn stored(app: &TestApp) -> usize {
    let shelf = app.platform.config.files_dir.join("attachments");
    let folders = fs::read_dir(shelf).unwrap();
    folders
        .map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

#[tokio::test]
async fn the_number_of_attachments_is_bounded() {
    let (_app, owner, referent, file) = submitted(Engine::Sqlite).await;
    for person in [&owner, &referent] {
        for _ in 0..25 {
            attach(person, file.id).await;
        }
    }

    upload(&owner, file.id, "plan.pdf", PDF)
        .await
        .refused(Code::ConversationFull);
    let large = vec![b'a'; (8 << 20) + 1];
    let other = owner.submitted(&form()).await;
    upload(&owner, other.id, "plan.pdf", &large)
        .await
        .refused(Code::PayloadTooLarge);
}
