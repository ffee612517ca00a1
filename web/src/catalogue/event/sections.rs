//! Sections on the audience, conditions of access and organiser of an event.

use crate::messages::{self, t, t_of};
use crate::ui::{Notice, Tone};
use leptos::prelude::*;
use shared::edition::Term;
use shared::event::{Organiser, PublicEvent};
use shared::french;
use shared::partner::Partner;

/// Audience, conditions of access and practical constraints.
#[component]
pub(super) fn AccessSection(
    event: PublicEvent,
    audiences: Vec<String>,
    constraints: Vec<String>,
) -> impl IntoView {
    let age = event
        .age
        .and_then(|age| french::event::age(age, messages::all()));
    let fit = event
        .accessibility
        .iter()
        .map(|flag| t_of("accessibility", flag.as_str()))
        .collect::<Vec<_>>();
    view! {
        <section>
            <h2>{t("event.practical")}</h2>
            <dl class="facts">
                <dt>{t("event.audiences")}</dt>
                <dd>{audiences.join(", ")}</dd>
                <dt>{t("event.access")}</dt>
                <dd>{t_of("access_mode", event.access_mode.as_str())}</dd>
                <dt>{t("event.price")}</dt>
                <dd>{t("event.free")}</dd>
                {event.conditions.map(|conditions| view! { <dt>{t("event.conditions")}</dt><dd>{conditions}</dd> })}
                {age.map(|age| view! { <dt>{t("event.age")}</dt><dd>{age}</dd> })}
                <dt>{t("event.accessibility")}</dt>
                <dd>{if fit.is_empty() { t("event.accessibility.unknown").to_owned() } else { fit.join(", ") }}</dd>
            </dl>
            {(!constraints.is_empty() || event.constraints_note.is_some()).then(|| view! {
                <Notice tone=Tone::Warning title=t("event.constraints")>
                    {(!constraints.is_empty()).then(|| view! {
                        <ul class="event__constraints">{constraints.into_iter().map(|constraint| view! { <li>{constraint}</li> }).collect_view()}</ul>
                    })}
                    {event.constraints_note.map(|note| view! { <p>{note}</p> })}
                </Notice>
            })}
        </section>
    }
}

/// Who organises the event.
#[component]
pub(super) fn OrganiserSection(
    organiser: Organiser,
    /// The edition's vocabulary of organiser kinds.
    kinds: Vec<Term>,
    /// The edition's partners.
    partners: Vec<Partner>,
) -> impl IntoView {
    let kind = Term::label_of(&kinds, &organiser.kind).to_owned();
    view! {
        <section>
            <h2>{t("event.organiser")}</h2>
            <dl class="facts">
                <dt>{t("event.organiser")}</dt>
                <dd><strong>{organiser.name}</strong><br/>{kind}</dd>
                {organiser.on_behalf_of.map(|member| view! { <dt>{t("event.on_behalf_of")}</dt><dd>{member}</dd> })}
                {(!organiser.co_organisers.is_empty()).then(|| view! {
                    <dt>{t("event.co_organisers")}</dt>
                    <dd>{organiser.co_organisers.join(", ")}</dd>
                })}
                {(!partners.is_empty()).then(|| view! {
                    <dt>{t("event.partners")}</dt>
                    <dd>{partners.into_iter().map(|partner| partner.name).collect::<Vec<_>>().join(", ")}</dd>
                })}
            </dl>
        </section>
    }
}
