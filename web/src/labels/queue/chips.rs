use super::Desk;
use crate::labels::state_name;
use crate::messages::{t, t_args};
use crate::ui::Chip;
use leptos::prelude::*;
use shared::french::dates;
use shared::label::QueueQuery;

/// A filter that has no field in the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Other {
    States,
    Filed,
    Overdue,
    Placed,
}

impl Other {
    const ALL: [Self; 4] = [Self::States, Self::Filed, Self::Overdue, Self::Placed];

    /// The filter in words, if it is set.
    fn text(self, query: &QueueQuery) -> Option<String> {
        match self {
            Self::States => {
                let names: Vec<String> = query.state.iter().copied().map(state_name).collect();
                (!names.is_empty()).then(|| names.join(", "))
            }
            Self::Filed => filed(query),
            Self::Overdue => query.overdue.map(|overdue| {
                t(if overdue {
                    "queue.chip.overdue"
                } else {
                    "queue.chip.not_overdue"
                })
                .to_owned()
            }),
            Self::Placed => query.placed.map(|placed| {
                t(if placed {
                    "queue.chip.placed"
                } else {
                    "queue.chip.placeless"
                })
                .to_owned()
            }),
        }
    }

    fn remove(self, query: &mut QueueQuery) {
        match self {
            Self::States => query.state = Vec::new(),
            Self::Filed => {
                query.filed_from = None;
                query.filed_to = None;
            }
            Self::Overdue => query.overdue = None,
            Self::Placed => query.placed = None,
        }
    }
}

/// The days of the submission, in words.
fn filed(query: &QueueQuery) -> Option<String> {
    match (query.filed_from, query.filed_to) {
        (Some(first), Some(last)) => {
            let days = dates::days(first, last.max(first));
            Some(t_args("queue.chip.filed", &[("days", &days)]))
        }
        (Some(first), None) => {
            let day = dates::day(first);
            Some(t_args("queue.chip.filed.from", &[("day", &day)]))
        }
        (None, Some(last)) => {
            let day = dates::day(last);
            Some(t_args("queue.chip.filed.to", &[("day", &day)]))
        }
        (None, None) => None,
    }
}

/// Filters that another page has set, such as the day of the submission; each can be taken away.
#[component]
pub(super) fn OtherFilters(desk: Desk) -> impl IntoView {
    let set = Memo::new(move |_| {
        let address = desk.address.read();
        Other::ALL
            .into_iter()
            .filter_map(|filter| Some((filter, filter.text(&address.query)?)))
            .collect::<Vec<_>>()
    });
    let chip = move |(filter, text): (Other, String)| {
        let label = t_args("queue.chip.remove", &[("filter", &text)]);
        let press = move |_| {
            let address = desk.address.get_untracked();
            desk.go.run(address.with(|query| filter.remove(query)));
        };
        view! { <li><Chip text label on_remove=Callback::new(press)/></li> }
    };
    move || {
        let set = set.get();
        (!set.is_empty()).then(|| {
            view! {
                <ul class="review-queue-chips" aria-label=t("queue.chips")>
                    {set.into_iter().map(chip).collect_view()}
                </ul>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_other_filter_is_said_and_can_be_taken_away() {
        let mut query = QueueQuery::of_search(
            "state=submitted&filed_from=2018-03-12&filed_to=2018-03-12&overdue=false&placed=false&q=forge",
        );
        for filter in Other::ALL {
            assert!(filter.text(&query).is_some(), "{filter:?}");
            filter.remove(&mut query);
            assert_eq!(filter.text(&query), None);
        }
        assert_eq!(query, QueueQuery::of_search("q=forge"));
    }
}
