//! Bounded text.
