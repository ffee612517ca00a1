//! What a cell holds.

use crate::collection::Collection;
use catalogue::Entry;
use std::borrow::Cow;

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// What somebody wrote.
    Text(Cow<'a, str>),
    /// What we wrote: an address, a time, a code, JSON.
    Code(Cow<'a, str>),
    Integer(u32),
    Number(f64),
    Boolean(bool),
}

/// An event as a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) of: &'a Collection,
    pub(super) entry: &'a Entry,
}

/// What parts the values of a list.
pub(super) const LIST: &str = "|";

impl<'a> Cell<'a> {
    pub(super) fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    pub(super) fn code(code: &'a str) -> Self {
        Self::Code(Cow::Borrowed(code))
    }

    pub(super) fn made(code: String) -> Self {
        Self::Code(Cow::Owned(code))
    }

    pub(super) fn maybe_code(code: Option<&'a str>) -> Self {
        code.map_or(Self::Empty, Self::code)
    }

    /// A list of our own words.
    pub(super) fn list(values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self::joined(values).map_or(Self::Empty, |list| Self::Code(Cow::Owned(list)))
    }

    /// A list of what somebody wrote.
    pub(super) fn texts(values: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self::joined(values).map_or(Self::Empty, |list| Self::Text(Cow::Owned(list)))
    }

    fn joined(values: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
        let mut list = String::new();
        for value in values {
            if !list.is_empty() {
                list.push_str(LIST);
            }
            list.push_str(value.as_ref());
        }
        (!list.is_empty()).then_some(list)
    }

    /// A value as JSON.
    pub(super) fn json(value: &serde_json::Value) -> Self {
        Self::made(value.to_string())
    }
}
