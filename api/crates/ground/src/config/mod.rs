//! The only place that reads environment variables.
//! [`VARIABLES`] describes them; the README shows that table.

mod apps;
mod index_now;
mod streets;
mod variables;

pub use apps::{AndroidApp, AppsConfig};
pub use index_now::IndexNowConfig;
pub use streets::StreetsConfig;
pub use variables::{VARIABLES, Variable};

use crate::files::S3Config;
use crate::proxies::TrustedProxies;
use anyhow::{Context as _, bail};
use shared::account::Operation;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use variables::check_names;

/// Default time for which a connection stays open without a request, in seconds.
///
/// A proxy that uses an idle connection at the moment at which the server closes it meets a reset, and may not send a request
/// that changes something a second time: so the proxy must be the one to close. No common proxy waits longer by default.
const KEEP_ALIVE_S: u16 = 150;
/// Default processor time that exports for one client may take in ten minutes, in seconds.
const EXPORT_TIME_S: u16 = 36;
/// Default size of the files of an edition, in mebibytes.
const FILES_PER_EDITION_MIB: u32 = 51_200;
/// Minimum length of the secret with which returned e-mails are handed in, in characters.
const REPORT_KEY_MIN_CHARS: usize = 32;
/// Default log filter: the server's own lines, without the framework's lines about the same requests.
const QUIET_INFO: &str = "info,actix_server=warn,tracing_actix_web=off";

/// Default sender of the e-mails.
pub const MAIL_FROM: &str = "Semaine de l'Industrie <ne-pas-repondre@localhost>";

/// The configuration of the server, from environment variables.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Time for which a connection stays open without a request; zero closes it after every answer.
    pub keep_alive: Duration,
    /// Processor time that exports for one client may take in ten minutes.
    pub export_time: Duration,
    /// Number of request threads; `None` for one per processor.
    pub workers: Option<usize>,
    /// Public URL of the site, without a trailing slash.
    pub public_url: String,
    /// The reverse proxies that report the client's address.
    pub proxies: TrustedProxies,
    /// True when anyone may read the outbox.
    pub open_outbox: bool,
    /// True when assistants may call the public reads as tools.
    pub mcp: bool,
    pub database: DatabaseConfig,
    /// File with the key that signs the access tokens.
    pub jwt_key: PathBuf,
    /// Folder of the uploaded files.
    pub files_dir: PathBuf,
    /// S3 store of the uploaded files, in place of the folder.
    pub files_s3: Option<S3Config>,
    /// Bytes of files that each edition may store.
    pub files_per_edition: u64,
    /// Address of the geocoding service; without one only communes are found.
    pub geocoder_url: Option<String>,
    /// Address of the register of companies; without one nothing is proposed.
    pub companies_url: Option<String>,
    /// Map of streets, shown close up; without one, the base map alone.
    pub streets: Option<StreetsConfig>,
    /// Submission of changed pages to search engines; without it, they learn of changes from the sitemap.
    pub index_now: Option<IndexNowConfig>,
    /// Mobile applications that open the links of the site.
    pub apps: AppsConfig,
    pub mail: MailConfig,
    pub webhooks: WebhooksConfig,
    pub log: LogConfig,
}

/// Database: its address and its connection pool.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// Path of an SQLite file, or `postgres://…`.
    pub url: String,
    /// Maximum number of connections in the pool.
    pub connections: u32,
}

/// Outgoing e-mail: server and sender.
#[derive(Clone)]
pub struct MailConfig {
    /// URL of the SMTP server; without one e-mails stay in the outbox.
    pub smtp_url: Option<String>,
    /// Certificate of an authority that is trusted besides the public ones.
    pub smtp_ca: Option<PathBuf>,
    /// Sender, as `Name <address>`.
    pub from: String,
    /// Keys that sign the e-mails, as `selector=file` pairs; without them none is signed.
    pub dkim_keys: Option<String>,
    /// Address to which e-mails return; without one, to the sender.
    pub return_address: Option<String>,
    /// Secret of those who hand in returned e-mails; without one nobody can.
    pub report_key: Option<String>,
}

/// Way to the receivers of webhooks.
#[derive(Clone, Default)]
pub struct WebhooksConfig {
    /// URL of an HTTP proxy through which messages are sent; without one, they are sent directly.
    pub proxy: Option<String>,
    /// True when receivers on this machine are allowed, also without encryption.
    pub loopback: bool,
}

/// Process log: filter and format.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// Filter, in the syntax of `tracing_subscriber::EnvFilter`.
    pub filter: String,
    pub format: LogFormat,
}

/// Format of a line in the process log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Plain text, for people.
    Text,
    /// One JSON object per line, for machines.
    Json,
}

impl std::fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let engine = if crate::db::is_postgres(&self.url) {
            "postgres"
        } else {
            "sqlite"
        };
        write!(
            f,
            "DatabaseConfig({engine}, {} connections)",
            self.connections
        )
    }
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MailConfig(smtp: {})", self.smtp_url.is_some())
    }
}

impl std::fmt::Debug for WebhooksConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "WebhooksConfig(proxy: {}, loopback: {})",
            self.proxy.is_some(),
            self.loopback
        )
    }
}

impl Config {
    /// Reads the configuration from environment variables; empty variables count as unset.
    ///
    /// # Errors
    ///
    /// When a variable has an invalid value, or a name that begins with `SEMAINE_` is unknown; the message names the variable.
    #[expect(
        clippy::disallowed_methods,
        reason = "the only place that reads the environment"
    )]
    pub fn from_env() -> anyhow::Result<Self> {
        check_names(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))?;
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the configuration from the variables that `get` returns.
    ///
    /// # Errors
    ///
    /// As [`Self::from_env`].
    pub fn read(get: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let parse_bool = |name: &str| match get(name).as_deref() {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => bail!("{name} must be true or false, not `{other}`"),
        };
        let listen: SocketAddr = get("SEMAINE_LISTEN")
            .unwrap_or_else(|| "127.0.0.1:8080".to_owned())
            .parse()
            .context("SEMAINE_LISTEN must be an address and a port, as 127.0.0.1:8080")?;
        let url = get("SEMAINE_DATABASE_URL").unwrap_or_else(|| "var/semaine.sqlite".to_owned());
        let jwt_key =
            get("SEMAINE_JWT_KEY").map_or_else(|| beside(&url, "jwt-ed25519.pem"), PathBuf::from);
        let files_dir =
            get("SEMAINE_FILES_DIR").map_or_else(|| beside(&url, "files"), PathBuf::from);
        Ok(Self {
            listen,
            workers: get("SEMAINE_WORKERS")
                .map(|text| text.parse().context("SEMAINE_WORKERS must be a number"))
                .transpose()?
                .filter(|workers| *workers > 0),
            keep_alive: get("SEMAINE_KEEP_ALIVE")
                .map_or(Ok(KEEP_ALIVE_S), |text| text.parse())
                .map(|seconds| Duration::from_secs(seconds.into()))
                .context("SEMAINE_KEEP_ALIVE must be a number of seconds, at most 65535")?,
            export_time: get("SEMAINE_EXPORT_TIME")
                .map_or(Ok(EXPORT_TIME_S), |text| text.parse())
                .map(|seconds| Duration::from_secs(seconds.into()))
                .context("SEMAINE_EXPORT_TIME must be a number of seconds, at most 65535")?,
            public_url: get("SEMAINE_PUBLIC_URL")
                .unwrap_or_else(|| format!("http://{listen}"))
                .trim_end_matches('/')
                .to_owned(),
            proxies: get("SEMAINE_TRUST_PROXY")
                .unwrap_or_default()
                .parse()
                .context("SEMAINE_TRUST_PROXY")?,
            open_outbox: parse_bool("SEMAINE_OPEN_OUTBOX")?,
            mcp: parse_bool("SEMAINE_MCP")?,
            database: DatabaseConfig {
                url,
                connections: get("SEMAINE_DATABASE_CONNECTIONS")
                    .map_or(Ok(8), |text| text.parse())
                    .context("SEMAINE_DATABASE_CONNECTIONS must be a number")?,
            },
            jwt_key,
            files_dir,
            files_s3: read_s3(&get)?,
            files_per_edition: get("SEMAINE_FILES_PER_EDITION")
                .map_or(Ok(FILES_PER_EDITION_MIB), |text| text.parse())
                .map(|mebibytes| u64::from(mebibytes) * 1024 * 1024)
                .context("SEMAINE_FILES_PER_EDITION must be a number of mebibytes")?,
            geocoder_url: get("SEMAINE_GEOCODER_URL"),
            companies_url: get("SEMAINE_COMPANIES_URL"),
            streets: StreetsConfig::read(&get)?,
            index_now: IndexNowConfig::read(&get)?,
            apps: AppsConfig::read(&get)?,
            mail: MailConfig {
                smtp_url: get("SEMAINE_SMTP_URL"),
                smtp_ca: get("SEMAINE_SMTP_CA").map(PathBuf::from),
                from: get("SEMAINE_MAIL_FROM").unwrap_or_else(|| MAIL_FROM.to_owned()),
                dkim_keys: get("SEMAINE_DKIM_KEYS"),
                return_address: get("SEMAINE_RETURN_ADDRESS"),
                report_key: get("SEMAINE_MAIL_REPORT_KEY")
                    .map(|key| {
                        if key.chars().count() < REPORT_KEY_MIN_CHARS {
                            bail!("SEMAINE_MAIL_REPORT_KEY must have {REPORT_KEY_MIN_CHARS} characters or more");
                        }
                        Ok(key)
                    })
                    .transpose()?,
            },
            webhooks: WebhooksConfig {
                proxy: get("SEMAINE_WEBHOOK_PROXY"),
                loopback: parse_bool("SEMAINE_WEBHOOK_LOOPBACK")?,
            },
            log: LogConfig {
                filter: get("SEMAINE_LOG").unwrap_or_else(|| QUIET_INFO.to_owned()),
                format: match get("SEMAINE_LOG_FORMAT").as_deref() {
                    None | Some("text") => LogFormat::Text,
                    Some("json") => LogFormat::Json,
                    Some(other) => bail!("SEMAINE_LOG_FORMAT must be text or json, not `{other}`"),
                },
            },
        })
    }

    /// True when the configuration makes an operation public although the policy table restricts it.
    pub fn opens(&self, operation: Operation) -> bool {
        self.open_outbox && matches!(operation, Operation::ListMails | Operation::GetMail)
    }
}

/// Reads the settings of the S3 store, which belong together.
fn read_s3(get: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<S3Config>> {
    let region = get("SEMAINE_FILES_S3_REGION").unwrap_or_else(|| "us-east-1".to_owned());
    let key = get("SEMAINE_FILES_S3_KEY");
    let secret = get("SEMAINE_FILES_S3_SECRET");
    match (get("SEMAINE_FILES_S3_URL"), key, secret) {
        (None, None, None) => Ok(None),
        (Some(url), Some(key), Some(secret)) => S3Config::new(&url, region, key, secret)
            .context("SEMAINE_FILES_S3_URL")
            .map(Some),
        (Some(_), ..) => bail!(
            "SEMAINE_FILES_S3_URL needs SEMAINE_FILES_S3_KEY and SEMAINE_FILES_S3_SECRET beside it"
        ),
        (None, ..) => bail!(
            "SEMAINE_FILES_S3_KEY and SEMAINE_FILES_S3_SECRET are for SEMAINE_FILES_S3_URL, which is not set"
        ),
    }
}

/// Path of `name` in the folder of the database file, or in `var` when the database is a server.
fn beside(url: &str, name: &str) -> PathBuf {
    let folder = if crate::db::is_postgres(url) {
        Path::new("var")
    } else {
        Path::new(url).parent().unwrap_or_else(|| Path::new("."))
    };
    folder.join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_apply_when_no_variable_is_set() {
        let config = Config::read(|_| None).unwrap();

        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.jwt_key, Path::new("var/jwt-ed25519.pem"));
        assert_eq!(config.files_dir, Path::new("var/files"));
        assert!(!config.open_outbox);
        assert!(!config.mcp);
        assert_eq!(config.keep_alive, Duration::from_secs(150));
        assert_eq!(config.export_time, Duration::from_secs(36));
    }

    #[test]
    fn an_invalid_value_is_reported_with_its_variable() {
        for (name, value) in [
            ("SEMAINE_LISTEN", "8080"),
            ("SEMAINE_OPEN_OUTBOX", "perhaps"),
            ("SEMAINE_MCP", "perhaps"),
            ("SEMAINE_LOG_FORMAT", "xml"),
            ("SEMAINE_WORKERS", "many"),
            ("SEMAINE_KEEP_ALIVE", "5s"),
            ("SEMAINE_KEEP_ALIVE", "-1"),
            ("SEMAINE_EXPORT_TIME", "0.5"),
            ("SEMAINE_TRUST_PROXY", "perhaps"),
            ("SEMAINE_FILES_PER_EDITION", "1.5"),
            ("SEMAINE_FILES_S3_URL", "https://s3.example.org/semaine"),
            ("SEMAINE_FILES_S3_SECRET", "hush"),
            ("SEMAINE_MAIL_REPORT_KEY", "short"),
            ("SEMAINE_INDEXNOW_KEY", "short"),
            ("SEMAINE_WEBHOOK_LOOPBACK", "perhaps"),
        ] {
            let error = Config::read(|requested| (requested == name).then(|| value.to_owned()))
                .unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let config = Config::read(|name| match name {
            "SEMAINE_DATABASE_URL" => Some("postgres://u:hush@db/x".to_owned()),
            "SEMAINE_SMTP_URL" => Some("smtps://u:hush@mail".to_owned()),
            "SEMAINE_WEBHOOK_PROXY" => Some("http://u:hush@proxy:3128".to_owned()),
            "SEMAINE_FILES_S3_URL" => Some("https://s3.example.org/semaine".to_owned()),
            "SEMAINE_FILES_S3_KEY" => Some("id".to_owned()),
            "SEMAINE_FILES_S3_SECRET" => Some("hush".to_owned()),
            "SEMAINE_MAIL_REPORT_KEY" => Some("hush".repeat(8)),
            _ => None,
        })
        .unwrap();

        assert!(!format!("{config:?}").contains("hush"));
    }

    #[test]
    fn every_variable_that_is_read_is_described() {
        let read = std::cell::RefCell::new(std::collections::BTreeSet::new());
        Config::read(|name| {
            read.borrow_mut().insert(name.to_owned());
            None
        })
        .unwrap();

        let described: std::collections::BTreeSet<_> = VARIABLES
            .iter()
            .map(|variable| variable.name.to_owned())
            .collect();
        assert_eq!(read.into_inner(), described);
    }
}
