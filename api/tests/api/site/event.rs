use super::{attribute, described, page, said, shelf, structured, unescaped};
use crate::catalogue::{content, content_with, online, shown_edition};
use crate::support::Answer;
use reqwest::{Method, header};
use serde_json::{Value, json};
use shared::label::LabelState;

const PATH: &str = "/evenements/2018/visite-1";

#[tokio::test]
async fn an_event_is_read_without_scripts() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;

    let answer = page(&shelf, PATH).await;

    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("text/html; charset=utf-8")
    );
    let html = &answer.text;
    let address = format!("{}{PATH}", shelf.app.address);
    assert!(html.contains("<title>Visite de la fonderie – Semaine de l’Industrie</title>"));
    assert_eq!(attribute(html, "<link rel=\"canonical\"", "href"), address);
    assert_eq!(
        attribute(html, "<meta property=\"og:url\"", "content"),
        address
    );
    assert_eq!(
        attribute(html, "<meta property=\"og:title\"", "content"),
        "Visite de la fonderie – Semaine de l’Industrie"
    );
    assert!(attribute(html, "<meta name=\"description\"", "content").contains("Du métal liquide"),);
    let text = said(html).replace('\u{a0}', " ");
    for words in [
        "lundi 26 mars 2018, de 9 h à 11 h",
        "1 rue de l’Usine 69200 Vénissieux",
        "Nous ouvrons nos ateliers.",
        "Entrée libre",
        "Handicap moteur",
        "Fonderie Durand",
        "Événement labellisé",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(
        !text.contains("Camille Martin"),
        "the contact is never public"
    );
    assert!(!text.contains("Maintenu"), "nobody doubts it");
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(
        !html.contains("style=\""),
        "the policy allows no style attribute"
    );
}

#[tokio::test]
async fn the_parts_that_the_application_makes_live_are_marked_with_their_data() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let title = "Les \"métiers\" & <gestes>";
    shelf
        .label(2, content_with(json!({ "title": title })))
        .await;

    let html = page(&shelf, "/evenements/2018/visite-2").await.text;

    let shared = attribute(&html, "data-live=\"share\"", "data-title");
    assert_eq!(unescaped(shared), title);
    let request = shelf
        .app
        .visitor()
        .request(Method::GET, "/api/v1/catalogue/events");
    let listed: Value = serde_json::from_str(&Answer::of(request).await.text).expect("a list");
    let listed = |slug: &str| {
        let events = listed["items"].as_array().expect("events");
        let found = events.iter().find(|event| event["slug"] == slug);
        found.expect("the event").clone()
    };
    let stars: Vec<Value> = html
        .split("data-live=\"favourite\"")
        .skip(1)
        .filter_map(|place| place.split("data-event=\"").nth(1)?.split('"').next())
        .map(|event| serde_json::from_str(&unescaped(event)).expect("an event in JSON"))
        .collect();
    let event = listed("visite-2");
    for (attribute_of_map, member) in [("data-lon", "lon"), ("data-lat", "lat")] {
        let degrees = attribute(&html, "data-live=\"map\"", attribute_of_map);
        assert_eq!(degrees.parse().ok(), event["position"][member].as_f64());
    }
    // The event and the nearby one, with their list summaries.
    assert_eq!(stars.len(), 2);
    for (star, listed) in stars.iter().zip([event, listed("visite-1")]) {
        let members = star.as_object().expect("an event");
        assert!(members.contains_key("title"), "{star}");
        for (name, member) in members {
            assert_eq!(member, &listed[name], "{name}");
        }
    }
}

#[tokio::test]
async fn an_event_is_described_to_machines() {
    let shelf = shelf().await;
    shelf
        .label(
            1,
            content_with(json!({
                "title": "Visite </script><script>alert(1)</script>",
                "occurrences": [
                    { "begin": "2018-03-26T09:00:00+02:00", "end": "2018-03-26T11:00:00+02:00", "capacity": 12 },
                    { "begin": "2018-03-27T09:00:00+02:00", "end": "2018-03-27T11:00:00+02:00" }
                ]
            })),
        )
        .await;

    let html = page(&shelf, PATH).await.text;

    assert!(!html.contains("<script>alert"));
    let event = described(&html, "Event");
    assert_eq!(event["name"], "Visite </script><script>alert(1)</script>");
    assert_eq!(event["startDate"], "2018-03-26T09:00:00+02:00");
    assert_eq!(event["endDate"], "2018-03-27T11:00:00+02:00");
    assert_eq!(event["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(
        event["eventAttendanceMode"],
        "https://schema.org/OfflineEventAttendanceMode"
    );
    assert_eq!(event["location"]["@type"], "Place");
    assert_eq!(
        event["location"]["address"]["addressLocality"],
        "Vénissieux"
    );
    assert_eq!(event["location"]["geo"]["latitude"], 45.697_7);
    assert_eq!(event["organizer"]["name"], "Fonderie Durand");
    assert_eq!(event["isAccessibleForFree"], true);
    assert_eq!(event["offers"]["price"], 0);
    assert_eq!(event["inLanguage"], "fr");
    assert_eq!(event["superEvent"]["startDate"], "2018-03-26");
    assert_eq!(event["subEvent"].as_array().map(Vec::len), Some(2));
    assert_eq!(event["subEvent"][0]["maximumAttendeeCapacity"], 12);
    assert_eq!(
        event["subEvent"][1]["startDate"],
        "2018-03-27T09:00:00+02:00"
    );
    let preview = attribute(&html, "<meta property=\"og:description\"", "content");
    let preview = preview.replace('\u{a0}', " ");
    assert!(preview.contains("2 séances"), "{preview}");
    let steps = described(&html, "BreadcrumbList");
    assert_eq!(steps["itemListElement"].as_array().map(Vec::len), Some(5));
    assert_eq!(structured(&html).len(), 2);
}

#[tokio::test]
async fn an_online_event_has_a_link_for_a_place() {
    let shelf = shelf().await;
    shelf.label(1, online()).await;

    let html = page(&shelf, PATH).await.text;

    let event = described(&html, "Event");
    assert_eq!(event["location"]["@type"], "VirtualLocation");
    assert_eq!(event["location"]["url"], "https://exemple.fr/direct");
    assert!(said(&html).contains("Participer en ligne"));
}

#[tokio::test]
async fn a_life_status_precedes_the_title_and_is_machine_readable() {
    let shelf = shelf().await;
    let id = shelf.label(1, content()).await;
    for (status, words, term, availability) in [
        ("cancelled", "Annulé", "EventCancelled", "SoldOut"),
        ("postponed", "Reporté", "EventPostponed", "SoldOut"),
        (
            "moved_online",
            "Passé en ligne",
            "EventMovedOnline",
            "InStock",
        ),
        (
            "rescheduled",
            "Dates modifiées",
            "EventRescheduled",
            "InStock",
        ),
        ("full", "Complet", "EventScheduled", "SoldOut"),
    ] {
        shelf.change(id, LabelState::Labelled, status).await;

        let html = page(&shelf, PATH).await.text;

        let (before, _) = html.split_once("<h1").expect("a title");
        assert!(said(before).contains(words), "{status}");
        let event = described(&html, "Event");
        assert_eq!(event["eventStatus"], format!("https://schema.org/{term}"));
        assert_eq!(
            event["offers"]["availability"],
            format!("https://schema.org/{availability}")
        );
    }
}

#[tokio::test]
async fn missing_and_removed_events_are_distinguished() {
    let shelf = shelf().await;
    let id = shelf.label(1, content()).await;
    shelf.change(id, LabelState::Withdrawn, "scheduled").await;

    let gone = page(&shelf, PATH).await;
    let never = page(&shelf, "/evenements/2018/soudure-a-l-arc").await;

    assert_eq!(gone.status.as_u16(), 410);
    assert!(said(&gone.text).contains("n’est plus public"));
    assert_eq!(never.status.as_u16(), 404);
    assert!(
        never.text.contains(r#"value="soudure a l arc""#),
        "a search is offered"
    );
    for answer in [gone, never] {
        assert_eq!(
            attribute(&answer.text, "<meta name=\"robots\"", "content"),
            "noindex"
        );
        assert!(answer.text.contains(r#"href="/evenements""#));
    }
}

#[tokio::test]
async fn a_matching_etag_returns_not_modified() {
    let shelf = shelf().await;
    shelf.label(1, content()).await;
    let first = page(&shelf, PATH).await;
    let tag = first.header(header::ETAG).expect("a tag");
    let ask = || {
        let visitor = shelf.app.visitor();
        let request = visitor
            .request(Method::GET, PATH)
            .header(header::IF_NONE_MATCH, tag);
        async { Answer::of(request).await.status.as_u16() }
    };

    assert_eq!(ask().await, 304);
    let mut far = content();
    far["venue"]["position"] = json!({ "lon": -4.486, "lat": 48.39 });
    shelf.label(2, far).await;
    assert_eq!(ask().await, 304, "an event far away is not on this page");
    shelf.label(3, content()).await;
    assert_eq!(ask().await, 200, "an event nearby is");
}

#[tokio::test]
async fn an_image_is_shown_with_its_credits_and_alternative_text() {
    let shelf = shelf().await;
    let id = "0a".repeat(32);
    let image = json!({
        "id": id, "width": 1_600, "height": 900, "alt": "Une coulée « à cœur » \"vive\"", "credits": "© Fonderie & Fils"
    });
    shelf
        .label(1, content_with(json!({ "image": image })))
        .await;

    let html = page(&shelf, PATH).await.text;

    let picture = |name| attribute(&html, "<figure class=\"event__picture\">\n    <img", name);
    assert_eq!(picture("src"), format!("/media/{id}/960.jpg"));
    assert!(picture("srcset").ends_with(&format!("/media/{id}/1600.jpg 1600w")));
    assert_eq!((picture("width"), picture("height")), ("1600", "900"));
    assert_eq!(picture("alt"), "Une coulée « à cœur » &#34;vive&#34;");
    assert!(said(&html).contains("© Fonderie &#38; Fils"));
    let meta = |name: &str| attribute(&html, &format!("<meta property=\"{name}\""), "content");
    let address = format!("{}/media/{id}/1600.jpg", shelf.app.address);
    assert_eq!(meta("og:image"), address);
    assert_eq!(meta("og:image:width"), "1600");
    assert!(meta("og:image:alt").starts_with("Une coulée"));
    let event = described(&html, "Event");
    assert_eq!(event["image"][0]["url"], address);
    assert_eq!(event["image"][0]["creditText"], "© Fonderie & Fils");
}

#[tokio::test]
async fn the_licence_of_an_image_is_published_with_it() {
    const TERMS: &str = "https://creativecommons.org/licenses/by/4.0/deed.fr";
    let shelf = shelf().await;
    let mut edition = shown_edition();
    let licence = json!({ "id": "cc_by_4", "label": "CC BY 4.0", "url": TERMS });
    edition.vocabularies.image_licences = vec![serde_json::from_value(licence).unwrap()];
    shelf.app.put_edition(&edition);
    let image = json!({
        "id": "0a".repeat(32), "width": 1_600, "height": 900, "alt": "Une coulée", "credits": "© Fonderie",
        "licence": "cc_by_4"
    });
    shelf
        .label(1, content_with(json!({ "image": image })))
        .await;

    let html = page(&shelf, PATH).await.text;

    let link = format!("<a href=\"{TERMS}\" rel=\"license\">CC BY 4.0</a>");
    assert!(html.contains(&link), "{html}");
    let event = described(&html, "Event");
    for shown in event["image"].as_array().expect("images") {
        assert_eq!(shown["license"], TERMS);
    }
}

#[tokio::test]
async fn a_description_is_formatted_and_harmless() {
    let shelf = shelf().await;
    let description = "Au **programme** :\n- la [fonderie](https://exemple.fr)\n- le *laminoir*\n\n\
        <script>alert(1)</script> [piège](javascript:alert(1))";
    shelf
        .label(1, content_with(json!({ "description": description })))
        .await;

    let html = page(&shelf, PATH).await.text;
    let event = shelf
        .app
        .visitor()
        .get("/api/v1/catalogue/editions/2018/events/visite-1")
        .await
        .json();

    assert!(
        html.contains(
            "<div class=\"prose\"><p>Au <strong>programme</strong>\u{202f}:</p><ul><li>la <a href=\"https://exemple.fr\" \
             rel=\"nofollow ugc noopener\">fonderie</a></li><li>le <em>laminoir</em></li></ul>\
             <p>&lt;script&gt;alert(1)&lt;/script&gt; [piège](javascript:alert(1))</p></div>"
        ),
        "{html}"
    );
    assert_eq!(event["description"], description, "stored as it was typed");
}

#[tokio::test]
async fn the_page_tells_how_to_book_alone_and_with_a_class() {
    let shelf = shelf().await;
    let both = json!({
        "accessMode": "registration",
        "publicBooking": { "url": "https://exemple.fr/inscription" },
        "schoolBooking": { "email": "classes@exemple.fr", "deadline": "2018-03-20" }
    });
    shelf.label(1, content_with(both)).await;

    let text = said(&page(&shelf, PATH).await.text);

    let at = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words} in {text}"))
    };
    let order = [
        at("Inscription obligatoire"),
        at("Seul, en famille ou entre amis"),
        at("S’inscrire en ligne"),
        at("Avec une classe ou un groupe scolaire"),
        at("classes@exemple.fr"),
    ];
    assert!(order.is_sorted(), "{text}");
}
