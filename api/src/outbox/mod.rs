//! The outbox, for administrators, who send letters again; to read, for everyone on a demonstration server. Mail servers report what
//! came back.

mod get;
mod list;
mod report;
mod resend;

pub(crate) use report::ReportKey;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_mails)
        .service(get::get_mail)
        .service(resend::resend_mail)
        .service(report::report_mail);
}
