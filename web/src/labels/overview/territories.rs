use super::Shown;
use super::export::ExportButton;
use super::link::NumberLink;
use super::unfolded::Unfolded;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Button, ButtonKind, RowTable};
use leptos::prelude::*;
use shared::french::decimal;
use shared::label::{OverviewCounts, OverviewNumber, OverviewTable, OverviewTerritory, QueueQuery};
use shared::place::{RegionCode, Territory};

/// A region with its departments, or a row of its own.
#[derive(Debug, Clone)]
struct Block {
    /// The region whose departments fold; absent for a row without departments.
    region: Option<RegionCode>,
    first: OverviewTerritory,
    departments: Vec<OverviewTerritory>,
}

/// Each region with the departments that follow it. Departments without a region before them are rows of their own.
fn blocks(rows: Vec<OverviewTerritory>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for row in rows {
        let is_department = matches!(row.territory, Some(Territory::Department(_)));
        let region = match &row.territory {
            Some(Territory::Region(code)) => Some(code.clone()),
            Some(Territory::Department(_) | Territory::National) | None => None,
        };
        match blocks.last_mut() {
            Some(block) if is_department && block.region.is_some() => block.departments.push(row),
            _ => blocks.push(Block {
                region,
                first: row,
                departments: Vec::new(),
            }),
        }
    }
    blocks
}

/// A row for each region, under which its departments unfold.
#[component]
pub(super) fn TerritoryTable(shown: Shown) -> impl IntoView {
    let Shown { base, overview } = shown;
    let unfolded = Unfolded::of_page();
    let (content, ways) = if overview.territories.is_empty() {
        let none = view! { <p>{t("overview.territories.none")}</p> };
        (none.into_any(), ().into_any())
    } else {
        let head = view! {
            <th scope="col" role="columnheader">{t("overview.column.territory")}</th>
            {OverviewNumber::ALL.iter().map(|number| view! { <th scope="col" role="columnheader">{t_of("overview.number", number.as_str())}</th> }).collect_view()}
            <th scope="col" role="columnheader">{t("overview.column.median")}</th>
        }
        .into_any();
        let export = base.clone();
        let blocks = blocks(overview.territories);
        let folding: Vec<RegionCode> = blocks
            .iter()
            .filter_map(|block| block.region.clone())
            .collect();
        // The departments of the only region are what the page is about.
        let folds = folding.len() > 1;
        let base = StoredValue::new(base);
        let block = move |block: Block| {
            view! { <BlockRows block base unfolded=folds.then_some(unfolded)/> }
        };
        let table = view! {
            <div class="overview-scroll" role="region" aria-labelledby="overview-territories" tabindex="0">
                <RowTable class="overview-table" caption=t("overview.territories") head>
                    {blocks.into_iter().map(block).collect_view()}
                </RowTable>
            </div>
        };
        let ways = view! {
            <div class="overview-part__ways">
                {folds.then(|| view! { <FoldAll unfolded regions=folding/> })}
                <ExportButton base=export table=OverviewTable::Territories/>
            </div>
        };
        (table.into_any(), ways.into_any())
    };
    view! {
        <section class="overview-part" aria-labelledby="overview-territories">
            <div class="overview-part__head">
                <h2 class="overview-part__title" id="overview-territories">{t("overview.territories")}</h2>
                {ways}
            </div>
            {content}
        </section>
    }
}

/// Unfolds every region, or folds them all.
#[component]
fn FoldAll(unfolded: Unfolded, regions: Vec<RegionCode>) -> impl IntoView {
    let regions = StoredValue::new(regions);
    let is_all = Memo::new(move |_| regions.with_value(|all| unfolded.has_all(all)));
    let press = Callback::new(move |_| {
        let none = is_all.get_untracked();
        unfolded.set(if none {
            Vec::new()
        } else {
            regions.get_value()
        });
    });
    view! {
        <div>
            <Button kind=ButtonKind::Quiet on_press=press>
                {move || t(if is_all.get() { "overview.fold_all" } else { "overview.unfold_all" })}
            </Button>
        </div>
    }
}

/// The row of a block, and its departments while they are unfolded. Without `unfolded` they always are.
#[component]
fn BlockRows(
    block: Block,
    base: StoredValue<QueueQuery>,
    unfolded: Option<Unfolded>,
) -> impl IntoView {
    let Block {
        region,
        first,
        departments,
    } = block;
    let fold = unfolded
        .zip(region.clone())
        .filter(|_| !departments.is_empty());
    let is_open = {
        let fold = fold.clone();
        Memo::new(move |_| {
            fold.as_ref()
                .is_none_or(|(unfolded, region)| unfolded.has(region))
        })
    };
    let departments = StoredValue::new(departments);
    view! {
        <Row row=first base is_region=region.is_some() fold is_open/>
        {move || is_open.get().then(|| {
            let rows = departments.get_value().into_iter();
            rows.map(|row| view! { <Row row base is_region=false fold=None is_open/> }).collect_view()
        })}
    }
}

#[component]
fn Row(
    row: OverviewTerritory,
    base: StoredValue<QueueQuery>,
    is_region: bool,
    /// The region that the row folds and unfolds.
    fold: Option<(Unfolded, RegionCode)>,
    /// True while it is unfolded.
    is_open: Memo<bool>,
) -> impl IntoView {
    let base = base.with_value(|base| row.base(base));
    let name = row
        .name
        .unwrap_or_else(|| t("overview.placeless").to_owned());
    let counts: OverviewCounts = row.counts;
    let place = name.clone();
    let cell = move |of: &OverviewNumber| {
        view! {
            <td role="cell">
                <NumberLink value=counts.of(*of) query=of.query(&base) what=t_of("overview.number", of.as_str()) place=place.clone()/>
            </td>
        }
    };
    let title = match fold {
        None => name.into_any(),
        Some((unfolded, region)) => {
            let label = t_args("overview.fold", &[("region", &name)]);
            view! {
                <button
                    class="overview-fold"
                    type="button"
                    aria-label=label
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    on:click=move |_| unfolded.turn(&region)
                >
                    {name}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <tr role="row" class:overview-table__region=is_region>
            <th scope="row" role="rowheader">{title}</th>
            {OverviewNumber::ALL.iter().map(cell).collect_view()}
            <td role="cell">{counts.median_working_days.map(decimal)}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(territory: Option<&str>) -> OverviewTerritory {
        OverviewTerritory {
            territory: territory.map(|text| Territory::parse(text).unwrap()),
            name: None,
            counts: OverviewCounts::default(),
        }
    }

    #[test]
    fn departments_are_under_their_region() {
        let rows = [
            Some("region:84"),
            Some("department:01"),
            Some("department:69"),
            Some("region:04"),
            None,
        ];
        let found: Vec<_> = blocks(rows.map(row).into())
            .into_iter()
            .map(|block| (block.region.is_some(), block.departments.len()))
            .collect();
        assert_eq!(found, [(true, 2), (true, 0), (false, 0)]);
        let alone = blocks(vec![row(Some("department:69"))]);
        assert!(alone.iter().all(|block| block.region.is_none()));
    }
}
