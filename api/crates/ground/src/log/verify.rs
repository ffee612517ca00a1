//! Whether the log is what was written.
//!
//! A changed, removed, inserted or moved row breaks the chain at its place. Rows cut off at the end leave a shorter chain
//! that is whole in itself: so the report tells the head, and whoever has noted one before can hold it against the log.

use super::{NOTHING, Record, since};
use crate::db::Conn;
use crate::error::Error;
use std::fmt;

/// Rows read at once.
const BATCH: i64 = 1_000;

/// What is wrong, and where first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No row has this number, though later ones exist.
    Missing(i64),
    /// The row does not hold the hash of the one before it.
    Unchained(i64),
    /// The row's own hash is not that of its content.
    Altered(i64),
    /// The head that somebody noted is not in the log: its end was cut off, or it was written anew.
    HeadLost(i64),
}

impl fmt::Display for Fault {
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

/// What the verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Rows that hold, from the first on.
    pub sound: i64,
    /// Hash of the last sound row.
    pub head: String,
    /// The first fault; `None` when there is none.
    pub fault: Option<Fault>,
}

/// Reads the whole log and holds each row against the one before; `noted` is a head of earlier, number and hash.
///
/// # Errors
///
/// When the database fails; a broken chain is a report, not an error.
pub fn verify(conn: &mut Conn, noted: Option<(i64, &str)>) -> Result<Report, Error> {
    let mut report = Report {
        sound: 0,
        head: NOTHING.to_owned(),
        fault: None,
    };
    let mut noted_found = noted.is_none();
    loop {
        // From below zero on, so that a row put before the first is seen.
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
            if let Some(fault) = check(&record, &report) {
                report.fault = Some(fault);
                return Ok(report);
            }
            noted_found |= noted == Some((record.seq, record.hash.as_str()));
            report.sound = record.seq;
            report.head = record.hash;
        }
    }
    if let Some((seq, _)) = noted.filter(|_| !noted_found) {
        report.fault = Some(Fault::HeadLost(seq));
    }
    Ok(report)
}

fn check(record: &Record, so_far: &Report) -> Option<Fault> {
    let expected = so_far.sound + 1;
    if record.seq > expected {
        Some(Fault::Missing(expected))
    } else if record.seq < expected {
        Some(Fault::Unchained(record.seq))
    } else if record.expected_hash() != record.hash {
        Some(Fault::Altered(record.seq))
    } else if record.prev_hash != so_far.head {
        Some(Fault::Unchained(record.seq))
    } else {
        None
    }
}
