use super::index::Index;
use super::lists::Lists;
use super::normalise;
use super::row::{Row, number_of};
use shared::place::{Department, DepartmentCode};
use std::collections::BTreeMap;

/// Search indexes from text to rows.
#[derive(Debug)]
pub(super) struct Keys {
    /// Normalised names, with and without their article.
    pub(super) names: Index,
    /// Normalised single words of the names.
    pub(super) words: Index,
    /// Normalised former names of communes, by the commune of today.
    pub(super) former: Index,
    /// CEDEX codes, each with the communes that it serves.
    pub(super) cedex: Index,
    /// Postal codes, five digits.
    pub(super) postal_codes: Index,
    /// Departments by normalised name or code, as they may follow a commune in a query.
    pub(super) departments: BTreeMap<String, DepartmentCode>,
}

impl Keys {
    pub(super) fn of<'d>(
        rows: &[Row],
        lists: &Lists,
        departments: impl Iterator<Item = &'d Department>,
    ) -> anyhow::Result<Self> {
        let (mut names, mut words, mut postal_codes) = (Vec::new(), Vec::new(), Vec::new());
        for (number, row) in (0..).zip(rows) {
            let of_name = normalise::words(row.name);
            names.extend(name_keys(&of_name).map(|key| (key, number)));
            words.extend(of_name.into_iter().map(|word| (word, number)));
            postal_codes.extend(row.postal_codes().map(|code| (code.to_owned(), number)));
        }
        let of_today = move |code: &str| number_of(rows, code);
        let former = lists.former.iter().flat_map(|(name, code)| {
            let row = of_today(code);
            let keys = name_keys(&normalise::words(name));
            keys.filter_map(move |key| Some((key, row?)))
        });
        let cedex = lists.cedex.iter().flat_map(|(code, communes)| {
            let rows = communes.iter().filter_map(move |commune| of_today(commune));
            rows.map(move |row| (code.clone(), row))
        });
        Ok(Self {
            former: Index::build(former.collect())?,
            cedex: Index::build(cedex.collect())?,
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
