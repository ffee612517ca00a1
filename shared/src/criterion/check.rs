use super::Criterion;
use crate::edition::Edition;
use crate::edition::vocabulary::find;
use crate::event::{AccessMode, EventForm, Field};
use crate::identifiers::string_enum;
use crate::place::Commune;
use crate::problem::{Code, FieldProblem};
use crate::text::fold;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Result of the automatic check of one criterion.
    Outcome {
        /// The content of the form satisfies the criterion.
        Met = "met",
        /// The criterion is not met, for the given reasons.
        NotMet = "not_met",
        /// A referent must decide.
        NeedsPerson = "needs_person",
    }
}

/// Automatic check of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Criterion that was checked.
    pub criterion: Criterion,
    /// Result of the check.
    pub outcome: Outcome,
    /// Reasons why the criterion is not met, or the points that the referent should look at.
    pub reasons: Vec<FieldProblem>,
}

/// Checks a form against the four criteria, as far as that can be automated.
///
/// `at` is the time of submission: an event must be submitted before its first occurrence, even if the labelling window
/// is already open. An incomplete form is checked on the fields that it has.
pub fn check(
    form: &EventForm,
    edition: &Edition,
    commune: Option<&Commune>,
    at: DateTime<Utc>,
) -> Vec<Finding> {
    vec![
        dates(form, edition, commune, at),
        audience(form, edition),
        industry(form),
        free(form),
    ]
}

fn finding(criterion: Criterion, without_reasons: Outcome, reasons: Vec<FieldProblem>) -> Finding {
    Finding {
        criterion,
        outcome: if reasons.is_empty() {
            without_reasons
        } else {
            Outcome::NotMet
        },
        reasons,
    }
}

fn dates(
    form: &EventForm,
    edition: &Edition,
    commune: Option<&Commune>,
    at: DateTime<Utc>,
) -> Finding {
    let (schedule, mut reasons) = form.schedule(commune);
    if let Some(schedule) = schedule {
        let dates = edition.dates_for(commune.map(|c| &c.department), commune.map(|c| &c.region));
        let outside = form
            .parsed_occurrences(commune)
            .filter(|(_, occurrence)| !dates.window.contains(occurrence))
            .map(|(i, _)| {
                FieldProblem::new(
                    Field::Occurrences.at(format_args!("{i}/begin")),
                    Code::OutsideWindow,
                    format!("outside the labelling window {}", dates.window),
                )
            });
        reasons.extend(outside);
        if schedule.first_begin() <= at {
            reasons.push(FieldProblem::new(
                Field::Occurrences,
                Code::AlreadyStarted,
                "the first occurrence has already started",
            ));
        }
    }
    finding(Criterion::Dates, Outcome::Met, reasons)
}

fn audience(form: &EventForm, edition: &Edition) -> Finding {
    let mut reasons = Vec::new();
    let known = form
        .audiences
        .iter()
        .filter_map(|id| find(&edition.vocabularies.audiences, id));
    if form.audiences.is_empty() {
        reasons.push(FieldProblem::new(
            Field::Audiences,
            Code::Required,
            "at least one audience is required",
        ));
    } else if known.clone().all(|term| term.outside_programme) {
        reasons.push(FieldProblem::new(
            Field::Audiences,
            Code::NotAllowed,
            "the programme targets none of these audiences",
        ));
    }
    let mut finding = finding(Criterion::Audience, Outcome::NeedsPerson, reasons);
    if finding.outcome == Outcome::NeedsPerson && form.access_mode == Some(AccessMode::Invitation) {
        finding.reasons.push(FieldProblem::new(
            Field::AccessMode,
            Code::NotAllowed,
            "by invitation: check that the invited group is itself an audience of the programme",
        ));
    }
    finding
}

/// Only a referent can judge whether a text is about industry; the check reports empty texts.
fn industry(form: &EventForm) -> Finding {
    let reasons = [
        (Field::Title, &form.title),
        (Field::Description, &form.description),
    ]
    .into_iter()
    .filter(|(_, text)| text.trim().is_empty())
    .map(|(pointer, _)| {
        FieldProblem::new(pointer, Code::Required, "required to assess the criterion")
    })
    .collect();
    finding(Criterion::Industry, Outcome::NeedsPerson, reasons)
}

fn free(form: &EventForm) -> Finding {
    let reason = match form.free {
        Some(true) => None,
        Some(false) => Some(FieldProblem::new(
            Field::Free,
            Code::NotFree,
            "declared as not free",
        )),
        None => Some(FieldProblem::new(
            Field::Free,
            Code::Required,
            "not declared",
        )),
    };
    let mut finding = finding(Criterion::Free, Outcome::Met, reason.into_iter().collect());
    if finding.outcome == Outcome::Met && mentions_money(&form.conditions) {
        finding.outcome = Outcome::NeedsPerson;
        finding.reasons.push(FieldProblem::new(
            Field::Conditions,
            Code::NotFree,
            "the conditions mention money",
        ));
    }
    finding
}

/// True when the conditions mention an amount or a paid entry, such as `5 €` or `tarif réduit`.
fn mentions_money(conditions: &str) -> bool {
    const WORDS: &[&str] = &[
        "euro", "euros", "eur", "payant", "payante", "tarif", "tarifs", "prix", "billet",
    ];
    conditions.contains('€')
        || fold(conditions)
            .split(' ')
            .any(|word| WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{AttendanceMode, OccurrenceForm};
    use crate::place::{DepartmentCode, InseeCode, Position, RegionCode};
    use rstest::rstest;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    fn commune(insee: &str, department: &str, region: &str) -> Commune {
        Commune {
            insee: InseeCode::parse(insee).unwrap(),
            name: "Ici".into(),
            postal_codes: vec![],
            department: DepartmentCode::parse(department).unwrap(),
            department_name: String::new(),
            region: RegionCode::parse(region).unwrap(),
            region_name: String::new(),
            position: Position::new(0.0, 0.0).unwrap(),
            population: 1,
        }
    }

    fn form(begin: &str, end: &str) -> EventForm {
        EventForm {
            title: "Visite".into(),
            description: "De l’usine".into(),
            attendance_mode: Some(AttendanceMode::OnSite),
            occurrences: vec![OccurrenceForm {
                begin: begin.into(),
                end: end.into(),
                capacity: None,
            }],
            audiences: vec!["pupils".into()],
            free: Some(true),
            ..EventForm::default()
        }
    }

    fn outcome(form: &EventForm, commune: &Commune, criterion: Criterion) -> (Outcome, Vec<Code>) {
        let at = DateTime::parse_from_rfc3339("2018-03-01T08:00:00Z")
            .unwrap()
            .to_utc();
        let finding = check(form, &edition(), Some(commune), at)
            .into_iter()
            .find(|finding| finding.criterion == criterion)
            .unwrap();
        (
            finding.outcome,
            finding
                .reasons
                .into_iter()
                .map(|reason| reason.code)
                .collect(),
        )
    }

    #[rstest]
    #[case("69259", "69", "84", "2018-03-26T09:00", "2018-03-26T12:00", Outcome::Met, &[])]
    #[case("69259", "69", "84", "2018-03-25T09:00", "2018-03-25T12:00", Outcome::NotMet, &[Code::OutsideWindow])]
    #[case("69259", "69", "84", "2018-04-03T09:00", "2018-04-03T12:00", Outcome::NotMet, &[Code::OutsideWindow])]
    #[case("97411", "974", "04", "2018-04-03T09:00", "2018-04-03T12:00", Outcome::Met, &[])]
    #[case("97411", "974", "04", "2018-03-26T09:00", "2018-03-26T12:00", Outcome::NotMet, &[Code::OutsideWindow])]
    #[case("69259", "69", "84", "2018-02-30T09:00", "2018-03-26T12:00", Outcome::NotMet, &[Code::ImpossibleDate])]
    fn dates_follow_the_window_of_the_place(
        #[case] insee: &str,
        #[case] department: &str,
        #[case] region: &str,
        #[case] begin: &str,
        #[case] end: &str,
        #[case] expected: Outcome,
        #[case] codes: &[Code],
    ) {
        let found = outcome(
            &form(begin, end),
            &commune(insee, department, region),
            Criterion::Dates,
        );
        assert_eq!(found, (expected, codes.to_vec()));
    }

    #[test]
    fn an_event_must_be_submitted_before_it_starts() {
        let form = form("2018-03-26T09:00", "2018-03-26T12:00");
        let at = DateTime::parse_from_rfc3339("2018-03-26T07:00:00Z")
            .unwrap()
            .to_utc();
        let findings = check(&form, &edition(), Some(&commune("69259", "69", "84")), at);
        assert_eq!(findings[0].reasons[0].code, Code::AlreadyStarted);
    }

    #[test]
    fn an_audience_outside_the_programme_does_not_count() {
        let place = commune("69259", "69", "84");
        let mut form = form("2018-03-26T09:00", "2018-03-26T12:00");
        assert_eq!(
            outcome(&form, &place, Criterion::Audience),
            (Outcome::NeedsPerson, vec![])
        );
        form.audiences = vec!["staff".into()];
        assert_eq!(
            outcome(&form, &place, Criterion::Audience),
            (Outcome::NotMet, vec![Code::NotAllowed])
        );
        form.audiences.push("pupils".into());
        form.access_mode = Some(AccessMode::Invitation);
        assert_eq!(
            outcome(&form, &place, Criterion::Audience),
            (Outcome::NeedsPerson, vec![Code::NotAllowed])
        );
    }

    #[rstest]
    #[case(Some(true), "", Outcome::Met)]
    #[case(Some(true), "Participation de 5 €", Outcome::NeedsPerson)]
    #[case(Some(false), "", Outcome::NotMet)]
    #[case(None, "", Outcome::NotMet)]
    fn free_means_free(
        #[case] free: Option<bool>,
        #[case] conditions: &str,
        #[case] expected: Outcome,
    ) {
        let mut form = form("2018-03-26T09:00", "2018-03-26T12:00");
        form.free = free;
        form.conditions = conditions.into();
        assert_eq!(
            outcome(&form, &commune("69259", "69", "84"), Criterion::Free).0,
            expected
        );
    }
}
