//! `IndexNow`: the key of the site, and where changed addresses are submitted.

use anyhow::{Context as _, ensure};
use url::Url;

/// Service that passes addresses on to all search engines that take part.
const SERVICE: &str = "https://api.indexnow.org/indexnow";

/// Key and service of `IndexNow`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexNowConfig {
    /// Key, which the site publishes: 8 to 128 letters, digits and `-`.
    pub key: String,
    /// Address to which changed addresses are submitted.
    pub service: Url,
}

impl IndexNowConfig {
    /// Reads key and service; `None` without a key.
    ///
    /// # Errors
    ///
    /// When one is invalid, or there is a service without a key; the message names the variable.
    pub(super) fn read(get: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Self>> {
        let (key, service) = (get("SEMAINE_INDEXNOW_KEY"), get("SEMAINE_INDEXNOW_URL"));
        let Some(key) = key else {
            ensure!(
                service.is_none(),
                "SEMAINE_INDEXNOW_URL is for SEMAINE_INDEXNOW_KEY, which is not set"
            );
            return Ok(None);
        };
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        ensure!(
            (8..=128).contains(&key.len()) && key.bytes().all(is_key),
            "SEMAINE_INDEXNOW_KEY must be 8 to 128 letters, digits and hyphens"
        );
        let service = service.as_deref().unwrap_or(SERVICE);
        let service = Url::parse(service)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .context("SEMAINE_INDEXNOW_URL must be a web address")?;
        Ok(Some(Self { key, service }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(None, None, Ok(None))]
    #[case(
        Some("0123456789abcdef"),
        None,
        Ok(Some("https://api.indexnow.org/indexnow"))
    )]
    #[case(
        Some("with-hyphens"),
        Some("http://127.0.0.1:9/indexnow"),
        Ok(Some("http://127.0.0.1:9/indexnow"))
    )]
    #[case(Some("short"), None, Err("SEMAINE_INDEXNOW_KEY"))]
    #[case(Some("../robots"), None, Err("SEMAINE_INDEXNOW_KEY"))]
    #[case(
        Some("0123456789abcdef"),
        Some("indexnow"),
        Err("SEMAINE_INDEXNOW_URL")
    )]
    #[case(
        None,
        Some("https://api.indexnow.org/indexnow"),
        Err("SEMAINE_INDEXNOW_URL")
    )]
    fn key_and_service_are_read(
        #[case] key: Option<&str>,
        #[case] service: Option<&str>,
        #[case] expected: Result<Option<&str>, &str>,
    ) {
        let read = IndexNowConfig::read(&|name: &str| {
            let value = match name {
                "SEMAINE_INDEXNOW_KEY" => key,
                _ => service,
            };
            value.map(ToOwned::to_owned)
        });

        match (read, expected) {
            (Ok(read), Ok(expected)) => {
                let service = read.map(|config| config.service.to_string());
                assert_eq!(service.as_deref(), expected);
            }
            (Err(error), Err(name)) => assert!(error.to_string().contains(name), "{error}"),
            (read, expected) => panic!("{read:?} {expected:?}"),
        }
    }
}
