/// A value to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// No value: last in both directions.
    Nothing,
    Number(i64),
    Text(&'a str),
}
