//! People: the list with its filters, invitations to a role, and the sheet of one person.

mod grant_form;
mod invitations;
mod list_page;
mod sheet;
mod sheet_page;
mod sheet_state;

pub use list_page::PeoplePage;
pub use sheet_page::PersonPage;

use crate::api::Remote;
use crate::messages::{t, t_args, t_of};
use crate::ui::Choice;
use shared::account::{Grant, Role};
use shared::place::{Territories, Territory};

/// A role with its territory, in words.
pub(super) fn role_name(grant: &Grant, names: Remote<Territories>) -> String {
    let role = t_of("people.role", grant.role.as_str());
    if grant.role != Role::Referent {
        return role;
    }
    let territory = match &grant.territory {
        Territory::National => t("territory.national").to_owned(),
        territory => names
            .value()
            .and_then(|names| names.name_of(territory))
            .unwrap_or_else(|| territory.to_string()),
    };
    t_args(
        "people.role.in",
        &[("role", &role), ("territory", &territory)],
    )
}

/// These roles, as choices of a field.
fn roles(among: &[Role]) -> Vec<Choice> {
    among
        .iter()
        .map(|role| Choice::new(role.as_str(), t_of("people.role", role.as_str())))
        .collect()
}

/// All territories as choices, the whole country first.
fn territories(names: Remote<Territories>) -> Vec<Choice> {
    let Some(names) = names.value() else {
        return Vec::new();
    };
    let national = Choice::new(Territory::National.to_string(), t("territory.national"));
    let regions = names
        .regions
        .into_iter()
        .map(|region| Choice::new(Territory::Region(region.code).to_string(), region.name));
    let departments = names.departments.into_iter().map(|department| {
        let name = format!("{} ({})", department.name, department.code);
        Choice::new(Territory::Department(department.code).to_string(), name)
    });
    std::iter::once(national)
        .chain(regions)
        .chain(departments)
        .collect()
}
