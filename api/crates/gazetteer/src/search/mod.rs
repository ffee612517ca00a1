#[cfg(test)]
mod tests;

use super::fit::{coverage, exact_score, fit_of_misspelling, fit_of_prefix, misspellings, score};
use super::gazetteer::Gazetteer;
use super::normalise;
use super::row::Row;
use fst::Automaton;
use fst::automaton::Str;
use shared::place::{Commune, CommuneMatch};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Maximum length of a query in characters; longer ones are truncated. The longest name has 45.
pub const MAX_QUERY_CHARS: usize = 100;
/// Number of prefix matches from which typo tolerance is skipped.
const ENOUGH_MATCHES: usize = 5;
/// Number of matches from which names are not searched word by word: more than any caller requests.
const ENOUGH_FOR_ALL: usize = 100;
/// Fit of a former name, relative to that of a name of today.
const FIT_OF_FORMER: f64 = 0.95;
/// Score of the communes of a CEDEX code.
const SCORE_OF_CEDEX: f64 = 0.95;
/// Maximum number of trailing words that may name a department; "Saint-Pierre-et-Miquelon" and "Alpes-de-Haute-Provence"
/// have four.
const MAX_DEPARTMENT_WORDS: usize = 4;
/// Maximum number of codes per query.
const MAX_CODES: usize = 2;
/// Fit of a code that begins with the query.
const FIT_OF_CODE_PREFIX: f64 = 0.8;

/// One interpretation of a query: a name, optionally with a department or a code.
#[derive(Debug)]
struct Interpretation<'q> {
    name: &'q [String],
    department: Option<&'q str>,
    /// Rows of the postal or INSEE code in the query.
    code_rows: Option<&'q [u32]>,
}

impl Interpretation<'_> {
    fn accepts(&self, row_id: u32, row: &Row) -> bool {
        self.department.is_none_or(|code| row.department == code)
            && self
                .code_rows
                .is_none_or(|row_ids| row_ids.contains(&row_id))
    }
}

impl Gazetteer {
    /// Searches communes by name or former name, its prefix, postal code, CEDEX or INSEE code, with typo tolerance and an optional department;
    /// best match first.
    ///
    /// The score is 1 for an exact name or code; otherwise 0.65 × fit + 0.35 × size, which is below 1.
    pub fn search(&self, text: &str, limit: usize) -> Vec<CommuneMatch> {
        let text: String = text.chars().take(MAX_QUERY_CHARS).collect();
        let words = normalise::words(&text);
        let mut scores = Scores::default();
        match words.as_slice() {
            [only] if is_code_prefix(only) => self.search_by_code_prefix(only, &mut scores),
            words => {
                let (codes, name): (Vec<_>, Vec<_>) =
                    words.iter().cloned().partition(|word| is_code(word));
                if codes.is_empty() {
                    self.search_by_name(&name, None, &mut scores);
                }
                for code in codes.iter().take(MAX_CODES) {
                    self.search_by_code(code, &name, &mut scores);
                }
            }
        }
        self.best(scores, limit)
    }

    /// The communes of a name, however abbreviated, or the arrondissement (`Paris 15e`); if there are none, those that had it.
    pub fn communes_named(&self, name: &str) -> Vec<Commune> {
        let key = normalise::key(name);
        let of_city = format!("{key} arrondissement");
        let keys = self.keys();
        let row_ids = [keys.names.exact(&key), keys.names.exact(&of_city)].concat();
        if row_ids.is_empty() {
            return self.communes_of_rows(keys.former.exact(&key).to_vec());
        }
        self.communes_of_rows(row_ids)
    }

    /// The communes of a postal or CEDEX code.
    pub fn communes_of_postal_code(&self, code: &str) -> Vec<Commune> {
        let keys = self.keys();
        self.communes_of_rows([keys.postal_codes.exact(code), keys.cedex.exact(code)].concat())
    }

    fn communes_of_rows(&self, mut row_ids: Vec<u32>) -> Vec<Commune> {
        row_ids.sort_unstable();
        row_ids.dedup();
        self.rows_at(&row_ids)
            .map(|(_, row)| self.to_commune(row))
            .collect()
    }

    fn search_by_code(&self, code: &str, name: &[String], scores: &mut Scores) {
        let insee = code.to_uppercase();
        let postal = self.keys().postal_codes.exact(code);
        let cedex = self.keys().cedex.exact(code);
        if name.is_empty() {
            scores.add_all(cedex.iter().copied(), SCORE_OF_CEDEX);
            if postal.is_empty() {
                scores.add_all(self.rows_by_insee_prefix(&insee), 1.0);
            } else {
                // Most people know the postal code, so that the commune with this INSEE code ranks below.
                scores.add_all(self.rows_by_insee_prefix(&insee), 0.9);
                for &row_id in postal {
                    let whole_city = self.row(row_id).is_some_and(Row::has_arrondissements);
                    scores.add(row_id, if whole_city { 0.95 } else { 1.0 });
                }
            }
            return;
        }
        let known = if postal.is_empty() { cedex } else { postal };
        // "69003 Lyon" means the arrondissement.
        let precise: Vec<_> = self
            .rows_at(known)
            .filter(|(_, row)| known.len() == 1 || !row.has_arrondissements())
            .map(|(row_id, _)| row_id)
            .collect();
        self.search_by_name(name, Some(&precise), scores);
        // If a street precedes the name, the name matches nothing, but the code is sufficient.
        scores.add_all(known.iter().copied(), 0.6);
        if !postal.is_empty() {
            return;
        }
        // It may be an INSEE code if the name fits.
        let of_insee: Vec<_> = self.rows_by_insee_prefix(&insee).collect();
        self.search_by_name(name, Some(&of_insee), scores);
        // CEDEX codes are not all known: the name decides, in the department of the code first.
        if !scores.has_above(0.6) {
            let department: Vec<_> = code
                .get(..2)
                .map(|start| self.rows_by_insee_prefix(&start.to_uppercase()).collect())
                .unwrap_or_default();
            self.search_by_name(name, Some(&department), scores);
        }
        if scores.0.is_empty() {
            self.search_by_name(name, None, scores);
        }
    }

    fn search_by_code_prefix(&self, code: &str, scores: &mut Scores) {
        let mut row_ids = Vec::new();
        if normalise::is_number(code) {
            self.keys()
                .postal_codes
                .each(Str::new(code).starts_with(), |_, code_rows| {
                    row_ids.extend_from_slice(code_rows);
                });
        } else {
            row_ids.extend(self.rows_by_insee_prefix(&code.to_uppercase()));
        }
        for (row_id, row) in self.rows_at(&row_ids) {
            scores.add(row_id, score(FIT_OF_CODE_PREFIX, row));
        }
    }

    fn search_by_name(&self, words: &[String], code_rows: Option<&[u32]>, scores: &mut Scores) {
        self.search_interpretation(
            &Interpretation {
                name: words,
                department: None,
                code_rows,
            },
            scores,
        );
        for count in 1..=MAX_DEPARTMENT_WORDS.min(words.len().saturating_sub(1)) {
            let (name, department) = words.split_at(words.len() - count);
            if let Some(code) = self.keys().departments.get(&department.join(" ")) {
                let interpretation = Interpretation {
                    name,
                    department: Some(code.as_str()),
                    code_rows,
                };
                self.search_interpretation(&interpretation, scores);
            }
        }
    }

    fn search_interpretation(&self, interpretation: &Interpretation<'_>, scores: &mut Scores) {
        let key = interpretation.name.join(" ");
        if key.is_empty() {
            return;
        }
        let mut count = 0;
        self.keys()
            .names
            .each(Str::new(&key).starts_with(), |name, row_ids| {
                for (row_id, row) in self.accepted(interpretation, row_ids) {
                    count += 1;
                    let score = if name == key {
                        exact_score(&key, row)
                    } else {
                        score(fit_of_prefix(&key, name), row)
                    };
                    scores.add(row_id, score);
                }
            });
        self.keys()
            .former
            .each(Str::new(&key).starts_with(), |name, row_ids| {
                for (row_id, row) in self.accepted(interpretation, row_ids) {
                    count += 1;
                    let fit = if name == key {
                        FIT_OF_FORMER
                    } else {
                        FIT_OF_FORMER * fit_of_prefix(&key, name)
                    };
                    scores.add(row_id, score(fit, row));
                }
            });
        if count < ENOUGH_MATCHES
            && let Some((automaton, most_edits)) = misspellings(&key)
        {
            self.keys()
                .names
                .each(automaton.starts_with(), |name, row_ids| {
                    for (row_id, row) in self.accepted(interpretation, row_ids) {
                        count += 1;
                        let fit = fit_of_misspelling(&key, name, most_edits);
                        scores.add(row_id, score(fit, row));
                    }
                });
        }
        if count < ENOUGH_FOR_ALL {
            self.search_by_words(interpretation, &key, scores);
        }
    }

    /// Names in which every word of the query is a prefix of some word.
    fn search_by_words(&self, interpretation: &Interpretation<'_>, key: &str, scores: &mut Scores) {
        let significant: Vec<_> = interpretation
            .name
            .iter()
            .filter(|word| !normalise::is_stop_word(word))
            .collect();
        if significant.is_empty() {
            return;
        }
        let mut matched = vec![0_usize; self.rows.len()];
        for (position, word) in significant.iter().enumerate() {
            self.keys()
                .words
                .each(Str::new(word).starts_with(), |_, row_ids| {
                    for &row_id in row_ids {
                        if let Some(count) = usize::try_from(row_id)
                            .ok()
                            .and_then(|row_id| matched.get_mut(row_id))
                            && *count == position
                        {
                            *count += 1;
                        }
                    }
                });
        }
        let row_ids: Vec<u32> = (0..)
            .zip(matched)
            .filter(|(_, count)| *count == significant.len())
            .map(|(row_id, _)| row_id)
            .collect();
        for (row_id, row) in self.accepted(interpretation, &row_ids) {
            let fit = 0.45 + 0.15 * coverage(key, row.name);
            scores.add(row_id, score(fit, row));
        }
    }

    fn accepted<'g>(
        &'g self,
        interpretation: &Interpretation<'_>,
        row_ids: &[u32],
    ) -> impl Iterator<Item = (u32, &'g Row)> {
        self.rows_at(row_ids)
            .filter(|(row_id, row)| interpretation.accepts(*row_id, row))
    }

    fn rows_at(&self, row_ids: &[u32]) -> impl Iterator<Item = (u32, &Row)> {
        row_ids
            .iter()
            .filter_map(|&row_id| Some((row_id, self.row(row_id)?)))
    }

    fn best(&self, scores: Scores, limit: usize) -> Vec<CommuneMatch> {
        let mut found: Vec<_> = scores
            .0
            .into_iter()
            .filter_map(|(row_id, score)| self.row(row_id).map(|row| (row, score)))
            .collect();
        found.sort_by(|(a, a_score), (b, b_score)| {
            b_score
                .total_cmp(a_score)
                .then_with(|| Reverse(a.population).cmp(&Reverse(b.population)))
                .then_with(|| a.insee.cmp(b.insee))
        });
        found
            .into_iter()
            .take(limit)
            .map(|(row, score)| CommuneMatch {
                commune: self.to_commune(row),
                score: (score * 1_000.0).round() / 1_000.0,
            })
            .collect()
    }
}

/// The best score of each row.
#[derive(Debug, Default)]
struct Scores(HashMap<u32, f64>);

impl Scores {
    fn add(&mut self, row_id: u32, score: f64) {
        let best = self.0.entry(row_id).or_default();
        *best = best.max(score);
    }

    fn has_above(&self, score: f64) -> bool {
        self.0.values().any(|other| *other > score)
    }

    fn add_all(&mut self, row_ids: impl IntoIterator<Item = u32>, score: f64) {
        for row_id in row_ids {
            self.add(row_id, score);
        }
    }
}

/// True for a word in the form of a postal or INSEE code.
fn is_code(word: &str) -> bool {
    match without_corsican_prefix(word) {
        Some(rest) => rest.len() == 3 && normalise::is_number(rest),
        None => word.len() == 5 && normalise::is_number(word),
    }
}

/// True for a word that may be the beginning of such a code; at least two characters, because one matches too much.
fn is_code_prefix(word: &str) -> bool {
    match without_corsican_prefix(word) {
        Some(rest) => rest.len() < 3 && (rest.is_empty() || normalise::is_number(rest)),
        None => (2..5).contains(&word.len()) && normalise::is_number(word),
    }
}

fn without_corsican_prefix(word: &str) -> Option<&str> {
    word.strip_prefix("2a").or_else(|| word.strip_prefix("2b"))
}
