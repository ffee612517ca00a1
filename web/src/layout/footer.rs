use crate::messages::t;
use leptos::prelude::*;

/// Links of every page, and the sources of the data.
#[component]
pub fn Footer() -> impl IntoView {
    let link = |href: &'static str, text: &'static str| view! { <li><a class="footer__link" href=href>{text}</a></li> };
    view! {
        <footer class="footer" data-color-scheme="light">
            <div class="footer__inner">
                <div class="footer__about">
                    <p class="footer__name">{t("site.name")}</p>
                    <p>{t("footer.about")}</p>
                </div>
                <nav class="footer__ways" aria-label=t("footer.ways")>
                    <ul class="footer__list">
                        {link("/evenements", t("nav.events"))}
                        {link("/participer", t("nav.take_part"))}
                        {link("/mode-d-emploi", t("footer.guide"))}
                        <li><a class="footer__link" href="/api/docs" rel="external">{t("footer.api")}</a></li>
                    </ul>
                    <ul class="footer__list">
                        {link("/partenaires", t("footer.partners"))}
                        {link("/verifier", t("footer.verify"))}
                        {link("/accessibilite", t("footer.accessibility"))}
                        {link("/mentions-legales", t("footer.legal"))}
                    </ul>
                </nav>
                <p class="footer__data">{t("footer.data")}</p>
            </div>
        </footer>
    }
}
