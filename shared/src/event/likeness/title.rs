//! The measure of how much two titles are alike.

use crate::text::fold;

/// Words that join others, after [`fold`]; they do not count.
const JOINING: &[&str] = &[
    "a", "au", "aux", "avec", "chez", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le",
    "les", "n", "par", "pour", "s", "sur", "un", "une",
];
/// Words of fewer letters must be the same.
const ONE_TYPO_LETTERS: usize = 4;
/// From so many letters on, two words are the same with two typos.
const TWO_TYPOS_LETTERS: usize = 8;

/// The words of a title that count, to compare it with many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleWords {
    words: Vec<Vec<char>>,
    letters: usize,
}

impl TitleWords {
    /// The words of a title, folded, without those that join others; all of them when there are no others.
    pub fn of(title: &str) -> Self {
        let folded = fold(title);
        let all = || folded.split(' ').filter(|word| !word.is_empty());
        let mut words: Vec<Vec<char>> = all()
            .filter(|word| !JOINING.contains(word))
            .map(|word| word.chars().collect())
            .collect();
        if words.is_empty() {
            words = all().map(|word| word.chars().collect()).collect();
        }
        let letters = words.iter().map(Vec::len).sum();
        Self { words, letters }
    }

    /// Likeness of two titles: 0 when they have no word in common, 1 when they have the same words in any order.
    ///
    /// Each word is paired with the first one like it in the other title that is not paired yet. Words are alike when they differ
    /// in at most one letter, or two from 8 letters on; words of less than 4 letters, and those with a digit, must be the same. With
    /// `m` the letters of the pairs on average of both sides, `a` and `b` the letters of the titles, the measure is the mean of
    /// `2 m / (a + b)`, which falls with every word that only one has, and of `m / min(a, b)`, which does not fall when one title
    /// says more than the other.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.letters == 0 || other.letters == 0 {
            return 0.0;
        }
        if self.words.iter().flatten().eq(other.words.iter().flatten()) {
            return 1.0;
        }
        let mut free: Vec<bool> = vec![true; other.words.len()];
        let mut paired = 0;
        for word in &self.words {
            let mut others = other.words.iter().zip(&mut free);
            if let Some((like, free)) = others.find(|(like, free)| **free && alike(word, like)) {
                *free = false;
                paired += word.len() + like.len();
            }
        }
        let (paired, shorter) = (as_f64(paired), as_f64(self.letters.min(other.letters)));
        let both = paired / as_f64(self.letters + other.letters);
        let one = (paired / 2.0 / shorter).min(1.0);
        f64::midpoint(both, one)
    }
}

/// A number of letters.
fn as_f64(letters: usize) -> f64 {
    f64::from(u32::try_from(letters).unwrap_or(u32::MAX))
}

fn alike(one: &[char], other: &[char]) -> bool {
    if one == other {
        return true;
    }
    let shorter = one.len().min(other.len());
    let typos = if shorter >= TWO_TYPOS_LETTERS { 2 } else { 1 };
    shorter >= ONE_TYPO_LETTERS
        && one.len().abs_diff(other.len()) <= typos
        && !one.iter().chain(other).any(char::is_ascii_digit)
        && distance(one, other) <= typos
}

/// Number of letters to insert, remove or replace (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, cell) in other.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            let changed = diagonal + usize::from(a != b);
            left = changed.min(above + 1).min(left + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(one.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn likeness(one: &str, other: &str) -> f64 {
        TitleWords::of(one).likeness(&TitleWords::of(other))
    }

    #[rstest]
    #[case::same("Visite de la fonderie", "Visite de la fonderie", 1.0)]
    #[case::written_otherwise("VISITE DE LA FONDERIE", "« Visite » – la fonderie !", 1.0)]
    #[case::other_order("La fonderie : visite", "Visite de la fonderie", 1.0)]
    #[case::a_word_in_two("Portes-ouvertes", "Portesouvertes", 1.0)]
    #[case::nothing_in_common("Visite de la fonderie", "Atelier soudure", 0.0)]
    // 16 of 28 letters, of both sides; 8 of 14.
    #[case::half("Atelier fonderie", "Portes fonderie", 0.561_576)]
    // 28 of 33 letters of both; all 14 of the shorter.
    #[case::one_says_more("Visite fonderie", "Visite fonderie Rhône", 0.924_242)]
    #[case::empty("", "Visite", 0.0)]
    #[case::only_joining_words("Et", "et", 1.0)]
    fn titles_are_measured(#[case] one: &str, #[case] other: &str, #[case] expected: f64) {
        let (there, back) = (likeness(one, other), likeness(other, one));

        assert!((there - expected).abs() < 0.001, "{there}");
        assert!((back - expected).abs() < 0.001, "{back}");
    }

    #[rstest]
    #[case::one_typo("fonderie", "fondrie", true)]
    #[case::a_plural("spectacle", "spectacles", true)]
    #[case::two_typos_of_many("quartett", "kuartet", false)]
    #[case::two_typos("monolingualism", "monolinguilisme", true)]
    #[case::short("art", "arc", false)]
    #[case::numbers("2018", "2019", false)]
    fn words_with_typos_are_the_same(#[case] one: &str, #[case] other: &str, #[case] same: bool) {
        let chars = |word: &str| word.chars().collect::<Vec<_>>();

        assert_eq!(alike(&chars(one), &chars(other)), same);
    }

    proptest! {
        #[test]
        fn the_measure_is_between_0_and_1(one in "\\PC{0,60}", other in "\\PC{0,60}") {
            let measured = likeness(&one, &other);
            prop_assert!((0.0..=1.0).contains(&measured));
        }

        #[test]
        fn a_title_is_like_itself(title in "[a-zéà' ]{1,60}[a-z]") {
            prop_assert!((likeness(&title, &title) - 1.0).abs() < f64::EPSILON);
        }

        #[test]
        fn the_distance_is_that_of_the_usual_table(one in "[a-c]{0,8}", other in "[a-c]{0,8}") {
            let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
            let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
            for i in 0..=a.len() {
                for j in 0..=b.len() {
                    table[i][j] = if i == 0 || j == 0 {
                        i + j
                    } else {
                        (table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]))
                            .min(table[i - 1][j] + 1)
                            .min(table[i][j - 1] + 1)
                    };
                }
            }
            prop_assert_eq!(distance(&a, &b), table[a.len()][b.len()]);
        }
    }
}
