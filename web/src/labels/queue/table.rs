use super::Desk;
use super::row::Row;
use crate::messages::{t, t_of};
use crate::ui::RowTable;
use leptos::prelude::*;
use shared::id::{AccountId, EventId, ReviewGroupId};
use shared::label::{QueueColumn, QueueItem};

/// The rows, with a column to choose files where the user decides. On phones each row is two low lines.
#[component]
pub(super) fn QueueTable(desk: Desk, decides: bool) -> impl IntoView {
    let columns = Memo::new(move |_| desk.address.read().columns());
    let head = view! {
        {decides.then(|| view! { <th scope="col" role="columnheader" class="review-queue__choice"><span class="ds-sr-only">{t("queue.column.choice")}</span></th> })}
        {move || columns.get().into_iter().map(|column| view! { <Head desk column/> }).collect_view()}
    }
    .into_any();
    view! {
        <RowTable class="review-queue" caption=t("queue.caption") head>
            <For each=move || desk.items.get() key=key children=move |item| view! { <Row desk item columns decides/> }/>
        </RowTable>
    }
}

/// Values of a row besides its columns: another value makes another row.
type Key = (
    EventId,
    i32,
    [bool; 4],
    Option<ReviewGroupId>,
    Option<AccountId>,
    Vec<String>,
);

fn key(item: &QueueItem) -> Key {
    (
        item.id,
        item.version,
        [item.overdue, item.urgent, item.unread, item.duplicate],
        // Neither an assignment nor a message makes another version of the file.
        item.group.as_ref().map(|group| group.id),
        item.assignee.as_ref().map(|person| person.id),
        item.readers.clone(),
    )
}

/// Head of a column, which sorts by it.
#[component]
fn Head(desk: Desk, column: QueueColumn) -> impl IntoView {
    let name = t_of("queue.column", column.as_str());
    let sorted = Memo::new(move |_| {
        let address = desk.address.read();
        (address.query.order() == column).then(|| address.query.is_descending())
    });
    let aria = move || match sorted.get() {
        Some(true) => Some("descending"),
        Some(false) => Some("ascending"),
        None => None,
    };
    let press = move |_| {
        let descending = sorted.get_untracked() == Some(false);
        let next = desk.address.get_untracked().with(|query| {
            query.sort = Some(column).filter(|column| *column != QueueColumn::Due);
            query.descending = descending.then_some(true);
        });
        desk.go.run(next);
    };
    let class = format!(
        "review-queue__head review-queue__{}",
        column.as_str().replace('_', "-")
    );
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=aria>
            {if column.is_sortable() {
                view! { <button type="button" class="review-queue__sort" on:click=press>{name}</button> }.into_any()
            } else {
                name.into_any()
            }}
        </th>
    }
}
