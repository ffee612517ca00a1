//! Finds URLs in plain text.

/// Part of a text: plain or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// Text without a URL.
    Text(String),
    /// URL, to be shown as a link.
    Link(String),
}

/// Splits a text into plain parts and URLs; joined again, they are the text.
pub(super) fn split_links(text: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
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
            segments.push(Segment::Text(words.to_owned()));
        }
        segments.push(Segment::Link(address.to_owned()));
        rest = from.split_at(address.len()).1;
    }
    if !rest.is_empty() {
        segments.push(Segment::Text(rest.to_owned()));
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(address: &str) -> Segment {
        Segment::Link(address.to_owned())
    }

    fn text(words: &str) -> Segment {
        Segment::Text(words.to_owned())
    }

    #[test]
    fn a_url_is_a_link_without_the_full_stop_after_it() {
        assert_eq!(
            split_links("Ouvrez http://127.0.0.1:8080/verification?jeton=abc. Merci !"),
            [
                text("Ouvrez "),
                link("http://127.0.0.1:8080/verification?jeton=abc"),
                text(". Merci !")
            ]
        );
    }

    #[test]
    fn a_text_without_a_url_is_one_segment() {
        assert_eq!(
            split_links("Bonjour,\nà bientôt."),
            [text("Bonjour,\nà bientôt.")]
        );
        assert_eq!(split_links(""), []);
    }

    #[test]
    fn the_segments_joined_are_the_text() {
        let mail = "« https://a.example/é » http:// fin https://b.example/x?y=1,";
        let whole: String = split_links(mail)
            .into_iter()
            .map(|part| match part {
                Segment::Text(text) | Segment::Link(text) => text,
            })
            .collect();
        assert_eq!(whole, mail);
    }
}
