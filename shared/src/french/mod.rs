//! French texts: the message file, and French formats of dates, numbers and punctuation.
//!
//! Shared by the web application and the server-rendered pages, so that both show the same texts.

mod copied_list;
pub mod dates;
pub mod event;
mod message_file;
mod text;

pub use copied_list::{COPIED_EVENTS, CopiedList, TextFormat};
pub use message_file::{InvalidWords, Words};
pub use text::{NARROW_NBSP, decimal, number, tied, typeset};
