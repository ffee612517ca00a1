//! The part of the scenario in which the certificate of a label is downloaded and verified.

use super::recorder::Call;
use super::story::{File, Story};
use reqwest::header;

/// Certificate code that replaces the random one in the examples.
const CODE: &str = "7K3QX-9TB43";

impl Story {
    /// The organiser downloads the certificate, and a visitor verifies its code.
    pub(super) async fn certify(&mut self, labelled: &File) {
        let call = labelled.call("get_certificate");
        let answer = self.recorder.record(&self.organiser, call).await;
        let saved = answer.header(header::CONTENT_DISPOSITION);
        let name = saved.and_then(|saved| saved.strip_suffix(".pdf\""));
        let name = name.expect("a file name");
        let code = name.split_at(name.len() - CODE.len()).1.to_owned();
        self.recorder.stable.hide(&code, CODE);
        let call = Call::of("check_certificate").with("code", code);
        self.recorder.record(&self.visitor, call).await;
    }
}
