use crate::ui::Choice;
use shared::account::{Account, Role};
use shared::place::{Territories, Territory};

/// The territories to choose from: a referent's own, or all of them for other roles.
pub(in crate::labels) fn territories(
    account: &Account,
    names: Option<&Territories>,
) -> Vec<Choice> {
    let Some(names) = names else {
        return Vec::new();
    };
    let all = names
        .regions
        .iter()
        .map(|region| (Territory::Region(region.code.clone()), region.name.clone()))
        .chain(names.departments.iter().map(|department| {
            let name = format!("{} ({})", department.name, department.code);
            (Territory::Department(department.code.clone()), name)
        }));
    let whole = account.has(Role::Coordinator)
        || account.has(Role::Administrator)
        || account
            .grants
            .iter()
            .any(|grant| grant.territory == Territory::National);
    let region_of = |territory: &Territory| match territory {
        Territory::Department(code) => names
            .departments
            .iter()
            .find(|department| department.code == *code)
            .map(|department| department.region.clone()),
        Territory::National | Territory::Region(_) => None,
    };
    all.filter(|(territory, _)| {
        whole
            || account
                .grants
                .iter()
                .filter(|grant| grant.role == Role::Referent)
                .any(|grant| {
                    grant.territory == *territory
                        || region_of(territory)
                            .is_some_and(|region| grant.territory == Territory::Region(region))
                })
    })
    .map(|(territory, name)| Choice::new(territory.to_string(), name))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::account::Grant;
    use shared::place::{Department, Region};

    fn account(role: Role, territory: &str) -> Account {
        Account {
            id: "0190a1b2-0000-7000-8000-000000000001".parse().unwrap(),
            email: "camille@example.org".to_owned(),
            name: "Camille".to_owned(),
            verified: true,
            grants: vec![Grant {
                role,
                territory: Territory::parse(territory).unwrap(),
            }],
            language: shared::letter::Language::DEFAULT,
        }
    }

    fn names() -> Territories {
        let region = |code: &str, name: &str| Region {
            code: code.parse().unwrap(),
            name: name.to_owned(),
        };
        let department = |code: &str, region: &str| Department {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            region: region.parse().unwrap(),
        };
        Territories {
            regions: vec![
                region("84", "Auvergne-Rhône-Alpes"),
                region("04", "La Réunion"),
            ],
            departments: vec![
                department("69", "84"),
                department("38", "84"),
                department("974", "04"),
            ],
        }
    }

    #[test]
    fn a_referent_chooses_within_their_territory() {
        let values = |account: &Account| -> Vec<String> {
            territories(account, Some(&names()))
                .into_iter()
                .map(|choice| choice.value)
                .collect()
        };
        assert_eq!(
            values(&account(Role::Referent, "region:84")),
            ["region:84", "department:69", "department:38"]
        );
        assert_eq!(
            values(&account(Role::Referent, "department:974")),
            ["department:974"]
        );
        assert_eq!(values(&account(Role::Coordinator, "national")).len(), 5);
    }
}
