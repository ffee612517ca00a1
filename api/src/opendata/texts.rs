//! French texts of the data sets: titles, descriptions and labels.

use super::dump::DumpFormat;
use shared::edition::Edition;

pub(super) const TITLE: &str = "Données ouvertes de la Semaine de l’Industrie";
pub(super) const DESCRIPTION: &str = "Les événements labellisés de la Semaine de l’Industrie, édition par édition : fichiers complets, \
    API et service géographique, sous Licence Ouverte 2.0.";
pub(super) const PUBLISHER: &str = "Semaine de l’Industrie";
pub(super) const KEYWORDS: [&str; 6] = [
    "industrie",
    "événement",
    "semaine de l’industrie",
    "visite d’entreprise",
    "orientation",
    "agenda",
];
pub(super) const API: &str = "API de la Semaine de l’Industrie";
pub(super) const API_DESCRIPTION: &str =
    "Recherche, facettes et formats d’échange des événements labellisés, décrits en OpenAPI.";
pub(super) const FEATURES: &str = "Service géographique OGC API – Features";
pub(super) const FEATURES_DESCRIPTION: &str =
    "Les événements labellisés pour les systèmes d’information géographique (QGIS, GDAL).";
pub(super) const HOME: &str = "Accueil";
pub(super) const HEADINGS: [&str; 4] = ["Édition", "Fichier", "Octets", "SHA-256"];
pub(super) const CHECKSUMS: &str = "Sommes de contrôle SHA-256";
pub(super) const REFERENCE: &str = "Documentation de l’API";

/// Title of an edition's data set.
pub(super) fn title(edition: &Edition) -> String {
    format!("Événements labellisés, {}", edition.name)
}

/// Description of an edition's data set.
pub(super) fn description(edition: &Edition, events: usize) -> String {
    format!(
        "Les {events} événements labellisés de l’édition « {} » (thème : {}), avec leurs dates, lieux, publics, conditions d’accès, \
         accessibilité et organisateurs.",
        edition.name, edition.theme
    )
}

/// Title of a dump in this format.
pub(super) const fn format_title(format: DumpFormat) -> &'static str {
    match format {
        DumpFormat::JsonLines => "Tous les événements, un objet JSON par ligne",
        DumpFormat::GeoJson => "Tous les événements, en GeoJSON",
    }
}
