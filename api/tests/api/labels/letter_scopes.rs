//! Letters to reviewers, as each chooses for the territories in which the person reviews.

use super::desk::{self, Desk, File};
use super::reminders;
use super::review_digest::{PREFERENCES, letters, store, told_at};
use crate::accounts::{mails, token};
use crate::support::{Engine, Person, TestApp};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{Grant, LetterFrequency, Preferences, RefusedLetter, Role};
use shared::problem::Code;

const RHONE: &str = "department:69";
const LA_REUNION: &str = "department:974";

async fn quiet(engine: Engine) -> Desk {
    Desk::with(engine, |edition| edition.review_reminders.sent = false).await
}

/// A referent of two departments.
async fn of_two(app: &TestApp) -> Person {
    let grant = |territory: &str| Grant {
        role: Role::Referent,
        territory: territory.parse().unwrap(),
    };
    app.somebody(&[grant(RHONE), grant(LA_REUNION)]).await
}

/// Stores preferences with these choices of `letter`.
async fn chooses(person: &Person, refused: &[&str], letter: &str, choices: &[(&str, &str)]) {
    let choice = |(scope, frequency): &(&str, &str)| -> Value {
        json!({ "letter": letter, "scope": scope, "frequency": frequency })
    };
    let wanted = json!({
        "refusedLetters": refused,
        "scopedLetters": choices.iter().map(choice).collect::<Vec<_>>(),
    });
    let stored: Preferences = store(person, &wanted).await.ok(200);
    assert_eq!(stored.scoped_letters.len(), choices.len());
}

/// Files an event of each department.
async fn file_both(desk: &Desk) -> [File; 2] {
    let mut forms = [desk::visit(), desk::visit_at_la_reunion()];
    forms[0].title = "Visite de la fonderie".to_owned();
    forms[1].title = "Visite de la sucrerie".to_owned();
    [desk.filed(&forms[0]).await, desk.filed(&forms[1]).await]
}

/// For each letter that somebody has got, whether it names the event of each department.
fn named(app: &TestApp, person: &Person) -> Vec<(bool, bool)> {
    let texts = letters(app, person).into_iter();
    texts
        .map(|(_, text)| (text.contains("fonderie"), text.contains("sucrerie")))
        .collect()
}

#[rstest]
#[tokio::test]
async fn each_territory_has_its_own_rhythm(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = quiet(engine).await;
    let person = of_two(&desk.app).await;
    let choices = [(RHONE, "weekly"), (LA_REUNION, "daily")];
    chooses(&person, &[], "review_request", &choices).await;
    // Monday 5 February, after the morning.
    file_both(&desk).await;
    let same_day = named(&desk.app, &person);

    told_at(&desk.app, "2018-02-06T07:00:00Z").await;
    let next_day = named(&desk.app, &person);
    told_at(&desk.app, "2018-02-07T07:00:00Z").await;
    told_at(&desk.app, "2018-02-12T07:00:00Z").await;
    told_at(&desk.app, "2018-02-13T07:00:00Z").await;

    assert!(same_day.is_empty(), "{same_day:?}");
    assert_eq!(next_day, [(false, true)]);
    assert_eq!(named(&desk.app, &person), [(false, true), (true, false)]);
}

#[rstest]
#[tokio::test]
async fn a_refused_kind_comes_from_the_territory_for_which_it_is_chosen(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = quiet(engine).await;
    let (here, there) = (of_two(&desk.app).await, of_two(&desk.app).await);
    let refused = ["review_request"];
    chooses(&here, &refused, "review_request", &[(RHONE, "at_once")]).await;
    chooses(&there, &[], "review_request", &[(RHONE, "never")]).await;

    file_both(&desk).await;
    told_at(&desk.app, "2018-02-06T07:00:00Z").await;

    assert_eq!(named(&desk.app, &here), [(true, false)]);
    assert_eq!(named(&desk.app, &there), [(false, true)]);
}

#[rstest]
#[tokio::test]
async fn what_was_noted_follows_a_later_choice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = quiet(engine).await;
    let person = of_two(&desk.app).await;
    let choices = [(RHONE, "weekly"), (LA_REUNION, "weekly")];
    chooses(&person, &[], "review_request", &choices).await;
    file_both(&desk).await;
    let choices = [(RHONE, "never"), (LA_REUNION, "at_once")];
    chooses(&person, &[], "review_request", &choices).await;

    told_at(&desk.app, "2018-02-06T07:00:00Z").await;
    told_at(&desk.app, "2018-02-12T07:00:00Z").await;

    assert_eq!(named(&desk.app, &person), [(false, true)]);
}

#[rstest]
#[tokio::test]
async fn reminders_are_refused_for_one_territory(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = reminders::reminding(engine).await;
    let (refusing, elsewhere) = (of_two(&desk.app).await, of_two(&desk.app).await);
    chooses(&refusing, &[], "review_reminder", &[(RHONE, "never")]).await;
    chooses(&elsewhere, &[], "review_reminder", &[(LA_REUNION, "never")]).await;
    desk.filed(&desk::visit()).await;

    reminders::told_at(&desk.app, reminders::ONE_DAY_LEFT).await;

    assert!(reminders::letters(&desk.app, &refusing).is_empty());
    assert_eq!(reminders::letters(&desk.app, &elsewhere).len(), 1);
}

#[rstest]
#[tokio::test]
async fn the_link_of_a_letter_ends_the_choices_for_its_kind(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = quiet(engine).await;
    let person = of_two(&desk.app).await;
    chooses(&person, &[], "review_request", &[(RHONE, "at_once")]).await;
    desk.filed(&desk::visit()).await;
    let mut got = mails(&desk.app, &person.account().email).await;
    got.retain(|mail| mail.unsubscribe.is_some());
    let body = json!({ "token": token(&got[0]) });

    let visitor = desk.app.visitor();
    let answer = visitor.post("/api/v1/letters/refusals", &body).await;
    answer.ok::<RefusedLetter>(200);
    desk.filed(&desk::visit()).await;

    let stored: Preferences = person.get(PREFERENCES).await.ok(200);
    assert!(stored.scoped_letters.is_empty(), "{stored:?}");
    assert_eq!(letters(&desk.app, &person).len(), 1);
}

#[tokio::test]
async fn a_reviewer_reads_the_scopes_and_stores_what_was_read() {
    let desk = quiet(Engine::Sqlite).await;
    let person = of_two(&desk.app).await;
    chooses(&person, &[], "review_request", &[(RHONE, "weekly")]).await;

    let read: Preferences = person.get(PREFERENCES).await.ok(200);
    let again: Preferences = store(&person, &json!(read)).await.ok(200);

    let scopes: Vec<String> = read
        .scopes
        .iter()
        .map(|own| own.scope.to_string())
        .collect();
    assert_eq!(scopes, [RHONE, LA_REUNION]);
    assert_eq!(read.scoped_letters[0].frequency, LetterFrequency::Weekly);
    assert_eq!(again, read);
}

#[rstest]
#[case::of_somebody_else("review_request", "region:11", "daily", "/scopedLetters/0/scope")]
#[case::cannot_wait("review_reminder", RHONE, "daily", "/scopedLetters/0/frequency")]
#[case::to_organisers("deadline_reminder", RHONE, "never", "/scopedLetters/0/letter")]
#[tokio::test]
async fn a_choice_that_cannot_be_is_refused_where_it_stands(
    #[case] letter: &str,
    #[case] scope: &str,
    #[case] frequency: &str,
    #[case] pointer: &str,
) {
    let desk = quiet(Engine::Sqlite).await;
    let person = of_two(&desk.app).await;
    let choice = json!({ "letter": letter, "scope": scope, "frequency": frequency });
    let wanted = json!({ "refusedLetters": ["review_request"], "scopedLetters": [choice] });

    let problem = store(&person, &wanted).await.refused(Code::Invalid);

    assert_eq!(problem.errors[0].pointer, pointer);
    let stored: Preferences = person.get(PREFERENCES).await.ok(200);
    assert!(stored.refused_letters.is_empty(), "nothing was stored");
}
