//! Import of events from an OpenAgenda export. `agendas` shares how places, Markdown and pictures of OpenAgenda are read.

mod commune;
mod import;
mod map;
mod markdown;
mod pictures;
mod reach;
mod source;
mod wire;

pub(crate) use self::pictures::{PictureFetcher, fetch_picture};
pub(crate) use import::{Import, ImportResult, PictureResult, ReportLine, run};
pub(crate) use map::read_place;
pub(crate) use markdown::to_subset;
