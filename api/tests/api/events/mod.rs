//! Tests of event submissions, one file per operation.

mod additional;
mod arrival;
mod certificate;
mod change;
mod co_editing;
mod create;
mod deadlines;
mod duplicate;
mod duplicates;
mod external;
mod find;
mod history;
mod letters;
mod life_status;
mod list;
mod occurrence_state;
mod reading_link;
mod reminders;
mod renew;
mod report;
mod save;
mod submit;
mod validate;
mod visitor_messages;
mod withdraw;
