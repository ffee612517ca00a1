//! Submission of a change.

use super::letters;
use super::present;
use super::publish::{end_check, entry, publish, seen_otherwise, start_clock};
use super::queries;
use super::status::labelled;
use super::stored::{Edit, StoredChange, Waiting};
use crate::accounts::erasure;
use crate::events::certificate;
use crate::events::commune::commune_of;
use crate::events::fact;
use crate::events::queries as files;
use crate::events::routed;
use crate::events::scope::{capacities, changeable, edited};
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use crate::events::upload_check::UploadCheck;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, Entry};
use http::ApiError;
use http::Services;
use http::etag::{self, Expected};
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival};
use shared::edition::Meanwhile;
use shared::event::{ChangePlan, EventChange, EventForm, LifeStatus};
use shared::id::EventId;
use shared::label;
use shared::problem::Code;

/// Submit the change of a labelled event
///
/// Fields that the edition does not check again are public at once. The others wait for a reviewer, who is informed by mail,
/// while the event stays public as it was labelled, or is suspended where the edition says so. A change that waits already is
/// replaced, and ends when nothing is left to check. Errors of the form and criteria that are not met are all listed (422), and
/// then nothing changes. Requires a verified e-mail address (403 `email_unverified`); a co-editor needs the role to submit for
/// what is checked again (403 `forbidden`). The form of a cancelled event can change only in what is public at once (409).
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version of the change that was read, from `ETag`")
    ),
    responses(
        (status = 200, description = "The event after the change; `ETag` is the new version of the change", body = EventChange),
        ConditionalRefusals
    )
)]
#[post("/events/{id}/change/submit")]
pub(super) async fn submit_change(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(arrival): Arrival,
) -> Result<HttpResponse, ApiError> {
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let id = id.into_inner();
    let check = UploadCheck::new(images, services.clock.now());
    let submit = async || {
        let (actor, expected, check) = (actor.clone(), expected.clone(), check.clone());
        let submit = move |conn: &mut Conn, services: &Services| {
            let file = edited(conn, &actor, id)?;
            changeable(&actor, &file)?;
            let change = queries::find(conn, id)?;
            expected.check(change.version)?;
            let form = change.wanted(&file.form);
            let plan = checked(&check, &file, &form, arrival)?;
            if !plan.rechecked.is_empty() {
                may_recheck(&actor, &file)?;
            }
            let step = Step::of(&actor, file, change, form, plan, arrival)?;
            erasure::ensure_present(conn, actor.account.id)?;
            let (file, change) = step.store(conn, services, arrival)?;
            let now = services.clock.now();
            present::of(conn, &file, &change, &capacities(&actor, &file), now)
        };
        services.write(submit).await
    };
    Ok(present::respond(&check.run(submit).await?))
}

/// The changed fields of a form without faults.
fn checked(
    check: &UploadCheck,
    file: &StoredFile,
    form: &EventForm,
    at: DateTime<Utc>,
) -> Result<ChangePlan, Error> {
    let (commune, before) = (commune_of(form), commune_of(&file.form));
    let event = labelled(file, before.as_ref());
    let plan = event.plan(form, commune.as_ref());
    if plan.is_empty() {
        return Ok(plan);
    }
    let mut faults = event.validate(form, commune.as_ref(), at).problems;
    faults.extend(check.missing(form, None)?);
    if faults.is_empty() {
        Ok(plan)
    } else {
        Err(Error::invalid(faults))
    }
}

/// Checks that this person may submit something that is checked again.
fn may_recheck(actor: &Actor, file: &StoredFile) -> Result<(), Error> {
    let capacities = capacities(actor, file);
    if capacities == [label::Actor::Editor] {
        return Err(Error::rejected(Code::Forbidden)
            .because("the role of the co-editor does not allow this action"));
    }
    if file.life_status == LifeStatus::Cancelled {
        return Err(Error::illegal_move(file.state.allowed(&capacities))
            .because("the event is cancelled: nothing of it is checked again")
            .header("ETag", etag::of_version(file.version).to_string()));
    }
    Ok(())
}

/// Effects of the submission of a change, ready to be stored.
struct Step {
    /// The event as it was read.
    before: StoredFile,
    after: StoredFile,
    change: StoredChange,
    entries: Vec<Entry>,
    /// True when the reviewers have something new to check.
    to_check: bool,
}

impl Step {
    fn of(
        actor: &Actor,
        before: StoredFile,
        mut change: StoredChange,
        form: EventForm,
        plan: ChangePlan,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let by = Performer::of(actor, &before).by;
        let ChangePlan { at_once, rechecked } = plan;
        let mut after = before.clone();
        let mut entries = Vec::new();
        let mut to_check = false;
        change.draft = None;
        if !at_once.is_empty() {
            publish(&mut after, before.form.with_fields(&at_once, &form), now)?;
            entries.push(entry(&after, fact::EDITED, by, &at_once, None)?);
        }
        if rechecked.is_empty() {
            if let Some(waiting) = change.waiting.take() {
                end_check(&mut after, &waiting, now);
                let fields = &waiting.edit.fields;
                entries.push(entry(&after, fact::CHANGE_WITHDRAWN, by, fields, None)?);
            }
        } else {
            let fields = rechecked.clone();
            let edit = Edit { form, fields };
            if !change
                .waiting
                .as_ref()
                .is_some_and(|it| is_same(&after, &it.edit, &edit))
            {
                let suspended = after.edition.rechecks.meanwhile == Meanwhile::Nothing;
                let was = change.waiting.as_ref().is_some_and(|it| it.suspended);
                if suspended != was {
                    seen_otherwise(&mut after, now);
                }
                change.waiting = Some(Waiting {
                    edit,
                    submitted_at: now,
                    suspended,
                });
                start_clock(&mut after, now);
                entries.push(entry(&after, fact::CHANGE_SUBMITTED, by, &rechecked, None)?);
                to_check = true;
            }
        }
        if !entries.is_empty() {
            change.refused = None;
        }
        Ok(Self {
            before,
            after,
            change,
            entries,
            to_check,
        })
    }

    fn store(
        self,
        conn: &mut Conn,
        services: &Services,
        now: DateTime<Utc>,
    ) -> Result<(StoredFile, StoredChange), Error> {
        let Self {
            before,
            mut after,
            change,
            entries,
            to_check,
        } = self;
        if !entries.is_empty() {
            let timed: Vec<_> = entries
                .into_iter()
                .map(|entry| (services.clock.now(), entry))
                .collect();
            // First, as in every transition: its lock is taken before all others.
            log::append_all(conn, &timed)?;
            after.version += 1;
            files::update(conn, &after, before.version)?;
            routed::route(conn, services.clock.now(), &after)?;
            certificate::issue::after_edit(conn, &after, now)?;
        }
        let change = queries::store(conn, change, now)?;
        if to_check {
            letters::to_reviewers(services, conn, &after)?;
        }
        Ok((after, change))
    }
}

/// True when two changes make the same of an event.
fn is_same(file: &StoredFile, one: &Edit, other: &Edit) -> bool {
    let (one, other) = (one.over(&file.form), other.over(&file.form));
    let commune = commune_of(&file.form);
    let mut event = labelled(file, commune.as_ref());
    event.form = &one;
    event.differences(&other).is_empty()
}
