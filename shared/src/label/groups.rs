//! Review groups: groups that share the review of an edition, assignment of files, and absences.

use super::routing::RoutingRule;
use crate::id::{AccountId, EventId, ReviewAbsenceId, ReviewGroupId};
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use crate::text::{Limits, fold};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

string_enum! {
    /// Role of a member of a review group.
    GroupRole {
        /// Reviews the files of the group.
        Reviews = "reviews",
        /// Also decides who belongs to it.
        Leads = "leads",
    }
}

string_enum! {
    /// Cause by which a file is in its group.
    RoutingCause {
        /// A rule of the edition put it there.
        Rule = "rule",
        /// No rule holds for it: it is in the default group.
        Default = "default",
        /// A person put it there; rules do not move it any more.
        Hand = "hand",
        /// No rule holds for it, and there is no default group: every reviewer of the territory may decide on it.
        Nobody = "nobody",
    }
}

string_enum! {
    /// Share of the review queue, as the caller sees it.
    QueueShare {
        /// Files assigned to the caller.
        Mine = "mine",
        /// Files in the groups of the caller.
        MyGroups = "my_groups",
        /// Files assigned to nobody.
        Unassigned = "unassigned",
    }
}

/// Identifier and name of a review group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedGroup {
    /// UUID of the group.
    pub id: ReviewGroupId,
    /// Name of the group, unique in the edition.
    #[cfg_attr(feature = "openapi", schema(example = "Métropole de Lyon"))]
    pub name: String,
}

/// Identifier and name of a reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedReviewer {
    /// UUID of the account.
    pub id: AccountId,
    /// Name of the person.
    pub name: String,
}

/// A review group in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewGroupSummary {
    /// UUID of the group.
    pub id: ReviewGroupId,
    /// Slug of its edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Its name, unique in the edition.
    pub name: String,
    /// True for the group of the files for which no rule holds.
    pub default: bool,
    /// Incremented by every change, for `If-Match`.
    pub version: i32,
    /// Number of its members.
    pub members: u64,
    /// Number of its routing rules.
    pub rules: u64,
    /// Number of its files that wait for a decision.
    pub open_files: u64,
    /// Role of the caller in the group; absent for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<GroupRole>,
}

/// A member of a review group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupMember {
    /// UUID of the account.
    pub account: AccountId,
    /// Name of the person.
    pub name: String,
    /// A lead manages the group; a member only reviews its files.
    pub role: GroupRole,
    /// True while the person is absent.
    pub absent: bool,
    /// Number of files of the edition that wait for a decision and are assigned to the person.
    pub open_files: u64,
}

/// A review group with its members and rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewGroup {
    /// Summary of the group, as the list shows it.
    pub summary: ReviewGroupSummary,
    /// True when the caller adds and removes members: a lead of the group, and the coordination.
    pub manageable: bool,
    /// True when the caller changes name, rules and leads: the coordination.
    pub editable: bool,
    /// Members, leads first, then by name.
    pub members: Vec<GroupMember>,
    /// Rules by their conditions.
    pub rules: Vec<RoutingRule>,
    /// Names of the places of the rules, in French, by place: `commune:69259`.
    pub place_names: BTreeMap<String, String>,
}

/// Request to change the name of a group, or to make it the default one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewGroupForm {
    /// Name, 1 to 100 characters, unique in the edition.
    #[cfg_attr(feature = "openapi", schema(example = "Métropole de Lyon"))]
    pub name: String,
    /// True for the group of the files for which no rule holds; it replaces the former default group.
    #[serde(default)]
    pub default: bool,
}

/// Request to create a review group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewReviewGroup {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Name, 1 to 100 characters, unique in the edition.
    #[cfg_attr(feature = "openapi", schema(example = "Métropole de Lyon"))]
    pub name: String,
    /// True for the group of the files for which no rule holds.
    #[serde(default)]
    pub default: bool,
}

impl ReviewGroupSummary {
    /// Maximum number of groups of an edition.
    pub const MOST: usize = 5_000;
    /// Maximum number of members of a group.
    pub const MEMBERS_MOST: usize = 500;
    /// Maximum length of a name, in characters.
    pub const NAME_MAX_CHARS: usize = 100;

    /// The normalised name of a group.
    ///
    /// # Errors
    ///
    /// A fault at `/name`, also for a name without letters and digits.
    pub fn read_name(name: &str) -> Result<String, FieldProblem> {
        let name = Limits::line(1, Self::NAME_MAX_CHARS).read("/name", name)?;
        let name =
            name.ok_or_else(|| FieldProblem::new("/name", Code::Required, "a name is needed"))?;
        if fold(&name).is_empty() {
            let detail = "a name has letters or digits";
            return Err(FieldProblem::new("/name", Code::InvalidFormat, detail));
        }
        Ok(name)
    }
}

/// The rules of a group, all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoutingRules {
    /// At most 5,000, each once.
    pub rules: Vec<RoutingRule>,
}

/// Role of a member of a review group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupMemberRole {
    /// New role of the member.
    pub role: GroupRole,
}

/// A file that goes to another group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovedFile {
    /// UUID of the event.
    pub event: EventId,
    /// Title as last submitted.
    pub title: String,
    /// The group that has it now; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NamedGroup>,
    /// The group that gets it; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NamedGroup>,
}

/// Files that a change of the rules moves to another group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoutingPreview {
    /// Number of files that go to another group.
    pub moved: u64,
    /// The first 100 of them that the caller may see.
    pub files: Vec<MovedFile>,
}

impl RoutingPreview {
    /// Maximum number of files that a preview lists.
    pub const LISTED: usize = 100;
}

/// Group of a file, and the rule or cause that leads there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundRoute {
    /// The group; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<NamedGroup>,
    /// Cause by which the file is in this group, or in none.
    pub cause: RoutingCause,
    /// The rule that decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RoutingRule>,
}

/// Group and reviewer of a file, and the caller's rights over them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileAssignment {
    /// Its group, and why.
    pub route: FoundRoute,
    /// The reviewer who has it; absent for nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<NamedReviewer>,
    /// True when the caller may give it to somebody.
    pub assignable: bool,
    /// Reviewers to whom it may be given: the available members of its group, without those who have a conflict of interest.
    pub choices: Vec<NamedReviewer>,
}

/// Request to give a file to a group and a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentForm {
    /// UUID of the group; the present group when absent. In another group the least loaded member gets the file, unless
    /// `assignee` names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<ReviewGroupId>,
    /// UUID of the reviewer: the caller, to take the file over, or another person who may review it. Nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AccountId>,
}

/// Days on which a reviewer gets no files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewAbsence {
    /// UUID of the absence.
    pub id: ReviewAbsenceId,
    /// Reviewer who is absent.
    pub reviewer: NamedReviewer,
    /// First day of the absence.
    pub first: NaiveDate,
    /// Last day of the absence, included.
    pub last: NaiveDate,
}

/// Request to enter an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewReviewAbsence {
    /// UUID of the reviewer; the caller when absent. A lead enters absences of the members of the group, the coordination those
    /// of everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// First day of the absence.
    pub first: NaiveDate,
    /// Last day, at most a year after the first one.
    pub last: NaiveDate,
}

impl NewReviewAbsence {
    /// Maximum number of days between the first and the last one.
    const MAX_DAYS: i64 = 366;

    /// Checks the days; `today` is that of Paris.
    ///
    /// # Errors
    ///
    /// A fault at `/last`.
    pub fn check(&self, today: NaiveDate) -> Result<(), FieldProblem> {
        let fault = |code, detail: &str| Err(FieldProblem::new("/last", code, detail));
        let days = self.last.signed_duration_since(self.first).num_days();
        if days < 0 {
            return fault(Code::EndBeforeBegin, "the last day is before the first one");
        }
        if self.last < today {
            return fault(Code::OccurrencePast, "the absence is over");
        }
        if days > Self::MAX_DAYS {
            return fault(Code::OutOfRange, "an absence lasts at most a year");
        }
        Ok(())
    }
}

/// A reviewer who may get a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Availability {
    /// Account of the reviewer.
    pub account: AccountId,
    /// True when the person is absent on the day.
    pub absent: bool,
    /// True for somebody who works on the event or has a conflict of interest with its organiser.
    pub partial: bool,
    /// Number of files that wait for a decision of the person.
    pub open_files: u64,
}

/// The reviewer who gets a file: of those who are neither absent nor in a conflict of interest, the person with the fewest open
/// files; of equals, the one whose identifier comes first.
pub fn least_loaded(members: impl IntoIterator<Item = Availability>) -> Option<AccountId> {
    members
        .into_iter()
        .filter(|member| !member.absent && !member.partial)
        .min_by_key(|member| (member.open_files, member.account))
        .map(|member| member.account)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use uuid::Uuid;

    fn member(number: u128, absent: bool, partial: bool, open_files: u64) -> Availability {
        Availability {
            account: AccountId(Uuid::from_u128(number)),
            absent,
            partial,
            open_files,
        }
    }

    #[rstest]
    #[case::fewest_files(&[(1, false, false, 3), (2, false, false, 1)], Some(2))]
    #[case::first_of_equals(&[(2, false, false, 1), (1, false, false, 1)], Some(1))]
    #[case::not_the_absent_one(&[(1, true, false, 0), (2, false, false, 9)], Some(2))]
    #[case::not_the_partial_one(&[(1, false, true, 0), (2, false, false, 9)], Some(2))]
    #[case::nobody(&[(1, true, false, 0), (2, false, true, 0)], None)]
    fn the_least_loaded_member_who_may_have_it_gets_a_file(
        #[case] members: &[(u128, bool, bool, u64)],
        #[case] expected: Option<u128>,
    ) {
        let members = members
            .iter()
            .map(|(number, absent, partial, files)| member(*number, *absent, *partial, *files));

        assert_eq!(
            least_loaded(members),
            expected.map(|number| AccountId(Uuid::from_u128(number)))
        );
    }

    #[rstest]
    #[case("2018-02-05", "2018-02-05", None)]
    #[case("2018-02-01", "2018-02-09", None)]
    #[case("2018-02-09", "2018-02-08", Some(Code::EndBeforeBegin))]
    #[case("2018-02-01", "2018-02-04", Some(Code::OccurrencePast))]
    #[case("2018-02-05", "2019-12-31", Some(Code::OutOfRange))]
    fn the_days_of_an_absence_are_checked(
        #[case] first: &str,
        #[case] last: &str,
        #[case] expected: Option<Code>,
    ) {
        let absence = NewReviewAbsence {
            account: None,
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        };
        let today = "2018-02-05".parse().unwrap();

        assert_eq!(absence.check(today).err().map(|fault| fault.code), expected);
    }
}
