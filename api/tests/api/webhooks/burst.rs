use super::{Fixture, changes_in};
use crate::catalogue::content;
use crate::support::{Engine, awaited};
use diesel::prelude::*;
use diesel::sql_query;
use ground::db::schema::webhooks;

/// Webhooks beside the first one.
const OTHERS: usize = 499;
const EVENTS: u8 = 40;

const COPY: &str = "INSERT INTO webhooks (id, partner_id, name, url, filters, batch, state, secret_number, old_secret_until, reader, known, epoch, run, message, message_since, message_changes, failures, failing_since, next_at, delivered_at, created_at) \
    WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 499) \
    SELECT randomblob(16), partner_id, name, url, filters, batch, state, secret_number, old_secret_until, reader, known, epoch, run, message, message_since, message_changes, failures, failing_since, next_at, delivered_at, created_at \
    FROM webhooks, numbers";

#[tokio::test]
async fn five_hundred_receivers_are_all_told_of_a_burst() {
    let f = Fixture::new(Engine::Sqlite).await;
    f.make("", 100).await;
    let db = &f.shelf.app.platform.services.db;
    let copied = db
        .write_now(|conn| Ok(sql_query(COPY).execute(conn)?))
        .unwrap();
    assert_eq!(copied, OTHERS);

    let mut last = 0;
    for number in 1..=EVENTS {
        (_, last) = f.shelf.label_now(number, content());
    }

    awaited("everybody", async || {
        let behind: i64 = db
            .read_now(|conn| {
                let behind = webhooks::table.filter(webhooks::known.lt(last));
                Ok(behind.count().get_result(conn)?)
            })
            .unwrap();
        (behind == 0).then_some(())
    })
    .await;
    f.shelf.app.none_left("webhooks.deliver").await;
    let events: usize = f
        .receiver
        .taken()
        .iter()
        .map(|message| changes_in(message).len())
        .sum();
    assert_eq!(events, (OTHERS + 1) * usize::from(EVENTS));
}
