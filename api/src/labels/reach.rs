//! How far somebody sees the queue.

use gazetteer::Gazetteer;
use ground::error::Error;
use http::Actor;
use http::query::invalid;
use shared::account::{Role, Scope};
use shared::place::{DepartmentCode, RegionCode, Territory};

/// The part of the country whose files are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// All of it, and the events online that have no commune.
    Everywhere,
    /// These territories; never none.
    Within(Vec<Territory>),
}

impl Reach {
    /// What the operation reaches for this person.
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

    /// What of it lies in the territory that is asked for.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` when there is no such territory, `not_found` when nothing of it is within reach.
    pub(super) fn narrow(self, asked: Territory) -> Result<Self, Error> {
        let asked = Part::of(asked)?;
        match self {
            Self::Everywhere if asked.territory == Territory::National => Ok(Self::Everywhere),
            Self::Everywhere => Ok(Self::Within(vec![asked.territory])),
            Self::Within(own) => {
                let mut common = Vec::new();
                for territory in own {
                    let own = Part::of(territory)?;
                    if own.holds(&asked) {
                        return Ok(Self::Within(vec![asked.territory]));
                    }
                    if asked.holds(&own) {
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

/// A territory, and where it lies.
struct Part {
    territory: Territory,
    department: Option<DepartmentCode>,
    region: Option<RegionCode>,
}

impl Part {
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
    fn what_is_asked_for_is_cut_to_what_is_within_reach(
        #[case] own: &[&str],
        #[case] asked: &str,
        #[case] seen: &[&str],
    ) {
        let asked = Territory::parse(asked).unwrap();

        assert_eq!(within(own).narrow(asked).unwrap(), within(seen));
    }

    #[rstest]
    #[case::elsewhere(within(&["department:69"]), "department:75", Code::NotFound)]
    #[case::no_department(within(&["department:69"]), "department:20", Code::InvalidParameter)]
    #[case::no_region(Reach::Everywhere, "region:99", Code::InvalidParameter)]
    fn what_is_out_of_reach_is_not_there(
        #[case] reach: Reach,
        #[case] asked: &str,
        #[case] code: Code,
    ) {
        let asked = Territory::parse(asked).unwrap();

        assert_eq!(reach.narrow(asked).unwrap_err().code(), code);
    }

    #[test]
    fn who_reaches_everything_sees_what_is_asked_for() {
        let asked = |text| Territory::parse(text).unwrap();

        assert_eq!(
            Reach::Everywhere.narrow(asked("national")).unwrap(),
            Reach::Everywhere
        );
        assert_eq!(
            Reach::Everywhere.narrow(asked("region:04")).unwrap(),
            within(&["region:04"])
        );
    }
}
