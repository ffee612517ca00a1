//! E-mails about decisions.
//!
//! Each e-mail states the decision, its reason and the next step; none quotes the form, which may contain personal
//! data of others. The fields and reasons of a correction are named as the form names them, in French.

use crate::events::letters::letter_to;
use crate::events::stored::StoredFile;
use ground::mail::{Letter, Recipient};
use messages::letters::{Item, Values};
use messages::{t, t_in, t_of};
use shared::certificate::CertificateCode;
use shared::criterion::{Assessment, Verdict};
use shared::edition::{AdditionalField, AnswerPointer};
use shared::event::FormField;
use shared::french::Words;
use shared::label::CorrectionPoint;
use shared::letter::{LetterKind, LetterTag};

/// Data that every e-mail needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// Owner of the event.
    pub(super) recipient: Recipient<'a>,
    /// Event submission that the letter is about.
    pub(super) file: &'a StoredFile,
    /// Address of the page for the next step.
    pub(super) link: &'a str,
}

impl About<'_> {
    fn letter(self, kind: LetterKind, values: Values) -> Letter {
        let values = values.with(LetterTag::Link, self.link);
        letter_to(kind, self.recipient, self.file, values)
    }

    fn with_reason(self, kind: LetterKind, reason: &str) -> Letter {
        self.letter(kind, Values::default().with(LetterTag::Reason, reason))
    }

    /// The names of fields.
    fn fields(self, fields: &[FormField]) -> Vec<Item> {
        let additional = &self.file.edition.additional;
        let names = fields.iter().map(|field| name_of(*field, additional));
        names.map(Item::plain).collect()
    }
}

/// The referent requests a correction of fields.
pub(super) fn correction(
    about: About<'_>,
    message: &str,
    fields: &[FormField],
    points: &[CorrectionPoint],
) -> Letter {
    let additional = &about.file.edition.additional;
    let line = |field: &FormField| {
        let name = name_of(*field, additional);
        match points.iter().find(|point| point.field == *field) {
            Some(point) => {
                let reason = t_of("correction.reason", point.reason);
                Item::plain(format!("{name} ({})", reason.to_lowercase()))
            }
            None => Item::plain(name),
        }
    };
    let values = Values::default()
        .with(LetterTag::Message, message)
        .with_list(LetterTag::Fields, fields.iter().map(line).collect());
    about.letter(LetterKind::Correction, values)
}

/// Name of a field; the pointer of an additional one that the edition does not have any more.
fn name_of(field: FormField, additional: &[AdditionalField]) -> String {
    let own = |key| additional.iter().find(|known| known.key == key);
    match field {
        FormField::Standard(field) => t(field.name_key()).to_owned(),
        FormField::Additional(AnswerPointer(key)) => {
            own(key).map_or_else(|| key.pointer(), |known| known.label.clone())
        }
    }
}

/// The label is granted; `about.link` is the public page, and `certificate` the code of the certificate with the address that
/// verifies it; `kit` is the page of the communication kit.
pub(super) fn labelled(
    about: About<'_>,
    certificate: Option<&(CertificateCode, String)>,
    kit: &str,
    comment: Option<&str>,
) -> Letter {
    let code = certificate.map(|(code, _)| code.to_string());
    let address = certificate.map(|(_, address)| address.as_str());
    let values = Values::default()
        .with_any(LetterTag::Certificate, code)
        .with_any(LetterTag::Verification, address)
        .with(LetterTag::Kit, kit)
        .with_any(LetterTag::Comment, comment);
    about.letter(LetterKind::Labelled, values)
}

/// A refusal was taken back, for this reason.
pub(super) fn reopened(about: About<'_>, reason: &str) -> Letter {
    about.with_reason(LetterKind::Reopened, reason)
}

/// The label is granted since nobody has begun the review by its deadline; `about.link` is the public page, `kit` that of the
/// communication kit.
pub(super) fn labelled_by_silence(about: About<'_>, kit: &str) -> Letter {
    let values = Values::default().with(LetterTag::Kit, kit);
    about.letter(LetterKind::LabelledBySilence, values)
}

/// The label is refused, for the assessments that are not `met`, and for this reason if there is one.
pub(super) fn refused(about: About<'_>, reason: Option<&str>, answers: &[Assessment]) -> Letter {
    let criteria = &about.file.edition.criteria;
    let unmet = answers
        .iter()
        .filter(|answer| answer.verdict != Verdict::Met)
        .map(|answer| {
            let title = criteria
                .iter()
                .find(|wording| wording.criterion == answer.criterion)
                .map_or(answer.criterion.as_str(), |wording| &wording.title);
            let text = t_in(about.recipient.language, "letter.criterion");
            let named: [(&str, &dyn std::fmt::Display); 2] =
                [("criterion", &title), ("comment", &answer.comment)];
            Item::plain(Words::fill(text, &named))
        });
    let values = Values::default()
        .with_any(LetterTag::Reason, reason)
        .with_list(LetterTag::Criteria, unmet.collect());
    about.letter(LetterKind::Refused, values)
}

/// A change of the labelled event is accepted.
pub(super) fn change_accepted(
    about: About<'_>,
    fields: &[FormField],
    comment: Option<&str>,
) -> Letter {
    let values = Values::default()
        .with_list(LetterTag::Fields, about.fields(fields))
        .with_any(LetterTag::Comment, comment);
    about.letter(LetterKind::ChangeAccepted, values)
}

/// A change of the labelled event is refused.
pub(super) fn change_refused(about: About<'_>, fields: &[FormField], reason: &str) -> Letter {
    let values = Values::default()
        .with_list(LetterTag::Fields, about.fields(fields))
        .with(LetterTag::Reason, reason);
    about.letter(LetterKind::ChangeRefused, values)
}

/// The label is revoked.
pub(super) fn revoked(about: About<'_>, reason: &str) -> Letter {
    about.with_reason(LetterKind::Revoked, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::stored::NewDraft;
    use chrono::DateTime;
    use shared::criterion::Criterion;
    use shared::edition::{CriterionWording, Edition, ReferentService};
    use shared::event::{EventForm, Field};
    use shared::id::{AccountId, EditionId, EventId};
    use shared::label::CorrectionReason;
    use std::sync::Arc;

    const KIT: &str = "https://semaine.example/mes-evenements/1/kit";

    fn file(edition: Edition) -> StoredFile {
        let mut file = StoredFile::draft(NewDraft {
            id: EventId(uuid::Uuid::from_u128(7)),
            edition: (EditionId(uuid::Uuid::from_u128(8)), Arc::new(edition)),
            owner: AccountId(uuid::Uuid::from_u128(9)),
            form: EventForm::default(),
            now: DateTime::UNIX_EPOCH,
        });
        file.form.title = "Visite de la fonderie".to_owned();
        file
    }

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    const fn about(file: &StoredFile) -> About<'_> {
        About {
            recipient: Recipient::of("camille@example.org", "Camille"),
            file,
            link: "https://semaine.example/la-page",
        }
    }

    #[test]
    fn a_correction_names_its_fields_as_the_form_does() {
        let file = file(edition());
        let letter = correction(
            about(&file),
            "À quelle heure finit la visite ?",
            &[Field::Occurrences.into()],
            &[],
        );

        assert_eq!(
            letter.subject,
            "Correction demandée\u{202f}: Visite de la fonderie"
        );
        for expected in [
            "Bonjour Camille,",
            "À quelle heure finit la visite ?",
            "- Dates et horaires\n",
            "https://semaine.example/la-page",
        ] {
            assert!(
                letter.body.contains(expected),
                "{expected} in {}",
                letter.body
            );
        }
    }

    #[test]
    fn a_letter_ends_with_the_referent_of_the_territory() {
        let referent = ReferentService {
            territory: "region:84".parse().unwrap(),
            service: "DREETS Auvergne-Rhône-Alpes".to_owned(),
            email: "referent.84@example.org".to_owned(),
            phone: Some("04 65 71 00 84".to_owned()),
        };
        let mut edition = edition();
        edition.referents = vec![ReferentService {
            territory: "national".parse().unwrap(),
            ..referent
        }];
        let file = file(edition);
        let about = about(&file);

        for letter in [
            correction(about, "À quelle heure finit la visite ?", &[], &[]),
            labelled(about, None, KIT, None),
            labelled_by_silence(about, KIT),
            refused(about, Some("L’entrée est payante."), &[]),
            revoked(about, "L’entrée est devenue payante."),
            change_accepted(about, &[Field::Occurrences.into()], None),
            change_refused(
                about,
                &[Field::Occurrences.into()],
                "La date est hors de la semaine.",
            ),
        ] {
            let line = "Votre référent\u{202f}: DREETS Auvergne-Rhône-Alpes, referent.84@example.org, 04 65 71 00 84";
            assert!(letter.body.contains(line), "{}", letter.body);
        }
    }

    #[test]
    fn the_letter_of_the_label_names_the_certificate() {
        let code = CertificateCode::from_random(7);
        let file = file(edition());
        let certificate = (
            code.clone(),
            format!("https://semaine.example{}", code.page()),
        );

        let letter = labelled(about(&file), Some(&certificate), KIT, Some("Bravo."));

        for expected in [
            format!("le code {code}"),
            format!("https://semaine.example/verifier/{code}\n\nVotre kit"),
            format!("{KIT}\n\nLe mot du référent"),
        ] {
            assert!(letter.body.contains(&expected), "{}", letter.body);
        }
    }

    #[test]
    fn a_correction_names_every_field_and_shows_no_pointer() {
        let file = file(edition());
        let all: Vec<FormField> = Field::ALL.iter().copied().map(FormField::from).collect();
        let letter = correction(about(&file), "Tout est à revoir.", &all, &[]);

        for field in Field::ALL {
            let name = t(field.name_key());
            assert!(letter.body.contains(&format!("- {name}\n")), "{name}");
            assert!(!letter.body.contains(&format!("- {}", field.pointer())));
        }
    }

    #[test]
    fn a_correction_says_what_is_wrong_with_a_field() {
        let point = CorrectionPoint {
            field: Field::Title.into(),
            reason: CorrectionReason::Outdated,
        };

        let file = file(edition());
        let letter = correction(
            about(&file),
            "Le titre est celui de 2017.",
            &[Field::Title.into()],
            &[point],
        );

        assert!(
            letter.body.contains("- Titre (périmé)\n"),
            "{}",
            letter.body
        );
    }

    #[test]
    fn a_refusal_lists_only_the_criteria_that_are_not_met() {
        let answer = |criterion, verdict, comment: &str| Assessment {
            criterion,
            verdict,
            comment: comment.to_owned(),
            round: 1,
            assessed_by: "Dominique".to_owned(),
            assessed_at: DateTime::UNIX_EPOCH,
        };
        let wording = |criterion, title: &str| CriterionWording {
            criterion,
            title: title.to_owned(),
            wording: String::new(),
        };

        let mut edition = edition();
        edition.criteria = vec![
            wording(Criterion::Industry, "Industrie"),
            wording(Criterion::Free, "Gratuité"),
        ];
        let file = file(edition);
        let letter = refused(
            about(&file),
            Some("L’entrée est payante."),
            &[
                answer(Criterion::Industry, Verdict::Met, "Très bien."),
                answer(Criterion::Free, Verdict::NotMet, "Cinq euros à l’entrée."),
            ],
        );

        assert!(letter.body.contains("L’entrée est payante."));
        assert!(
            letter
                .body
                .contains("Critère «\u{202f}Gratuité\u{202f}»\u{202f}: Cinq euros à l’entrée.")
        );
        assert!(!letter.body.contains("Industrie\u{202f}»"));
        assert!(!letter.body.contains("Dominique"));
    }
}
