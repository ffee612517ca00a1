//! Letters sent to a mail server on loopback: `cargo bench -p api --bench mails -- <database> [letters] [selector=key.pem]`.
//!
//! The database is an empty one, as `postgres://…` or the path of a new SQLite file. The letters go to 500 people, to each in the order in
//! which they were written, which is checked; with a key, each is signed. `scripts/bench-mails.sh` runs it on both engines.

use anyhow::{Context as _, ensure};
use ground::clock::Clock;
use ground::config::MailConfig;
use ground::db::Db;
use ground::jobs::Jobs;
use ground::mail::{Letter, Sender, post};
use ground::secrets::Secrets;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// People who get letters.
const PEOPLE: usize = 500;
/// Letters that are written in one transaction.
const AT_ONCE: usize = 100;
/// Time after which sending counts as stuck.
const PATIENCE: Duration = Duration::from_mins(10);

/// Numbers of the letters that the mail server accepted, by recipient.
#[derive(Default)]
struct Taken {
    by_recipient: Mutex<HashMap<String, Vec<usize>>>,
    more: Notify,
}

impl Taken {
    fn letters(&self) -> usize {
        self.by_recipient.lock().values().map(Vec::len).sum()
    }

    fn in_order(&self) -> bool {
        let mut all = self.by_recipient.lock();
        all.values_mut().all(|numbers| {
            // A letter may come twice; never after a later one.
            numbers.dedup();
            numbers.is_sorted()
        })
    }
}

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds an argument of its own.
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let url = arguments.next().context("which database?")?;
    let letters: usize = arguments.next().map_or(Ok(10_000), |word| word.parse())?;
    let dkim_keys = arguments.next();
    let db = Db::open(&url, 8)?;
    db.migrate()?;
    let clock = Clock::system();
    write(&db, &clock, letters)?;

    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let config = MailConfig {
            smtp_url: Some(format!("smtp://{}", listener.local_addr()?)),
            smtp_ca: None,
            from: "Semaine de l'Industrie <ne-pas-repondre@example.org>".to_owned(),
            dkim_keys,
            return_address: Some("retours@example.org".to_owned()),
            report_key: None,
        };
        let taken = Arc::new(Taken::default());
        tokio::spawn(serve(listener, Arc::clone(&taken)));
        let sender = Sender::new(&config, Secrets::new(b"bench"))?;
        let before = resident_kb();
        let begun = Instant::now();
        let running = sender
            .jobs(Jobs::new(db.clone(), clock.clone()), &db, &clock)
            .start()?;
        let mut most = before;
        while taken.letters() < letters {
            let _ = tokio::time::timeout(Duration::from_millis(200), taken.more.notified()).await;
            most = most.max(resident_kb());
            ensure!(begun.elapsed() < PATIENCE, "{} letters only", taken.letters());
        }
        let seconds = begun.elapsed().as_secs_f64();
        running.shutdown(Duration::from_secs(10)).await;
        ensure!(taken.in_order(), "letters to one person came in another order");
        #[expect(clippy::cast_precision_loss, reason = "a number of letters")]
        let per_second = letters as f64 / seconds;
        let grown = most.saturating_sub(before) / 1_024;
        writeln!(
            std::io::stdout(),
            "{per_second:>9.0} letters/s  {letters} letters, in order for each of {PEOPLE} people; memory +{grown} MB"
        )?;
        Ok(())
    })
}

fn write(db: &Db, clock: &Clock, letters: usize) -> anyhow::Result<()> {
    let numbers: Vec<usize> = (0..letters).collect();
    for batch in numbers.chunks(AT_ONCE) {
        db.write_now(|conn| {
            for number in batch {
                let letter = Letter {
                    recipient: format!("personne-{}@example.org", number % PEOPLE),
                    language: shared::letter::Language::DEFAULT,
                    subject: format!("Lettre {number}"),
                    html: None,
                    body: "Bonjour,\n\nvotre événement est labellisé.\n".repeat(20),
                    unsubscribe: None,
                    reply_to: None,
                    expires_at: None,
                };
                post(conn, clock, &letter)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

async fn serve(listener: TcpListener, taken: Arc<Taken>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(talk(stream, Arc::clone(&taken)));
    }
}

/// Takes every letter of a connection.
async fn talk(stream: TcpStream, taken: Arc<Taken>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 bench\r\n").await?;
    let (mut recipient, mut number, mut in_data) = (String::new(), None, false);
    while let Some(line) = lines.next_line().await? {
        let answer: &[u8] = if in_data {
            if let Some(text) = line.strip_prefix("Subject: Lettre ") {
                number = text.parse().ok();
            }
            if line != "." {
                continue;
            }
            in_data = false;
            if let Some(number) = number.take() {
                let mut all = taken.by_recipient.lock();
                all.entry(recipient.clone()).or_default().push(number);
            }
            taken.more.notify_one();
            b"250 taken\r\n"
        } else if line == "DATA" {
            in_data = true;
            b"354 go on\r\n"
        } else {
            if let Some(to) = line.strip_prefix("RCPT TO:") {
                to.clone_into(&mut recipient);
            }
            b"250 ok\r\n"
        };
        writing.write_all(answer).await?;
    }
    Ok(())
}

/// Memory of this process, in kilobytes.
fn resident_kb() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}
