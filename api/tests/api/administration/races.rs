//! Changes of roles at the same moment.

use super::{disable, remove};
use crate::support::{Engine, Person, TestApp};
use rstest::rstest;
use shared::account::{PersonSheet, Role};

/// Those who are still administrators.
fn administrators(app: &TestApp, people: &[&Person]) -> usize {
    let mut left = 0;
    for person in people {
        let again = app.platform.services.db.read_now({
            let id = person.account().id;
            move |conn| api::accounts::people::find(conn, id)
        });
        let account = again.expect("the account");
        left += usize::from(account.is_some_and(|account| account.has(Role::Administrator)));
    }
    left
}

#[rstest]
#[tokio::test]
async fn two_administrators_who_remove_each_other_leave_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(false, true)] disabling: bool,
) {
    let app = TestApp::start(engine).await;
    let (one, other) = (app.administrator().await, app.administrator().await);

    let (first, second) = if disabling {
        tokio::join!(disable(&one, &other), disable(&other, &one))
    } else {
        tokio::join!(
            remove(&one, &other, Role::Administrator, "national"),
            remove(&other, &one, Role::Administrator, "national")
        )
    };

    let done = [&first, &second]
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    assert_eq!(done, 1, "{} {}", first.text, second.text);
    assert_eq!(administrators(&app, &[&one, &other]), 1);
}

#[rstest]
#[tokio::test]
async fn of_three_administrators_who_remove_the_next_one_at_least_one_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let people = [
        app.administrator().await,
        app.administrator().await,
        app.administrator().await,
    ];
    let [one, two, three] = &people;

    let answers = tokio::join!(
        remove(one, two, Role::Administrator, "national"),
        remove(two, three, Role::Administrator, "national"),
        remove(three, one, Role::Administrator, "national")
    );

    let done = [&answers.0, &answers.1, &answers.2]
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    let left = administrators(&app, &[one, two, three]);
    assert!(left >= 1);
    assert_eq!(left, 3 - done);
}

#[tokio::test]
async fn a_role_that_was_just_taken_back_manages_nobody() {
    let app = TestApp::start(Engine::Sqlite).await;
    let (manager, second) = (app.administrator().await, app.administrator().await);
    let person = app.referent("region:84").await;
    remove(&manager, &second, Role::Administrator, "national")
        .await
        .ok::<PersonSheet>(200);

    assert_eq!(disable(&second, &person).await.status.as_u16(), 403);
}
