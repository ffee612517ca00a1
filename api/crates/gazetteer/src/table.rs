use anyhow::Context as _;

/// Lines of a tab-separated table, reduced to the named columns.
pub(super) fn table<const N: usize>(
    text: &'static str,
    columns: [&str; N],
) -> anyhow::Result<Vec<[&'static str; N]>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = head
            .iter()
            .position(|name| *name == column)
            .with_context(|| format!("no column `{column}`"))?;
    }
    let mut cells = Vec::with_capacity(head.len());
    lines
        .map(|line| {
            cells.clear();
            cells.extend(line.split('\t'));
            let mut picked = [""; N];
            for (cell, &place) in picked.iter_mut().zip(&places) {
                *cell = cells
                    .get(place)
                    .with_context(|| format!("`{line}` ends too early"))?;
            }
            Ok(picked)
        })
        .collect()
}
