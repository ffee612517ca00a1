//! Faults of the form of an event, told by the members of OpenAgenda that fill it.

use super::super::refusal::{Fault, Refusal};
use ground::error::Error;
use shared::problem::{Code, FieldProblem};

/// Parts of the form, and the members that fill them; the longer pointers first.
const MEMBERS: [(&str, &str); 27] = [
    ("/image/alt", "imageAlt"),
    ("/image/credits", "imageCredits"),
    ("/image", "image"),
    ("/place/name", "location.name"),
    ("/place/address", "location.address"),
    ("/place/postalCode", "location.postalCode"),
    ("/place/insee", "location.insee"),
    ("/place/position", "location.latitude"),
    ("/place/access", "location.access"),
    ("/place", "location"),
    ("/occurrences", "timings"),
    ("/title", "title"),
    ("/summary", "description"),
    ("/description", "longDescription"),
    ("/conditions", "conditions"),
    ("/kindOther", "kind"),
    ("/onlineUrl", "onlineAccessLink"),
    ("/accessMode", "access"),
    ("/ageMin", "age.min"),
    ("/ageMax", "age.max"),
    ("/publicBooking", "registration"),
    ("/schoolBooking", "registration"),
    ("/organiser/name", "organiser"),
    ("/organiser/kind", "organiserKind"),
    ("/commitmentsVersion", "commitments"),
    ("/additional", "additional"),
    ("/form", ""),
];

/// The member that fills a part of the form, with what is below it: `timings.3.begin`.
fn member_of(pointer: &str) -> String {
    let below = |part: &str| {
        let rest = pointer.strip_prefix(part)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    };
    let found = MEMBERS
        .into_iter()
        .find_map(|(part, member)| Some((part, member, below(part)?)));
    match found {
        Some(("/form", _, rest)) => member_of(rest),
        Some(("/additional", member, rest)) => {
            format!("{member}-{}", rest.trim_start_matches('/'))
        }
        Some(("/occurrences", member, rest)) => format!("{member}{}", rest.replace('/', ".")),
        Some((_, member, _)) => member.to_owned(),
        None => pointer.trim_start_matches('/').replace('/', "."),
    }
}

fn fault_of(fault: FieldProblem) -> Fault {
    let member = member_of(&fault.pointer);
    Fault::new(&member, fault.code.as_str(), fault.detail).in_body()
}

/// The error of a write as clients of OpenAgenda read it: faults of the form with the members that have them.
pub(in super::super) fn refused(error: Error) -> Refusal {
    match error {
        Error::Rejected(rejection) if !rejection.errors.is_empty() => {
            Refusal::Invalid(rejection.errors.into_iter().map(fault_of).collect())
        }
        Error::Rejected(rejection)
            if matches!(
                rejection.code,
                Code::ImageUnreadable | Code::ImageDimensions
            ) =>
        {
            let why = rejection.detail.unwrap_or_default();
            Refusal::invalid(Fault::new("image", rejection.code.as_str(), why).in_body())
        }
        Error::Rejected(rejection) if rejection.code == Code::PreconditionFailed => {
            let lost = Error::rejected(Code::IllegalMove);
            lost.because("the event was changed at the same moment; read it again")
                .into()
        }
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use shared::event::Field;

    #[rstest]
    #[case("/title", "title")]
    #[case("/form/title", "title")]
    #[case("/summary", "description")]
    #[case("/occurrences/3/begin", "timings.3.begin")]
    #[case("/occurrences", "timings")]
    #[case("/place/insee", "location.insee")]
    #[case("/form/place/insee", "location.insee")]
    #[case("/publicBooking/url", "registration")]
    #[case("/additional/plan", "additional-plan")]
    #[case("/audiences/0", "audiences.0")]
    #[case("/commitmentsVersion", "commitments")]
    fn a_part_of_the_form_has_a_member(#[case] pointer: &str, #[case] member: &str) {
        assert_eq!(member_of(pointer), member);
    }

    #[test]
    fn no_member_looks_like_a_pointer() {
        for field in Field::ALL {
            let member = member_of(field.pointer());
            assert!(!member.is_empty() && !member.contains('/'), "{member}");
        }
    }
}
