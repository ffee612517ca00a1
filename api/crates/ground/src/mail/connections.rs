//! Connections to the mail server: opened as they are needed, and used for several e-mails each.
//!
//! A connection returns to the store only after a whole transaction. One that was interrupted is closed: the server would take
//! the next commands for the text of the e-mail. Everything has a deadline; that of the library covers the connection alone.

use anyhow::{Context as _, bail, ensure};
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use parking_lot::Mutex;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::timeout;
use url::Url;

/// Time in which a connection must be open, encrypted and signed in.
const OPENED: Duration = Duration::from_secs(30);
/// Time in which the server must have taken or refused an e-mail.
const SENT: Duration = Duration::from_mins(1);
/// Time after which an idle connection is asked whether it still works.
const ASKED_AFTER: Duration = Duration::from_secs(2);
/// Time in which it must answer.
const ANSWERED: Duration = Duration::from_secs(5);
/// Time after which an idle connection is closed: below the patience of common servers.
const IDLE: Duration = Duration::from_secs(20);
/// Maximum number of e-mails per connection, as many servers allow no more.
const LETTERS: u32 = 100;

/// When a connection is encrypted.
enum Encryption {
    Never,
    /// With STARTTLS if the server offers it.
    Offered(TlsParameters),
    /// With STARTTLS, or not at all.
    Required(TlsParameters),
    /// From the first byte.
    Always(TlsParameters),
}

struct Line {
    connection: AsyncSmtpConnection,
    letters: u32,
    since: Instant,
}

/// The connections to one server.
pub(super) struct Connections {
    host: String,
    port: u16,
    encryption: Encryption,
    name: ClientId,
    credentials: Option<Credentials>,
    idle: Mutex<Vec<Line>>,
}

impl std::fmt::Debug for Connections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Connections({}:{})", self.host, self.port)
    }
}

impl Connections {
    /// To the server of a URL, as `smtps://user:password@host`, `smtp://host?tls=required` or `smtp://host/own-name`. `authority`
    /// is a file with a certificate of an authority that is trusted besides the public ones.
    ///
    /// # Errors
    ///
    /// When the URL is no address of a mail server, or the file no certificate. The message does not contain the password.
    pub(super) fn to(url: &str, authority: Option<&Path>) -> anyhow::Result<Self> {
        let url: Url = url.parse().context("not a URL")?;
        let host = url.host_str().context("a URL without a host")?.to_owned();
        let tls = url
            .query_pairs()
            .find(|(key, _)| key == "tls")
            .map(|(_, value)| value.into_owned());
        let parameters = || parameters(&host, authority);
        let (encryption, port) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None) => (Encryption::Never, 25),
            ("smtp", Some("opportunistic")) => (Encryption::Offered(parameters()?), 587),
            ("smtp", Some("required")) => (Encryption::Required(parameters()?), 587),
            ("smtps", _) => (Encryption::Always(parameters()?), 465),
            _ => bail!("must be smtp:// or smtps://, with ?tls=required or ?tls=opportunistic"),
        };
        let decoded = |text: &str| {
            let text = percent_encoding::percent_decode_str(text).decode_utf8();
            text.map(std::borrow::Cow::into_owned)
                .context("user or password is not UTF-8")
        };
        let credentials = match url.password() {
            None => None,
            Some(password) => Some(Credentials::new(
                decoded(url.username())?,
                decoded(password)?,
            )),
        };
        let name = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Ok(Self {
            port: url.port().unwrap_or(port),
            host,
            encryption,
            name,
            credentials,
            idle: Mutex::default(),
        })
    }

    /// Sends an e-mail; returns once the server has taken it.
    ///
    /// # Errors
    ///
    /// When the server refuses it, does not answer in time, or cannot be reached.
    pub(super) async fn send(&self, envelope: &Envelope, letter: &[u8]) -> anyhow::Result<()> {
        let mut line = self.line().await?;
        timeout(SENT, line.connection.send(envelope, letter))
            .await
            .with_context(|| format!("no answer in {} s", SENT.as_secs()))??;
        line.letters += 1;
        line.since = Instant::now();
        if line.letters < LETTERS {
            self.idle.lock().push(line);
        } else {
            close(line).await;
        }
        Ok(())
    }

    /// A connection that works.
    async fn line(&self) -> anyhow::Result<Line> {
        loop {
            let kept = self.idle.lock().pop();
            let Some(mut line) = kept else {
                return timeout(OPENED, self.open())
                    .await
                    .with_context(|| format!("no connection in {} s", OPENED.as_secs()))?;
            };
            let idle = line.since.elapsed();
            if idle >= IDLE {
                close(line).await;
                continue;
            }
            if idle < ASKED_AFTER {
                return Ok(line);
            }
            if timeout(ANSWERED, line.connection.test_connected()).await == Ok(true) {
                return Ok(line);
            }
        }
    }

    async fn open(&self) -> anyhow::Result<Line> {
        let server = (self.host.trim_matches(['[', ']']), self.port);
        let wrapped = match &self.encryption {
            Encryption::Always(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(OPENED), &self.name, wrapped, None)
                .await?;
        match &self.encryption {
            Encryption::Required(parameters) => {
                connection.starttls(parameters.clone(), &self.name).await?;
            }
            Encryption::Offered(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.name).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(Line {
            connection,
            letters: 0,
            since: Instant::now(),
        })
    }
}

/// Takes leave of the server, if it still listens.
async fn close(mut line: Line) {
    let _ = timeout(ANSWERED, line.connection.abort()).await;
}

fn parameters(host: &str, authority: Option<&Path>) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(host.trim_matches(['[', ']']).to_owned());
    if let Some(file) = authority {
        let named = || format!("the certificate {}", file.display());
        let pem = std::fs::read(file).with_context(named)?;
        // The library takes a file without any certificate for none.
        let mut found = CertificateDer::pem_slice_iter(&pem);
        ensure!(
            matches!(found.next(), Some(Ok(_))),
            "no certificate in PEM in {}",
            file.display()
        );
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).with_context(named)?);
    }
    Ok(builder.build()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("smtp://mail.exemple.fr", 25)]
    #[case("smtp://mail.exemple.fr:2525", 2525)]
    #[case("smtp://mail.exemple.fr?tls=required", 587)]
    #[case("smtp://mail.exemple.fr?tls=opportunistic", 587)]
    #[case("smtps://u:p%40ss@mail.exemple.fr", 465)]
    fn the_port_depends_on_the_encryption(#[case] url: &str, #[case] port: u16) {
        assert_eq!(Connections::to(url, None).unwrap().port, port);
    }

    #[rstest]
    #[case("mail.exemple.fr")]
    #[case("http://mail.exemple.fr")]
    #[case("smtp://mail.exemple.fr?tls=perhaps")]
    #[case("smtps://u:%ff@mail.exemple.fr")]
    fn another_address_is_refused(#[case] url: &str) {
        assert!(Connections::to(url, None).is_err());
    }

    #[test]
    fn a_file_that_is_no_certificate_is_refused_with_its_name() {
        let file = Path::new("Cargo.toml");

        let error = Connections::to("smtps://mail.exemple.fr", Some(file)).unwrap_err();

        assert!(format!("{error:#}").contains("Cargo.toml"), "{error:#}");
    }
}
