//! Measure of the fit between a name and a query.

use super::normalise;
use super::row::Row;
use fst::automaton::Levenshtein;

/// Maximum length of a text for typo tolerance: the automaton grows with it.
const MAX_FUZZY_CHARS: usize = 40;
/// Maximum number of states of that automaton, at 4 kB each.
const MAX_FUZZY_STATES: usize = 4_000;
/// Decimal logarithm of the population at which the size counts fully: 2.5 million.
const LARGEST_LOG: f64 = 6.4;

/// Combines fit and size into a score.
pub(super) fn score(fit: f64, row: &Row) -> f64 {
    let size = (f64::from(row.population) + 10.0).log10() / LARGEST_LOG;
    (0.65 * fit + 0.35 * size).clamp(0.0, 0.99)
}

/// Score of an exact match: 1 for the name itself, slightly less for the name without its article.
pub(super) fn exact_score(key: &str, row: &Row) -> f64 {
    if normalise::key(row.name) == key {
        1.0
    } else {
        0.995
    }
}

/// Fraction of the name that the query covers.
pub(super) fn coverage(key: &str, name: &str) -> f64 {
    let letters = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    (letters(key) / letters(name).max(1.0)).min(1.0)
}

pub(super) fn fit_of_prefix(key: &str, name: &str) -> f64 {
    let ends_with_a_word = name
        .strip_prefix(key)
        .is_none_or(|rest| rest.starts_with(' '));
    let floor = if ends_with_a_word { 0.8 } else { 0.7 };
    floor + 0.2 * coverage(key, name)
}

pub(super) fn fit_of_misspelling(key: &str, name: &str, most_edits: u32) -> f64 {
    let edits = edits_to_a_prefix(key, name).min(most_edits);
    (0.7 - 0.15 * f64::from(edits) + 0.2 * coverage(key, name)).max(0.0)
}

/// A Levenshtein automaton: one edit from four letters, two from eight.
pub(super) fn misspellings(key: &str) -> Option<(Levenshtein, u32)> {
    let edits = match key.chars().count() {
        4..8 => 1,
        8..=MAX_FUZZY_CHARS => 2,
        _ => return None,
    };
    // Keys with too large an automaton are searched without typo tolerance.
    Levenshtein::new_with_limit(key, edits, MAX_FUZZY_STATES)
        .ok()
        .map(|automaton| (automaton, edits))
}

/// Minimum number of insertions, deletions and substitutions that turn `key` into a prefix of `name`.
fn edits_to_a_prefix(key: &str, name: &str) -> u32 {
    let key: Vec<char> = key.chars().collect();
    let mut column: Vec<u32> = (0..).take(key.len() + 1).collect();
    let last = |column: &[u32]| column.last().copied().unwrap_or_default();
    let mut best = last(&column);
    for letter in name.chars() {
        let mut next = Vec::with_capacity(column.len());
        let mut above = column.first().map_or(0, |first| first + 1);
        next.push(above);
        for ((&wanted, &diagonal), &left) in key.iter().zip(&column).zip(column.iter().skip(1)) {
            let substituted = diagonal + u32::from(wanted != letter);
            above = substituted.min(left + 1).min(above + 1);
            next.push(above);
        }
        column = next;
        best = best.min(last(&column));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("lyon", "lyon", 0)]
    #[case("lyon", "lyons la foret", 0)]
    #[case("venisieux", "venissieux", 1)]
    #[case("grenobel", "grenoble", 1)]
    #[case("marseile", "marseille", 1)]
    #[case("abc", "", 3)]
    fn edits_are_counted_to_the_best_prefix(
        #[case] key: &str,
        #[case] name: &str,
        #[case] edits: u32,
    ) {
        assert_eq!(edits_to_a_prefix(key, name), edits);
    }
}
