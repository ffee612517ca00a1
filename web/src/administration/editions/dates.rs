//! Dates and deadlines, of the country and of territories.

use super::draft::EditionDraft;
use super::inputs::{DayAt, MomentAt, Part, SelectAt};
use super::items::{Items, ListHead};
use super::sections::Places;
use crate::messages::t;
use chrono_tz::Tz;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::place::{Territories, Territory};

#[component]
pub(super) fn DatesSection(draft: EditionDraft) -> impl IntoView {
    let paris = Signal::stored(Tz::Europe__Paris);
    view! {
        <div class="edition-pair">
            <MomentAt draft pointer="/opensAt" zone=paris/>
            <MomentAt draft pointer="/deadline" zone=paris/>
        </div>
        <Days draft pointer="/week"/>
        <Days draft pointer="/window"/>
        <ListHead draft pointer="/territories"/>
        <p>{t("edition.territories.text")}</p>
        <Items draft pointer="/territories" add=t("edition.territory.add") blank=new_dates item=own_dates/>
    }
}

/// A first and a last day.
#[component]
fn Days(draft: EditionDraft, #[prop(into)] pointer: String) -> impl IntoView {
    let (first, last) = (format!("{pointer}/first"), format!("{pointer}/last"));
    view! {
        <Part draft pointer>
            <div class="edition-pair"><DayAt draft pointer=first/><DayAt draft pointer=last/></div>
        </Part>
    }
}

fn new_dates() -> Value {
    json!({ "territory": "", "week": { "first": "", "last": "" }, "window": { "first": "", "last": "" } })
}

fn own_dates(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let places = Places::expect();
    let territory = at("territory");
    let chosen = territory.clone();
    let zone = Memo::new(move |_| {
        let code = draft.followed(&chosen);
        let territory = code.as_str().and_then(|code| Territory::parse(code).ok());
        places.with(|places| zone_of(territory.as_ref(), places))
    });
    view! {
        <SelectAt draft pointer=territory choices=places.choices() placeholder=t("form.choose")/>
        <Days draft pointer=at("week")/>
        <Days draft pointer=at("window")/>
        <MomentAt draft pointer=at("deadline") zone=zone.into() optional=true/>
    }
    .into_any()
}

/// Time zone of a territory: of a region, that of one of its departments.
fn zone_of(territory: Option<&Territory>, places: Option<&Territories>) -> Tz {
    match territory {
        Some(Territory::Department(code)) => code.zone(),
        Some(Territory::Region(region)) => {
            let departments = places.map(|places| places.departments.as_slice());
            let mut departments = departments.unwrap_or_default().iter();
            let of_region = departments.find(|department| department.region == *region);
            of_region.map_or(Tz::Europe__Paris, |department| department.code.zone())
        }
        Some(Territory::National) | None => Tz::Europe__Paris,
    }
}
