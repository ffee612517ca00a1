//! Cells and rows of a table, whatever its file format.

use chrono::NaiveDateTime;
use std::borrow::Cow;

/// Value of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Boolean(bool),
    /// A date or time of a spreadsheet; a time alone is on a day before 1900-01-02.
    Moment(NaiveDateTime),
    /// Error value that a formula shows in place of a result, such as `#REF!`.
    Error(String),
}

impl Cell {
    /// A text; `Empty` when it is blank.
    pub(crate) fn of_text(text: &str) -> Self {
        if text.trim().is_empty() {
            Self::Empty
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// True when it has no content.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Content of the cell as text.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(shown(*number)),
            Self::Boolean(true) => Cow::Borrowed("true"),
            Self::Boolean(false) => Cow::Borrowed("false"),
            Self::Moment(at) => Cow::Owned(at.format("%Y-%m-%d %H:%M").to_string()),
        }
    }

    /// Size in memory beyond the cell itself, in bytes.
    pub(crate) fn chars(&self) -> usize {
        match self {
            Self::Text(text) | Self::Error(text) => text.chars().count(),
            Self::Empty | Self::Number(_) | Self::Boolean(_) | Self::Moment(_) => 0,
        }
    }
}

/// A number as a person would write it as a code: without decimals if it is whole.
fn shown(number: f64) -> String {
    /// Whole numbers up to here are exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Number in a spreadsheet, counted from 1.
    pub number: u32,
    /// Cells from column `A` on.
    pub cells: Vec<Cell>,
}

static EMPTY: Cell = Cell::Empty;

impl Row {
    /// The cell in a column, counted from 0; an empty one beyond the last.
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    /// Number of cells with content.
    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }
}

/// Letters of a column in a spreadsheet, counted from 0: `A`, `Z`, `AA`.
pub fn letters(column: usize) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(
            b'A' + u8::try_from(left % 26).unwrap_or_default(),
        ));
        left /= 26;
    }
    letters.iter().rev().collect()
}

/// The column of some letters, counted from 0; `None` for other texts and for columns that no table has.
pub fn column_of(letters: &str) -> Option<usize> {
    let valid = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let number = letters.bytes().fold(0, |sum, letter| {
        sum * 26 + usize::from(letter.wrapping_sub(b'A')) + 1
    });
    valid.then(|| number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "A")]
    #[case(25, "Z")]
    #[case(26, "AA")]
    #[case(701, "ZZ")]
    #[case(702, "AAA")]
    fn columns_have_letters(#[case] column: usize, #[case] expected: &str) {
        assert_eq!(letters(column), expected);
        assert_eq!(column_of(expected), Some(column));
    }

    #[rstest]
    #[case("")]
    #[case("a")]
    #[case("A1")]
    #[case("AAAA")]
    fn other_texts_are_no_columns(#[case] text: &str) {
        assert_eq!(column_of(text), None);
    }

    #[rstest]
    #[case(1000.0, "1000")]
    #[case(82_345_678_900_013.0, "82345678900013")]
    #[case(45.7012, "45.7012")]
    fn numbers_are_shown_as_codes(#[case] number: f64, #[case] expected: &str) {
        assert_eq!(Cell::Number(number).text(), expected);
    }
}
