//! Terms of vocabularies, by label or identifier.

use shared::text::fold;
use std::collections::HashMap;

/// The terms of a vocabulary by what people call them.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    by_name: HashMap<String, String>,
}

impl Terms {
    /// Terms, each an identifier with its names.
    pub(crate) fn of<'a, N: AsRef<str>>(
        terms: impl IntoIterator<Item = (&'a str, Vec<N>)>,
    ) -> Self {
        let mut by_name = HashMap::new();
        for (id, names) in terms {
            by_name.insert(fold(id), id.to_owned());
            for name in names {
                by_name
                    .entry(fold(name.as_ref()))
                    .or_insert_with(|| id.to_owned());
            }
        }
        Self { by_name }
    }

    /// The term that a text names.
    pub(crate) fn find(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        self.by_name
            .get(&folded)
            // A plural or feminine of one letter.
            .or_else(|| self.by_name.get(folded.strip_suffix('s')?))
            .or_else(|| self.by_name.get(&format!("{folded}s")))
            .map(String::as_str)
    }

    /// The terms that a text lists, separated by `|`, `;`, line ends or commas; without repetitions.
    ///
    /// # Errors
    ///
    /// The first part that names no term.
    pub(crate) fn list(&self, text: &str) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        for part in text.split(['|', ';', '\n', '\r']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            let terms = match self.find(part) {
                Some(term) => vec![term.to_owned()],
                None => self.between_commas(part)?,
            };
            for term in terms {
                if !found.contains(&term) {
                    found.push(term);
                }
            }
        }
        Ok(found)
    }

    /// Labels contain commas, too: the longest run of parts that is a term is one.
    fn between_commas(&self, text: &str) -> Result<Vec<String>, String> {
        let parts: Vec<&str> = text.split(',').collect();
        let mut found = Vec::new();
        let mut rest = parts.as_slice();
        while let Some((first, _)) = rest.split_first() {
            let run = (1..=rest.len()).rev().find_map(|length| {
                let (run, after) = rest.split_at(length);
                Some((self.find(&run.join(","))?, after))
            });
            let (term, after) = run.ok_or_else(|| first.trim().to_owned())?;
            found.push(term.to_owned());
            rest = after;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn terms() -> Terms {
        Terms::of([
            ("company_visit", vec!["Visite d’entreprise"]),
            ("conference", vec!["Conférence, débat, table ronde"]),
            ("pupils", vec!["Scolaires"]),
        ])
    }

    #[rstest]
    #[case("Visite d'entreprise", "company_visit")]
    #[case("VISITE D’ENTREPRISE", "company_visit")]
    #[case("company_visit", "company_visit")]
    #[case("scolaire", "pupils")]
    fn a_term_is_named_in_several_ways(#[case] text: &str, #[case] id: &str) {
        assert_eq!(terms().find(text), Some(id));
    }

    #[rstest]
    #[case("pupils|conference")]
    #[case("Scolaires ; Conférence, débat, table ronde")]
    #[case("Scolaires, conférence, débat, table ronde")]
    #[case("scolaires\nconference\npupils")]
    fn lists_are_separated_in_several_ways(#[case] text: &str) {
        assert_eq!(terms().list(text).unwrap(), ["pupils", "conference"]);
    }

    #[test]
    fn the_unknown_part_is_named() {
        assert_eq!(terms().list("pupils, martiens"), Err("martiens".to_owned()));
    }
}
