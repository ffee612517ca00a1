//! Describes each fault of a form at the cell from which its value came.

use crate::cell::{Row, letters};
use shared::import::CellFault;
use shared::problem::Code;

/// Length at which the value of a cell is cut, in characters.
const VALUE_CHARS: usize = 80;

/// A fault before it has its place.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) pointer: String,
    pub(crate) code: Code,
    pub(crate) detail: String,
    pub(crate) limit: Option<i64>,
}

impl Fault {
    pub(crate) fn new(pointer: impl Into<String>, code: Code, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
            limit: None,
        }
    }

    /// The fault of a cell whose column has this name.
    pub(crate) fn at(self, row: &Row, column: usize, name: &str) -> CellFault {
        let Self {
            pointer,
            code,
            detail,
            limit,
        } = self;
        let sentence = messages::problem(code, limit);
        CellFault {
            cell: format!("{}{}", letters(column), row.number),
            row: row.number,
            pointer,
            code,
            detail,
            message: format!("{name}\u{a0}: {sentence}"),
            limit,
            value: row.cell(column).text().chars().take(VALUE_CHARS).collect(),
        }
    }
}
