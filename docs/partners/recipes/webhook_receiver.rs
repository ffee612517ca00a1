//! Receives the messages of a webhook, verifies them, and keeps each event in a file of its own.
//!
//!     cargo init receiver && cd receiver && cargo add standardwebhooks@1.0.1 http@1 serde_json@1
//!     cp webhook_receiver.rs src/main.rs
//!     SECRET=whsec_… PORT=8080 cargo run -- events
//!
//! It listens on this machine: put a server in front of it that has a certificate and passes the requests on.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use standardwebhooks::Webhook;
use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs, thread};

const BODY_MAX_BYTES: u64 = 4 << 20;
const HEAD_MAX_BYTES: u64 = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(60);
/// Characters of a signature in base64. The library (1.0.1) takes one that is cut off for valid.
const SIGNATURE_CHARS: usize = 44;

struct Receiver {
    webhook: Webhook,
    folder: PathBuf,
}

impl Receiver {
    /// Stores by identifier, so that a message that comes again does no harm.
    fn store(&self, change: &Value) -> io::Result<()> {
        let id = change["id"].as_str().unwrap_or_default();
        let file = self.folder.join(format!("{id}.json"));
        if change["kind"] == "removed" {
            return match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        let new = file.with_extension("new");
        fs::write(&new, change["event"].to_string())?;
        fs::rename(new, file)
    }

    /// The status of the answer to a message.
    fn receive(&self, headers: &HeaderMap, body: &[u8]) -> io::Result<u16> {
        if !is_whole(headers) || self.webhook.verify(body, headers).is_err() {
            return Ok(400);
        }
        let Ok(message) = serde_json::from_slice::<Value>(body) else {
            return Ok(400);
        };
        for change in message["data"]["changes"].as_array().into_iter().flatten() {
            self.store(change)?;
        }
        // Only now: what was not stored comes again.
        Ok(200)
    }

    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream);
        let (headers, length) = head(&mut reader)?;
        let status = if length > BODY_MAX_BYTES {
            413
        } else {
            // As it came: the signature is that of these bytes.
            let mut body = Vec::new();
            reader.by_ref().take(length).read_to_end(&mut body)?;
            self.receive(&headers, &body)?
        };
        let answer =
            format!("HTTP/1.1 {status} \r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        reader.into_inner().write_all(answer.as_bytes())
    }
}

/// True when no signature is shorter than one is.
fn is_whole(headers: &HeaderMap) -> bool {
    let signatures = headers.get("webhook-signature");
    let signatures = signatures
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default();
    signatures
        .split(' ')
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .all(|signature| signature.len() == SIGNATURE_CHARS)
}

/// The headers of a request, and the length of its body.
fn head(reader: &mut BufReader<TcpStream>) -> io::Result<(HeaderMap, u64)> {
    let mut headers = HeaderMap::new();
    let mut lines = reader.by_ref().take(HEAD_MAX_BYTES);
    let mut line = String::new();
    lines.read_line(&mut line)?;
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(io::Error::other)?;
        let value = HeaderValue::from_str(value.trim()).map_err(io::Error::other)?;
        headers.append(name, value);
    }
    let length = headers.get("content-length");
    let length = length.and_then(|it| it.to_str().ok()?.parse().ok());
    Ok((headers, length.unwrap_or(0)))
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("the folder is missing")?);
    fs::create_dir_all(&folder)?;
    let webhook = Webhook::new(&env::var("SECRET")?)?;
    let receiver = Arc::new(Receiver { webhook, folder });
    let listener = TcpListener::bind(format!("127.0.0.1:{}", env::var("PORT")?))?;
    for stream in listener.incoming() {
        let (stream, receiver) = (stream?, Arc::clone(&receiver));
        thread::spawn(move || {
            if let Err(error) = receiver.serve(stream) {
                eprintln!("{error}");
            }
        });
    }
    Ok(())
}
