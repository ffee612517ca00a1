//! Verifies that the audit log was not tampered with.
//!
//! A changed, removed, inserted or moved row breaks the chain at its place. Removing rows from the end leaves a shorter but
//! valid chain: therefore the report contains the head, and a head noted earlier can be checked against the log.

use super::{GENESIS, Record, since};
use crate::db::Conn;
use crate::error::Error;
use std::fmt;

/// Rows read per query.
const BATCH: i64 = 1_000;

/// The first error in the chain; each variant holds a sequence number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainError {
    /// No row has this number, although later ones exist.
    Missing(i64),
    /// The row's `prev_hash` is not the hash of the row before it, or the row is out of sequence.
    Unchained(i64),
    /// The row's hash does not match its content.
    Altered(i64),
    /// The recorded head is not in the log: rows were removed from the end, or the log was rewritten.
    HeadLost(i64),
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(seq) => write!(f, "row {seq} is missing"),
            Self::Unchained(seq) => write!(f, "row {seq} does not follow the row before it"),
            Self::Altered(seq) => write!(f, "row {seq} was altered"),
            Self::HeadLost(seq) => {
                write!(f, "the noted row {seq} is not in the log as it was noted")
            }
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

/// Reads the whole log and checks each row against the one before; `noted` is the number and hash of a head noted earlier.
///
/// # Errors
///
/// When the database fails; a broken chain is a report, not an error.
pub fn verify(conn: &mut Conn, noted: Option<(i64, &str)>) -> Result<Report, Error> {
    let mut report = Report {
        sound: 0,
        head: GENESIS.to_owned(),
        error: None,
    };
    let mut noted_found = noted.is_none();
    loop {
        // Starts below zero, so that a row inserted before the first is found.
        let from = if report.sound == 0 {
            i64::MIN
        } else {
            report.sound
        };
        let records = since(conn, from, BATCH)?;
        if records.is_empty() {
            break;
        }
        for record in records {
            if let Some(error) = check(&record, &report) {
                report.error = Some(error);
                return Ok(report);
            }
            noted_found |= noted == Some((record.seq, record.hash.as_str()));
            report.sound = record.seq;
            report.head = record.hash;
        }
    }
    if let Some((seq, _)) = noted.filter(|_| !noted_found) {
        report.error = Some(ChainError::HeadLost(seq));
    }
    Ok(report)
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
