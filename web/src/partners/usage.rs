use crate::api::{Remote, partners};
use crate::messages::{number, t, t_args};
use crate::ui::{Disclosure, Fetched, RowTable};
use leptos::prelude::*;
use shared::french::dates;
use shared::id::PartnerSpaceId;
use shared::partner::{KeyRequests, KeyUsage, PartnerUsage, WebhookAttempts, WebhookUsage};

/// Width of the longest bar, in the units of its drawing.
const WIDTH: u64 = 100;
/// Heads of the columns, in the order of the numbers of a line.
const OF_KEYS: &[&str] = &["usage.read", "usage.write", "usage.refused", "usage.failed"];
const OF_WEBHOOKS: &[&str] = &["usage.attempts.delivered", "usage.attempts.failed"];

/// Figures of the partner's use in the last thirty days.
#[component]
pub(super) fn Usage(id: PartnerSpaceId) -> impl IntoView {
    let usage = Remote::<PartnerUsage>::new(move || partners::get_usage(id));
    view! {
        <h3>{t("usage.title")}</h3>
        <Fetched of=usage lines=3 then=shown/>
    }
}

/// A row of a table.
struct Line {
    name: String,
    numbers: Vec<u64>,
}

impl Line {
    fn all(&self) -> u64 {
        self.numbers.iter().sum()
    }
}

/// A key or a webhook: its sum, and its days.
struct Part {
    sum: Line,
    days: Vec<Line>,
}

fn of_requests(requests: KeyRequests) -> Vec<u64> {
    let KeyRequests {
        read,
        write,
        refused,
        failed,
    } = requests;
    vec![read, write, refused, failed]
}

fn of_attempts(attempts: WebhookAttempts) -> Vec<u64> {
    let WebhookAttempts { delivered, failed } = attempts;
    vec![delivered, failed]
}

impl From<KeyUsage> for Part {
    fn from(usage: KeyUsage) -> Self {
        let days = usage.days.into_iter().map(|day| Line {
            name: dates::short_day(day.day),
            numbers: of_requests(day.requests),
        });
        Self {
            sum: Line {
                name: usage.name,
                numbers: of_requests(usage.total),
            },
            days: days.collect(),
        }
    }
}

impl From<WebhookUsage> for Part {
    fn from(usage: WebhookUsage) -> Self {
        let days = usage.days.into_iter().map(|day| Line {
            name: dates::short_day(day.day),
            numbers: of_attempts(day.attempts),
        });
        Self {
            sum: Line {
                name: usage.name,
                numbers: of_attempts(usage.total),
            },
            days: days.collect(),
        }
    }
}

fn shown(usage: PartnerUsage) -> AnyView {
    let PartnerUsage {
        from,
        to,
        keys,
        webhooks,
    } = usage;
    let text = t_args(
        "usage.text",
        &[("first", &dates::day(from)), ("last", &dates::day(to))],
    );
    let is_empty = keys.is_empty() && webhooks.is_empty();
    let keys: Vec<Part> = keys.into_iter().map(Part::from).collect();
    let webhooks: Vec<Part> = webhooks.into_iter().map(Part::from).collect();
    view! {
        <p>{text}</p>
        {is_empty.then(|| view! { <p>{t("usage.none")}</p> })}
        {figures("usage.keys", "usage.key", OF_KEYS, keys)}
        {figures("usage.webhooks", "usage.webhook", OF_WEBHOOKS, webhooks)}
        <p>{t("usage.embeds")}</p>
    }
    .into_any()
}

/// The sums of keys or webhooks, and the days of each; nothing without any.
fn figures(
    title: &'static str,
    first: &'static str,
    columns: &'static [&'static str],
    parts: Vec<Part>,
) -> Option<AnyView> {
    if parts.is_empty() {
        return None;
    }
    let mut sums = Vec::new();
    let mut by_day = Vec::new();
    for Part { sum, days } in parts {
        let title = t_args("usage.by_day", &[("name", &sum.name)]);
        let caption = title.clone();
        let last = Line {
            name: t("usage.sum").to_owned(),
            numbers: sum.numbers.clone(),
        };
        sums.push(sum);
        by_day.push(view! {
            <Disclosure title=Signal::stored(title) needed=false>
                {table(caption, "usage.day", columns, days, Some(last))}
            </Disclosure>
        });
    }
    let view = view! {
        <h4>{t(title)}</h4>
        {table(t(title).to_owned(), first, columns, sums, None)}
        {by_day}
    };
    Some(view.into_any())
}

fn table(
    caption: String,
    first: &'static str,
    columns: &'static [&'static str],
    lines: Vec<Line>,
    sum: Option<Line>,
) -> AnyView {
    let name =
        |column: &'static str| view! { <th scope="col" role="columnheader">{t(column)}</th> };
    let head = view! {
        {name(first)}
        {columns.iter().copied().map(name).collect_view()}
    }
    .into_any();
    view! { <RowTable class="partner-usage" caption head>{rows(lines, sum)}</RowTable> }.into_any()
}

/// The rows of a table, those of `lines` with bars.
fn rows(lines: Vec<Line>, sum: Option<Line>) -> Vec<AnyView> {
    let most = lines.iter().map(Line::all).max().unwrap_or_default();
    let barred = lines.into_iter().map(|line| {
        let width = width(line.all(), most);
        row(line, Some(width))
    });
    barred.chain(sum.map(|line| row(line, None))).collect()
}

/// A row, with a bar of a width below its name.
fn row(line: Line, width: Option<u64>) -> AnyView {
    let bar = width.map(|width| {
        view! {
            <svg class="partner-usage__bar" viewBox=format!("0 0 {WIDTH} 4") preserveAspectRatio="none" aria-hidden="true">
                <rect width=width.to_string() height="4"></rect>
            </svg>
        }
    });
    let cell = |n: u64| view! { <td role="cell">{number(n)}</td> };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{line.name} {bar}</th>
            {line.numbers.into_iter().map(cell).collect_view()}
        </tr>
    }
    .into_any()
}

/// Width of a bar: the longest fills the drawing, and one request is seen.
fn width(n: u64, most: u64) -> u64 {
    match (n, most) {
        (0, _) | (_, 0) => 0,
        (n, most) => (n.saturating_mul(WIDTH) / most).clamp(1, WIDTH),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_drawing_and_one_request_is_seen() {
        let widths = [(0, 0), (0, 9), (1, 100_000), (50, 100), (100, 100)];

        let found = widths.map(|(n, most)| width(n, most));

        assert_eq!(found, [0, 0, 1, 50, WIDTH]);
    }
}
