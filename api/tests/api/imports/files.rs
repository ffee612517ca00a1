use super::{IMPORTS, committed, event, line, previewed, table};
use crate::support::{Engine, TestApp, edition, tries};
use reqwest::{Method, header};
use shared::account::Quota;
use shared::import::{Import, ImportField, ImportState, ImportTarget, limits};
use shared::problem::Code;

/// The text in Windows-1252, in which French spreadsheets save CSV.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '’' => 0x92,
            'œ' => 0x9C,
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).expect("a Latin character"),
        })
        .collect()
}

#[tokio::test]
async fn a_table_of_windows_with_titles_and_groups_is_read() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let text = "Événements de la Semaine de l’industrie;;;;;;\r\n\
        ;;;;;;\r\n\
        Organisateur;;Lieu;;;Événement;\r\n\
        Nom;Type;Nom;Adresse;Ville;Titre;Début\r\n\
        Fonderie;Entreprise;Usine;1 rue;Vénissieux;Visite à l’œil nu;26/03/2018 à 14h30\r\n";

    let import = previewed(&organiser, windows_1252(text)).await;

    let report = import.report.unwrap();
    assert_eq!(
        (report.header_row, report.counts.created),
        (4, 1),
        "{:?}",
        report.faults
    );
    let fields: Vec<_> = import.columns.iter().filter_map(|it| it.field).collect();
    assert_eq!(
        fields,
        [
            ImportField::OrganiserName,
            ImportField::OrganiserKind,
            ImportField::PlaceName,
            ImportField::PlaceAddress,
            ImportField::City,
            ImportField::Title,
            ImportField::Begin,
        ]
        .map(ImportTarget::from)
    );
    assert_eq!(import.columns[5].example, "Visite à l’œil nu");
}

#[tokio::test]
async fn a_calendar_is_taken_event_by_event() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Exemple//FR\r\n\
        BEGIN:VEVENT\r\nUID:fours@exemple.fr\r\nSUMMARY:Visite des fours\r\nDTSTART;TZID=Europe/Paris:20180326T090000\r\n\
        DURATION:PT1H30M\r\nRRULE:FREQ=DAILY;COUNT=3\r\nLOCATION:Usine\\, 1 rue de l’Usine\\, 69200 Vénissieux\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:laminoir@exemple.fr\r\nSUMMARY:Le laminoir\r\nSTATUS:CANCELLED\r\nDTSTART:20180326T070000Z\r\nEND:VEVENT\r\n\
        END:VCALENDAR\r\n";

    let import = committed(&organiser, &previewed(&organiser, calendar).await).await;
    let again = committed(&organiser, &previewed(&organiser, calendar).await).await;

    let counts = |import: &Import| import.report.as_ref().unwrap().counts;
    let said = (counts(&import).rows, counts(&import).created);
    assert_eq!(said, (1, 1), "{:?}", import.report.unwrap().faults);
    assert_eq!((counts(&again).created, counts(&again).unchanged), (0, 1));
    let form = event(&organiser, "fours@exemple.fr").await.form;
    assert_eq!(
        (form.title.as_str(), form.place.insee.as_str()),
        ("Visite des fours", "69259")
    );
    let begins: Vec<_> = form
        .occurrences
        .iter()
        .map(|it| it.begin.as_str())
        .collect();
    assert_eq!(
        begins,
        ["2018-03-26T09:00", "2018-03-27T09:00", "2018-03-28T09:00"]
    );
}

#[tokio::test]
async fn the_template_is_read_back() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let path = format!("{IMPORTS}/template.xlsx?edition=2018");
    let request = organiser.request(Method::GET, &path).send().await.unwrap();
    let name = request.headers()[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap()
        .to_owned();
    let template = request.bytes().await.unwrap();

    let import = previewed(&organiser, template.to_vec()).await;

    assert!(name.contains("modele-2018.xlsx"), "{name}");
    assert_eq!(import.state, ImportState::Previewed, "{:?}", import.failure);
    assert!(import.columns.len() > 40);
    assert!(
        import.columns.iter().all(|it| it.field.is_some()),
        "{:?}",
        import.columns
    );
    let unknown = organiser
        .get(&format!("{IMPORTS}/template.xlsx?edition=1789"))
        .await;
    unknown.refused(Code::Invalid);
}

#[tokio::test]
async fn lines_without_identifier_are_recognised_by_what_they_say() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let without = |title: &str| line("", title);
    let lines = || {
        table([
            without("Visite de la fonderie"),
            without("Visite des fours"),
        ])
    };

    let first = previewed(&organiser, lines()).await;
    let first = committed(&organiser, &first).await;
    let again = previewed(&organiser, lines()).await;

    assert_eq!(first.report.unwrap().counts.created, 2);
    assert_eq!(again.report.unwrap().counts.unchanged, 2);
}

/// A table of so many lines, of which every tenth has an unknown kind.
fn every_tenth_wrong(lines: u32) -> String {
    table((1..=lines).map(|n| {
        let line = line(&n.to_string(), &format!("Visite n° {n}"));
        if n % 10 == 0 {
            line.replace("Visite d’entreprise", "Goûter")
        } else {
            line
        }
    }))
}

#[tokio::test]
async fn thousands_of_lines_every_tenth_wrong_are_taken() {
    let lines = tries(2_000, 10_000);
    let wrong = lines / 10;
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let import = previewed(&organiser, every_tenth_wrong(lines)).await;
    let done = committed(&organiser, &import).await;

    for import in [&import, &done] {
        let report = import.report.as_ref().unwrap();
        assert_eq!((report.counts.rows, report.counts.wrong), (lines, wrong));
        assert_eq!(
            (report.counts.created, report.fault_count),
            (lines - wrong, wrong)
        );
        let last = report.faults.last().unwrap();
        assert_eq!(last.cell, format!("G{}", lines + 1));
    }
    let last = event(&organiser, &(lines - 1).to_string()).await;
    assert_eq!(last.form.title, format!("Visite n° {}", lines - 1));
}

#[tokio::test]
async fn thousands_of_lines_are_read_and_as_many_offered_as_an_account_may_import() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let most = Quota::of(true).imported_drafts;
    let lines = tries(most / 5 * 6, most * 5);

    let import = previewed(&organiser, every_tenth_wrong(lines)).await;

    let report = import.report.unwrap();
    assert_eq!((report.counts.rows, report.counts.created), (lines, most));
    assert_eq!(report.counts.wrong, lines - most);
    assert_eq!(report.fault_count, lines - most);
    assert_eq!(report.faults.len(), limits::LISTED_FAULTS);
    assert_eq!(report.faults[0].cell, "G11");
}
