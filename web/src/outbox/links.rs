//! Finds URLs in plain text.

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text without a URL.
    Text(String),
    /// A URL.
    Link(String),
}

/// Splits a text into plain parts and URLs; joined again, they are the text.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let (words, from) = rest.split_at(start);
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»'))
            .unwrap_or(from.len());
        // A full stop after a URL ends the sentence and is not part of the URL.
        let address = from
            .split_at(end)
            .0
            .trim_end_matches(['.', ',', ';', ')', '!', '?']);
        if !words.is_empty() {
            parts.push(Part::Text(words.to_owned()));
        }
        parts.push(Part::Link(address.to_owned()));
        rest = from.split_at(address.len()).1;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(address: &str) -> Part {
        Part::Link(address.to_owned())
    }

    fn text(words: &str) -> Part {
        Part::Text(words.to_owned())
    }

    #[test]
    fn an_address_is_a_link_and_its_full_stop_is_not() {
        assert_eq!(
            parts("Ouvrez http://127.0.0.1:8080/verification?jeton=abc. Merci !"),
            [
                text("Ouvrez "),
                link("http://127.0.0.1:8080/verification?jeton=abc"),
                text(". Merci !")
            ]
        );
    }

    #[test]
    fn a_text_without_address_stays_whole() {
        assert_eq!(
            parts("Bonjour,\nà bientôt."),
            [text("Bonjour,\nà bientôt.")]
        );
        assert_eq!(parts(""), []);
    }

    #[test]
    fn nothing_is_lost() {
        let mail = "« https://a.example/é » http:// fin https://b.example/x?y=1,";
        let whole: String = parts(mail)
            .into_iter()
            .map(|part| match part {
                Part::Text(text) | Part::Link(text) => text,
            })
            .collect();
        assert_eq!(whole, mail);
    }
}
