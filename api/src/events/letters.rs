//! Recipients, addresses of pages and values of tags that the e-mails about an event have in common.

use super::commune::commune_of;
use super::stored::StoredFile;
use crate::accounts::letters::recipient_of;
use crate::accounts::queries as accounts;
use crate::sharing::{self, conflicts};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::mail::{Letter, Recipient};
use messages::letters::{Values, dates};
use messages::t_in;
use shared::account::Account;
use shared::letter::{Language, LetterKind, LetterTag};
use shared::place::DepartmentCode;

/// Maximum length of a title in a letter, in characters.
const TITLE_CHARS: usize = 140;

/// The reviewers of an event who do not work on it themselves and have no conflict of interest: the one who has it, else those of its
/// group, else those of the place.
pub(super) fn reviewers(
    conn: &mut Conn,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<Vec<Account>, Error> {
    let mut except = vec![file.owner];
    except.extend(file.editors.iter().map(|editor| editor.account));
    except.extend(file.members.iter().map(|(member, _)| *member));
    except.extend(conflicts::partial(conn, file.id)?);
    let mut nearest = Vec::new();
    for account in sharing::recipients(conn, file.id, now)? {
        nearest.extend(accounts::find(conn, account)?.filter(|account| account.verified));
    }
    if !nearest.is_empty() {
        return Ok(nearest);
    }
    accounts::reviewers(conn, file.department(), file.region(), &except)
}

/// Address of the organiser's page of the event submission.
pub(crate) fn own_page(file: &StoredFile, site: &str) -> String {
    format!("{site}/mes-evenements/{}", file.id)
}

/// Address of the page on which the event is examined.
pub(super) fn review_page(file: &StoredFile, site: &str) -> String {
    format!("{site}/labellisation/{}", file.id)
}

/// A letter about an event, to the owner of an account.
pub(super) fn letter(kind: LetterKind, to: &Account, file: &StoredFile, values: Values) -> Letter {
    letter_to(kind, recipient_of(to), file, values)
}

/// A letter about an event, with the values that all of them have.
pub(crate) fn letter_to(
    kind: LetterKind,
    to: Recipient<'_>,
    file: &StoredFile,
    values: Values,
) -> Letter {
    let values = with_event(file, to.language, values);
    Letter::of_edition(kind, &file.edition, to, values)
}

/// Adds the values of the tags that every letter about an event has.
pub(crate) fn with_event(file: &StoredFile, language: Language, values: Values) -> Values {
    let content = file.content.as_ref();
    let organiser = content.map_or(file.form.organiser.name.as_str(), |it| &it.organiser.name);
    let held = content.and_then(|content| {
        let occurrences = content.occurrences.occurrences();
        let (first, last) = (occurrences.first()?, occurrences.last()?);
        let (first, last) = (first.begin().date_naive(), last.begin().date_naive());
        Some(dates::days(language, first, last))
    });
    let referent = file.referent();
    let referent = referent.map(|it| format!("{}, {}", it.service, it.contact()));
    values
        .with(LetterTag::Title, title_of(file, language))
        .with(LetterTag::Reference, file.id.reference())
        .with(LetterTag::Organiser, organiser)
        .with_any(LetterTag::Dates, held)
        .with_any(
            LetterTag::Place,
            commune_of(&file.form).map(|commune| commune.name),
        )
        .with_any(LetterTag::Referent, referent)
}

/// Title of the event on one line, or a stand-in for a draft without one: a draft holds whatever was typed.
pub(crate) fn title_of(file: &StoredFile, language: Language) -> String {
    let typed = file.title().chars();
    let typed = typed.map(|c| if c.is_control() { ' ' } else { c });
    let title: String = typed.take(TITLE_CHARS).collect();
    if title.trim().is_empty() {
        t_in(language, "file.untitled").to_owned()
    } else {
        title
    }
}

/// Last day of the review, in words in the time zone of the event, such as `vendredi 16 mars 2018`.
pub(super) fn due_in_words(language: Language, file: &StoredFile) -> Option<String> {
    let due = file.due_at()?;
    Some(day_in_words(language, due, file.department()))
}

/// Date in words in the time zone of the department.
pub(super) fn day_in_words(
    language: Language,
    at: DateTime<Utc>,
    department: Option<&DepartmentCode>,
) -> String {
    let zone = department.map_or(chrono_tz::Tz::Europe__Paris, DepartmentCode::zone);
    dates::long_day(language, at.with_timezone(&zone).date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::stored::NewDraft;
    use rstest::rstest;
    use shared::event::EventForm;
    use shared::id::{AccountId, EditionId, EventId};
    use std::sync::Arc;
    use uuid::Uuid;

    #[rstest]
    fn no_letter_about_an_event_has_the_markup_of_its_description(
        #[values(Language::French, Language::English)] language: Language,
    ) {
        let edition = include_str!("../../../data/editions/2018.json");
        let edition = Arc::new(serde_json::from_str(edition).unwrap());
        let form = EventForm {
            title: "Visite de la fonderie".to_owned(),
            description: "Au **programme** : [la coulée](https://exemple.fr/coulee)".to_owned(),
            ..EventForm::default()
        };
        let file = StoredFile::draft(NewDraft {
            id: EventId(Uuid::from_u128(7)),
            edition: (EditionId(Uuid::from_u128(8)), edition),
            owner: AccountId(Uuid::from_u128(9)),
            form,
            now: DateTime::UNIX_EPOCH,
        });
        let to = Recipient {
            email: "camille@example.org",
            name: "Camille",
            language,
        };
        let kinds = LetterKind::ALL.iter().filter(|kind| kind.is_about_event());
        for kind in kinds {
            let letter = letter_to(*kind, to, &file, Values::default());
            let html = letter.html.expect("a letter as HTML");
            for part in [letter.subject, letter.body, html] {
                let raw = ["**", "]("].iter().any(|markup| part.contains(markup));
                assert!(!raw, "{kind}: {part}");
            }
        }
    }

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
            day_in_words(Language::French, at.parse().unwrap(), Some(&department)),
            expected
        );
    }
}
