//! The calendar of deadlines as iCalendar.

use super::queries;
use crate::accounts::secret;
use crate::events::commune::commune_of;
use crate::events::stored::StoredFile;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use formats::calendar::{self, Deadline};
use ground::error::Error;
use http::problems::PublicRefusals;
use http::{ApiError, Services};
use messages::{t, t_args};
use shared::event::{Expectation, ExpectedTask};
use shared::french::dates;
use shared::label::LabelState;
use shared::place::Commune;
use std::collections::BTreeMap;

/// Length of the secret of an address, in characters.
const SECRET_CHARS: usize = 43;
/// Drafts that an entry lists; further ones are left out.
const LISTED: usize = 20;

/// Export the deadlines of an organiser as iCalendar
///
/// The address is the secret one of `get_deadline_calendar`. One entry, on a whole day, for each submission deadline of drafts, for
/// each answer of a referent that is due, and for each correction that was requested.
#[utoipa::path(
    tag = "events",
    params(("secret" = String, Path, description = "Secret of the address", max_length = 43)),
    responses(
        (status = 200, description = "A calendar (RFC 5545)", body = String, content_type = "text/calendar"),
        PublicRefusals
    )
)]
#[get("/deadlines/{secret}/calendar.ics")]
pub(super) async fn export_deadlines(
    services: Data<Services>,
    secret: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let secret = secret.into_inner();
    if secret.len() != SECRET_CHARS {
        return Err(Error::not_found().into());
    }
    let hash = secret::hash(&secret);
    let pending = services
        .db
        .read(move |conn| {
            let owner = queries::owner(conn, &hash)?.ok_or_else(Error::not_found)?;
            queries::pending(conn, owner)
        })
        .await?;
    let entries = entries(&pending, &services.site.url, services.clock.now());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, calendar::TYPE))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header(("X-Robots-Tag", "noindex"))
        .body(calendar::deadlines(t("deadlines.name"), &entries)))
}

/// The entries of the calendar, by day.
fn entries(
    pending: &[(StoredFile, Option<DateTime<Utc>>)],
    site: &str,
    now: DateTime<Utc>,
) -> Vec<Deadline> {
    let mut found = Vec::new();
    let mut drafts: BTreeMap<(DateTime<FixedOffset>, &str), Vec<&StoredFile>> = BTreeMap::new();
    for (file, asked_at) in pending {
        let commune = commune_of(&file.form);
        let place = (
            commune.as_ref().map(|commune| &commune.department),
            commune.as_ref().map(|commune| &commune.region),
        );
        match Expectation::of(file.state, &file.edition, place, *asked_at, now) {
            Some(Expectation {
                task: ExpectedTask::Submit,
                ..
            }) => {
                let deadline = file.edition.dates_for(place.0, place.1).deadline;
                let group = drafts.entry((deadline, &file.edition.slug));
                group.or_default().push(file);
            }
            Some(Expectation {
                task: ExpectedTask::Correct,
                by,
                ..
            }) => {
                let at = by.or(*asked_at).unwrap_or(file.updated_at);
                found.push(about(
                    file,
                    "deadlines.correction",
                    on_day(at, commune.as_ref()),
                    site,
                ));
            }
            None => {
                let due = file
                    .due_at()
                    .filter(|_| file.state == LabelState::Submitted);
                found.extend(due.map(|due| {
                    about(
                        file,
                        "deadlines.answer",
                        on_day(due, commune.as_ref()),
                        site,
                    )
                }));
            }
        }
    }
    found.extend(
        drafts
            .into_iter()
            .map(|((deadline, slug), drafts)| submission(deadline, slug, &drafts, site)),
    );
    found.sort_by(|one, other| (one.day, &one.uid).cmp(&(other.day, &other.uid)));
    found
}

/// The entry for the deadline of drafts of an edition.
fn submission(
    deadline: DateTime<FixedOffset>,
    edition: &str,
    drafts: &[&StoredFile],
    site: &str,
) -> Deadline {
    let listed = drafts.iter().take(LISTED).map(|draft| {
        let link = format!("{site}/mes-evenements/{}/modifier", draft.id);
        format!("{}\n{link}", title_of(draft))
    });
    let name = drafts.first().map_or("", |draft| &draft.edition.name);
    let changed = drafts.iter().map(|draft| draft.updated_at).max();
    Deadline {
        uid: format!("deadline-{edition}-{}", deadline.timestamp()),
        day: deadline.date_naive(),
        title: t_args("deadlines.submission", &[("edition", &name)]),
        text: t_args(
            "deadlines.submission.text",
            &[
                ("at", &dates::moment(deadline)),
                ("list", &listed.collect::<Vec<_>>().join("\n")),
            ],
        ),
        url: format!("{site}/mes-evenements"),
        changed_at: changed.unwrap_or_default(),
    }
}

/// An entry about one event.
fn about(file: &StoredFile, key: &'static str, day: NaiveDate, site: &str) -> Deadline {
    let title = title_of(file);
    Deadline {
        uid: format!("{key}-{}-{}", file.id, file.round).replace('.', "-"),
        day,
        title: t_args(key, &[("title", &title)]),
        text: file.edition.name.clone(),
        url: format!("{site}/mes-evenements/{}", file.id),
        changed_at: file.updated_at,
    }
}

/// The day at the place of the event.
fn on_day(at: DateTime<Utc>, commune: Option<&Commune>) -> NaiveDate {
    let zone = commune.map_or(chrono_tz::Tz::Europe__Paris, Commune::zone);
    at.with_timezone(&zone).date_naive()
}

fn title_of(file: &StoredFile) -> String {
    match file.title() {
        "" => t("file.untitled").to_owned(),
        title => title.to_owned(),
    }
}
