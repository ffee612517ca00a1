//! Compiles the patterns of `LIKE`, and compares a text with one in a single pass.

use std::collections::BTreeMap;

/// A pattern: `%` stands for any number of characters, `_` for one, and a character after a backslash for itself.
///
/// A text is read once. The bits of a number are the places of the pattern that may come next, so that the time for a text does not
/// depend on where `%` stands.
#[derive(Debug, PartialEq)]
pub(super) struct Pattern {
    /// The places of each character.
    places: BTreeMap<char, u128>,
    /// The places of `_`.
    any: u128,
    /// The places before which `%` stands, which may be the end.
    gaps: u128,
    /// The place after the last one.
    end: u128,
}

/// Most characters of a pattern besides `%`: one bit is for the end.
const PLACES_MAX: u32 = u128::BITS - 1;

impl Pattern {
    /// Compiles a pattern, in which `%` stands for any text and `_` for one character.
    ///
    /// # Errors
    ///
    /// The cause, in English.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut pattern = Self {
            places: BTreeMap::new(),
            any: 0,
            gaps: 0,
            end: 1,
        };
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let place = pattern.end;
            let places = match character {
                '%' => {
                    pattern.gaps |= place;
                    continue;
                }
                '_' => &mut pattern.any,
                '\\' => {
                    let escaped = characters
                        .next()
                        .ok_or_else(|| "the pattern ends with a backslash".to_owned())?;
                    pattern.places.entry(escaped).or_default()
                }
                other => pattern.places.entry(other).or_default(),
            };
            *places |= place;
            pattern.end = place.checked_mul(2).ok_or_else(|| {
                format!("the pattern has more than {PLACES_MAX} characters besides %")
            })?;
        }
        Ok(pattern)
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let mut next = 1;
        for character in text.chars() {
            let here = self.any | self.places.get(&character).copied().unwrap_or_default();
            next = ((next & here) << 1) | (next & self.gaps);
            if next == 0 {
                return false;
            }
        }
        next & self.end != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(text)
    }

    /// Tries every way in which the pattern, without backslashes, may stand for the text.
    fn matches_somehow(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['%', rest @ ..], _) => {
                matches_somehow(rest, text)
                    || matches!(text, [_, later @ ..] if matches_somehow(pattern, later))
            }
            ([first, rest @ ..], [character, later @ ..]) => {
                (*first == '_' || first == character) && matches_somehow(rest, later)
            }
            _ => false,
        }
    }

    /// The words of up to four letters.
    fn words(letters: &[char]) -> Vec<Vec<char>> {
        let mut words: Vec<Vec<char>> = vec![Vec::new()];
        let mut longest = words.clone();
        for _letter in 1..=4 {
            longest = longest
                .iter()
                .flat_map(|word| {
                    letters
                        .iter()
                        .map(move |letter| [word.as_slice(), &[*letter]].concat())
                })
                .collect();
            words.extend(longest.clone());
        }
        words
    }

    #[test]
    fn a_pattern_matches_what_one_of_its_readings_is() {
        let texts = words(&['a', 'b']);

        for pattern in words(&['a', 'b', '_', '%']) {
            let written: String = pattern.iter().collect();
            let parsed = Pattern::parse(&written).unwrap();
            for text in &texts {
                let spelt: String = text.iter().collect();
                let expected = matches_somehow(&pattern, text);
                assert_eq!(parsed.matches(&spelt), expected, "{written} {spelt}");
            }
        }
    }

    #[rstest]
    #[case("B_r%", "Berlin", true)]
    #[case("B_r%", "Brest", false)]
    #[case("B_r%", "berlin", false)]
    #[case("_nergie", "Énergie", true)]
    #[case(r"100\%", "100%", true)]
    #[case(r"100\%", "1000", false)]
    #[case(r"a\_b", "a_b", true)]
    #[case(r"a\_b", "acb", false)]
    #[case(r"a\\%", r"a\b", true)]
    #[case(r"\a", "a", true)]
    fn a_character_stands_for_itself_unless_it_is_a_sign(
        #[case] pattern: &str,
        #[case] text: &str,
        #[case] is_match: bool,
    ) {
        assert_eq!(matches(pattern, text), is_match);
    }

    #[test]
    fn a_pattern_is_bounded() {
        let most = PLACES_MAX as usize;
        let longest = format!("%{}%", "_".repeat(most));

        assert!(matches(&longest, &"x".repeat(most)));
        assert!(!matches(&longest, &"x".repeat(most - 1)));
        assert!(Pattern::parse(&"x".repeat(most + 1)).is_err());
        assert!(Pattern::parse(&"%".repeat(1_000)).is_ok());
        assert!(Pattern::parse(r"x\").is_err());
    }

    #[test]
    fn many_gaps_take_no_longer() {
        // A reader that goes back to each `%` would not end.
        let pattern = format!("{}b", "%a".repeat(100));

        assert!(!matches(&pattern, &"a".repeat(100_000)));
    }
}
