//! Names by the beginnings of their words, for a text that somebody is still typing.

use super::french::{Text, is_letter, is_stop_word, written_out};

/// The words of a text, folded as those of a search: each is the beginning of a word of the names that it stands for.
#[derive(Debug)]
pub(crate) struct Beginnings(Vec<String>);

impl Beginnings {
    pub(crate) fn of(text: &str) -> Self {
        let mut read = Text::default();
        read.add(text);
        let mut words: Vec<String> = read
            .words()
            .filter(|word| !is_stop_word(word))
            .map(str::to_owned)
            .collect();
        if words.is_empty() {
            // Only stop words: the last one may be the beginning of another word.
            words.extend(read.words().last().map(str::to_owned));
        }
        Self(words)
    }

    /// True when each word begins one of a name, of which this is the slug; a text without any word begins none.
    pub(crate) fn are_in(&self, slug: &str) -> bool {
        let begins = |typed: &String| {
            let same = |word: &str| {
                word.starts_with(typed.as_str()) || written_out(word) == written_out(typed)
            };
            slug.split('-').any(same) || initials(slug).iter().any(|word| same(word))
        };
        !self.0.is_empty() && self.0.iter().all(begins)
    }
}

/// The letters that stand beside each other, joined: "sncf" of "s-n-c-f".
fn initials(slug: &str) -> Vec<String> {
    let mut joined = vec![String::new()];
    for word in slug.split('-') {
        match joined.last_mut() {
            Some(run) if is_letter(word) => run.push_str(word),
            _ => joined.push(String::new()),
        }
    }
    joined.retain(|run| run.len() > 1);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::text::slug;

    #[rstest]
    #[case("fond", true)]
    #[case("Rhône fonderie", true)]
    #[case("du rhone", true)]
    #[case("DU RH", true)]
    #[case("onderie", false)]
    #[case("fonderie jura", false)]
    #[case("", false)]
    #[case("?", false)]
    fn words_begin_those_of_a_name(#[case] typed: &str, #[case] found: bool) {
        let name = slug("Fonderie du Rhône");
        assert_eq!(Beginnings::of(typed).are_in(&name), found);
    }

    #[rstest]
    #[case("l’atelier", "Les Ateliers de l’Isère", true)]
    #[case("isere", "Les Ateliers de l’Isère", true)]
    #[case("SNCF", "S.N.C.F. Réseau", true)]
    #[case("s.n.c.f", "SNCF Réseau", true)]
    #[case("saint-gob", "St-Gobain", true)]
    #[case("st gob", "Saint-Gobain", true)]
    #[case("le", "Le Creuset", true)]
    #[case("sncb", "S.N.C.F. Réseau", false)]
    fn words_are_folded_as_those_of_a_search(
        #[case] typed: &str,
        #[case] name: &str,
        #[case] found: bool,
    ) {
        assert_eq!(Beginnings::of(typed).are_in(&slug(name)), found);
    }
}
