//! The public reads as tools of assistants: a read-only server of the Model Context Protocol at [`MCP`](crate::addresses::MCP), if
//! configured.
//!
//! Each tool is made of an operation of the OpenAPI document ([`tool`]). A call is turned into a request to that operation, inside the
//! middleware that counts requests and outside the one that authorises them ([`answer`](answer::answer)): the handler, its bounds and its
//! refusals are those of the API. Nothing is remembered between requests.

mod answer;
mod message;
mod offer;
mod protocol;
mod revision;
#[cfg(test)]
mod tests;
mod tool;

pub(crate) use answer::answer;
pub(crate) use offer::Mcp;
