//! The only place that reads environment variables.
//!
//! | Variable | Default | Meaning |
//! |---|---|---|
//! | `SEMAINE_LISTEN` | `127.0.0.1:8080` | address and port of the server |
//! | `SEMAINE_DATABASE_URL` | `var/semaine.sqlite` | path of an SQLite file, or `postgres://…` |
//! | `SEMAINE_DATABASE_CONNECTIONS` | 8 | maximum number of database connections |
//! | `SEMAINE_PUBLIC_URL` | `http://` and the listening address | public address of the site: used in e-mails, and the only origin that may use the session cookie |
//! | `SEMAINE_JWT_KEY` | `jwt-ed25519.pem` beside the database file, or in `var` | PKCS#8 key (Ed25519, PEM) that signs the access tokens; generated at the first start |
//! | `SEMAINE_FILES_DIR` | `files` beside the database file, or in `var` | folder of the uploaded images; shared by all instances |
//! | `SEMAINE_SMTP_URL` | none | `smtps://user:password@host`; without it e-mails stay in the outbox |
//! | `SEMAINE_MAIL_FROM` | `Semaine de l'Industrie <ne-pas-repondre@localhost>` | sender of the e-mails |
//! | `SEMAINE_OPEN_OUTBOX` | `false` | whether anyone may read the outbox: for demonstrations only |
//! | `SEMAINE_TRUST_PROXY` | `false` | whether the client's address is taken from the last entry of `X-Forwarded-For` |
//! | `SEMAINE_WORKERS` | number of processors | number of request threads |
//! | `SEMAINE_LOG` | `info`, with the server library at `warn` | log filter, as `info,api=debug` |
//! | `SEMAINE_LOG_FORMAT` | `text` | `text` or `json` |

use anyhow::{Context as _, bail};
use shared::account::Operation;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Default log filter: our own lines, without the framework's lines about the same requests.
const QUIET_INFO: &str = "info,actix_server=warn,tracing_actix_web=off";

/// Default sender of the e-mails.
pub const MAIL_FROM: &str = "Semaine de l'Industrie <ne-pas-repondre@localhost>";

/// The configuration of the server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Number of request threads; `None` for one per processor.
    pub workers: Option<usize>,
    /// Public URL of the site, without a trailing slash.
    pub public_url: String,
    /// Whether the client's address is taken from `X-Forwarded-For`.
    pub trust_proxy: bool,
    /// Whether anyone may read the outbox.
    pub open_outbox: bool,
    pub database: DatabaseConfig,
    /// File with the key that signs the access tokens.
    pub jwt_key: PathBuf,
    /// Folder of the uploaded files.
    pub files_dir: PathBuf,
    pub mail: MailConfig,
    pub log: LogConfig,
}

/// Configuration of the database.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// Path of an SQLite file, or `postgres://…`.
    pub url: String,
    /// Maximum number of connections in the pool.
    pub connections: u32,
}

/// Configuration of outgoing e-mail.
#[derive(Clone)]
pub struct MailConfig {
    /// URL of the SMTP server; without one e-mails stay in the outbox.
    pub smtp_url: Option<String>,
    /// Sender, as `Name <address>`.
    pub from: String,
}

/// Configuration of the process log.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// Filter, in the syntax of `tracing_subscriber::EnvFilter`.
    pub filter: String,
    pub format: LogFormat,
}

/// Format of the process log.
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

impl Config {
    /// Reads the configuration from environment variables; empty variables count as unset.
    ///
    /// # Errors
    ///
    /// When a variable has an invalid value; the message names the variable.
    pub fn from_env() -> anyhow::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the only place that reads the environment"
        )]
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
            public_url: get("SEMAINE_PUBLIC_URL")
                .unwrap_or_else(|| format!("http://{listen}"))
                .trim_end_matches('/')
                .to_owned(),
            trust_proxy: parse_bool("SEMAINE_TRUST_PROXY")?,
            open_outbox: parse_bool("SEMAINE_OPEN_OUTBOX")?,
            database: DatabaseConfig {
                url,
                connections: get("SEMAINE_DATABASE_CONNECTIONS")
                    .map_or(Ok(8), |text| text.parse())
                    .context("SEMAINE_DATABASE_CONNECTIONS must be a number")?,
            },
            jwt_key,
            files_dir,
            mail: MailConfig {
                smtp_url: get("SEMAINE_SMTP_URL"),
                from: get("SEMAINE_MAIL_FROM").unwrap_or_else(|| MAIL_FROM.to_owned()),
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

    /// Whether the configuration makes an operation public although the policy table restricts it.
    pub fn opens(&self, operation: Operation) -> bool {
        self.open_outbox && matches!(operation, Operation::ListMails | Operation::GetMail)
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
    }

    #[test]
    fn an_invalid_value_is_reported_with_its_variable() {
        for (name, value) in [
            ("SEMAINE_LISTEN", "8080"),
            ("SEMAINE_OPEN_OUTBOX", "perhaps"),
            ("SEMAINE_LOG_FORMAT", "xml"),
            ("SEMAINE_WORKERS", "many"),
        ] {
            let error = Config::read(|requested| (requested == name).then(|| value.to_owned()))
                .unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let config = Config::read(|name| match name {
            "SEMAINE_DATABASE_URL" => Some("postgres://u:hush@db/x".to_owned()),
            "SEMAINE_SMTP_URL" => Some("smtps://u:hush@mail".to_owned()),
            _ => None,
        })
        .unwrap();

        assert!(!format!("{config:?}").contains("hush"));
    }
}
