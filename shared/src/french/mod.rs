//! French: the words of the message file, and how dates, numbers and signs are written.
//!
//! The application in the browser and the pages that the server writes say the same things in the same words.

pub mod dates;
pub mod event;
mod text;
mod words;

pub use text::{NARROW_NBSP, number, tied, typeset};
pub use words::{InvalidWords, Words};
