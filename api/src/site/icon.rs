//! Icons. Those that the application also uses are identical to its own (`web/src/ui/icon.rs`), which a test
//! verifies.

use askama::filters::Safe;

const GLYPHS: [(&str, &str); 16] = [
    (
        "access",
        "M2.5 6h15v3a1.5 1.5 0 0 0 0 3v3h-15v-3a1.5 1.5 0 0 0 0-3zM12 6.5v8",
    ),
    ("arrow", "M4 10h11M11 5.5l4.5 4.5-4.5 4.5"),
    ("calendar", "M3 5h14v12H3zM3 8.5h14M7 3v3.5M13 3v3.5"),
    ("close", "M5 5l10 10M15 5L5 15"),
    (
        "link",
        "M8.5 11.5a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.8 2.8a3 3 0 0 0 4.3 4.3l1-1",
    ),
    ("list", "M7 5h10M7 10h10M7 15h10M3 5h.5M3 10h.5M3 15h.5"),
    ("menu", "M3 5.5h14M3 10h14M3 14.5h14"),
    ("online", "M2.5 4h15v10h-15zM7 17h6M10 14v3"),
    (
        "organiser",
        "M2.5 17V9l5 3V9l5 3V3.5h4V17zM6 14.5h1M10 14.5h1M14 14.5h1",
    ),
    (
        "place",
        "M10 18s6-5.6 6-10a6 6 0 1 0-12 0c0 4.4 6 10 6 10zM10 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
    ),
    (
        "search",
        "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
    ),
    (
        "seal",
        "M10 2l2 1.5 2.5-.2.7 2.4 2 1.5-.8 2.3.8 2.4-2 1.5-.7 2.4-2.5-.2-2 1.6-2-1.6-2.5.2-.7-2.4-2-1.5.8-2.4-.8-2.3 2-1.5.7-2.4 2.5.2zM6.8 9.8l2.2 2.2 4-4.2",
    ),
    (
        "info",
        "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v5M10 6.3v.2",
    ),
    (
        "star",
        "M10 2.6l2.3 4.7 5.1.7-3.7 3.6.9 5.1-4.6-2.4-4.6 2.4.9-5.1L2.6 8l5.1-.7z",
    ),
    ("tick", "M4 10.5l4 4 8-9"),
    ("warning", "M10 3l8 14H2zM10 8v4.5M10 14.3v.2"),
];

/// A 20 × 20 icon in the colour of the text; hidden from screen readers.
pub(super) fn icon(name: &str) -> Safe<String> {
    let path = GLYPHS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, path)| path);
    Safe(format!(
        r#"<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="{path}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"></path></svg>"#
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_match_those_of_the_application() {
        let source = include_str!("../../../web/src/ui/icon.rs");
        let variant = |name: &str| {
            let (first, rest) = name.split_at(1);
            format!("Self::{}{rest} =>", first.to_uppercase())
        };

        let (shared, own): (Vec<_>, Vec<_>) = GLYPHS
            .into_iter()
            .partition(|(name, _)| source.contains(&variant(name)));

        for (name, path) in shared {
            assert!(source.contains(path), "{name}");
        }
        let own: Vec<_> = own.into_iter().map(|(name, _)| name).collect();
        assert_eq!(own, ["arrow", "seal"], "icons of pages to read only");
    }
}
