//! Address and key of an S3 store.

use super::objects::Objects;
use anyhow::{Context as _, ensure};
use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// Longest time in which a connection is made, and of one request.
const CONNECTION: Duration = Duration::from_secs(2);
const REQUEST: Duration = Duration::from_secs(8);
/// Number of times that a request is repeated, and the time after its beginning in which it is.
const REPEATED: usize = 3;
const REPEATED_FOR: Duration = Duration::from_secs(5);

/// A bucket, the folder in it, and the key of the server.
#[derive(Clone)]
pub struct S3Config {
    endpoint: String,
    bucket: String,
    prefix: String,
    region: String,
    key_id: String,
    secret: String,
    encrypted: bool,
}

impl fmt::Debug for S3Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            endpoint, bucket, ..
        } = self;
        write!(f, "S3Config({endpoint}, bucket {bucket})")
    }
}

impl S3Config {
    /// Reads the address of a bucket, such as `https://s3.example.org/bucket` or `https://s3.example.org/bucket/folder`.
    ///
    /// # Errors
    ///
    /// When it is no such address.
    pub fn new(
        address: &str,
        region: String,
        key_id: String,
        secret: String,
    ) -> anyhow::Result<Self> {
        const EXPECTED: &str = "must be the address of a bucket, as https://s3.example.org/bucket";
        // The parser's message could repeat a password of the address.
        let url = Url::parse(address).ok().context(EXPECTED)?;
        let is_plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        ensure!(is_plain, EXPECTED);
        let path = url.path().trim_matches('/');
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        ensure!(!bucket.is_empty(), EXPECTED);
        for name in [bucket, prefix].iter().filter(|name| !name.is_empty()) {
            super::check(name).context(EXPECTED)?;
        }
        let of_this_machine = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        Ok(Self {
            endpoint: url.origin().ascii_serialization(),
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            region,
            key_id,
            secret,
            encrypted: url.scheme() == "https" || of_this_machine,
        })
    }

    /// True when nobody between the server and the store can read the files.
    pub const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    pub(super) fn open(&self) -> anyhow::Result<Objects> {
        let client = ClientOptions::new()
            .with_allow_http(true)
            .with_connect_timeout(CONNECTION)
            .with_timeout(REQUEST);
        let store = AmazonS3Builder::new()
            .with_endpoint(&self.endpoint)
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.key_id)
            .with_secret_access_key(&self.secret)
            // Not every store has a name for each bucket, nor the removal of several objects at once.
            .with_virtual_hosted_style_request(false)
            .with_disable_bulk_delete(true)
            .with_client_options(client)
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(2),
                    base: 2.0,
                },
                max_retries: REPEATED,
                retry_timeout: REPEATED_FOR,
            })
            .build()
            .context("S3 store of the files")?;
        Ok(Objects::new(Arc::new(store), &self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn read(address: &str) -> anyhow::Result<S3Config> {
        let text = str::to_owned;
        S3Config::new(address, text("fr-par"), text("id"), text("hush"))
    }

    #[rstest]
    #[case(
        "https://s3.example.org/semaine",
        "https://s3.example.org",
        "semaine",
        ""
    )]
    #[case(
        "http://127.0.0.1:9000/semaine/2018/site/",
        "http://127.0.0.1:9000",
        "semaine",
        "2018/site"
    )]
    fn an_address_names_endpoint_bucket_and_folder(
        #[case] address: &str,
        #[case] endpoint: &str,
        #[case] bucket: &str,
        #[case] prefix: &str,
    ) {
        let found = read(address).unwrap();
        let parts = [&found.endpoint, &found.bucket, &found.prefix];
        assert_eq!(parts, [endpoint, bucket, prefix]);
        assert!(found.is_encrypted());
        assert!(!format!("{found:?}").contains("hush"));
        found.open().unwrap();
    }

    #[rstest]
    #[case("semaine")]
    #[case("s3://semaine")]
    #[case("https://s3.example.org")]
    #[case("https://id:hush@s3.example.org/semaine")]
    #[case("https://s3.example.org/semaine?x=1")]
    #[case("https://s3.example.org/semaine/é")]
    #[case("https://s3.example.org/semaine//site")]
    fn another_address_is_refused(#[case] address: &str) {
        let message = format!("{:#}", read(address).unwrap_err());
        assert!(!message.contains("hush"), "{message}");
    }

    #[test]
    fn plain_http_to_another_machine_is_not_encrypted() {
        assert!(
            !read("http://s3.example.org/semaine")
                .unwrap()
                .is_encrypted()
        );
    }
}
