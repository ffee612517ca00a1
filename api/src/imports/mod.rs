//! Import of events from tables: a file is uploaded and previewed, its rows become drafts, and the whole can be undone.
//!
//! Work that takes longer than a moment is a job ([`work`]), which stores its results and its progress in the same transactions. A
//! request waits for it for some seconds, and answers 202 if it is not done by then.

mod commit;
mod create;
mod find;
mod link;
mod list;
mod map;
mod plan;
mod prefill;
pub(crate) mod queries;
mod revert;
mod stored;
mod take;
mod template;
mod undo;
mod wait;
mod work;

pub(crate) use work::jobs;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(create::create_import)
        .service(list::list_imports)
        .service(template::get_import_template)
        .service(prefill::prefill_event_form)
        .service(link::make_prefilled_link)
        .service(find::get_import)
        .service(map::map_import)
        .service(commit::commit_import)
        .service(undo::undo_import);
}
