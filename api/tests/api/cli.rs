//! Tests of the built binary.

use crate::support::edition_2018;
use rstest::rstest;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Runs `semaine` on a database in `folder`, with `input` on standard input.
pub(crate) fn semaine(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_semaine"))
        .args(arguments)
        .env_clear()
        .env("SEMAINE_DATABASE_URL", folder.join("semaine.sqlite"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[track_caller]
pub(crate) fn stdout_of(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn accounts_are_created_granted_roles_and_listed() {
    let folder = TempDir::new().unwrap();
    let run = |arguments: &[&str], input: &str| semaine(folder.path(), arguments, input);
    let create = [
        "user",
        "create",
        "camille@example.org",
        "--name",
        "Camille Durand",
    ];

    stdout_of(&run(&create, "correct horse battery\n"));
    let twice = run(&create, "correct horse battery\n");
    stdout_of(&run(
        &[
            "user",
            "grant",
            "Camille@example.org",
            "referent",
            "--territory",
            "region:84",
        ],
        "",
    ));
    stdout_of(&run(
        &["user", "grant", "camille@example.org", "administrator"],
        "",
    ));
    let listed = stdout_of(&run(&["user", "list"], ""));

    assert!(!twice.status.success());
    assert_eq!(
        listed,
        "camille@example.org\tCamille Durand\tverified\tadministrator (national), referent (region:84)\n"
    );
}

#[test]
fn a_command_leaves_a_database_that_can_be_copied_as_one_file() {
    let folder = TempDir::new().unwrap();
    let create = ["user", "create", "camille@example.org", "--name", "Camille"];
    stdout_of(&semaine(folder.path(), &create, "correct horse battery\n"));

    let copied = TempDir::new().unwrap();
    let file = |folder: &TempDir| folder.path().join("semaine.sqlite");
    std::fs::copy(file(&folder), file(&copied)).unwrap();
    let listed = stdout_of(&semaine(copied.path(), &["user", "list"], ""));

    assert_eq!(listed, "camille@example.org\tCamille\tverified\t\n");
}

#[rstest]
#[case(&["user", "create", "camille", "--name", "Camille"], "correct horse battery", "invalid address")]
#[case(&["user", "create", "camille@example.org", "--name", "Camille"], "short", "invalid password")]
#[case(&["user", "grant", "nobody@example.org", "coordinator"], "", "has no account")]
#[case(&["user", "grant", "camille@example.org", "referent"], "", "needs --territory")]
#[case(&["user", "grant", "camille@example.org", "king"], "", "must be referent")]
#[case(&["edition", "put", "nowhere.json"], "", "nowhere.json")]
#[case(&["verify-log", "--head", "nowhere.jws"], "", "nowhere.jws")]
#[case(&["log-head"], "", "the log is empty")]
fn a_failed_command_reports_why(
    #[case] arguments: &[&str],
    #[case] input: &str,
    #[case] why: &str,
) {
    let folder = TempDir::new().unwrap();

    let output = semaine(folder.path(), arguments, input);

    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains(why), "{said}");
}

#[test]
fn a_stored_edition_is_listed_and_logged() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("2018.json");
    std::fs::write(&file, serde_json::to_vec(&edition_2018()).unwrap()).unwrap();
    let run = |arguments: &[&str]| semaine(folder.path(), arguments, "");

    stdout_of(&run(&["edition", "put", file.to_str().unwrap()]));
    stdout_of(&run(&["edition", "put", file.to_str().unwrap()]));
    let listed = stdout_of(&run(&["edition", "list"]));
    let verified = stdout_of(&run(&["verify-log"]));
    let heads = folder.path().join("heads.jws");
    std::fs::write(&heads, stdout_of(&run(&["log-head"]))).unwrap();
    let again = stdout_of(&run(&["verify-log", "--head", heads.to_str().unwrap()]));

    assert!(listed.starts_with("2018\t"), "{listed}");
    assert!(verified.starts_with("valid rows: 1\n"), "{verified}");
    assert!(verified.contains("not compared"), "{verified}");
    assert!(
        again.ends_with("compared with 1 signed heads, up to row 1\nthe log is valid\n"),
        "{again}"
    );
}

#[test]
fn the_document_is_printed_without_a_database() {
    let folder = TempDir::new().unwrap();

    let printed = stdout_of(&semaine(folder.path(), &["openapi"], ""));

    assert!(printed.starts_with("openapi: \"3.1.0\"\n"), "{printed}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
