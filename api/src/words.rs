//! The French words of the pages, which documents and counts speak too: the application's own message file.

use shared::french::Words;
use std::sync::LazyLock;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(include_str!("../../web/locales/fr.json"))
        .expect("the message file is an object of texts, as a test says")
});

/// All of them.
pub(crate) fn words() -> &'static Words {
    &WORDS
}
