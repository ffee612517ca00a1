//! Reusable components. They contain no domain terms: texts are passed as props.
//!
//! | Component | Purpose |
//! |---|---|
//! | [`Button`], [`LinkButton`] | an action; a link that looks like a button |
//! | [`TextField`], [`TextArea`], [`Select`] | one value, with label, hint and error |
//! | [`FileField`] | file input |
//! | [`Checkbox`], [`CheckboxGroup`], [`RadioGroup`] | choices |
//! | [`Combobox`] | selection from many options, by typing |
//! | [`ErrorSummary`] | all errors of a form, with links; takes the focus |
//! | [`ProblemAlert`], [`Notice`] | failed call with a way to continue; highlighted message |
//! | [`HtmlFrame`] | a page of HTML from elsewhere, shown apart |
//! | [`Fetched`], [`Loading`], [`Empty`] | fetched value, loading placeholder, empty state |
//! | [`Followed`] | fetched value that is fetched again while it is shown: its view is made once |
//! | [`ItemList`], [`Items`], [`PagedList`] | list whose rows stay while others come and go; the same, page by page |
//! | [`Dialog`], [`Disclosure`] | modal dialog; part of a form that is folded until it is needed |
//! | [`Tag`], [`Chip`] | state; removable choice |
//! | [`Stepper`], [`More`], [`RowTable`] | steps of a form; button for the rest of a list; table of a list |
//! | [`Announcer`] | announcements for screen readers |
//! | [`focus()`], [`focus_later`], [`go_to`] | moves of the focus, when the element that has it goes away |

mod alert;
mod announcer;
mod button;
mod choice;
mod combobox;
mod dialog;
mod disclosure;
mod error_summary;
mod fetched;
mod field;
mod file_field;
mod focus;
mod html_frame;
mod icon;
mod item_list;
mod paged_list;
mod pager;
mod row_table;
mod stepper;
mod tag;

pub use alert::{Notice, ProblemAlert};
pub use announcer::{Announcements, Announcer};
pub use button::{Button, ButtonKind, LinkButton};
pub use choice::{Checkbox, CheckboxGroup, Choice, RadioGroup};
pub use combobox::{Combobox, Suggestion};
pub use dialog::Dialog;
pub use disclosure::Disclosure;
pub use error_summary::{ErrorSummary, Fault, fault_at, faults_of, field_of};
pub use fetched::{Empty, Fetched, Followed, Loading};
pub use field::{Select, TextArea, TextField};
pub use file_field::FileField;
pub use focus::{focus, focus_heading, focus_later, go_to, go_to_element};
pub use html_frame::HtmlFrame;
pub use icon::{Glyph, Icon};
pub use item_list::{ItemList, Items};
pub use paged_list::{PageRequest, PagedList};
pub use pager::More;
pub use row_table::RowTable;
pub use stepper::Stepper;
pub use tag::{Chip, Tag, Tone};

/// Value of `aria-describedby`: the ids of a field's hint and error.
pub(crate) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-hint {id}-error")),
    }
}
