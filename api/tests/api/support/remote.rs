//! A service that the server asks, such as a register or a geocoder.

use super::{Engine, TestApp};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A service that gives every request the same answer, and keeps their first lines.
pub(crate) struct Remote {
    /// Its address with a path.
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Remote {
    /// Starts it; `path` ends its address.
    pub(crate) fn answering(path: &str, head: &str, body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}{path}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (head, kept) = (head.to_owned(), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = vec![0; 4096];
                let length = stream.read(&mut request).unwrap();
                let text = String::from_utf8_lossy(&request[..length]).into_owned();
                let line = text.lines().next().unwrap_or_default().to_owned();
                kept.lock().unwrap().push(line);
                let answer = format!(
                    "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                // A client that has seen enough closes the connection.
                let _refused = stream.write_all(answer.as_bytes());
            }
        });
        Self { url, requests }
    }

    /// The first lines of the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// A server that asks it; `setting` names its address.
    pub(crate) async fn app(&self, setting: &str) -> TestApp {
        TestApp::configured(Engine::Sqlite, &[(setting, &self.url)]).await
    }
}
