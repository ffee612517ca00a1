use super::tool::{self, Tool};
use crate::openapi::Document;
use actix_web::web::Data;
use std::sync::OnceLock;

/// Tools that assistants are offered; registered as `Data<Mcp>`.
pub(crate) struct Mcp {
    pub(super) document: Data<Document>,
    tools: OnceLock<Vec<Tool>>,
}

impl Mcp {
    /// Makes the tools of this document when they are first asked for.
    pub(crate) fn new(document: Data<Document>) -> Self {
        Self {
            document,
            tools: OnceLock::new(),
        }
    }

    /// The tools, in an order that stays.
    pub(super) fn tools(&self) -> &[Tool] {
        self.tools.get_or_init(|| tool::all(&self.document))
    }
}
