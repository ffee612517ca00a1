//! Advice on a form: what is allowed, and may still go wrong.

use super::{EventForm, Field};
use crate::calendar::due;
use crate::edition::{Edition, Term};
use crate::place::Commune;
use crate::text::fold;
use chrono::{DateTime, Utc};

/// Advice on an answer. Unlike a fault it keeps nobody from submitting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// The title is written in capitals.
    TitleInCapitals,
    /// The title holds the name of the programme, which stands beside every title anyway.
    TitleNamesProgramme,
    /// One of the chosen audiences is not one of the programme.
    AudienceOutsideProgramme,
    /// The event begins before the referents' answer is due, on this instant, if it were submitted now.
    BeginsBeforeAnswer(DateTime<Utc>),
}

impl Advice {
    /// The field that the advice is about.
    pub const fn field(self) -> Field {
        match self {
            Self::TitleInCapitals | Self::TitleNamesProgramme => Field::Title,
            Self::AudienceOutsideProgramme => Field::Audiences,
            Self::BeginsBeforeAnswer(_) => Field::Occurrences,
        }
    }
}

/// Number of letters from which a title may be called one in capitals: `CCI` and `EDF` are names.
const CAPITALS_MIN_LETTERS: usize = 6;

impl EventForm {
    /// Advice on the form, as if it were submitted at the time `at`.
    pub fn advice(
        &self,
        edition: &Edition,
        commune: Option<&Commune>,
        at: DateTime<Utc>,
    ) -> Vec<Advice> {
        let mut advice = Vec::new();
        if in_capitals(&self.title) {
            advice.push(Advice::TitleInCapitals);
        }
        if names(&self.title, &edition.name) {
            advice.push(Advice::TitleNamesProgramme);
        }
        let outside = |id: &String| {
            Term::find(&edition.vocabularies.audiences, id)
                .is_some_and(|term| term.outside_programme)
        };
        if self.audiences.iter().any(outside) {
            advice.push(Advice::AudienceOutsideProgramme);
        }
        let answer_due = due(
            at,
            edition.review_working_days,
            commune.map(|commune| &commune.department),
        );
        let first = self
            .parsed_occurrences(commune)
            .map(|(_, occurrence)| occurrence.begin().to_utc())
            .min();
        // An event that has begun already cannot be submitted at all, which is a fault.
        if first.is_some_and(|begin| at < begin && begin <= answer_due) {
            advice.push(Advice::BeginsBeforeAnswer(answer_due));
        }
        advice
    }
}

/// True when at least seven letters of ten are capitals.
fn in_capitals(title: &str) -> bool {
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = title.chars().filter(|c| c.is_uppercase()).count();
    letters >= CAPITALS_MIN_LETTERS && capitals * 10 >= letters * 7
}

/// True when the title holds the name of the edition, with or without its year or number.
fn names(title: &str, edition: &str) -> bool {
    let name = fold(edition);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    !name.is_empty() && format!(" {} ", fold(title)).contains(&format!(" {name} "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::OccurrenceForm;
    use rstest::rstest;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap()
    }

    fn advice(form: &EventForm) -> Vec<Advice> {
        form.advice(&edition(), None, "2018-03-09T10:00:00Z".parse().unwrap())
    }

    #[rstest]
    #[case("VISITE DE LA FONDERIE", Some(Advice::TitleInCapitals))]
    #[case("JOURNÉE PORTES OUVERTES – Usine", Some(Advice::TitleInCapitals))]
    #[case("Visite de la CCI", None)]
    #[case("EDF", None)]
    #[case(
        "Visite pendant la Semaine de l'industrie",
        Some(Advice::TitleNamesProgramme)
    )]
    #[case("La semaine de l’industriel", None)]
    fn a_title_is_advised_on(#[case] title: &str, #[case] expected: Option<Advice>) {
        let form = EventForm {
            title: title.to_owned(),
            ..EventForm::default()
        };
        assert_eq!(advice(&form), expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn an_audience_outside_the_programme_is_advised_on() {
        let of = |audiences: &[&str]| EventForm {
            audiences: audiences.iter().map(ToString::to_string).collect(),
            ..EventForm::default()
        };
        let expected = [Advice::AudienceOutsideProgramme];
        assert_eq!(advice(&of(&["pupils", "staff"])), expected);
        assert_eq!(advice(&of(&["pupils"])), []);
    }

    #[rstest]
    #[case("2018-03-15T10:00", true)]
    #[case("2018-03-16T10:00", false)]
    #[case("2018-03-08T10:00", false)]
    fn an_event_that_begins_before_the_answer_is_due_is_advised_on(
        #[case] begin: &str,
        #[case] early: bool,
    ) {
        let form = EventForm {
            occurrences: vec![OccurrenceForm {
                begin: begin.to_owned(),
                end: begin.replace("T10", "T11"),
                capacity: None,
            }],
            ..EventForm::default()
        };
        let due = "2018-03-15T22:59:59Z".parse().unwrap();
        let expected = early.then_some(Advice::BeginsBeforeAnswer(due));
        assert_eq!(advice(&form), expected.into_iter().collect::<Vec<_>>());
    }
}
