use super::gazetteer::Row;
use super::index::Index;
use super::normalise;
use shared::place::{Department, DepartmentCode};
use std::collections::BTreeMap;

/// Search indexes from text to rows.
#[derive(Debug)]
pub(super) struct Keys {
    /// Normalised names, with and without their article.
    pub(super) names: Index,
    /// Normalised single words of the names.
    pub(super) words: Index,
    /// Postal codes.
    pub(super) postal_codes: Index,
    /// Departments by normalised name or code, as they may follow a commune in a query.
    pub(super) departments: BTreeMap<String, DepartmentCode>,
}

impl Keys {
    pub(super) fn of<'d>(
        rows: &[Row],
        departments: impl Iterator<Item = &'d Department>,
    ) -> anyhow::Result<Self> {
        let (mut names, mut words, mut postal_codes) = (Vec::new(), Vec::new(), Vec::new());
        for (number, row) in (0..).zip(rows) {
            let of_name = normalise::words(row.name);
            names.extend(name_keys(&of_name).map(|key| (key, number)));
            words.extend(of_name.into_iter().map(|word| (word, number)));
            postal_codes.extend(row.postal_codes().map(|code| (code.to_owned(), number)));
        }
        Ok(Self {
            names: Index::build(names)?,
            words: Index::build(words)?,
            postal_codes: Index::build(postal_codes)?,
            departments: departments
                .flat_map(|department| {
                    name_keys(&normalise::words(&department.name))
                        .chain([department.code.as_str().to_lowercase()])
                        .map(|key| (key, department.code.clone()))
                })
                .collect(),
        })
    }
}

/// The keys of a name: complete, and without its article.
fn name_keys(words: &[String]) -> impl Iterator<Item = String> + use<> {
    let key = words.join(" ");
    let bare = normalise::without_article(&key).map(ToOwned::to_owned);
    [Some(key), bare].into_iter().flatten()
}
