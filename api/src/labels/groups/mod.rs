//! Shared review: groups, their rules and members, assignment of files, absences and conflicts of interest.
//!
//! The coordination does everything; the leads of a group add and remove its members and enter their absences. Every reviewer sees
//! the groups. A change of rules or members moves files in the same transaction.

mod absences;
mod access;
mod assign;
mod conflicts;
mod create;
mod delete;
mod get;
mod import_rules;
mod list;
mod members;
mod preview;
mod remove_member;
mod route;
mod set_rules;
mod update;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_review_groups)
        .service(create::create_review_group)
        .service(get::get_review_group)
        .service(update::update_review_group)
        .service(delete::delete_review_group)
        .service(set_rules::set_routing_rules)
        .service(preview::preview_routing_rules)
        .service(import_rules::import_routing_rules)
        .service(route::find_route)
        .service(members::import_group_members)
        .service(remove_member::set_group_member_role)
        .service(remove_member::remove_group_member)
        .service(assign::get_assignment)
        .service(assign::assign_file)
        .service(absences::list_review_absences)
        .service(absences::enter_review_absence)
        .service(absences::delete_review_absence)
        .service(conflicts::list_review_conflicts)
        .service(conflicts::declare_review_conflict)
        .service(conflicts::delete_review_conflict);
}
