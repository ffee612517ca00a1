//! Event submissions, for their organisers.

use super::CallError;
use super::client::{self, Method, Versioned, call};
use crate::url::encode;
use shared::edition::FieldKey;
use shared::event::{
    AnswerFile, DeadlineCalendar, DocumentId, DuplicateEvent, DuplicateMark, DuplicateVerdict,
    EventFile, EventFileSummary, EventForm, EventReportForm, HistoryEntry, LifeStatusForm,
    LikelyDuplicate, MessageOutcome, MessageSettlement, NewEvent, OccurrenceStateForm,
    PrefilledForm, RenewEvent, RenewEvents, Renewal, RenewalReport, RenewedItem, StoredImage,
    VisitorMessage, Withdrawal,
};
use shared::id::{AccountId, EventId, VisitorMessageId};
use shared::label::LabelState;
use shared::paging::Page;
use shared::problem::{Code, Problem};
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// Time after which a save counts as lost: longer than the server takes before it refuses one.
pub(super) const SAVE_TIMEOUT: Duration = Duration::from_secs(30);

/// Creates an event submission. Requests with the same key create it only once.
pub async fn create_event(request: NewEvent, key: String) -> Result<EventFile, CallError> {
    let answer = call(Method::POST, "/events")
        .json(&request)
        .idempotency_key(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// Returns the certificate of a labelled event as PDF.
pub async fn get_certificate(id: EventId) -> Result<Vec<u8>, CallError> {
    call(Method::GET, format!("/events/{id}/certificate"))
        .download()
        .await
}

/// Returns the form that the query of an address fills.
pub async fn prefill_event_form(query: &str) -> Result<PrefilledForm, CallError> {
    let query = query.trim_start_matches('?');
    client::get(format!("/event-form?{query}")).await
}

/// Filters of the caller's own submissions; an empty text does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnQuery {
    /// Words of the title, the organisers or the place.
    pub words: String,
    /// States; all when empty.
    pub states: &'static [LabelState],
    /// Slug of the edition.
    pub edition: String,
    /// UUID of an organisation whose submissions are listed in place of the caller's own.
    pub organisation: String,
    /// Only events of editions that are over, or only others; both when absent.
    pub archived: Option<bool>,
    /// Cursor from the previous page.
    pub cursor: Option<String>,
}

/// Returns one page of the caller's own submissions, newest first, with the number of all.
pub async fn list_events(query: OwnQuery) -> Result<Page<EventFileSummary>, CallError> {
    let OwnQuery {
        words,
        states,
        edition,
        organisation,
        archived,
        cursor,
    } = query;
    let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
    let archived = archived.map(|archived| archived.to_string());
    let mut path = "/events?limit=60&count=true".to_owned();
    for (name, value) in [
        ("q", words.as_str()),
        ("state", &states.join(",")),
        ("edition", &edition),
        ("organisation", &organisation),
        ("archived", archived.as_deref().unwrap_or_default()),
        ("cursor", cursor.as_deref().unwrap_or_default()),
    ] {
        if !value.is_empty() {
            path.extend(["&", name, "=", &encode(value)]);
        }
    }
    client::get(path).await
}

/// Renews an event in another edition, or returns the event of its series there.
pub async fn renew_event(id: EventId, edition: String) -> Result<Renewal, CallError> {
    let answer = call(Method::POST, format!("/events/{id}/renew"))
        .json(&RenewEvent { edition })
        .read()
        .await?;
    Ok(answer.body)
}

/// Renews all labelled events of one edition in another.
pub async fn renew_events(from: String, edition: String) -> Result<Vec<RenewedItem>, CallError> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let request = RenewEvents {
            from: from.clone(),
            edition: edition.clone(),
            after,
        };
        let report: RenewalReport = call(Method::POST, "/renewals")
            .json(&request)
            .read()
            .await?
            .body;
        items.extend(report.items);
        after = report.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}

/// Returns events that are likely the same as this one.
pub async fn list_duplicates(id: EventId) -> Result<Vec<LikelyDuplicate>, CallError> {
    client::get(format!("/events/{id}/duplicates")).await
}

/// Says whether two events are the same.
pub async fn mark_duplicate(
    id: EventId,
    other: EventId,
    verdict: DuplicateVerdict,
) -> Result<(), CallError> {
    call(Method::PUT, format!("/events/{id}/duplicates/{other}"))
        .json(&DuplicateMark { verdict })
        .execute()
        .await
}

/// Returns the secret address of the caller's calendar of deadlines, if there is one.
pub async fn get_deadline_calendar() -> Result<DeadlineCalendar, CallError> {
    client::get("/account/deadline-calendar").await
}

/// Gives the caller's calendar of deadlines a new address.
pub async fn renew_deadline_calendar() -> Result<DeadlineCalendar, CallError> {
    let answer = call(Method::POST, "/account/deadline-calendar")
        .read()
        .await?;
    Ok(answer.body)
}

/// Revokes the address of the caller's calendar of deadlines.
pub async fn revoke_deadline_calendar() -> Result<DeadlineCalendar, CallError> {
    call(Method::DELETE, "/account/deadline-calendar")
        .execute()
        .await?;
    Ok(DeadlineCalendar::default())
}

/// Returns a submission with its version for the next save.
pub async fn get_event(id: EventId) -> Result<Versioned<EventFile>, CallError> {
    call(Method::GET, format!("/events/{id}")).read().await
}

/// As [`get_event`], in the name of this account only.
pub async fn get_own_event(
    account: AccountId,
    id: EventId,
) -> Result<Versioned<EventFile>, CallError> {
    call(Method::GET, format!("/events/{id}"))
        .in_the_name_of(account)
        .timeout(SAVE_TIMEOUT)
        .read()
        .await
}

/// Saves the form, complete or not, in the name of this account only.
pub async fn save_event(
    account: AccountId,
    id: EventId,
    etag: String,
    form: EventForm,
) -> Result<Versioned<EventFile>, CallError> {
    call(Method::PUT, format!("/events/{id}"))
        .json(&form)
        .if_match(etag)
        .in_the_name_of(account)
        .timeout(SAVE_TIMEOUT)
        .read()
        .await
}

/// Uploads an image for a submission, in the name of this account only; the returned value goes into its form.
pub async fn upload_image(
    account: AccountId,
    id: EventId,
    media_type: String,
    file: web_sys::File,
) -> Result<StoredImage, CallError> {
    // A file that was moved or changed since it was selected can no longer be read.
    let unreadable = |_gone| CallError::Problem(Box::new(Problem::new(Code::ImageUnreadable)));
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(unreadable)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let answer = call(Method::POST, format!("/events/{id}/image"))
        .bytes(media_type, bytes)
        .in_the_name_of(account)
        .read()
        .await?;
    Ok(answer.body)
}

/// Uploads a document for an additional field of a submission, in the name of this account only; the returned value is the answer.
pub async fn upload_answer_file(
    account: AccountId,
    id: EventId,
    key: FieldKey,
    file: web_sys::File,
) -> Result<AnswerFile, CallError> {
    // A file that was moved or changed since it was selected can no longer be read.
    let unreadable = |_gone| CallError::Problem(Box::new(Problem::new(Code::FileRefused)));
    let buffer = JsFuture::from(file.array_buffer())
        .await
        .map_err(unreadable)?;
    let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
    let path = format!(
        "/events/{id}/additional/{key}/file?name={}",
        encode(&file.name())
    );
    // The server finds the type from the content.
    let answer = call(Method::POST, path)
        .bytes("application/octet-stream", bytes)
        .in_the_name_of(account)
        .read()
        .await?;
    Ok(answer.body)
}

/// Reads a document of a submission.
pub async fn get_answer_file(id: EventId, file: DocumentId) -> Result<Vec<u8>, CallError> {
    call(Method::GET, format!("/events/{id}/files/{file}"))
        .download()
        .await
}

/// Submits the event for review, or again after a correction.
pub async fn submit_event(id: EventId, etag: String) -> Result<Versioned<EventFile>, CallError> {
    call(Method::POST, format!("/events/{id}/submit"))
        .if_match(etag)
        .read()
        .await
}

/// Withdraws the event, with a reason if it is labelled.
pub async fn withdraw_event(
    id: EventId,
    etag: String,
    withdrawal: Withdrawal,
) -> Result<Versioned<EventFile>, CallError> {
    call(Method::POST, format!("/events/{id}/withdraw"))
        .json(&withdrawal)
        .if_match(etag)
        .read()
        .await
}

/// Copies the submission into a new draft, without dates and decisions.
pub async fn duplicate_event(
    id: EventId,
    request: DuplicateEvent,
    key: String,
) -> Result<EventFile, CallError> {
    let answer = call(Method::POST, format!("/events/{id}/duplicate"))
        .json(&request)
        .idempotency_key(key)
        .read()
        .await?;
    Ok(answer.body)
}

/// Sets the life status of a labelled event, and its note to the public.
pub async fn set_life_status(
    id: EventId,
    etag: String,
    status: LifeStatusForm,
) -> Result<Versioned<EventFile>, CallError> {
    call(Method::PUT, format!("/events/{id}/life-status"))
        .json(&status)
        .if_match(etag)
        .read()
        .await
}

/// Reports on a labelled event that is over.
pub async fn report_event(
    id: EventId,
    etag: String,
    report: EventReportForm,
) -> Result<Versioned<EventFile>, CallError> {
    call(Method::PUT, format!("/events/{id}/report"))
        .json(&report)
        .if_match(etag)
        .read()
        .await
}

/// Sets the state of one occurrence of a labelled event.
pub async fn set_occurrence_state(
    id: EventId,
    number: u32,
    etag: String,
    state: OccurrenceStateForm,
) -> Result<Versioned<EventFile>, CallError> {
    let path = format!("/events/{id}/occurrences/{number}/state");
    call(Method::PUT, path)
        .json(&state)
        .if_match(etag)
        .read()
        .await
}

/// Returns the messages of visitors about an event, as far as the caller may see them.
pub async fn list_visitor_messages(id: EventId) -> Result<Vec<VisitorMessage>, CallError> {
    client::get(format!("/events/{id}/messages")).await
}

/// Says what became of a message of a visitor.
pub async fn settle_visitor_message(
    id: EventId,
    message: VisitorMessageId,
    outcome: MessageOutcome,
) -> Result<VisitorMessage, CallError> {
    let answer = call(Method::PUT, format!("/events/{id}/messages/{message}"))
        .json(&MessageSettlement { outcome })
        .read()
        .await?;
    Ok(answer.body)
}

/// Returns the event's history, as far as the caller may see it.
pub async fn list_history(id: EventId) -> Result<Vec<HistoryEntry>, CallError> {
    client::get(format!("/events/{id}/history")).await
}
