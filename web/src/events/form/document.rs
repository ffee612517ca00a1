use super::FormContext;
use super::form_errors::focus_field;
use crate::api::{CallError, Mutation, events};
use crate::events::answer_draft::AnswerDraft;
use crate::events::answer_file::{DocumentView, size};
use crate::messages::{call_error, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, FileField, field_of};
use leptos::prelude::*;
use shared::edition::FieldKey;
use shared::event::{AnswerFile, DocumentType};
use shared::problem::Code;

/// The control of an additional field that asks for a document.
#[component]
pub(super) fn DocumentField(
    context: FormContext,
    answer: AnswerDraft,
    label: String,
    help: String,
    types: Vec<DocumentType>,
    max_bytes: u32,
    optional: bool,
) -> impl IntoView {
    let pointer = answer.key.pointer();
    let id = field_of(&pointer);
    let announcer = Announcer::expect();
    // Errors that the browser detects without a request.
    let refused = RwSignal::new(None::<String>);
    let upload = context.upload_of(answer.key);
    let choose = Callback::new(move |file: web_sys::File| {
        upload.clear();
        refused.set(refusal(file.size(), max_bytes));
        if refused.read_untracked().is_some() {
            return;
        }
        let place = context.save.place;
        upload.send(
            events::upload_answer_file(place.account, place.id, answer.key, file),
            move |stored: AnswerFile| {
                let done = t_args("form.additional.file.done", &[("name", &stored.name)]);
                answer.file.set(Some(stored));
                context.save.flush();
                announcer.say(done);
            },
        );
    });
    let control = id.clone();
    let remove = Callback::new(move |_| {
        upload.clear();
        refused.set(None);
        answer.file.set(None);
        context.save.flush();
        announcer.say(t("form.additional.file.removed"));
        focus_field(&control);
    });
    let fault = context.error_at(pointer);
    let error = Signal::derive(move || {
        refused
            .get()
            .or_else(|| upload.error().map(|error| message(&error, max_bytes)))
            .or_else(|| fault.get())
    });
    let accepted: Vec<String> = types
        .iter()
        .map(|it| it.extension().to_uppercase())
        .collect();
    let limits = t_args(
        "form.additional.file.accepted",
        &[("types", &accepted.join(", ")), ("size", &size(max_bytes))],
    );
    let hint = [help, limits].join(" ").trim().to_owned();
    let accept: Vec<String> = types
        .iter()
        .flat_map(|it| [it.media_type().to_owned(), format!(".{}", it.extension())])
        .collect();
    let text = Signal::derive(move || {
        if answer.file.read().is_some() {
            t_args("form.additional.file.replace", &[("label", &label)])
        } else {
            label.clone()
        }
    });
    view! {
        {move || answer.file.get().map(|file| view! {
            <div class="picture">
                <DocumentView file/>
                <Button kind=ButtonKind::Secondary on_press=remove>{t("form.additional.file.remove")}</Button>
            </div>
        })}
        <FileField
            id=id
            label=text
            accept=accept.join(",")
            hint=hint
            error=error
            required=!optional
            under_way=Signal::derive(move || upload.is_pending().then(|| t("form.additional.file.under_way").to_owned()))
            on_choose=choose
        />
    }
}

/// Error message for a file that the server would reject for its size.
fn refusal(bytes: f64, max_bytes: u32) -> Option<String> {
    if bytes < 1.0 {
        return Some(t("form.additional.file.empty").to_owned());
    }
    (bytes > f64::from(max_bytes)).then(|| too_large(max_bytes))
}

fn too_large(max_bytes: u32) -> String {
    t_args(
        "form.additional.file.too_large",
        &[("size", &size(max_bytes))],
    )
}

/// Error message for a failed upload.
fn message(error: &CallError, max_bytes: u32) -> String {
    match (error, error.code()) {
        (_, Some(Code::PayloadTooLarge)) => too_large(max_bytes),
        (CallError::Offline, _) => t("form.additional.file.offline").to_owned(),
        (CallError::Network, _) => t("form.additional.file.network").to_owned(),
        _ => call_error(error),
    }
}

/// Uploads of the documents of a form, which continue when the step changes.
pub(super) type Uploads = Vec<(FieldKey, Mutation<AnswerFile>)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_server_would_refuse_is_reported_without_a_request() {
        assert_eq!(refusal(2_048.0, 2_048), None);
        assert!(refusal(2_049.0, 2_048).is_some_and(|text| text.contains('2')));
        assert!(refusal(0.0, 2_048).is_some());
        assert!(message(&CallError::Offline, 2_048).contains("hors ligne"));
    }
}
