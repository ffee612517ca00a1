//! The words of the pages: those of the application, from the same message file.

use shared::french::Words;
use std::fmt::Display;

pub(super) use crate::words::words;

/// The text of a key; the key itself where there is none.
pub(super) fn t(key: &str) -> &'static str {
    words().get(key).unwrap_or_else(|| missing(key))
}

/// The text of a key that is made of a feature and a word of the domain, as `("life_status", "full")`.
pub(super) fn t_of(feature: &str, word: impl Display) -> &'static str {
    t(&format!("{feature}.{word}"))
}

/// The text of a key with its `{names}` filled.
pub(super) fn t_args(key: &str, values: &[(&str, &dyn Display)]) -> String {
    Words::fill(t(key), values)
}

/// The text for a number.
pub(super) fn plural(key: &str, n: u64) -> String {
    words()
        .plural(key, n)
        .unwrap_or_else(|| missing(key).to_owned())
}

/// What a key that has no text shows: nothing, and a line in the log.
#[cfg(not(test))]
fn missing(key: &str) -> &'static str {
    tracing::error!(words.key = key, "no text for a key");
    ""
}

/// In the tests, a key that has no text is a failure.
#[cfg(test)]
fn missing(key: &str) -> &'static str {
    panic!("no text for `{key}`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// Every file below a folder.
    fn files(folder: &Path) -> Vec<std::path::PathBuf> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .flat_map(|path| {
                if path.is_dir() {
                    files(&path)
                } else {
                    vec![path]
                }
            })
            .collect()
    }

    #[test]
    fn every_key_that_the_pages_ask_for_has_a_text() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut asked = 0;
        for folder in ["templates/site", "src/site"] {
            for path in files(&here.join(folder)) {
                let text = fs::read_to_string(&path).unwrap();
                for call in ["t(\"", "t_args(\""] {
                    for key in text.split(call).skip(1) {
                        let key = key.split('"').next().unwrap();
                        if key.contains('.') && !key.contains('/') {
                            asked += 1;
                            assert!(words().get(key).is_some(), "{}: {key}", path.display());
                        }
                    }
                }
                for key in text.split("plural(\"").skip(1) {
                    let key = key.split('"').next().unwrap();
                    asked += 1;
                    assert!(
                        words().plural(key, 1).is_some(),
                        "{}: {key}",
                        path.display()
                    );
                    assert!(
                        words().plural(key, 2).is_some(),
                        "{}: {key}",
                        path.display()
                    );
                }
            }
        }
        assert!(asked > 100, "{asked} keys");
    }
}
