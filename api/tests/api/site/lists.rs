use super::{attribute, described, page, said, shelf};
use crate::catalogue::{Shelf, content, content_with, online};
use reqwest::header;
use serde_json::json;
use std::collections::BTreeSet;

/// Three events in the Rhône, an online event that belongs to it, and one in La Réunion.
async fn some() -> Shelf {
    let shelf = shelf().await;
    for number in 1..=3 {
        let title = format!("Visite numéro {number}");
        shelf
            .label(number, content_with(json!({ "title": title })))
            .await;
    }
    shelf.label(4, online()).await;
    let reunion = json!({
        "title": "La sucrerie ouvre ses portes",
        "kind": "company_open_day",
        "venue": {
            "name": "Sucrerie", "address": "1 chemin du Sucre", "postalCode": "97440", "insee": "97409", "city": "Saint-André",
            "department": "974", "departmentName": "La Réunion", "region": "04", "regionName": "La Réunion",
            "position": { "lon": 55.65, "lat": -20.96 }
        },
        "department": "974",
        "region": "04",
        "timezone": "Indian/Reunion",
        "occurrences": [{ "begin": "2018-04-04T09:00:00+04:00", "end": "2018-04-04T11:00:00+04:00" }]
    });
    shelf.label(5, content_with(reunion)).await;
    shelf
}

#[tokio::test]
async fn the_front_page_shows_the_current_figures() {
    let shelf = some().await;

    let html = page(&shelf, "/").await.text;

    let text = said(&html).replace('\u{a0}', " ");
    for words in [
        "L’industrie ouvre ses portes",
        "du 26 mars au 1er avril 2018",
        "L’industrie connectée",
        "5 événements labellisés à ce jour",
        "2 régions et territoires d’outre-mer",
        "Visite d’entreprise 3",
        "Auvergne-Rhône-Alpes 4",
        "Dépôt ouvert jusqu’au lundi 12 mars 2018",
        "France Industrie",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(html.contains(
        r#"<form class="hero__search" role="search" action="/evenements" method="get">"#
    ));
    assert_eq!(
        html.matches("<div data-live=\"search\">").count(),
        1,
        "the application finds the form"
    );
    assert!(html.contains(r#"href="/regions/84-auvergne-rhone-alpes""#));
    assert_eq!(described(&html, "WebSite")["inLanguage"], "fr");
}

#[tokio::test]
async fn the_list_answers_the_query_of_its_address() {
    let shelf = some().await;

    let answer = page(
        &shelf,
        "/evenements?region=84&kind=company_visit&utm_source=x",
    )
    .await;

    let html = &answer.text;
    let text = said(html);
    assert!(
        text.contains("3 événements") && text.contains("Visite numéro 2"),
        "{text}"
    );
    assert!(!text.contains("La soudure en ligne"));
    let address = format!(
        "{}/evenements?region=84&kind=company_visit",
        shelf.app.address
    );
    let link = answer.header(header::LINK).expect("a Link");
    assert!(
        link.contains(&format!("<{address}>; rel=\"canonical\"")),
        "{link}"
    );
    assert!(
        link.contains("rel=\"alternate\"; type=\"text/calendar\""),
        "{link}"
    );
    assert_eq!(
        attribute(
            html,
            "<link rel=\"alternate\" type=\"text/calendar\"",
            "title"
        ),
        "Les événements – Semaine de l’Industrie 2018 – Agenda (iCalendar)"
    );
    assert_eq!(
        described(html, "ItemList")["itemListElement"]
            .as_array()
            .map(Vec::len),
        Some(3)
    );
    let calendar = "/api/v1/catalogue/events.ics?region=84&#38;kind=company_visit";
    let webcal = shelf.app.address.replace("http:", "webcal:");
    assert!(html.contains(&format!("href=\"{webcal}{calendar}\"")));
    assert!(html.contains(r#"name="kind" value="company_visit" checked"#));
    assert!(html.contains(r#"<option value="84" selected>"#));
    assert!(
        html.contains(r#"href="/evenements?region=84""#),
        "a filter can be taken away"
    );
}

#[tokio::test]
async fn the_addresses_of_lists_are_queries_of_the_interface() {
    let shelf = some().await;
    let mut queries = BTreeSet::new();
    for path in [
        "/",
        "/evenements?region=84&kind=company_visit&page=1",
        "/evenements?near=4.88,45.69&radius=20000&sort=distance",
        "/evenements?commune=69029",
        "/regions/84-auvergne-rhone-alpes",
        "/evenements/2018/visite-1",
    ] {
        let html = page(&shelf, path).await.text;
        let html = html.replace("&#38;", "&").replace("&amp;", "&");
        let links = html.split("href=\"/evenements?").skip(1);
        let links = links.filter_map(|rest| rest.split(['"', '#']).next());
        queries.extend(links.map(str::to_owned));
    }

    assert!(queries.len() > 20, "{queries:?}");
    for query in queries {
        let path = format!("/api/v1/catalogue/events?{query}");
        let answer = shelf.app.visitor().get(&path).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_form_is_answered_by_its_short_address() {
    let shelf = some().await;

    let answer = page(
        &shelf,
        "/evenements?q=&region=&kind=company_visit&kind=webinar&from=",
    )
    .await;

    assert_eq!(answer.status.as_u16(), 302);
    assert_eq!(
        answer.header(header::LOCATION),
        Some("/evenements?kind=company_visit,webinar")
    );
}

#[tokio::test]
async fn a_misspelt_search_leads_to_one_that_finds_events() {
    let shelf = some().await;

    let html = page(&shelf, "/evenements?q=numeerro&region=84").await.text;

    assert!(said(&html).contains("Vouliez-vous dire"), "{html}");
    assert!(html.contains(r#"href="/evenements?q=num%C3%A9ro&#38;region=84""#));
    let none = page(&shelf, "/evenements?q=numeerro&region=11").await.text;
    assert!(!said(&none).contains("Vouliez-vous dire"));
}

#[tokio::test]
async fn a_search_around_a_point_says_how_far_each_event_is() {
    let shelf = some().await;
    let distances = async |path: &str| said(&page(&shelf, path).await.text).matches("· à ").count();

    assert_eq!(distances("/evenements?department=69").await, 0);
    let around = distances("/evenements?near=4.88,45.69&radius=20000&sort=distance").await;
    assert!(around >= 3, "{around}");
}

#[tokio::test]
async fn an_old_or_damaged_address_still_shows_a_list() {
    let shelf = some().await;
    for query in [
        "kind=not_a_kind",
        "from=hier",
        "edition=1999",
        "page=900",
        "region=nord",
        "sort=distance",
    ] {
        let answer = page(&shelf, &format!("/evenements?{query}")).await;

        assert_eq!(answer.status.as_u16(), 200, "{query}");
        assert!(said(&answer.text).contains("5 événements"), "{query}");
    }
    let nothing = page(&shelf, "/evenements?q=introuvable").await;
    assert!(said(&nothing.text).contains("Aucun événement ne correspond"));
    assert_eq!(
        attribute(&nothing.text, "<meta name=\"robots\"", "content"),
        "noindex"
    );
}

#[tokio::test]
async fn the_pages_of_a_list_follow_one_another() {
    let shelf = shelf().await;
    for number in 1..=45 {
        let title = format!("Visite numéro {number:02}");
        shelf
            .label(number, content_with(json!({ "title": title })))
            .await;
    }
    let mut seen = Vec::new();
    let mut path = "/evenements".to_owned();
    for expected in [20, 20, 5] {
        let html = page(&shelf, &path).await.text;
        let titles: Vec<_> = html
            .split("class=\"card__link\"")
            .skip(1)
            .filter_map(|rest| Some(rest.split('>').nth(1)?.split('<').next()?.to_owned()))
            .collect();
        assert_eq!(titles.len(), expected);
        seen.extend(titles);
        if seen.len() < 45 {
            path = attribute(&html, "<link rel=\"next\"", "href").to_owned();
        } else {
            assert!(!html.contains("rel=\"next\""));
            assert_eq!(
                attribute(&html, "<link rel=\"prev\"", "href"),
                "/evenements?page=2"
            );
        }
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45, "none twice, none lost");
}

#[tokio::test]
async fn a_territory_has_a_page_of_its_own() {
    let shelf = some().await;

    let region = page(&shelf, "/regions/84-auvergne-rhone-alpes").await;
    let department = page(&shelf, "/departements/69-rhone").await;
    let overseas = page(&shelf, "/regions/04-la-reunion").await;

    let text = said(&region.text).replace('\u{a0}', " ");
    assert!(
        region.text.contains("<title>Auvergne-Rhône-Alpes"),
        "{}",
        region.text
    );
    for words in [
        "4 événements labellisés",
        "Visite numéro 1",
        "Rhône (69) 4",
        "Web-conférence, webinaire 1",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    for (page, search) in [(&region, "region=84"), (&department, "department=69")] {
        let copied = format!(r#"data-live="copy" data-query="{search}""#);
        assert!(page.text.contains(&copied), "{copied}");
    }
    let text = said(&department.text);
    assert!(text.contains("Isère (38) 0"), "{text}");
    assert!(
        department
            .text
            .contains(r#"href="/evenements?department=69&#38;kind=company_visit""#)
    );
    assert_eq!(
        described(&department.text, "BreadcrumbList")["itemListElement"][2]["name"],
        "Auvergne-Rhône-Alpes"
    );
    let text = said(&overseas.text).replace('\u{a0}', " ");
    assert!(
        text.contains("du 3 au 8 avril 2018"),
        "its own week: {text}"
    );
    assert!(text.contains("(heure de La Réunion)"), "{text}");
}

#[tokio::test]
async fn the_list_and_the_programme_of_a_territory_have_its_week() {
    let shelf = some().await;
    let (national, own) = ("du 26 mars au 1er avril 2018", "du 3 au 8 avril 2018");

    for (query, week) in [
        ("", national),
        ("?department=69", national),
        ("?region=04,84", national),
        ("?region=04", own),
        ("?department=974", own),
        ("?commune=97409", own),
        ("?epci=249740093", own),
        ("?near=55.65,-20.96&radius=20000", own),
        ("?bbox=55,-21.5,56,-20.5", own),
        ("?bbox=-10,-40,60,60", national),
        ("?bbox=55,-21.5,56,-20.5&region=84", national),
    ] {
        let list = page(&shelf, &format!("/evenements{query}")).await.text;
        let programme = page(&shelf, &format!("/programme{query}")).await.text;

        let list = said(&list).replace('\u{a0}', " ");
        assert!(list.contains(&format!(" · {week} · ")), "{query}: {list}");
        let programme = programme.replace('\u{a0}', " ");
        assert!(programme.contains(&format!(", {week}")), "{query}");
    }
}

#[tokio::test]
async fn a_territory_has_one_address() {
    let shelf = some().await;
    for (path, address) in [
        ("/regions/84", "/regions/84-auvergne-rhone-alpes"),
        ("/departements/2a-corse", "/departements/2A-corse-du-sud"),
    ] {
        let answer = page(&shelf, path).await;

        assert_eq!(answer.status.as_u16(), 301);
        assert_eq!(answer.header(header::LOCATION), Some(address));
    }
    for path in ["/regions/99-nulle-part", "/departements/00", "/regions/<b>"] {
        assert_eq!(page(&shelf, path).await.status.as_u16(), 404, "{path}");
    }
}

#[tokio::test]
async fn the_pages_of_text_say_what_the_edition_says() {
    let shelf = some().await;

    let text = said(&page(&shelf, "/participer").await.text).replace('\u{a0}', " ");

    for words in [
        "le dépôt est ouvert",
        "en 4 jours ouvrés",
        "La Réunion : du 3 au 8 avril 2018",
        "L’accès est gratuit pour le public.",
        "2 services référents France entière Équipe nationale referent@example.org Auvergne-Rhône-Alpes DIRECCTE \
         Auvergne-Rhône-Alpes referent@example.org 04 65 71 00 84",
    ] {
        assert!(
            text.replace('\u{202f}', " ").contains(words),
            "{words} in {text}"
        );
    }
    for (path, words) in [
        ("/accessibilite", "non conforme"),
        ("/mentions-legales", "Licence Ouverte"),
    ] {
        let answer = page(&shelf, path).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert!(said(&answer.text).contains(words), "{path}");
        assert_eq!(answer.text.matches("<h1").count(), 1);
    }
}

#[tokio::test]
async fn a_list_changes_with_the_catalogue() {
    let shelf = shelf().await;
    assert!(said(&page(&shelf, "/evenements").await.text).contains("0 événement"));

    shelf.label(1, content()).await;

    assert!(said(&page(&shelf, "/evenements").await.text).contains("1 événement"));
}

/// Visits in Lyon, in its third arrondissement and in Vénissieux, and one in Villeurbanne.
async fn around_lyon() -> Shelf {
    let shelf = shelf().await;
    for (number, insee) in (1..).zip(["69123", "69383", "69259", "69266"]) {
        let mut content = content_with(json!({ "title": format!("Visite numéro {number}") }));
        content["venue"]["insee"] = insee.into();
        shelf.label(number, content).await;
    }
    shelf
}

#[tokio::test]
async fn a_city_typed_into_the_form_is_found_with_its_arrondissements() {
    let shelf = around_lyon().await;

    let sent = page(&shelf, "/evenements?q=&place=Lyon&radius=&region=").await;
    let address = sent
        .header(header::LOCATION)
        .expect("an address")
        .to_owned();
    let html = page(&shelf, &address).await.text;
    let facets: serde_json::Value = shelf
        .app
        .visitor()
        .get("/api/v1/catalogue/facets?facet=commune")
        .await
        .ok(200);

    assert_eq!(
        (sent.status.as_u16(), address.as_str()),
        (302, "/evenements?commune=69123")
    );
    let text = said(&html);
    assert!(text.contains("2 événements"), "{text}");
    assert!(text.contains("Lyon (69)"), "{text}");
    assert_eq!(
        attribute(&html, "id=\"lecture-commune\"", "value"),
        "Lyon (69)"
    );
    assert!(
        !html.contains(r#"type="hidden" name="commune""#),
        "the field has it"
    );
    assert_eq!(facets["facets"][0]["values"][0]["label"], "Lyon (69)");
    assert_eq!(facets["facets"][0]["values"][0]["count"], 2);
}

#[tokio::test]
async fn a_radius_around_the_commune_can_be_chosen() {
    let shelf = around_lyon().await;

    let sent = page(&shelf, "/evenements?place=Lyon&radius=20000").await;
    let address = sent
        .header(header::LOCATION)
        .expect("an address")
        .to_owned();
    let html = page(&shelf, &address).await.text;
    let back = page(&shelf, "/evenements?place=Lyon+(69)&radius=").await;

    assert!(
        address.contains("near=") && address.ends_with("&radius=20000&sort=distance"),
        "{address}"
    );
    let text = said(&html).replace('\u{a0}', " ");
    assert!(text.contains("4 événements"), "{text}");
    assert!(text.contains("à moins de 20 km de Lyon (69)"), "{text}");
    assert!(html.contains(r#"<option value="20000" selected>"#));
    assert_eq!(
        back.header(header::LOCATION),
        Some("/evenements?commune=69123")
    );
}

#[tokio::test]
async fn a_commune_without_events_leads_to_those_around_it() {
    let shelf = around_lyon().await;

    let html = page(&shelf, "/evenements?commune=69029").await.text;
    let wider = attribute(
        &html,
        "<div class=\"empty__action\"><a class=\"ds-button button\"",
        "href",
    )
    .replace("&#38;", "&");

    let text = said(&html).replace('\u{a0}', " ");
    assert!(
        text.contains("Chercher à moins de 20 km de Bron (69)"),
        "{text}"
    );
    assert!(
        said(&page(&shelf, &wider).await.text).contains("4 événements"),
        "{wider}"
    );
}

#[tokio::test]
async fn filters_by_place_are_shown_by_name() {
    let shelf = around_lyon().await;

    let html = page(
        &shelf,
        "/evenements?commune=69123,69259&epci=200046977&industrialTerritory=ti-0401",
    )
    .await
    .text;

    for name in [
        "Lyon (69)",
        "Vénissieux (69)",
        "Métropole de Lyon",
        "Est Réunion Industries",
    ] {
        assert!(
            html.contains(&format!("Retirer le filtre\u{202f}: {name}")),
            "{name}"
        );
    }
    assert!(html.contains(r#"type="hidden" name="commune" value="69123,69259""#));
}

#[tokio::test]
async fn a_group_of_communes_is_chosen_without_scripts() {
    let shelf = around_lyon().await;
    let reunion =
        json!({ "title": "La sucrerie ouvre ses portes", "department": "974", "region": "04" });
    let mut reunion = content_with(reunion);
    reunion["venue"]["insee"] = "97409".into();
    shelf.label(5, reunion).await;
    let form = "/evenements?q=&place=&radius=&region=&department=";

    let all = page(&shelf, "/evenements").await.text;
    let sent = page(
        &shelf,
        &format!("{form}&epci=200046977&industrialTerritory="),
    )
    .await;
    let html = page(&shelf, "/evenements?epci=200046977&page=1").await;
    let industrial = page(&shelf, "/evenements?industrialTerritory=ti-0401").await;
    let empty = page(&shelf, "/evenements?epci=200000172").await.text;

    for option in [
        r#"<option value="200046977">Métropole de Lyon (4)</option>"#,
        r#"<option value="ti-0401">Est Réunion Industries (1)</option>"#,
    ] {
        assert!(all.contains(option), "{option}");
    }
    assert_eq!(
        (sent.status.as_u16(), sent.header(header::LOCATION)),
        (302, Some("/evenements?epci=200046977"))
    );
    let chosen = r#"<option value="200046977" selected>Métropole de Lyon (4)</option>"#;
    assert!(html.text.contains(chosen));
    assert!(said(&html.text).contains("4 événements"));
    assert!(
        !html.text.contains(r#"type="hidden" name="epci""#),
        "the field has it"
    );
    let canonical = format!(
        "<{}/evenements?epci=200046977>; rel=\"canonical\"",
        shelf.app.address
    );
    let link = html.header(header::LINK).expect("a Link");
    assert!(link.contains(&canonical), "{link}");
    assert!(
        html.text
            .contains("/api/v1/catalogue/events.ics?epci=200046977"),
        "the exports have the filter"
    );
    assert!(
        industrial
            .text
            .contains(r#"<option value="ti-0401" selected>"#)
    );
    assert!(said(&industrial.text).contains("1 événement"));
    assert!(
        empty.contains(r#"<option value="200000172" selected>CC Faucigny - Glières</option>"#),
        "the chosen one is offered although it has no events"
    );
    let two = page(&shelf, "/evenements?epci=200046977,249740093")
        .await
        .text;
    assert!(two.contains(r#"type="hidden" name="epci" value="249740093""#));
}

#[tokio::test]
async fn an_organiser_is_chosen_without_scripts() {
    let shelf = some().await;

    let searched = page(
        &shelf,
        "/evenements?q=fonderie&kind=company_visit&sort=next",
    )
    .await
    .text;
    let listed = page(&shelf, "/evenements").await.text;
    let chosen = page(&shelf, "/evenements?q=durand&organiser=fonderie-durand")
        .await
        .text;

    let link = r#"href="/evenements?organiser=fonderie-durand&#38;kind=company_visit""#;
    assert!(searched.contains(link), "{searched}");
    assert!(said(&searched).contains("Fonderie Durand (5)"));
    assert!(!said(&listed).contains("Organisateurs de ce nom"));
    assert!(!said(&chosen).contains("Organisateurs de ce nom"));
}
