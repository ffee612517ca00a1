use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Splits a place name into normalised words: no case, accents, ligatures or punctuation, abbreviations expanded, "3e" as 3,
/// CEDEX removed.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' | 'Œ' => word.push_str("oe"),
            'æ' | 'Æ' => word.push_str("ae"),
            // As in "Villeneuve s/ Lot".
            '/' if word.eq_ignore_ascii_case("s") => {
                words.push("sur".to_owned());
                word.clear();
            }
            letter if letter.is_alphanumeric() => word.extend(letter.to_lowercase()),
            _ if word.is_empty() => {}
            _ => words.push(std::mem::take(&mut word)),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    without_cedex(words)
        .into_iter()
        .map(|word| expanded(&word).unwrap_or(word))
        .collect()
}

/// The normalised words as one key.
pub(super) fn key(text: &str) -> String {
    words(text).join(" ")
}

/// The key without its leading article: `havre` for "Le Havre". `None` when it has no article or nothing would remain.
pub(super) fn without_article(key: &str) -> Option<&str> {
    ["le ", "la ", "les ", "l "]
        .into_iter()
        .find_map(|article| key.strip_prefix(article))
        .filter(|rest| !rest.is_empty())
}

/// True for a stop word, which does not identify a place.
pub(super) fn is_stop_word(word: &str) -> bool {
    matches!(
        word,
        "d" | "l"
            | "de"
            | "du"
            | "des"
            | "le"
            | "la"
            | "les"
            | "en"
            | "et"
            | "sur"
            | "sous"
            | "aux"
    )
}

fn without_cedex(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    let mut after_cedex = false;
    for word in words {
        let is_cedex = word == "cedex";
        let is_its_number = after_cedex && word.len() <= 2 && is_number(&word);
        if !is_cedex && !is_its_number {
            kept.push(word);
        }
        after_cedex = is_cedex;
    }
    kept
}

/// The word that an abbreviation in the names of places stands for, both without accents and in lower case.
pub fn written_out(word: &str) -> Option<&'static str> {
    match word {
        "st" => Some("saint"),
        "ste" => Some("sainte"),
        "sts" => Some("saints"),
        "stes" => Some("saintes"),
        _ => None,
    }
}

fn expanded(word: &str) -> Option<String> {
    match written_out(word) {
        Some(word) => Some(word.to_owned()),
        None => ["ieme", "eme", "ere", "er", "re", "nd", "nde", "e"]
            .into_iter()
            .find_map(|ending| word.strip_suffix(ending))
            .filter(|number| is_number(number))
            .map(ToOwned::to_owned),
    }
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("Saint-Étienne-du-Rouvray", "saint etienne du rouvray")]
    #[case("ST ETIENNE", "saint etienne")]
    #[case("Ste-Colombe", "sainte colombe")]
    #[case("Œuilly", "oeuilly")]
    #[case("L'Haÿ-les-Roses", "l hay les roses")]
    #[case("Villeneuve s/Lot", "villeneuve sur lot")]
    #[case("Lyon 3e Arrondissement", "lyon 3 arrondissement")]
    #[case("Marseille 1er", "marseille 1")]
    #[case("LYON CEDEX 03", "lyon")]
    #[case("Étréchy", "etrechy")]
    #[case("  ", "")]
    fn names_are_normalised(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(key(name), expected);
    }

    #[test]
    fn an_article_alone_is_a_name() {
        assert_eq!(without_article("le havre"), Some("havre"));
        assert_eq!(without_article("lens"), None);
        assert_eq!(without_article("les"), None);
    }

    proptest! {
        #[test]
        fn any_text_has_words_without_spaces(text in "\\PC{0,60}") {
            for word in words(&text) {
                prop_assert!(!word.is_empty() && !word.contains(' '));
            }
        }
    }
}
