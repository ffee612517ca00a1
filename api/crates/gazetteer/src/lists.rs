use super::table::table;
use anyhow::{Context as _, ensure};
use shared::place::{CommuneGroupSummary, EpciCode, IndustryCode, InseeCode};
use shared::text::fold;
use std::collections::{BTreeMap, HashMap};

const FORMER: &str = include_str!("../../../../data/geo/lists/former.tsv");
const CEDEX: &str = include_str!("../../../../data/geo/lists/cedex.tsv");
const EPCI: &str = include_str!("../../../../data/geo/lists/epci.tsv");
const INDUSTRY: &str = include_str!("../../../../data/geo/lists/industry.tsv");

/// All lists, for the digest of the tables.
pub(super) const ALL: [&str; 4] = [FORMER, CEDEX, EPCI, INDUSTRY];

/// A group of communes: an EPCI or a territory of the programme "Territoires d'industrie".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// SIREN, or identifier of the Territoire d'industrie.
    pub code: &'static str,
    /// Name of the group of communes.
    pub name: &'static str,
    /// Its communes by code; a city with arrondissements has only its own.
    pub communes: Vec<InseeCode>,
}

/// The lists beside the table of communes.
#[derive(Debug)]
pub(super) struct Lists {
    /// Former names, each with the code of the commune of today.
    pub(super) former: Vec<(&'static str, &'static str)>,
    /// CEDEX codes, each with the codes of its communes.
    pub(super) cedex: Vec<(String, Vec<String>)>,
    pub(super) epci: BTreeMap<&'static str, Group>,
    /// The EPCI of each commune; of two, the smaller one.
    pub(super) epci_of: HashMap<InseeCode, &'static str>,
    pub(super) industry: BTreeMap<&'static str, Group>,
}

impl Lists {
    pub(super) fn embedded() -> anyhow::Result<Self> {
        let former = table(FORMER, ["code", "names"])?
            .into_iter()
            .flat_map(|[code, names]| names.split('/').map(move |name| (name, code)))
            .collect();
        let cedex = table(CEDEX, ["codes", "cedex"])?
            .into_iter()
            .flat_map(|[codes, cedex]| {
                let communes: Vec<String> = uncut(codes).collect();
                uncut(cedex).map(move |code| (code, communes.clone()))
            })
            .collect();
        let mut epci = BTreeMap::new();
        for [siren, name, communes] in table(EPCI, ["siren", "name", "communes"])? {
            EpciCode::parse(siren)?;
            let communes = codes(communes)?;
            let code = siren;
            epci.insert(
                code,
                Group {
                    code,
                    name,
                    communes,
                },
            );
        }
        let mut by_size: Vec<&Group> = epci.values().collect();
        by_size.sort_by_key(|group| std::cmp::Reverse(group.communes.len()));
        let epci_of = by_size
            .into_iter()
            .flat_map(|group| {
                group
                    .communes
                    .iter()
                    .map(|insee| (insee.clone(), group.code))
            })
            .collect();
        let mut industry = BTreeMap::new();
        for [code, name, members, others] in table(INDUSTRY, ["id", "name", "epci", "communes"])? {
            IndustryCode::parse(code)?;
            let mut communes = codes(others)?;
            for member in members.split_whitespace() {
                let member = epci
                    .get(member)
                    .with_context(|| format!("no EPCI {member} of {code}"))?;
                communes.extend_from_slice(&member.communes);
            }
            communes.sort_unstable();
            communes.dedup();
            ensure!(!communes.is_empty(), "{code} has no communes");
            industry.insert(
                code,
                Group {
                    code,
                    name,
                    communes,
                },
            );
        }
        Ok(Self {
            former,
            cedex,
            epci,
            epci_of,
            industry,
        })
    }
}

impl Group {
    /// The group as lists show it.
    pub fn summary(&self) -> CommuneGroupSummary {
        let mut departments: Vec<_> = self.communes.iter().map(InseeCode::department).collect();
        departments.sort_unstable();
        departments.dedup();
        CommuneGroupSummary {
            code: self.code.to_owned(),
            name: self.name.to_owned(),
            departments,
        }
    }
}

/// Short forms of groups of communes, sorted by name without regard to accents and case.
pub fn by_name<'g>(groups: impl Iterator<Item = &'g Group>) -> Vec<CommuneGroupSummary> {
    let mut list: Vec<_> = groups.map(Group::summary).collect();
    list.sort_by_cached_key(|group| (fold(&group.name), group.code.clone()));
    list
}

fn codes(cut: &str) -> anyhow::Result<Vec<InseeCode>> {
    uncut(cut)
        .map(|code| Ok(InseeCode::parse(&code)?))
        .collect()
}

/// The codes of a list in which the first two characters are written only when they change: `01053 054 02001`.
fn uncut(codes: &str) -> impl Iterator<Item = String> {
    let mut start = "";
    codes.split_whitespace().map(move |part| {
        if part.len() == 5 {
            start = part.get(..2).unwrap_or_default();
            part.to_owned()
        } else {
            format!("{start}{part}")
        }
    })
}
