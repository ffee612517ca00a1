//! Accounts of the demonstration: organisers, referents, coordination and administration.

use super::regions::SHARES;
use super::trades::{FIRST_NAMES, NAMES};
use crate::accounts::passwords::Passwords;
use crate::accounts::people::{self, NewAccount};
use gazetteer::Gazetteer;
use http::Services;
use shared::account::{Grant, Role};
use shared::id::AccountId;
use shared::place::{RegionCode, Territory};
use shared::text::slug;
use std::collections::BTreeMap;

/// Password of every account of the demonstration.
pub(crate) const PASSWORD: &str = "semaine-industrie";

/// Accounts announced at startup: address and role, in French.
pub(crate) const SHOWN: &[(&str, &str)] = &[
    (ORGANISER, "organisatrice"),
    (
        "referent.auvergne-rhone-alpes@example.org",
        "référente de la région Auvergne-Rhône-Alpes",
    ),
    ("referent.la-reunion@example.org", "référent de La Réunion"),
    (COORDINATOR, "coordination nationale"),
    (ADMINISTRATOR, "administration"),
];

const ORGANISER: &str = "organisatrice@example.org";
const COORDINATOR: &str = "coordination@example.org";
const ADMINISTRATOR: &str = "administration@example.org";
/// Number of organisers besides the announced one.
const OTHERS: usize = 60;

/// Accounts of the demonstration.
pub(super) struct People {
    /// Organiser whose account is announced at start.
    pub(super) organiser: AccountId,
    /// Organisers of most events, without announced accounts.
    pub(super) others: Vec<AccountId>,
    /// Referent of each region.
    referents: BTreeMap<RegionCode, AccountId>,
    /// Coordinator for the whole country.
    pub(super) coordinator: AccountId,
}

impl People {
    /// Creates all accounts, with the same password.
    pub(super) fn create(services: &Services) -> anyhow::Result<Self> {
        let password_hash = Passwords::new()?.hash_now(PASSWORD)?;
        let gazetteer = Gazetteer::embedded();
        let people = services.db.write_now(|conn| {
            let mut create = |email: String, name: String, grant: Option<Grant>| {
                let new_account = NewAccount {
                    email,
                    name,
                    password_hash: password_hash.clone(),
                    verified: true,
                };
                let id = people::create(conn, &services.clock, &new_account)?;
                if let Some(grant) = grant {
                    people::grant(conn, &services.clock, id, &grant)?;
                }
                Ok::<_, ground::error::Error>(id)
            };
            let national = |role| {
                Some(Grant {
                    role,
                    territory: Territory::National,
                })
            };
            let organiser = create(ORGANISER.into(), "Camille Martin".into(), None)?;
            let coordinator = create(
                COORDINATOR.into(),
                "Dominique Lefèvre".into(),
                national(Role::Coordinator),
            )?;
            create(
                ADMINISTRATOR.into(),
                "Claude Renaud".into(),
                national(Role::Administrator),
            )?;
            let mut referents = BTreeMap::new();
            for (i, (code, _)) in SHARES.iter().enumerate() {
                let region = gazetteer
                    .territories()
                    .regions
                    .iter()
                    .find(|region| region.code.as_str() == *code);
                if let Some(region) = region {
                    let grant = Grant {
                        role: Role::Referent,
                        territory: Territory::Region(region.code.clone()),
                    };
                    let id = create(
                        format!("referent.{}@example.org", slug(&region.name)),
                        name(i),
                        Some(grant),
                    )?;
                    referents.insert(region.code.clone(), id);
                }
            }
            let others = (1..=OTHERS)
                .map(|i| {
                    create(
                        format!("organisation-{i:02}@example.org"),
                        name(i + SHARES.len()),
                        None,
                    )
                })
                .collect::<Result<_, _>>()?;
            Ok(Self {
                organiser,
                others,
                referents,
                coordinator,
            })
        })?;
        Ok(people)
    }

    /// Referent of a region; the national coordination without a region.
    pub(super) fn referent(&self, region: Option<&RegionCode>) -> (AccountId, Role) {
        region
            .and_then(|region| self.referents.get(region))
            .map_or((self.coordinator, Role::Coordinator), |id| {
                (*id, Role::Referent)
            })
    }
}

fn name(i: usize) -> String {
    let of =
        |list: &[&'static str], at: usize| list.get(at % list.len()).copied().unwrap_or_default();
    format!("{} {}", of(FIRST_NAMES, i * 5), of(NAMES, i * 7))
}
