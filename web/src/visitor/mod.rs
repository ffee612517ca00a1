//! Pages that anybody reads: the front page, how to take part, and what the law asks to be said.

mod not_found_page;

pub use not_found_page::NotFoundPage;
