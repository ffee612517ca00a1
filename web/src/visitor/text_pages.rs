use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use leptos::prelude::*;

/// The accessibility statement, with its legally required content.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    view! {
        <Page title=t("accessibility.title") width=Width::Text>
            <PageHead title=t("accessibility.title")>
                <p>{t("accessibility.intro")}</p>
            </PageHead>
            <h2>{t("accessibility.state")}</h2>
            <p>{t("accessibility.state.text")}</p>
            <h2>{t("accessibility.done")}</h2>
            <ul>
                <li>{t("accessibility.done.keyboard")}</li>
                <li>{t("accessibility.done.list")}</li>
                <li>{t("accessibility.done.forms")}</li>
                <li>{t("accessibility.done.contrast")}</li>
                <li>{t("accessibility.done.motion")}</li>
            </ul>
            <h2>{t("accessibility.limits")}</h2>
            <p>{t("accessibility.limits.map")}</p>
            <p>{t("accessibility.limits.texts")}</p>
            <h2>{t("accessibility.tested")}</h2>
            <p>{t("accessibility.tested.text")}</p>
            <h2>{t("accessibility.contact")}</h2>
            <p>{t("accessibility.contact.text")}</p>
            <h2>{t("accessibility.appeal")}</h2>
            <p>{t("accessibility.appeal.text")}</p>
            <ul>
                <li><a href="https://formulaire.defenseurdesdroits.fr/" rel="external noopener">{t("accessibility.appeal.form")}</a></li>
                <li><a href="https://www.defenseurdesdroits.fr/carte-des-delegues" rel="external noopener">{t("accessibility.appeal.delegate")}</a></li>
                <li>{t("accessibility.appeal.post")}</li>
            </ul>
        </Page>
    }
}

/// Publisher, processing of personal data, and licences.
#[component]
pub fn LegalPage() -> impl IntoView {
    view! {
        <Page title=t("legal.title") width=Width::Text>
            <PageHead title=t("legal.title")/>
            <h2>{t("legal.publisher")}</h2>
            <p>{t("legal.publisher.text")}</p>
            <h2>{t("legal.data")}</h2>
            <p>{t("legal.data.purpose")}</p>
            <p>{t("legal.data.public")}</p>
            <p>{t("legal.data.time")}</p>
            <p>{t("legal.data.rights")}</p>
            <h2>{t("legal.cookies")}</h2>
            <p>{t("legal.cookies.text")}</p>
            <h2>{t("legal.licences")}</h2>
            <p>{t("legal.licences.events")}</p>
            <p>{t("legal.licences.map")}</p>
            <p>{t("legal.licences.code")}</p>
        </Page>
    }
}
