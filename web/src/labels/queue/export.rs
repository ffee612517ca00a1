use super::Desk;
use crate::api::Mutation;
use crate::api::queue::{self, ExportFormat};
use crate::device;
use crate::messages::t;
use crate::ui::{Button, ButtonKind, ProblemAlert};
use leptos::prelude::*;

/// Buttons that save the table as it stands, all pages, as a file.
#[component]
pub(super) fn ExportButtons(desk: Desk) -> impl IntoView {
    let exporting = Mutation::<Vec<u8>>::new();
    let button = move |format: ExportFormat, text: &'static str| {
        let save = move |_| {
            let mut query = desk.address.get_untracked().query;
            query.columns = query.shown_columns();
            exporting.send(queue::export_queue(query, format), move |bytes| {
                let name = format!("dossiers.{}", format.extension());
                device::save_as(&bytes, &name);
            });
        };
        view! {
            <Button kind=ButtonKind::Quiet busy=Signal::derive(move || exporting.is_pending()) on_press=Callback::new(save)>{t(text)}</Button>
        }
    };
    view! {
        <div class="cluster">
            {button(ExportFormat::Csv, "queue.export.csv")}
            {button(ExportFormat::Xlsx, "queue.export.xlsx")}
        </div>
        {move || exporting.error().map(|error| view! { <ProblemAlert error/> })}
    }
}
