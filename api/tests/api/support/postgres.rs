//! A temporary PostgreSQL server, started by the first test that needs one and shared by all processes of a run.
//!
//! nextest runs each test in a process of its own, so none of them owns the cluster: every process has a shared lock on
//! one file until it ends, and a small shell beside the server stops it and removes its folder once that lock has been
//! free for a few seconds. A crash of a test, of the run or of the machine leaves nothing that disturbs the next run. If
//! PostgreSQL is not installed, the tests fail with a message.

use super::{PATIENCE, template};
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, sql_query};
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// Seconds without any test before the server is stopped.
const IDLE_S: u32 = 8;

const WATCH: &str = r#"
"$@" & server=$!
idle=0
while kill -0 "$server" 2>/dev/null; do
    sleep 1
    if flock -n -x "$LOCK" true; then idle=$((idle + 1)); else idle=0; fi
    if [ "$idle" -ge "$IDLE" ]; then
        exec 9>"$LOCK"
        if flock -n -x 9; then
            kill -INT "$server"; wait "$server"
            rm -rf "$FOLDER"
            exit 0
        fi
        idle=0
    fi
done
"#;

/// How long the connections to a database may take to end, and how often a test looks.
const ENDING: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(2);

struct Cluster {
    port: u16,
    template: String,
    /// One connection for all statements about databases: each further one would be a process of the server.
    admin: Mutex<PgConnection>,
    /// Held until the process ends.
    _in_use: File,
}

thread_local! {
    static LEFT: RefCell<Left> = const { RefCell::new(Left(Vec::new())) };
}

/// Names of databases that are dropped when the thread ends: after the runtime of the test, whose last queries then find theirs. Without it
/// a query would look for a connection until its patience ends, and the end of the runtime waits for it.
struct Left(Vec<String>);

/// A database for one test, dropped some time after the value.
pub(crate) struct Database {
    pub(crate) url: String,
    name: String,
}

impl Cluster {
    fn admin(&self) -> MutexGuard<'_, PgConnection> {
        self.admin.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Database {
    pub(crate) fn create() -> Self {
        let cluster = cluster();
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        sql_query(format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            cluster.template
        ))
        .execute(&mut *cluster.admin())
        .expect("a database can be made from the template");
        Self {
            url: url(cluster.port, &name),
            name,
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        // A thread that is ending already has no list any more: the database then stays until the cluster is removed.
        let _no_list = LEFT.try_with(|left| left.borrow_mut().0.push(name));
    }
}

impl Drop for Left {
    fn drop(&mut self) {
        for name in &self.0 {
            let mut admin = cluster().admin();
            end_connections(&mut admin, name);
            let _gone_with_the_cluster =
                sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut *admin);
        }
    }
}

/// Ends all connections to a database and waits until there are none: where PostgreSQL finds one, it waits for a tenth of a second before
/// it looks again.
fn end_connections(admin: &mut PgConnection, name: &str) {
    // Nor may the server under test open new ones.
    let closed = sql_query(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).execute(admin);
    let begun = Instant::now();
    while closed.is_ok() && begun.elapsed() < ENDING {
        // Asked again each time: the statement counts those that it ends.
        let ended = sql_query(format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .execute(admin);
        std::thread::sleep(LOOK);
        if !matches!(ended, Ok(1..)) {
            break;
        }
    }
}

fn url(port: u16, database: &str) -> String {
    format!("postgres://semaine@127.0.0.1:{port}/{database}")
}

fn connect(port: u16, database: &str) -> diesel::ConnectionResult<PgConnection> {
    PgConnection::establish(&url(port, database))
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        // A short path that every user may enter: the server runs as nobody when the tests run as root.
        let mut hasher = DefaultHasher::new();
        env!("CARGO_TARGET_TMPDIR").hash(&mut hasher);
        let folder = std::env::temp_dir().join(format!("semaine-pg-{:016x}", hasher.finish()));
        let lock_path = folder.with_extension("lock");
        let in_use = open_lock(&lock_path);
        in_use.lock_shared().expect("the lock file can be locked");
        let starting = open_lock(&folder.with_extension("starting"));
        starting.lock().expect("the lock file can be locked");
        let (port, mut admin) = running(&folder).unwrap_or_else(|| start(&folder, &lock_path));
        let template = made_template(port, &mut admin);
        drop(starting);
        Cluster {
            port,
            template,
            admin: Mutex::new(admin),
            _in_use: in_use,
        }
    })
}

fn open_lock(path: &Path) -> File {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .unwrap_or_else(|error| panic!("lock file {}: {error}", path.display()))
}

fn running(folder: &Path) -> Option<(u16, PgConnection)> {
    let port = fs::read_to_string(folder.join("port"))
        .ok()?
        .trim()
        .parse()
        .ok()?;
    connect(port, "postgres").ok().map(|conn| (port, conn))
}

fn start(folder: &Path, lock: &Path) -> (u16, PgConnection) {
    let bin = binaries();
    if folder.exists() {
        fs::remove_dir_all(folder).expect("the folder of a dead cluster can be removed");
    }
    fs::create_dir_all(folder).expect("the folder of the cluster can be made");
    let data = folder.join("data");
    let root = is_root();
    if root {
        run(Command::new("chown").arg("nobody").arg(folder));
    }
    let program = |name: &str| {
        let mut words = if root {
            [
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                "env",
                "HOME=/tmp",
                "LC_ALL=C.UTF-8",
            ]
            .map(str::to_owned)
            .to_vec()
        } else {
            ["env", "LC_ALL=C.UTF-8"].map(str::to_owned).to_vec()
        };
        words.push(bin.join(name).display().to_string());
        words
    };
    let init = program("initdb");
    run(Command::new(&init[0])
        .args(&init[1..])
        .arg("-D")
        .arg(&data)
        .args(["-U", "semaine", "-A", "trust", "-E", "UTF8", "--no-sync"]));
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let mut server = program("postgres");
    server.extend(["-D".to_owned(), data.display().to_string()]);
    for setting in [
        "listen_addresses=127.0.0.1",
        &format!("port={port}"),
        "unix_socket_directories=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        // Copies of the template are then not written a second time, into the log.
        "wal_level=minimal",
        "max_wal_senders=0",
        // These pay only for large tables.
        "autovacuum=off",
        "jit=off",
        "max_parallel_workers_per_gather=0",
        "max_connections=200",
        "logging_collector=off",
    ] {
        server.extend(["-c".to_owned(), setting.to_owned()]);
    }
    let log = File::create(folder.join("log")).expect("the server's log can be written");
    let watch = Command::new("sh")
        .args(["-c", WATCH, "watch"])
        .args(&server)
        .env("LOCK", lock)
        .env("FOLDER", folder)
        .env("IDLE", IDLE_S.to_string())
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        // Its own process group, so that interrupting the tests does not interrupt its cleanup.
        .process_group(0)
        .spawn()
        .expect("a shell can be started");
    // It outlives this process by design, and ends by itself.
    drop(watch);
    let begun = Instant::now();
    let conn = loop {
        if let Ok(conn) = connect(port, "postgres") {
            break conn;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "PostgreSQL did not start:\n{}",
            fs::read_to_string(folder.join("log")).unwrap_or_default()
        );
        std::thread::sleep(Duration::from_millis(50));
    };
    fs::write(folder.join("port"), port.to_string()).expect("the port can be noted");
    (port, conn)
}

/// Template database with all migrations; named after their hash, so that a new migration makes a new template.
fn made_template(port: u16, admin: &mut PgConnection) -> String {
    let name = template::name("postgres");
    // Never connected to: PostgreSQL makes whoever copies a database wait until nobody is connected to it.
    let found = sql_query(format!(
        "SELECT 1 FROM pg_database WHERE datname = '{name}'"
    ))
    .execute(admin)
    .expect("the databases are listed");
    if found == 0 {
        let draft = format!("draft_{}", uuid::Uuid::new_v4().simple());
        let mut say = |statement: String| {
            sql_query(statement)
                .execute(admin)
                .expect("the template can be made");
        };
        say(format!("CREATE DATABASE {draft}"));
        let db = ground::db::Db::open(&url(port, &draft), 1).expect("the template can be opened");
        db.migrate().expect("the migrations run");
        drop(db);
        // Renamed once complete; forced, since the pool closes its connections asynchronously.
        say(format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{draft}'"
        ));
        say(format!("ALTER DATABASE {draft} RENAME TO {name}"));
    }
    name
}

fn binaries() -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .chain(std::env::split_paths(
            &std::env::var_os("PATH").unwrap_or_default(),
        ))
        .filter(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .collect();
    found.sort();
    found.pop().expect(
        "PostgreSQL is not installed: no initdb in PATH or /usr/lib/postgresql/*/bin. \
         `make setup` installs it; the tests of both engines are not skipped",
    )
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}
