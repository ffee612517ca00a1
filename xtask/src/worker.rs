//! Fills the template `sw.js` with the names of this build's files.

use crate::files::{File, Group, hex};
use anyhow::ensure;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Pages cached along with the files: the application's page, the offline page, the pages to read that every page links to, and the
/// icon.
const PAGES: [&str; 8] = [
    "/index.html",
    "/hors-ligne",
    "/",
    "/participer",
    "/mode-d-emploi",
    "/accessibilite",
    "/mentions-legales",
    "/favicon.svg",
];

/// Fills the template. The version changes whenever the page or any cached file changes. The files `members_only` of the application
/// are apart: the worker caches them on the device of a person with an account.
pub(crate) fn render(
    template: &str,
    index: &File,
    app: &Group,
    members_only: &BTreeSet<String>,
    others: &[&Group],
) -> anyhow::Result<File> {
    let mut required: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    required.extend(addresses(app, |path| !members_only.contains(path)));
    let members: Vec<String> = addresses(app, |path| members_only.contains(path)).collect();
    // A form loads the commune boundaries of one department only.
    let optional: Vec<String> = others
        .iter()
        .flat_map(|group| addresses(group, |path| !path.starts_with("communes/")))
        .collect();
    let mut hasher = Sha256::new();
    hasher.update(&index.bytes);
    for address in required.iter().chain(&optional).chain(&members) {
        hasher.update(address);
    }
    let worker = template
        .replace("{{version}}", &hex(&hasher.finalize(), 6))
        .replace("{{required}}", &serde_json::to_string(&required)?)
        .replace("{{optional}}", &serde_json::to_string(&optional)?)
        .replace("{{members}}", &serde_json::to_string(&members)?);
    ensure!(
        !worker.contains("{{"),
        "web/sw.js has a placeholder that is not filled"
    );
    Ok(File {
        path: "sw.js".to_owned(),
        bytes: worker.into_bytes(),
    })
}

/// URL paths of a group's files whose path is `wanted`.
fn addresses(group: &Group, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = String> {
    let url = group.url();
    group
        .files
        .iter()
        .filter(move |file| wanted(&file.path))
        .map(move |file| format!("{url}/{}", file.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn the_worker_caches_the_files_of_this_build() {
        let app = Group::new(
            "app",
            vec![file("web.js", "1"), file("split_referent.wasm", "4")],
        );
        let members_only = BTreeSet::from(["split_referent.wasm".to_owned()]);
        let geo = Group::new(
            "geo",
            vec![file("france.topojson", "2"), file("communes/01.json", "3")],
        );
        let template = "'{{version}}' {{required}} {{optional}} members: {{members}}";
        let render = |page: &str| {
            let worker = render(
                template,
                &file("index.html", page),
                &app,
                &members_only,
                &[&geo],
            )
            .unwrap();
            String::from_utf8(worker.bytes).unwrap()
        };

        let worker = render("page");

        assert!(worker.contains(&format!("{}/web.js", app.url())));
        assert!(worker.contains(&format!("{}/france.topojson", geo.url())));
        let (visitors, members) = worker.split_once("members: ").unwrap();
        assert!(!worker.contains("communes") && !visitors.contains("referent"));
        assert!(members.contains(&format!("{}/split_referent.wasm", app.url())));
        assert_ne!(
            worker,
            render("another page"),
            "a new page is a new version"
        );
    }
}
