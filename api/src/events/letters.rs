//! What people are told by mail about the organiser's own moves, in French.
//!
//! What is decided on a file is told by `labels`. Importers and the demonstration move files without a letter: nobody
//! asked for them.

use super::stored::StoredFile;
use crate::accounts::queries as accounts;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter};
use http::Services;
use shared::account::Account;
use shared::french::dates;
use shared::label::LabelState;
use shared::place::DepartmentCode;

/// A receipt with the due date for the organiser, and a word to those who check the place.
pub(super) fn after_submission(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
) -> Result<(), Error> {
    let site = &services.site.url;
    let due = file
        .due_at()
        .map(|due| day_in_words(due, file.department()))
        .unwrap_or_default();
    if let Some(owner) = accounts::find(conn, file.owner)? {
        mail::post(conn, &services.clock, &receipt(&owner, file, &due, site))?;
    }
    for reviewer in accounts::reviewers(conn, file.department(), file.region(), file.owner)? {
        mail::post(
            conn,
            &services.clock,
            &to_check(&reviewer, file, &due, site),
        )?;
    }
    Ok(())
}

/// A word to those who check the place, if the file stood with them: it was `before` when it was taken back.
pub(super) fn after_withdrawal(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    before: LabelState,
    reason: Option<&str>,
) -> Result<(), Error> {
    let was_with_them = match before {
        LabelState::Submitted | LabelState::CorrectionRequested | LabelState::Labelled => true,
        LabelState::Draft | LabelState::Refused | LabelState::Withdrawn | LabelState::Revoked => {
            false
        }
    };
    if !was_with_them {
        return Ok(());
    }
    for reviewer in accounts::reviewers(conn, file.department(), file.region(), file.owner)? {
        mail::post(conn, &services.clock, &withdrawn(&reviewer, file, reason))?;
    }
    Ok(())
}

fn receipt(owner: &Account, file: &StoredFile, due: &str, site: &str) -> Letter {
    let title = file.title();
    let told = format!(
        "Votre événement « {title} » est déposé. Le référent de votre territoire vous répond au plus tard le {due}.\n\n\
         Pour suivre votre dossier :\n{site}/mes-evenements/{}",
        file.id
    );
    letter(owner, &format!("Dépôt reçu : {title}"), &told, file)
}

fn to_check(reviewer: &Account, file: &StoredFile, due: &str, site: &str) -> Letter {
    let title = file.title();
    let came = if file.round > 1 {
        "est déposé de nouveau"
    } else {
        "est déposé dans votre territoire"
    };
    let told = format!(
        "L’événement « {title} » {came}. Une réponse est attendue au plus tard le {due}.\n\n\
         Pour l’examiner :\n{site}/labellisation/{}",
        file.id
    );
    letter(reviewer, &format!("À examiner : {title}"), &told, file)
}

fn withdrawn(reviewer: &Account, file: &StoredFile, reason: Option<&str>) -> Letter {
    let title = file.title();
    let after = match reason {
        Some(reason) => format!("Son motif :\n\n{reason}"),
        None => "Vous n’avez plus à l’examiner.".to_owned(),
    };
    let told = format!("L’organisateur a retiré l’événement « {title} ». {after}");
    letter(
        reviewer,
        &format!("Événement retiré : {title}"),
        &told,
        file,
    )
}

fn letter(to: &Account, subject: &str, told: &str, file: &StoredFile) -> Letter {
    Letter {
        recipient: to.email.clone(),
        subject: subject.to_owned(),
        body: format!("Bonjour {},\n\n{told}\n\n{}\n", to.name, file.edition.name),
    }
}

/// « vendredi 16 mars 2018 », on the clocks of the department.
fn day_in_words(at: DateTime<Utc>, department: Option<&DepartmentCode>) -> String {
    let zone = department.map_or(chrono_tz::Tz::Europe__Paris, DepartmentCode::zone);
    dates::long_day(at.with_timezone(&zone).date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2018-03-15T22:59:59Z", "69", "jeudi 15\u{a0}mars\u{a0}2018")]
    #[case("2018-03-31T21:59:59Z", "69", "samedi 31\u{a0}mars\u{a0}2018")]
    #[case("2018-03-31T22:00:00Z", "69", "dimanche 1er\u{a0}avril\u{a0}2018")]
    #[case("2018-03-31T20:00:00Z", "974", "dimanche 1er\u{a0}avril\u{a0}2018")]
    fn a_day_is_told_as_it_is_there(
        #[case] at: &str,
        #[case] department: &str,
        #[case] told: &str,
    ) {
        let department = DepartmentCode::parse(department).unwrap();

        assert_eq!(day_in_words(at.parse().unwrap(), Some(&department)), told);
    }
}
