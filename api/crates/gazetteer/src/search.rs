use super::gazetteer::{Gazetteer, Row};
use super::normalise;
use fst::Automaton;
use fst::automaton::{Levenshtein, Str};
use shared::place::{Commune, CommuneMatch};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Maximum length of a query in characters; longer ones are truncated. The longest name has 45.
pub const MAX_QUERY_CHARS: usize = 100;
/// Maximum length of a text for typo tolerance: the automaton grows with it.
const MAX_FUZZY_CHARS: usize = 40;
/// Maximum number of states of that automaton, at 4 kB each.
const MAX_FUZZY_STATES: usize = 4_000;
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
/// Decimal logarithm of the population at which the size counts fully: 2.5 million.
const LARGEST_LOG: f64 = 6.4;

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

/// Combines fit and size into a score.
fn score(fit: f64, row: &Row) -> f64 {
    let size = (f64::from(row.population) + 10.0).log10() / LARGEST_LOG;
    (0.65 * fit + 0.35 * size).clamp(0.0, 0.99)
}

/// Score of an exact match: 1 for the name itself, slightly less for the name without its article.
fn exact_score(key: &str, row: &Row) -> f64 {
    if normalise::key(row.name) == key {
        1.0
    } else {
        0.995
    }
}

/// Fraction of the name that the query covers.
fn coverage(key: &str, name: &str) -> f64 {
    let letters = |text: &str| f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
    (letters(key) / letters(name).max(1.0)).min(1.0)
}

fn fit_of_prefix(key: &str, name: &str) -> f64 {
    let ends_with_a_word = name
        .strip_prefix(key)
        .is_none_or(|rest| rest.starts_with(' '));
    let floor = if ends_with_a_word { 0.8 } else { 0.7 };
    floor + 0.2 * coverage(key, name)
}

fn fit_of_misspelling(key: &str, name: &str, most_edits: u32) -> f64 {
    let edits = edits_to_a_prefix(key, name).min(most_edits);
    (0.7 - 0.15 * f64::from(edits) + 0.2 * coverage(key, name)).max(0.0)
}

/// A Levenshtein automaton: one edit from four letters, two from eight.
fn misspellings(key: &str) -> Option<(Levenshtein, u32)> {
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
    use proptest::prelude::*;
    use rstest::rstest;

    fn found(text: &str) -> Vec<String> {
        Gazetteer::embedded()
            .search(text, 8)
            .into_iter()
            .map(|found| format!("{} {}", found.commune.insee, found.commune.label()))
            .collect()
    }

    #[test]
    fn the_best_match_comes_first() {
        let missed: Vec<_> = [
            ("Vénissieux", "69259"),
            ("venissieu", "69259"),
            ("venisieux", "69259"),
            ("grenobel", "38185"),
            ("st etienne", "42218"),
            ("saint etiene", "42218"),
            ("St. Étienne", "42218"),
            ("SAINT-DENIS", "97411"),
            ("le havre", "76351"),
            ("havre", "76351"),
            ("l'hay les roses", "94038"),
            ("lhay les roses", "94038"),
            ("oeuilly 51", "51410"),
            ("rouvray saint etienne", "76575"),
            ("lyon 3", "69383"),
            ("Lyon 3ème", "69383"),
            ("marseille 1er", "13201"),
            ("paris 15", "75115"),
            ("paris", "75056"),
            ("LYON CEDEX 03", "69123"),
            ("69003", "69383"),
            ("69003 Lyon", "69383"),
            ("Vénissieux 69200", "69259"),
            ("8 boulevard du Port 80000 Amiens", "80021"),
            ("2A004", "2A004"),
            ("2a004", "2A004"),
            ("69259", "69259"),
            ("sainte colombe 69", "69189"),
            ("Sainte-Colombe (Rhône)", "69189"),
            ("sceaux hauts de seine", "92071"),
            ("saint-denis réunion", "97411"),
            ("saint denis la reunion", "97411"),
            ("sai", "61358"),
            ("y", "80829"),
            ("69438 Lyon Cedex 03", "69383"),
            ("69999 Lyon Cedex 03", "69123"),
            ("Lyon Cedex 69999", "69123"),
            ("92974 Paris La Défense Cedex", "92050"),
            ("74991 Annecy Cedex 9", "74010"),
            ("74991", "74010"),
            ("38054 Grenoble", "38185"),
            ("Seynod", "74010"),
            ("seynod 74", "74010"),
            ("Cherbourg-Octeville", "50129"),
            ("Cherbourg", "50129"),
            ("Pierrefitte-sur-Seine", "93066"),
            ("Andrezé", "49023"),
            ("Annecy-le-Vieux", "74010"),
            ("Herblain", "44162"),
        ]
        .into_iter()
        .map(|(text, insee)| (text, insee, found(text)))
        .filter(|(_, insee, found)| !found.first().is_some_and(|first| first.starts_with(insee)))
        .collect();

        assert!(missed.is_empty(), "{missed:#?}");
    }

    #[test]
    fn an_exact_name_scores_one_and_a_prefix_less() {
        let score = |text: &str| Gazetteer::embedded().search(text, 1)[0].score;

        assert!((score("Vénissieux") - 1.0).abs() < f64::EPSILON);
        assert!((score("69200") - 1.0).abs() < f64::EPSILON);
        assert!(score("venissieu") < 1.0);
        assert!(score("venisieux") < score("venissieu"));
    }

    #[test]
    fn a_postal_code_prefix_finds_the_largest_commune_first() {
        let found = found("692");
        assert!(found[0].starts_with("69259"), "{found:#?}");
    }

    #[test]
    fn homonyms_are_ordered_by_population() {
        let found = Gazetteer::embedded().search("sainte-colombe", 20);
        let namesakes: Vec<_> = found
            .iter()
            .take_while(|found| found.commune.name == "Sainte-Colombe")
            .collect();

        assert_eq!(namesakes.len(), 12);
        assert!(namesakes.is_sorted_by_key(|found| Reverse(found.commune.population)));
    }

    #[test]
    fn nonsense_finds_nothing() {
        for text in ["", "   ", "-'/", "99999", "xqzwkjh", "東京"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_first_answer_does_not_depend_on_the_limit() {
        let gazetteer = Gazetteer::embedded();
        for text in [
            "Herblain",
            "Normandie",
            "La Réunion",
            "Nazaire",
            "Savoie",
            "Rochelle",
            "Corse",
            "Mer",
            "y",
        ] {
            let first = |limit: usize| {
                let found = gazetteer.search(text, limit);
                found.first().map(|found| found.commune.label())
            };
            assert_eq!(first(1), first(8), "{text}");
            assert_eq!(first(1), first(100), "{text}");
        }
    }

    #[test]
    fn a_name_of_today_ranks_above_former_ones() {
        let found = Gazetteer::embedded().search("Saint-Denis", 100);
        let first_other = found
            .iter()
            .position(|found| found.commune.name != "Saint-Denis");
        let namesakes = found
            .iter()
            .filter(|found| found.commune.name == "Saint-Denis")
            .count();
        assert_eq!(first_other, Some(namesakes));
    }

    #[test]
    fn the_limit_is_respected() {
        assert_eq!(Gazetteer::embedded().search("saint", 3).len(), 3);
        assert!(Gazetteer::embedded().search("saint", 0).is_empty());
    }

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

    fn any_query() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,60}",
            "[a-z0-9 '/éœ-]{0,120}",
            "(st|ste|s/|2a|2b|69|le|lyon|cedex|[0-9]{1,6}| |-|'){0,12}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn results_are_ordered_by_score(text in any_query()) {
            let found = Gazetteer::embedded().search(&text, 10);

            prop_assert!(found.len() <= 10);
            prop_assert!(found.iter().all(|found| (0.0..=1.0).contains(&found.score)));
            prop_assert!(found.is_sorted_by(|one, other| one.score >= other.score));
        }

        #[test]
        fn every_commune_is_found_by_its_own_label(row_id in 0..35_008_usize) {
            let gazetteer = Gazetteer::embedded();
            let commune = gazetteer.to_commune(&gazetteer.rows[row_id]);

            let found = gazetteer.search(&commune.label(), 3);

            prop_assert!(found.iter().any(|found| found.commune.insee == commune.insee), "{}", commune.label());
        }
    }
}
