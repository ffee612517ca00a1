//! The only reader of the environment.
//!
//! | Variable | Default | Meaning |
//! |---|---|---|
//! | `SEMAINE_LISTEN` | `127.0.0.1:8080` | address and port of the server |
//! | `SEMAINE_DATABASE_URL` | `var/semaine.sqlite` | path of an SQLite file, or `postgres://…` |
//! | `SEMAINE_DATABASE_CONNECTIONS` | 8 | connections to the database at most |
//! | `SEMAINE_PUBLIC_URL` | `http://` and the listening address | how people reach the site; stands in mails, and is the one origin that may use the session cookie |
//! | `SEMAINE_JWT_KEY` | `jwt-ed25519.pem` beside the database file, or in `var` | PKCS#8 key (Ed25519, PEM) of the access tokens; made at the first start |
//! | `SEMAINE_FILES_DIR` | `files` beside the database file, or in `var` | folder of the pictures that people send; all instances share it |
//! | `SEMAINE_SMTP_URL` | none | `smtps://user:password@host`; without it mails stay in the outbox |
//! | `SEMAINE_MAIL_FROM` | `Semaine de l'Industrie <ne-pas-repondre@localhost>` | sender of the mails |
//! | `SEMAINE_OPEN_OUTBOX` | `false` | anybody may read the outbox: demonstrations only |
//! | `SEMAINE_TRUST_PROXY` | `false` | the client's address is the last of `X-Forwarded-For` |
//! | `SEMAINE_WORKERS` | processors | threads that answer |
//! | `SEMAINE_LOG` | `info`, less what the server library says | what is logged, as `info,api=debug` |
//! | `SEMAINE_LOG_FORMAT` | `text` | `text` or `json` |

use anyhow::{Context as _, bail};
use shared::account::Operation;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What is logged by default: our own lines, not the framework's about the same things.
const QUIET_INFO: &str = "info,actix_server=warn,tracing_actix_web=off";

/// Everything that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Threads that answer; `None` for one a processor.
    pub workers: Option<usize>,
    /// How people reach the site, without a slash at the end.
    pub public_url: String,
    /// Whether `X-Forwarded-For` tells the client's address.
    pub trust_proxy: bool,
    /// Whether anybody may read the outbox.
    pub open_outbox: bool,
    /// The database.
    pub database: DatabaseConfig,
    /// Key of the access tokens.
    pub jwt_key: PathBuf,
    /// Folder of the files that people send.
    pub files_dir: PathBuf,
    /// Mail.
    pub mail: MailConfig,
    /// The log of the process.
    pub log: LogConfig,
}

/// The database.
#[derive(Clone)]
pub struct DatabaseConfig {
    /// Path of an SQLite file, or `postgres://…`.
    pub url: String,
    /// Connections at most.
    pub connections: u32,
}

/// Mail.
#[derive(Clone)]
pub struct MailConfig {
    /// SMTP server; without one the mails stay in the outbox.
    pub smtp_url: Option<String>,
    /// Sender.
    pub from: String,
}

/// The log of the process.
#[derive(Debug, Clone)]
pub struct LogConfig {
    /// Filter, in the words of `tracing_subscriber::EnvFilter`.
    pub filter: String,
    /// How lines are written.
    pub format: LogFormat,
}

/// How lines of the process's log are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
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
    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// When a variable has a value that is not possible; the message names it.
    pub fn from_env() -> anyhow::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads variables from `get`.
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
                from: get("SEMAINE_MAIL_FROM").unwrap_or_else(|| {
                    "Semaine de l'Industrie <ne-pas-repondre@localhost>".to_owned()
                }),
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

    /// Whether the configuration opens an operation to anybody that the policy table keeps closed.
    pub fn opens(&self, operation: Operation) -> bool {
        self.open_outbox && matches!(operation, Operation::ListMails | Operation::GetMail)
    }
}

/// A file or folder in the folder of the database; in `var` where the database is a server.
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
    fn without_variables_the_defaults_hold() {
        let config = Config::read(|_| None).unwrap();

        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.jwt_key, Path::new("var/jwt-ed25519.pem"));
        assert_eq!(config.files_dir, Path::new("var/files"));
        assert!(!config.open_outbox);
    }

    #[test]
    fn an_impossible_value_is_named() {
        for (name, value) in [
            ("SEMAINE_LISTEN", "8080"),
            ("SEMAINE_OPEN_OUTBOX", "perhaps"),
            ("SEMAINE_LOG_FORMAT", "xml"),
            ("SEMAINE_WORKERS", "many"),
        ] {
            let error =
                Config::read(|asked| (asked == name).then(|| value.to_owned())).unwrap_err();
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
