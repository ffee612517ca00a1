//! Distribution of the events of the demonstration over the regions.

/// Region and its share of industrial jobs, in thousandths.
///
/// Rounded from INSEE's localised employment in sections B to E. Overseas regions weigh a little more than their jobs, since
/// La Réunion alone had more than 70 of the 2,918 labelled events in 2018.
pub(super) const SHARES: &[(&str, u32)] = &[
    ("84", 158), // Auvergne-Rhône-Alpes
    ("11", 133), // Île-de-France
    ("44", 95),  // Grand Est
    ("32", 92),  // Hauts-de-France
    ("52", 90),  // Pays de la Loire
    ("75", 88),  // Nouvelle-Aquitaine
    ("76", 78),  // Occitanie
    ("28", 68),  // Normandie
    ("53", 60),  // Bretagne
    ("93", 56),  // Provence-Alpes-Côte d'Azur
    ("27", 55),  // Bourgogne-Franche-Comté
    ("24", 50),  // Centre-Val de Loire
    ("04", 26),  // La Réunion
    ("94", 4),   // Corse
    ("01", 6),   // Guadeloupe
    ("02", 6),   // Martinique
    ("03", 3),   // Guyane
    ("06", 3),   // Mayotte
];
