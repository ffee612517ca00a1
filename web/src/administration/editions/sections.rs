//! The smaller sections of an edition.

use super::draft::EditionDraft;
use super::inputs::{AreaAt, CheckAt, ChecksAt, NumberAt, NumbersAt, SelectAt, TextAt};
use super::items::{Items, ListHead};
use crate::api::{Remote, places};
use crate::events::fields;
use crate::messages::{t, t_of};
use crate::ui::{Choice, Select, fault_at};
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::criterion::{COMMENT_MAX_CHARS, Criterion};
use shared::edition::{EditionStatus, Meanwhile};
use shared::event::{Field, FormField};
use shared::place::{Territories, Territory};

/// Names of the territories, for every section of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places(Remote<Territories>);

impl Places {
    pub(super) fn provide() {
        provide_context(Self(Remote::new(places::list_territories)));
    }

    pub(super) fn expect() -> Self {
        expect_context()
    }

    pub(super) fn with<T>(self, read: impl FnOnce(Option<&Territories>) -> T) -> T {
        read(self.0.value().as_ref())
    }

    /// Regions and departments to choose from.
    pub(super) fn choices(self) -> Signal<Vec<Choice>> {
        Signal::derive(move || {
            let Some(places) = self.0.value() else {
                return Vec::new();
            };
            let regions = places.regions.iter();
            let regions = regions.map(|region| Territory::Region(region.code.clone()));
            let departments = places.departments.iter();
            let departments = departments.map(|it| Territory::Department(it.code.clone()));
            regions
                .chain(departments)
                .filter_map(|territory| {
                    let name = places.name_of(&territory)?;
                    Some(Choice::new(territory.to_string(), name))
                })
                .collect()
        })
    }

    /// The same with the whole country.
    fn choices_with_country(self) -> Signal<Vec<Choice>> {
        let own = self.choices();
        Signal::derive(move || {
            let country = Choice::new(Territory::National.to_string(), t("edition.national"));
            std::iter::once(country).chain(own.get()).collect()
        })
    }
}

#[component]
pub(super) fn IdentitySection(draft: EditionDraft) -> impl IntoView {
    let statuses = Memo::new(move |_| {
        let stored = draft.stored.read();
        let own = stored.edition.status;
        std::iter::once(&own)
            .chain(own.moves())
            .map(|status| Choice::new(status.as_str(), t_of("edition.status", status.as_str())))
            .collect::<Vec<_>>()
    });
    let allows = move || {
        let status = draft.followed("/status");
        let status = status.as_str().and_then(EditionStatus::parse)?;
        Some(t_of("edition.status.allows", status.as_str()))
    };
    view! {
        <SelectAt draft pointer="/status" choices=statuses/>
        <p class="edition-note" role="status">{allows}</p>
        <TextAt draft pointer="/name"/>
        <TextAt draft pointer="/theme"/>
        <NumberAt draft pointer="/number" optional=true/>
        <AreaAt draft pointer="/labelMeaning" max_chars=2_000/>
    }
}

#[component]
pub(super) fn CriteriaSection(draft: EditionDraft) -> impl IntoView {
    let count = draft.count("/criteria");
    let one = move |at: usize| {
        let pointer = format!("/criteria/{at}");
        let criterion = draft.text_at(&format!("{pointer}/criterion"));
        view! {
            <h3>{t_of("edition.criterion", &criterion)}</h3>
            <TextAt draft pointer=format!("{pointer}/title")/>
            <AreaAt draft pointer=format!("{pointer}/wording") max_chars=2_000/>
        }
    };
    view! {
        <p>{t("edition.criteria.text")}</p>
        {(0..count).map(one).collect_view()}
    }
}

#[component]
pub(super) fn DelaysSection(draft: EditionDraft) -> impl IntoView {
    view! {
        <div class="edition-grid">
            <NumberAt draft pointer="/reviewWorkingDays"/>
            <NumberAt draft pointer="/reviewReminders/workingDaysLeft"/>
            <NumberAt draft pointer="/reviewReminders/hour"/>
            <NumberAt draft pointer="/correctionWorkingDays" optional=true/>
            <NumberAt draft pointer="/correctionReminderDays"/>
            <NumberAt draft pointer="/undoSeconds"/>
            <NumbersAt draft pointer="/draftReminderDays"/>
            <NumberAt draft pointer="/visitorMessages/workingDays"/>
            <NumberAt draft pointer="/visitorMessages/keptDays"/>
            <NumberAt draft pointer="/alerts/hour"/>
            <NumberAt draft pointer="/alerts/listed"/>
            <NumberAt draft pointer="/alerts/confirmationHours"/>
            <NumberAt draft pointer="/alerts/perAddress"/>
            <NumberAt draft pointer="/alerts/keptDays"/>
            <NumberAt draft pointer="/conversation/letterMinutes"/>
            <NumberAt draft pointer="/conversation/opinionDays"/>
            <NumberAt draft pointer="/pinDistanceM"/>
        </div>
        <CheckAt draft pointer="/reviewReminders/sent"/>
        <CheckAt draft pointer="/labelBySilence"/>
    }
}

#[component]
pub(super) fn RechecksSection(draft: EditionDraft) -> impl IntoView {
    let fields = Memo::new(move |_| {
        form_fields(draft)
            .into_iter()
            .filter(|choice| choice.value != Field::CommitmentsVersion.pointer())
            .collect::<Vec<_>>()
    });
    let meanwhile: Vec<Choice> = Meanwhile::ALL
        .iter()
        .map(|it| Choice::new(it.as_str(), t_of("edition.meanwhile", it.as_str())))
        .collect();
    view! {
        <SelectAt draft pointer="/rechecks/meanwhile" choices=meanwhile/>
        <ChecksAt draft pointer="/rechecks/fields" choices=fields/>
    }
}

/// The fields of the form, those of the stored edition alone included.
fn form_fields(draft: EditionDraft) -> Vec<Choice> {
    let edition = draft.edition.get();
    let edition = edition.unwrap_or_else(|| draft.stored.read().edition.clone());
    FormField::all(&edition)
        .map(|field| Choice::new(field.pointer(), fields::name(field, &edition)))
        .collect()
}

#[component]
pub(super) fn TextsSection(draft: EditionDraft) -> impl IntoView {
    view! {
        <p>{t("edition.texts.text")}</p>
        <ListHead draft pointer="/standardTexts"/>
        <Items draft pointer="/standardTexts" add=t("edition.standard_text.add") blank=new_text item=text/>
    }
}

fn new_text() -> Value {
    json!({ "text": "" })
}

fn text(draft: EditionDraft, pointer: String) -> AnyView {
    view! {
        <About draft item=pointer.clone()/>
        <AreaAt draft pointer=format!("{pointer}/text") max_chars=COMMENT_MAX_CHARS/>
    }
    .into_any()
}

/// Choice of the criterion or the field that a standard text is about.
#[component]
fn About(draft: EditionDraft, item: String) -> impl IntoView {
    let (criterion, field) = (format!("{item}/criterion"), format!("{item}/field"));
    let known = draft.text_at(&criterion);
    let value = RwSignal::new(if known.is_empty() {
        draft.text_at(&field)
    } else {
        known
    });
    let choices = Memo::new(move |_| {
        let criteria = Criterion::ALL.iter();
        let criteria =
            criteria.map(|it| Choice::new(it.as_str(), t_of("edition.criterion", it.as_str())));
        criteria.chain(form_fields(draft)).collect::<Vec<_>>()
    });
    let id = super::names::id_of(&field);
    let error = fault_at(draft.faults(), id.clone());
    let change = Callback::new(move |chosen: String| {
        let of_criterion = Criterion::parse(&chosen).is_some();
        let json = Value::String(chosen.clone());
        draft.set(&criterion, of_criterion.then(|| json.clone()));
        draft.set(
            &field,
            (!of_criterion && !chosen.is_empty()).then_some(json),
        );
    });
    view! {
        <Select id label=t("edition.field.standardTexts.field") value choices error placeholder=t("form.choose") on_change=change/>
    }
}

#[component]
pub(super) fn ServicesSection(draft: EditionDraft) -> impl IntoView {
    view! {
        <p>{t("edition.services.text")}</p>
        <ListHead draft pointer="/referents"/>
        <Items draft pointer="/referents" add=t("edition.service.add") blank=new_service item=service/>
    }
}

fn new_service() -> Value {
    json!({ "territory": "", "service": "", "email": "" })
}

fn service(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let choices = Places::expect().choices_with_country();
    view! {
        <SelectAt draft pointer=at("territory") choices placeholder=t("form.choose")/>
        <TextAt draft pointer=at("service")/>
        <TextAt draft pointer=at("email") kind="email"/>
        <TextAt draft pointer=at("phone") kind="tel" optional=true/>
    }
    .into_any()
}

#[component]
pub(super) fn DoorsSection(draft: EditionDraft) -> impl IntoView {
    view! {
        <ListHead draft pointer="/doors"/>
        <Items draft pointer="/doors" add=t("edition.door.add") blank=new_door item=door/>
    }
}

fn new_door() -> Value {
    json!({ "title": "", "search": "" })
}

fn door(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    view! {
        <TextAt draft pointer=at("title")/>
        <TextAt draft pointer=at("search")/>
    }
    .into_any()
}

#[component]
pub(super) fn CommitmentsSection(draft: EditionDraft) -> impl IntoView {
    view! {
        <TextAt draft pointer="/commitments/version"/>
        <ListHead draft pointer="/commitments/items"/>
        <Items draft pointer="/commitments/items" add=t("edition.commitment.add") blank=new_commitment item=commitment/>
    }
}

fn new_commitment() -> Value {
    json!("")
}

fn commitment(draft: EditionDraft, pointer: String) -> AnyView {
    view! { <AreaAt draft pointer max_chars=2_000 rows=2/> }.into_any()
}
