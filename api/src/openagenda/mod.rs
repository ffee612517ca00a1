//! Import of events from an OpenAgenda export.

mod import;
mod map;
mod markdown;
mod pictures;
mod reach;
mod source;
mod wire;

pub(crate) use self::pictures::PictureFetcher;
pub(crate) use import::{Import, ImportResult, PictureResult, ReportLine, run};
