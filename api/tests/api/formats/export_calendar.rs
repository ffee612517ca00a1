use super::{far_away, over_the_change};
use crate::catalogue::{Shelf, content, content_with, online};
use crate::support::{Answer, Engine, TestApp, edition, form, path, tag};
use chrono::TimeDelta;
use ground::log;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::label::LabelState;

const CALENDAR: &str = "/api/v1/catalogue/events.ics";

/// Content lines of a calendar, unfolded.
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
    STATUS:CONFIRMED
    SUMMARY:Visite\; et goûter
    DTSTAMP:20180205T090000Z
    LAST-MODIFIED:20180205T090000Z
    SEQUENCE:0
    CREATED:20180205T090000Z
    TRANSP:TRANSPARENT
    DESCRIPTION:Du métal liquide à la pièce finie\, en une heure.\n\nOrganisateur : Fonderie Durand\nPublic : Scolaires\nSur inscription\, gratuit\nInscription : visites@exemple.fr\, +33 4 72 00 00 00\n\nNous ouvrons nos ateliers.\n\nVenez nombreux.\n\nhttps://semaine.example/evenements/2018/visite-1
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
#[case(LabelState::Withdrawn)]
#[case(LabelState::Revoked)]
#[tokio::test]
async fn a_withdrawn_event_stays_in_its_searches_as_cancelled_for_30_days(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] state: LabelState,
) {
    let shelf = Shelf::start(engine).await;
    let id = shelf.label(1, over_the_change()).await;
    shelf.label(2, online()).await;
    shelf.change(id, state, "scheduled").await;
    let visitor = shelf.app.visitor();

    let answer = visitor.get(CALENDAR).await;
    let elsewhere = visitor.get(&format!("{CALENDAR}?department=974")).await;
    shelf.app.clock.advance(TimeDelta::days(31));
    let later = visitor.get(CALENDAR).await;

    let written = lines(&answer.text);
    let gone = |text: &str| text.contains(&id.to_string());
    assert_eq!(values(&written, "UID:").len(), 3);
    assert_eq!(
        values(&written, "STATUS:"),
        ["CONFIRMED", "CANCELLED", "CANCELLED"]
    );
    assert!(gone(&answer.text) && !answer.text.contains("nuit des usines"));
    assert!(!gone(&elsewhere.text), "it never matched that search");
    assert!(!gone(&later.text));
    assert_ne!(answer.header(header::ETAG), later.header(header::ETAG));
}

#[rstest]
#[tokio::test]
async fn an_online_event_has_its_link_and_categories_have_no_commas() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let mut event = online();
    event["kind"] = json!("other");
    event["kindOther"] = json!("Débat, démonstration");
    shelf.label(1, event).await;

    let answer = shelf.app.visitor().get(CALENDAR).await;
    let lines = lines(&answer.text);

    assert_eq!(
        values(&lines, "CONFERENCE;VALUE=URI:"),
        ["https://exemple.fr/direct"]
    );
    assert_eq!(
        values(&lines, "CATEGORIES:"),
        ["Débat / démonstration,Fabriqué en France"]
    );
}

/// The calendar once it contains every change so far: number, status and sequence of each entry, by day.
async fn entries(app: &TestApp) -> Vec<(String, String, String, u32)> {
    let head = app.platform.services.db.read_now(log::head).unwrap();
    app.platform.live.reached(head.unwrap().seq).await;
    let answer = app.visitor().get(CALENDAR).await;
    let lines = lines(&answer.text);
    let events = lines.split(|line| line == "BEGIN:VEVENT").skip(1);
    let mut entries: Vec<_> = events
        .map(|lines| {
            let value = |start| values(lines, start)[0].to_owned();
            let uid = value("UID:");
            let number = uid.split('@').next().and_then(|uid| uid.rsplit('-').next());
            let day: String = value("DTSTART;TZID=Europe/Paris:")
                .chars()
                .skip(6)
                .take(2)
                .collect();
            let sequence = value("SEQUENCE:").parse().unwrap();
            (day, number.unwrap().to_owned(), value("STATUS:"), sequence)
        })
        .collect();
    entries.sort();
    entries
}

fn on_days(days: &[u32]) -> Value {
    let mut form = form();
    let slot = |day| json!({ "begin": format!("2018-03-{day}T09:00"), "end": format!("2018-03-{day}T10:00") });
    form["occurrences"] = days.iter().map(slot).collect();
    form
}

#[rstest]
#[tokio::test]
async fn a_dropped_date_is_cancelled_and_the_others_stay(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &on_days(&[26, 27, 28, 29])).await;
    let entry = |day: &str, number: &str, status: &str, sequence| {
        (
            day.to_owned(),
            number.to_owned(),
            status.to_owned(),
            sequence,
        )
    };
    assert_eq!(
        entries(&app).await,
        [
            entry("26", "1", "CONFIRMED", 1),
            entry("27", "2", "CONFIRMED", 1),
            entry("28", "3", "CONFIRMED", 1),
            entry("29", "4", "CONFIRMED", 1),
        ]
    );

    let address = path(file.id);
    let withdrawn: EventFile = owner
        .post_if(
            &format!("{address}/withdraw"),
            &tag(&file),
            &json!({ "reason": "La première date est annulée." }),
        )
        .await
        .ok(200);
    let saved: EventFile = owner
        .put(&address, &tag(&withdrawn), &on_days(&[27, 28, 29, 30]))
        .await
        .ok(200);
    let saved: EventFile = owner
        .put(&address, &tag(&saved), &on_days(&[27, 28, 29]))
        .await
        .ok(200);
    let again = owner.submit(&saved).await;
    app.granted(&owner, &again).await;

    // Withdrawn and labelled again: two public changes, whatever happened in between.
    assert_eq!(
        entries(&app).await,
        [
            entry("26", "1", "CANCELLED", 3),
            entry("27", "2", "CONFIRMED", 3),
            entry("28", "3", "CONFIRMED", 3),
            entry("29", "4", "CONFIRMED", 3),
        ]
    );
}

#[rstest]
#[tokio::test]
async fn two_changes_in_one_second_grow_the_sequence_by_two() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let mut file = app.labelled(&owner, &form()).await;

    for status in ["full", "cancelled"] {
        let address = format!("{}/life-status", path(file.id));
        file = owner
            .put(&address, &tag(&file), &json!({ "status": status }))
            .await
            .ok(200);
    }

    let [(_, _, status, sequence)] = &entries(&app).await[..] else {
        panic!("one entry");
    };
    assert_eq!((status.as_str(), *sequence), ("CANCELLED", 3));
}

#[rstest]
#[tokio::test]
async fn a_client_without_tags_is_told_when_nothing_changed() {
    let shelf = Shelf::start(Engine::Sqlite).await;
    let id = shelf.label(1, content()).await;
    let visitor = shelf.app.visitor();
    let asked = async |path: &str, since: &str| {
        let request = visitor.request(Method::GET, path);
        Answer::of(request.header(header::IF_MODIFIED_SINCE, since)).await
    };
    let own = format!("/api/v1/catalogue/events/{id}/calendar.ics");

    for path in [CALENDAR, own.as_str(), "/api/v1/catalogue/events.xlsx"] {
        shelf.app.clock.set("2018-02-05T09:01:00Z".parse().unwrap());
        let first = visitor.get(&format!("{path}?")).await;
        let modified = first.header(header::LAST_MODIFIED).expect("a date");
        assert_eq!(modified, "Mon, 05 Feb 2018 09:00:00 GMT", "{path}");
        assert_eq!(asked(path, modified).await.status.as_u16(), 304, "{path}");
        let older = asked(path, "Mon, 05 Feb 2018 08:59:59 GMT").await;
        assert_eq!(older.status.as_u16(), 200, "{path}");
    }
}
