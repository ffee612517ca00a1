//! Read access to the outbox, for administrators; for everyone on a demonstration server.

mod get;
mod list;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_mails).service(get::get_mail);
}
