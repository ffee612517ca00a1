//! Reviewers see who else reads a file, until the mark expires.

use super::desk::{self, Desk, File};
use crate::support::{Engine, Person};
use chrono::TimeDelta;
use rstest::rstest;
use serde_json::json;
use shared::label::{QueuePage, ReadingMark};
use shared::problem::Code;

async fn open(person: &Person, file: &File) -> ReadingMark {
    let path = format!("{}/reading", file.page());
    person.put(&path, "*", &json!(null)).await.ok(200)
}

async fn readers(person: &Person, file: &File) -> Vec<String> {
    let page: QueuePage = person.get("/api/v1/labels/queue?limit=100").await.ok(200);
    let mut items = page.items.into_iter();
    items.find(|item| item.id == file.id).unwrap().readers
}

#[rstest]
#[tokio::test]
async fn others_see_who_reads_a_file_until_the_mark_expires(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let file = desk.filed(&desk::visit()).await;
    let (one, other) = (desk.referent().await, desk.app.referent("region:84").await);
    let name = one.account().name.clone();

    let opened = open(&one, &file).await;
    assert!(opened.readers.is_empty());
    assert_eq!(readers(&one, &file).await, Vec::<String>::new());
    assert_eq!(readers(&other, &file).await, std::slice::from_ref(&name));
    assert_eq!(
        open(&other, &file).await.readers,
        std::slice::from_ref(&name)
    );

    desk.app.clock.advance(TimeDelta::seconds(120));
    open(&one, &file).await;
    desk.app.clock.advance(TimeDelta::seconds(120));
    assert_eq!(readers(&other, &file).await, [name]);
    desk.app.clock.advance(TimeDelta::seconds(61));
    assert!(readers(&other, &file).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_reader_who_leaves_is_not_shown_any_more(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let file = desk.filed(&desk::visit()).await;
    let (one, other) = (desk.referent().await, desk.app.referent("region:84").await);
    open(&one, &file).await;

    let path = format!("{}/reading", file.page());
    assert_eq!(other.delete(&path).await.status.as_u16(), 204);
    assert_eq!(readers(&other, &file).await.len(), 1);
    assert_eq!(one.delete(&path).await.status.as_u16(), 204);
    assert!(readers(&other, &file).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn the_marks_of_one_person_are_bounded(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::open(engine).await;
    let mut files = Vec::new();
    for _ in 0..10 {
        files.push(desk.filed(&desk::visit()).await);
    }
    let (one, other) = (desk.referent().await, desk.app.referent("region:84").await);
    for file in &files {
        desk.app.clock.advance(TimeDelta::seconds(1));
        open(&one, file).await;
    }
    let page: QueuePage = other
        .get("/api/v1/labels/queue?limit=100&sort=reader")
        .await
        .ok(200);
    let read = page.items.iter().filter(|item| !item.readers.is_empty());
    let read: Vec<_> = read.map(|item| item.id).collect();
    assert_eq!(read.len(), 8);
    assert!(!read.contains(&files[0].id) && read.contains(&files[9].id));
    // Files that are read come first.
    assert!(page.items[..8].iter().all(|item| !item.readers.is_empty()));
}

#[tokio::test]
async fn organisers_and_administrators_leave_no_mark() {
    let desk = Desk::open(Engine::Sqlite).await;
    let file = desk.filed(&desk::visit()).await;
    let path = format!("{}/reading", file.page());
    for person in [&desk.organiser, &desk.app.administrator().await] {
        person
            .put(&path, "*", &json!(null))
            .await
            .refused(Code::Forbidden);
    }
}
