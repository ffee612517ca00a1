use super::Current;
use crate::api::imports;
use crate::events::fields;
use crate::messages::{plural, t, t_args};
use crate::ui::{Button, ButtonKind, LinkButton, Notice, Tone};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::import::{Import, ImportReport, ImportState};

/// Numbers of rows by outcome, and the next steps.
#[component]
pub(super) fn Outcome(import: Import, report: ImportReport, current: Current) -> impl IntoView {
    let counts = report.counts;
    let id = import.id;
    let line = |key: &str, n: u32| (n > 0).then(|| view! { <li>{plural(key, n.into())}</li> });
    let taken = counts.created + counts.updated;
    let busy = current.is_busy();
    let action = match import.state {
        ImportState::Previewed if taken == 0 => {
            view! { <p>{t("import.nothing")}</p> }.into_any()
        }
        ImportState::Previewed => view! {
            <div>
                <Button busy on_press=Callback::new(move |_| current.ask(imports::commit_import(id)))>
                    {plural("import.commit", taken.into())}
                </Button>
            </div>
        }
        .into_any(),
        ImportState::Committed => view! {
            <Notice tone=Tone::Good title=t("import.committed.title")><p>{t("import.committed")}</p></Notice>
            <p>{t("import.undo.text")}</p>
            <div class="cluster">
                <LinkButton href="/mes-evenements">{t("nav.own_events")}</LinkButton>
                <Button
                    kind=ButtonKind::Secondary
                    busy
                    on_press=Callback::new(move |_| current.ask(imports::undo_import(id)))
                >
                    {t("import.undo")}
                </Button>
            </div>
        }
        .into_any(),
        ImportState::Undone => view! {
            <Notice tone=Tone::Info title=t("import.undone")>
                {(report.withdrawn > 0).then(|| view! { <p>{plural("import.withdrawn", report.withdrawn.into())}</p> })}
                {(report.kept > 0).then(|| view! { <p>{plural("import.kept", report.kept.into())}</p> })}
            </Notice>
        }
        .into_any(),
        ImportState::Reading
        | ImportState::Committing
        | ImportState::Undoing
        | ImportState::Failed => ().into_any(),
    };
    view! {
        <ul class="import-counts">
            {line("import.count.created", counts.created)}
            {line("import.count.updated", counts.updated)}
            {line("import.count.unchanged", counts.unchanged)}
            {line("import.count.wrong", counts.wrong)}
            {line("import.count.incomplete", counts.incomplete)}
        </ul>
        {action}
    }
}

/// The faults, cell by cell.
#[component]
pub(super) fn Faults(report: ImportReport) -> impl IntoView {
    let shown = u32::try_from(report.faults.len()).unwrap_or(u32::MAX);
    let more = report.fault_count.saturating_sub(shown);
    (shown > 0).then(|| {
        view! {
            <h3>{t("import.faults")}</h3>
            <p>{t("import.faults.text")}</p>
            <div class="import-table" role="region" tabindex="0" aria-label=t("import.faults")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t("import.cell")}</th>
                            <th scope="col">{t("import.value")}</th>
                            <th scope="col">{t("import.fault")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {report.faults.into_iter().map(|fault| view! {
                            <tr>
                                <th scope="row">{fault.cell}</th>
                                <td>{fault.value}</td>
                                <td>{fault.message}</td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
            {(more > 0).then(|| view! { <p>{plural("import.faults.more", more.into())}</p> })}
        }
    })
}

/// Fields that a submission requires and rows lack.
#[component]
pub(super) fn Missing(report: ImportReport, edition: Edition) -> impl IntoView {
    (!report.missing.is_empty()).then(|| view! {
        <h3>{t("import.missing")}</h3>
        <p>{t("import.missing.text")}</p>
        <ul>
            {report.missing.into_iter().map(|it| {
                let name = fields::name_at(&it.pointer, &edition);
                let rows = plural("import.rows", it.rows.into());
                view! { <li>{t_args("import.missing.line", &[("field", &name), ("rows", &rows)])}</li> }
            }).collect_view()}
        </ul>
    })
}
