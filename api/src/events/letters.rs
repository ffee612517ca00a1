//! E-mails about the organiser's own actions, in French.
//!
//! E-mails about decisions are in `labels`. Importers and the demonstration send none.

use super::stored::StoredFile;
use crate::accounts::letters::recipient_of;
use crate::accounts::queries as accounts;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{self, Letter};
use http::Services;
use messages::{t, t_args};
use shared::account::Account;
use shared::calendar::Occurrence;
use shared::edition::ReferentService;
use shared::french::dates;
use shared::french::event::occurrence_note;
use shared::id::AccountId;
use shared::label::LabelState;
use shared::place::DepartmentCode;

/// Sends a receipt with the review deadline to the owner and to the co-editor who submitted, and a notification to the reviewers of the place.
pub(super) fn after_submission(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    submitter: AccountId,
) -> Result<(), Error> {
    let site = &services.site.url;
    let due = file
        .due_at()
        .map(|due| day_in_words(due, file.department()))
        .unwrap_or_default();
    let mut informed = vec![file.owner];
    informed.extend((submitter != file.owner).then_some(submitter));
    for organiser in informed {
        if let Some(organiser) = accounts::find(conn, organiser)? {
            mail::post(
                conn,
                &services.clock,
                &receipt(&organiser, file, &due, site),
            )?;
        }
    }
    for reviewer in reviewers(conn, file)? {
        mail::post(
            conn,
            &services.clock,
            &review_request(&reviewer, file, &due, site),
        )?;
    }
    Ok(())
}

/// Notifies the reviewers of the place, if the state `before` the withdrawal concerned them.
pub(crate) fn after_withdrawal(
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
    let site = &services.site.url;
    for reviewer in reviewers(conn, file)? {
        mail::post(
            conn,
            &services.clock,
            &withdrawn(&reviewer, file, reason, site),
        )?;
    }
    Ok(())
}

/// Tells the owner that a referent changed the state of an occurrence.
pub(super) fn after_occurrence_state(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    number: u32,
) -> Result<(), Error> {
    let occurrence = file
        .content
        .as_ref()
        .and_then(|content| content.occurrences.numbered_as(number));
    let (Some(owner), Some(occurrence)) = (accounts::find(conn, file.owner)?, occurrence) else {
        return Ok(());
    };
    let letter = occurrence_changed(&owner, file, occurrence, &services.site.url);
    mail::post(conn, &services.clock, &letter).map(drop)
}

fn occurrence_changed(
    owner: &Account,
    file: &StoredFile,
    occurrence: &Occurrence,
    site: &str,
) -> Letter {
    let link = format!("{site}/mes-evenements/{}", file.id);
    let state = occurrence_note(occurrence, messages::all())
        .unwrap_or_else(|| t("occurrence.open").to_owned());
    let mut text = t_args(
        "letter.occurrence",
        &[
            ("title", &file.title()),
            ("when", &dates::moment(occurrence.begin())),
            ("state", &state),
            ("link", &link),
        ],
    );
    if let Some(referent) = file.referent() {
        text += &referent_line(referent);
    }
    letter(owner, "letter.occurrence.subject", &text, file)
}

/// The reviewers of the place who do not work on the event themselves.
pub(super) fn reviewers(conn: &mut Conn, file: &StoredFile) -> Result<Vec<Account>, Error> {
    let mut except = vec![file.owner];
    except.extend(file.editors.iter().map(|editor| editor.account));
    except.extend(file.members.iter().map(|(member, _)| *member));
    accounts::reviewers(conn, file.department(), file.region(), &except)
}

fn receipt(owner: &Account, file: &StoredFile, due: &str, site: &str) -> Letter {
    let link = format!("{site}/mes-evenements/{}", file.id);
    let mut text = t_args(
        "letter.receipt",
        &[
            ("title", &file.title()),
            ("due", &due),
            ("reference", &file.id.reference()),
            ("link", &link),
        ],
    );
    if let Some(referent) = file.referent() {
        text += &referent_line(referent);
    }
    letter(owner, "letter.receipt.subject", &text, file)
}

fn review_request(reviewer: &Account, file: &StoredFile, due: &str, site: &str) -> Letter {
    let key = if file.round > 1 {
        "letter.review.again"
    } else {
        "letter.review.first"
    };
    let link = review_page(file, site);
    let text = t_args(
        key,
        &[("title", &file.title()), ("due", &due), ("link", &link)],
    );
    letter(reviewer, "letter.review.subject", &text, file)
}

fn withdrawn(reviewer: &Account, file: &StoredFile, reason: Option<&str>, site: &str) -> Letter {
    let (title, link) = (file.title(), review_page(file, site));
    let text = match reason {
        Some(reason) => t_args(
            "letter.withdrawn.because",
            &[("title", &title), ("reason", &reason), ("link", &link)],
        ),
        None => t_args("letter.withdrawn", &[("title", &title), ("link", &link)]),
    };
    letter(reviewer, "letter.withdrawn.subject", &text, file)
}

/// The last lines of a letter to an organiser: who answers questions about the event.
pub(crate) fn referent_line(referent: &ReferentService) -> String {
    t_args(
        "letter.referent",
        &[
            ("service", &referent.service),
            ("contact", &referent.contact()),
        ],
    )
}

/// Address of the page on which the event is examined.
pub(super) fn review_page(file: &StoredFile, site: &str) -> String {
    format!("{site}/labellisation/{}", file.id)
}

/// A letter about an event; `subject` is a key.
pub(super) fn letter(to: &Account, subject: &str, text: &str, file: &StoredFile) -> Letter {
    let subject = t_args(
        "letter.subject",
        &[("subject", &t(subject)), ("title", &file.title())],
    );
    Letter::new(recipient_of(to), subject, text, &file.edition.name)
}

/// Date in words in the time zone of the department, such as `vendredi 16 mars 2018`.
pub(super) fn day_in_words(at: DateTime<Utc>, department: Option<&DepartmentCode>) -> String {
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
