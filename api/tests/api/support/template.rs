//! Names and places of the migrated databases that tests copy.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

/// Name of the template of an engine: a new migration makes a new one.
pub(super) fn name(engine: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../migrations")
        .join(engine);
    let mut steps: Vec<_> = fs::read_dir(folder)
        .expect("the folder of migrations")
        .map(|entry| entry.expect("an entry of the folder").path().join("up.sql"))
        .filter(|path| path.exists())
        .collect();
    steps.sort();
    let mut hasher = DefaultHasher::new();
    for step in steps {
        fs::read_to_string(step)
            .expect("a migration")
            .hash(&mut hasher);
    }
    format!("template_{:016x}", hasher.finish())
}

/// A folder of the build for the templates of an engine, which stay between runs.
pub(super) fn folder(engine: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(engine);
    fs::create_dir_all(&folder).expect("the folder of templates");
    folder
}
