//! Letters about the organiser's own actions, in French.
//!
//! Letters about decisions are in `labels`. Importers and the demonstration send none.

use super::stored::StoredFile;
use crate::accounts::letters::recipient_of;
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

/// Sends a receipt with the review deadline to the organiser, and a notification to the reviewers of the place.
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
            &review_request(&reviewer, file, &due, site),
        )?;
    }
    Ok(())
}

/// Notifies the reviewers of the place, if the state `before` the withdrawal concerned them.
pub(super) fn after_withdrawal(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    before: LabelState,
    reason: Option<&str>,
) -> Result<(), Error> {
    let concerned_them = match before {
        LabelState::Submitted | LabelState::CorrectionRequested | LabelState::Labelled => true,
        LabelState::Draft | LabelState::Refused | LabelState::Withdrawn | LabelState::Revoked => {
            false
        }
    };
    if !concerned_them {
        return Ok(());
    }
    for reviewer in accounts::reviewers(conn, file.department(), file.region(), file.owner)? {
        mail::post(conn, &services.clock, &withdrawn(&reviewer, file, reason))?;
    }
    Ok(())
}

fn receipt(owner: &Account, file: &StoredFile, due: &str, site: &str) -> Letter {
    let title = file.title();
    let text = format!(
        "Votre événement « {title} » est déposé. Le référent de votre territoire vous répond au plus tard le {due}.\n\n\
         Pour suivre votre dossier :\n{site}/mes-evenements/{}",
        file.id
    );
    letter(owner, format!("Dépôt reçu : {title}"), &text, file)
}

fn review_request(reviewer: &Account, file: &StoredFile, due: &str, site: &str) -> Letter {
    let title = file.title();
    let event = if file.round > 1 {
        "est déposé de nouveau"
    } else {
        "est déposé dans votre territoire"
    };
    let text = format!(
        "L’événement « {title} » {event}. Une réponse est attendue au plus tard le {due}.\n\n\
         Pour l’examiner :\n{site}/labellisation/{}",
        file.id
    );
    letter(reviewer, format!("À examiner : {title}"), &text, file)
}

fn withdrawn(reviewer: &Account, file: &StoredFile, reason: Option<&str>) -> Letter {
    let title = file.title();
    let after = match reason {
        Some(reason) => format!("Son motif :\n\n{reason}"),
        None => "Vous n’avez plus à l’examiner.".to_owned(),
    };
    let text = format!("L’organisateur a retiré l’événement « {title} ». {after}");
    letter(reviewer, format!("Événement retiré : {title}"), &text, file)
}

fn letter(to: &Account, subject: String, text: &str, file: &StoredFile) -> Letter {
    Letter::new(recipient_of(to), subject, text, &file.edition.name)
}

/// Date in words in the time zone of the department, such as `vendredi 16 mars 2018`.
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
    fn a_day_is_written_in_the_time_zone_of_the_department(
        #[case] at: &str,
        #[case] department: &str,
        #[case] expected: &str,
    ) {
        let department = DepartmentCode::parse(department).unwrap();

        assert_eq!(
            day_in_words(at.parse().unwrap(), Some(&department)),
            expected
        );
    }
}
