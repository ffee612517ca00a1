//! Every kind of letter in both languages, and arbitrary words in all of them.

use super::*;
use proptest::prelude::*;
use roxmltree::{Document, ParsingOptions};
use shared::letter::{LetterTag, TagShape};

const LANGUAGES: &[Language] = Language::ALL;

/// A value for each tag, made of these words.
fn values(kind: LetterKind, words: &str) -> Values {
    kind.tags()
        .into_iter()
        .fold(Values::default(), |values, tag| match tag.shape() {
            TagShape::Link => values.with(tag, format!("https://semaine.example/{tag}?a=1&b=")),
            TagShape::List => {
                let item = |at: usize| Item {
                    words: format!("{words} {at}"),
                    link: Some(format!("https://semaine.example/{tag}/{at}")),
                };
                values.with_list(tag, vec![item(1), item(2)])
            }
            // A code is the platform's own: its control characters are the marks of a secret.
            TagShape::Code => values.with(tag, "TF4K-9QWX"),
            TagShape::Words | TagShape::Quote => values.with(tag, format!("{words} {tag}")),
        })
}

fn letter(kind: LetterKind, language: Language, words: &str) -> Written {
    let frame = Frame {
        language,
        name: words,
        signature: words,
    };
    write(wording(kind, language), frame, &values(kind, words))
}

/// The page, read as strictly as XML.
fn page(html: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(html, options).unwrap_or_else(|error| panic!("{error}\n{html}"))
}

/// Every link of a page.
fn links(page: &Document<'_>) -> Vec<String> {
    page.descendants()
        .filter_map(|node| node.attribute("href"))
        .map(str::to_owned)
        .collect()
}

/// The words of a page, on one line.
fn words_of(page: &Document<'_>) -> String {
    let texts = page.descendants().filter(roxmltree::Node::is_text);
    let texts: Vec<&str> = texts.filter_map(|node| node.text()).collect();
    in_words(&texts.join(" "))
}

fn in_words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_kind_has_right_words_in_both_languages() {
    for kind in LetterKind::ALL {
        for language in LANGUAGES {
            let found = wording(*kind, *language).problems(*kind, "");
            assert_eq!(found, [], "{kind} {language}");
        }
        assert!(!crate::t_of("letter.kind", kind).is_empty());
        for tag in kind.tags() {
            assert!(!crate::t_of("letter.tag", tag).is_empty(), "{tag}");
            assert!(
                !crate::t(&format!("letter.tag.{tag}.example")).is_empty(),
                "{tag}"
            );
        }
    }
}

#[test]
fn text_and_html_tell_the_same() {
    for kind in LetterKind::ALL {
        for language in LANGUAGES {
            let written = letter(*kind, *language, "Forges");
            let page = page(&written.html);
            let shown = words_of(&page);
            assert!(!written.subject.contains('{'), "{}", written.subject);
            assert!(!written.text.contains('{'), "{}", written.text);
            for line in written
                .text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
            {
                let line = in_words(line.trim_start_matches("- "));
                if line.starts_with("https://") {
                    assert!(links(&page).contains(&line), "{kind}: {line}");
                    continue;
                }
                // A colon stands before what a link or a table shows otherwise.
                for words in line.split(" : ").flat_map(|it| it.split(": ")) {
                    let words = words.trim_end_matches([':', ' ', '\u{202f}']);
                    assert!(shown.contains(words), "{kind}: {words:?} in {shown}");
                }
            }
            assert_eq!(
                links(&page).len(),
                written.text.matches("https://semaine.example/").count(),
                "{kind}: {}",
                written.text
            );
        }
    }
}

#[test]
fn a_page_needs_no_network_and_says_its_language() {
    for language in LANGUAGES {
        let written = letter(LetterKind::Receipt, *language, "Forges");
        let page = page(&written.html);
        let root = page.root_element();

        assert_eq!(root.attribute("lang"), Some(language.as_str()));
        let named = |name: &str| {
            page.descendants()
                .filter(|node| node.has_tag_name(("http://www.w3.org/1999/xhtml", name)))
                .count()
        };
        for remote in ["img", "link", "script", "style", "iframe", "form"] {
            assert_eq!(named(remote), 0, "{remote}");
        }
        assert_eq!(named("h1"), 1);
        assert!(!written.html.contains("url("));
        // A table is for layout and says so, or has headings.
        for table in page
            .descendants()
            .filter(|node| node.tag_name().name() == "table")
        {
            let headed = table
                .descendants()
                .any(|node| node.tag_name().name() == "th");
            let nested = table
                .descendants()
                .skip(1)
                .any(|node| node.tag_name().name() == "table");
            assert!(table.attribute("role") == Some("presentation") || (headed && !nested));
        }
        for trap in ["#000", "#fff", "black", "white"] {
            assert!(!written.html.contains(trap), "{trap}");
        }
    }
}

#[test]
fn a_part_without_value_is_left_out() {
    let frame = Frame {
        language: Language::French,
        name: "Camille",
        signature: "L’équipe",
    };
    let values = Values::default()
        .with(LetterTag::Title, "Visite")
        .with(LetterTag::Link, "https://semaine.example/a");

    let written = write(
        wording(LetterKind::Labelled, Language::French),
        frame,
        &values,
    );

    assert!(
        written
            .text
            .contains("Voir la page de votre événement\u{202f}:\nhttps://semaine.example/a")
    );
    for absent in ["certificat", "Le mot du référent", "Votre référent"] {
        assert!(!written.text.contains(absent), "{}", written.text);
    }
}

#[test]
fn words_of_people_are_read_for_nothing() {
    let typed = "{lien} <b>gras</b>\n- https://ailleurs.example \u{1a}code\u{1a}";
    let written = letter(LetterKind::Correction, Language::French, typed);

    let page = page(&written.html);
    assert!(
        links(&page)
            .iter()
            .all(|link| link.starts_with("https://semaine.example/"))
    );
    assert!(!written.html.contains("<b>"));
    assert!(!written.text.contains('\u{1a}') && !written.html.contains('\u{1a}'));
    assert!(written.text.contains("{lien} <b>gras</b>"));
}

#[test]
fn a_pasted_wording_with_form_feeds_makes_a_page() {
    let frame = Frame {
        language: Language::French,
        name: "Camille",
        signature: "L’équipe",
    };
    let wording = LetterWording {
        subject: "Votre dossier".to_owned(),
        text: "Premier\u{c}paragraphe.\r\n\r\nDeuxième\u{b}paragraphe.\n\nVoir :\n{lien}"
            .to_owned(),
    };
    assert_eq!(wording.problems(LetterKind::Labelled, ""), []);

    let values = Values::default().with(LetterTag::Link, "https://semaine.example/a");
    let written = write(&wording, frame, &values);

    let shown = words_of(&page(&written.html));
    assert!(shown.contains("Premier paragraphe."), "{shown}");
    assert!(shown.contains("Deuxième paragraphe."), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn no_words_break_a_letter_or_add_a_link(
        words in "(\\PC|\\pC|[<>&\"'{}]|</td>|<a href=\"https://x\\.example\">|\\{lien\\}|javascript:|\n){0,60}",
        kind in 0..LetterKind::ALL.len(),
        english in any::<bool>(),
    ) {
        let (kind, language) = (LetterKind::ALL[kind], LANGUAGES[usize::from(english)]);
        let plain = letter(kind, language, "Forges");
        let wild = letter(kind, language, &words);

        prop_assert_eq!(links(&page(&wild.html)), links(&page(&plain.html)));
        let count = |html: &str| page(html).descendants().filter(|node| node.is_element() && node.tag_name().name() != "br").count();
        prop_assert!(count(&wild.html) <= count(&plain.html));
        prop_assert!(!wild.subject.chars().any(char::is_control));
    }
}
