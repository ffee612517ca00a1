use anyhow::Context as _;
use fst::{Automaton, IntoStreamer, Map, MapBuilder, Streamer};
use std::ops::Range;

/// Rows by key, searchable with any automaton: exact, by prefix, by edit distance.
pub(super) struct Index {
    keys: Map<Vec<u8>>,
    /// The rows of key number `n` are `rows[starts[n]..starts[n + 1]]`.
    starts: Vec<usize>,
    rows: Vec<u32>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("keys", &self.keys.len())
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Builds an index from pairs in any order; duplicates are removed.
    pub(super) fn build(mut pairs: Vec<(String, u32)>) -> anyhow::Result<Self> {
        pairs.sort_unstable();
        pairs.dedup();
        let mut builder = MapBuilder::memory();
        let mut starts = Vec::new();
        let mut previous: Option<&str> = None;
        for (place, (key, _)) in pairs.iter().enumerate() {
            if previous != Some(key) {
                let number = u64::try_from(starts.len()).context("more keys than numbers")?;
                builder
                    .insert(key, number)
                    .with_context(|| format!("key `{key}`"))?;
                starts.push(place);
                previous = Some(key);
            }
        }
        starts.push(pairs.len());
        let keys = builder.into_inner().context("index of names")?;
        Ok(Self {
            keys: Map::new(keys).context("index of names")?,
            starts,
            rows: pairs.into_iter().map(|(_, row)| row).collect(),
        })
    }

    /// Rows of exactly this key.
    pub(super) fn exact(&self, key: &str) -> &[u32] {
        self.keys
            .get(key)
            .map_or(&[], |number| self.rows_of(number))
    }

    /// Calls `found` with every key that the automaton accepts and its rows, in order of the keys.
    pub(super) fn each(&self, automaton: impl Automaton, mut found: impl FnMut(&str, &[u32])) {
        let mut stream = self.keys.search(automaton).into_stream();
        while let Some((key, number)) = stream.next() {
            // All keys were inserted as text, so that this cannot fail.
            if let Ok(key) = std::str::from_utf8(key) {
                found(key, self.rows_of(number));
            }
        }
    }

    fn rows_of(&self, number: u64) -> &[u32] {
        self.range_of(number)
            .and_then(|range| self.rows.get(range))
            .unwrap_or_default()
    }

    fn range_of(&self, number: u64) -> Option<Range<usize>> {
        let number = usize::try_from(number).ok()?;
        Some(*self.starts.get(number)?..*self.starts.get(number + 1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fst::automaton::Str;

    #[test]
    fn a_key_returns_all_its_rows() {
        let pairs = [
            ("bourg", 2),
            ("bourg", 1),
            ("bourges", 3),
            ("brest", 4),
            ("bourg", 2),
        ];
        let index = Index::build(pairs.map(|(key, row)| (key.to_owned(), row)).to_vec()).unwrap();

        let mut found = Vec::new();
        index.each(Str::new("bour").starts_with(), |key, rows| {
            found.push((key.to_owned(), rows.to_vec()));
        });

        assert_eq!(index.exact("bourg"), [1, 2]);
        assert_eq!(index.exact("brest"), [4]);
        assert_eq!(index.exact("brest-même"), [0u32; 0]);
        assert_eq!(
            found,
            [
                ("bourg".to_owned(), vec![1, 2]),
                ("bourges".to_owned(), vec![3])
            ]
        );
    }
}
