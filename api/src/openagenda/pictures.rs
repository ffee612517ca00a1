//! Fetches the pictures of events from OpenAgenda, from public machines only; those of an import are stored as uploads are stored.

use super::reach::is_public;
use crate::images::{Images, MEDIA_TYPES};
use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, Utc};
use pictures::Picture;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use shared::event::StoredImage;
use shared::event::limits::IMAGE_BYTES;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::runtime::Runtime;
use tokio::time::{Instant, timeout};

/// Maximum number of pictures that one import fetches.
const MOST: usize = 5_000;
/// Longest time that one import spends on pictures.
const LONGEST: Duration = Duration::from_hours(2);
/// Longest time for one picture, from the look-up of the name to the last byte.
const LONGEST_FOR_ONE: Duration = Duration::from_secs(20);

/// Machines from which pictures are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Public ones, over https.
    Public,
    /// This one, also over http.
    #[cfg(test)]
    Loopback,
}

/// Fetches pictures for one import.
pub(crate) struct PictureFetcher<'i> {
    images: &'i Images,
    runtime: Runtime,
    reach: Reach,
    /// Pictures that were fetched, by address.
    known: HashMap<String, StoredImage>,
    asked: usize,
    spent: Duration,
}

impl std::fmt::Debug for PictureFetcher<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PictureFetcher")
            .field("asked", &self.asked)
            .finish_non_exhaustive()
    }
}

impl<'i> PictureFetcher<'i> {
    /// Stores pictures among `images`.
    ///
    /// # Errors
    ///
    /// When the system gives no resources for network connections.
    pub(crate) fn new(images: &'i Images) -> anyhow::Result<Self> {
        Ok(Self {
            images,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
            reach: Reach::Public,
            known: HashMap::new(),
            asked: 0,
            spent: Duration::ZERO,
        })
    }

    /// Fetches, checks and stores the picture at an address; the same address is asked once.
    ///
    /// # Errors
    ///
    /// When the address is refused, does not answer with a picture that an upload would accept, or the import has fetched enough.
    pub(super) fn fetch(
        &mut self,
        address: &str,
        now: DateTime<Utc>,
    ) -> anyhow::Result<StoredImage> {
        if let Some(known) = self.known.get(address) {
            return Ok(known.clone());
        }
        ensure!(
            self.asked < MOST,
            "{MOST} pictures have been fetched; no more in one import"
        );
        ensure!(
            self.spent < LONGEST,
            "pictures have taken {} minutes; no more in one import",
            LONGEST.as_secs() / 60
        );
        self.asked += 1;
        let reach = self.reach;
        let (file, spent) = self.runtime.block_on(async {
            let start = Instant::now();
            let file = within_time(address, reach).await;
            (file, start.elapsed())
        });
        self.spent += spent;
        let picture = Picture::read(&file?)?;
        let stored = self.images.store(&picture, now)?;
        self.known.insert(address.to_owned(), stored.clone());
        Ok(stored)
    }
}

/// Fetches the file of a picture from an address of a public machine: it has the media type and at most the size of an upload, and may
/// still be no picture.
///
/// # Errors
///
/// When the address is refused, or does not answer with such a file. The error may name addresses that the caller should not learn.
pub(crate) async fn fetch_picture(address: &str) -> anyhow::Result<Vec<u8>> {
    within_time(address, Reach::Public).await
}

async fn within_time(address: &str, reach: Reach) -> anyhow::Result<Vec<u8>> {
    let file = timeout(LONGEST_FOR_ONE, download(address, reach)).await;
    file.map_err(|_elapsed| {
        anyhow::anyhow!("no picture within {} seconds", LONGEST_FOR_ONE.as_secs())
    })?
}

async fn download(address: &str, reach: Reach) -> anyhow::Result<Vec<u8>> {
    let url = Url::parse(address).context("not a web address")?;
    let is_allowed = match reach {
        Reach::Public => url.scheme() == "https",
        #[cfg(test)]
        Reach::Loopback => true,
    };
    ensure!(is_allowed, "only https is fetched");
    ensure!(
        url.username().is_empty() && url.password().is_none(),
        "an address with a password is not fetched"
    );
    let host = url.host_str().context("no host")?.to_owned();
    let addresses = resolve(&url, reach).await?;
    let client = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        // Connects to the addresses that were checked, whatever the name resolves to now.
        .resolve_to_addrs(host.trim_matches(['[', ']']), &addresses)
        .build()?;
    let response = client.get(url).send().await?;
    let status = response.status();
    ensure!(
        !status.is_redirection(),
        "redirected, which is not followed"
    );
    ensure!(
        status.as_u16() == 200,
        "answered with status {}",
        status.as_u16()
    );
    check_type(&response)?;
    read(response).await
}

/// The addresses of the host, looked up once, if all of them may be reached.
async fn resolve(url: &Url, reach: Reach) -> anyhow::Result<Vec<SocketAddr>> {
    let port = url.port_or_known_default().context("no port")?;
    let host = url.host_str().context("no host")?.trim_matches(['[', ']']);
    let found = lookup_host((host, port)).await;
    let addresses: Vec<_> = found
        .with_context(|| format!("{host} is not found"))?
        .collect();
    ensure!(!addresses.is_empty(), "{host} is not found");
    let is_reached = |address: &SocketAddr| match reach {
        Reach::Public => is_public(address.ip()),
        #[cfg(test)]
        Reach::Loopback => address.ip().is_loopback(),
    };
    if let Some(inside) = addresses.iter().find(|address| !is_reached(address)) {
        bail!("{host} is {}, no public address", inside.ip());
    }
    Ok(addresses)
}

fn check_type(response: &Response) -> anyhow::Result<()> {
    let named = response.headers().get(CONTENT_TYPE);
    let named = named
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = named.split(';').next().unwrap_or_default().trim();
    ensure!(
        MEDIA_TYPES.contains(&kind.to_ascii_lowercase().as_str()),
        "`{}` is none of {}",
        kind.chars().take(40).collect::<String>(),
        MEDIA_TYPES.join(", ")
    );
    Ok(())
}

async fn read(mut response: Response) -> anyhow::Result<Vec<u8>> {
    let mut file = Vec::new();
    while let Some(part) = response.chunk().await? {
        ensure!(
            file.len() + part.len() <= IMAGE_BYTES,
            "larger than {IMAGE_BYTES} bytes"
        );
        file.extend_from_slice(&part);
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ground::files::Files;
    use pictures::{Rgb, RgbImage};
    use rstest::rstest;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tempfile::TempDir;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// A server that gives every request the same answer, and counts them.
    struct Server {
        address: SocketAddr,
        requests: Arc<AtomicUsize>,
    }

    impl Server {
        fn answering(head: &str, body: Vec<u8>) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let requests = Arc::new(AtomicUsize::new(0));
            let (head, counted) = (head.to_owned(), Arc::clone(&requests));
            std::thread::spawn(move || {
                for stream in listener.incoming().take(4) {
                    let mut stream = stream.unwrap();
                    let _request = stream.read(&mut [0; 4096]).unwrap();
                    counted.fetch_add(1, Ordering::SeqCst);
                    let head = format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n");
                    // A client that has seen enough closes the connection.
                    let _refused = stream.write_all(head.as_bytes());
                    let _refused = stream.write_all(&body);
                }
            });
            Self { address, requests }
        }

        fn url(&self) -> String {
            format!("http://{}/a.jpg", self.address)
        }
    }

    fn jpeg() -> Vec<u8> {
        let pixels = RgbImage::from_pixel(600, 400, Rgb([90; 3]));
        Picture::of(pixels).unwrap().largest.jpeg
    }

    fn at_home(images: &Images) -> PictureFetcher<'_> {
        PictureFetcher {
            reach: Reach::Loopback,
            ..PictureFetcher::new(images).unwrap()
        }
    }

    fn images() -> (TempDir, Images) {
        let folder = TempDir::new().unwrap();
        let images = Images::among(Files::under(folder.path()));
        (folder, images)
    }

    #[test]
    fn a_picture_is_stored_as_an_upload_and_asked_for_once() {
        let (_folder, images) = images();
        let server = Server::answering("200 OK\r\nContent-Type: image/jpeg; q=1", jpeg());
        let mut fetcher = at_home(&images);

        let stored = fetcher.fetch(&server.url(), NOW).unwrap();
        let again = fetcher.fetch(&server.url(), NOW).unwrap();

        assert_eq!((stored.width, stored.height), (600, 400));
        assert_eq!(again, stored);
        assert_eq!(server.requests.load(Ordering::SeqCst), 1);
    }

    #[rstest]
    #[case::missing("404 Not Found\r\nContent-Type: image/jpeg", jpeg(), "status 404")]
    #[case::elsewhere(
        "302 Found\r\nLocation: http://127.0.0.1/b.jpg",
        Vec::new(),
        "redirected"
    )]
    #[case::page(
        "200 OK\r\nContent-Type: text/html",
        jpeg(),
        "`text/html` is none of image/jpeg"
    )]
    #[case::untyped("200 OK", jpeg(), "`` is none of")]
    #[case::damaged("200 OK\r\nContent-Type: image/png", b"no picture".to_vec(), "not a JPEG")]
    #[case::huge("200 OK\r\nContent-Type: image/png", vec![0; IMAGE_BYTES + 1], "larger than")]
    fn what_is_no_acceptable_picture_is_refused(
        #[case] head: &str,
        #[case] body: Vec<u8>,
        #[case] why: &str,
    ) {
        let (_folder, images) = images();
        let server = Server::answering(head, body);

        let error = at_home(&images).fetch(&server.url(), NOW).unwrap_err();

        assert!(format!("{error:#}").contains(why), "{error:#}");
    }

    #[rstest]
    #[case("http://exemple.fr/a.jpg", "only https")]
    #[case("ftp://exemple.fr/a.jpg", "only https")]
    #[case("a.jpg", "not a web address")]
    #[case("https://user:secret@exemple.fr/a.jpg", "with a password")]
    #[case("https://127.0.0.1/a.jpg", "no public address")]
    #[case("https://2130706433/a.jpg", "no public address")]
    #[case("https://localhost/a.jpg", "no public address")]
    #[case("https://[::1]/a.jpg", "no public address")]
    #[case("https://[::ffff:10.0.0.1]/a.jpg", "no public address")]
    #[case("https://169.254.169.254/latest/meta-data", "no public address")]
    fn an_address_inside_is_not_asked(#[case] address: &str, #[case] why: &str) {
        let (_folder, images) = images();

        let error = PictureFetcher::new(&images)
            .unwrap()
            .fetch(address, NOW)
            .unwrap_err();

        assert!(format!("{error:#}").contains(why), "{error:#}");
    }

    #[test]
    fn an_import_fetches_no_more_than_its_share() {
        let (_folder, images) = images();
        let mut fetcher = PictureFetcher {
            asked: MOST,
            ..at_home(&images)
        };
        let many = fetcher.fetch("http://127.0.0.1:9/a.jpg", NOW).unwrap_err();
        (fetcher.asked, fetcher.spent) = (0, LONGEST);
        let long = fetcher.fetch("http://127.0.0.1:9/a.jpg", NOW).unwrap_err();

        assert!(many.to_string().contains("5000 pictures"), "{many}");
        assert!(long.to_string().contains("120 minutes"), "{long}");
    }
}
