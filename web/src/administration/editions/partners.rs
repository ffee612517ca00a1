//! The partners of an edition, which the coordination sets without the rest of it.

use super::draft::EditionDraft;
use super::inputs::{CheckAt, TextAt};
use super::items::{Items, ListHead};
use super::names::{hint_of, id_of, label_of};
use super::part::{Part, PartPage, Stored};
use super::sections::Places;
use super::vocabularies::Identifier;
use crate::api::{CallError, Mutation, revisions};
use crate::messages::{call_error, t};
use crate::ui::{Announcer, Button, ButtonKind, Choice, FileField, Select, focus_later};
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::edition::ManagedEdition;
use shared::event::StoredImage;
use shared::partner::PartnersForm;
use shared::problem::Code;

/// Media types of a logo.
const ACCEPTED: &str = "image/jpeg,image/png,image/webp,image/svg+xml";

/// The page on which the partners of an edition are set.
#[component]
pub fn PartnersPage() -> impl IntoView {
    let part = Part {
        title: t("partners.edit.title"),
        text: t("partners.edit.text"),
        saved: t("partners.edit.saved"),
        store,
        body: partners,
    };
    view! { <PartPage part/> }
}

fn store(typed: ManagedEdition) -> Stored {
    Box::pin(async move {
        let mut stored = typed;
        let form = PartnersForm {
            partners: stored.edition.partners,
        };
        let saved = revisions::set_partners(&stored.edition.slug, stored.version, form).await?;
        stored.version = saved.version;
        stored.edition.partners = saved.partners;
        Ok(stored)
    })
}

fn partners(draft: EditionDraft) -> AnyView {
    Places::provide();
    view! {
        <ListHead draft pointer="/partners"/>
        <Items draft pointer="/partners" add=t("edition.partner.add") blank=new_partner item=partner/>
    }
    .into_any()
}

fn new_partner() -> Value {
    json!({ "id": "", "name": "" })
}

fn partner(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let used = draft.text_at(&at("kind"));
    let kinds = draft.stored.with_untracked(|stored| {
        let kinds = stored.edition.vocabularies.partner_kinds.iter();
        kinds
            .filter(|term| !term.ended || term.id == used)
            .map(|term| Choice::new(term.id.clone(), term.label.clone()))
            .collect::<Vec<_>>()
    });
    let territories = Places::expect().choices();
    view! {
        <TextAt draft pointer=at("name")/>
        <Identifier draft item=pointer.clone()/>
        <OptionalSelect draft pointer=at("kind") choices=Signal::stored(kinds) none=t("partners.edit.kind.none")/>
        <TextAt draft pointer=at("role") optional=true/>
        <TextAt draft pointer=at("url") kind="url" optional=true/>
        <OptionalSelect draft pointer=at("territory") choices=territories none=t("partners.edit.territory.none")/>
        <Logo draft item=pointer.clone()/>
    }
    .into_any()
}

/// One of some values, or none, which is not written.
#[component]
fn OptionalSelect(
    draft: EditionDraft,
    pointer: String,
    choices: Signal<Vec<Choice>>,
    /// Text of the empty choice.
    none: &'static str,
) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(&pointer));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |chosen: String| {
        draft.set(
            &pointer,
            (!chosen.is_empty()).then_some(Value::String(chosen)),
        );
    });
    view! { <Select id label hint value choices placeholder=none optional=true error on_change=change/> }
}

/// The logo of a partner, with its alternative text.
#[component]
fn Logo(draft: EditionDraft, item: String) -> impl IntoView {
    let announcer = Announcer::expect();
    let uploading = Mutation::<StoredImage>::new();
    let place = format!("{item}/logo");
    let image_at = format!("{place}/image");
    let image = {
        let image_at = image_at.clone();
        Memo::new(move |_| serde_json::from_value::<StoredImage>(draft.followed(&image_at)).ok())
    };
    let choose = {
        let (item, place) = (item.clone(), place.clone());
        Callback::new(move |file: web_sys::File| {
            let slug = draft
                .stored
                .with_untracked(|stored| stored.edition.slug.clone());
            let (item, place) = (item.clone(), place.clone());
            let partner = draft.text_at(&format!("{item}/id"));
            let request = revisions::upload_partner_logo(slug, file);
            uploading.send(request, move |image| {
                // The partner may have been moved meanwhile.
                if draft.text_at(&format!("{item}/id")) == partner {
                    let name = draft.text_at(&format!("{item}/name"));
                    draft.set(&place, Some(json!({ "image": image, "alt": name })));
                    announcer.say(t("partners.edit.logo.done"));
                }
            });
        })
    };
    let removed = place.clone();
    let remove = Callback::new(move |_| {
        draft.set(&removed, None);
        announcer.say(t("partners.edit.logo.removed"));
        focus_later(id_of(&format!("{removed}/image")));
    });
    let fault = draft.error_at(&image_at);
    let error = Signal::derive(move || {
        let refused = uploading.error().map(|error| message(&error));
        refused.or_else(|| fault.get())
    });
    let under_way = Signal::derive(move || {
        uploading
            .is_pending()
            .then(|| t("partners.edit.logo.under_way").to_owned())
    });
    let shown = move || {
        let Some(image) = image.get() else {
            return view! { <p>{t("partners.edit.logo.none")}</p> }.into_any();
        };
        view! {
            <img class="edition-logo" src=image.address_for(480) width=image.width height=image.height alt=""/>
            <TextAt draft pointer=format!("{place}/alt")/>
            <CheckAt draft pointer=format!("{place}/inKits")/>
            <div><Button kind=ButtonKind::Quiet on_press=remove>{t("partners.edit.logo.remove")}</Button></div>
        }
        .into_any()
    };
    view! {
        <FileField
            id=id_of(&image_at)
            label=label_of(&image_at)
            accept=ACCEPTED
            hint=Signal::stored(hint_of(&image_at))
            error
            under_way
            on_choose=choose
        />
        {shown}
    }
}

/// Message for an upload that failed.
fn message(error: &CallError) -> String {
    match error.code() {
        Some(Code::UnsupportedMediaType | Code::ImageUnreadable) => {
            t("partners.edit.logo.unreadable").to_owned()
        }
        _ => call_error(error),
    }
}
