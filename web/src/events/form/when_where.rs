use super::FormContext;
use super::additional::AdditionalFields;
use super::address::AddressField;
use super::occurrences::OccurrencesEditor;
use super::pin::PinEditor;
use super::place::CommuneField;
use super::prefilled::PrefilledNote;
use crate::messages::{t, t_of};
use crate::ui::{Choice, Disclosure, RadioGroup, TextArea, TextField};
use leptos::prelude::*;
use shared::event::{AttendanceMode, Field, Step, limits};

/// Step 3: occurrences, attendance mode and place.
#[component]
pub(super) fn WhenWhereStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let modes: Vec<Choice> = AttendanceMode::ALL
        .iter()
        .map(|mode| Choice::new(mode.as_str(), t_of("form.attendance", mode.as_str())))
        .collect();
    let mode = Memo::new(move |_| AttendanceMode::parse(&draft.attendance_mode.read()));
    view! {
        <PrefilledNote context step=Step::WhenWhere/>
        <div class="compact">
            <RadioGroup
                id="attendanceMode"
                legend=t("form.field.attendanceMode")
                value=draft.attendance_mode
                choices=modes
                error=context.error(Field::AttendanceMode)
            />
        </div>
        {move || mode.get().is_some_and(AttendanceMode::has_link).then(|| view! {
            <TextField
                id="onlineUrl"
                label=t("form.field.onlineUrl")
                hint=t("form.hint.onlineUrl")
                value=draft.online_url
                kind="url"
                error=context.error(Field::OnlineUrl)
            />
        })}
        {move || match mode.get() {
            None => ().into_any(),
            Some(AttendanceMode::Online) => view! {
                <CommuneField context label=t("form.commune.organiser") hint=t("form.hint.commune.organiser") optional=true/>
            }
            .into_any(),
            Some(AttendanceMode::OnSite | AttendanceMode::Mixed) => view! { <PlaceFields context/> }.into_any(),
        }}
        <OccurrencesEditor context/>
        <AdditionalFields context step=Step::WhenWhere/>
    }
}

/// Fields of the venue.
#[component]
fn PlaceFields(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let has_commune = Memo::new(move |_| context.commune.read().is_some());
    let opened = RwSignal::new(false);
    let holds_access = context.holds(&[Field::PlaceAccess]);
    let position_error = context.error(Field::PlacePosition);
    // The town hall is where the pin is put; any other point was chosen.
    let moved = move || {
        let commune = context.commune.read();
        match (commune.as_ref(), draft.position.get()) {
            (Some(commune), Some(point)) => point != commune.position,
            _ => false,
        }
    };
    let needed =
        Signal::derive(move || holds_access.get() || position_error.read().is_some() || moved());
    view! {
        <div class="columns">
            <TextField
                id="place-name"
                label=t("form.field.place.name")
                hint=t("form.hint.place.name")
                value=draft.place_name
                error=context.error(Field::PlaceName)
            />
            <div class="columns__cell">
                <AddressField context/>
            </div>
            <div class="columns__cell">
                <CommuneField context label=t("form.field.place.insee") hint=t("form.hint.place.insee")/>
            </div>
            <TextField
                id="place-postalCode"
                label=t("form.field.place.postalCode")
                hint=t("form.hint.place.postalCode")
                value=draft.postal_code
                inputmode="numeric"
                autocomplete="postal-code"
                size=8
                error=context.error(Field::PlacePostalCode)
            />
        </div>
        <Disclosure
            title=t("form.venue.title")
            hint=t("form.venue.hint")
            optional=true
            needed=needed
            on_toggle=Callback::new(move |is_open| opened.set(is_open))
        >
            // The map is heavy: it is there once it is seen.
            <div id="place-position" tabindex="-1">
                {move || (has_commune.get() && opened.get()).then(|| view! { <PinEditor context/> })}
            </div>
            <TextArea
                id="place-access"
                label=t("form.field.place.access")
                hint=t("form.hint.place.access")
                value=draft.place_access
                optional=true
                rows=3
                max_chars=limits::ACCESS.max
                error=context.error(Field::PlaceAccess)
            />
        </Disclosure>
    }
}
