//! A migrated SQLite file, made once and copied for each test: a server then finds nothing to migrate.

use super::template;
use ground::db::{self, Db};
use std::fs;
use std::path::Path;

/// Puts a migrated database without rows at `path`.
pub(crate) fn create(path: &Path) {
    let name = template::name("sqlite");
    let made = template::folder("sqlite").join(format!("{name}.sqlite"));
    if !made.exists() {
        let draft =
            tempfile::tempdir_in(made.parent().expect("a folder")).expect("a temporary folder");
        let (grown, compact) = (draft.path().join("grown"), draft.path().join("compact"));
        let grown = grown.to_str().expect("a path in UTF-8");
        let db = Db::open(grown, 1).expect("the template can be opened");
        db.migrate().expect("the migrations run");
        let mut conn = db::connect(grown).expect("the template can be opened");
        // A file without a log of its own, whatever connection is still open.
        let copy = format!("VACUUM INTO '{}'", compact.display());
        diesel::RunQueryDsl::execute(diesel::sql_query(copy), &mut conn)
            .expect("the template can be copied");
        // Renamed once complete: other tests may make it at the same time.
        fs::rename(compact, &made).expect("the template can be named");
    }
    fs::copy(made, path).expect("the template can be copied");
}
