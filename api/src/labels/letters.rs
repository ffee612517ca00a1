//! Letters about decisions, in French.
//!
//! Each letter states the decision, its reason and the next step; none quotes the form, which may hold personal data of
//! others.

use ground::mail::{Letter, Recipient};
use shared::criterion::{Assessment, Verdict};
use shared::edition::CriterionWording;
use std::fmt::Write as _;

/// Data that all letters need.
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
}

impl About<'_> {
    fn letter(self, subject: &str, text: &str) -> Letter {
        let Self {
            recipient,
            title,
            edition,
            link: _,
        } = self;
        Letter::new(recipient, format!("{subject} : {title}"), text, edition)
    }
}

/// The referent requests a correction.
pub(super) fn correction(about: About<'_>, message: &str, fields: &[String]) -> Letter {
    let mut text = format!(
        "Votre dossier « {} » a été relu. Avant de se prononcer, le référent vous demande une correction :\n\n{message}\n",
        about.title
    );
    let named: Vec<_> = fields.iter().map(|pointer| field(pointer)).collect();
    if !named.is_empty() {
        let _infallible = write!(text, "\nÀ revoir dans le formulaire :\n");
        for name in named {
            let _infallible = writeln!(text, "- {name}");
        }
    }
    let _infallible = write!(
        text,
        "\nLe délai d’examen est suspendu jusqu’à votre réponse. Pour corriger votre dossier et le déposer de nouveau :\n{}",
        about.link
    );
    about.letter("Correction demandée", &text)
}

/// The label is granted; `about.link` is the public page.
pub(super) fn labelled(about: About<'_>, comment: Option<&str>) -> Letter {
    let mut text = format!(
        "Votre événement « {} » est labellisé. Il est désormais visible sur la carte et dans la liste des événements :\n{}",
        about.title, about.link
    );
    if let Some(comment) = comment {
        let _infallible = write!(text, "\n\nLe mot du référent :\n\n{comment}");
    }
    about.letter("Événement labellisé", &text)
}

/// The label is refused, for this reason and the assessments that are not `met`.
pub(super) fn refused(
    about: About<'_>,
    reason: &str,
    answers: &[Assessment],
    criteria: &[CriterionWording],
) -> Letter {
    let mut text = format!(
        "Votre événement « {} » n’a pas reçu le label. Le motif de ce refus :\n\n{reason}\n",
        about.title
    );
    let unmet = answers
        .iter()
        .filter(|answer| answer.verdict != Verdict::Met);
    for answer in unmet {
        let title = criteria
            .iter()
            .find(|wording| wording.criterion == answer.criterion)
            .map_or(answer.criterion.as_str(), |wording| &wording.title);
        let _infallible = write!(text, "\nCritère « {title} » : {}\n", answer.comment);
    }
    let _infallible = write!(
        text,
        "\nTant que la date limite de dépôt n’est pas passée, vous pouvez corriger votre dossier et le déposer de nouveau :\n{}",
        about.link
    );
    about.letter("Label refusé", &text)
}

/// The label is revoked.
pub(super) fn revoked(about: About<'_>, reason: &str) -> Letter {
    let text = format!(
        "Le label de votre événement « {} » a été retiré : il n’est plus visible du public. Le motif de ce retrait :\n\n{reason}\n\n\
         Le dossier reste à votre disposition :\n{}",
        about.title, about.link
    );
    about.letter("Label retiré", &text)
}

/// Name of a form field as the interface shows it; an unknown pointer is returned unchanged.
fn field(pointer: &str) -> &str {
    match pointer {
        "/organiser/name" => "Nom de l’organisateur",
        "/organiser/kind" => "Type d’organisateur",
        "/organiser/siret" => "Numéro SIRET",
        "/organiser/contactName" => "Nom du contact",
        "/organiser/contactEmail" => "Adresse électronique du contact",
        "/organiser/contactPhone" => "Téléphone du contact",
        "/organiser/onBehalfOf" => "Entreprise pour laquelle vous déposez",
        "/organiser/coOrganisers" => "Co-organisateurs",
        "/title" => "Titre",
        "/summary" => "Résumé",
        "/description" => "Description",
        "/kind" => "Type d’événement",
        "/kindOther" => "Précision sur le type d’événement",
        "/topics" => "Sujets",
        "/sectors" => "Filières",
        "/followsTheme" => "Thème de l’édition",
        "/attendanceMode" => "Mode de participation",
        "/place/name" => "Nom du lieu",
        "/place/address" => "Adresse",
        "/place/postalCode" => "Code postal",
        "/place/insee" => "Commune",
        "/place/position" => "Position sur la carte",
        "/place/access" => "Accès",
        "/onlineUrl" => "Lien de participation en ligne",
        "/occurrences" => "Dates et horaires",
        "/audiences" => "Publics",
        "/accessMode" => "Conditions d’entrée",
        "/ageMin" => "Âge minimal",
        "/ageMax" => "Âge maximal",
        "/free" => "Gratuité",
        "/conditions" => "Conditions de participation",
        "/publicBooking" => "Réservation du public",
        "/schoolBooking" => "Réservation des scolaires",
        "/accessibility" => "Accessibilité",
        "/constraints" => "Contraintes pratiques",
        "/constraintsNote" => "Précisions sur les contraintes",
        "/expectedParticipants" => "Nombre de participants attendus",
        "/commitmentsVersion" => "Engagements",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use shared::criterion::Criterion;

    const ABOUT: About<'_> = About {
        recipient: Recipient {
            email: "camille@example.org",
            name: "Camille",
        },
        title: "Visite de la fonderie",
        edition: "Semaine de l’Industrie 2018",
        link: "https://semaine.example/la-page",
    };

    #[test]
    fn a_correction_names_its_fields_as_the_form_does() {
        let letter = correction(
            ABOUT,
            "À quelle heure finit la visite ?",
            &["/occurrences".to_owned()],
        );

        assert_eq!(
            letter.subject,
            "Correction demandée : Visite de la fonderie"
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
            "L’entrée est payante.",
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
                .contains("Critère « Gratuité » : Cinq euros à l’entrée.")
        );
        assert!(!letter.body.contains("Industrie »"));
        assert!(!letter.body.contains("Dominique"));
    }

    #[test]
    fn the_fields_of_a_correction_have_french_names() {
        let form = shared::label::CorrectionForm {
            message: "Merci de préciser.".to_owned(),
            fields: vec!["/organiser/contactPhone".to_owned(), "/ageMax".to_owned()],
        };

        for pointer in form.parse().unwrap().fields {
            assert_ne!(field(&pointer), pointer);
        }
    }
}
