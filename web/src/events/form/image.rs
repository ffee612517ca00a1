use super::FormContext;
use super::focus::FocusFields;
use crate::api::{CallError, events};
use crate::messages::{call_error, problem, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, FileField, Select, TextArea, TextField,
};
use leptos::prelude::*;
use shared::event::{Field, limits};
use shared::problem::Code;

/// Media types that the server accepts.
const ACCEPTED_TYPES: &str = "image/jpeg,image/png,image/webp";
/// Element id of the file input.
const CONTROL: &str = "image-file";
const BYTES_PER_MEGABYTE: f64 = 1024.0 * 1024.0;

/// The event's image, with its required alternative text and credits.
#[component]
pub(super) fn ImageFields(context: FormContext) -> impl IntoView {
    let (draft, upload) = (context.draft, context.upload);
    let announcer = Announcer::expect();
    // Errors that the browser detects without a request.
    let refused = RwSignal::new(None::<String>);
    let choose = Callback::new(move |file: web_sys::File| {
        upload.clear();
        refused.set(refusal(&file.type_(), file.size()));
        if refused.read_untracked().is_some() {
            return;
        }
        let (kind, place) = (file.type_(), context.save.place);
        upload.send(
            events::upload_image(place.account, place.id, kind, file),
            move |stored| {
                let replaced = draft.image_file.read_untracked().is_some();
                if replaced && draft.image_file.read_untracked().as_ref() != Some(&stored) {
                    // The text described the previous picture.
                    draft.image_alt.set(String::new());
                    draft.image_focus.set(None);
                }
                draft.image_file.set(Some(stored));
                context.save.flush();
                announcer.say(t("form.image.done"));
            },
        );
    });
    let remove = Callback::new(move |_| {
        upload.clear();
        refused.set(None);
        draft.image_file.set(None);
        draft.image_alt.set(String::new());
        draft.image_credits.set(String::new());
        draft.image_licence.set(String::new());
        draft.image_focus.set(None);
        context.save.flush();
        announcer.say(t("form.image.removed"));
        super::form_errors::focus_field(CONTROL);
    });
    let licences = context.choices(|edition| &edition.vocabularies.image_licences);
    let fault = context.error(Field::ImageFile);
    let error = Signal::derive(move || {
        refused
            .get()
            .or_else(|| upload.error().map(|error| upload_message(&error)))
            .or_else(|| fault.get())
    });
    let chosen = move || draft.image_file.read().is_some();
    let has_words = Memo::new(move |_| {
        let texts = [draft.image_alt, draft.image_credits];
        chosen() || texts.iter().any(|text| !text.read().trim().is_empty())
    });
    let holds = context.holds(&[Field::ImageFile, Field::ImageAlt, Field::ImageCredits]);
    let needed =
        Signal::derive(move || holds.get() || error.read().is_some() || upload.is_pending());
    let label = Signal::derive(move || {
        let key = if chosen() {
            "form.image.replace"
        } else {
            "form.field.image.file"
        };
        t(key).to_owned()
    });
    view! {
        <Disclosure title=t("form.image.title") hint=t("form.image.fold") optional=true needed=needed>
            {move || draft.image_file.get().map(|file| view! {
                <div class="picture">
                    <img
                        class="picture__image"
                        src=file.address_for(480)
                        width=file.width
                        height=file.height
                        alt=t("form.image.preview")
                    />
                    <Button kind=ButtonKind::Secondary on_press=remove>{t("form.image.remove")}</Button>
                </div>
            })}
            <FileField
                id=CONTROL
                label=label
                accept=ACCEPTED_TYPES
                hint=t_args("form.hint.image.file", &[("n", &(limits::IMAGE_BYTES / (1024 * 1024)))])
                error=error
                under_way=Signal::derive(move || upload.is_pending().then(|| t("form.image.under_way").to_owned()))
                on_choose=choose
            />
            {move || draft.image_file.get().map(|file| view! { <FocusFields context file/> })}
            {move || has_words.get().then(|| view! {
                <TextArea
                    id="image-alt"
                    label=t("form.field.image.alt")
                    hint=t("form.hint.image.alt")
                    value=draft.image_alt
                    rows=2
                    max_chars=limits::IMAGE_ALT.max
                    error=context.error(Field::ImageAlt)
                />
                <TextField
                    id="image-credits"
                    label=t("form.field.image.credits")
                    hint=t("form.hint.image.credits")
                    value=draft.image_credits
                    error=context.error(Field::ImageCredits)
                />
                {(!licences.is_empty()).then(|| view! {
                    <Select
                        id="image-licence"
                        label=t("form.field.image.licence")
                        hint=t("form.hint.image.licence")
                        value=draft.image_licence
                        choices=licences.clone()
                        placeholder=t("form.image.licence.none")
                        optional=true
                        error=context.error(Field::ImageLicence)
                    />
                })}
            })}
        </Disclosure>
    }
}

/// Error message for a file that the server would reject.
fn refusal(media_type: &str, bytes: f64) -> Option<String> {
    if !ACCEPTED_TYPES.split(',').any(|read| read == media_type) {
        return Some(problem(Code::ImageUnreadable, None));
    }
    let max_megabytes = limits::IMAGE_BYTES / (1024 * 1024);
    let megabytes = (bytes / BYTES_PER_MEGABYTE * 10.0).ceil() / 10.0;
    #[expect(clippy::cast_precision_loss, reason = "a few megabytes")]
    let too_large = bytes > limits::IMAGE_BYTES as f64;
    too_large.then(|| {
        let size = megabytes.to_string().replace('.', ",");
        t_args(
            "form.image.too_large.size",
            &[("size", &size), ("n", &max_megabytes)],
        )
    })
}

/// Error message for a failed upload.
fn upload_message(error: &CallError) -> String {
    match (error, error.code()) {
        (_, Some(Code::PayloadTooLarge)) => t_args(
            "form.image.too_large",
            &[("n", &(limits::IMAGE_BYTES / (1024 * 1024)))],
        ),
        (_, Some(Code::UnsupportedMediaType)) => problem(Code::ImageUnreadable, None),
        (CallError::Offline, _) => t("form.image.offline").to_owned(),
        (CallError::Network, _) => t("form.image.network").to_owned(),
        _ => call_error(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_server_would_refuse_is_reported_without_a_request() {
        assert_eq!(refusal("image/jpeg", 8.0 * BYTES_PER_MEGABYTE), None);
        assert!(refusal("image/webp", 8_400_000.0).is_some_and(|text| text.contains("8,1")));
        assert_eq!(
            refusal("image/heic", 1.0),
            Some(problem(Code::ImageUnreadable, None))
        );
        assert!(upload_message(&CallError::Offline).contains("hors ligne"));
    }
}
