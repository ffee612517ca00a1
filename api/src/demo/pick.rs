use fastrand::Rng;

/// One of the texts, by chance; empty when there is none.
pub(super) fn pick<'t>(rng: &mut Rng, from: &[&'t str]) -> &'t str {
    from.get(rng.usize(..from.len()))
        .copied()
        .unwrap_or_default()
}
