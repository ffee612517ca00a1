//! The environment variables of the server.

use anyhow::bail;

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
        meaning: "Folder of the uploaded files and of the signed head of the log; shared between instances, and to be backed up with the database",
    },
    Variable {
        name: "SEMAINE_FILES_S3_URL",
        default: "none",
        meaning: "Bucket of an S3 store, and a folder in it, that holds these files instead, as `https://s3.example.org/bucket/folder`",
    },
    Variable {
        name: "SEMAINE_FILES_S3_REGION",
        default: "`us-east-1`",
        meaning: "Region of the bucket",
    },
    Variable {
        name: "SEMAINE_FILES_S3_KEY",
        default: "none",
        meaning: "Identifier of the key for the bucket, which has to allow its objects to be listed, read, written and removed",
    },
    Variable {
        name: "SEMAINE_FILES_S3_SECRET",
        default: "none",
        meaning: "Secret of that key",
    },
    Variable {
        name: "SEMAINE_FILES_PER_EDITION",
        default: "`51200`",
        meaning: "Mebibytes of pictures, documents, attachments and shared files of kits that each edition may store; further uploads are refused",
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
        name: "SEMAINE_STREETS_URL",
        default: "none",
        meaning: "Tiles of a map of streets, shown close up (images in Web Mercator, 256 pixels), as `https://tile.example.org/{z}/{x}/{y}.png`; browsers fetch them from there. Without it, the base map",
    },
    Variable {
        name: "SEMAINE_STREETS_ATTRIBUTION",
        default: "none",
        meaning: "Authors of that map, named beside it, as `© IGN`",
    },
    Variable {
        name: "SEMAINE_INDEXNOW_KEY",
        default: "none",
        meaning: "Key of the site for IndexNow, 8 to 128 letters, digits and hyphens, which it publishes at `/<key>.txt`; changed and removed pages of events are then submitted to search engines every ten minutes",
    },
    Variable {
        name: "SEMAINE_INDEXNOW_URL",
        default: "`https://api.indexnow.org/indexnow`",
        meaning: "Service to which they are submitted",
    },
    Variable {
        name: "SEMAINE_ANDROID_APPS",
        default: "none",
        meaning: "Applications for Android that open the links of the site (`/.well-known/assetlinks.json`), as `org.example.app=14:6D:…:C5`: package and SHA-256 fingerprint of its certificate, comma separated",
    },
    Variable {
        name: "SEMAINE_IOS_APPS",
        default: "none",
        meaning: "Applications for iOS that do (`/.well-known/apple-app-site-association`), as `ABCDE12345.org.example.app`: team and bundle, comma separated",
    },
    Variable {
        name: "SEMAINE_SMTP_URL",
        default: "none",
        meaning: "Mail server, as `smtps://user:password@host` or `smtp://host?tls=required` (STARTTLS); without it, mails stay in the outbox, which administrators can read",
    },
    Variable {
        name: "SEMAINE_SMTP_CA",
        default: "none",
        meaning: "File with the certificate (PEM) of an authority of one's own that certifies the mail server",
    },
    Variable {
        name: "SEMAINE_MAIL_FROM",
        default: "`Semaine de l'Industrie <ne-pas-repondre@localhost>`",
        meaning: "Sender of the mails",
    },
    Variable {
        name: "SEMAINE_DKIM_KEYS",
        default: "none",
        meaning: "Private keys that sign the mails for the domain of the sender (DKIM), as `s2026=/etc/semaine/rsa.pem,e2026=/etc/semaine/ed25519.pem`: selector and file of `openssl genpkey`, RSA from 2048 bits or Ed25519",
    },
    Variable {
        name: "SEMAINE_RETURN_ADDRESS",
        default: "none",
        meaning: "Address to which mail servers return letters, as `retours@example.org`; each letter has its own, `retours+…@example.org`, which must be delivered there too",
    },
    Variable {
        name: "SEMAINE_MAIL_REPORT_KEY",
        default: "none",
        meaning: "Secret of 32 characters or more with which the mail server hands returned letters and complaints to `/api/v1/mail-reports`; needs the return address",
    },
    Variable {
        name: "SEMAINE_WEBHOOK_PROXY",
        default: "none",
        meaning: "HTTP proxy through which the messages of webhooks are sent, as `http://proxy.example.org:3128`; it must refuse private addresses itself, as it looks up the names",
    },
    Variable {
        name: "SEMAINE_WEBHOOK_LOOPBACK",
        default: "`false`",
        meaning: "Allows receivers of webhooks on this machine, also without encryption; for tests only",
    },
    Variable {
        name: "SEMAINE_MCP",
        default: "`false`",
        meaning: "Lets assistants call the public reads as tools at `/mcp` (Model Context Protocol, Streamable HTTP)",
    },
    Variable {
        name: "SEMAINE_OPEN_OUTBOX",
        default: "`false`",
        meaning: "Lets anyone read the outbox, with the links to sign up and to reset passwords; for local demonstrations only",
    },
    Variable {
        name: "SEMAINE_TRUST_PROXY",
        default: "`false`",
        meaning: "Reverse proxies that report the visitor's address in `X-Forwarded-For` or `Forwarded`: addresses and networks, comma separated; `true` for any peer. Without it, all visitors behind a proxy are one client for the rate limits, or none if the proxy is on the same machine, whose requests are not counted",
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
const OF_TESTS: [&str; 7] = [
    "SEMAINE_BASELINE",
    "SEMAINE_BINARY",
    "SEMAINE_CHROMIUM",
    "SEMAINE_E2E_SITE",
    "SEMAINE_E2E_OTHER_SITE",
    "SEMAINE_PEER_POCKETBASE",
    "SEMAINE_SEASON_EVENTS",
];

/// Rejects a name that begins with `SEMAINE_` and is not in the table: a typing error would leave a default in
/// force.
///
/// # Errors
///
/// Names the variable and the nearest known one.
pub(super) fn check_names(names: impl IntoIterator<Item = String>) -> anyhow::Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn the_readme_shows_the_table_of_variables() {
        let readme = include_str!("../../../../../README.md");
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
    fn the_table_has_the_defaults_of_the_code() {
        for (name, value) in [
            ("SEMAINE_MAIL_FROM", config::MAIL_FROM.to_owned()),
            ("SEMAINE_KEEP_ALIVE", config::KEEP_ALIVE_S.to_string()),
            ("SEMAINE_EXPORT_TIME", config::EXPORT_TIME_S.to_string()),
            (
                "SEMAINE_FILES_PER_EDITION",
                config::FILES_PER_EDITION_MIB.to_string(),
            ),
        ] {
            let listed = VARIABLES.iter().find(|variable| variable.name == name);
            assert_eq!(listed.unwrap().default, format!("`{value}`"), "{name}");
        }
    }

    #[test]
    fn an_unknown_variable_is_named_with_the_nearest_one() {
        let check = |name: &str| check_names(["PATH".to_owned(), name.to_owned()]);

        for known in [
            "SEMAINE_LISTEN",
            "SEMAINE_BINARY",
            "SEMAINE_SEASON_EVENTS",
            "SEMAINES",
        ] {
            check(known).unwrap();
        }
        for (wrong, nearest) in [
            ("SEMAINE_LISTENN", "SEMAINE_LISTEN"),
            ("SEMAINE_DATABASE", "SEMAINE_DATABASE_URL"),
            ("SEMAINE_TRUSTED_PROXY", "SEMAINE_TRUST_PROXY"),
        ] {
            let message = check(wrong).unwrap_err().to_string();
            assert!(
                message.contains(wrong) && message.ends_with(nearest),
                "{message}"
            );
        }
    }
}
