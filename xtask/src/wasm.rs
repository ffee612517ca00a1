//! Compiles the web application to WebAssembly, with the JavaScript that loads it.

use crate::files::{self, File};
use crate::{Profile, workspace};
use anyhow::{Context, anyhow, ensure};
use shared::place::zones as zones_of_the_country;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use wasm_bindgen_cli_support::Bindgen;
use wasm_encoder::RawSection;
use wasmparser::{Parser, Payload};

/// File names by split point.
type Chunks = BTreeMap<String, BTreeSet<String>>;

const TRIPLE: &str = "wasm32-unknown-unknown";
/// With `erase_components`, Leptos compiles each component once instead of once per nesting of its view. With `--emit-relocs`, the
/// linker records which function refers to which, so that the module can be split.
const FLAGS: &str = "--cfg erase_components -C link-arg=--emit-relocs";
/// Main chunk of the split module, before wasm-bindgen processes it.
const MAIN: &str = "web.wasm";
/// The chunk of `web/src/lazy.rs` that visitors use without an account.
const VISITORS: &str = "explorer";

/// The compiled application: files, and their use.
pub(crate) struct Application {
    /// `web.js`, `web_bg.wasm`, the snippets, the other chunks and the module that loads them.
    pub(crate) files: Vec<File>,
    /// Names of the files that only people with an account use.
    pub(crate) members_only: BTreeSet<String>,
}

/// Compiles the crate `web`, splits it and runs wasm-bindgen on the main chunk.
pub(crate) fn build(profile: Profile) -> anyhow::Result<Application> {
    let module = files::read(&compile(profile)?)?;
    let folder = tempfile::tempdir().context("cannot create a folder for the chunks")?;
    eprintln!("web: splitting");
    let (main, mut chunks) = split(&module, folder.path())?;
    eprintln!("web: wasm-bindgen");
    run_bindgen(&main, folder.path(), profile)?;
    let mut files = files::read_all(folder.path(), "")?;
    files.retain(|file| file.path != "package.json" && file.path != MAIN);
    if profile != Profile::Dev {
        for file in files
            .iter_mut()
            .filter(|file| file.extension() == Some("wasm"))
        {
            file.bytes = without_custom_sections(&file.bytes)
                .with_context(|| format!("cannot read {}", file.path))?;
        }
    }
    let visitors = chunks
        .remove(VISITORS)
        .with_context(|| format!("there is no chunk `{VISITORS}`"))?;
    let mut members_only: BTreeSet<_> = chunks.into_values().flatten().collect();
    members_only.retain(|file| !visitors.contains(file));
    Ok(Application {
        files,
        members_only,
    })
}

/// A module without the names of its functions and other information for tools, which browsers do not use.
fn without_custom_sections(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut kept = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if let (Some((id, range)), false) = (
            payload.as_section(),
            matches!(payload, Payload::CustomSection(_)),
        ) {
            let (start, end) = (usize::try_from(range.start)?, usize::try_from(range.end)?);
            let data = module.get(start..end).context("a section ends early")?;
            kept.section(&RawSection { id, data });
        }
    }
    Ok(kept.finish())
}

/// The `rustc` that has a standard library for wasm32; the set-up script installs one if needed.
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

/// Runs cargo in a separate target folder: the compiler may differ from the server's, and the two builds do not share a lock.
fn compile(profile: Profile) -> anyhow::Result<PathBuf> {
    let (name, folder) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Served => ("served-wasm", "served-wasm"),
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

/// Regular expression matching the names of the time zones to compile in: all the others weigh a megabyte.
fn zones() -> String {
    let names: Vec<_> = zones_of_the_country()
        .map(|zone| zone.to_string())
        .collect();
    format!("^({})$", names.join("|"))
}

/// Splits the module at the points set by `web/src/lazy.rs` and writes the chunks to `folder`. Returns the path of the main chunk, and
/// for each split point the names of the files that it loads.
fn split(module: &[u8], folder: &Path) -> anyhow::Result<(PathBuf, Chunks)> {
    let main = folder.join(MAIN);
    let mut options = wasm_split_cli_support::Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.main_module = "./web.js";
    options.link_name = "./parts.js";
    let done = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be split: {error:?}"))?;
    let chunks = done.prefetch_map.into_iter().map(|(split, names)| {
        let files = names.into_iter().map(|name| format!("{name}.wasm"));
        (split, files.collect())
    });
    Ok((main, chunks.collect()))
}

fn run_bindgen(main: &Path, folder: &Path, profile: Profile) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(main)
        .typescript(false)
        .omit_default_module_path(false)
        // The other chunks share the main chunk's memory, table and stack.
        .keep_lld_exports(true)
        .web(true)?;
    match profile {
        // Function names stay, for readable panic traces.
        Profile::Dev => bindgen.debug(true),
        Profile::Served | Profile::Release => bindgen
            .remove_name_section(true)
            .remove_producers_section(true),
    };
    bindgen.generate(folder).context("wasm-bindgen failed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CustomSection, Module, TypeSection};

    #[test]
    fn only_custom_sections_are_removed() {
        let types = || {
            let mut types = TypeSection::new();
            types.ty().function([], []);
            types
        };
        let names = CustomSection {
            name: "name".into(),
            data: (&b"secret"[..]).into(),
        };
        let mut with_names = Module::new();
        with_names.section(&types()).section(&names);
        let mut plain = Module::new();
        plain.section(&types());

        assert_eq!(
            without_custom_sections(&with_names.finish()).unwrap(),
            plain.finish()
        );
        assert!(without_custom_sections(b"no module").is_err());
    }
}
