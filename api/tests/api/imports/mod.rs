//! Tests of imports of tables.

mod additional;
mod commit;
mod files;
mod link;
mod owner;
mod prefill;
mod preview;
mod round_trip;
mod undo;

use crate::support::{Answer, Person};
use reqwest::Method;
use shared::event::{EventFile, EventFileSummary};
use shared::import::Import;
use shared::paging::Page;

pub(crate) const IMPORTS: &str = "/api/v1/imports";

/// Names of the columns of [`line`].
pub(crate) const HEADER: &str = "Identifiant;Nom de l’organisation;Type d’organisation;Titre;Résumé;Description;\
    Type d’événement;Publics;Nom du lieu;Adresse;Code postal;Code INSEE;Date de début;Heure de début;Heure de fin;Accès;\
    Gratuité;Participants attendus;Engagements acceptés";

/// A line that can be submitted as it is.
pub(crate) fn line(id: &str, title: &str) -> String {
    format!(
        "{id};Fonderie du Rhône;Entreprise;{title};Du métal liquide à la pièce finie, en une heure.;\
         Nous ouvrons nos ateliers aux collégiens et lycéens.;Visite d’entreprise;Scolaires;Usine;1 rue de l’Usine;1000;1004;\
         26/03/2018;9h00;10h30;Entrée libre;oui;12;oui"
    )
}

/// A CSV file: [`HEADER`] and these lines.
pub(crate) fn table(lines: impl IntoIterator<Item = String>) -> String {
    let mut table = format!("{HEADER}\r\n");
    for line in lines {
        table.push_str(&line);
        table.push_str("\r\n");
    }
    table
}

/// Uploads a CSV file as an import of the edition 2018.
pub(crate) async fn upload(person: &Person, file: impl Into<Vec<u8>>) -> Answer {
    let path = format!("{IMPORTS}?edition=2018&source=tableau&fileName=evenements.csv");
    let request = person
        .request(Method::POST, &path)
        .header("Content-Type", "text/csv")
        .body(file.into());
    Answer::of(request).await
}

/// Uploads a file, and waits for its preview.
pub(crate) async fn previewed(person: &Person, file: impl Into<Vec<u8>>) -> Import {
    let import: Import = upload(person, file).await.ok(201);
    settled(person, import).await
}

/// Takes the rows of an import.
pub(crate) async fn committed(person: &Person, import: &Import) -> Import {
    act(person, import, "commit").await
}

/// Undoes an import, and returns it as it is then.
pub(crate) async fn undone(person: &Person, import: &Import) -> Import {
    act(person, import, "undo").await
}

async fn act(person: &Person, import: &Import, verb: &str) -> Import {
    let path = format!("{IMPORTS}/{}/{verb}", import.id);
    let answer = person.post(&path, &serde_json::Value::Null).await;
    let status = answer.status.as_u16();
    assert!(matches!(status, 200 | 202), "{}", answer.text);
    settled(person, answer.ok(status)).await
}

/// The import once the server does not work on it any more.
async fn settled(person: &Person, mut import: Import) -> Import {
    while import.state.is_working() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let path = format!("{IMPORTS}/{}", import.id);
        import = person.get(&path).await.ok(200);
    }
    import
}

/// All events of a person.
pub(crate) async fn own(person: &Person) -> Vec<EventFileSummary> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/events?limit=100{cursor}");
        let page: Page<EventFileSummary> = person.get(&path).await.ok(200);
        all.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

/// The event with an identifier of the table.
pub(crate) async fn event(person: &Person, id: &str) -> EventFile {
    let path = format!("/api/v1/events/ext/tableau/{id}");
    person.get(&path).await.ok(200)
}
