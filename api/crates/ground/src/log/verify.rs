//! Verifies that the audit log was not tampered with.
//!
//! A changed, removed, inserted or moved row breaks the chain at its place. Removing rows from the end leaves a shorter but
//! valid chain, and so does writing the log anew: only a head that was written down earlier shows either.

use super::{GENESIS, Head, Record, since};
use crate::db::Conn;
use crate::error::Error;
use std::cmp::Reverse;
use std::fmt;

/// Rows read per query.
const BATCH: i64 = 1_000;

/// The first error in the chain; the variants hold sequence numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainError {
    /// No row has this number, although later ones exist.
    Missing(i64),
    /// The row's `prev_hash` is not the hash of the row before it, or the row is out of sequence.
    Unchained(i64),
    /// The row's hash does not match its content.
    Altered(i64),
    /// The row is not the one that a head names.
    Rewritten(i64),
    /// A head names a row after the last one.
    CutOff {
        /// The last row; 0 in an empty log.
        end: i64,
        /// The row that the head names.
        head: i64,
    },
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(seq) => write!(f, "row {seq} is missing"),
            Self::Unchained(seq) => write!(f, "row {seq} does not follow the row before it"),
            Self::Altered(seq) => write!(f, "row {seq} was altered"),
            Self::Rewritten(seq) => write!(
                f,
                "row {seq} is not the one that a signed head names: the log was written anew"
            ),
            Self::CutOff { end, head } => write!(
                f,
                "the log ends with row {end}, but a signed head names row {head}: rows were removed from the end"
            ),
        }
    }
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Number of valid rows, counted from the first.
    pub sound: i64,
    /// Hash of the last valid row.
    pub head: String,
    /// The first error; `None` when the chain is valid.
    pub error: Option<ChainError>,
}

/// Reads the whole log and checks each row against the one before, and against the heads that were written down earlier.
///
/// # Errors
///
/// When the database fails; a broken chain is a report, not an error.
pub fn verify(conn: &mut Conn, heads: &[Head]) -> Result<Report, Error> {
    let mut verifier = Verifier::new(heads);
    while verifier.advance(conn)? {}
    Ok(verifier.report())
}

/// A verification that is done in steps, so that none of them holds the database for long.
#[derive(Debug, Clone)]
pub struct Verifier {
    report: Report,
    /// The next one to be met is the last one.
    heads: Vec<Head>,
}

impl Verifier {
    /// Begins at the first row, to compare it with these heads.
    pub fn new(heads: &[Head]) -> Self {
        let mut heads = heads.to_vec();
        heads.sort_unstable_by_key(|head| Reverse(head.seq));
        Self {
            report: Report {
                sound: 0,
                head: GENESIS.to_owned(),
                error: None,
            },
            heads,
        }
    }

    /// Number of rows that were verified so far.
    pub const fn verified(&self) -> i64 {
        self.report.sound
    }

    /// Verifies the next rows; returns false once the end of the log or an error was found.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn advance(&mut self, conn: &mut Conn) -> Result<bool, Error> {
        // Starts below zero, so that a row inserted before the first is found.
        let from = if self.report.sound == 0 {
            i64::MIN
        } else {
            self.report.sound
        };
        let records = since(conn, from, BATCH)?;
        let more = !records.is_empty();
        for record in records {
            self.report.error = self.fault_of(&record);
            if self.report.error.is_some() {
                return Ok(false);
            }
            self.report.sound = record.seq;
            self.report.head = record.hash;
        }
        Ok(more)
    }

    fn fault_of(&mut self, record: &Record) -> Option<ChainError> {
        let error = check(record, &self.report);
        if error.is_some() {
            return error;
        }
        while let Some(head) = self.heads.pop_if(|head| head.seq <= record.seq) {
            if !record.is(&head) {
                return Some(ChainError::Rewritten(head.seq));
            }
        }
        None
    }

    /// The result, after the last step.
    pub fn report(self) -> Report {
        let Self { mut report, heads } = self;
        if report.error.is_none() {
            report.error = heads.first().map(|head| ChainError::CutOff {
                end: report.sound,
                head: head.seq,
            });
        }
        report
    }
}

fn check(record: &Record, so_far: &Report) -> Option<ChainError> {
    let expected = so_far.sound + 1;
    if record.seq > expected {
        Some(ChainError::Missing(expected))
    } else if record.seq < expected {
        Some(ChainError::Unchained(record.seq))
    } else if record.expected_hash() != record.hash {
        Some(ChainError::Altered(record.seq))
    } else if record.prev_hash != so_far.head {
        Some(ChainError::Unchained(record.seq))
    } else {
        None
    }
}
