use super::links::{Segment, split_links};
use super::resend::Resend;
use crate::api::{Remote, editions, outbox};
use crate::clock;
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::t;
use crate::session::Session;
use crate::ui::{
    Button, ButtonKind, Empty, Fetched, HtmlFrame, Loading, PageRequest, PagedList, Tag, Tone,
};
use crate::url;
use chrono_tz::Tz;
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;
use shared::account::Role;
use shared::id::MailId;
use shared::mail::{Mail, MailSummary};

const READERS: &[Role] = &[Role::Administrator];

/// The page of the outbox, where the platform's mails can be read without a mailbox.
#[component]
pub fn OutboxPage() -> impl IntoView {
    // A demonstration's outbox is public: users need the link of the first mail before they can sign in.
    let config = Remote::new(editions::get_config);
    let open = Memo::new(move |_| {
        config
            .get()
            .map(|config| config.is_ok_and(|config| config.open_outbox))
    });
    view! {
        <Page title=t("outbox.title")>
            <PageHead title=t("outbox.title")><p>{t("outbox.intro")}</p></PageHead>
            {move || match open.get() {
                None => view! { <Loading/> }.into_any(),
                Some(true) => view! { <Outbox/> }.into_any(),
                Some(false) => view! { <SignedIn roles=READERS then=|_| view! { <Outbox/> }/> }.into_any(),
            }}
        </Page>
    }
}

#[component]
fn Outbox() -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| {
        query
            .read()
            .get(url::MAIL)
            .and_then(|id| id.parse::<MailId>().ok())
    });
    let first = Remote::new(|| outbox::list_mails(None));
    let more = |cursor: String| -> PageRequest<MailSummary> {
        Box::pin(async move { outbox::list_mails(Some(&cursor)).await })
    };
    view! {
        <div class="outbox">
            <section class="outbox__side" aria-labelledby="outbox-list">
                <div class="outbox__head">
                    <h2 class="outbox__title" id="outbox-list">{t("outbox.list")}</h2>
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| first.refetch())>{t("outbox.refresh")}</Button>
                </div>
                <PagedList
                    first
                    more
                    key=|mail: &MailSummary| mail.id
                    row=move |mail: MailSummary| view! { <MailItem mail chosen/> }
                    class="outbox__list"
                    shown="outbox.shown"
                    none=|| view! { <Empty title=t("outbox.empty") text=t("outbox.empty.text")/> }
                    action=t("outbox.more")
                />
            </section>
            <section class="outbox__mail" aria-live="polite">
                {move || match chosen.get() {
                    Some(id) => view! { <Reader id/> }.into_any(),
                    None => view! { <p class="outbox__hint">{t("outbox.choose")}</p> }.into_any(),
                }}
            </section>
        </div>
    }
}

/// A mail in the list.
#[component]
fn MailItem(mail: MailSummary, chosen: Memo<Option<MailId>>) -> impl IntoView {
    let id = mail.id;
    let sent = mail.sent_at.is_some();
    view! {
        <li class="outbox__line" class:outbox__line--chosen=move || chosen.get() == Some(id)>
            <A href=format!("/administration/courriels?{}={id}", url::MAIL) scroll=false attr:class="outbox__link">{mail.subject}</A>
            <p class="outbox__facts">{t("outbox.to")}" "{mail.recipient}</p>
            <p class="outbox__facts">{clock::moment_in(mail.created_at, Tz::Europe__Paris)}</p>
            {sent.then(|| view! { <Tag tone=Tone::Good>{t("outbox.sent")}</Tag> })}
            {mail.held_at.map(|_| view! { <Tag tone=Tone::Warning>{t("outbox.held")}</Tag> })}
            {mail.returned_at.map(|_| view! { <Tag tone=Tone::Bad>{t("outbox.returned")}</Tag> })}
            {mail.last_error.map(|error| view! { <p class="outbox__facts">{error}</p> })}
        </li>
    }
}

/// A mail with its text and clickable links.
#[component]
fn Reader(id: MailId) -> impl IntoView {
    let reading = Remote::<Mail>::new(move || async move { outbox::get_mail(id).await });
    let administers = Session::expect().has(Role::Administrator);
    let title = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(title) = title.get() {
            let _ = title.focus();
        }
    });
    let text = |part: Segment| match part {
        Segment::Text(text) => text.into_any(),
        Segment::Link(address) => {
            let href = address.clone();
            view! { <a href=href rel="external">{address}</a> }.into_any()
        }
    };
    let shown = move |mail: Mail| {
        let Mail {
            summary,
            body_text,
            body_html,
            ..
        } = mail;
        let again = (administers && summary.needs_attention()).then(|| summary.recipient.clone());
        view! {
            <article>
                <h2 class="outbox__subject" tabindex="-1" node_ref=title>{summary.subject}</h2>
                <p class="outbox__facts">{t("outbox.to")}" "{summary.recipient}</p>
                {again.map(|recipient| view! { <Resend id recipient on_sent=Callback::new(move |()| reading.refetch())/> })}
                <div class="outbox__text">{split_links(&body_text).into_iter().map(text).collect_view()}</div>
                {body_html.map(|html| view! {
                    <h3>{t("outbox.html")}</h3>
                    <HtmlFrame html title=t("outbox.html")/>
                })}
            </article>
        }
    };
    view! { <Fetched of=reading then=shown/> }
}
