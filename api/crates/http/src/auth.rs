//! Authentication and authorisation.
//!
//! [`authorise`] runs before every handler and checks the caller against the policy table, so that no handler can
//! forget to, and validation errors reveal nothing about an operation that the caller may not use: 401 without a
//! session, 403 with the wrong role. A handler then extracts [`Actor`] where a user must be signed in, or
//! [`Caller`] where that is optional. The handler itself checks the scope with [`Actor::owns`] and
//! [`Actor::reaches`], and returns 404 outside it.
//!
//! An implementation of [`Identify`] resolves a bearer token to an account.

use super::routes::Routes;
use crate::error::ApiError;
use crate::query;
use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{
    Error as ActixError, FromRequest, HttpMessage as _, HttpRequest, ResponseError as _, web,
};
use anyhow::Context as _;
use futures_util::future::LocalBoxFuture;
use ground::error::Error;
use shared::account::{Access, Account, Operation, Role, Scope};
use shared::id::AccountId;
use shared::place::{DepartmentCode, RegionCode};
use shared::problem::Code;
use std::fmt;
use uuid::Uuid;

/// A signed-in user who holds one of the roles that the operation requires.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account, with its roles.
    pub account: Account,
    /// Identifier of the session, UUID.
    pub session: Uuid,
    /// The operation that was requested.
    pub operation: Operation,
}

/// The signed-in user, or `None` for an anonymous caller.
#[derive(Debug, Clone)]
pub struct Caller(pub Option<Actor>);

impl Actor {
    /// True when this user is `owner`, and the policy allows the operation to owners.
    pub fn owns(&self, owner: AccountId) -> bool {
        self.account.id == owner && self.scope_of(Role::Organiser).is_some()
    }

    /// The role with the widest scope that allows the operation at a place; ownership is not considered.
    pub fn reaches(
        &self,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> Option<Role> {
        [Role::Coordinator, Role::Administrator, Role::Referent]
            .into_iter()
            .find(|role| match self.scope_of(*role) {
                Some(Scope::Any) => self.account.has(*role),
                Some(Scope::Territory) => self.account.has_for(*role, department, region),
                Some(Scope::Own) | None => false,
            })
    }

    fn scope_of(&self, role: Role) -> Option<Scope> {
        self.operation.access().scope(role)
    }

    fn allowed(&self) -> bool {
        match self.operation.access() {
            Access::Anyone | Access::Cookie | Access::SignedIn => true,
            Access::Roles(rules) => rules.iter().any(|rule| self.account.has(rule.role)),
        }
    }
}

/// The account and session of a credential.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The account, with its roles.
    pub account: Account,
    /// Identifier of the session that the credential belongs to.
    pub session: Uuid,
}

/// Resolves a bearer token to an account.
pub trait Identify: Send + Sync {
    /// The account and session of `token`.
    ///
    /// # Errors
    ///
    /// `invalid_token` or `session_ended`; or when the database fails.
    fn identify<'a>(&'a self, token: &'a str) -> LocalBoxFuture<'a, Result<Identity, Error>>;
}

/// Access control of requests: maps each one to its operation and checks the caller; registered as `Data<Gate>`.
pub struct Gate {
    /// The operations by path and method.
    pub routes: Routes,
    opened: Vec<Operation>,
    identify: Box<dyn Identify>,
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate")
            .field("routes", &self.routes)
            .field("opened", &self.opened)
            .finish_non_exhaustive()
    }
}

impl Gate {
    /// Creates the access control from the policy table; `opened` lists the operations that the configuration makes
    /// public although the table restricts them.
    pub fn new(routes: Routes, opened: Vec<Operation>, identify: Box<dyn Identify>) -> Self {
        Self {
            routes,
            opened,
            identify,
        }
    }

    /// True when the configuration makes an operation public although the policy table restricts it.
    pub fn opens(&self, operation: Operation) -> bool {
        self.opened.contains(&operation)
    }

    fn is_open(&self, operation: Operation) -> bool {
        operation.access().is_public() || self.opens(operation)
    }

    async fn identify(&self, request: &HttpRequest) -> Result<Option<Actor>, Error> {
        let operation = self.routes.operation(request).with_context(|| {
            format!(
                "{:?} is not in the OpenAPI document",
                request.match_pattern()
            )
        })?;
        let open = self.is_open(operation);
        let Some(token) = bearer(request)? else {
            return if open {
                Ok(None)
            } else {
                Err(Error::rejected(Code::Unauthenticated))
            };
        };
        let Identity { account, session } = self.identify.identify(token).await?;
        let actor = Actor {
            account,
            session,
            operation,
        };
        if open || actor.allowed() {
            Ok(Some(actor))
        } else {
            Err(Error::rejected(Code::Forbidden))
        }
    }
}

/// Middleware that rejects a request to a restricted operation unless its caller may use it, and then a query to an operation
/// that takes none, so that no handler has to.
///
/// # Errors
///
/// The error of the next service.
pub async fn authorise(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let gate = request.app_data::<web::Data<Gate>>().cloned();
    let restricted = gate.as_ref().filter(|gate| {
        gate.routes
            .operation(request.request())
            .is_some_and(|operation| !gate.is_open(operation))
    });
    if let Some(gate) = restricted {
        match gate.identify(request.request()).await {
            Ok(actor) => {
                if let Some(actor) = actor {
                    request.extensions_mut().insert(actor);
                }
            }
            Err(error) => {
                return Ok(request.into_response(ApiError(error).error_response()));
            }
        }
    }
    if gate.is_some_and(|gate| gate.routes.takes_no_query(request.request()))
        && let Err(error) = query::parse::<query::Nothing>(request.query_string())
    {
        return Ok(request.into_response(ApiError(error).error_response()));
    }
    next.call(request).await
}

impl FromRequest for Actor {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = actor_of(req);
        Box::pin(async move {
            caller
                .await?
                .ok_or_else(|| Error::rejected(Code::Unauthenticated).into())
        })
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = actor_of(req);
        Box::pin(async move { Ok(Self(caller.await?)) })
    }
}

/// The actor that [`authorise`] identified; on a public operation it has not done so, and the token is checked here.
fn actor_of(request: &HttpRequest) -> impl Future<Output = Result<Option<Actor>, Error>> + use<> {
    let identified = request.extensions().get::<Actor>().cloned();
    let request = request.clone();
    async move {
        if let Some(actor) = identified {
            return Ok(Some(actor));
        }
        let gate = request
            .app_data::<web::Data<Gate>>()
            .context("the gate is not part of the app")?;
        gate.identify(&request).await
    }
}

fn bearer(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| Some(token.trim()))
        .ok_or_else(|| {
            Error::rejected(Code::InvalidToken).because("Authorization must be `Bearer <token>`")
        })
}
