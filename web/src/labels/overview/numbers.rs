use super::Shown;
use crate::labels::queue::Address;
use crate::messages::{number, plural, t, t_args, t_of};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::french::{dates, decimal};
use shared::label::{OverviewDrafts, OverviewNumber};

/// The numbers of all files, each a link to its list.
#[component]
pub(super) fn Numbers(shown: Shown) -> impl IntoView {
    let Shown { base, overview } = shown;
    let counts = overview.total;
    let item = move |of: &OverviewNumber| {
        let of = *of;
        let value = counts.of(of);
        let href = Address::of_query(of.query(&base)).href();
        let alarming = of == OverviewNumber::Overdue && value > 0;
        view! {
            <li class="overview-card" data-number=of.as_str() class:overview-card--alarming=alarming>
                <A href attr:class="overview-card__link">
                    <span class="overview-card__value">{number(value)}</span>
                    " "
                    <span class="overview-card__name">{t_of("overview.number", of.as_str())}</span>
                </A>
            </li>
        }
    };
    view! {
        <section class="overview-part" aria-labelledby="overview-now">
            <h2 class="overview-part__title" id="overview-now">{t("overview.now")}</h2>
            <ul class="overview-cards">{OverviewNumber::ALL.iter().map(item).collect_view()}</ul>
            <p class="overview-median">{median(counts.median_working_days)}</p>
        </section>
    }
}

/// A median delay in words.
fn median(days: Option<f64>) -> String {
    match days {
        None => t("overview.median.none").to_owned(),
        // In French, the plural begins with two.
        Some(days) if days < 2.0 => t_args("overview.median.one", &[("days", &decimal(days))]),
        Some(days) => t_args("overview.median.other", &[("days", &decimal(days))]),
    }
}

/// The drafts that nobody has submitted yet, or in time.
#[component]
pub(super) fn Drafts(drafts: OverviewDrafts) -> impl IntoView {
    let key = if drafts.missed {
        "overview.drafts.missed"
    } else {
        "overview.drafts.open"
    };
    let deadline = dates::moment(drafts.deadline);
    let text = plural(key, drafts.count).replace("{deadline}", &deadline);
    view! { <p class="overview-drafts">{text}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_said_in_french() {
        assert!(median(None).ends_with("aucune réponse"));
        assert!(median(Some(1.5)).ends_with("1,5 jour ouvré"));
        assert!(median(Some(2.0)).ends_with("2 jours ouvrés"));
    }
}
