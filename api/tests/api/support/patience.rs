//! Waiting for what must happen, however slow the machine is, and trying again what happens by chance.

use std::time::Duration;

/// How long a test waits before it is given up: a bound against hanging, far above what the slowest machine needs.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);
/// How often a test looks.
const LOOK: Duration = Duration::from_millis(10);

/// How often a test tries what happens by chance: `many` times where `make thorough` runs it, otherwise `few`.
pub(crate) fn tries<N>(few: N, many: N) -> N {
    if std::env::var_os("THOROUGH").is_some() {
        many
    } else {
        few
    }
}

/// Looks again and again until there is something, and returns it.
pub(crate) async fn awaited<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = async {
        loop {
            match look().await {
                Some(found) => return found,
                None => tokio::time::sleep(LOOK).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, found)
        .await
        .unwrap_or_else(|_elapsed| panic!("it never came: {what}"))
}
