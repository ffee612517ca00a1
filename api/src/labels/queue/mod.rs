//! The review queue as a table.
//!
//! [`QueueIndex`] holds the files that were submitted and not withdrawn in memory, and reads the log on each request, so that
//! a list contains every decision that was confirmed before. A query walks its order once: the page, the counters of the tabs, the
//! position of a file and the exports all come from that walk.

mod batch;
mod batch_undo;
mod duplicates;
mod entry;
mod export;
mod filter;
mod index;
mod kept;
mod list;
mod load;
mod marks;
mod order;
mod overview;
mod parameters;
mod position;
mod reading;
mod reviewers;
mod sort_key;
mod table;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod views;
mod walk;

pub(crate) use kept::QueueIndex;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_queue)
        .service(position::get_queue_position)
        .service(export::export_queue_csv)
        .service(export::export_queue_xlsx)
        .service(batch::label_events)
        .service(batch_undo::undo_label_events);
    overview::routes(cfg);
    views::routes(cfg);
    reading::routes(cfg);
}
