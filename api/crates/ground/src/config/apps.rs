//! The mobile applications that open the links of the site.

use anyhow::{Context as _, ensure};

const ANDROID: &str = "SEMAINE_ANDROID_APPS";
const IOS: &str = "SEMAINE_IOS_APPS";

/// Bytes of a SHA-256 fingerprint.
const FINGERPRINT_BYTES: usize = 32;
/// Length of the identifier of a team of Apple's developers, in characters.
const TEAM_CHARS: usize = 10;

/// Mobile applications that may open the links of the site; none by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppsConfig {
    /// Applications for Android, each with the certificates that sign it.
    pub android: Vec<AndroidApp>,
    /// Applications for iOS: team and bundle, as `ABCDE12345.org.example.app`.
    pub ios: Vec<String>,
}

/// An application for Android.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AndroidApp {
    /// Name of its package.
    pub package: String,
    /// SHA-256 fingerprints of the certificates that sign it: upper-case pairs of hexadecimal digits between colons.
    pub fingerprints: Vec<String>,
}

impl AppsConfig {
    /// Reads the applications for Android and for iOS.
    ///
    /// # Errors
    ///
    /// When one is invalid; the message names the variable.
    pub(super) fn read(get: &impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let mut apps = Self::default();
        for pair in items(&get(ANDROID).unwrap_or_default()) {
            let expected = || {
                format!("{ANDROID} must be a list such as org.example.app=14:6D:…:C5, not `{pair}`")
            };
            let (package, fingerprint) = pair.split_once('=').with_context(expected)?;
            ensure!(
                is_package(package) && is_fingerprint(fingerprint),
                expected()
            );
            let fingerprint = fingerprint.to_owned();
            match apps.android.iter_mut().find(|app| app.package == package) {
                // An application that changes its certificate has two for a time.
                Some(known) => known.fingerprints.push(fingerprint),
                None => apps.android.push(AndroidApp {
                    package: package.to_owned(),
                    fingerprints: vec![fingerprint],
                }),
            }
        }
        for app in items(&get(IOS).unwrap_or_default()) {
            ensure!(
                is_ios_app(app),
                "{IOS} must be a list such as ABCDE12345.org.example.app, not `{app}`"
            );
            apps.ios.push(app.to_owned());
        }
        Ok(apps)
    }
}

/// The items of a list separated by commas.
fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// True for the name of a package: words of letters, digits and `_` that begin with a letter, between full stops.
fn is_package(name: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    name.contains('.') && name.split('.').all(is_word)
}

fn is_fingerprint(text: &str) -> bool {
    let is_byte = |pair: &str| {
        pair.len() == 2
            && pair
                .bytes()
                .all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F'))
    };
    text.split(':').count() == FINGERPRINT_BYTES && text.split(':').all(is_byte)
}

fn is_ios_app(text: &str) -> bool {
    text.split_once('.').is_some_and(|(team, bundle)| {
        team.len() == TEAM_CHARS
            && team
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && bundle.split('.').all(|word| {
                !word.is_empty()
                    && word
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(android: &str, ios: &str) -> anyhow::Result<AppsConfig> {
        AppsConfig::read(&|name| {
            let value = if name == ANDROID { android } else { ios };
            (!value.is_empty()).then(|| value.to_owned())
        })
    }

    fn fingerprint(byte: &str) -> String {
        vec![byte; FINGERPRINT_BYTES].join(":")
    }

    #[test]
    fn applications_are_listed_with_their_certificates() {
        let (old, new) = (fingerprint("0A"), fingerprint("F1"));
        let android = format!("org.example.app={old}, org.example.app={new},fr.autre={old}");

        let apps = read(&android, "ABCDE12345.org.example.app").unwrap();

        let [app, other] = apps.android.as_slice() else {
            panic!("{apps:?}");
        };
        assert_eq!(app.package, "org.example.app");
        assert_eq!(app.fingerprints, [old.clone(), new]);
        assert_eq!(
            (other.package.as_str(), &other.fingerprints),
            ("fr.autre", &vec![old])
        );
        assert_eq!(apps.ios, ["ABCDE12345.org.example.app"]);
        assert_eq!(read("", "").unwrap(), AppsConfig::default());
    }

    #[test]
    fn an_invalid_application_is_refused_by_the_name_of_the_variable() {
        let right = fingerprint("0A");
        for android in [
            "org.example.app".to_owned(),
            format!("app={right}"),
            format!("org.1app={right}"),
            format!("org.example.app={}", right.to_lowercase()),
            format!("org.example.app={right}:0A"),
            "org.example.app=0A:0B".to_owned(),
        ] {
            let error = read(&android, "").unwrap_err().to_string();
            assert!(error.contains(ANDROID), "{error}");
        }
        for ios in [
            "org.example.app",
            "ABCDE12345",
            "abcde12345.org.example",
            "ABCDE12345.org..app",
        ] {
            let error = read("", ios).unwrap_err().to_string();
            assert!(error.contains(IOS), "{error}");
        }
    }
}
