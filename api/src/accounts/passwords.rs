//! Password hashing with Argon2id, a few hashes at a time.
//!
//! A password is prepared as RFC 8265 (`OpaqueString`) describes before it is hashed, so that it is the same whether a keyboard
//! composes its accents or not: other spaces become U+0020, and the text takes its composed form (NFC).
//!
//! Hashing is expensive in memory and time by design; a semaphore keeps many simultaneous sign-ins from exhausting both.

use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use ground::blocking::blocking;
use ground::error::Error;
use shared::account::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

/// OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Maximum number of hashes computed at once: two take 38 MiB.
const AT_ONCE: usize = 2;

/// Most common passwords of sufficient length, from published lists of leaked passwords.
const COMMON: &[&str] = &[
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789123",
    "azertyuiop123",
    "azertyuiopqs",
    "azertyuiopqsdfghjklm",
    "motdepasse12",
    "motdepasse123",
    "motdepasse1234",
    "password1234",
    "passwordpassword",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiopasdfghjkl",
    "semainedelindustrie",
];

/// Computes and verifies password hashes.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    slots: Arc<Semaphore>,
    /// Hash of no password, verified when the account does not exist, so that the response takes equally long.
    decoy: String,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// Uses the parameters of production.
    ///
    /// # Errors
    ///
    /// When Argon2 rejects the cost.
    pub fn new() -> anyhow::Result<Self> {
        Self::with_cost(MEMORY_KIB, PASSES)
    }

    /// Uses another cost; tests use the smallest.
    ///
    /// # Errors
    ///
    /// When Argon2 rejects the cost.
    pub fn with_cost(memory_kib: u32, passes: u32) -> anyhow::Result<Self> {
        let params =
            Params::new(memory_kib, passes, 1, None).map_err(|error| anyhow!("{error}"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self {
            decoy: format!(
                "$argon2id$v=19$m={memory_kib},t={passes},p=1$bm9ib2R5J3Mgc2FsdA${}",
                "A".repeat(43)
            ),
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            argon,
        })
    }

    /// Hashes a password on the calling thread, for the command line.
    ///
    /// # Errors
    ///
    /// When the system provides no randomness.
    pub fn hash_now(&self, password: &str) -> anyhow::Result<String> {
        hash_with(&self.argon, password)
    }

    /// Hashes a password on a blocking thread.
    pub(super) async fn hash(&self, password: String) -> Result<String, Error> {
        let _slot = self
            .slots
            .acquire()
            .await
            .context("semaphore of password hashes")?;
        let argon = self.argon.clone();
        blocking(move || Ok(hash_with(&argon, &password)?)).await
    }

    /// True when the password matches `stored_hash`. Without a stored hash it takes equally long and returns false.
    pub(super) async fn is_right(
        &self,
        password: String,
        stored_hash: Option<String>,
    ) -> Result<bool, Error> {
        let _slot = self
            .slots
            .acquire()
            .await
            .context("semaphore of password hashes")?;
        let argon = self.argon.clone();
        let exists = stored_hash.is_some();
        let stored_hash = stored_hash.unwrap_or_else(|| self.decoy.clone());
        blocking(move || {
            let hash = PasswordHash::new(&stored_hash)
                .map_err(|error| anyhow!("stored password hash: {error}"))?;
            let matches =
                |password: &str| argon.verify_password(password.as_bytes(), &hash).is_ok();
            let prepared = prepare(&password);
            // Older releases hashed passwords as they were typed.
            let right = matches(&prepared) || (prepared != password && matches(&password));
            Ok(right && exists)
        })
        .await
    }
}

fn hash_with(argon: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    argon
        .hash_password(prepare(password).as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow!("password hash: {error}"))
}

/// The form of a password that is hashed.
fn prepare(password: &str) -> String {
    password
        .chars()
        .map(|c| if is_other_space(c) { ' ' } else { c })
        .nfc()
        .collect()
}

/// True for a space (Unicode category Zs) outside ASCII.
fn is_other_space(c: char) -> bool {
    c.is_whitespace() && !c.is_ascii() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Checks that a password is short enough to be hashed, in any request; returns its prepared form.
pub(super) fn check_length(pointer: &str, password: &str) -> Result<String, FieldProblem> {
    let password = prepare(password);
    let chars = password.chars().count();
    if chars > PASSWORD_MAX_CHARS {
        return Err(
            FieldProblem::new(pointer, Code::TooLong, format!("{chars} characters"))
                .with_limit(i64::try_from(PASSWORD_MAX_CHARS).unwrap_or(i64::MAX)),
        );
    }
    Ok(password)
}

/// Checks a new password: its length, its variety, and that it is not a common one.
pub(crate) fn check(pointer: &str, password: &str) -> Result<(), FieldProblem> {
    let password = check_length(pointer, password)?;
    let chars = password.chars().count();
    let folded = password.to_lowercase();
    let mut distinct: Vec<char> = folded.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if chars < PASSWORD_MIN_CHARS || distinct.len() < 4 || COMMON.contains(&folded.as_str()) {
        return Err(
            FieldProblem::new(pointer, Code::WeakPassword, "too short or too common")
                .with_limit(i64::try_from(PASSWORD_MIN_CHARS).unwrap_or(i64::MAX)),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("correct horse battery", true)]
    #[case("çà et là, l'été", true)]
    #[case("elevenchars", false)]
    #[case("aaaaaaaaaaaaaaaa", false)]
    #[case("MotDePasse123", false)]
    fn short_and_common_passwords_are_refused(#[case] password: &str, #[case] good: bool) {
        assert_eq!(check("/password", password).is_ok(), good);
    }

    #[tokio::test]
    async fn nobody_is_let_in_without_a_stored_hash_and_at_the_same_cost() {
        let passwords = Passwords::with_cost(16, 3).unwrap();

        let right = passwords.is_right("correct horse battery".into(), None);
        assert!(!right.await.unwrap());
        let (decoy, real) = (
            PasswordHash::new(&passwords.decoy).unwrap(),
            passwords.hash_now("correct horse battery").unwrap(),
        );
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(
            Params::try_from(&decoy).unwrap(),
            Params::try_from(&real).unwrap()
        );
        assert_eq!(
            decoy.hash.unwrap().as_bytes().len(),
            real.hash.unwrap().as_bytes().len()
        );
    }

    #[test]
    fn the_length_of_a_password_is_that_of_its_composed_form() {
        let decomposed = "e\u{301}".repeat(PASSWORD_MAX_CHARS);
        let longer = format!("{decomposed}x");

        assert!(check_length("/password", &decomposed).is_ok());
        let fault = check_length("/password", &longer).unwrap_err();
        assert_eq!(
            (fault.pointer.as_str(), fault.code, fault.limit),
            ("/password", Code::TooLong, Some(256))
        );
    }

    #[rstest]
    // "é" and "î" composed, decomposed, and with a no-break space.
    #[case("un \u{e9}t\u{e9} sur l’\u{ee}le")]
    #[case("un e\u{301}te\u{301} sur l’i\u{302}le")]
    #[case("un\u{a0}\u{e9}t\u{e9}\u{202f}sur l’\u{ee}le")]
    #[tokio::test]
    async fn a_password_is_the_same_on_every_keyboard(#[case] typed: &str) {
        let passwords = Passwords::with_cost(8, 1).unwrap();
        for chosen in [
            "un \u{e9}t\u{e9} sur l’\u{ee}le",
            "un e\u{301}te\u{301} sur l’i\u{302}le",
        ] {
            let hash = passwords.hash(chosen.to_owned()).await.unwrap();
            let right = passwords.is_right(typed.to_owned(), Some(hash)).await;
            assert!(right.unwrap(), "{chosen:?} {typed:?}");
        }
        let without = passwords.hash("un ete sur l’ile".to_owned()).await.unwrap();
        assert!(
            !passwords
                .is_right(typed.to_owned(), Some(without))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn a_hash_of_the_password_as_it_was_typed_still_matches() {
        let passwords = Passwords::with_cost(8, 1).unwrap();
        let typed = "un e\u{301}te\u{301} sur l’i\u{302}le";
        let old = passwords
            .argon
            .hash_password(typed.as_bytes())
            .unwrap()
            .to_string();

        assert!(
            passwords
                .is_right(typed.to_owned(), Some(old))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_and_matches_only_its_password() {
        let passwords = Passwords::with_cost(8, 1).unwrap();
        let stored_hash = passwords
            .hash("correct horse battery".to_owned())
            .await
            .unwrap();

        assert!(stored_hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert!(
            passwords
                .is_right(
                    "correct horse battery".to_owned(),
                    Some(stored_hash.clone())
                )
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("another horse battery".to_owned(), Some(stored_hash))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("nobody's password".to_owned(), None)
                .await
                .unwrap()
        );
    }
}
