use super::super::refusal::{Fault, Kind, Refusal};
use super::pointers::refused;
use ground::error::Error;
use shared::event::{ExternalId, ExternalKey, Source};
use shared::problem::Code;

/// An event or a location that a request is about.
#[derive(Debug, Clone)]
pub(in super::super) enum Target {
    /// One to be created.
    New,
    /// The one with this number.
    Uid(String),
    /// The one of the caller with this identifier in another system.
    External(ExternalId),
}

impl Target {
    /// The one with an identifier in another system, as a path has it.
    ///
    /// # Errors
    ///
    /// When it cannot be one.
    pub(in super::super) fn external(source: &str, value: &str) -> Result<Self, Refusal> {
        let wrong = |field: &str, why: &dyn std::fmt::Display| {
            Refusal::invalid(Fault::new(
                field,
                Code::InvalidFormat.as_str(),
                why.to_string(),
            ))
        };
        Ok(Self::External(ExternalId {
            source: Source::parse(source).map_err(|why| wrong("key", &why))?,
            key: ExternalKey::parse(value).map_err(|why| wrong("value", &why))?,
        }))
    }

    /// The error when there is no such event or location, in place of one that does not name it.
    pub(super) fn refusal(&self, kind: Kind, error: Error) -> Refusal {
        match self {
            Self::Uid(uid) if error.code() == Code::NotFound => Refusal::unknown(kind, uid),
            Self::External(id) if error.code() == Code::NotFound => Refusal::Unknown {
                kind,
                by: "key",
                asked: id.key.as_str().to_owned(),
            },
            Self::New | Self::Uid(_) | Self::External(_) => refused(error),
        }
    }
}
