//! The service that examines an event and answers questions about it.

use crate::messages::t;
use leptos::prelude::*;
use shared::edition::Edition;
use shared::place::Commune;
use shared::text::tel_uri;

/// Name and contact of the service of the event's territory; nothing when the edition names none.
#[component]
pub fn ReferentContact(edition: Edition, commune: Option<Commune>) -> impl IntoView {
    let (department, region) = match &commune {
        Some(commune) => (Some(&commune.department), Some(&commune.region)),
        None => (None, None),
    };
    let service = edition.referent_for(department, region).cloned();
    service.map(|service| {
        view! {
            <section aria-labelledby="referent-titre">
                <h2 class="file__side-title" id="referent-titre">{t("take_part.referents")}</h2>
                <p>
                    {service.service}
                    <br/>
                    <a href=format!("mailto:{}", service.email)>{service.email.clone()}</a>
                    {service.phone.map(|phone| view! { <br/><a href=tel_uri(&phone)>{phone.clone()}</a> })}
                </p>
            </section>
        }
    })
}
