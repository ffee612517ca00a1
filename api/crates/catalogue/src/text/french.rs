//! Splits French texts into words and normalises them for comparison.

use frostem::{Algorithm, Stemmer};
use shared::text::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Elided words before an apostrophe, which are not indexed.
const ELIDED: [&str; 12] = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
];

/// Stop words: too frequent to search for. Folded and sorted.
const STOP_WORDS: [&str; 37] = [
    "a", "au", "aux", "avec", "ce", "ces", "cet", "cette", "chez", "dans", "de", "des", "du", "en",
    "est", "et", "il", "la", "le", "les", "leur", "leurs", "nos", "notre", "ou", "par", "pour",
    "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une", "y",
];

/// Length of the longest stop word, in bytes.
const STOP_WORD_MAX_BYTES: usize = 5;

/// Words that are written like the letters A and Y, and are not indexed as such.
const PARTICLES: [&str; 4] = ["a", "à", "À", "y"];

/// True for a word of a query that is not searched for as long as there are others: a stop word, or an article
/// without its apostrophe.
pub(super) fn is_stop_word(word: &str) -> bool {
    (is_letter(word) && ELIDED.contains(&word))
        || (word.len() <= STOP_WORD_MAX_BYTES && STOP_WORDS.binary_search(&word).is_ok())
}

/// True for a folded word of a single letter.
pub(super) fn is_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// The words of texts, folded, without elided articles and particles, in one string separated by spaces.
#[derive(Debug, Default)]
pub(super) struct Text(String);

impl Text {
    /// Appends the words of a text.
    pub(super) fn add(&mut self, text: &str) {
        let mut tokens = text.split_whitespace().peekable();
        while let Some(token) = tokens.next() {
            // "R & D" is written as one word, like "R&D".
            if tokens.peek() == Some(&"&") {
                let mut rest = tokens.clone();
                rest.next();
                let joined = rest
                    .next()
                    .and_then(|next| initials(&format!("{token}&{next}")));
                if let Some(joined) = joined {
                    self.push(&joined);
                    tokens = rest;
                    continue;
                }
            }
            self.add_token(token);
        }
    }

    /// Appends the words of a text between spaces.
    fn add_token(&mut self, token: &str) {
        if PARTICLES.contains(&token.trim_matches(|c: char| !c.is_alphanumeric())) {
            return;
        }
        // Most words are ASCII and need no folding.
        if token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let start = self.0.len();
            self.0.push_str(token);
            if let Some(word) = self.0.get_mut(start..) {
                word.make_ascii_lowercase();
            }
            self.0.push(' ');
            return;
        }
        let mut parts = token.split(['\'', '’', 'ʼ']).peekable();
        while let Some(part) = parts.next() {
            let before_apostrophe = parts.peek().is_some();
            for piece in part.split_inclusive(['/', '-', '–', '(', ')', ',', ';', ':']) {
                if let Some(word) = initials(piece).or_else(|| language(piece)) {
                    self.push(&word);
                    continue;
                }
                let folded = fold(piece);
                let (before, last) = folded.rsplit_once(' ').unwrap_or(("", &folded));
                let elided = before_apostrophe && part.ends_with(piece) && ELIDED.contains(&last);
                self.push(before);
                self.push(if elided { "" } else { last });
            }
        }
    }

    fn push(&mut self, words: &str) {
        self.0.push_str(words);
        self.0.push(' ');
    }

    /// Every word, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }

    /// Each word once, sorted, without stop words, abbreviations written out.
    pub(super) fn distinct(&self) -> Vec<&str> {
        let mut words: Vec<_> = self
            .words()
            .filter(|word| is_letter(word) || !is_stop_word(word))
            .map(written_out)
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// The word that an abbreviation of place names stands for, or the word itself.
pub(super) fn written_out(word: &str) -> &str {
    gazetteer::written_out(word).unwrap_or(word)
}

/// Initials between full stops or ampersands as one word: `S.N.C.F.` as "sncf", `R&D` as "rd".
fn initials(text: &str) -> Option<String> {
    let letters = text.trim_matches(|c: char| !c.is_alphanumeric());
    let mut word = String::new();
    for part in letters.split(['.', '&']) {
        let letter = fold(part);
        if !is_letter(&letter) {
            return None;
        }
        word.push_str(&letter);
    }
    (!is_letter(&word)).then_some(word)
}

/// A letter with the signs that make it another word: the languages "C++" and "C#".
fn language(text: &str) -> Option<String> {
    let name = text.trim_matches(|c: char| !c.is_alphanumeric() && !"+#".contains(c));
    let sign = ["++", "#"].into_iter().find(|sign| name.ends_with(sign))?;
    let letter = fold(name.strip_suffix(sign)?);
    is_letter(&letter).then(|| letter + sign)
}

/// The families of words of a trade, one a line.
const TRADES: &str = include_str!("../../../../../data/words/trades.txt");

/// The stem of the family of each word, by the folded word.
static FAMILIES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut families = HashMap::new();
    for line in TRADES.lines() {
        let mut words = line.split(' ').map(fold).peekable();
        let shared = words
            .peek()
            .map(|first| snowball(first))
            .unwrap_or_default();
        families.extend(words.map(|word| (word, shared.clone())));
    }
    families
});

/// The stem of a folded word: that of its family, for the words of a trade.
///
/// A folded word has lost the accent by which the stemmer recognises a participle, so "labellisée" is stemmed as "labellise".
pub(crate) fn stem(word: &str) -> String {
    let singular = word.strip_suffix('s').unwrap_or(word);
    if let Some(family) = FAMILIES.get(word).or_else(|| FAMILIES.get(singular)) {
        return family.clone();
    }
    let masculine = word
        .strip_suffix("ees")
        .or_else(|| word.strip_suffix("ee"))
        .filter(|rest| rest.len() > 2)
        .map(|rest| format!("{rest}e"));
    snowball(masculine.as_deref().unwrap_or(word))
}

fn snowball(word: &str) -> String {
    Stemmer::new(Algorithm::French).stem(word).into_owned()
}

/// The letters of a word in reverse order.
pub(super) fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

/// True when two words differ by exactly one typo: a letter missing, added or changed, or two neighbours swapped.
pub(super) fn is_one_typo(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same_start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        a.get(same_start..).unwrap_or_default(),
        b.get(same_start..).unwrap_or_default(),
    );
    match (a, b) {
        ([_, rest_a @ ..], [_, rest_b @ ..]) if rest_a == rest_b => true,
        ([a1, a2, rest_a @ ..], [b1, b2, rest_b @ ..])
            if a1 == b2 && a2 == b1 && rest_a == rest_b =>
        {
            true
        }
        ([_, rest @ ..], b) if rest == b => true,
        (a, [_, rest @ ..]) if a == rest => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Visite de l’usine", &["usine", "visite"])]
    #[case("L'Œuvre d’été (aujourd'hui)", &["aujourd", "ete", "hui", "oeuvre"])]
    #[case("qu'est-ce que « l'industrie » ?", &["industrie"])]
    #[case("Made in France 4.0", &["0", "4", "france", "in", "made"])]
    #[case("La R&D de la S.N.C.F. (l’U.I.M.M.)", &["rd", "sncf", "uimm"])]
    #[case("Recherche ou R & D et H&M", &["hm", "rd", "recherche"])]
    #[case("Coder en C++, en C# ou en C", &["c", "c#", "c++", "coder"])]
    #[case("Il y a un atelier à Lyon, bâtiment A", &["a", "atelier", "batiment", "lyon"])]
    #[case("St-Étienne et Ste Colombe", &["colombe", "etienne", "saint", "sainte"])]
    #[case("M. J.-P. Durand, p. 4", &["4", "durand", "j", "m", "p"])]
    fn words_are_read(#[case] text: &str, #[case] found: &[&str]) {
        let mut read = Text::default();
        read.add(text);
        assert_eq!(read.distinct(), found);
    }

    #[test]
    fn stop_words_are_sorted_for_binary_search() {
        assert!(STOP_WORDS.is_sorted());
        assert_eq!(
            STOP_WORDS.iter().map(|word| word.len()).max(),
            Some(STOP_WORD_MAX_BYTES)
        );
    }

    #[rstest]
    #[case("métier", "métiers")]
    #[case("soudure", "Soudures")]
    #[case("industriel", "industrielles")]
    #[case("national", "nationaux")]
    #[case("labellisé", "labellisées")]
    #[case("entreprise", "entreprises")]
    #[case("chaîne", "chaines")]
    fn forms_of_a_word_share_a_stem(#[case] one: &str, #[case] other: &str) {
        assert_eq!(stem(&fold(one)), stem(&fold(other)));
    }

    /// Names of trades of ROME 4.0, in the masculine and the feminine.
    const PAIRS: &str = "\
        soudeur soudeuse/régleur régleuse/chaudronnier chaudronnière/conducteur conductrice/technicien technicienne/\
        ajusteur ajusteuse/affûteur affûteuse/agent agente/aléseur aléseuse/animateur animatrice/applicateur applicatrice/\
        armurier armurière/assembleur assembleuse/assistant assistante/auditeur auditrice/automaticien automaticienne/\
        bobineur bobineuse/bobinier bobinière/boucher bouchère/braseur braseuse/brasseur brasseuse/brodeur brodeuse/\
        câbleur câbleuse/cadreur cadreuse/carrossier carrossière/charpentier charpentière/chromeur chromeuse/\
        cintreur cintreuse/commercial commerciale/compositeur compositrice/concepteur conceptrice/\
        conditionneur conditionneuse/conseiller conseillère/constructeur constructrice/contremaître contremaîtresse/\
        contrôleur contrôleuse/coordinateur coordinatrice/cordonnier cordonnière/coupeur coupeuse/couturier couturière/\
        créateur créatrice/décolleteur décolleteuse/découpeur découpeuse/dépanneur dépanneuse/dessinateur dessinatrice/\
        développeur développeuse/directeur directrice/doreur doreuse/électricien électricienne/\
        électromécanicien électromécanicienne/électronicien électronicienne/électrotechnicien électrotechnicienne/\
        émailleur émailleuse/emballeur emballeuse/emboutisseur emboutisseuse/encadreur encadreuse/étameur étameuse/\
        expert experte/fabricant fabricante/fondeur fondeuse/forgeron forgeronne/fraiseur fraiseuse/\
        galvaniseur galvaniseuse/grenailleur grenailleuse/hydraulicien hydraulicienne/imprimeur imprimeuse/\
        informaticien informaticienne/ingénieur ingénieure/inspecteur inspectrice/installateur installatrice/\
        laborantin laborantine/lamineur lamineuse/logisticien logisticienne/maroquinier maroquinière/\
        mécanicien mécanicienne/menuisier menuisière/métallier métallière/monteur monteuse/mouleur mouleuse/\
        opérateur opératrice/outilleur outilleuse/ouvrier ouvrière/papetier papetière/peigneur peigneuse/\
        pharmacien pharmacienne/physicien physicienne/plieur plieuse/polisseur polisseuse/préparateur préparatrice/\
        programmeur programmeuse/qualiticien qualiticienne/raffineur raffineuse/réparateur réparatrice/\
        roboticien roboticienne/sculpteur sculptrice/sellier sellière/serrurier serrurière/tanneur tanneuse/\
        tisserand tisserande/tôlier tôlière/tourneur tourneuse/tuyauteur tuyauteuse/usineur usineuse/verreur verreuse/\
        magasinier magasinière/formateur formatrice/chercheur chercheuse/horloger horlogère";

    #[test]
    fn both_genders_of_a_trade_share_a_stem() {
        let pairs: Vec<_> = PAIRS
            .split('/')
            .map(|pair| pair.split_once(' ').unwrap())
            .collect();
        assert!(pairs.len() >= 100, "{}", pairs.len());
        let apart: Vec<_> = pairs
            .into_iter()
            .filter(|(one, other)| {
                let forms = [one, other].map(|word| [fold(word), format!("{}s", fold(word))]);
                let [[one, ones], [other, others]] = &forms;
                [ones, other, others]
                    .into_iter()
                    .any(|form| stem(form) != stem(one))
            })
            .collect();
        assert!(apart.is_empty(), "{apart:?}");
    }

    #[rstest]
    #[case("soudure", "soudage")]
    #[case("soudures", "soudeuses")]
    #[case("chaudronnerie", "chaudronnière")]
    #[case("usinage", "usineur")]
    #[case("robotique", "roboticienne")]
    #[case("couture", "couturières")]
    fn a_trade_and_its_activity_share_a_stem(#[case] one: &str, #[case] other: &str) {
        assert_eq!(stem(&fold(one)), stem(&fold(other)));
    }

    #[rstest]
    #[case("chauffeur", "chauffeuse")]
    #[case("régleur", "règle")]
    #[case("règlement", "réglage")]
    #[case("mouleur", "moule")]
    #[case("polisseur", "police")]
    #[case("tourneur", "tournée")]
    #[case("usinage", "usine")]
    #[case("couleur", "couleuse")]
    #[case("montage", "montagne")]
    #[case("verrerie", "verre")]
    #[case("soudeur", "chaudronnier")]
    fn words_of_other_meanings_stay_apart(#[case] one: &str, #[case] other: &str) {
        assert_ne!(stem(&fold(one)), stem(&fold(other)));
    }

    /// The stems that the index was tuned with: another version of the stemmer must not change them unnoticed.
    #[test]
    fn the_stemmer_is_held() {
        let stems: Vec<_> = "industrie industriels industrielles metiers entreprises usines visites formation formations \
            apprentissage apprentis alternance innovation innovations energies nucleaire aeronautique automobile alimentaire \
            textiles chimie plasturgie numerique recrutement emploi emplois orientation decouverte territoires fabrication"
            .split_whitespace()
            .map(stem)
            .collect();
        assert_eq!(
            stems.join(" "),
            "industr industriel industriel meti entrepris usin visit format format apprentissag apprent altern innov \
            innov energ nucleair aeronaut automobil alimentair textil chim plasturg numer recrut emploi emplois orient \
            decouvert territoir fabriqu"
        );
    }

    #[rstest]
    #[case("soudure", "soudrue", true)]
    #[case("soudure", "oudure", true)]
    #[case("soudure", "souduree", true)]
    #[case("soudure", "soudage", false)]
    #[case("soudure", "soudure", false)]
    #[case("ab", "ba", true)]
    fn one_typo_is_recognised(#[case] a: &str, #[case] b: &str, #[case] expected: bool) {
        assert_eq!(is_one_typo(a, b), expected);
        assert_eq!(is_one_typo(b, a), expected);
    }
}
