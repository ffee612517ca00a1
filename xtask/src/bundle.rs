//! Writes the bundle to `dist/`: three content-hashed folders, the files at the root, the service worker, `index.html` and `manifest.json`.

use crate::compress::{self, Packed};
use crate::files::{self, File, Group};
use crate::{Profile, icons, messages, page, sources, wasm, worker, workspace};
use anyhow::Context;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::Instant;

const MANIFEST: &str = "manifest.json";

/// Builds the bundle. A folder already in `dist/` with the same content, compressed at least as well, is left as it is.
pub(crate) fn build(profile: Profile) -> anyhow::Result<()> {
    let start = Instant::now();
    messages::check()?;
    let app = sources::app(wasm::build(profile)?)?;
    let map = sources::map()?;
    let geo = sources::geo()?;
    let template = String::from_utf8(files::read(&workspace::root().join("web/index.html"))?)?;
    let index = File {
        path: "index.html".to_owned(),
        bytes: page::render(&template, &app, &map, &geo)?.into_bytes(),
    };

    let mut root = sources::public()?;
    root.extend(sources::print()?);
    let drawing = root.iter().find(|file| file.path == "favicon.svg");
    root.extend(icons::all(
        &drawing.context("there is no favicon.svg")?.bytes,
    )?);
    let template = String::from_utf8(files::read(&workspace::root().join("web/sw.js"))?)?;
    root.push(worker::render(&template, &index, &app, &[&map, &geo])?);
    // `index.html` is written last, so that a server reading this folder never sends a page whose files are missing.
    root.push(index);

    let dist = workspace::root().join("dist");
    let before = read_manifest(&dist);
    let quality = compress::quality(profile);
    let mut groups = Vec::new();
    for group in [app, map, geo] {
        groups.push(place(&dist, group, profile, before.as_ref())?);
    }
    for packed in compress::pack(root, profile)? {
        write(&dist, &packed)?;
    }
    let manifest = json!({ "brotliQuality": quality, "groups": groups });
    write_if_changed(&dist.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
    sweep(&dist, &groups)?;
    report(&groups, start);
    Ok(())
}

fn read_manifest(dist: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(dist.join(MANIFEST)).ok()?).ok()
}

/// Writes a group into its folder unless it is already there; returns its entry in the manifest.
fn place(
    dist: &Path,
    group: Group,
    profile: Profile,
    before: Option<&Value>,
) -> anyhow::Result<Value> {
    let (name, folder) = (group.name, group.folder());
    let previous = before
        .and_then(|manifest| {
            manifest
                .get("groups")?
                .as_array()?
                .iter()
                .find(|entry| entry.get("folder") == Some(&json!(folder)))
        })
        .filter(|entry| {
            entry.get("brotliQuality").and_then(Value::as_i64)
                >= Some(compress::quality(profile).into())
        })
        .filter(|_| dist.join("assets").join(&folder).is_dir());
    if let Some(entry) = previous {
        return Ok(entry.clone());
    }
    eprintln!("web: {name}, {} files", group.files.len());
    let packed = compress::pack(group.files, profile)?;
    let target = dist.join("assets").join(&folder);
    for packed in &packed {
        write(&target, packed)?;
    }
    let size = |count: fn(&Packed) -> usize| packed.iter().map(count).sum::<usize>();
    Ok(json!({
        "name": name,
        "folder": folder,
        "brotliQuality": compress::quality(profile),
        "raw": size(raw),
        "gzip": size(gzip),
        "brotli": size(brotli),
        "files": packed.iter().map(|packed| json!({
            "path": packed.file.path,
            "raw": raw(packed),
            "gzip": gzip(packed),
            "brotli": brotli(packed),
        })).collect::<Vec<_>>(),
    }))
}

/// Size in bytes without compression.
fn raw(packed: &Packed) -> usize {
    packed.file.bytes.len()
}

/// Size in bytes with gzip, or without compression where that is not worth it.
fn gzip(packed: &Packed) -> usize {
    packed.gzip.as_ref().map_or(raw(packed), Vec::len)
}

/// Size in bytes with brotli, or without compression where that is not worth it.
fn brotli(packed: &Packed) -> usize {
    packed.brotli.as_ref().map_or(raw(packed), Vec::len)
}

fn write(folder: &Path, packed: &Packed) -> anyhow::Result<()> {
    let path = folder.join(&packed.file.path);
    let parent = path.parent().context("a file has a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    for (ending, bytes) in [("br", packed.brotli.as_ref()), ("gz", packed.gzip.as_ref())] {
        let mut copy = path.clone().into_os_string();
        copy.push(".");
        copy.push(ending);
        match bytes {
            Some(bytes) => write_if_changed(Path::new(&copy), bytes)?,
            None => remove_if_exists(Path::new(&copy))?,
        }
    }
    write_if_changed(&path, &packed.file.bytes)
}

/// Does not touch an unchanged file: a newer modification time makes cargo embed the bundle again.
fn write_if_changed(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|current| current == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn remove_if_exists(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Removes the folders of earlier builds.
fn sweep(dist: &Path, groups: &[Value]) -> anyhow::Result<()> {
    for entry in fs::read_dir(dist.join("assets"))? {
        let entry = entry?;
        let name = entry.file_name();
        let current = groups
            .iter()
            .filter_map(|group| group.get("folder")?.as_str())
            .any(|folder| name == folder);
        if !current {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn report(groups: &[Value], start: Instant) {
    let kilobytes = |group: &Value, key: &str| {
        group
            .get(key)
            .and_then(Value::as_u64)
            .unwrap_or_default()
            .div_ceil(1000)
    };
    for group in groups {
        eprintln!(
            "web: {:<4} {:>6} kB, {:>5} kB gzip, {:>5} kB brotli",
            group
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            kilobytes(group, "raw"),
            kilobytes(group, "gzip"),
            kilobytes(group, "brotli"),
        );
    }
    eprintln!(
        "web: dist/ is ready ({:.1} s)",
        start.elapsed().as_secs_f32()
    );
}
