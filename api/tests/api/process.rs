//! The server as a process: its standard error, its signals, its files.

use crate::cli::{semaine, stdout_of};
use crate::support::{PATIENCE, awaited, edition_2018};
use rstest::rstest;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Target of standard error.
#[derive(Debug, Clone, Copy)]
enum Stderr {
    /// A full disk: `/dev/full`.
    Full,
    /// A pipe whose reader has closed it.
    Closed,
    /// The file `stderr` in the folder.
    File,
}

/// `semaine serve` on an SQLite file in the folder.
fn serve(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_semaine"));
    command.arg("serve");
    on(command, folder)
}

/// The command with the environment of the tests.
fn on(mut command: Command, folder: &Path) -> Command {
    command
        .env_clear()
        .env("SEMAINE_DATABASE_URL", folder.join("semaine.sqlite"))
        .env("SEMAINE_LISTEN", "127.0.0.1:0")
        .env("SEMAINE_WORKERS", "1");
    command
}

/// A server on an SQLite file in a folder; killed when dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts `semaine serve` and returns once it says where it listens.
    fn start(folder: &Path, stderr: Stderr, variables: &[(&str, &str)]) -> Self {
        Self::started(folder, serve(folder), stderr, variables)
    }

    /// Starts a command that ends in `semaine serve`.
    fn started(
        folder: &Path,
        mut command: Command,
        stderr: Stderr,
        variables: &[(&str, &str)],
    ) -> Self {
        let stdio = match stderr {
            Stderr::Full => std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap()
                .into(),
            Stderr::Closed => Stdio::piped(),
            Stderr::File => std::fs::File::create(folder.join("stderr")).unwrap().into(),
        };
        command
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(stdio);
        let mut process = command.spawn().unwrap();
        drop(process.stderr.take());
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| {
                line.unwrap()
                    .split_once("http://")
                    .map(|(_, rest)| format!("http://{}", rest.trim()))
            })
            .expect("the server tells where it listens");
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        reqwest::get(format!("{}{path}", self.address))
            .await
            .expect("the server answers")
    }

    async fn status(&self, path: &str) -> u16 {
        self.get(path).await.status().as_u16()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _gone = self.process.kill();
        self.process.wait().unwrap();
    }
}

#[rstest]
#[case(Stderr::Full)]
#[case(Stderr::Closed)]
#[tokio::test]
async fn requests_are_answered_when_the_log_cannot_be_written(#[case] stderr: Stderr) {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), stderr, &[("SEMAINE_LOG", "trace")]);

    for path in ["/api/health/live", "/api/health/live", "/api/v1/session"] {
        let status = server.status(path).await;
        assert_eq!(status, if path.ends_with("live") { 200 } else { 401 });
    }
}

/// A read-only file in a folder where SQLite can create the files beside it.
#[tokio::test]
async fn a_database_that_may_only_be_read_is_served() {
    let folder = TempDir::new().unwrap();
    let edition = folder.path().join("2018.json");
    std::fs::write(&edition, serde_json::to_vec(&edition_2018()).unwrap()).unwrap();
    let put = ["edition", "put", edition.to_str().unwrap()];
    stdout_of(&semaine(folder.path(), &put, ""));
    for (name, mode) in [
        ("", 0o777),
        ("semaine.sqlite", 0o444),
        ("jwt-ed25519.pem", 0o444),
    ] {
        let path = folder.path().join(name);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    // Root can write to every file.
    let mut command = Command::new("setpriv");
    if std::fs::metadata(folder.path()).unwrap().uid() == 0 {
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]);
    }
    // In a place where the other user may run it.
    let binary = folder.path().join("semaine");
    std::fs::copy(env!("CARGO_BIN_EXE_semaine"), &binary).unwrap();
    command.arg(binary).arg("serve");

    let server = Server::started(folder.path(), on(command, folder.path()), Stderr::File, &[]);

    let editions: Value = server.get("/api/v1/editions").await.json().await.unwrap();
    assert_eq!(editions[0]["slug"], "2018");
    assert_eq!(server.status("/api/health/ready").await, 200);
    let sign_up = json!({
        "email": "camille@example.org",
        "name": "Camille Durand",
        "password": "correct horse battery"
    });
    let refused = reqwest::Client::new()
        .post(format!("{}/api/v1/accounts", server.address))
        .json(&sign_up)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status().as_u16(), 503);
    assert!(refused.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn the_first_answer_is_already_complete() {
    let folder = TempDir::new().unwrap();
    let edition = folder.path().join("2018.json");
    std::fs::write(&edition, serde_json::to_vec(&edition_2018()).unwrap()).unwrap();
    let put = ["edition", "put", edition.to_str().unwrap()];
    stdout_of(&semaine(folder.path(), &put, ""));

    let server = Server::start(folder.path(), Stderr::File, &[]);

    assert_eq!(
        server.status("/api/v1/catalogue/events?edition=2018").await,
        200
    );
    assert_eq!(server.status("/api/health/ready").await, 200);
}

#[tokio::test]
async fn a_hangup_does_not_end_the_server() {
    let folder = TempDir::new().unwrap();
    let mut server = Server::start(folder.path(), Stderr::File, &[]);

    let pid = server.process.id().to_string();
    let sent = Command::new("kill").args(["-HUP", &pid]).status().unwrap();
    assert!(sent.success());
    // The log line confirms that the signal arrived.
    let log = folder.path().join("stderr");
    awaited("the line about the signal", async || {
        assert_eq!(server.process.try_wait().unwrap(), None);
        let lines = std::fs::read_to_string(&log).unwrap();
        lines.contains("SIGHUP").then_some(())
    })
    .await;

    assert_eq!(server.status("/api/health/live").await, 200);
}

/// A reverse proxy keeps connections open for requests to come.
#[tokio::test]
async fn an_idle_connection_does_not_delay_the_end() {
    let folder = TempDir::new().unwrap();
    let mut server = Server::start(folder.path(), Stderr::File, &[]);
    let address = server.address.strip_prefix("http://").unwrap();
    let mut idle = TcpStream::connect(address).unwrap();
    idle.write_all(b"GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut start = [0; 12];
    idle.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 200");

    let pid = server.process.id().to_string();
    let begun = Instant::now();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(sent.success());
    while server.process.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    assert!(server.process.wait().unwrap().success());
}

#[tokio::test]
async fn an_open_event_stream_ends_before_the_server() {
    let folder = TempDir::new().unwrap();
    let mut server = Server::start(folder.path(), Stderr::File, &[]);
    let request = reqwest::Client::new()
        .get(format!("{}/api/v1/changes", server.address))
        .header("Accept", "text/event-stream");
    let mut stream = request.send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());

    let pid = server.process.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(sent.success());

    // A stream that is cut off is an error.
    while stream.chunk().await.unwrap().is_some() {}
    drop(stream);
    let begun = Instant::now();
    while server.process.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < PATIENCE);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(server.process.wait().unwrap().success());
}

#[tokio::test]
async fn the_server_starts_and_ends_with_a_mail_server_that_does_not_answer() {
    let folder = TempDir::new().unwrap();
    let variables = [("SEMAINE_SMTP_URL", "smtp://127.0.0.1:9")];
    let mut server = Server::start(folder.path(), Stderr::File, &variables);
    let reset = json!({ "email": "camille@example.org" });
    let asked = reqwest::Client::new()
        .post(format!("{}/api/v1/accounts/password-reset", server.address))
        .json(&reset)
        .send()
        .await
        .unwrap();

    let pid = server.process.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    let ended = server.process.wait().unwrap();

    assert_eq!(asked.status().as_u16(), 202);
    assert!(sent.success());
    let log = std::fs::read_to_string(folder.path().join("stderr")).unwrap();
    assert!(ended.success() && !log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn an_answer_is_logged_with_its_duration_and_bytes_and_each_field_once() {
    let folder = TempDir::new().unwrap();
    let variables = [("SEMAINE_LOG_FORMAT", "json")];
    let server = Server::start(folder.path(), Stderr::File, &variables);

    let answer = server.get("/api/health/live").await;
    let body = answer.bytes().await.unwrap();
    let log = folder.path().join("stderr");
    let line = awaited("the line about the answer", async || {
        let lines = std::fs::read_to_string(&log).unwrap();
        let line = lines.lines().find(|line| line.contains("answered"));
        line.map(str::to_owned)
    })
    .await;

    let fields: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(fields["http.status"], 200);
    assert_eq!(fields["bytes"], body.len());
    assert!(fields["duration_ms"].as_f64().unwrap() >= 0.0, "{line}");
    assert_eq!(line.matches("/api/health/live").count(), 1, "{line}");
    assert_eq!(line.matches("request.id").count(), 1, "{line}");
}

#[test]
fn an_unknown_variable_is_refused_by_name() {
    let folder = TempDir::new().unwrap();

    let refused = serve(folder.path())
        .env("SEMAINE_LISTENN", "1")
        .output()
        .unwrap();

    let message = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(
        message.contains("SEMAINE_LISTENN") && message.contains("SEMAINE_LISTEN\n"),
        "{message}"
    );
}
