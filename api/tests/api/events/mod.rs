//! Tests of event submissions, one file per operation.

mod co_editing;
mod create;
mod duplicate;
mod external;
mod find;
mod history;
mod letters;
mod life_status;
mod list;
mod occurrence_state;
mod reading_link;
mod reminders;
mod save;
mod submit;
mod validate;
mod withdraw;
