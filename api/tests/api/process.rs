//! The server as a process: its standard error, its signals, its files.

use rstest::rstest;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Where standard error goes.
#[derive(Debug, Clone, Copy)]
enum Stderr {
    /// A disk without room.
    Full,
    /// A pipe that nobody reads any more.
    Closed,
}

/// A server on an SQLite file in a folder; killed when dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts `semaine serve` and returns once it says where it listens.
    fn start(folder: &Path, stderr: Stderr, variables: &[(&str, &str)]) -> Self {
        let stdio = match stderr {
            Stderr::Full => std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap()
                .into(),
            Stderr::Closed => Stdio::piped(),
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_semaine"));
        command
            .arg("serve")
            .env_clear()
            .env("SEMAINE_DATABASE_URL", folder.join("semaine.sqlite"))
            .env("SEMAINE_LISTEN", "127.0.0.1:0")
            .env("SEMAINE_WORKERS", "1")
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
