//! Writes JSON objects member by member into a buffer, without values in between, and leaves out what was not asked for.

use serde::Serialize;
use std::collections::BTreeMap;

/// Members that a client asks for with `includeFields`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    /// True when everything below is wanted.
    whole: bool,
    below: BTreeMap<String, Members>,
}

impl Members {
    /// The members at dotted paths, such as `location.city`.
    pub(super) fn at(paths: &[&str]) -> Self {
        let mut all = Self::default();
        for path in paths {
            let mut here = &mut all;
            for part in path.split('.').filter(|part| !part.is_empty()) {
                here = here.below.entry(part.to_owned()).or_default();
            }
            here.whole = true;
        }
        all
    }
}

/// The members of an object that are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fields<'f> {
    All,
    Only(&'f Members),
}

impl Fields<'_> {
    /// The wanted members of a member; `None` when it is not wanted.
    pub(super) fn within(self, name: &str) -> Option<Self> {
        match self {
            Self::All => Some(Self::All),
            Self::Only(members) => members.below.get(name).map(|member| {
                if member.whole {
                    Self::All
                } else {
                    Self::Only(member)
                }
            }),
        }
    }

    /// True when the member is wanted, or some of what is below it.
    pub(super) fn has(self, name: &str) -> bool {
        self.within(name).is_some()
    }
}

/// An object that is being written.
#[derive(Debug)]
pub(super) struct Object<'o, 'f> {
    out: &'o mut Vec<u8>,
    fields: Fields<'f>,
    first: bool,
}

impl<'o, 'f> Object<'o, 'f> {
    /// Begins an object with these members.
    pub(super) fn begin(out: &'o mut Vec<u8>, fields: Fields<'f>) -> Self {
        out.push(b'{');
        Self {
            out,
            fields,
            first: true,
        }
    }

    /// Writes the closing brace.
    pub(super) fn end(self) {
        self.out.push(b'}');
    }

    /// Writes a last member by `write`, wanted or not, and ends the object.
    ///
    /// # Errors
    ///
    /// The error of `write`.
    pub(super) fn end_with(
        mut self,
        name: &str,
        write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
    ) -> serde_json::Result<()> {
        self.name(name);
        write(&mut *self.out)?;
        self.end();
        Ok(())
    }

    /// True when a member of this name is written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.has(name)
    }

    fn name(&mut self, name: &str) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Writes a member, whose name needs no escapes.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form.
    pub(super) fn value<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> serde_json::Result<()> {
        if self.has(name) {
            self.name(name);
            serde_json::to_writer(&mut *self.out, value)?;
        }
        Ok(())
    }

    /// Writes a member whose value is JSON already.
    pub(super) fn json(&mut self, name: &str, value: &str) {
        if self.has(name) {
            self.name(name);
            self.out.extend_from_slice(value.as_bytes());
        }
    }

    /// Writes a member by `write`, if it is wanted.
    ///
    /// # Errors
    ///
    /// The error of `write`.
    pub(super) fn with(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>,
    ) -> serde_json::Result<()> {
        if self.has(name) {
            self.name(name);
            write(&mut *self.out)?;
        }
        Ok(())
    }

    /// Writes an object as a member, with those of its members that are wanted.
    ///
    /// # Errors
    ///
    /// The error of `write`.
    pub(super) fn object(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Object<'_, 'f>) -> serde_json::Result<()>,
    ) -> serde_json::Result<()> {
        if let Some(fields) = self.fields.within(name) {
            self.name(name);
            let mut object = Object::begin(&mut *self.out, fields);
            write(&mut object)?;
            object.end();
        }
        Ok(())
    }

    /// Writes members that were written before and kept with [`Self::since`].
    pub(super) fn rendered(&mut self, members: &str) {
        if members.is_empty() {
            return;
        }
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        self.out.extend_from_slice(members.as_bytes());
    }

    /// Number of bytes written so far.
    pub(super) fn position(&self) -> usize {
        self.out.len()
    }

    /// The text written since a position.
    pub(super) fn since(&self, position: usize) -> Option<&str> {
        std::str::from_utf8(self.out.get(position..)?).ok()
    }
}

/// Writes a list, each item by `write`.
///
/// # Errors
///
/// The error of `write`.
pub(super) fn list<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    out.push(b'[');
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write(out, item)?;
    }
    out.push(b']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn written(fields: Fields<'_>) -> Value {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out, fields);
        object.value("title", "Fonderie « à cœur »").unwrap();
        object
            .object("location", |place| {
                place.value("city", "Vénissieux")?;
                place.value("name", "Usine")
            })
            .unwrap();
        object
            .with("timings", |out| {
                list(out, [1, 2], |out, number| {
                    serde_json::to_writer(out, &number)
                })
            })
            .unwrap();
        object.end();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn everything_is_written_unless_members_are_named() {
        assert_eq!(
            written(Fields::All),
            json!({ "title": "Fonderie « à cœur »", "location": { "city": "Vénissieux", "name": "Usine" }, "timings": [1, 2] })
        );
        let some = Members::at(&["location.city", "timings"]);
        assert_eq!(
            written(Fields::Only(&some)),
            json!({ "location": { "city": "Vénissieux" }, "timings": [1, 2] })
        );
        let whole = Members::at(&["location", "location.city"]);
        assert_eq!(
            written(Fields::Only(&whole)),
            json!({ "location": { "city": "Vénissieux", "name": "Usine" } })
        );
        assert_eq!(written(Fields::Only(&Members::at(&["nothing"]))), json!({}));
    }

    #[test]
    fn rendered_members_are_written_again() {
        let mut out = Vec::new();
        let mut object = Object::begin(&mut out, Fields::All);
        let start = object.position();
        object.value("uid", &1).unwrap();
        object.value("slug", "a").unwrap();
        let members = object.since(start).unwrap().to_owned();
        object.end();
        assert_eq!(members, r#""uid":1,"slug":"a""#);

        let mut again = Vec::new();
        let mut object = Object::begin(&mut again, Fields::All);
        object.rendered(&members);
        object.value("more", &true).unwrap();
        object.end();
        assert_eq!(again, br#"{"uid":1,"slug":"a","more":true}"#);
    }
}
