//! Further events like one that was filed: on another date, at another site.

use super::fields;
use crate::api::{Mutation, client, editions, events};
use crate::messages::t;
use crate::ui::{Announcer, Button, ButtonKind, ProblemAlert};
use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::event::{DuplicateEvent, EventFile, NewEvent, Step};

/// Buttons that open a copy of a file where it differs: its dates, or its place too.
#[component]
pub(super) fn AnotherLikeIt(file: EventFile) -> impl IntoView {
    let announcer = Announcer::expect();
    let copying = Mutation::<EventFile>::new();
    // One key for each copy: pressing twice, or again after a lost response, creates one draft.
    let (date_key, site_key) = (
        StoredValue::new(client::new_key()),
        StoredValue::new(client::new_key()),
    );
    let navigate = StoredValue::new(use_navigate());
    let open = move |done: &'static str, control: &'static str| {
        move |copy: EventFile| {
            announcer.say(t(done));
            let step = fields::step_href(copy.id, Step::WhenWhere);
            let navigate = navigate.get_value();
            navigate(
                &format!("{step}&{}={control}", url::FIELD),
                NavigateOptions::default(),
            );
        }
    };
    let id = file.id;
    let on_another_date = move |_| {
        copying.send(
            events::duplicate_event(id, DuplicateEvent::default(), date_key.get_value()),
            open("file.another.date.done", "occurrences-0-begin"),
        );
    };
    let at_another_site = move |_| {
        let (slug, form) = (file.edition.clone(), file.form.clone().elsewhere());
        let create = async move {
            let edition = editions::get_edition(&slug).await?;
            let form = form.carried_to(&edition);
            let request = NewEvent {
                edition: slug,
                form,
            };
            events::create_event(request, site_key.get_value()).await
        };
        copying.send(create, open("file.another.site.done", "place-name"));
    };
    let busy = Signal::derive(move || copying.is_pending());
    view! {
        <Button kind=ButtonKind::Quiet busy on_press=Callback::new(on_another_date)>{t("file.another.date")}</Button>
        <Button kind=ButtonKind::Quiet busy on_press=Callback::new(at_another_site)>{t("file.another.site")}</Button>
        {move || copying.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
