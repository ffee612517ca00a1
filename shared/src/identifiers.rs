//! Enums whose values are identifiers in JSON, in the database and in URLs.

/// Declares an enum with a `snake_case` identifier for each variant, the list `ALL`, and conversions in both
/// directions.
///
/// `$id` is a `tt`, not a `literal`: utoipa cannot read a `literal` behind the invisible delimiters that macro
/// expansion adds.
macro_rules! string_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $id:tt,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $( $(#[$vdoc])* #[serde(rename = $id)] $variant, )* }

        impl $name {
            /// All values, in declaration order.
            pub const ALL: &[Self] = &[ $( Self::$variant, )* ];

            /// The identifier in JSON and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $id, )* }
            }

            /// Parses an identifier; `None` when it is unknown.
            pub fn parse(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == id)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use string_enum;

/// Defines the identifier of a stored file, the SHA-256 of its content, with its error.
macro_rules! digest_id {
    ($(#[$doc:meta])* $name:ident, $error:ident, $wrong:literal) => {
        #[doc = concat!("Error of [`", stringify!($name), "::parse`]: not 64 lower-case hexadecimal digits.")]
        #[derive(Debug, Clone, PartialEq, Eq, ::thiserror::Error)]
        #[error($wrong)]
        pub struct $error;

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(
            feature = "openapi",
            derive(utoipa::ToSchema),
            schema(
                value_type = String,
                pattern = "^[0-9a-f]{64}$",
                example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
            )
        )]
        pub struct $name(String);

        impl $name {
            /// Parses an identifier; upper case and spaces are rejected.
            ///
            /// # Errors
            ///
            /// When the text is ill-formed. Whether the file exists is not checked.
            pub fn parse(text: &str) -> Result<Self, $error> {
                let valid =
                    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                if valid { Ok(Self(text.to_owned())) } else { Err($error) }
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use digest_id;
