//! The web application: Rust to WebAssembly, and the JavaScript that starts it.

use crate::files::{self, File};
use crate::{Profile, workspace};
use anyhow::{Context, ensure};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;

const TRIPLE: &str = "wasm32-unknown-unknown";

/// Compiles the crate `web` and binds it: `web.js`, `web_bg.wasm` and the snippets.
pub(crate) fn build(profile: Profile) -> anyhow::Result<Vec<File>> {
    let module = compile(profile)?;
    eprintln!("web: wasm-bindgen");
    bind(&module, profile)
}

/// The compiler that has a standard library for wasm32; the set-up script makes sure there is one.
fn compiler() -> anyhow::Result<String> {
    let script = workspace::root().join("scripts/setup-wasm.sh");
    let output = Command::new(&script)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run {}", script.display()))?;
    ensure!(
        output.status.success(),
        "there is no compiler for {TRIPLE}; run `make setup`"
    );
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Runs cargo in a target folder of its own: another compiler, and another lock, than the server's.
fn compile(profile: Profile) -> anyhow::Result<PathBuf> {
    let (name, folder) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Release => ("release-wasm", "release-wasm"),
    };
    let target = workspace::target().join("web");
    eprintln!("web: cargo build -p web --profile {name}");
    let status = Command::new(workspace::cargo())
        .args([
            "build",
            "-p",
            "web",
            "--profile",
            name,
            "--target",
            TRIPLE,
            "--target-dir",
        ])
        .arg(&target)
        .current_dir(workspace::root())
        .env("RUSTC", compiler()?)
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the web application does not compile");
    Ok(target.join(TRIPLE).join(folder).join("web.wasm"))
}

fn bind(module: &PathBuf, profile: Profile) -> anyhow::Result<Vec<File>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .typescript(false)
        .omit_default_module_path(false)
        .web(true)?;
    match profile {
        // Names stay, so that a panic's trace can be read.
        Profile::Dev => bindgen.debug(true),
        Profile::Release => bindgen
            .remove_name_section(true)
            .remove_producers_section(true),
    };
    let folder = tempfile::tempdir().context("cannot make a folder for the bindings")?;
    bindgen
        .generate(folder.path())
        .context("wasm-bindgen failed")?;
    let mut files = files::read_all(folder.path(), "")?;
    files.retain(|file| file.path != "package.json");
    Ok(files)
}
