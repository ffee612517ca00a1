use super::{Desk, place};
use crate::dates;
use crate::labels::StateTag;
use crate::messages::{t, t_args, t_of};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::criterion::Outcome;
use shared::label::{LabelState, QueueColumn, QueueFindings, QueueItem};
use shared::place::DepartmentCode;

/// A file of the queue.
#[component]
pub(super) fn Row(
    desk: Desk,
    item: QueueItem,
    columns: Memo<Vec<QueueColumn>>,
    decides: bool,
) -> impl IntoView {
    let item = StoredValue::new(item);
    let id = item.with_value(|item| item.id);
    let is_chosen = Memo::new(move |_| desk.chosen.read().contains_key(&id));
    view! {
        <tr role="row" class="review-queue__row" data-chosen=move || is_chosen.get().then_some("true")>
            {decides.then(|| view! { <ChoiceCell desk item is_chosen/> })}
            {move || columns.get().into_iter().map(|column| view! { <RowCell desk item column/> }).collect_view()}
        </tr>
    }
}

/// Box that chooses the file for a batch: only one that waits for a decision.
#[component]
fn ChoiceCell(desk: Desk, item: StoredValue<QueueItem>, is_chosen: Memo<bool>) -> impl IntoView {
    let (label, waits, id) = item.with_value(|item| {
        let label = t_args("queue.choose", &[("title", &item.title)]);
        (label, item.state == LabelState::Submitted, item.id)
    });
    let change = move |event| {
        let chosen = event_target_checked(&event);
        desk.chosen.update(|files| {
            if chosen {
                files.insert(id, item.get_value());
            } else {
                files.remove(&id);
            }
        });
    };
    view! {
        <td role="cell" class="review-queue__choice">
            {waits.then(|| view! {
                <label class="review-queue__box">
                    <input class="choice__input" type="checkbox" aria-label=label prop:checked=move || is_chosen.get() on:change=change/>
                </label>
            })}
        </td>
    }
}

#[component]
fn RowCell(desk: Desk, item: StoredValue<QueueItem>, column: QueueColumn) -> impl IntoView {
    let class = format!(
        "review-queue__cell review-queue__{}",
        column.as_str().replace('_', "-")
    );
    let content = item.with_value(|item| content(desk, item, column));
    view! { <td role="cell" class=class>{content}</td> }
}

fn content(desk: Desk, item: &QueueItem, column: QueueColumn) -> AnyView {
    let zone = item
        .department
        .as_ref()
        .map_or(Tz::Europe__Paris, DepartmentCode::zone);
    let day = |at: DateTime<Utc>| dates::short_day(at.with_timezone(&zone).date_naive());
    match column {
        QueueColumn::Title => title(desk, item),
        QueueColumn::Organiser => line(item.organiser.clone()),
        QueueColumn::City => line(place_of(item)),
        QueueColumn::Territory => {
            let code = item.department.as_ref().map(ToString::to_string);
            line(code.unwrap_or_default())
        }
        QueueColumn::Kind => line(item.kind_label.clone()),
        QueueColumn::FirstDate => line(day(item.first_begin)),
        QueueColumn::Filed => line(day(item.submitted_at)),
        QueueColumn::Due => {
            let due = item
                .due_at
                .map_or_else(|| t("queue.no_due").to_owned(), day);
            let late = item
                .overdue
                .then(|| flag("bad", t("queue.overdue"), t("queue.overdue")));
            view! { <span class="review-queue__line"><span class="review-queue__day">{due}</span>{late}</span> }
                .into_any()
        }
        QueueColumn::Findings => view! { <Marks findings=item.findings/> }.into_any(),
        QueueColumn::Reader => line(item.readers.join(", ")),
        QueueColumn::Group => {
            let group = item.group.as_ref();
            line(group.map(|group| group.name.clone()).unwrap_or_default())
        }
        QueueColumn::Assignee => {
            let assignee = item.assignee.as_ref();
            line(
                assignee
                    .map(|person| person.name.clone())
                    .unwrap_or_default(),
            )
        }
        QueueColumn::State => view! { <StateTag state=item.state/> }.into_any(),
    }
}

/// Text in one line, which may be cut; the pointer shows all of it.
fn line(text: String) -> AnyView {
    view! { <span class="review-queue__line" title=text.clone()>{text.clone()}</span> }.into_any()
}

/// A word that draws attention.
fn flag(tone: &'static str, text: &'static str, explained: &'static str) -> impl IntoView {
    view! { <span class="review-queue__flag" data-tone=tone title=explained>{text}</span> }
}

fn title(desk: Desk, item: &QueueItem) -> AnyView {
    let (id, title) = (item.id, item.title.clone());
    let href = move || desk.address.read().file(id);
    let leave = move |_| place::leave(&desk.address.read_untracked(), id);
    let urgent = item
        .urgent
        .then(|| flag("warning", t("queue.urgent.short"), t("queue.urgent")));
    let unread = item
        .unread
        .then(|| flag("info", t("queue.unread.short"), t("queue.unread")));
    let duplicate = item
        .duplicate
        .then(|| flag("info", t("queue.duplicate.short"), t("queue.duplicate")));
    view! {
        <span class="review-queue__line">
            <a class="review-queue__link" id=format!("dossier-{id}") href=href title=title.clone() on:click=leave>{title.clone()}</a>
            {urgent}
            {unread}
            {duplicate}
        </span>
    }
    .into_any()
}

fn place_of(item: &QueueItem) -> String {
    match (&item.city, &item.department) {
        (Some(city), Some(department)) => format!("{city} ({department})"),
        (Some(city), None) => city.clone(),
        (None, Some(department)) => t_args("queue.online_in", &[("department", department)]),
        (None, None) => t("queue.online").to_owned(),
    }
}

/// Results of the automatic check as four marks.
#[component]
fn Marks(findings: QueueFindings) -> impl IntoView {
    let mark = |(criterion, outcome): (shared::criterion::Criterion, Outcome)| {
        let name = t_of("queue.criterion", criterion.as_str());
        let initial: String = name.chars().take(1).collect();
        let text = t_args(
            "queue.finding",
            &[
                ("criterion", &name),
                ("outcome", &t_of("queue.outcome", outcome.as_str())),
            ],
        );
        let sign = match outcome {
            Outcome::Met => "✓",
            Outcome::NotMet => "✗",
            Outcome::NeedsPerson => "?",
        };
        view! {
            <li class="review-queue__mark" data-outcome=outcome.as_str() title=text.clone()>
                <span aria-hidden="true">{initial}{sign}</span>
                <span class="ds-sr-only">{text.clone()}</span>
            </li>
        }
    };
    view! { <ul class="review-queue__marks">{findings.all().into_iter().map(mark).collect_view()}</ul> }
}
