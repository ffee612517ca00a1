//! Writes the bundle to `dist/`: four content-hashed folders, the files at the root, the service worker, `index.html` and `manifest.json`.

use crate::compress::{self, Packed};
use crate::files::{self, File, Group};
use crate::{Profile, embed, icons, messages, page, sources, wasm, worker, workspace};
use anyhow::Context;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

const MANIFEST: &str = "manifest.json";
/// The page into which the server inserts the public pages.
const INDEX: &str = "index.html";

/// Builds the bundle. A folder already in `dist/` with the same content, compressed at least as well, is left as it is.
pub(crate) fn build(profile: Profile) -> anyhow::Result<()> {
    let start = Instant::now();
    messages::check()?;
    let application = wasm::build(profile)?;
    let app = sources::app(application.files)?;
    let map = sources::map()?;
    let geo = sources::geo()?;
    let frames = embed::frames()?;
    let template = String::from_utf8(files::read(&workspace::root().join("web/index.html"))?)?;
    let index = File {
        path: INDEX.to_owned(),
        bytes: page::render(&template, &app, &map, &geo)?.into_bytes(),
    };

    let mut root = sources::public()?;
    root.extend(sources::docs()?);
    root.extend(sources::print()?);
    root.extend(embed::element()?);
    root.push(embed::page(&app, &map, &geo, &frames)?);
    let drawing = root.iter().find(|file| file.path == "favicon.svg");
    root.extend(icons::all(
        &drawing.context("there is no favicon.svg")?.bytes,
    )?);
    let template = String::from_utf8(files::read(&workspace::root().join("web/sw.js"))?)?;
    root.push(worker::render(
        &template,
        &index,
        &app,
        &application.members_only,
        &[&map, &geo],
    )?);
    // `index.html` is written last, so that a server reading this folder never sends a page whose files are missing.
    root.push(index);

    let dist = workspace::root().join("dist");
    let before = read_manifest(&dist);
    let quality = compress::quality(profile);
    let mut groups = Vec::new();
    for group in [app, map, geo, frames] {
        groups.push(place(&dist, group, profile, before.as_ref())?);
    }
    let mut files = BTreeSet::from([dist.join(MANIFEST)]);
    for packed in compress::pack(root, profile)? {
        files.extend(write(&dist, &packed)?);
    }
    let manifest = json!({ "brotliQuality": quality, "groups": groups });
    write_if_changed(&dist.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
    sweep(&dist, &groups, files)?;
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
            entry.get("quality").and_then(Value::as_i64) >= Some(compress::quality(profile).into())
        })
        .filter(|_| dist.join("assets").join(&folder).is_dir());
    if let Some(entry) = previous {
        return Ok(entry.clone());
    }
    eprintln!("web: {name}, {} files", group.files.len());
    let packed = compress::pack(group.files, profile)?;
    let there = dist.join("assets").join(&folder);
    let mut stored = Vec::new();
    for packed in &packed {
        stored.extend(write(&there, packed)?);
    }
    let size = |count: fn(&Packed) -> usize| packed.iter().map(count).sum::<usize>();
    Ok(json!({
        "name": name,
        "folder": folder,
        "quality": compress::quality(profile),
        "raw": size(raw),
        "brotli": size(brotli),
        "stored": stored.iter().map(|path| path.strip_prefix(&there)).collect::<Result<Vec<_>, _>>()?,
        "files": packed.iter().map(|packed| json!({
            "path": packed.file.path,
            "raw": raw(packed),
            "brotli": brotli(packed),
        })).collect::<Vec<_>>(),
    }))
}

/// Size in bytes without compression.
fn raw(packed: &Packed) -> usize {
    packed.file.bytes.len()
}

fn brotli(packed: &Packed) -> usize {
    packed.brotli.as_ref().map_or(raw(packed), Vec::len)
}

/// Writes a file once, with brotli if that is smaller; returns the paths written. [`INDEX`] is written in both forms.
fn write(folder: &Path, packed: &Packed) -> anyhow::Result<Vec<PathBuf>> {
    let path = folder.join(&packed.file.path);
    let parent = path.parent().context("a file has a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let mut written = Vec::new();
    if let Some(bytes) = &packed.brotli {
        let mut name = path.clone().into_os_string();
        name.push(".br");
        write_if_changed(Path::new(&name), bytes)?;
        written.push(name.into());
    }
    if packed.brotli.is_none() || packed.file.path == INDEX {
        write_if_changed(&path, &packed.file.bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Does not touch an unchanged file: a newer modification time makes cargo embed the bundle again.
fn write_if_changed(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if fs::read(path).is_ok_and(|current| current == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Removes the files of earlier builds, so that a server does not embed them: all but `files` and the files of `groups`.
fn sweep(dist: &Path, groups: &[Value], mut files: BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let assets = dist.join("assets");
    let mut folders = BTreeSet::new();
    for group in groups {
        let folder = assets.join(
            group
                .get("folder")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        );
        let stored = group.get("stored").and_then(Value::as_array);
        for path in stored.into_iter().flatten().filter_map(Value::as_str) {
            files.insert(folder.join(path));
        }
        folders.insert(folder);
    }
    for entry in fs::read_dir(&assets)? {
        let folder = entry?.path();
        if !folders.contains(&folder) {
            fs::remove_dir_all(folder)?;
        }
    }
    for path in files::list(dist)? {
        if !files.contains(&path) {
            fs::remove_file(path)?;
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
            "web: {:<4} {:>6} kB, {:>5} kB brotli",
            group
                .get("name")
                .and_then(Value::as_str)
                .unwrap_or_default(),
            kilobytes(group, "raw"),
            kilobytes(group, "brotli"),
        );
    }
    eprintln!(
        "web: dist/ is ready ({:.1} s)",
        start.elapsed().as_secs_f32()
    );
}
