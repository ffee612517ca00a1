//! Names of columns, in French and English, and as exports and the template write them.

use shared::edition::AdditionalField;
use shared::import::{ImportField, ImportTarget};
use shared::text::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Fields by the folded names of their columns.
static FIELDS: LazyLock<HashMap<String, ImportField>> = LazyLock::new(|| {
    let listed: HashMap<ImportField, Vec<String>> =
        serde_json::from_str(include_str!("../names.json"))
            .expect("the names are lists by field, as a test verifies");
    let mut fields = HashMap::new();
    for field in ImportField::ALL {
        for name in [field.as_str(), &label(*field)] {
            fields.entry(fold(name)).or_insert(*field);
        }
        for name in listed.get(field).into_iter().flatten() {
            fields.entry(fold(name)).or_insert(*field);
        }
    }
    fields.remove("");
    fields
});

/// Remarks that names of columns end with.
const REMARKS: [&str; 3] = ["obligatoire", "facultatif", "requis"];

/// French name of a field.
pub(crate) fn label(field: ImportField) -> String {
    messages::t(&field.name_key()).to_owned()
}

/// Name of what a column fills; that of an additional field, its label.
pub(crate) fn label_of(target: ImportTarget, additional: &[AdditionalField]) -> String {
    match target {
        ImportTarget::Standard(field) => label(field),
        ImportTarget::Additional(pointer) => additional
            .iter()
            .find(|field| field.key == pointer.0)
            .map_or_else(|| pointer.0.to_string(), |field| field.label.clone()),
    }
}

/// Field that a column stands for, by its name alone or below the name of its group: a field of every edition, or an additional
/// one.
pub(crate) fn target_of(
    group: &str,
    name: &str,
    additional: &[AdditionalField],
) -> Option<ImportTarget> {
    if let Some(field) = field_of(group, name) {
        return Some(field.into());
    }
    let name = bare(name);
    let means = |field: &&AdditionalField| {
        field.answer.is_typed()
            && !name.is_empty()
            && (fold(&field.label) == name || fold(field.key.as_str()) == name)
    };
    let field = additional.iter().find(means)?;
    Some(ImportTarget::of_key(field.key))
}

/// The field that a column name means, alone or below the name of its group.
pub(crate) fn field_of(group: &str, name: &str) -> Option<ImportField> {
    let name = bare(name);
    if name.is_empty() {
        return None;
    }
    let grouped = format!("{} {name}", bare(group));
    FIELDS
        .get(grouped.trim())
        .or_else(|| FIELDS.get(&name))
        .copied()
}

/// A folded name without its remark.
fn bare(name: &str) -> String {
    let folded = fold(name);
    REMARKS
        .iter()
        .find_map(|remark| folded.strip_suffix(remark))
        .map_or(folded.as_str(), str::trim_end)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "Titre", ImportField::Title)]
    #[case("", "TITRE *", ImportField::Title)]
    #[case("", "Titre de l'événement (obligatoire)", ImportField::Title)]
    #[case("", "title_fr", ImportField::Title)]
    #[case("", "location_insee", ImportField::Insee)]
    #[case("", "sdi_public_booking_url", ImportField::PublicBookingUrl)]
    #[case("", "Code postal", ImportField::PostalCode)]
    #[case("Organisateur", "Nom", ImportField::OrganiserName)]
    #[case("Lieu", "Nom", ImportField::PlaceName)]
    #[case("", "Date de début", ImportField::BeginDate)]
    fn columns_are_recognised(#[case] group: &str, #[case] name: &str, #[case] field: ImportField) {
        assert_eq!(field_of(group, name), Some(field));
    }

    #[test]
    fn no_name_means_two_fields() {
        let listed: HashMap<ImportField, Vec<String>> =
            serde_json::from_str(include_str!("../names.json")).unwrap();
        let mut seen = HashMap::new();
        for (field, names) in &listed {
            for name in names {
                let before = seen.insert(fold(name), *field);
                assert!(before.is_none_or(|other| other == *field), "{name}");
            }
        }
        for field in ImportField::ALL {
            assert_eq!(field_of("", &label(*field)), Some(*field), "{field}");
        }
    }

    #[test]
    fn unknown_names_mean_nothing() {
        assert_eq!(field_of("", "Couleur préférée"), None);
        assert_eq!(field_of("", ""), None);
    }
}
