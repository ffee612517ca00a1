use super::Current;
use crate::api::imports;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Button, ButtonKind, Choice, Select};
use leptos::prelude::*;
use shared::edition::AdditionalField;
use shared::import::{ColumnField, Import, ImportColumn, ImportField, ImportMapping, ImportTarget};

/// The columns, each with the field that it fills.
#[component]
pub(super) fn Columns(
    import: Import,
    /// The additional fields of its edition.
    additional: Vec<AdditionalField>,
    current: Current,
) -> impl IntoView {
    let id = import.id;
    let choices: Vec<Choice> = ImportField::ALL
        .iter()
        .map(|field| Choice::new(field.as_str(), t_of("import.field", field.as_str())))
        .chain(
            additional
                .into_iter()
                .filter(|field| field.answer.is_typed())
                .map(|field| Choice::new(ImportTarget::of_key(field.key).id(), field.label)),
        )
        .collect();
    let columns: Vec<(ImportColumn, RwSignal<String>)> = import
        .columns
        .into_iter()
        .map(|column| {
            let field = column.field.map(ImportTarget::id).unwrap_or_default();
            (column, RwSignal::new(field))
        })
        .collect();
    let chosen = columns.clone();
    let read_again = move |_| {
        let columns = chosen.iter().filter_map(|(column, field)| {
            Some(ColumnField {
                letters: column.letters.clone(),
                field: ImportTarget::parse(&field.read_untracked())?,
            })
        });
        let mapping = ImportMapping {
            columns: columns.collect(),
        };
        current.ask(imports::map_import(id, mapping));
    };
    let row = |(column, field): (ImportColumn, RwSignal<String>)| {
        let name = t_args(
            "import.column",
            &[("letters", &column.letters), ("name", &column.name)],
        );
        view! {
            <li class="import-column">
                <Select
                    id=format!("colonne-{}", column.letters)
                    label=name
                    value=field
                    choices=choices.clone()
                    placeholder=t("import.column.none")
                    hint=column.example
                    filter=true
                />
            </li>
        }
    };
    view! {
        <details class="import-columns">
            <summary>{t("import.columns")}</summary>
            <div class="stack">
                <p>{t("import.columns.text")}</p>
                <ul class="import-columns__list">{columns.into_iter().map(row).collect_view()}</ul>
                <div>
                    <Button
                        kind=ButtonKind::Secondary
                        busy=current.is_busy()
                        on_press=Callback::new(read_again)
                    >
                        {t("import.columns.again")}
                    </Button>
                </div>
            </div>
        </details>
    }
}
