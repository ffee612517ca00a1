//! Which operation a request is: from its method and the pattern that matched, as the OpenAPI document has them.
//!
//! The document is made by the same calls that register the handlers, so the two cannot differ.

use actix_web::HttpRequest;
use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use shared::account::Operation;
use std::collections::HashMap;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

/// Operations by method and path pattern.
pub struct Routes {
    by_path: Vec<Route>,
    index: HashMap<String, usize>,
}

struct Route {
    pattern: ResourceDef,
    operations: Vec<(Method, Operation)>,
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.index.keys()).finish()
    }
}

/// The operations of one path, as the document lists them.
pub fn operations(
    item: &PathItem,
) -> impl Iterator<Item = (Method, &utoipa::openapi::path::Operation)> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
}

impl Routes {
    /// The routes of a document.
    ///
    /// # Errors
    ///
    /// When an operation of the document has no row in the policy table: the server would not know who may call it.
    pub fn of(document: &OpenApi) -> anyhow::Result<Self> {
        let mut by_path = Vec::new();
        let mut index = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = operations(item)
                .map(|(method, described)| {
                    let id = described.operation_id.as_deref().unwrap_or_default();
                    Operation::ALL
                        .iter()
                        .find(|operation| operation.id() == id)
                        .map(|operation| (method, *operation))
                        .ok_or_else(|| {
                            anyhow::anyhow!(
                                "operation `{id}` of {path} has no row in the policy table"
                            )
                        })
                })
                .collect::<anyhow::Result<Vec<_>>>()?;
            index.insert(path.clone(), by_path.len());
            by_path.push(Route {
                pattern: ResourceDef::new(path.as_str()),
                operations,
            });
        }
        Ok(Self { by_path, index })
    }

    /// The operation that the request was routed to.
    pub fn operation(&self, request: &HttpRequest) -> Option<Operation> {
        let route = self
            .by_path
            .get(*self.index.get(&request.match_pattern()?)?)?;
        Self::pick(route, request.method())
    }

    /// The methods that the path knows, and the operation of `method` if there is one; for requests that matched none.
    pub fn at(&self, path: &str, method: &Method) -> Option<(Vec<Method>, Option<Operation>)> {
        let route = self
            .by_path
            .iter()
            .find(|route| route.pattern.is_match(path))?;
        let methods = route
            .operations
            .iter()
            .map(|(method, _)| method.clone())
            .collect();
        Some((methods, Self::pick(route, method)))
    }

    fn pick(route: &Route, method: &Method) -> Option<Operation> {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        route
            .operations
            .iter()
            .find(|(known, _)| known == method)
            .map(|(_, operation)| *operation)
    }
}
