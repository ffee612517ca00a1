//! The parts that pages are made of. They know no word of the domain: texts come in as props.
//!
//! | Part | For |
//! |---|---|
//! | [`Button`], [`LinkButton`] | an action; a link that looks like one |
//! | [`TextField`], [`TextArea`], [`Select`] | one value, with label, hint and error |
//! | [`FileField`] | a file to choose |
//! | [`Checkbox`], [`CheckboxGroup`], [`RadioGroup`] | choices |
//! | [`Combobox`] | a choice among many, by typing |
//! | [`ErrorSummary`] | all faults of a form, with links; takes the focus |
//! | [`ProblemAlert`], [`Notice`] | a failure with a way on; something to know |
//! | [`Fetched`], [`Loading`], [`Empty`] | what is awaited, what is not there |
//! | [`Dialog`] | a question that stops everything else |
//! | [`Tag`], [`Chip`] | a state; a choice that can be taken back |
//! | [`Stepper`], [`More`] | where one is; the rest of a list |
//! | [`Announcer`] | what a screen reader should hear |

mod alert;
mod announcer;
mod button;
mod choice;
mod combobox;
mod dialog;
mod error_summary;
mod fetched;
mod field;
mod file_field;
mod icon;
mod pager;
mod stepper;
mod tag;

pub use alert::{Notice, ProblemAlert};
pub use announcer::{Announcements, Announcer};
pub use button::{Button, ButtonKind, LinkButton};
pub use choice::{Checkbox, CheckboxGroup, Choice, RadioGroup};
pub use combobox::{Combobox, Suggestion};
pub use dialog::Dialog;
pub use error_summary::{ErrorSummary, Fault, fault_at, faults_of, field_of};
pub use fetched::{Empty, Fetched, Loading};
pub use field::{Select, TextArea, TextField};
pub use file_field::FileField;
pub use icon::{Glyph, Icon};
pub use pager::More;
pub use stepper::Stepper;
pub use tag::{Chip, Tag, Tone};

/// Ids of what stands beside a field, for `aria-describedby`.
pub(crate) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-hint {id}-error")),
    }
}
