//! Import of events from an OpenAgenda export.

mod import;
mod map;
mod source;
mod wire;

pub(crate) use import::{Import, ImportResult, ReportLine, run};
