//! Letters of reviewers by the territory or review group of the file: how often each comes.

use super::{LetterRhythm, OptionalLetter, Preferences};
use crate::id::ReviewGroupId;
use crate::identifiers::string_enum;
use crate::place::{DepartmentCode, InvalidCode, RegionCode, Territory};
use crate::problem::{Code, FieldProblem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

string_enum! {
    /// How often a kind of letter comes.
    LetterFrequency {
        /// A letter for each file, at once.
        AtOnce = "at_once",
        /// One letter each morning.
        Daily = "daily",
        /// One letter each Monday morning.
        Weekly = "weekly",
        /// None: the files are seen in the review queue only.
        Never = "never",
    }
}

impl LetterFrequency {
    /// How often several are sent together; `None` for at once and for never.
    pub const fn rhythm(self) -> Option<LetterRhythm> {
        match self {
            Self::Daily => Some(LetterRhythm::Daily),
            Self::Weekly => Some(LetterRhythm::Weekly),
            Self::AtOnce | Self::Never => None,
        }
    }
}

impl From<LetterRhythm> for LetterFrequency {
    fn from(rhythm: LetterRhythm) -> Self {
        match rhythm {
            LetterRhythm::Daily => Self::Daily,
            LetterRhythm::Weekly => Self::Weekly,
        }
    }
}

/// The files that a choice is for: those of a territory, or those of a review group.
///
/// Serialised as `national`, `region:84`, `department:69` or `group:` with the UUID, in JSON and in the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LetterScope {
    /// Files of a territory, unless a nearer one or the group of the file has a choice.
    Territory(Territory),
    /// Files that a review group has.
    Group(ReviewGroupId),
}

impl LetterScope {
    /// Start of the text of a group.
    const GROUP: &str = "group:";

    /// Parses `national`, `region:84`, `department:69` or `group:` with a UUID.
    ///
    /// # Errors
    ///
    /// [`InvalidCode`] for anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidCode> {
        match text.strip_prefix(Self::GROUP) {
            // What is no UUID is no territory either: the error names the text.
            Some(id) => id
                .parse::<ReviewGroupId>()
                .map(Self::Group)
                .or_else(|_| Territory::parse(text).map(Self::Territory)),
            None => Territory::parse(text).map(Self::Territory),
        }
    }
}

impl TryFrom<String> for LetterScope {
    type Error = InvalidCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<LetterScope> for String {
    fn from(scope: LetterScope) -> Self {
        scope.to_string()
    }
}

impl fmt::Display for LetterScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Territory(territory) => territory.fmt(f),
            Self::Group(id) => write!(f, "{}{id}", Self::GROUP),
        }
    }
}

/// Written manually, as for `Territory`: it is serialised as a string.
#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for LetterScope {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some(
                "`national`, `region:<code>`, `department:<code>` or `group:<UUID of a review group>`.",
            ))
            .examples(["region:84"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for LetterScope {
    fn name() -> std::borrow::Cow<'static, str> {
        "LetterScope".into()
    }
}

/// How often a kind of letter comes about the files of a territory or a review group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopedLetter {
    /// Kind of letter: `review_request` or `review_reminder`.
    pub letter: OptionalLetter,
    /// Territory or review group: one of `scopes`.
    pub scope: LetterScope,
    /// How often they come; `daily` and `weekly` for `review_request` alone.
    pub frequency: LetterFrequency,
}

/// A territory or a review group in which the person reviews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnScope {
    /// Territory or review group.
    pub scope: LetterScope,
    /// Name of the group; absent for a territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Métropole de Lyon"))]
    pub name: Option<String>,
    /// Slug of the edition of the group; absent for a territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: Option<String>,
}

/// Group and place of the file that a letter is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LetterSubject<'a> {
    /// Review group that has the file.
    pub group: Option<ReviewGroupId>,
    /// Department of the event; `None` for an online event.
    pub department: Option<&'a DepartmentCode>,
    /// Region of the event; `None` for an online event.
    pub region: Option<&'a RegionCode>,
}

impl Preferences {
    /// Maximum number of choices for territories and groups.
    pub const SCOPED_MAX: usize = 1_000;

    /// How often a kind of letter comes about a file: as chosen for its group, else for the nearest territory around it, else for
    /// the kind.
    pub fn frequency(&self, letter: OptionalLetter, subject: LetterSubject<'_>) -> LetterFrequency {
        let mut of_group = None;
        let mut of_places: Vec<(&Territory, LetterFrequency)> = Vec::new();
        for chosen in self.scoped(letter) {
            match &chosen.scope {
                LetterScope::Group(group) if subject.group == Some(*group) => {
                    of_group = Some(chosen.frequency);
                }
                LetterScope::Group(_) => {}
                LetterScope::Territory(territory) => {
                    of_places.push((territory, chosen.frequency));
                }
            }
        }
        let of_place = || {
            let (department, region) = (subject.department, subject.region);
            Territory::nearest(&of_places, |place| place.0, department, region).map(|place| place.1)
        };
        of_group
            .or_else(of_place)
            .unwrap_or_else(|| self.usual_frequency(letter))
    }

    /// How often a kind of letter comes where nothing is chosen for the group or the territory.
    pub fn usual_frequency(&self, letter: OptionalLetter) -> LetterFrequency {
        if self.refused_letters.contains(&letter) {
            return LetterFrequency::Never;
        }
        self.rhythm_of(letter)
            .map_or(LetterFrequency::AtOnce, LetterFrequency::from)
    }

    /// The rhythm at which letters of a kind are looked for: weekly when none comes more often.
    pub fn soonest_rhythm(&self, letter: OptionalLetter) -> LetterRhythm {
        let mut frequencies = self
            .scoped(letter)
            .map(|chosen| chosen.frequency)
            .chain([self.usual_frequency(letter)]);
        let rare = |frequency: LetterFrequency| {
            matches!(frequency, LetterFrequency::Weekly | LetterFrequency::Never)
        };
        if frequencies.all(rare) {
            LetterRhythm::Weekly
        } else {
            LetterRhythm::Daily
        }
    }

    fn scoped(&self, letter: OptionalLetter) -> impl Iterator<Item = &ScopedLetter> {
        let chosen = self.scoped_letters.iter();
        chosen.filter(move |chosen| chosen.letter == letter)
    }

    /// Faults of the choices for territories and groups of a person who reviews in these: a kind that is no letter to reviewers, a
    /// rhythm for a kind that cannot wait, a scope of somebody else, and two choices for the same files.
    pub fn scope_faults(&self, own: &BTreeSet<LetterScope>) -> Vec<FieldProblem> {
        if self.scoped_letters.len() > Self::SCOPED_MAX {
            let fault = FieldProblem::new("/scopedLetters", Code::TooMany, "at most 1,000 choices");
            return vec![fault.with_limit(Self::SCOPED_MAX as u64)];
        }
        let mut known = BTreeSet::new();
        let mut faults = Vec::new();
        for (at, chosen) in self.scoped_letters.iter().enumerate() {
            let mut refuse = |field: &str, detail: &str| {
                let pointer = format!("/scopedLetters/{at}/{field}");
                faults.push(FieldProblem::new(pointer, Code::NotAllowed, detail));
            };
            if !chosen.letter.is_scoped() {
                refuse("letter", "a kind of letter to reviewers");
            }
            if chosen.frequency.rhythm().is_some() && !chosen.letter.can_wait() {
                refuse("frequency", "at once or never, for a kind that cannot wait");
            }
            if !own.contains(&chosen.scope) {
                refuse("scope", "a territory or review group of one’s own");
            } else if !known.insert((chosen.letter, &chosen.scope)) {
                refuse("scope", "each territory or review group once");
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::CollectedLetter;
    use rstest::rstest;

    const REQUEST: OptionalLetter = OptionalLetter::ReviewRequest;
    const GROUP: &str = "group:01890a5d-ac96-774b-bcce-b302099a8057";

    fn scope(text: &str) -> LetterScope {
        LetterScope::parse(text).unwrap()
    }

    fn chosen(scopes: &[(&str, LetterFrequency)]) -> Preferences {
        let choice = |(text, frequency): &(&str, LetterFrequency)| ScopedLetter {
            letter: REQUEST,
            scope: scope(text),
            frequency: *frequency,
        };
        Preferences {
            collected_letters: vec![CollectedLetter {
                letter: REQUEST,
                rhythm: LetterRhythm::Weekly,
            }],
            scoped_letters: scopes.iter().map(choice).collect(),
            ..Preferences::default()
        }
    }

    #[rstest]
    #[case::of_the_department("69", "84", LetterFrequency::AtOnce)]
    #[case::of_the_region("42", "84", LetterFrequency::Daily)]
    #[case::of_the_country("75", "11", LetterFrequency::Never)]
    fn the_nearest_choice_decides(
        #[case] department: &str,
        #[case] region: &str,
        #[case] expected: LetterFrequency,
    ) {
        let preferences = chosen(&[
            ("national", LetterFrequency::Never),
            ("region:84", LetterFrequency::Daily),
            ("department:69", LetterFrequency::AtOnce),
            (GROUP, LetterFrequency::Weekly),
        ]);
        let (department, region) = (department.parse().unwrap(), region.parse().unwrap());
        let mut subject = LetterSubject {
            group: None,
            department: Some(&department),
            region: Some(&region),
        };

        let of_place = preferences.frequency(REQUEST, subject);
        subject.group = Some(GROUP.trim_start_matches("group:").parse().unwrap());
        let of_group = preferences.frequency(REQUEST, subject);

        assert_eq!(of_place, expected);
        assert_eq!(of_group, LetterFrequency::Weekly);
    }

    #[test]
    fn the_choice_for_the_kind_holds_where_nothing_is_chosen() {
        let mut preferences = chosen(&[("department:69", LetterFrequency::AtOnce)]);
        let elsewhere = LetterSubject::default();

        let collected = preferences.frequency(REQUEST, elsewhere);
        let of_another_kind = preferences.frequency(OptionalLetter::ReviewReminder, elsewhere);
        preferences.refused_letters.push(REQUEST);
        let refused = preferences.frequency(REQUEST, elsewhere);

        assert_eq!(collected, LetterFrequency::Weekly);
        assert_eq!(of_another_kind, LetterFrequency::AtOnce);
        assert_eq!(refused, LetterFrequency::Never);
    }

    #[rstest]
    #[case::none(&[], LetterRhythm::Weekly)]
    #[case::rarer(&[("region:84", LetterFrequency::Never)], LetterRhythm::Weekly)]
    #[case::more_often(&[("region:84", LetterFrequency::Daily)], LetterRhythm::Daily)]
    fn letters_are_looked_for_as_often_as_one_comes(
        #[case] scopes: &[(&str, LetterFrequency)],
        #[case] expected: LetterRhythm,
    ) {
        assert_eq!(chosen(scopes).soonest_rhythm(REQUEST), expected);
    }

    #[test]
    fn each_choice_is_for_files_of_the_reviewer_once() {
        let own = BTreeSet::from([scope("region:84"), scope(GROUP)]);
        let mut preferences = chosen(&[
            ("region:84", LetterFrequency::Weekly),
            (GROUP, LetterFrequency::Daily),
            ("region:84", LetterFrequency::AtOnce),
            ("region:11", LetterFrequency::AtOnce),
        ]);
        for letter in [
            OptionalLetter::DeadlineReminder,
            OptionalLetter::ReviewReminder,
        ] {
            preferences.scoped_letters.push(ScopedLetter {
                letter,
                scope: scope(GROUP),
                frequency: LetterFrequency::Never,
            });
        }
        preferences.scoped_letters.push(ScopedLetter {
            letter: OptionalLetter::ReviewReminder,
            scope: scope("region:84"),
            frequency: LetterFrequency::Daily,
        });

        let faults = preferences.scope_faults(&own);

        let places: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        let expected = [
            "/scopedLetters/2/scope",
            "/scopedLetters/3/scope",
            "/scopedLetters/4/letter",
            "/scopedLetters/6/frequency",
        ];
        assert_eq!(places, expected);
    }

    #[rstest]
    #[case("national")]
    #[case("region:84")]
    #[case("department:2A")]
    #[case(GROUP)]
    fn a_scope_is_written_as_it_is_read(#[case] text: &str) {
        assert_eq!(scope(text).to_string(), text);
    }

    #[rstest]
    #[case("group:")]
    #[case("group:lyon")]
    #[case("commune:69123")]
    fn another_text_is_no_scope(#[case] text: &str) {
        assert!(LetterScope::parse(text).is_err());
    }
}
