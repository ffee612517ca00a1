use crate::messages::t_of;
use crate::ui::{Tag, Tone};
use leptos::prelude::*;
use shared::event::Sharing;

/// Marks a submission of a list that several people work on.
#[component]
pub(in crate::events) fn SharingTag(sharing: Option<Sharing>) -> impl IntoView {
    sharing.map(|sharing| {
        view! {
            <Tag tone=Signal::stored(Tone::Info)>{t_of("file.sharing", sharing.as_str())}</Tag>
        }
    })
}
