use super::*;
use chrono::Days;
use object_store::memory::InMemory;
use rstest::rstest;
use std::fs;
use tempfile::TempDir;

/// The kinds of stores.
#[derive(Debug, Clone, Copy)]
enum Store {
    Folder,
    Objects,
}

impl Store {
    fn open(self) -> (TempDir, Files) {
        let folder = TempDir::new().unwrap();
        let files = match self {
            Self::Folder => Files::under(&folder.path().join("not/yet/there")),
            Self::Objects => Files::among(Arc::new(InMemory::new()), "not/yet/there"),
        };
        (folder, files)
    }
}

fn at(day: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Days::new(20_000 + day)
}

#[rstest]
fn a_stored_file_is_read_replaced_and_listed(
    #[values(Store::Folder, Store::Objects)] store: Store,
) {
    let (_folder, files) = store.open();
    assert_eq!(files.list("a").unwrap(), []);
    assert_eq!(files.read("a/b.txt").unwrap(), None);

    files.store("a/b.txt", b"one", at(0)).unwrap();
    files.store("a/b.txt", b"three", at(1)).unwrap();
    files.store("a/c/d.txt", b"", at(2)).unwrap();
    files.store("ab/f.txt", b"", at(2)).unwrap();

    assert_eq!(
        files.read("a/b.txt").unwrap().as_deref(),
        Some(&b"three"[..])
    );
    let listed = files.list("a").unwrap().into_iter();
    let listed: Vec<_> = listed.map(|file| (file.name, file.bytes)).collect();
    assert_eq!(
        listed,
        [("a/b.txt".to_owned(), 5), ("a/c/d.txt".to_owned(), 0)]
    );
}

#[rstest]
fn only_old_files_are_removed(#[values(Store::Folder, Store::Objects)] store: Store) {
    let (_folder, files) = store.open();
    files.store("a", b"1", at(0)).unwrap();
    files.store("b", b"2", at(0)).unwrap();
    assert!(files.renew("a", at(9)).unwrap());
    assert!(!files.renew("nothing", at(9)).unwrap());

    assert!(!files.remove_older("a", at(5)).unwrap());
    assert!(!files.remove_older("a", at(9)).unwrap(), "as old as asked");
    assert!(files.remove_older("b", at(5)).unwrap());
    assert!(files.remove_older("b", at(5)).unwrap(), "it is gone");

    assert_eq!(files.read("a").unwrap().as_deref(), Some(&b"1"[..]));
    assert_eq!(files.read("b").unwrap(), None);
}

#[rstest]
fn a_name_is_plain_and_stays_inside(#[values(Store::Folder, Store::Objects)] store: Store) {
    let (folder, files) = store.open();
    for name in [
        "",
        "../secret",
        "/etc/passwd",
        "a/../../secret",
        "a//b",
        "a/",
        "affiche été",
        "a%2fb",
        ".hidden",
    ] {
        assert!(files.store(name, b"x", at(0)).is_err(), "{name}");
        assert!(files.read(name).is_err(), "{name}");
    }
    assert!(!folder.path().join("secret").exists());
}

#[rstest]
fn a_sound_store_has_no_faults(#[values(Store::Folder, Store::Objects)] store: Store) {
    let (_folder, files) = store.open();

    assert_eq!(files.probe(at(0)).unwrap(), Vec::<&str>::new());

    assert!(files.is_reachable());
    assert_eq!(files.list("probe").unwrap(), [], "nothing is left behind");
}

#[test]
fn a_failed_write_leaves_no_file_behind() {
    let folder = TempDir::new().unwrap();
    let files = Files::under(folder.path());
    fs::create_dir_all(folder.path().join("a/taken/by a folder")).unwrap();

    assert!(files.store("a/taken", b"x", at(0)).is_err());

    assert_eq!(files.list("a").unwrap(), []);
}

#[test]
fn a_store_that_nobody_listens_for_is_an_outage() {
    // Nothing listens on this port: it is reserved.
    let s3 = S3Config::new(
        "http://127.0.0.1:1/semaine",
        "fr-par".to_owned(),
        "id".to_owned(),
        "hush".to_owned(),
    )
    .unwrap();
    let files = Files(Kind::Objects(Arc::new(s3.open().unwrap())));

    assert!(!files.is_reachable());
    let error = files.read("a").unwrap_err();
    assert!(!format!("{error:#}").contains("hush"), "{error:#}");
    let error = crate::error::Error::from(error);
    assert_eq!(error.code(), shared::problem::Code::Unavailable);
}
