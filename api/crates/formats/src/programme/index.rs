//! An index of the programme: names with the numbers of their entries.

use shared::text::fold;
use std::collections::BTreeMap;

/// Names in alphabetical order, without regard to case and accents.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<(String, String), Named>);

#[derive(Debug)]
struct Named {
    name: String,
    /// Text added to the name if several have it.
    place: String,
    entries: Vec<usize>,
}

impl Index {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an entry under a name that one thing only has.
    pub(super) fn add(&mut self, name: &str, entry: usize) {
        self.add_at(name, "", "", entry);
    }

    /// Adds an entry under a name that several things may have: `key` tells them apart, and `place` says which is which.
    pub(super) fn add_at(&mut self, name: &str, key: &str, place: &str, entry: usize) {
        let key = (fold(name), key.to_owned());
        let named = self.0.entry(key).or_insert_with(|| Named {
            name: name.to_owned(),
            place: place.to_owned(),
            entries: Vec::new(),
        });
        named.entries.push(entry);
    }

    /// Names with the numbers of their entries, each name once.
    pub(super) fn rows(&self) -> impl Iterator<Item = (String, &[usize])> {
        let mut homonyms: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in self.0.keys() {
            *homonyms.entry(name).or_default() += 1;
        }
        self.0.iter().map(move |((folded, _), named)| {
            let Named {
                name,
                place,
                entries,
            } = named;
            let alone = homonyms.get(folded.as_str()) == Some(&1);
            let name = if alone || place.is_empty() {
                name.clone()
            } else {
                format!("{name} ({place})")
            };
            (name, entries.as_slice())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homonyms_stand_apart_with_their_places() {
        let mut index = Index::default();
        index.add_at("Saint-Denis", "93066", "93", 4);
        index.add_at("Évry", "91228", "91", 2);
        index.add_at("Saint-Denis", "97411", "974", 1);
        index.add_at("Saint-Denis", "93066", "93", 7);

        let rows: Vec<_> = index.rows().collect();

        assert_eq!(
            rows,
            [
                ("Évry".to_owned(), [2].as_slice()),
                ("Saint-Denis (93)".to_owned(), [4, 7].as_slice()),
                ("Saint-Denis (974)".to_owned(), [1].as_slice()),
            ]
        );
    }

    #[test]
    fn one_organiser_is_one_row_however_it_is_written() {
        let mut index = Index::default();
        index.add("Fonderie Étienne", 1);
        index.add("FONDERIE ETIENNE", 2);

        let rows: Vec<_> = index.rows().collect();

        assert_eq!(rows, [("Fonderie Étienne".to_owned(), [1, 2].as_slice())]);
    }
}
