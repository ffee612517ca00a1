use super::gazetteer::{Gazetteer, Row};
use super::normalise;
use fst::Automaton;
use fst::automaton::{Levenshtein, Str};
use shared::place::CommuneMatch;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Longest query that is looked at, in characters; the longest name has 45.
pub const MAX_QUERY_CHARS: usize = 100;
/// Longest text whose misspellings are looked for: the automaton grows with it.
const MAX_FUZZY_CHARS: usize = 40;
/// Most states of that automaton, 4 kB each.
const MAX_FUZZY_STATES: usize = 4_000;
/// With so many names that begin like the query, nobody has misspelt it.
const ENOUGH: usize = 5;
/// Words at the end that may name a department; « Saint-Pierre-et-Miquelon » and « Alpes-de-Haute-Provence » have four.
const MAX_DEPARTMENT_WORDS: usize = 4;
/// Most codes of one query that are looked up.
const MAX_CODES: usize = 2;
/// How well the beginning of a code fits.
const FIT_OF_CODE_PREFIX: f64 = 0.8;
/// Decimal logarithm of the population at which size counts fully; 2.5 million.
const LARGEST_LOG: f64 = 6.4;

/// One way to understand a query: a name, and perhaps the department or the code that goes with it.
#[derive(Debug)]
struct Reading<'q> {
    name: &'q [String],
    department: Option<&'q str>,
    /// Rows of a postal or INSEE code in the query.
    of_code: Option<&'q [u32]>,
}

impl Reading<'_> {
    fn admits(&self, place: u32, row: &Row) -> bool {
        self.department.is_none_or(|code| row.department == code)
            && self.of_code.is_none_or(|places| places.contains(&place))
    }
}

impl Gazetteer {
    /// Communes that answer a text as people type it, best first: a name or its beginning, misspelt or not, a postal
    /// code, an INSEE code, with or without the department.
    ///
    /// Score: 1 for an exact name or code; else 0.65 for how well the text fits and 0.35 for the size, below 1.
    pub fn search(&self, text: &str, limit: usize) -> Vec<CommuneMatch> {
        let text: String = text.chars().take(MAX_QUERY_CHARS).collect();
        let words = normalise::words(&text);
        let mut scores = Scores::default();
        match words.as_slice() {
            [only] if is_beginning_of_code(only) => self.search_by_code_prefix(only, &mut scores),
            words => {
                let (codes, name): (Vec<_>, Vec<_>) =
                    words.iter().cloned().partition(|word| is_code(word));
                if codes.is_empty() {
                    self.search_by_name(&name, None, limit, &mut scores);
                }
                for code in codes.iter().take(MAX_CODES) {
                    self.search_by_code(code, &name, limit, &mut scores);
                }
            }
        }
        self.best(scores, limit)
    }

    fn search_by_code(&self, code: &str, name: &[String], limit: usize, scores: &mut Scores) {
        let insee = code.to_uppercase();
        if name.is_empty() {
            if self.keys().postal_codes.exact(code).is_empty() {
                scores.add_all(self.of_insee(&insee), 1.0);
            } else {
                // The postal code is what people know; the commune of that INSEE code comes after.
                scores.add_all(self.of_insee(&insee), 0.9);
                for &place in self.keys().postal_codes.exact(code) {
                    let whole_city = self.row(place).is_some_and(Row::has_arrondissements);
                    scores.add(place, if whole_city { 0.95 } else { 1.0 });
                }
            }
            return;
        }
        let places = match self.keys().postal_codes.exact(code) {
            [] => self.of_insee(&insee).collect(),
            places => places.to_vec(),
        };
        // « 69003 Lyon » means the arrondissement.
        let precise: Vec<_> = self
            .rows_at(&places)
            .filter(|(_, row)| places.len() == 1 || !row.has_arrondissements())
            .map(|(place, _)| place)
            .collect();
        self.search_by_name(name, Some(&precise), limit, scores);
        // With a street before it the name fits nothing, but the code says enough.
        scores.add_all(places, 0.6);
    }

    fn search_by_code_prefix(&self, code: &str, scores: &mut Scores) {
        let mut places = Vec::new();
        if normalise::is_number(code) {
            self.keys()
                .postal_codes
                .each(Str::new(code).starts_with(), |_, of_code| {
                    places.extend_from_slice(of_code);
                });
        } else {
            places.extend(self.of_insee(&code.to_uppercase()));
        }
        for (place, row) in self.rows_at(&places) {
            scores.add(place, ranked(FIT_OF_CODE_PREFIX, row));
        }
    }

    fn search_by_name(
        &self,
        words: &[String],
        of_code: Option<&[u32]>,
        limit: usize,
        scores: &mut Scores,
    ) {
        self.search_reading(
            &Reading {
                name: words,
                department: None,
                of_code,
            },
            limit,
            scores,
        );
        for count in 1..=MAX_DEPARTMENT_WORDS.min(words.len().saturating_sub(1)) {
            let (name, place) = words.split_at(words.len() - count);
            if let Some(department) = self.keys().departments.get(&place.join(" ")) {
                let reading = Reading {
                    name,
                    department: Some(department.as_str()),
                    of_code,
                };
                self.search_reading(&reading, limit, scores);
            }
        }
    }

    fn search_reading(&self, reading: &Reading<'_>, limit: usize, scores: &mut Scores) {
        let key = reading.name.join(" ");
        if key.is_empty() {
            return;
        }
        let mut count = 0;
        self.keys()
            .names
            .each(Str::new(&key).starts_with(), |name, places| {
                for (place, row) in self.admitted(reading, places) {
                    count += 1;
                    let score = if name == key {
                        exact(&key, row)
                    } else {
                        ranked(fit_of_prefix(&key, name), row)
                    };
                    scores.add(place, score);
                }
            });
        if count < ENOUGH
            && let Some((automaton, most_edits)) = misspellings(&key)
        {
            self.keys()
                .names
                .each(automaton.starts_with(), |name, places| {
                    for (place, row) in self.admitted(reading, places) {
                        count += 1;
                        let fit = fit_of_misspelling(&key, name, most_edits);
                        scores.add(place, ranked(fit, row));
                    }
                });
        }
        if count < limit {
            self.search_by_words(reading, &key, scores);
        }
    }

    /// Names that have, for every word of the query, a word that begins so.
    fn search_by_words(&self, reading: &Reading<'_>, key: &str, scores: &mut Scores) {
        let telling: Vec<_> = reading
            .name
            .iter()
            .filter(|word| !normalise::is_link(word))
            .collect();
        if telling.is_empty() {
            return;
        }
        let mut matched = vec![0_usize; self.rows.len()];
        for (round, word) in telling.iter().enumerate() {
            self.keys()
                .words
                .each(Str::new(word).starts_with(), |_, places| {
                    for &place in places {
                        if let Some(count) = usize::try_from(place)
                            .ok()
                            .and_then(|place| matched.get_mut(place))
                            && *count == round
                        {
                            *count += 1;
                        }
                    }
                });
        }
        let places: Vec<u32> = (0..)
            .zip(matched)
            .filter(|(_, count)| *count == telling.len())
            .map(|(place, _)| place)
            .collect();
        for (place, row) in self.admitted(reading, &places) {
            let fit = 0.45 + 0.15 * coverage(key, row.name);
            scores.add(place, ranked(fit, row));
        }
    }

    fn admitted<'g>(
        &'g self,
        reading: &Reading<'_>,
        places: &[u32],
    ) -> impl Iterator<Item = (u32, &'g Row)> {
        self.rows_at(places)
            .filter(|(place, row)| reading.admits(*place, row))
    }

    fn rows_at(&self, places: &[u32]) -> impl Iterator<Item = (u32, &Row)> {
        places
            .iter()
            .filter_map(|&place| Some((place, self.row(place)?)))
    }

    fn best(&self, scores: Scores, limit: usize) -> Vec<CommuneMatch> {
        let mut found: Vec<_> = scores
            .0
            .into_iter()
            .filter_map(|(place, score)| self.row(place).map(|row| (row, score)))
            .collect();
        found.sort_by(|(one, one_score), (other, other_score)| {
            other_score
                .total_cmp(one_score)
                .then_with(|| Reverse(one.population).cmp(&Reverse(other.population)))
                .then_with(|| one.insee.cmp(other.insee))
        });
        found
            .into_iter()
            .take(limit)
            .map(|(row, score)| CommuneMatch {
                commune: self.told(row),
                score: (score * 1_000.0).round() / 1_000.0,
            })
            .collect()
    }
}

/// The best score of each row.
#[derive(Debug, Default)]
struct Scores(HashMap<u32, f64>);

impl Scores {
    fn add(&mut self, place: u32, score: f64) {
        let best = self.0.entry(place).or_default();
        *best = best.max(score);
    }

    fn add_all(&mut self, places: impl IntoIterator<Item = u32>, score: f64) {
        for place in places {
            self.add(place, score);
        }
    }
}

/// Whether the word is written like a postal or INSEE code.
fn is_code(word: &str) -> bool {
    match of_corsica(word) {
        Some(rest) => rest.len() == 3 && normalise::is_number(rest),
        None => word.len() == 5 && normalise::is_number(word),
    }
}

/// Whether the word is the beginning of such a code; from two characters on, as one finds too much.
fn is_beginning_of_code(word: &str) -> bool {
    match of_corsica(word) {
        Some(rest) => rest.len() < 3 && (rest.is_empty() || normalise::is_number(rest)),
        None => (2..5).contains(&word.len()) && normalise::is_number(word),
    }
}

fn of_corsica(word: &str) -> Option<&str> {
    word.strip_prefix("2a").or_else(|| word.strip_prefix("2b"))
}

/// How much of the score is the fit, and how much the size.
fn ranked(fit: f64, row: &Row) -> f64 {
    let size = (f64::from(row.population) + 10.0).log10() / LARGEST_LOG;
    (0.65 * fit + 0.35 * size).clamp(0.0, 0.99)
}

/// 1 for the name itself, a little less for the name without its article.
fn exact(key: &str, row: &Row) -> f64 {
    if normalise::key(row.name) == key {
        1.0
    } else {
        0.995
    }
}

/// How much of the name the query has already said.
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

/// An automaton of the misspellings of a key: one edit from four letters on, two from eight.
fn misspellings(key: &str) -> Option<(Levenshtein, u32)> {
    let edits = match key.chars().count() {
        4..8 => 1,
        8..=MAX_FUZZY_CHARS => 2,
        _ => return None,
    };
    // A key whose automaton grows too large goes without it.
    Levenshtein::new_with_limit(key, edits, MAX_FUZZY_STATES)
        .ok()
        .map(|automaton| (automaton, edits))
}

/// Fewest insertions, deletions and substitutions that make `key` a beginning of `name`.
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
    fn the_first_answer_is_the_one_meant() {
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
        ]
        .into_iter()
        .map(|(text, insee)| (text, insee, found(text)))
        .filter(|(_, insee, found)| !found.first().is_some_and(|first| first.starts_with(insee)))
        .collect();

        assert!(missed.is_empty(), "{missed:#?}");
    }

    #[test]
    fn an_exact_name_scores_one_and_a_beginning_less() {
        let score = |text: &str| Gazetteer::embedded().search(text, 1)[0].score;

        assert!((score("Vénissieux") - 1.0).abs() < f64::EPSILON);
        assert!((score("69200") - 1.0).abs() < f64::EPSILON);
        assert!(score("venissieu") < 1.0);
        assert!(score("venisieux") < score("venissieu"));
    }

    #[test]
    fn a_beginning_of_a_postal_code_finds_the_largest_first() {
        let found = found("692");
        assert!(found[0].starts_with("69259"), "{found:#?}");
    }

    #[test]
    fn homonyms_all_come_the_largest_first() {
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
    fn no_more_is_answered_than_asked() {
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
    fn edits_are_counted_to_the_best_beginning(
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
        fn any_text_is_answered_in_order(text in any_query()) {
            let found = Gazetteer::embedded().search(&text, 10);

            prop_assert!(found.len() <= 10);
            prop_assert!(found.iter().all(|found| (0.0..=1.0).contains(&found.score)));
            prop_assert!(found.is_sorted_by(|one, other| one.score >= other.score));
        }

        #[test]
        fn every_commune_is_found_by_its_own_label(place in 0..35_008_usize) {
            let gazetteer = Gazetteer::embedded();
            let commune = gazetteer.told(&gazetteer.rows[place]);

            let found = gazetteer.search(&commune.label(), 3);

            prop_assert!(found.iter().any(|found| found.commune.insee == commune.insee), "{}", commune.label());
        }
    }
}
