//! Authentication and authorisation.
//!
//! [`authorise`] runs before every handler and checks the caller against the policy table, so that no handler can
//! forget to, and validation errors reveal nothing about an operation that the caller may not use: 401 without a
//! session, 403 with the wrong role. A handler then extracts [`Actor`] where a user must be signed in, or
//! [`Caller`] where that is optional. The handler itself checks the scope with [`Actor::owns`] and
//! [`Actor::reaches`], and returns 404 outside it.
//!
//! An implementation of [`Identify`] resolves a bearer token to an account. An API key is one too ([`KEY_MARK`]): it reaches the
//! operations of its scopes, and of event submissions those within its bounds ([`Actor::admits`]).

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
use shared::partner::{KeyKind, KeyScope};
use shared::place::{DepartmentCode, RegionCode, Territory};
use shared::problem::Code;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

/// Beginning of every API key, and of every token that stands for one, by which programs that search for leaked secrets recognise one.
pub const KEY_MARK: &str = "sdi_";
/// Header in which clients of OpenAgenda send a token, in place of `Authorization`.
pub const ACCESS_TOKEN: &str = "access-token";

/// Limits of the API key of a request: scopes, editions and territories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBounds {
    pub kind: KeyKind,
    pub scopes: Vec<KeyScope>,
    /// Slugs of the only editions that it reaches; every edition when empty.
    pub editions: Vec<String>,
    /// The only territory that it reaches.
    pub territory: Option<Territory>,
}

/// A signed-in user who holds one of the roles that the operation requires.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account, with its roles.
    pub account: Account,
    /// Identifier of the session, UUID.
    pub session: Uuid,
    /// The operation that was requested.
    pub operation: Operation,
    /// Bounds of the API key with which the user calls; `None` for a session.
    pub key: Option<Arc<KeyBounds>>,
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

    /// True when the caller's API key, if there is one, reaches event submissions of an edition at a place. One without a place is within
    /// every territory.
    pub fn admits(
        &self,
        edition: &str,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> bool {
        let Some(key) = &self.key else { return true };
        let in_territory = key.territory.as_ref().is_none_or(|territory| {
            (department.is_none() && region.is_none()) || territory.covers(department, region)
        });
        in_territory && (key.editions.is_empty() || key.editions.iter().any(|it| it == edition))
    }

    /// Checks that a list shows nothing beyond the caller's API key: a key for certain editions lists one of them at a time.
    ///
    /// # Errors
    ///
    /// `key_limited`
    pub fn check_list(&self, edition: Option<&str>) -> Result<(), Error> {
        let Some(key) = &self.key else { return Ok(()) };
        let listed = |edition: &str| key.editions.iter().any(|it| it == edition);
        if key.editions.is_empty() || edition.is_some_and(listed) {
            return Ok(());
        }
        Err(Error::rejected(Code::KeyLimited)
            .because("name one of the editions of the key in `edition`"))
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
    /// Identifier of the session that the credential belongs to; that of the key for an API key.
    pub session: Uuid,
    /// Limits of the API key that was used; `None` for a person's session.
    pub key: Option<Arc<KeyBounds>>,
}

/// Resolves a bearer token to an account.
pub trait Identify: Send + Sync {
    /// The account and session of `token`, which came with `request`.
    ///
    /// # Errors
    ///
    /// `invalid_token`, `session_ended` or `key_limited`; or when the database fails.
    fn identify<'a>(
        &'a self,
        token: &'a str,
        request: &'a HttpRequest,
    ) -> LocalBoxFuture<'a, Result<Identity, Error>>;
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
        self.identify_for(operation, request).await
    }

    /// The caller of a request that means another operation than the one that it was routed to, which is public.
    ///
    /// # Errors
    ///
    /// As for a request to that operation: `unauthenticated`, `invalid_token`, `key_limited`, `forbidden`.
    pub async fn actor_for(
        &self,
        operation: Operation,
        request: &HttpRequest,
    ) -> Result<Actor, Error> {
        let actor = self.identify_for(operation, request).await?;
        actor.ok_or_else(|| Error::rejected(Code::Unauthenticated))
    }

    async fn identify_for(
        &self,
        operation: Operation,
        request: &HttpRequest,
    ) -> Result<Option<Actor>, Error> {
        let open = self.is_open(operation);
        let Some(token) = bearer(request)? else {
            return if open {
                Ok(None)
            } else {
                Err(Error::rejected(Code::Unauthenticated))
            };
        };
        if token.starts_with(KEY_MARK) {
            if operation.access().is_public() {
                // Whoever may call it does so as anybody; the key was checked before.
                return Ok(None);
            }
            if operation.key_scope().is_none() {
                return Err(Error::rejected(Code::KeyLimited).because("not an operation for keys"));
            }
        }
        let Identity {
            account,
            session,
            key,
        } = self.identify.identify(token, request).await?;
        if let Some(key) = &key {
            check_scope(key, operation)?;
        }
        let actor = Actor {
            account,
            session,
            operation,
            key,
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

/// Checks that a key may be used for an operation of people with a role.
fn check_scope(key: &KeyBounds, operation: Operation) -> Result<(), Error> {
    let limited = |detail: String| Err(Error::rejected(Code::KeyLimited).because(detail));
    if key.kind == KeyKind::Publishable {
        return limited("a publishable key is for public reads".to_owned());
    }
    match operation.key_scope() {
        Some(scope) if key.scopes.contains(&scope) => Ok(()),
        Some(scope) => limited(format!("needs the scope `{scope}`")),
        None => limited("not an operation for keys".to_owned()),
    }
}

/// The bearer token of a request, if it has one: in `Authorization`, or else in [`ACCESS_TOKEN`].
///
/// # Errors
///
/// `invalid_token` when `Authorization` is something else.
pub fn bearer(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        let token = request.headers().get(ACCESS_TOKEN);
        let token = token.and_then(|token| token.to_str().ok()).map(str::trim);
        return Ok(token.filter(|token| !token.is_empty()));
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
