use super::Shown;
use super::export::ExportButton;
use super::link::NumberLink;
use crate::messages::{number, t, t_args};
use crate::ui::{Disclosure, RowTable};
use leptos::prelude::*;
use shared::french::dates;
use shared::label::{OverviewDay, OverviewTable};

/// Height of the drawing, in its own units.
const HEIGHT: u64 = 100;
/// Width of a day in the drawing, and of its bar.
const STEP: usize = 10;
const BAR: usize = 8;

/// Submissions per day: a drawing for the eye, and the same as a table whose numbers open their lists.
#[component]
pub(super) fn Days(shown: Shown) -> impl IntoView {
    let Shown { base, overview } = shown;
    let days = overview.days;
    let (content, ways) = if days.is_empty() {
        let none = view! { <p>{t("overview.days.none")}</p> };
        (none.into_any(), ().into_any())
    } else {
        let export = base.clone();
        let row = move |day: OverviewDay| {
            let name = dates::long_day(day.day);
            let query = day.query(&base);
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader">{name.clone()}</th>
                    <td role="cell"><NumberLink value=day.filed query what=t("overview.number.filed") place=name/></td>
                </tr>
            }
        };
        let head = view! {
            <th scope="col" role="columnheader">{t("overview.column.day")}</th>
            <th scope="col" role="columnheader">{t("overview.number.filed")}</th>
        }
        .into_any();
        let parts = view! {
            <Chart days=days.clone()/>
            <Disclosure title=t("overview.days.table") needed=false>
                <RowTable class="overview-days" caption=t("overview.days") head>
                    {days.into_iter().rev().map(row).collect_view()}
                </RowTable>
            </Disclosure>
        };
        let ways = view! { <ExportButton base=export table=OverviewTable::Days/> };
        (parts.into_any(), ways.into_any())
    };
    view! {
        <section class="overview-part" aria-labelledby="overview-days">
            <div class="overview-part__head">
                <h2 class="overview-part__title" id="overview-days">{t("overview.days")}</h2>
                {ways}
            </div>
            {content}
        </section>
    }
}

#[component]
fn Chart(days: Vec<OverviewDay>) -> impl IntoView {
    let most = days.iter().map(|day| day.filed).max().unwrap_or_default();
    let all: u64 = days.iter().map(|day| day.filed).sum();
    let first = days.first().map(|day| dates::day(day.day));
    let last = days.last().map(|day| dates::day(day.day));
    let label = t_args(
        "overview.days.chart",
        &[
            ("n", &number(all)),
            ("first", &first.clone().unwrap_or_default()),
            ("last", &last.clone().unwrap_or_default()),
            ("most", &number(most)),
        ],
    );
    let box_of = format!("0 0 {} {HEIGHT}", days.len() * STEP);
    let bar = move |(place, day): (usize, OverviewDay)| {
        let height = height(day.filed, most);
        view! {
            <rect class="overview-chart__bar" x=(place * STEP + 1).to_string() y=(HEIGHT - height).to_string() width=BAR.to_string() height=height.to_string()></rect>
        }
    };
    view! {
        <figure class="overview-chart">
            <svg class="overview-chart__drawing" viewBox=box_of preserveAspectRatio="none" role="img" aria-label=label>
                {days.into_iter().enumerate().map(bar).collect_view()}
            </svg>
            <figcaption class="overview-chart__ends" aria-hidden="true">
                <span>{first}</span>
                <span>{last}</span>
            </figcaption>
        </figure>
    }
}

/// Height of a bar: the highest fills the drawing, and one file is seen.
fn height(filed: u64, most: u64) -> u64 {
    match (filed, most) {
        (0, _) | (_, 0) => 0,
        (filed, most) => (filed.saturating_mul(HEIGHT) / most).clamp(1, HEIGHT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_proportional_and_one_file_is_seen() {
        assert_eq!(height(0, 500), 0);
        assert_eq!(height(1, 500), 1);
        assert_eq!(height(250, 500), 50);
        assert_eq!(height(500, 500), HEIGHT);
        assert_eq!(height(0, 0), 0);
    }
}
