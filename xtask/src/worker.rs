//! `sw.js`: the service worker with the names of this build's files.

use crate::files::{File, Group, hex};
use anyhow::ensure;
use sha2::{Digest, Sha256};

/// Pages that are kept beside the files: the application's own, and the one that says that there is no network.
const PAGES: [&str; 3] = ["/index.html", "/hors-ligne", "/favicon.svg"];

/// Fills the worker. Its version changes with every file that it keeps, and with the page.
pub(crate) fn render(
    template: &str,
    index: &File,
    app: &Group,
    others: &[&Group],
) -> anyhow::Result<File> {
    let mut needed: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    needed.extend(addresses(app));
    let welcome: Vec<String> = others.iter().flat_map(|group| addresses(group)).collect();
    let mut hasher = Sha256::new();
    hasher.update(&index.bytes);
    for address in needed.iter().chain(&welcome) {
        hasher.update(address);
    }
    let worker = template
        .replace("{{version}}", &hex(&hasher.finalize(), 6))
        .replace("{{needed}}", &serde_json::to_string(&needed)?)
        .replace("{{welcome}}", &serde_json::to_string(&welcome)?);
    ensure!(
        !worker.contains("{{"),
        "web/sw.js has a placeholder that is not filled"
    );
    Ok(File {
        path: "sw.js".to_owned(),
        bytes: worker.into_bytes(),
    })
}

/// Addresses of a group's files. The limits of the communes are left out: a form loads those of one department.
fn addresses(group: &Group) -> impl Iterator<Item = String> {
    let url = group.url();
    group
        .files
        .iter()
        .filter(|file| !file.path.starts_with("communes/"))
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
    fn the_worker_keeps_the_files_of_this_build() {
        let app = Group::new("app", vec![file("web.js", "1")]);
        let geo = Group::new(
            "geo",
            vec![file("france.topojson", "2"), file("communes/01.json", "3")],
        );
        let template = "'{{version}}' {{needed}} {{welcome}}";
        let render = |page: &str| {
            let worker = render(template, &file("index.html", page), &app, &[&geo]).unwrap();
            String::from_utf8(worker.bytes).unwrap()
        };

        let worker = render("page");

        assert!(worker.contains(&format!("{}/web.js", app.url())));
        assert!(worker.contains(&format!("{}/france.topojson", geo.url())));
        assert!(!worker.contains("communes"));
        assert_ne!(
            worker,
            render("another page"),
            "a new page is a new version"
        );
    }
}
