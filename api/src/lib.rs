//! The server: the only crate that knows HTTP, SQL, files and the time.

pub mod site;
