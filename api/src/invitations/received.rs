//! The open invitations to the caller's address.

use super::Kind;
use crate::accounts::people::email_key;
use ground::mail;
use http::{Actor, ApiError, Services};

/// Maximum number of invitations in a response.
const MOST: i64 = 50;

/// The open invitations of one kind to the verified address of the caller, each with the secret that answers it.
///
/// # Errors
///
/// When the database fails.
pub(crate) async fn received<K: Kind>(
    services: &Services,
    actor: Actor,
) -> Result<Vec<(K::Offer, String)>, ApiError> {
    let (now, secrets) = (services.clock.now(), services.secrets.clone());
    let items = services
        .db
        .read(move |conn| {
            if !actor.account.verified {
                return Ok(Vec::new());
            }
            let key = email_key(&actor.account.email);
            let mut items = Vec::new();
            for row in K::open_to(conn, &key, now, MOST)? {
                let token = mail::secret(&secrets, row.mail());
                items.push((row.describe(conn)?, token));
            }
            Ok(items)
        })
        .await?;
    Ok(items)
}
