//! Secrets of webhooks, and the signatures of messages (Standard Webhooks).
//!
//! No secret is stored: it is derived from the key of the server, the identifier of the webhook and the number of the secret.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::secrets::Secrets;
use shared::id::WebhookId;

/// Purpose of the derived secrets.
const PURPOSE: &str = "webhook";
/// Mark of a secret, which the libraries of Standard Webhooks take off.
const MARK: &str = "whsec_";
/// Version of the signatures: HMAC-SHA-256.
pub(super) const VERSION: &str = "v1";

/// The bytes of the secret with this number.
pub(super) fn key(secrets: &Secrets, webhook: WebhookId, number: i32) -> Vec<u8> {
    let mut input = webhook.0.as_bytes().to_vec();
    input.extend(number.to_be_bytes());
    secrets.derive_bytes(PURPOSE, &input)
}

/// The secret with this number, as its receiver stores it.
pub(super) fn secret(secrets: &Secrets, webhook: WebhookId, number: i32) -> String {
    format!("{MARK}{}", STANDARD.encode(key(secrets, webhook, number)))
}

/// The value of `webhook-signature`: one signature by each key, the new one first.
pub(super) fn signatures(keys: &[Vec<u8>], message: &str, seconds: i64, body: &str) -> String {
    let signed = format!("{message}.{seconds}.{body}");
    let signature = |key: &Vec<u8>| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        let tag = hmac::sign(&key, signed.as_bytes());
        format!("{VERSION},{}", STANDARD.encode(tag))
    };
    keys.iter().map(signature).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_in_the_specification() {
        // The example of the specification and of its libraries.
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

        let signed = signatures(
            std::slice::from_ref(&key),
            id,
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        let by_two = signatures(
            &[vec![1; 32], key],
            id,
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );

        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(by_two.ends_with(&format!(" {signed}")), "{by_two}");
        assert_eq!(by_two.matches("v1,").count(), 2);
    }

    #[test]
    fn each_number_has_a_secret_of_its_own() {
        let secrets = Secrets::new(b"key");
        let id = WebhookId(uuid::Uuid::from_u128(7));

        let first = secret(&secrets, id, 1);

        let bytes = STANDARD.decode(first.strip_prefix(MARK).unwrap()).unwrap();
        assert_eq!(bytes, key(&secrets, id, 1));
        assert_eq!((bytes.len(), first.len()), (32, 50));
        assert_ne!(first, secret(&secrets, id, 2));
        assert_ne!(
            first,
            secret(&secrets, WebhookId(uuid::Uuid::from_u128(8)), 1)
        );
    }
}
