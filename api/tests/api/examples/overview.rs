//! The part of the scenario in which the coordination looks at the state of the reviews.

use super::recorder::Call;
use super::story::{EDITION, Story};

impl Story {
    /// The referent reads the overview of the own region; the coordination exports its tables.
    pub(super) async fn look_at_the_overview(&mut self) {
        let call = Call::of("get_overview")
            .with("edition", EDITION)
            .with("territory", "region:84");
        self.recorder.record(&self.referent, call).await;
        let call = Call::of("export_overview_csv")
            .with("edition", EDITION)
            .with("table", "territories");
        self.recorder.record(&self.coordinator, call).await;
    }
}
