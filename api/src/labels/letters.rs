//! E-mails about decisions, in French.
//!
//! Each e-mail states the decision, its reason and the next step; none quotes the form, which may contain personal
//! data of others.

use crate::events::letters::referent_line;
use ground::mail::{Letter, Recipient};
use messages::{t, t_args, t_of};
use shared::criterion::{Assessment, Verdict};
use shared::edition::{AdditionalField, AnswerPointer, CriterionWording, ReferentService};
use shared::event::FormField;
use shared::label::CorrectionPoint;

/// Data that every e-mail needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// Owner of the event.
    pub(super) recipient: Recipient<'a>,
    /// Title of the event.
    pub(super) title: &'a str,
    /// Name of the edition.
    pub(super) edition: &'a str,
    /// Address of the page for the next step.
    pub(super) link: &'a str,
    /// The service that answers questions, if the edition names one.
    pub(super) referent: Option<&'a ReferentService>,
}

impl About<'_> {
    fn letter(self, subject: &str, text: &str) -> Letter {
        let Self {
            recipient,
            title,
            edition,
            link: _,
            referent,
        } = self;
        let subject = t_args(
            "letter.subject",
            &[("subject", &t(subject)), ("title", &title)],
        );
        let text = match referent {
            Some(referent) => format!("{}{}", text.trim_end(), referent_line(referent)),
            None => text.to_owned(),
        };
        Letter::new(recipient, subject, &text, edition)
    }
}

/// The referent requests a correction of fields, of which `additional` are those of the edition alone.
pub(super) fn correction(
    about: About<'_>,
    message: &str,
    fields: &[FormField],
    points: &[CorrectionPoint],
    additional: &[AdditionalField],
) -> Letter {
    let line = |field: &FormField| {
        let name = name_of(*field, additional);
        match points.iter().find(|point| point.field == *field) {
            Some(point) => {
                let reason = t_of("correction.reason", point.reason);
                format!("- {name} ({})\n", reason.to_lowercase())
            }
            None => format!("- {name}\n"),
        }
    };
    let mut text = t_args(
        "letter.correction",
        &[("title", &about.title), ("message", &message)],
    );
    if !fields.is_empty() {
        text += t("letter.correction.fields");
        text.extend(fields.iter().map(line));
    }
    text += &t_args("letter.correction.next", &[("link", &about.link)]);
    about.letter("letter.correction.subject", &text)
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

/// The label is granted; `about.link` is the public page.
pub(super) fn labelled(about: About<'_>, comment: Option<&str>) -> Letter {
    let mut text = t_args(
        "letter.labelled",
        &[("title", &about.title), ("link", &about.link)],
    );
    if let Some(comment) = comment {
        text += &t_args("letter.labelled.comment", &[("comment", &comment)]);
    }
    about.letter("letter.labelled.subject", &text)
}

/// The label is refused, for the assessments that are not `met`, and for this reason if there is one.
pub(super) fn refused(
    about: About<'_>,
    reason: Option<&str>,
    answers: &[Assessment],
    criteria: &[CriterionWording],
) -> Letter {
    let mut text = match reason {
        Some(reason) => t_args(
            "letter.refused",
            &[("title", &about.title), ("reason", &reason)],
        ),
        None => t_args("letter.refused.by_criteria", &[("title", &about.title)]),
    };
    let unmet = answers
        .iter()
        .filter(|answer| answer.verdict != Verdict::Met);
    for answer in unmet {
        let title = criteria
            .iter()
            .find(|wording| wording.criterion == answer.criterion)
            .map_or(answer.criterion.as_str(), |wording| &wording.title);
        text += &t_args(
            "letter.refused.criterion",
            &[("criterion", &title), ("comment", &answer.comment)],
        );
    }
    text += &t_args("letter.refused.next", &[("link", &about.link)]);
    about.letter("letter.refused.subject", &text)
}

/// A change of the labelled event is accepted.
pub(super) fn change_accepted(
    about: About<'_>,
    fields: &[FormField],
    additional: &[AdditionalField],
    comment: Option<&str>,
) -> Letter {
    let mut text = t_args("letter.change.accepted", &[("title", &about.title)]);
    text += &listed(fields, additional);
    if let Some(comment) = comment {
        text += &t_args("letter.labelled.comment", &[("comment", &comment)]);
    }
    text += &t_args("letter.change.next", &[("link", &about.link)]);
    about.letter("letter.change.accepted.subject", &text)
}

/// A change of the labelled event is refused.
pub(super) fn change_refused(
    about: About<'_>,
    fields: &[FormField],
    additional: &[AdditionalField],
    reason: &str,
) -> Letter {
    let mut text = t_args("letter.change.refused", &[("title", &about.title)]);
    text += &listed(fields, additional);
    text += &t_args(
        "letter.change.refused.reason",
        &[("reason", &reason), ("link", &about.link)],
    );
    about.letter("letter.change.refused.subject", &text)
}

/// The names of fields, one on a line.
fn listed(fields: &[FormField], additional: &[AdditionalField]) -> String {
    let mut text = String::new();
    for field in fields {
        text.extend(["- ", &name_of(*field, additional), "\n"]);
    }
    text
}

/// The label is revoked.
pub(super) fn revoked(about: About<'_>, reason: &str) -> Letter {
    let text = t_args(
        "letter.revoked",
        &[
            ("title", &about.title),
            ("reason", &reason),
            ("link", &about.link),
        ],
    );
    about.letter("letter.revoked.subject", &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use shared::criterion::Criterion;
    use shared::event::Field;
    use shared::label::CorrectionReason;

    const ABOUT: About<'_> = About {
        recipient: Recipient {
            email: "camille@example.org",
            name: "Camille",
        },
        title: "Visite de la fonderie",
        edition: "Semaine de l’Industrie 2018",
        link: "https://semaine.example/la-page",
        referent: None,
    };

    #[test]
    fn a_correction_names_its_fields_as_the_form_does() {
        let letter = correction(
            ABOUT,
            "À quelle heure finit la visite ?",
            &[Field::Occurrences.into()],
            &[],
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
        let about = About {
            referent: Some(&referent),
            ..ABOUT
        };

        for letter in [
            correction(about, "À quelle heure finit la visite ?", &[], &[], &[]),
            labelled(about, None),
            refused(about, Some("L’entrée est payante."), &[], &[]),
            revoked(about, "L’entrée est devenue payante."),
            change_accepted(about, &[Field::Occurrences.into()], &[], None),
            change_refused(
                about,
                &[Field::Occurrences.into()],
                &[],
                "La date est hors de la semaine.",
            ),
        ] {
            let line = "Votre référent\u{202f}: DREETS Auvergne-Rhône-Alpes, referent.84@example.org, 04 65 71 00 84";
            assert!(letter.body.contains(line), "{}", letter.body);
        }
    }

    #[test]
    fn a_correction_names_every_field_and_shows_no_pointer() {
        let all: Vec<FormField> = Field::ALL.iter().copied().map(FormField::from).collect();
        let letter = correction(ABOUT, "Tout est à revoir.", &all, &[], &[]);

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

        let letter = correction(
            ABOUT,
            "Le titre est celui de 2017.",
            &[Field::Title.into()],
            &[point],
            &[],
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

        let letter = refused(
            ABOUT,
            Some("L’entrée est payante."),
            &[
                answer(Criterion::Industry, Verdict::Met, "Très bien."),
                answer(Criterion::Free, Verdict::NotMet, "Cinq euros à l’entrée."),
            ],
            &[
                wording(Criterion::Industry, "Industrie"),
                wording(Criterion::Free, "Gratuité"),
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
