//! A kit is whole after a SIGKILL, whether its files were being drawn or sent.

use super::letters::label_one;
use super::{Ground, Server};
use crate::support::{EVENTS, Engine, awaited};
use reqwest::{Client, Response};
use rstest::rstest;
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::time::Duration;
use zip::ZipArchive;

/// The archive of a kit, asked for by its organiser.
struct Archive {
    client: Client,
    path: String,
    token: String,
}

impl Archive {
    /// The response, once the event is public.
    async fn asked_of(&self, server: &Server) -> Response {
        awaited("the archive", async || {
            let request = self
                .client
                .get(format!("{}{}", server.address, self.path))
                .bearer_auth(&self.token);
            let response = request.send().await.ok()?;
            (response.status() == 200).then_some(response)
        })
        .await
    }
}

/// The files of an archive; each is checked against its checksum.
fn files(archive: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).unwrap();
            let name = file.name().unwrap().into_owned();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (name, content)
        })
        .collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_that_a_kill_broke_off_is_whole_afterwards(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let ground = Ground::lay(engine).await;
    let tokens = ground.populate();
    let server = ground.serve();
    let id = label_one(&server, &tokens).await;
    let archive = Archive {
        client: Client::new(),
        path: format!("{EVENTS}/{id}/kit/archive"),
        token: tokens[0].clone(),
    };

    // While the files are drawn: before the first of them is sent.
    let _broken_off =
        tokio::time::timeout(Duration::from_millis(400), archive.asked_of(&server)).await;
    drop(server);
    let server = ground.serve();
    let mut sending = archive.asked_of(&server).await;
    let first = sending.chunk().await.unwrap();
    assert!(first.is_some_and(|part| !part.is_empty()));
    drop(server);

    let server = ground.serve();
    let whole = archive.asked_of(&server).await.bytes().await.unwrap();
    let again = archive.asked_of(&server).await.bytes().await.unwrap();

    assert!(whole == again, "the same bytes");
    let files = files(whole.to_vec());
    assert!(files.len() > 10, "{:?}", files.keys());
    for (name, content) in &files {
        if Path::new(name)
            .extension()
            .is_some_and(|ending| ending == "pdf")
        {
            assert!(content.starts_with(b"%PDF-"), "{name}");
        }
    }
}
