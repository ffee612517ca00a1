//! Parts of the list of an organiser's own events.

mod archive;
mod deadline_calendar;
mod expected;
mod files;
mod progress;
mod renew;

pub use archive::Archive;
pub use deadline_calendar::DeadlineCalendarSection;
pub use expected::ExpectedFiles;
pub use files::FilteredFiles;
pub use progress::Progress;
pub use renew::{RenewAll, RenewButton};

use crate::clock;
use crate::messages::{t, t_args};
use shared::edition::EditionSummary;
use shared::event::{EventFileSummary, ExpectedTask, SeriesEvent};

/// Title of a submission, or words in its place.
pub fn title_of(title: &str) -> String {
    if title.trim().is_empty() {
        t("file.untitled").to_owned()
    } else {
        title.to_owned()
    }
}

/// The edition in which a draft can be created and submitted now.
pub fn open_edition(editions: &[EditionSummary]) -> Option<&EditionSummary> {
    let now = clock::now();
    editions
        .iter()
        .find(|edition| edition.takes_filings_somewhere(now))
}

/// Task of the organiser for a submission, with its deadline, as a sentence; `None` when there is none.
pub fn expectation(file: &EventFileSummary) -> Option<String> {
    let expected = file.expected?;
    let at = expected.by.map(|by| clock::moment_in(by, file.zone()));
    Some(match (expected.task, at) {
        (ExpectedTask::Submit, Some(at)) => t_args("file.expected.submit.by", &[("at", &at)]),
        (ExpectedTask::Submit, None) => t("file.expected.submit").to_owned(),
        (ExpectedTask::Correct, Some(at)) => t_args("file.expected.correct.by", &[("at", &at)]),
        (ExpectedTask::Correct, None) => t("file.expected.correct").to_owned(),
    })
}

/// Links to the events of the same series in other editions: address and text.
pub fn series_links(series: &[SeriesEvent]) -> Vec<(String, String)> {
    series
        .iter()
        .map(|other| {
            let href = format!("/mes-evenements/{}", other.id);
            (
                href,
                t_args("file.series.edition", &[("edition", &other.edition)]),
            )
        })
        .collect()
}
