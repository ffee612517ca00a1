//! The only place that reads environment variables.
//! [`VARIABLES`] describes them; the README shows that table.

use crate::proxies::TrustedProxies;
use anyhow::{Context as _, bail};
use shared::account::Operation;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Default time for which a connection stays open without a request, in seconds.
///
/// A proxy that uses an idle connection at the moment at which the server closes it meets a reset, and may not send a request
/// that changes something a second time: so the proxy must be the one to close. No common proxy waits longer by default.
const KEEP_ALIVE_S: u16 = 150;
/// Default processor time that exports for one client may take in ten minutes, in seconds.
const EXPORT_TIME_S: u16 = 36;
/// Default log filter: the server's own lines, without the framework's lines about the same requests.
const QUIET_INFO: &str = "info,actix_server=warn,tracing_actix_web=off";

/// An environment variable of the server.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Name, as in the environment.
    pub name: &'static str,
    /// Value that applies without it, in Markdown.
    pub default: &'static str,
    /// Setting that it changes, in Markdown.
    pub meaning: &'static str,
}

/// Every environment variable that the server reads.
pub const VARIABLES: &[Variable] = &[
    Variable {
        name: "SEMAINE_LISTEN",
        default: "`127.0.0.1:8080`",
        meaning: "Address and port to listen on",
    },
    Variable {
        name: "SEMAINE_PUBLIC_URL",
        default: "from the address",
        meaning: "Public URL of the site: used in mails, pages and the sitemap, and the only origin that may use the session cookie; with https, browsers are told to keep to it",
    },
    Variable {
        name: "SEMAINE_DATABASE_URL",
        default: "`var/semaine.sqlite`",
        meaning: "SQLite file, or `postgres://…`, which allows several instances",
    },
    Variable {
        name: "SEMAINE_DATABASE_CONNECTIONS",
        default: "`8`",
        meaning: "Maximum number of database connections",
    },
    Variable {
        name: "SEMAINE_JWT_KEY",
        default: "next to the database",
        meaning: "Key that signs the access tokens and the head of the log (PKCS#8), generated on first start; shared between instances",
    },
    Variable {
        name: "SEMAINE_FILES_DIR",
        default: "`files` next to the database",
        meaning: "Folder of the uploaded images and of the signed head of the log; shared between instances, and to be backed up with the database",
    },
    Variable {
        name: "SEMAINE_GEOCODER_URL",
        default: "none",
        meaning: "Geocoding service that proposes addresses to organisers, as `https://data.geopf.fr/geocodage`; without it, the gazetteer proposes communes",
    },
    Variable {
        name: "SEMAINE_COMPANIES_URL",
        default: "none",
        meaning: "Register of companies that proposes names and addresses to organisers, as `https://recherche-entreprises.api.gouv.fr`; without it, they type them",
    },
    Variable {
        name: "SEMAINE_SMTP_URL",
        default: "none",
        meaning: "Mail server, as `smtps://user:password@host`; without it, mails stay in the outbox, which administrators can read",
    },
    Variable {
        name: "SEMAINE_MAIL_FROM",
        default: "`Semaine de l'Industrie <ne-pas-repondre@localhost>`",
        meaning: "Sender of the mails",
    },
    Variable {
        name: "SEMAINE_OPEN_OUTBOX",
        default: "`false`",
        meaning: "Lets anyone read the outbox, with the links to sign up and to reset passwords; for local demonstrations only",
    },
    Variable {
        name: "SEMAINE_TRUST_PROXY",
        default: "`false`",
        meaning: "Reverse proxies that report the visitor's address in `X-Forwarded-For` or `Forwarded`: addresses and networks, comma separated; `true` for any peer",
    },
    Variable {
        name: "SEMAINE_KEEP_ALIVE",
        default: "`150`",
        meaning: "Seconds for which a connection stays open without a request; longer than the reverse proxy keeps its idle connections (nginx 60, Traefik 90, Caddy 120)",
    },
    Variable {
        name: "SEMAINE_EXPORT_TIME",
        default: "`36`",
        meaning: "Seconds of a processor that the files and the compression for one address may take in ten minutes; what is in the cache takes none",
    },
    Variable {
        name: "SEMAINE_WORKERS",
        default: "one per processor",
        meaning: "Number of worker threads",
    },
    Variable {
        name: "SEMAINE_LOG",
        default: "`info`",
        meaning: "Log filter, as `info,api=debug`",
    },
    Variable {
        name: "SEMAINE_LOG_FORMAT",
        default: "`text`",
        meaning: "`text`, or `json` with one object per line",
    },
];

/// Variables that the tests and measurements of this repository set for themselves.
const OF_TESTS: [&str; 4] = [
    "SEMAINE_BINARY",
    "SEMAINE_CHROMIUM",
    "SEMAINE_E2E_SITE",
    "SEMAINE_E2E_OTHER_SITE",
];

/// Rejects a name that begins with `SEMAINE_` and is not in the table: a typing error would leave a default in
/// force.
///
/// # Errors
///
/// Names the variable and the nearest known one.
fn check_names(names: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
    for name in names {
        let known = VARIABLES.iter().any(|variable| variable.name == name);
        if known || OF_TESTS.contains(&name.as_str()) || !name.starts_with("SEMAINE_") {
            continue;
        }
        let nearest = VARIABLES
            .iter()
            .map(|variable| variable.name)
            .min_by_key(|known| strsim::damerau_levenshtein(known, &name))
            .unwrap_or_default();
        bail!("{name} is no variable of the server; the nearest one is {nearest}");
    }
    Ok(())
}

/// Default sender of the e-mails.
pub const MAIL_FROM: &str = "Semaine de l'Industrie <ne-pas-repondre@localhost>";

/// The configuration of the server, from environment variables.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// How long a connection stays open without a request; zero closes it after every answer.
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
    pub database: DatabaseConfig,
    /// File with the key that signs the access tokens.
    pub jwt_key: PathBuf,
    /// Folder of the uploaded files.
    pub files_dir: PathBuf,
    /// Address of the geocoding service; without one only communes are found.
    pub geocoder_url: Option<String>,
    /// Address of the register of companies; without one nothing is proposed.
    pub companies_url: Option<String>,
    pub mail: MailConfig,
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
    /// Sender, as `Name <address>`.
    pub from: String,
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
            database: DatabaseConfig {
                url,
                connections: get("SEMAINE_DATABASE_CONNECTIONS")
                    .map_or(Ok(8), |text| text.parse())
                    .context("SEMAINE_DATABASE_CONNECTIONS must be a number")?,
            },
            jwt_key,
            files_dir,
            geocoder_url: get("SEMAINE_GEOCODER_URL"),
            companies_url: get("SEMAINE_COMPANIES_URL"),
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

    /// True when the configuration makes an operation public although the policy table restricts it.
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
        assert_eq!(config.keep_alive, Duration::from_secs(150));
        assert_eq!(config.export_time, Duration::from_secs(36));
    }

    #[test]
    fn an_invalid_value_is_reported_with_its_variable() {
        for (name, value) in [
            ("SEMAINE_LISTEN", "8080"),
            ("SEMAINE_OPEN_OUTBOX", "perhaps"),
            ("SEMAINE_LOG_FORMAT", "xml"),
            ("SEMAINE_WORKERS", "many"),
            ("SEMAINE_KEEP_ALIVE", "5s"),
            ("SEMAINE_KEEP_ALIVE", "-1"),
            ("SEMAINE_EXPORT_TIME", "0.5"),
            ("SEMAINE_TRUST_PROXY", "perhaps"),
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

    #[test]
    fn the_readme_shows_the_table_of_variables() {
        let readme = include_str!("../../../../README.md");
        let row = |variable: &Variable| {
            let Variable {
                name,
                default,
                meaning,
            } = variable;
            format!("| `{name}` | {default} | {meaning} |\n")
        };
        let rows: String = VARIABLES.iter().map(row).collect();
        let table = format!("| Variable | Default | Meaning |\n|---|---|---|\n{rows}\n");

        assert!(readme.contains(&table), "README.md should have:\n\n{table}");
    }

    #[test]
    fn an_unknown_variable_is_named_with_the_nearest_one() {
        let check = |name: &str| check_names(["PATH".to_owned(), name.to_owned()]);

        for known in ["SEMAINE_LISTEN", "SEMAINE_BINARY", "SEMAINES"] {
            check(known).unwrap();
        }
        for (wrong, nearest) in [
            ("SEMAINE_LISTENN", "SEMAINE_LISTEN"),
            ("SEMAINE_DATABASE", "SEMAINE_DATABASE_URL"),
            ("SEMAINE_TRUSTED_PROXY", "SEMAINE_TRUST_PROXY"),
        ] {
            let told = check(wrong).unwrap_err().to_string();
            assert!(told.contains(wrong) && told.ends_with(nearest), "{told}");
        }
    }
}
