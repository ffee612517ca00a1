//! Passwords: Argon2id, a few at a time.
//!
//! Hashing takes memory and time on purpose; a semaphore keeps a crowd of sign-ins from taking all of both.

use anyhow::{Context as _, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use ground::blocking::blocking;
use ground::error::Error;
use shared::account::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// Hashes at once: two take 38 MiB.
const AT_ONCE: usize = 2;

/// The most used of the passwords that are long enough, as published lists of leaks have them.
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

/// Makes and checks the hashes.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    slots: Arc<Semaphore>,
    /// Checked when there is no account, so that the answer takes as long.
    decoy: String,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// With the parameters of production.
    ///
    /// # Errors
    ///
    /// When the system gives no randomness.
    pub fn new() -> anyhow::Result<Self> {
        Self::with_cost(MEMORY_KIB, PASSES)
    }

    /// With another cost; tests take the smallest.
    ///
    /// # Errors
    ///
    /// When Argon2 does not know the cost.
    pub fn with_cost(memory_kib: u32, passes: u32) -> anyhow::Result<Self> {
        let params =
            Params::new(memory_kib, passes, 1, None).map_err(|error| anyhow!("{error}"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self {
            decoy: hash_with(&argon, "nobody's password")?,
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            argon,
        })
    }

    /// The hash of a password, on this thread: for the command line.
    ///
    /// # Errors
    ///
    /// When the system gives no randomness.
    pub fn hash_now(&self, password: &str) -> anyhow::Result<String> {
        hash_with(&self.argon, password)
    }

    /// The hash of a password.
    pub(super) async fn hash(&self, password: String) -> Result<String, Error> {
        let _slot = self
            .slots
            .acquire()
            .await
            .context("semaphore of password hashes")?;
        let argon = self.argon.clone();
        blocking(move || Ok(hash_with(&argon, &password)?)).await
    }

    /// Whether the password is the one behind `kept`; with `None` the same work is done for nothing.
    pub(super) async fn is_right(
        &self,
        password: String,
        kept: Option<String>,
    ) -> Result<bool, Error> {
        let _slot = self
            .slots
            .acquire()
            .await
            .context("semaphore of password hashes")?;
        let argon = self.argon.clone();
        let exists = kept.is_some();
        let kept = kept.unwrap_or_else(|| self.decoy.clone());
        blocking(move || {
            let hash =
                PasswordHash::new(&kept).map_err(|error| anyhow!("kept password hash: {error}"))?;
            let right = argon.verify_password(password.as_bytes(), &hash).is_ok();
            Ok(right && exists)
        })
        .await
    }
}

fn hash_with(argon: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    argon
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow!("password hash: {error}"))
}

/// Holds a new password against the rules: its length, and not one that everybody takes.
pub(crate) fn check(pointer: &str, password: &str) -> Result<(), FieldProblem> {
    let chars = password.chars().count();
    if chars > PASSWORD_MAX_CHARS {
        return Err(
            FieldProblem::new(pointer, Code::TooLong, format!("{chars} characters"))
                .with_limit(i64::try_from(PASSWORD_MAX_CHARS).unwrap_or(i64::MAX)),
        );
    }
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
    fn length_counts_and_the_commonest_are_refused(#[case] password: &str, #[case] good: bool) {
        assert_eq!(check("/password", password).is_ok(), good);
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_and_knows_its_password() {
        let passwords = Passwords::with_cost(8, 1).unwrap();
        let kept = passwords
            .hash("correct horse battery".to_owned())
            .await
            .unwrap();

        assert!(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert!(
            passwords
                .is_right("correct horse battery".to_owned(), Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .is_right("another horse battery".to_owned(), Some(kept))
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
