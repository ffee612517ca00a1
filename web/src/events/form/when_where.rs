use super::FormContext;
use super::occurrences::OccurrencesEditor;
use super::pin::PinEditor;
use super::place::CommuneField;
use crate::messages::{t, t_of};
use crate::ui::{Choice, RadioGroup, TextArea, TextField};
use leptos::prelude::*;
use shared::event::{AttendanceMode, Field, limits};

/// Step 3: attendance mode, occurrences and place.
#[component]
pub(super) fn WhenWhereStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let modes: Vec<Choice> = AttendanceMode::ALL
        .iter()
        .map(|mode| Choice::new(mode.as_str(), t_of("form.attendance", mode.as_str())))
        .collect();
    let mode = Memo::new(move |_| AttendanceMode::parse(&draft.attendance_mode.read()));
    let has_pin = Memo::new(move |_| context.commune.read().is_some());
    view! {
        <RadioGroup
            id="attendanceMode"
            legend=t("form.field.attendanceMode")
            value=draft.attendance_mode
            choices=modes
            error=context.error(Field::AttendanceMode)
        />
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
            Some(AttendanceMode::OnSite | AttendanceMode::Mixed) => view! {
                <TextField
                    id="place-name"
                    label=t("form.field.place.name")
                    hint=t("form.hint.place.name")
                    value=draft.place_name
                    error=context.error(Field::PlaceName)
                />
                <TextField
                    id="place-address"
                    label=t("form.field.place.address")
                    value=draft.address
                    autocomplete="street-address"
                    error=context.error(Field::PlaceAddress)
                />
                <CommuneField context label=t("form.field.place.insee") hint=t("form.hint.place.insee")/>
                <TextField
                    id="place-postalCode"
                    label=t("form.field.place.postalCode")
                    value=draft.postal_code
                    inputmode="numeric"
                    autocomplete="postal-code"
                    size=8
                    error=context.error(Field::PlacePostalCode)
                />
                {move || has_pin.get().then(|| view! { <PinEditor context/> })}
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
            }
            .into_any(),
        }}
        <OccurrencesEditor context/>
    }
}
