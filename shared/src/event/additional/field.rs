use crate::edition::{AnswerPointer, Edition, FieldKey};
use crate::event::{Field, Step};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::borrow::Cow;

/// A field of the form of an edition, by its JSON pointer: one that every edition has, or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FormField {
    /// A field of every edition.
    Standard(Field),
    /// An additional field of the edition, by the JSON pointer to its answer.
    Additional(AnswerPointer),
}

impl FormField {
    /// The field of the form that holds the answer under this key.
    pub const fn of_key(key: FieldKey) -> Self {
        Self::Additional(AnswerPointer(key))
    }

    /// The fields of the form of an edition: those of every edition, then its own, each in their order.
    pub fn all(edition: &Edition) -> impl Iterator<Item = Self> {
        let standard = Field::ALL.iter().copied().map(Self::Standard);
        let own = edition.additional.iter();
        standard.chain(own.map(|field| Self::of_key(field.key)))
    }

    /// The field that contains the value at a pointer: `/occurrences` for `/occurrences/3/end`.
    pub fn containing(pointer: &str) -> Option<Self> {
        FieldKey::containing(pointer)
            .map(Self::of_key)
            .or_else(|| Field::containing(pointer).map(Self::Standard))
    }

    /// The field with exactly this pointer.
    pub fn at(pointer: &str) -> Option<Self> {
        Self::containing(pointer).filter(|field| field.pointer() == pointer)
    }

    /// JSON pointer into the form.
    pub fn pointer(self) -> Cow<'static, str> {
        match self {
            Self::Standard(field) => Cow::Borrowed(field.pointer()),
            Self::Additional(AnswerPointer(key)) => Cow::Owned(key.pointer()),
        }
    }

    /// Key under which an edition asks for the field; `None` for a field of every edition.
    pub const fn key(self) -> Option<FieldKey> {
        match self {
            Self::Standard(_) => None,
            Self::Additional(AnswerPointer(key)) => Some(key),
        }
    }

    /// Step of the form that contains the field.
    pub fn step(self, edition: &Edition) -> Step {
        edition.step_of(&self.pointer())
    }
}

/// Written manually: the error names what is no field.
impl<'de> Deserialize<'de> for FormField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pointer = String::deserialize(deserializer)?;
        Self::at(&pointer).ok_or_else(|| {
            de::Error::custom(format_args!("`{pointer}` is not a field of the form"))
        })
    }
}

impl From<Field> for FormField {
    fn from(field: Field) -> Self {
        Self::Standard(field)
    }
}

impl From<FormField> for String {
    fn from(field: FormField) -> Self {
        field.pointer().into_owned()
    }
}
