//! The web application: Rust to WebAssembly, and the JavaScript that starts it.

use crate::files::{self, File};
use crate::{Profile, workspace};
use anyhow::{Context, anyhow, ensure};
use shared::place::zones as zones_of_the_country;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;

const TRIPLE: &str = "wasm32-unknown-unknown";
/// Leptos then compiles each component once, instead of once for each way in which its view is nested; and the linker tells
/// what refers to what, by which the module is cut.
const FLAGS: &str = "--cfg erase_components -C link-arg=--emit-relocs";
/// The part that the others are loaded by, before it is bound.
const MAIN: &str = "web.wasm";

/// Compiles the crate `web`, cuts it into parts and binds the main one: `web.js`, `web_bg.wasm` and the snippets, and beside
/// them the other parts with the module that loads them.
pub(crate) fn build(profile: Profile) -> anyhow::Result<Vec<File>> {
    let module = files::read(&compile(profile)?)?;
    let folder = tempfile::tempdir().context("cannot make a folder for the parts")?;
    eprintln!("web: parts");
    let main = cut(&module, folder.path())?;
    eprintln!("web: wasm-bindgen");
    bind(&main, folder.path(), profile)?;
    let mut files = files::read_all(folder.path(), "")?;
    files.retain(|file| file.path != "package.json" && file.path != MAIN);
    Ok(files)
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
        .env("CHRONO_TZ_TIMEZONE_FILTER", zones())
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS)
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "the web application does not compile");
    Ok(target.join(TRIPLE).join(folder).join("web.wasm"))
}

/// The names of the time zones that the application knows, as a regular expression: all others weigh a megabyte.
fn zones() -> String {
    let names: Vec<_> = zones_of_the_country()
        .map(|zone| zone.to_string())
        .collect();
    format!("^({})$", names.join("|"))
}

/// Cuts the module where `web/src/later.rs` says, into `folder`; answers where the main part is.
fn cut(module: &[u8], folder: &Path) -> anyhow::Result<PathBuf> {
    let main = folder.join(MAIN);
    let mut options = wasm_split_cli_support::Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./web.js";
    options.link_name = "./parts.js";
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be cut: {error:?}"))?;
    Ok(main)
}

fn bind(main: &Path, folder: &Path, profile: Profile) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(main)
        .typescript(false)
        .omit_default_module_path(false)
        // The other parts share the memory, the table and the stack of the main one.
        .keep_lld_exports(true)
        .web(true)?;
    match profile {
        // Names stay, so that a panic's trace can be read.
        Profile::Dev => bindgen.debug(true),
        Profile::Release => bindgen
            .remove_name_section(true)
            .remove_producers_section(true),
    };
    bindgen.generate(folder).context("wasm-bindgen failed")
}
