use super::*;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::json;

const SITE: &str = "https://exemple.fr";
const PAGE: &str = "https://exemple.fr/evenements/2018/visite";

fn words() -> Words {
    Words::parse(
        r#"{
            "copy.cut": "Voici {n} événements sur {total} :",
            "life_status.cancelled": "Annulé",
            "access_mode.open": "Entrée libre"
        }"#,
    )
    .unwrap()
}

/// An event with texts that people typed.
fn event(title: &str, venue: &str, organiser: &str, summary: &str) -> EventSummary {
    serde_json::from_value(json!({
        "id": "0190f000-0000-7000-8000-000000000001",
        "edition": "2018",
        "slug": "visite",
        "lifeStatus": "cancelled",
        "title": title,
        "summary": summary,
        "kind": "company_visit",
        "audiences": [],
        "attendanceMode": "on_site",
        "accessMode": "open",
        "organiser": organiser,
        "venueName": venue,
        "city": "Vénissieux",
        "department": "69",
        "timezone": "Europe/Paris",
        "firstBegin": "2018-03-26T09:30:00+02:00",
        "lastEnd": "2018-03-26T12:00:00+02:00",
        "occurrenceCount": 1,
        "updatedAt": "2018-03-01T00:00:00Z",
    }))
    .unwrap()
}

fn written(events: &[EventSummary], total: u64, format: TextFormat) -> String {
    let list = CopiedList {
        events,
        total,
        site: SITE,
        path: "/evenements?region=84&q=m%C3%A9tal",
    };
    list.write(format, &words())
}

/// Plain spaces in place of no-break ones.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn an_event_is_written_in_each_format() {
    let one = [event("Métal & bois", "Usine_1", "Durand", "# 1 heure")];

    assert_eq!(
        plain(&written(&one, 1, TextFormat::Plain)),
        "Métal & bois\n\
         Annulé · lundi 26 mars 2018, de 9 h 30 à 12 h\n\
         Usine_1, Vénissieux (69)\n\
         Durand · Entrée libre\n\
         # 1 heure\n\
         https://exemple.fr/evenements/2018/visite\n"
    );
    assert_eq!(
        plain(&written(&one, 1, TextFormat::Html)),
        "<ul>\n<li><p><a href=\"https://exemple.fr/evenements/2018/visite\">Métal &amp; bois</a>\
         <br>Annulé · lundi 26 mars 2018, de 9 h 30 à 12 h\
         <br>Usine_1, Vénissieux (69)<br>Durand · Entrée libre<br># 1 heure</p></li>\n</ul>\n"
    );
    assert_eq!(
        plain(&written(&one, 1, TextFormat::Markdown)),
        [
            r"- [Métal \& bois](https://exemple.fr/evenements/2018/visite)  ",
            r"  Annulé · lundi 26 mars 2018, de 9 h 30 à 12 h  ",
            r"  Usine\_1, Vénissieux (69)  ",
            r"  Durand · Entrée libre  ",
            r"  \# 1 heure",
            "",
        ]
        .join("\n")
    );
}

#[test]
fn a_long_list_is_cut_and_says_so() {
    let many = vec![event("Visite", "Usine", "Durand", "Une visite"); COPIED_EVENTS + 1];
    let list = |total| CopiedList {
        events: &many,
        total,
        site: SITE,
        path: "/evenements?region=84&kind=workshop",
    };

    assert_eq!(list(2_918).written(), COPIED_EVENTS as u64);
    assert!(list(2_918).is_cut());
    let text = list(2_918).write(TextFormat::Plain, &words());
    assert_eq!(text.matches(PAGE).count(), COPIED_EVENTS);
    assert!(plain(&text).ends_with(
        "\n\nVoici 100 événements sur 2 918 :\nhttps://exemple.fr/evenements?region=84&kind=workshop\n"
    ));
    let html = list(2_918).write(TextFormat::Html, &words());
    assert!(html.contains("href=\"https://exemple.fr/evenements?region=84&amp;kind=workshop\""));
    let markdown = list(2_918).write(TextFormat::Markdown, &words());
    assert!(markdown.ends_with(" <https://exemple.fr/evenements?region=84&kind=workshop>\n"));
    let whole = list(COPIED_EVENTS as u64);
    assert!(!whole.is_cut());
    assert!(!whole.write(TextFormat::Plain, &words()).contains("Voici"));
}

/// Texts as people type them, many with signs that have a meaning in HTML or Markdown.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[-#*_`\\[\\]<>()!|~&;=+.:0-9a\"' \n\t\\\\$^]{0,30}",
        "(1[.)]|#|=+|-+|>|&amp;|</p>|\\]\\(|<b>| )[ a-z]{0,6}",
    ]
}

fn expected(event: &EventSummary) -> (String, Vec<String>) {
    (one_line(&event.title), lines(event, &words()))
}

/// Title, target and further lines of the only item; an error names what is none of them.
fn read_markdown(text: &str) -> Result<(String, String, Vec<String>), String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    let (mut title, mut target, mut lines) = (String::new(), String::new(), Vec::<String>::new());
    let mut in_link = false;
    for part in Parser::new_ext(text, options) {
        match part {
            Event::Start(Tag::List(None) | Tag::Item)
            | Event::End(TagEnd::List(false) | TagEnd::Item) => {}
            Event::Start(Tag::Link { dest_url, .. }) if target.is_empty() => {
                in_link = true;
                target = dest_url.into_string();
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Text(text) if in_link => title.push_str(&text),
            Event::Text(text) => match lines.last_mut() {
                Some(line) => line.push_str(&text),
                None => return Err(format!("text beside the link: {text}")),
            },
            Event::HardBreak => lines.push(String::new()),
            other => return Err(format!("{other:?}")),
        }
    }
    Ok((title, target, lines))
}

fn unescaped(html: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(html.to_owned(), |text, (escaped, sign)| {
        text.replace(escaped, sign)
    })
}

proptest! {
    #[test]
    fn no_text_is_markup_in_markdown(title in typed(), venue in typed(), organiser in typed(), summary in typed()) {
        let event = event(&title, &venue, &organiser, &summary);
        let text = written(std::slice::from_ref(&event), 1, TextFormat::Markdown);

        let read = read_markdown(&text);

        let (title, lines) = expected(&event);
        prop_assert_eq!(read, Ok((title, PAGE.to_owned(), lines)), "{}", text);
    }

    #[test]
    fn no_text_is_markup_in_html(title in typed(), venue in typed(), organiser in typed(), summary in typed()) {
        let event = event(&title, &venue, &organiser, &summary);
        let html = written(std::slice::from_ref(&event), 1, TextFormat::Html);

        let opening = format!("<ul>\n<li><p><a href=\"{PAGE}\">");
        let inner = html
            .strip_prefix(&opening)
            .and_then(|rest| rest.strip_suffix("</p></li>\n</ul>\n"))
            .unwrap();
        let (shown, rest) = inner.split_once("</a>").unwrap();
        let shown: Vec<&str> = [shown].into_iter().chain(rest.split("<br>").skip(1)).collect();
        prop_assert!(shown.iter().all(|text| !text.contains(['<', '>', '"'])), "{}", html);
        let (title, lines) = expected(&event);
        let wanted: Vec<String> = [title].into_iter().chain(lines).collect();
        prop_assert_eq!(shown.into_iter().map(unescaped).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn each_part_is_one_line_of_plain_text(title in typed(), venue in typed(), organiser in typed(), summary in typed()) {
        let event = event(&title, &venue, &organiser, &summary);
        let text = written(std::slice::from_ref(&event), 1, TextFormat::Plain);

        let (title, lines) = expected(&event);
        let wanted: Vec<String> = [title].into_iter().chain(lines).chain([PAGE.to_owned()]).collect();
        prop_assert_eq!(text.split_terminator('\n').map(str::to_owned).collect::<Vec<_>>(), wanted);
    }
}
