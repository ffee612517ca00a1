//! Lists that are pasted or uploaded as text: a value in the first cell of each line.

use crate::id::AccountId;
use crate::identifiers::string_enum;
use crate::place::InseeCode;
use crate::problem::{Code, FieldProblem};
use serde::{Deserialize, Serialize};

/// Maximum size of a list, in bytes.
const MAX_BYTES: usize = 400 << 10;
/// Maximum number of lines of a list, with its header.
const MAX_LINES: usize = 5_001;
/// Number of characters of a line that an outcome repeats.
const SHOWN_CHARS: usize = 100;

/// A list as text: CSV, or one value per line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = GroupLinesForm))]
pub struct LinesForm {
    /// One value per line, in the first cell: `;`, `,` and tab end a cell, quotes around it are dropped. A first line that names a
    /// column, and empty lines, are skipped. At most 5,000 values and 400 kB.
    #[cfg_attr(feature = "openapi", schema(example = "69259\n69029\n"))]
    pub text: String,
}

/// A list with more than 5,000 lines or 400 kB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinesTooLarge;

impl LinesTooLarge {
    /// The fault of the text.
    pub fn fault(self) -> FieldProblem {
        FieldProblem::new(
            "/text",
            Code::SheetTooLarge,
            "a list has at most 5,000 lines and 400 kB",
        )
    }
}

/// A value, and the number of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenLine<'a> {
    /// Line in the pasted text, from 1.
    pub number: u32,
    /// The first cell, trimmed.
    pub value: &'a str,
}

impl LinesForm {
    /// The values with their lines; `is_value` distinguishes a value from the name of a column in the first line.
    ///
    /// # Errors
    ///
    /// [`LinesTooLarge`].
    pub fn lines(
        &self,
        is_value: impl Fn(&str) -> bool,
    ) -> Result<Vec<WrittenLine<'_>>, LinesTooLarge> {
        if self.text.len() > MAX_BYTES {
            return Err(LinesTooLarge);
        }
        let text = self.text.trim_start_matches('\u{feff}');
        let mut found = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let value = first_cell(line);
            let header = number == 1 && !is_value(value);
            if value.is_empty() || (header && text.lines().nth(1).is_some()) {
                continue;
            }
            found.push(WrittenLine { number, value });
            if found.len() >= MAX_LINES {
                return Err(LinesTooLarge);
            }
        }
        Ok(found)
    }
}

fn first_cell(line: &str) -> &str {
    let end = line.find([';', ',', '\t']).unwrap_or(line.len());
    let (cell, _) = line.split_at(end);
    cell.trim().trim_matches('"').trim()
}

/// The code of a commune on a line. A spreadsheet drops the zero in front: `1004` is `01004`.
pub fn commune_on(value: &str) -> Option<InseeCode> {
    let padded = if value.len() == 4 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("0{value}")
    } else {
        value.to_uppercase()
    };
    InseeCode::parse(&padded).ok()
}

string_enum! {
    /// Result of importing one line of a list.
    LineResult {
        /// It is new, and stored.
        Added = "added",
        /// It was stored before, or stands twice in the list.
        Known = "known",
        /// It was not taken.
        Refused = "refused",
    }
}

string_enum! {
    /// Reason why a line was refused.
    LineProblem {
        /// Not the code of a commune.
        NoCommune = "no_commune",
        /// Another group has a rule for the same commune.
        OtherGroup = "other_group",
        /// Not an e-mail address.
        NoAddress = "no_address",
        /// No account has the address.
        NoAccount = "no_account",
        /// The account is not that of a referent.
        NoReferent = "no_referent",
        /// The group has as many members or rules as it may have.
        Full = "full",
    }
}

/// Outcome of one line of an imported list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = GroupLineOutcome))]
pub struct LineOutcome {
    /// Number of the line, from 1.
    pub line: u32,
    /// Its value, at most 100 characters.
    pub value: String,
    /// Result of importing the line.
    pub result: LineResult,
    /// Reason why the line was refused; absent unless `result` is `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<LineProblem>,
    /// The account of a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
}

impl LineOutcome {
    /// Without problem and account; the value of the line is cut to its first characters.
    pub fn new(line: WrittenLine<'_>, result: LineResult) -> Self {
        Self {
            line: line.number,
            value: line.value.chars().take(SHOWN_CHARS).collect(),
            result,
            problem: None,
            account: None,
        }
    }

    /// A line that was not taken.
    pub fn refused(line: WrittenLine<'_>, problem: LineProblem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::new(line, LineResult::Refused)
        }
    }
}

/// Outcome of the import of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = GroupLinesImport))]
pub struct LinesImport {
    /// Number of lines that are new.
    pub added: u32,
    /// Number of lines that were there already.
    pub known: u32,
    /// Number of lines that were not taken.
    pub refused: u32,
    /// Number of files that go to another group because of it.
    pub moved: u64,
    /// The lines in their order.
    pub lines: Vec<LineOutcome>,
}

impl LinesImport {
    /// The outcome of these lines, with the number of each result.
    pub fn of(lines: Vec<LineOutcome>) -> Self {
        let count = |result| {
            let found = lines.iter().filter(|line| line.result == result).count();
            u32::try_from(found).unwrap_or(u32::MAX)
        };
        Self {
            added: count(LineResult::Added),
            known: count(LineResult::Known),
            refused: count(LineResult::Refused),
            moved: 0,
            lines,
        }
    }
}
