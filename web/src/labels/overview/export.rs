use crate::api::{Mutation, queue};
use crate::device;
use crate::messages::t;
use crate::ui::{Button, ButtonKind, ProblemAlert};
use leptos::prelude::*;
use shared::label::{OverviewTable, QueueQuery};

/// Saves a table of the overview as a file.
#[component]
pub(super) fn ExportButton(
    /// Filters of the overview.
    base: QueueQuery,
    table: OverviewTable,
) -> impl IntoView {
    let (label, name) = match table {
        OverviewTable::Territories => ("overview.export.territories", "pilotage.csv"),
        OverviewTable::Days => ("overview.export.days", "depots-par-jour.csv"),
    };
    let exporting = Mutation::<Vec<u8>>::new();
    let save = move |_| {
        exporting.send(queue::export_overview(base.clone(), table), move |bytes| {
            device::save_as(&bytes, name);
        });
    };
    view! {
        <div>
            <Button kind=ButtonKind::Quiet label=t(label) busy=Signal::derive(move || exporting.is_pending()) on_press=Callback::new(save)>{t("overview.export")}</Button>
        </div>
        {move || exporting.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
