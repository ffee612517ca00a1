use super::{far_away, over_the_change};
use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::Engine;
use reqwest::header;
use rstest::rstest;
use serde_json::json;
use shared::label::LabelState;

const CALENDAR: &str = "/api/v1/catalogue/events.ics";

/// The lines, unfolded.
fn lines(text: &str) -> Vec<String> {
    let unfolded = text.replace("\r\n ", "");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

/// Values of the lines with this prefix.
fn values<'a>(lines: &'a [String], start: &str) -> Vec<&'a str> {
    lines
        .iter()
        .filter_map(|line| line.strip_prefix(start))
        .collect()
}

#[rstest]
#[tokio::test]
async fn each_occurrence_is_an_entry_on_the_clocks_of_its_place() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let paris = shelf.label(1, over_the_change()).await;
    let reunion = shelf.label(2, far_away()).await;

    let answer = shelf.app.visitor().get(CALENDAR).await;
    let lines = lines(&answer.text);

    assert_eq!(
        answer.header(header::CONTENT_DISPOSITION),
        Some("attachment; filename=\"semaine-industrie-2018.ics\"")
    );
    assert_eq!(
        values(&lines, "UID:"),
        [
            format!("{paris}-1@semaine-industrie"),
            format!("{paris}-2@semaine-industrie"),
            format!("{reunion}-1@semaine-industrie"),
        ]
    );
    assert_eq!(
        values(&lines, "DTSTART;TZID="),
        [
            "Europe/Paris:20180324T220000",
            "Europe/Paris:20180325T090000",
            "Indian/Reunion:20180403T080000"
        ]
    );
    assert_eq!(
        values(&lines, "DTEND;TZID="),
        [
            "Europe/Paris:20180325T033000",
            "Europe/Paris:20180325T110000",
            "Indian/Reunion:20180403T100000"
        ]
    );
    assert_eq!(values(&lines, "TZID:"), ["Europe/Paris", "Indian/Reunion"]);
    assert!(answer.text.split("\r\n").all(|line| line.len() <= 75));
    assert!(!answer.text.replace("\r\n", "").contains(['\r', '\n']));
}

#[rstest]
#[tokio::test]
async fn an_entry_has_what_a_calendar_shows() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    shelf
        .label(
            1,
            content_with(json!({
                "title": "Visite; et goûter",
                "accessMode": "registration",
                "publicBooking": { "email": "visites@exemple.fr", "phone": "+33 4 72 00 00 00" }
            })),
        )
        .await;

    let answer = shelf.app.visitor().get(CALENDAR).await;
    let lines: Vec<String> = lines(&answer.text)
        .into_iter()
        .skip_while(|line| line != "BEGIN:VEVENT")
        .map(|line| line.replace(&shelf.app.address, "https://semaine.example"))
        .collect();

    insta::assert_snapshot!(lines.join("\n"), @r#"
    BEGIN:VEVENT
    UID:01900000-0000-7000-8000-000000000001-1@semaine-industrie
    DTSTART;TZID=Europe/Paris:20180326T090000
    DTEND;TZID=Europe/Paris:20180326T110000
    DTSTAMP:20180205T090000Z
    LAST-MODIFIED:20180205T090000Z
    SEQUENCE:255517200
    CREATED:20180205T090000Z
    STATUS:CONFIRMED
    SUMMARY:Visite\; et goûter
    DESCRIPTION:Du métal liquide à la pièce finie\, en une heure.\n\nOrganisateur : Fonderie Durand\nPublic : Scolaires\nSur inscription\, gratuit\nInscription : visites@exemple.fr\, +33 4 72 00 00 00\n\nhttps://semaine.example/evenements/2018/visite-1
    LOCATION:Usine\, 1 rue de l’Usine\, 69200 Vénissieux
    GEO:45.697700;4.886912
    URL:https://semaine.example/evenements/2018/visite-1
    CATEGORIES:Visite d’entreprise,Fabriqué en France
    ORGANIZER;CN="Fonderie Durand":mailto:visites@exemple.fr
    END:VEVENT
    END:VCALENDAR
    "#);
}

#[rstest]
#[case("cancelled", "CANCELLED", "[Annulé] Visite de la fonderie")]
#[case("postponed", "TENTATIVE", "[Reporté] Visite de la fonderie")]
#[case("full", "CONFIRMED", "[Complet] Visite de la fonderie")]
#[tokio::test]
async fn a_changed_event_shows_in_status_and_title(
    #[case] life: &'static str,
    #[case] status: &str,
    #[case] title: &str,
) {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    shelf.change(id, LabelState::Labelled, life).await;

    let answer = shelf.app.visitor().get(CALENDAR).await;
    let lines = lines(&answer.text);

    assert_eq!(values(&lines, "STATUS:"), [status]);
    assert_eq!(values(&lines, "SUMMARY:"), [title]);
}

#[rstest]
#[tokio::test]
async fn a_calendar_without_events_is_valid() {
    let shelf = Shelf::start(Engine::Sqlite).await;

    let answer = shelf.app.visitor().get(&format!("{CALENDAR}?q=rien")).await;
    let lines = lines(&answer.text);

    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(
        values(&lines, "BEGIN:"),
        ["VCALENDAR", "VTIMEZONE", "DAYLIGHT", "STANDARD"]
    );
    assert_eq!(
        values(&lines, "SOURCE;VALUE=URI:"),
        [format!("{}{CALENDAR}?q=rien", shelf.app.address)]
    );
}

#[rstest]
#[tokio::test]
async fn a_withdrawn_event_is_no_longer_in_the_feed() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    shelf.label(2, online()).await;
    shelf.change(id, LabelState::Withdrawn, "scheduled").await;

    let answer = shelf.app.visitor().get(CALENDAR).await;

    let lines = lines(&answer.text);
    assert_eq!(values(&lines, "LOCATION:"), ["https://exemple.fr/direct"]);
}
