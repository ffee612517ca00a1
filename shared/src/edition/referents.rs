//! The services that examine the events of each territory, and how organisers reach them.

use super::Edition;
use super::faults::{Faults, TERRITORIES_MAX};
use crate::place::{DepartmentCode, RegionCode, Territory};
use crate::problem::Code;
use crate::text::{self, Limits};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Maximum length of the name of a service, in characters.
const SERVICE_MAX: usize = 200;

/// The service that examines the events of a territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferentService {
    /// Territory whose events the service examines.
    pub territory: Territory,
    /// Name of the service, in French; 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(example = "DREETS Auvergne-Rhône-Alpes"))]
    pub service: String,
    /// E-mail address for organisers.
    #[cfg_attr(feature = "openapi", schema(example = "referent.84@example.org"))]
    pub email: String,
    /// Telephone number for organisers; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "04 65 71 00 84"))]
    pub phone: Option<String>,
}

impl ReferentService {
    /// Address and number, such as `referent.84@example.org, 04 65 71 00 84`.
    pub fn contact(&self) -> String {
        match &self.phone {
            Some(phone) => format!("{}, {phone}", self.email),
            None => self.email.clone(),
        }
    }
}

impl Edition {
    /// The service that examines events in a department and region: the department's own if it has one, else the region's,
    /// else the national one. Pass `None` for an online event whose organiser gives no commune.
    pub fn referent_for(
        &self,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Option<&ReferentService> {
        Territory::nearest(&self.referents, |it| &it.territory, department, region)
    }

    /// Checks the services: two for one territory, no name, an ill-formed address or number.
    pub(super) fn check_referents(&self, faults: &mut Faults) {
        faults.check_count("/referents", self.referents.len(), TERRITORIES_MAX);
        let mut seen = HashSet::new();
        for (at, it) in self.referents.iter().enumerate().take(TERRITORIES_MAX) {
            let place = format!("/referents/{at}");
            if !seen.insert(&it.territory) {
                let pointer = format!("{place}/territory");
                faults.add(&pointer, Code::Duplicate, "is a duplicate");
            }
            let name = Limits::line(1, SERVICE_MAX);
            faults.check_text(&format!("{place}/service"), name, &it.service, true);
            if let Err(fault) = text::email(&format!("{place}/email"), &it.email) {
                faults.0.push(fault);
            }
            if let Some(phone) = &it.phone
                && let Err(fault) = text::phone(&format!("{place}/phone"), phone)
            {
                faults.0.push(fault);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn service(territory: &str) -> ReferentService {
        ReferentService {
            territory: territory.parse().unwrap(),
            service: format!("Service de {territory}"),
            email: "referent@example.org".to_owned(),
            phone: Some("01 99 00 00 01".to_owned()),
        }
    }

    fn edition(referents: Vec<ReferentService>) -> Edition {
        let mut edition: Edition =
            serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap();
        edition.referents = referents;
        edition
    }

    #[rstest]
    #[case(Some("69"), Some("84"), Some("department:69"))]
    #[case(Some("01"), Some("84"), Some("region:84"))]
    #[case(Some("75"), Some("11"), Some("national"))]
    #[case(None, None, Some("national"))]
    fn the_nearest_service_examines_an_event(
        #[case] department: Option<&str>,
        #[case] region: Option<&str>,
        #[case] expected: Option<&str>,
    ) {
        let all = ["national", "region:84", "department:69"].map(service);
        let edition = edition(all.to_vec());
        let department = department.map(|code| DepartmentCode::parse(code).unwrap());
        let region = region.map(|code| RegionCode::parse(code).unwrap());

        let found = edition.referent_for(department.as_ref(), region.as_ref());

        assert_eq!(
            found.map(|it| it.territory.to_string()).as_deref(),
            expected
        );
    }

    #[test]
    fn without_a_service_there_is_nobody_to_name() {
        let region = RegionCode::parse("84").unwrap();

        assert_eq!(edition(Vec::new()).referent_for(None, Some(&region)), None);
        let elsewhere = edition(vec![service("region:11")]);
        assert_eq!(elsewhere.referent_for(None, Some(&region)), None);
    }

    #[rstest]
    #[case::duplicate(|all: &mut Vec<ReferentService>| all.push(service("region:84")), "/referents/1/territory")]
    #[case::no_name(|all: &mut Vec<ReferentService>| all[0].service = " ".to_owned(), "/referents/0/service")]
    #[case::address(|all: &mut Vec<ReferentService>| all[0].email = "referent@".to_owned(), "/referents/0/email")]
    #[case::number(|all: &mut Vec<ReferentService>| all[0].phone = Some("zéro".to_owned()), "/referents/0/phone")]
    fn the_services_are_checked(
        #[case] spoil: fn(&mut Vec<ReferentService>),
        #[case] expected: &str,
    ) {
        let mut referents = vec![service("region:84")];
        assert_eq!(edition(referents.clone()).faults(), Vec::<String>::new());
        spoil(&mut referents);

        let faults = edition(referents).faults();

        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(expected), "{faults:?}");
    }
}
