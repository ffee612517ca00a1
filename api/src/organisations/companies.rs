//! Client of the public register of companies “Recherche d'entreprises”, or of one with the same interface.
//!
//! The service accepts 7 requests a second from one address, and refuses more with `Retry-After`
//! (<https://recherche-entreprises.api.gouv.fr/docs/>); [`Remote`] stays below, and what was found is remembered. Establishments that
//! have closed, and those whose holder does not want to be found, are left out.

use crate::remote::{Failure, Remote, Searches};
use gazetteer::Gazetteer;
use serde::Deserialize;
use serde_json::Value;
use shared::organisation::{CompanyMatch, IdentifierKind, LookupState, OrganisationIdentifier};
use shared::place::InseeCode;

/// Organisations of one search.
pub(super) const MOST: usize = 10;
/// Requests in a second, below the limit of the service.
const PER_SECOND: usize = 5;
/// Longest name and address that is proposed, in characters: the limits of the form.
const NAME_CHARS: usize = 150;
const ADDRESS_CHARS: usize = 255;

/// Finds companies and schools in the register.
#[derive(Debug)]
pub struct Companies(Searches<CompanyMatch>);

impl Companies {
    /// A client of the register at this address, such as `https://recherche-entreprises.api.gouv.fr`; nothing is found without one.
    ///
    /// # Errors
    ///
    /// When the address is no web address, or the system gives no resources for connections.
    pub fn new(url: Option<&str>) -> anyhow::Result<Self> {
        Searches::at(url, PER_SECOND).map(Self)
    }

    /// Finds the establishments that a text means, a name or a number, best first.
    pub(super) async fn search(&self, text: &str) -> (LookupState, Vec<CompanyMatch>) {
        let asked = async |service: &Remote| ask(service, text).await;
        match self.0.find(text.to_owned(), asked).await {
            Some(Ok(found)) => (LookupState::Answered, found),
            Some(Err(failure)) => {
                tracing::warn!(%failure, "the register of companies has not answered");
                (LookupState::Unavailable, Vec::new())
            }
            None => (LookupState::Off, Vec::new()),
        }
    }
}

async fn ask(service: &Remote, text: &str) -> Result<Vec<CompanyMatch>, Failure> {
    let number = OrganisationIdentifier::parse("", text).ok();
    let asked = match &number {
        Some(uai) if uai.kind() == IdentifierKind::Uai => ("id_uai", uai.as_str()),
        Some(siret) => ("q", siret.as_str()),
        None => ("q", text),
    };
    let answer: Answer = service
        .get(&[asked, ("page", "1"), ("per_page", "10")])
        .await?;
    let mut found = Vec::new();
    for unit in &answer.results {
        for one in establishments(unit, number.as_ref()) {
            if found.len() < MOST
                && !found
                    .iter()
                    .any(|known: &CompanyMatch| known.identifier == one.identifier)
            {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// Answer of the register; its units are read one by one, so that an unusual one does not spoil the others.
#[derive(Debug, Deserialize)]
struct Answer {
    results: Vec<Value>,
}

/// The establishments of a legal unit that match, or its seat. For a number, only that establishment.
fn establishments(unit: &Value, number: Option<&OrganisationIdentifier>) -> Vec<CompanyMatch> {
    if unit.get("statut_diffusion").and_then(Value::as_str) == Some("N") {
        return Vec::new();
    }
    let matching = unit.get("matching_etablissements");
    let matching = matching.and_then(Value::as_array).into_iter().flatten();
    let seat = unit.get("siege").into_iter();
    let read: Vec<CompanyMatch> = matching
        .chain(seat)
        .filter(|one| one.get("etat_administratif").and_then(Value::as_str) != Some("F"))
        .filter_map(|one| establishment(unit, one, number))
        .collect();
    match number {
        Some(number) => read
            .into_iter()
            .filter(|one| one.identifier == *number)
            .collect(),
        None => read,
    }
}

/// Reads an establishment; `None` when it has no valid number or no name. `number` is the one that was asked for.
fn establishment(
    unit: &Value,
    one: &Value,
    number: Option<&OrganisationIdentifier>,
) -> Option<CompanyMatch> {
    let text = |of: &Value, name: &str| {
        let text = of.get(name).and_then(Value::as_str).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let schools = one.get("liste_uai").and_then(Value::as_array);
    let asked_school = number.filter(|number| {
        let mut listed = schools.into_iter().flatten().filter_map(Value::as_str);
        listed.any(|uai| uai == number.as_str())
    });
    let identifier = match asked_school {
        Some(uai) => uai.clone(),
        None => OrganisationIdentifier::parse("", &text(one, "siret")).ok()?,
    };
    let name = ["nom_raison_sociale", "nom_complet"]
        .map(|field| text(unit, field))
        .into_iter()
        .find(|name| !name.is_empty())?;
    let (postal_code, city) = (text(one, "code_postal"), text(one, "libelle_commune"));
    let full = text(one, "adresse");
    // The register writes the address in one line, which ends in postal code and commune.
    let street = full.strip_suffix(&format!("{postal_code} {city}"));
    let street = street.unwrap_or(&full).trim();
    let insee = InseeCode::parse(&text(one, "commune")).ok();
    Some(CompanyMatch {
        identifier,
        name: name.chars().take(NAME_CHARS).collect(),
        address: street.chars().take(ADDRESS_CHARS).collect(),
        postal_code,
        commune: insee.and_then(|insee| Gazetteer::embedded().commune(&insee)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    fn unit() -> Value {
        json!({
            "siren": "732829320", "nom_complet": "FONDERIE DU RHONE (FDR)", "nom_raison_sociale": "FONDERIE DU RHONE",
            "statut_diffusion": "O",
            "siege": {
                "siret": "73282932000074", "adresse": "12 RUE DE LA FORGE 69200 VENISSIEUX", "code_postal": "69200",
                "commune": "69259", "libelle_commune": "VENISSIEUX", "etat_administratif": "A", "liste_uai": null
            },
            "matching_etablissements": [
                { "siret": "73282932000082", "adresse": "3 QUAI DU PORT 69007 LYON", "code_postal": "69007",
                  "commune": "69387", "libelle_commune": "LYON", "etat_administratif": "F", "liste_uai": null }
            ]
        })
    }

    #[test]
    fn the_open_establishments_of_a_unit_are_proposed() {
        let found = establishments(&unit(), None);

        assert_eq!(found.len(), 1);
        assert_eq!(found[0].identifier.as_str(), "73282932000074");
        assert_eq!(found[0].name, "FONDERIE DU RHONE");
        assert_eq!(found[0].address, "12 RUE DE LA FORGE");
        assert_eq!(found[0].postal_code, "69200");
        assert_eq!(found[0].commune.as_ref().unwrap().name, "Vénissieux");
    }

    #[rstest]
    #[case::hidden("/statut_diffusion", json!("N"))]
    #[case::closed("/siege/etat_administratif", json!("F"))]
    #[case::wrong_number("/siege/siret", json!("73282932000075"))]
    #[case::number_of_another_type("/siege/siret", json!(73_282_932_000_074_u64))]
    #[case::no_seat("/siege", json!(null))]
    fn what_cannot_be_proposed_is_left_out(#[case] pointer: &str, #[case] value: Value) {
        let mut unit = unit();
        *unit.pointer_mut(pointer).unwrap() = value;
        assert_eq!(establishments(&unit, None), []);
    }

    #[test]
    fn a_number_finds_its_own_establishment_only() {
        let other = OrganisationIdentifier::parse("", "35600000000048").unwrap();
        assert_eq!(establishments(&unit(), Some(&other)), []);
    }

    #[test]
    fn a_school_is_found_by_its_number() {
        let uai = OrganisationIdentifier::parse("", "0750655E").unwrap();
        let mut unit = unit();
        *unit.pointer_mut("/siege/liste_uai").unwrap() = json!(["0750655E"]);
        let found = establishments(&unit, Some(&uai));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].identifier, uai);
    }
}
