use super::*;
use proptest::prelude::*;
use rstest::rstest;
use std::time::{Duration, Instant};

#[rstest]
#[case::bold(
    "Un **four** et __deux__.",
    "<p>Un <strong>four</strong> et <strong>deux</strong>.</p>"
)]
#[case::italics("Un *four* et _deux_.", "<p>Un <em>four</em> et <em>deux</em>.</p>")]
#[case::both("***ici***", "<p><em><strong>ici</strong></em></p>")]
#[case::bold_in_bold("**a __b__ c**", "<p><strong>a b c</strong></p>")]
#[case::link(
    "[le site](https://exemple.fr/a?b=1&c=2)",
    r#"<p><a href="https://exemple.fr/a?b=1&amp;c=2" rel="nofollow ugc noopener">le site</a></p>"#
)]
#[case::address(
    "[écrire](contact@exemple.fr), [appeler](tel:+33472000000)",
    concat!(
        r#"<p><a href="mailto:contact@exemple.fr" rel="nofollow ugc noopener">écrire</a>, "#,
        r#"<a href="tel:+33472000000" rel="nofollow ugc noopener">appeler</a></p>"#
    )
)]
#[case::without_scheme(
    "[site](www.exemple.fr)",
    r#"<p><a href="https://www.exemple.fr" rel="nofollow ugc noopener">site</a></p>"#
)]
#[case::list(
    "Au programme :\n- **fusion**\n- coulée\n\nÀ bientôt !",
    "<p>Au programme\u{202f}:</p><ul><li><strong>fusion</strong></li><li>coulée</li></ul><p>À bientôt\u{202f}!</p>"
)]
#[case::numbered("1. un\n2. deux", "<ol><li>un</li><li>deux</li></ol>")]
#[case::nested(
    "* un\n  * a\n  * b\n* deux",
    "<ul><li>un<ul><li>a</li><li>b</li></ul></li><li>deux</li></ul>"
)]
#[case::paragraph_in_item(
    "- un\n\n  suite\n- deux",
    "<ul><li>un<p>suite</p></li><li>deux</li></ul>"
)]
#[case::line_after_list(
    "- un\n- deux\nEt puis",
    "<ul><li>un</li><li>deux</li></ul><p>Et puis</p>"
)]
#[case::lines("une\ndeux\n\n\ntrois", "<p>une<br>deux</p><p>trois</p>")]
#[case::escaped(r"\*ici\* et \[là\](x)", "<p>*ici* et [là](x)</p>")]
#[case::empty(" \n ", "")]
fn the_subset_is_written_as_html(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(html(text), expected);
}

#[rstest]
#[case::scripts(
    "<script>alert(1)</script>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
)]
#[case::attribute(
    r#"<b onclick="x">a</b>"#,
    "<p>&lt;b onclick=&quot;x&quot;&gt;a&lt;/b&gt;</p>"
)]
#[case::script_address("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>")]
#[case::disguised("[a](JaVaScRiPt:alert)", "<p>[a](JaVaScRiPt:alert)</p>")]
#[case::entity(
    "[a](javascript&colon;alert)",
    "<p>[a](javascript&amp;colon;alert)</p>"
)]
#[case::data("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>")]
#[case::relative("[a](/logout)", "<p>[a](/logout)</p>")]
#[case::password(
    "[a](https://user:pw@exemple.fr)",
    "<p>[a](https://user:pw@exemple.fr)</p>"
)]
#[case::autolink("<https://exemple.fr>", "<p>&lt;https://exemple.fr&gt;</p>")]
#[case::image(
    "![a](https://exemple.fr/i.png)",
    "<p>![a](https://exemple.fr/i.png)</p>"
)]
#[case::definition(
    "[a]: https://exemple.fr\n\n[a]",
    "<p>[a]: https://exemple.fr</p><p>[a]</p>"
)]
#[case::quote_in_address(
    r#"[a](https://exemple.fr/"onmouseover="x)"#,
    "<p>[a](https://exemple.fr/&quot;onmouseover=&quot;x)</p>"
)]
fn nothing_else_has_a_meaning(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(html(text), expected);
}

#[rstest]
#[case::stars("5*3*2 = 30, étudiant*e*s, Gratuit* pour tous*")]
#[case::note("Entrée gratuite*\n\n* sur inscription")]
#[case::underscores("fichier_de_test et __init")]
#[case::dashes("- fusion\n- coulée\n-5 °C")]
#[case::announced("Au programme :\n- fusion\n- coulée\nÀ bientôt")]
#[case::numbers("1. accueil\n2. visite\n\n3. départ")]
#[case::year("2018. Une année\n14. juillet")]
#[case::heading("# Programme\n## Suite\nTitre\n=====\nTitre\n---")]
#[case::quote("> citation\n+ d’info\n| a | b |\n~~~\n```\ncode `x`")]
#[case::signs("R&D &amp; <2 h, >3 ans, C:\\usine, 1) a, * * *, ***")]
#[case::address("https://exemple.fr/_a_/*b*/c_d www.exemple.fr/_e_f")]
#[case::brackets("[Lieu]: salle, [1], (voir [2])")]
#[case::loose("- un\n\n- deux")]
fn prose_reads_as_it_was_typed(#[case] text: &str) {
    assert_eq!(plain(text), text);
    assert_eq!(Markdown::read(text).plain(), text);
}

#[rstest]
#[case("Un **four** *chaud*", "Un four chaud")]
#[case("[le site](https://exemple.fr)", "le site (https://exemple.fr)")]
#[case("[https://exemple.fr](https://exemple.fr/)", "https://exemple.fr")]
#[case("[a@exemple.fr](mailto:a@exemple.fr)", "a@exemple.fr")]
#[case("[nous](mailto:a@exemple.fr)", "nous (a@exemple.fr)")]
#[case("* un\n    1. a\n    2. b\n* deux", "- un\n  1. a\n  2. b\n- deux")]
fn markup_is_left_out_of_plain_text(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(plain(text), expected);
}

#[rstest]
#[case::whole("Un **four** *chaud*", 13, "Un four chaud")]
#[case::between_words("Un **four** *chaud*", 12, "Un four…")]
#[case::line("un\ndeux", 6, "un…")]
#[case::address("[ici](https://exemple.fr/visites) et là", 20, "ici…")]
#[case::one_word("anticonstitutionnellement", 5, "anti…")]
#[case::letters_of_many_bytes("été été", 6, "été…")]
#[case::nothing("", 5, "")]
fn an_excerpt_ends_after_a_word(#[case] text: &str, #[case] most: usize, #[case] expected: &str) {
    assert_eq!(excerpt(text, most), expected);
}

proptest! {
    #[test]
    fn an_excerpt_is_no_longer_than_allowed(text in "[a-zé*\\[\\]() \n-]{0,80}", most in 1_usize..60) {
        prop_assert!(excerpt(&text, most).chars().count() <= most);
    }
}

#[test]
fn lists_and_parts_are_nested_no_deeper_than_allowed() {
    fn depth(blocks: &[Block]) -> usize {
        let within = |block: &Block| match &block.content {
            Content::Paragraph(_) => 0,
            Content::List(list) => 1 + list.items.iter().map(|item| depth(item)).max().unwrap_or(0),
        };
        blocks.iter().map(within).max().unwrap_or(0)
    }
    let deep: Vec<String> = (0..60)
        .map(|level| format!("{}- niveau", "  ".repeat(level)))
        .collect();

    let read = Markdown::read(&deep.join("\n"));

    assert_eq!(depth(&read.blocks), MAX_LIST_DEPTH);
    assert_eq!(read.plain().matches("niveau").count(), 60);
}

#[test]
fn hostile_texts_take_about_the_time_of_harmless_ones() {
    let ten_thousand = |part: &str| part.repeat(10_000);
    // A reader that looks through the rest at each sign takes thousands of times as long.
    let harmless = "**un** four ".repeat(5_000);
    let bound = 1_000 * time_to_read(&harmless);
    for (name, text) in [
        ("stars", ten_thousand("*")),
        ("open stars", ten_thousand("*a ")),
        ("open and closed", ten_thousand("*a_b")),
        ("underscores", ten_thousand("_a")),
        ("brackets", ten_thousand("[")),
        ("links in links", ten_thousand("[a](")),
        ("closing brackets", ten_thousand("]")),
        ("parentheses", format!("[a]({}", ten_thousand("("))),
        ("images", ten_thousand("![")),
        ("definitions", ten_thousand("[a]: b\n")),
        ("quotes", ten_thousand("> ")),
        ("dashes", ten_thousand("- ")),
        ("items", ten_thousand("- a\n")),
        ("notes", ten_thousand("* a\nb\n")),
        (
            "deep items",
            (0..200)
                .map(|level| format!("{}* a\n", " ".repeat(level)))
                .collect::<Vec<_>>()
                .concat(),
        ),
        ("numbers", ten_thousand("1.\t")),
        ("backslashes", ten_thousand("\\")),
        ("backticks", ten_thousand("`a")),
        ("tags", ten_thousand("<a ")),
        ("comments", ten_thousand("<!--")),
        ("entities", ten_thousand("&#x")),
        ("empty lines", ten_thousand("\n")),
        ("long", ten_thousand("**a** [b](https://exemple.fr) ")),
    ] {
        let read = Markdown::read(&text);
        let (html, plain) = (read.html(), read.plain());

        // A machine that does something else for a moment does not do so each time.
        assert!((0..5).any(|_| time_to_read(&text) < bound), "{name}");
        assert!(
            !html.contains("<img") && !html.contains("javascript:"),
            "{name}"
        );
        assert!(plain.len() <= 4 * text.len(), "{name}");
    }
}

fn time_to_read(text: &str) -> Duration {
    let start = Instant::now();
    let read = Markdown::read(text);
    std::hint::black_box((read.html(), read.plain()));
    start.elapsed()
}

/// The letters of a text without the scheme of a web address; numbers of a list are not kept.
fn letters(text: &str) -> String {
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    letters.replace("https", "")
}

/// The text as a paragraph or several would show it.
fn as_shown(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let paragraphs = lines.split(|line| line.is_empty());
    let paragraphs = paragraphs.filter(|lines| !lines.is_empty());
    paragraphs
        .map(|lines| lines.join("\n"))
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The text of HTML that [`html`] wrote.
fn text_of(html: &str) -> String {
    let mut text = html.replace("</p><p>", "\n\n").replace("<br>", "\n");
    for tag in ["<p>", "</p>"] {
        text = text.replace(tag, "");
    }
    for (entity, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, sign);
    }
    text
}

proptest! {
    #[test]
    fn prose_without_markup_is_unchanged(text in "[a-zé0-9 \n.,;:!?'’\"«»#<>&`~+=|()/%$@{}\t-]{0,120}") {
        prop_assume!(!blocks::has_markup(&text));
        let shown = as_shown(&text);
        prop_assert_eq!(&Markdown::read(&text).plain(), &shown);
        prop_assert_eq!(&plain(&text), &text);
        prop_assert_eq!(text_of(&html(&text)), crate::french::tied(&shown));
    }

    #[test]
    fn no_letter_is_lost(text in "[a-z0-9 \n.:!#<>&`~+=|()\\[\\]*_\\\\-]{0,120}") {
        prop_assert_eq!(letters(&Markdown::read(&text).plain()), letters(&text));
    }

    #[test]
    fn plain_text_of_what_a_person_wrote_has_no_more_markup_than_it_shows(text in "(\\*{1,2}[a-z]{1,4}\\*{1,2} |[a-z]+\n|- [a-z]+\n|\n){0,20}") {
        let once = plain(&text).into_owned();
        prop_assert_eq!(letters(&once), letters(&text));
    }

    #[test]
    fn html_has_no_tags_but_those_of_the_subset(text in "\\PC{0,80}|[<>a-z\"'&*_()\\[\\]:/ \n-]{0,120}") {
        let allowed = ["p", "/p", "ul", "/ul", "ol", "/ol", "li", "/li", "br", "strong", "/strong", "em", "/em", "/a"];
        let html = html(&text);
        for part in html.split('<').skip(1) {
            let (tag, rest) = part.split_once('>').unwrap();
            let is_link = tag.starts_with("a href=\"") && tag.ends_with("\" rel=\"nofollow ugc noopener\"") && tag.matches('"').count() == 4;
            prop_assert!(is_link || allowed.contains(&tag), "{}", tag);
            prop_assert!(!rest.contains(['<', '>', '"']));
        }
    }

    #[test]
    fn a_literal_text_is_read_as_it_is(text in "\\PC{0,80}|[a-z0-9 .*_\\[\\]()\\\\#-]{0,60}") {
        let shown: Vec<&str> = text.split('\n').map(str::trim).collect();
        let read = Markdown::read(&literal(&text)).plain();
        prop_assert_eq!(read, shown.join("\n"));
    }
}
