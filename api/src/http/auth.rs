//! Who asks, and whether the policy lets them.
//!
//! [`authorise`] stands before every handler and holds the caller against the policy table, so that no handler can forget
//! it, and nobody learns from a fault of the body what they may not call: nobody where somebody is needed is 401, the wrong
//! role is 403. A handler then takes [`Actor`] when somebody must be signed in, [`Caller`] when it may be nobody. What
//! lies within a scope is for the handler to ask, with [`Actor::owns`] and [`Actor::reaches`]; outside it the answer is 404.
//!
//! The one place of this room that knows a feature: the account behind a token is `accounts`' to find.

use crate::accounts::queries;
use crate::app::State;
use crate::error::ApiError;
use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, ResponseError as _, web};
use anyhow::Context as _;
use futures_util::future::LocalBoxFuture;
use shared::account::{Access, Account, Operation, Role, Scope};
use shared::id::AccountId;
use shared::place::{DepartmentCode, RegionCode};
use shared::problem::Code;
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

/// Lets a request pass to a closed operation only with somebody who may call it.
///
/// # Errors
///
/// What lies behind answers.
pub(crate) async fn authorise(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let closed = request.app_data::<web::Data<State>>().is_some_and(|state| {
        state
            .routes
            .operation(request.request())
            .is_some_and(|operation| !is_open(state, operation))
    });
    if closed {
        match identify(request.request()).await {
            Ok(actor) => {
                if let Some(actor) = actor {
                    request.extensions_mut().insert(actor);
                }
            }
            Err(refusal) => return Ok(request.into_response(refusal.error_response())),
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
                .ok_or_else(|| ApiError::rejected(Code::Unauthenticated))
        })
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = known(req);
        Box::pin(async move { caller.await.map(Self) })
    }
}

/// Who was let pass; on an open operation nobody was asked yet.
fn known(request: &HttpRequest) -> impl Future<Output = Result<Option<Actor>, ApiError>> + use<> {
    let passed = request.extensions().get::<Actor>().cloned();
    let request = request.clone();
    async move {
        match passed {
            Some(actor) => Ok(Some(actor)),
            None => identify(&request).await,
        }
    }
}

fn is_open(state: &State, operation: Operation) -> bool {
    operation.access().is_public() || state.config.opens(operation)
}

async fn identify(request: &HttpRequest) -> Result<Option<Actor>, ApiError> {
    let state = request
        .app_data::<web::Data<State>>()
        .context("the state is not part of the app")?;
    let operation = state
        .routes
        .operation(request)
        .with_context(|| format!("{:?} is not in the document", request.match_pattern()))?;
    let open = is_open(state, operation);
    let Some(token) = bearer(request)? else {
        return if open {
            Ok(None)
        } else {
            Err(ApiError::rejected(Code::Unauthenticated))
        };
    };
    let now = state.clock.now();
    let claims = state.keys.read(token, now)?;
    let (id, session) = (claims.sub, claims.sid);
    let account = state
        .db
        .read(move |conn| queries::signed_in(conn, id, session, now))
        .await?
        .ok_or_else(|| ApiError::rejected(Code::SessionEnded))?;
    let actor = Actor {
        account,
        session,
        operation,
    };
    if open || actor.allowed() {
        Ok(Some(actor))
    } else {
        Err(ApiError::rejected(Code::Forbidden))
    }
}

fn bearer(request: &HttpRequest) -> Result<Option<&str>, ApiError> {
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
            ApiError::rejected(Code::InvalidToken).because("Authorization must be `Bearer <token>`")
        })
}
