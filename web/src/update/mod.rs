//! A newer version of the application: how a page learns of it, and how it is loaded without losing what was typed.
//!
//! The page of the bundle names the script of its build. It is read again when the page becomes visible, and from time to time
//! while it stays so, but never more often than [`PAUSE`].

mod bar;
mod typed;

pub use bar::UpdateBar;

use crate::api::client;
use crate::clock;
use crate::device;
use leptos::prelude::*;
use std::time::Duration;

/// The page of the bundle, without content of the server's.
const SHELL: &str = "/index.html";
/// End of the address of the script by which builds differ.
const SCRIPT: &str = "/boot.js";
/// Minimum time between two checks.
const PAUSE: Duration = Duration::from_mins(3);
/// Time between two checks of a page that stays visible.
const INTERVAL: Duration = Duration::from_mins(15);
/// Time between two checks whether everything typed is saved, before the page is loaded afresh.
const SAVE_CHECK: Duration = Duration::from_millis(250);
/// Number of these checks.
const SAVE_CHECKS: u32 = 12;

/// Address of the script in the text of a page.
fn script_in(page: &str) -> Option<&str> {
    let (before, _) = page.split_once(&format!("{SCRIPT}\""))?;
    before.rsplit_once('"').map(|(_, folder)| folder)
}

/// Folder of the build that this page runs.
fn own_build() -> Option<String> {
    let script = document()
        .query_selector(&format!("script[src$='{SCRIPT}']"))
        .ok()??;
    let address = script.get_attribute("src")?;
    address.strip_suffix(SCRIPT).map(str::to_owned)
}

/// True when the server has another build than this page runs; false when it cannot be reached.
pub async fn is_outdated() -> bool {
    let Ok(page) = client::text(SHELL).await else {
        return false;
    };
    match (own_build(), script_in(&page)) {
        (Some(own), Some(theirs)) => own != theirs,
        (None, _) | (_, None) => false,
    }
}

/// Reason why the page was not loaded afresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLoaded {
    /// Words of a form are in the memory of this tab only.
    Unsaved,
}

/// Loads the page afresh, at the same place. Waits for the last save of a form first, and keeps the words of the others.
///
/// # Errors
///
/// [`NotLoaded`]; nothing has changed then.
pub async fn load_afresh() -> Result<(), NotLoaded> {
    if let Some(account) = client::device_account() {
        for _ in 0..SAVE_CHECKS {
            if !device::has_words(account) {
                break;
            }
            clock::pause(SAVE_CHECK).await;
        }
        // What is on the device is there again after loading.
        if !device::words_last(account) {
            return Err(NotLoaded::Unsaved);
        }
    }
    typed::keep();
    // If the browser rejects it, the page stays as it is.
    let _ = window().location().reload();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_folder_of_its_build() {
        let page = r#"<link href="/assets/app-12ab/app.css"><script type="module" src="/assets/app-12ab/boot.js"></script>"#;
        assert_eq!(script_in(page), Some("/assets/app-12ab"));
        assert_eq!(script_in("<p>boot.js</p>"), None);
    }
}
