use super::Desk;
use crate::messages::{t, t_of};
use crate::ui::{CheckboxGroup, Choice, Disclosure};
use leptos::prelude::*;
use shared::label::{QueueColumn, QueueQuery};

/// Choice of the columns; the title is always shown.
#[component]
pub(super) fn ColumnChoice(desk: Desk) -> impl IntoView {
    let choices: Vec<Choice> = QueueColumn::ALL
        .iter()
        .filter(|column| **column != QueueColumn::Title)
        .map(|column| Choice::new(column.as_str(), t_of("queue.column", column.as_str())))
        .collect();
    let values = RwSignal::new(Vec::<String>::new());
    let shown = Memo::new(move |_| desk.address.read().columns());
    Effect::new(move |_| values.set(shown.read().iter().map(ToString::to_string).collect()));
    let change = Callback::new(move |values: Vec<String>| {
        let mut address = desk.address.get_untracked();
        address.query.columns = arranged(&values, &shown.get_untracked());
        desk.go.run(address);
    });
    view! {
        <Disclosure title=t("queue.columns") needed=false>
            <CheckboxGroup id="colonnes" legend=t("queue.columns.legend") values choices=Signal::stored(choices) on_change=change/>
        </Disclosure>
    }
}

/// The chosen columns: those that were shown keep their order, others follow. Empty for the usual ones.
fn arranged(chosen: &[String], shown: &[QueueColumn]) -> Vec<QueueColumn> {
    let is_chosen = |column: &QueueColumn| {
        *column == QueueColumn::Title || chosen.iter().any(|id| id == column.as_str())
    };
    let kept = shown.iter().copied().filter(is_chosen);
    let added = QueueColumn::ALL
        .iter()
        .copied()
        .filter(|column| is_chosen(column) && !shown.contains(column));
    let columns: Vec<QueueColumn> = kept.chain(added).collect();
    if columns == QueueQuery::default().shown_columns() {
        Vec::new()
    } else {
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_column_follows_the_others() {
        let usual = QueueColumn::USUAL;
        let mut ids: Vec<String> = usual.iter().map(ToString::to_string).collect();
        assert_eq!(arranged(&ids, usual), []);
        ids.push("state".to_owned());
        let columns = arranged(&ids, usual);
        assert_eq!(columns.last(), Some(&QueueColumn::State));
        assert_eq!(arranged(&[], usual), [QueueColumn::Title]);
    }
}
