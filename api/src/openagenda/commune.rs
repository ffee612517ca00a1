//! The commune of a location, whose statements may contradict each other.

use super::wire::Location;
use crate::places;
use gazetteer::Gazetteer;
use shared::place::{Commune, InseeCode, Position};

/// Largest accepted distance between a position and the town hall of its commune, in metres.
const NEAR_M: f64 = 20_000.0;

/// One statement of a location about its commune, with the communes that match it.
struct Witness<'l> {
    what: &'static str,
    said: &'l str,
    communes: Vec<Commune>,
}

/// Finds the commune that most of INSEE code, postal code, name and coordinates point to; in a tie, that of the
/// code, then that of the coordinates. Reports the conclusion and the contradicting statements.
pub(super) fn commune_of(
    location: &Location,
    gazetteer: &Gazetteer,
    completed: &mut Vec<String>,
) -> Option<Commune> {
    let given = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let (insee, postal_code) = (given(&location.insee), given(&location.postal_code));
    let city = given(&location.city);
    let position = location
        .longitude
        .zip(location.latitude)
        .and_then(|(lon, lat)| Position::new(lon, lat).ok());
    let coordinates = position.map(|it| it.to_string()).unwrap_or_default();
    let of_code = InseeCode::parse(&insee).ok();
    let witness = |what, said, communes| Witness {
        what,
        said,
        communes,
    };
    let witnesses: Vec<_> = [
        witness(
            "INSEE code",
            insee.as_str(),
            of_code
                .and_then(|code| gazetteer.commune(&code))
                .into_iter()
                .collect(),
        ),
        witness(
            "coordinates",
            coordinates.as_str(),
            position.map_or_else(Vec::new, |position| at(position, gazetteer)),
        ),
        witness(
            "postal code",
            postal_code.as_str(),
            gazetteer.communes_of_postal_code(&postal_code),
        ),
        witness("name", city.as_str(), gazetteer.communes_named(&city)),
    ]
    .into_iter()
    .filter(|witness| !witness.said.is_empty())
    .collect();

    let commune = most_named(&witnesses, gazetteer);
    let Some(commune) = commune else {
        if !witnesses.is_empty() {
            let said = witnesses
                .iter()
                .map(|it| format!("{} \"{}\"", it.what, it.said));
            let said: Vec<_> = said.collect();
            completed.push(format!("no commune found: {}", said.join(", ")));
        }
        return None;
    };
    let (pro, contra): (Vec<_>, Vec<_>) = witnesses
        .iter()
        .partition(|witness| speaks_for(witness, &commune));
    if !pro.iter().any(|witness| witness.what == "INSEE code") {
        let how: Vec<_> = pro.iter().map(|witness| witness.what).collect();
        completed.push(format!(
            "commune from {}: {}",
            how.join(" and "),
            commune.label()
        ));
    }
    for witness in contra {
        let other = match witness.communes.as_slice() {
            [] => "no commune".to_owned(),
            [only] => only.label(),
            [first, ..] => format!("{} or another", first.label()),
        };
        completed.push(format!(
            "doubtful commune {}: {} \"{}\" is {other}",
            commune.label(),
            witness.what,
            witness.said
        ));
    }
    Some(commune)
}

fn speaks_for(witness: &Witness<'_>, commune: &Commune) -> bool {
    witness
        .communes
        .iter()
        .any(|other| other.insee == commune.insee)
}

/// The commune that most statements point to; none in a tie.
fn most_named(witnesses: &[Witness<'_>], gazetteer: &Gazetteer) -> Option<Commune> {
    let number = |commune: &Commune| {
        let pro = witnesses.iter().filter(|it| speaks_for(it, commune));
        pro.count()
    };
    let all = || witnesses.iter().flat_map(|witness| &witness.communes);
    let most = all().map(number).max()?;
    let mut best: Vec<&Commune> = all().filter(|commune| number(commune) == most).collect();
    best.sort_by(|one, other| one.insee.cmp(&other.insee));
    best.dedup_by(|one, other| one.insee == other.insee);
    // Statements are in the order of their weight.
    for witness in witnesses {
        if let [only] = best.as_slice() {
            return Some((*only).clone());
        }
        if matches!(witness.what, "INSEE code" | "coordinates")
            && best.iter().any(|commune| speaks_for(witness, commune))
        {
            best.retain(|commune| speaks_for(witness, commune));
        }
    }
    // An arrondissement is more precise than its city.
    if best.len() == 2 {
        best.retain(|commune| gazetteer.with_arrondissements(&commune.insee).len() == 1);
    }
    match best.as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// The commune of a position, and the city if it is an arrondissement.
fn at(position: Position, gazetteer: &Gazetteer) -> Vec<Commune> {
    let (commune, distance_m) = places::commune_at(position);
    if distance_m >= NEAR_M {
        return Vec::new();
    }
    let city = gazetteer.city_of(&commune.insee);
    [commune].into_iter().chain(city).collect()
}
