//! French texts of the service: titles, descriptions and labels.

use shared::edition::Edition;

pub(super) const TITLE: &str = "Semaine de l’Industrie : événements labellisés";
pub(super) const DESCRIPTION: &str = "Les événements labellisés de la Semaine de l’Industrie pour les systèmes d’information \
    géographique (OGC API – Features) : QGIS, GDAL et les autres clients de cette norme ouvrent cette adresse telle quelle.";
pub(super) const LANDING: &str = "Accueil";
pub(super) const COLLECTIONS: &str = "Collections";
pub(super) const CONFORMANCE: &str = "Conformité";
pub(super) const CONFORMANCE_LEAD: &str = "Classes de conformité que ce service respecte.";
pub(super) const DEFINITION: &str = "Définition de ce service (OpenAPI 3.0)";
pub(super) const DOCUMENTATION: &str = "Documentation de toute l’API";
pub(super) const OPEN_DATA: &str = "Jeux de données complets";
pub(super) const ITEMS: &str = "Événements";
pub(super) const ITEMS_PAGE: &str = "Événements, en page web";
pub(super) const DUMP: &str = "Tous les événements en un fichier";
pub(super) const NEXT: &str = "Page suivante";
pub(super) const COLUMNS: [&str; 5] = ["Titre", "Type", "Début", "Commune", "Département"];
pub(super) const PATH: &str = "Chemin";
pub(super) const ANSWER: &str = "Réponse";
pub(super) const FIELD: &str = "Champ";
pub(super) const VALUE: &str = "Valeur";
pub(super) const IDENTIFIER: &str = "Identifiant";
pub(super) const COUNT: &str = "Événements";
pub(super) const EXTENT: &str = "Étendue (ouest, sud, est, nord)";
pub(super) const PERIOD: &str = "Période";

/// Title and description of the collection of all editions.
pub(super) const ALL: (&str, &str) = (
    "Événements labellisés, toutes éditions",
    "Les événements labellisés de toutes les éditions publiques ; la propriété « edition » les distingue.",
);

/// Title and description of the collection of one edition.
pub(super) fn of_edition(edition: &Edition) -> (String, String) {
    (
        format!("Événements labellisés, {}", edition.name),
        format!(
            "Les événements labellisés de l’édition « {} » ; thème : {}.",
            edition.name, edition.theme
        ),
    )
}

/// States how many of the matching events are shown.
pub(super) fn shown(returned: usize, matched: usize) -> String {
    match matched {
        0 => "Aucun événement ne correspond.".to_owned(),
        1 => "Un événement correspond.".to_owned(),
        _ => format!("{returned} événements sur {matched}."),
    }
}

/// A date range.
pub(super) fn period(begin: &str, end: &str) -> String {
    format!("du {begin} au {end}")
}
