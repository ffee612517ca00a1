use super::life_tone;
use super::sections::{
    AccessSection, BookingSection, OrganiserSection, PlaceSection, TimesSection,
};
use crate::api::{CallError, Remote, catalogue, editions};
use crate::dates;
use crate::layout::{Page, PageHead, Width};
use crate::ui::{
    Announcer, Button, ButtonKind, Glyph, Icon, LinkButton, Loading, Notice, ProblemAlert, Tag,
};
use crate::words::{t, t_args, t_of, tied};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use shared::edition::{Edition, Term};
use shared::event::{LifeStatus, PublicEvent};
use shared::problem::Code;
use wasm_bindgen_futures::JsFuture;

/// One labelled event.
#[component]
pub fn EventPage() -> impl IntoView {
    let params = use_params_map();
    let address = Memo::new(move |_| {
        let params = params.read();
        (
            params.get("edition").unwrap_or_default(),
            params.get("slug").unwrap_or_default(),
        )
    });
    let found = Remote::new(move || {
        let (edition, slug) = address.get();
        async move {
            let event = catalogue::get_public_event(&edition, &slug).await?;
            let edition = editions::get_edition(&event.edition).await?;
            Ok((event, edition))
        }
    });
    let title = move || match found.get() {
        Some(Ok((event, _))) => tied(&event.title),
        Some(Err(error)) if error.code() == Some(Code::Gone) => t("event.gone.title").to_owned(),
        Some(Err(error)) if error.code() == Some(Code::NotFound) => {
            t("event.not_found.title").to_owned()
        }
        Some(Err(_)) | None => t("event.title").to_owned(),
    };
    view! {
        <Page title=Signal::derive(title) width=Width::Wide>
            {move || match found.get() {
                None => view! { <PageHead title=t("event.loading")/><Loading lines=9/> }.into_any(),
                Some(Ok((event, edition))) => view! { <Event event edition/> }.into_any(),
                Some(Err(error)) => view! { <Missing error retry=Callback::new(move |()| found.refetch())/> }.into_any(),
            }}
        </Page>
    }
}

/// Why there is no event, and where to look instead.
#[component]
fn Missing(error: CallError, retry: Callback<()>) -> impl IntoView {
    let (title, text) = match error.code() {
        Some(Code::Gone) => (t("event.gone.title"), t("event.gone.text")),
        Some(Code::NotFound) => (t("event.not_found.title"), t("event.not_found.text")),
        _ => {
            return view! { <PageHead title=t("event.title")/><ProblemAlert error retry/> }
                .into_any();
        }
    };
    view! {
        <PageHead title=title><p>{text}</p></PageHead>
        <LinkButton href="/evenements">{t("event.others")}</LinkButton>
    }
    .into_any()
}

#[component]
fn Event(event: PublicEvent, edition: Edition) -> impl IntoView {
    let status = event.life_status;
    let vocabularies = edition.vocabularies.clone();
    let kind = event
        .kind_other
        .clone()
        .unwrap_or_else(|| Term::label_of(&vocabularies.kinds, &event.kind).to_owned());
    let labels = |terms: &[Term], ids: &[String]| {
        ids.iter()
            .map(|id| Term::label_of(terms, id).to_owned())
            .collect::<Vec<_>>()
    };
    let audiences = labels(&vocabularies.audiences, &event.audiences);
    let mut themes = labels(&vocabularies.topics, &event.topics);
    themes.extend(labels(&vocabularies.sectors, &event.sectors));
    let constraints = labels(&vocabularies.constraints, &event.constraints);
    let above = view! {
        <nav class="event__back" aria-label=t("event.back_label")>
            <a href="/evenements">{t("event.back")}</a>
        </nav>
        <p class="event__kind">
            <Tag tone=life_tone(status)>{t_of("life_status", status.as_str())}</Tag>
            <span>{kind}</span>
        </p>
    };
    let (title, summary, note) = (
        tied(&event.title),
        tied(&event.summary),
        event.life_note.clone(),
    );
    let paragraphs = event
        .description
        .split("\n\n")
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(tied)
        .collect::<Vec<_>>();
    view! {
        <article class="event">
            <PageHead title=title.clone() above=above.into_any()>
                <p>{summary}</p>
            </PageHead>
            {(status != LifeStatus::Scheduled).then(|| view! {
                <Notice tone=life_tone(status) title=t_of("life_status", &format!("{status}.sentence"))>
                    {note.map(|note| view! { <p>{note}</p> })}
                </Notice>
            })}
            <div class="event__key">
                <TimesSection occurrences=event.occurrences.occurrences().to_vec() timezone=event.timezone.clone()/>
                <BookingSection event=event.clone()/>
            </div>
            <div class="event__columns">
                <div class="event__main">
                    <section class="event__text">
                        <h2>{t("event.about")}</h2>
                        {paragraphs.into_iter().map(|text| view! { <p class="event__paragraph">{text}</p> }).collect_view()}
                        {(!themes.is_empty()).then(|| view! {
                            <ul class="cluster event__themes" aria-label=t("event.themes")>
                                {themes.into_iter().map(|theme| view! { <li><Tag>{theme}</Tag></li> }).collect_view()}
                            </ul>
                        })}
                    </section>
                    <PlaceSection event=event.clone()/>
                    <AccessSection event=event.clone() audiences constraints/>
                    <OrganiserSection organiser=event.organiser.clone() kinds=edition.vocabularies.organiser_kinds.clone()/>
                </div>
                <div class="event__side">
                    <Seal edition labelled_on=dates::day(event.labelled_at.date_naive())/>
                    <Share title/>
                </div>
            </div>
        </article>
    }
}

/// The label, and what it means.
#[component]
fn Seal(edition: Edition, labelled_on: String) -> impl IntoView {
    view! {
        <section class="seal">
            <p class="seal__mark"><Icon glyph=Glyph::Seal/></p>
            <h2 class="seal__title">{t("event.seal")}</h2>
            <p>{edition.label_meaning}</p>
            <ul class="seal__criteria">
                {edition.criteria.into_iter().map(|criterion| view! { <li><Icon glyph=Glyph::Tick/><span>{criterion.title}</span></li> }).collect_view()}
            </ul>
            <p class="seal__date">{t_args("event.labelled_on", &[("day", &labelled_on), ("edition", &edition.name)])}</p>
        </section>
    }
}

/// Hands the address on: the device's own way, or the clipboard.
#[component]
fn Share(title: String) -> impl IntoView {
    let announcer = Announcer::expect();
    let title = StoredValue::new(title);
    let share = move |_| {
        let address = window().location().href().unwrap_or_default();
        let navigator = window().navigator();
        spawn_local(async move {
            if js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false) {
                let data = web_sys::ShareData::new();
                data.set_title(&title.get_value());
                data.set_url(&address);
                // Rejected when the person thinks better of it: nothing to say then.
                let _ = JsFuture::from(navigator.share_with_data(&data)).await;
                return;
            }
            let copied = JsFuture::from(navigator.clipboard().write_text(&address)).await;
            announcer.say(if copied.is_ok() {
                t("event.copied").to_owned()
            } else {
                t_args("event.copy_by_hand", &[("address", &address)])
            });
        });
    };
    view! {
        <div class="event__share">
            <Button kind=ButtonKind::Secondary on_press=Callback::new(share)><Icon glyph=Glyph::Link/>{t("event.share")}</Button>
        </div>
    }
}
