use super::booking::BookingSection;
use super::nearby::Nearby;
use super::picture::Picture;
use super::place::PlaceSection;
use super::seal::Seal;
use super::sections::{AccessSection, OrganiserSection};
use super::times::TimesSection;
use crate::api::{CallError, Remote, catalogue, editions};
use crate::catalogue::{Share, life_tone};
use crate::dates;
use crate::favourites::Star;
use crate::layout::{Page, PageHead, Width};
use crate::messages::{t, t_of, tied};
use crate::ui::{Glyph, Icon, LinkButton, Loading, Notice, ProblemAlert, Tag};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::edition::{Edition, Term};
use shared::event::{EventSummary, LifeStatus, PublicEvent};
use shared::problem::Code;

/// The page of a labelled event.
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
                Some(Err(error)) => view! { <EventError error retry=Callback::new(move |()| found.refetch())/> }.into_any(),
            }}
        </Page>
    }
}

/// Error message with links to other pages.
#[component]
fn EventError(error: CallError, retry: Callback<()>) -> impl IntoView {
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
    let around = event.venue.clone().map(|venue| {
        view! { <Nearby id=event.id edition=edition.clone() position=venue.position/> }
    });
    let summary_of = EventSummary::of(
        &event,
        event.venue.as_ref().map(|venue| venue.department.clone()),
        event.venue.as_ref().map(|venue| venue.region.clone()),
    );
    let image = event.image.clone();
    let pictured = image.is_some();
    let calendar_file = format!("{}.ics", event.slug);
    let calendar = catalogue::calendar_address(&[event.id]);
    let kind_for_favourite = kind.clone();
    let territories = event.territories();
    let above = view! {
        <nav class="event__back" aria-label=t("event.back_label")>
            <a href="/evenements">{t("nav.events")}</a>
            {territories.into_iter().map(|(page, name)| view! { " › "<a href=page>{name}</a> }).collect_view()}
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
        <article class="event" class:event--pictured=pictured>
            <PageHead title=title.clone() above=above.into_any()>
                <p>{summary}</p>
                <div class="event__ways">
                    <a class="event__way" href=calendar download=calendar_file rel="external"><Icon glyph=Glyph::Calendar/>{t("event.calendar")}</a>
                    <Star event=summary_of kind=kind_for_favourite/>
                </div>
            </PageHead>
            {image.map(|image| view! { <Picture image/> })}
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
                    <OrganiserSection organiser=event.organiser.clone() kinds=edition.vocabularies.organiser_kinds.clone() partners=edition.partners.clone()/>
                </div>
                <div class="event__side">
                    <Seal edition labelled_on=dates::day(event.labelled_on())/>
                    <div class="event__share"><Share title text=t("event.share")/></div>
                </div>
            </div>
            {around}
        </article>
    }
}
