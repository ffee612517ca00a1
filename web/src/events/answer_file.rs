//! A document that answers an additional field: its name, its size, its download.

use crate::api::{CallError, Mutation, events, together};
use crate::device;
use crate::messages::{t, t_args};
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use shared::event::{AnswerFile, DocumentId};
use shared::id::EventId;

const BYTES_PER_KILOBYTE: u32 = 1024;

/// How the page can download the documents that it shows.
#[derive(Debug, Clone)]
enum DocumentsOf {
    Event(EventId),
    /// The secret of a reading link.
    Link(String),
}

impl DocumentsOf {
    async fn read(self, file: DocumentId) -> Result<Vec<u8>, CallError> {
        match self {
            Self::Event(event) => events::get_answer_file(event, file).await,
            Self::Link(key) => together::read_file_by_link(key, file).await,
        }
    }
}

/// Lets the page below download the documents of an event, which its reader may read.
pub fn provide_documents_of(id: EventId) {
    provide_context(DocumentsOf::Event(id));
}

/// Lets the page below download the documents of an event with the secret of a reading link.
pub fn provide_documents_by_link(key: String) {
    provide_context(DocumentsOf::Link(key));
}

/// A size in French, rounded up: `48 Ko`, `1,2 Mo`.
pub fn size(bytes: u32) -> String {
    let kilobytes = bytes.div_ceil(BYTES_PER_KILOBYTE);
    if kilobytes < BYTES_PER_KILOBYTE {
        return t_args("form.additional.file.size.kb", &[("n", &kilobytes)]);
    }
    let tenths = (f64::from(kilobytes) / f64::from(BYTES_PER_KILOBYTE) * 10.0).ceil() / 10.0;
    let text = tenths.to_string().replace('.', ",");
    t_args("form.additional.file.size.mb", &[("n", &text)])
}

/// Name and size of a document.
pub fn named(file: &AnswerFile) -> String {
    let size = size(file.bytes);
    t_args(
        "form.additional.file.named",
        &[("name", &file.name), ("size", &size)],
    )
}

/// A document, with a button that saves it where the page can.
#[component]
pub fn DocumentView(file: AnswerFile) -> impl IntoView {
    let Some(documents) = use_context::<DocumentsOf>() else {
        return named(&file).into_any();
    };
    let fetching = Mutation::<Vec<u8>>::new();
    let text = t_args(
        "form.additional.file.download",
        &[("name", &file.name), ("size", &size(file.bytes))],
    );
    let fetch = move |_| {
        let name = file.name.clone();
        fetching.send(documents.clone().read(file.id.clone()), move |bytes| {
            device::save_as(&bytes, &name);
        });
    };
    let failed = move || {
        let error: Option<CallError> = fetching.error();
        error.map(|_| view! { <p class="field__error" role="alert">{t("form.additional.file.failed")}</p> })
    };
    view! {
        <Button
            kind=ButtonKind::Quiet
            busy=Signal::derive(move || fetching.is_pending())
            on_press=Callback::new(fetch)
        >
            {text}
        </Button>
        {failed}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up() {
        assert!(size(1).starts_with('1'));
        assert!(size(48 * 1024 + 1).starts_with("49"));
        assert!(size(1_200_000).starts_with("1,2"));
        assert!(size(8 * 1024 * 1024).starts_with('8'));
    }
}
