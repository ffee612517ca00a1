//! Download of the certificate of a label.

use crate::api::{Mutation, events};
use crate::device;
use crate::messages::t;
use crate::ui::{Button, ButtonKind, ProblemAlert};
use leptos::prelude::*;
use shared::id::EventId;

/// Button that saves the certificate of a labelled event as a file.
#[component]
pub fn CertificateButton(
    id: EventId,
    /// Slug of the event, for the name of the file.
    slug: String,
) -> impl IntoView {
    let downloading = Mutation::<Vec<u8>>::new();
    let save = move |_| {
        let name = format!("certificat-{slug}.pdf");
        downloading.send(events::get_certificate(id), move |bytes| {
            device::save_as(&bytes, &name);
        });
    };
    view! {
        <div>
            <Button kind=ButtonKind::Secondary busy=Signal::derive(move || downloading.is_pending()) on_press=Callback::new(save)>{t("certificate.download")}</Button>
            {move || downloading.error().map(|error| view! { <ProblemAlert error/> })}
        </div>
    }
}
