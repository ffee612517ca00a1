//! Messages of the pages; a test verifies that every key they use exists.

pub(super) use messages::{plural, t, t_args, t_of};

pub(super) use messages::all as words;

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// All files in a folder, recursively.
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
    fn every_key_used_by_the_pages_exists() {
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
