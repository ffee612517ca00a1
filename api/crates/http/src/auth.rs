//! Who asks, and whether the policy lets them.
//!
//! [`authorise`] stands before every handler and holds the caller against the policy table, so that no handler can forget
//! it, and nobody learns from a fault of the body what they may not call: nobody where somebody is needed is 401, the wrong
//! role is 403. A handler then takes [`Actor`] when somebody must be signed in, [`Caller`] when it may be nobody. What
//! lies within a scope is for the handler to ask, with [`Actor::owns`] and [`Actor::reaches`]; outside it the answer is 404.
//!
//! Who is behind a bearer token is for an implementation of [`Identify`] to find.

use super::routes::Routes;
use crate::error::ApiError;
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

/// Somebody who is signed in and holds a role that the operation asks for.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Who.
    pub account: Account,
    /// In which session.
    pub session: Uuid,
    /// Doing what.
    pub operation: Operation,
}

/// Somebody, or nobody.
#[derive(Debug, Clone)]
pub struct Caller(pub Option<Actor>);

impl Actor {
    /// Whether the operation reaches what `owner` owns, through this person owning it.
    pub fn owns(&self, owner: AccountId) -> bool {
        self.account.id == owner && self.scope_of(Role::Organiser).is_some()
    }

    /// The role through which the operation reaches a place, the widest first; ownership not counted.
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

/// Somebody behind a credential.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The account, with its roles.
    pub account: Account,
    /// The session that the credential belongs to.
    pub session: Uuid,
}

/// Finds who is behind a bearer token.
pub trait Identify: Send + Sync {
    /// Answers who holds `token`.
    ///
    /// # Errors
    ///
    /// `invalid_token` or `session_ended`; or when the database fails.
    fn identify<'a>(&'a self, token: &'a str) -> LocalBoxFuture<'a, Result<Identity, Error>>;
}

/// Which operation a request is, and who may call it: `Data<Gate>` of the application.
pub struct Gate {
    /// The operations by address and method.
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
    /// A gate that holds callers against the policy table; `opened` are the operations that the configuration opens to
    /// anybody although the table closes them.
    pub fn new(routes: Routes, opened: Vec<Operation>, identify: Box<dyn Identify>) -> Self {
        Self {
            routes,
            opened,
            identify,
        }
    }

    /// True when the configuration opens an operation to anybody that the policy table closes.
    pub fn opens(&self, operation: Operation) -> bool {
        self.opened.contains(&operation)
    }

    fn is_open(&self, operation: Operation) -> bool {
        operation.access().is_public() || self.opens(operation)
    }

    async fn identify(&self, request: &HttpRequest) -> Result<Option<Actor>, Error> {
        let operation = self
            .routes
            .operation(request)
            .with_context(|| format!("{:?} is not in the document", request.match_pattern()))?;
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

/// Lets a request pass to a closed operation only with somebody who may call it.
///
/// # Errors
///
/// Whatever the service behind it fails with.
pub async fn authorise(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let gate = request.app_data::<web::Data<Gate>>().cloned();
    let closed = gate.filter(|gate| {
        gate.routes
            .operation(request.request())
            .is_some_and(|operation| !gate.is_open(operation))
    });
    if let Some(gate) = closed {
        match gate.identify(request.request()).await {
            Ok(actor) => {
                if let Some(actor) = actor {
                    request.extensions_mut().insert(actor);
                }
            }
            Err(refusal) => {
                return Ok(request.into_response(ApiError(refusal).error_response()));
            }
        }
    }
    next.call(request).await
}

impl FromRequest for Actor {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = known(req);
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
        let caller = known(req);
        Box::pin(async move { Ok(Self(caller.await?)) })
    }
}

/// Who was let pass; on an open operation nobody was asked yet.
fn known(request: &HttpRequest) -> impl Future<Output = Result<Option<Actor>, Error>> + use<> {
    let passed = request.extensions().get::<Actor>().cloned();
    let request = request.clone();
    async move {
        match passed {
            Some(actor) => Ok(Some(actor)),
            None => {
                let gate = request
                    .app_data::<web::Data<Gate>>()
                    .context("the gate is not part of the app")?;
                gate.identify(&request).await
            }
        }
    }
}

fn bearer(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let Some(given) = request.headers().get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    given
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| Some(token.trim()))
        .ok_or_else(|| {
            Error::rejected(Code::InvalidToken).because("Authorization must be `Bearer <token>`")
        })
}
