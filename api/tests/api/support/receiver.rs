//! A receiver of webhooks on this machine, which answers as a test wants.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Answer of a receiver to a message.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// Answers with a status, and keeps the connection.
    Status(u16),
    /// Sends this text and closes the connection.
    Raw(String),
    /// Answers 200, with a body that does not end.
    Endless,
    /// Accepts the request and never answers.
    Silence,
    /// Closes the connection without an answer.
    Close,
}

/// A message as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// Headers by name, in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
    /// True when the answer to it began with a status of 200 to 299.
    pub(crate) taken: bool,
}

impl Received {
    /// Value of a header.
    pub(crate) fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }
}

#[derive(Debug)]
struct State {
    received: Vec<Received>,
    reply: Reply,
    /// Connections that are not answered.
    held: Vec<TcpStream>,
}

/// A receiver that keeps what it gets.
#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    /// URL that webhooks post to.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    /// Starts it; it answers 200 until told otherwise.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/semaine", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            received: Vec::new(),
            reply: Reply::Status(200),
            held: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream.unwrap(), &state));
            }
        });
        Self { url, state }
    }

    /// Sets what it does from now on.
    pub(crate) fn reply(&self, reply: Reply) {
        self.state.lock().unwrap().reply = reply;
    }

    /// Every message so far, repetitions included.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// The messages that it has taken, each once, in the order in which they came first.
    pub(crate) fn taken(&self) -> Vec<Received> {
        let mut known = BTreeSet::new();
        let mut taken = self.received();
        taken.retain(|it| it.taken && known.insert(it.header("webhook-id").to_owned()));
        taken
    }
}

/// Reads and answers the messages of a connection.
fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some((headers, body)) = request(&mut reader) {
        let reply = {
            let mut state = state.lock().unwrap();
            let reply = state.reply.clone();
            let taken = match &reply {
                Reply::Status(status) => (200..300).contains(status),
                Reply::Raw(text) => text.starts_with("HTTP/1.1 2"),
                Reply::Endless => true,
                Reply::Silence | Reply::Close => false,
            };
            state.received.push(Received {
                headers,
                body,
                taken,
            });
            reply
        };
        let mut to = stream;
        // A client that has seen enough closes the connection.
        let written = match reply {
            Reply::Status(status) => {
                let head = format!("HTTP/1.1 {status} Answer\r\nContent-Length: 0\r\n\r\n");
                to.write_all(head.as_bytes())
            }
            Reply::Raw(text) => {
                let _sent = to.write_all(text.as_bytes());
                return;
            }
            Reply::Endless => {
                let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                let _sent = to.write_all(head.as_bytes());
                let part = format!("8000\r\n{}\r\n", "a".repeat(0x8000));
                while to.write_all(part.as_bytes()).is_ok() {}
                return;
            }
            Reply::Silence => {
                let held = stream.try_clone().unwrap();
                state.lock().unwrap().held.push(held);
                return;
            }
            Reply::Close => return,
        };
        if written.is_err() {
            return;
        }
    }
}

/// The next request of a connection; `None` at its end.
fn request(reader: &mut BufReader<TcpStream>) -> Option<(BTreeMap<String, String>, String)> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    assert!(first.starts_with("POST "), "{first}");
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers["content-length"].parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((headers, String::from_utf8(body).unwrap()))
}
