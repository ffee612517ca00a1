//! Letters of an alert, in French since nobody knows the language of its visitor: the one that asks for its confirmation, and those about new events.

use super::rows::AlertRow;
use super::{PAGE, queries};
use crate::search_words;
use catalogue::Entry;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::ids;
use ground::mail::{self, Letter, Recipient};
use http::Services;
use messages::letters::{Item, Values};
use messages::{plural, t, t_args};
use shared::edition::Edition;
use shared::event::{EventQuery, EventSummary};
use shared::french;
use shared::id::MailId;
use shared::letter::{LetterKind, LetterTag};
use std::sync::Arc;

/// Sends the letter with the link that confirms an alert. It goes to somebody who may not have asked for it, and therefore repeats
/// nothing that was typed.
pub(super) fn ask(
    conn: &mut Conn,
    services: &Services,
    edition: &Edition,
    row: &AlertRow,
) -> Result<(), Error> {
    let rules = edition.alerts;
    let kept_until = rules.confirmed_by(services.clock.now());
    let hours = plural(
        "letter.alert_request.hours",
        rules.confirmation_hours.into(),
    );
    post(conn, services, row, |to, start| {
        let values = Values::default()
            .with(LetterTag::Search, offered(&row.query(), edition))
            .with(LetterTag::Link, mail::secret_link(start))
            .with(LetterTag::Duration, hours.as_str());
        Letter::of_edition(LetterKind::AlertRequest, edition, to, values).kept_until(kept_until)
    })
}

/// Sends the letter about new events, which are in the order in which it names them.
pub(super) fn announce(
    conn: &mut Conn,
    services: &Services,
    edition: &Edition,
    row: &AlertRow,
    found: &[&Arc<Entry>],
) -> Result<(), Error> {
    let (site, query) = (services.site.url.as_str(), row.query());
    let most = usize::try_from(edition.alerts.listed).unwrap_or(usize::MAX);
    let mut items: Vec<Item> = found
        .iter()
        .take(most)
        .map(|entry| line(entry, site))
        .collect();
    if let Some(more) = found.len().checked_sub(most).filter(|more| *more > 0) {
        items.push(Item::plain(plural("letter.reminder.more", more as u64)));
    }
    let kept_until = edition.alerts.kept_until(services.clock.now());
    post(conn, services, row, |to, start| {
        let count = plural("letter.alert_news.subject", found.len() as u64);
        let values = Values::default()
            .with(LetterTag::Count, count)
            .with(LetterTag::Search, described(&query, edition))
            .with_list(LetterTag::Events, items)
            .with(LetterTag::Link, format!("{site}/evenements?{}", row.search))
            .with(LetterTag::Stop, mail::secret_link(start));
        Letter::of_edition(LetterKind::AlertNews, edition, to, values)
            .kept_until(kept_until)
            .refusable(start)
    })
}

/// Queues a letter of an alert. `compose` gets the recipient, and the link to the page of the alert without its secret.
fn post(
    conn: &mut Conn,
    services: &Services,
    row: &AlertRow,
    compose: impl FnOnce(Recipient<'_>, &str) -> Letter,
) -> Result<(), Error> {
    let id = MailId(ids::new(&services.clock));
    let hash = sha256(mail::secret(&services.secrets, id));
    queries::add_link(conn, &hash, row.id(), id)?;
    let to = Recipient::of(&row.email, &row.email);
    let start = format!("{}{PAGE}", services.site.url);
    mail::post_as(conn, &services.clock, id, &compose(to, &start))
}

/// The search in words, without what was typed.
fn offered(query: &EventQuery, edition: &Edition) -> String {
    let chosen = EventQuery {
        text: None,
        organisers: Vec::new(),
        ..query.clone()
    };
    let typed = chosen != *query;
    let mut words = words_of(&chosen, edition);
    if typed {
        words.push(t("letter.alert_request.typed").to_owned());
    }
    listed(&words, edition)
}

/// The search in words.
fn described(query: &EventQuery, edition: &Edition) -> String {
    listed(&words_of(query, edition), edition)
}

fn words_of(query: &EventQuery, edition: &Edition) -> Vec<String> {
    let chosen = search_words::chosen(query, Some(edition), None).into_iter();
    chosen.map(|(text, _)| text).collect()
}

/// The words in one line; the name of the edition stands for all of its events.
fn listed(words: &[String], edition: &Edition) -> String {
    if words.is_empty() {
        t_args("alert.everything", &[("edition", &edition.name)])
    } else {
        words.join(" · ")
    }
}

/// Title, dates, place and address of an event.
fn line(entry: &Entry, site: &str) -> Item {
    let event = &entry.event;
    let summary = EventSummary::of(event, entry.department.clone(), entry.region.clone());
    let about = [
        french::event::when(&summary, messages::all()),
        french::event::place(&summary, messages::all()),
    ];
    let about: Vec<&str> = about
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    Item {
        words: format!("{}\n{}", event.title, about.join(", ")),
        link: Some(format!("{site}{}", event.path())),
    }
}
