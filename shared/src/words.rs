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
