//! Communication kits: the kit of an event, with its link for others, and the shared files of an edition.

mod assets;
mod files;
mod links;
mod page;
mod preview;
mod texts;

pub use assets::KitAssetsPage;
pub use page::{EventKitPage, LinkedKitPage};

use crate::device;
use crate::ui::Announcer;
use leptos::task::spawn_local;

/// Copies a text, and says so.
fn copy(announcer: Announcer, text: String, done: &'static str) {
    spawn_local(async move {
        if device::copy(&text).await {
            announcer.say(done);
        }
    });
}
