//! Area of the review queue that a caller may see.

use gazetteer::Gazetteer;
use ground::error::Error;
use http::Actor;
use http::query::invalid;
use shared::account::{Role, Scope};
use shared::place::{DepartmentCode, RegionCode, Territory};

/// Area of the country whose event submissions are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// The whole country, and online events without a commune.
    Everywhere,
    /// These territories; never empty.
    Within(Vec<Territory>),
}

impl Reach {
    /// Reach of the caller for the requested operation.
    pub(super) fn of(actor: &Actor) -> Self {
        let reaches = |role, scope| actor.operation.access().scope(role) == Some(scope);
        if Role::ALL
            .iter()
            .any(|role| actor.account.has(*role) && reaches(*role, Scope::Any))
        {
            return Self::Everywhere;
        }
        let own: Vec<_> = actor
            .account
            .grants
            .iter()
            .filter(|grant| reaches(grant.role, Scope::Territory))
            .map(|grant| grant.territory.clone())
            .collect();
        if own.contains(&Territory::National) {
            Self::Everywhere
        } else {
            Self::Within(own)
        }
    }

    /// Restricts the reach to the requested territory.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` when there is no such territory, `not_found` when none of it is within reach.
    pub(super) fn narrow(self, requested: Territory) -> Result<Self, Error> {
        let requested = Area::of(requested)?;
        match self {
            Self::Everywhere if requested.territory == Territory::National => Ok(Self::Everywhere),
            Self::Everywhere => Ok(Self::Within(vec![requested.territory])),
            Self::Within(own) => {
                let mut common = Vec::new();
                for territory in own {
                    let own = Area::of(territory)?;
                    if own.holds(&requested) {
                        return Ok(Self::Within(vec![requested.territory]));
                    }
                    if requested.holds(&own) {
                        common.push(own.territory);
                    }
                }
                if common.is_empty() {
                    Err(Error::not_found())
                } else {
                    Ok(Self::Within(common))
                }
            }
        }
    }
}

/// A territory with its department and region.
struct Area {
    territory: Territory,
    department: Option<DepartmentCode>,
    region: Option<RegionCode>,
}

impl Area {
    fn of(territory: Territory) -> Result<Self, Error> {
        let gazetteer = Gazetteer::embedded();
        let unknown = || invalid("territory", "there is no such territory");
        let (department, region) = match &territory {
            Territory::National => (None, None),
            Territory::Region(code) => {
                let region = gazetteer.region(code).ok_or_else(unknown)?;
                (None, Some(region.code.clone()))
            }
            Territory::Department(code) => {
                let department = gazetteer.department(code).ok_or_else(unknown)?;
                (
                    Some(department.code.clone()),
                    Some(department.region.clone()),
                )
            }
        };
        Ok(Self {
            territory,
            department,
            region,
        })
    }

    fn holds(&self, other: &Self) -> bool {
        self.territory
            .covers(other.department.as_ref(), other.region.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::problem::Code;

    fn within(own: &[&str]) -> Reach {
        Reach::Within(
            own.iter()
                .map(|text| Territory::parse(text).unwrap())
                .collect(),
        )
    }

    #[rstest]
    #[case::own(&["department:69"], "department:69", &["department:69"])]
    #[case::a_part_of_it(&["region:84"], "department:69", &["department:69"])]
    #[case::more_than_it(&["department:69", "department:75"], "region:84", &["department:69"])]
    #[case::the_country(&["department:69", "region:04"], "national", &["department:69", "region:04"])]
    fn the_requested_territory_is_restricted_to_the_reach(
        #[case] own: &[&str],
        #[case] requested: &str,
        #[case] seen: &[&str],
    ) {
        let requested = Territory::parse(requested).unwrap();

        assert_eq!(within(own).narrow(requested).unwrap(), within(seen));
    }

    #[rstest]
    #[case::elsewhere(within(&["department:69"]), "department:75", Code::NotFound)]
    #[case::no_department(within(&["department:69"]), "department:20", Code::InvalidParameter)]
    #[case::no_region(Reach::Everywhere, "region:99", Code::InvalidParameter)]
    fn an_unreachable_territory_is_rejected(
        #[case] reach: Reach,
        #[case] requested: &str,
        #[case] code: Code,
    ) {
        let requested = Territory::parse(requested).unwrap();

        assert_eq!(reach.narrow(requested).unwrap_err().code(), code);
    }

    #[test]
    fn unlimited_reach_is_restricted_to_the_requested_territory() {
        let requested = |text| Territory::parse(text).unwrap();

        assert_eq!(
            Reach::Everywhere.narrow(requested("national")).unwrap(),
            Reach::Everywhere
        );
        assert_eq!(
            Reach::Everywhere.narrow(requested("region:04")).unwrap(),
            within(&["region:04"])
        );
    }
}
