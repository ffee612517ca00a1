//! Authentication of requests by access token or API key.

use super::verify::{ApiKeys, Known};
use crate::accounts::identify::AccessTokens;
use crate::accounts::queries;
use actix_web::HttpRequest;
use actix_web::web::Data;
use futures_util::future::LocalBoxFuture;
use gazetteer::Gazetteer;
use ground::error::Error;
use http::Services;
use http::auth::{Identify, Identity, KEY_MARK};
use shared::account::{Account, Grant, Role};
use shared::partner::KeyScope;
use shared::place::Territory;
use shared::problem::Code;
use std::sync::Arc;

/// Resolves bearer tokens: those of sessions, and API keys.
pub(crate) struct Bearers {
    services: Data<Services>,
    tokens: AccessTokens,
    keys: Data<ApiKeys>,
}

impl Bearers {
    pub(crate) fn new(services: Data<Services>, tokens: AccessTokens, keys: Data<ApiKeys>) -> Self {
        Self {
            services,
            tokens,
            keys,
        }
    }

    /// The person for whom a key acts, as stored now.
    async fn person(&self, known: &Known) -> Result<Account, Error> {
        let id = known.account;
        let account = self
            .services
            .db
            .read(move |conn| queries::find(conn, id))
            .await?
            .ok_or_else(|| Error::rejected(Code::InvalidToken))?;
        Ok(Account {
            grants: grants(&account, known),
            ..account
        })
    }
}

impl Identify for Bearers {
    fn identify<'a>(
        &'a self,
        token: &'a str,
        request: &'a HttpRequest,
    ) -> LocalBoxFuture<'a, Result<Identity, Error>> {
        if !token.starts_with(KEY_MARK) {
            return self.tokens.identify(token, request);
        }
        Box::pin(async move {
            let known = self.keys.verify(token, request).await?;
            Ok(Identity {
                account: self.person(&known).await?,
                session: known.id.0,
                key: Some(Arc::clone(&known.bounds)),
            })
        })
    }
}

/// Roles that a key has of those of its person: with the scope `review` those of a reviewer, within its territory.
fn grants(account: &Account, known: &Known) -> Vec<Grant> {
    if !known.bounds.scopes.contains(&KeyScope::Review) {
        return Vec::new();
    }
    let reviewer = |grant: &&Grant| matches!(grant.role, Role::Referent | Role::Coordinator);
    let own = account.grants.iter().filter(reviewer);
    let Some(bound) = &known.bounds.territory else {
        return own.cloned().collect();
    };
    own.filter_map(|grant| {
        Some(Grant {
            // A coordinator within a territory may do there what its referents may.
            role: Role::Referent,
            territory: common(&grant.territory, bound)?,
        })
    })
    .collect()
}

/// The part that two territories have in common.
fn common(one: &Territory, other: &Territory) -> Option<Territory> {
    if within(one, other) {
        Some(one.clone())
    } else if within(other, one) {
        Some(other.clone())
    } else {
        None
    }
}

/// True when one territory is a part of the other, or the same.
fn within(part: &Territory, whole: &Territory) -> bool {
    match part {
        Territory::National => *whole == Territory::National,
        Territory::Region(code) => whole.covers(None, Some(code)),
        Territory::Department(code) => {
            let department = Gazetteer::embedded().department(code);
            whole.covers(Some(code), department.map(|it| &it.region))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("national", "region:84", Some("region:84"))]
    #[case("region:84", "national", Some("region:84"))]
    #[case("region:84", "department:69", Some("department:69"))]
    #[case("department:69", "region:84", Some("department:69"))]
    #[case("department:69", "department:69", Some("department:69"))]
    #[case("department:69", "department:75", None)]
    #[case("region:11", "department:69", None)]
    fn two_territories_have_a_part_in_common(
        #[case] one: &str,
        #[case] other: &str,
        #[case] part: Option<&str>,
    ) {
        let of = |text| Territory::parse(text).unwrap();

        let found = common(&of(one), &of(other)).map(|it| it.to_string());

        assert_eq!(found.as_deref(), part);
    }
}
