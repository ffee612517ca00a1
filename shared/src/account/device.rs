//! Name of a device, by which people recognise their sessions.

/// Marks of browsers in `User-Agent`: the browsers that imitate another one come before it.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Marks of operating systems: Android calls itself Linux too, and an iPhone likens itself to macOS.
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Browser and operating system of a `User-Agent` header, such as `Firefox, Windows`; `None` when neither is known.
///
/// Nothing else of the header is kept: it identifies a person more than it helps them.
pub fn device(user_agent: &str) -> Option<String> {
    let named = |marks: &[(&str, &'static str)]| {
        marks
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let known: Vec<_> = [named(BROWSERS), named(SYSTEMS)]
        .into_iter()
        .flatten()
        .collect();
    (!known.is_empty()).then(|| known.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        Some("Firefox, Windows")
    )]
    #[case(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
        Some("Edge, Windows")
    )]
    #[case(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        Some("Safari, iOS")
    )]
    #[case(
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
        Some("Chrome, Android")
    )]
    #[case("Mozilla/5.0 (X11; Linux x86_64)", Some("Linux"))]
    #[case("curl/8.5.0", None)]
    #[case("", None)]
    fn a_device_is_named_by_browser_and_system(#[case] agent: &str, #[case] name: Option<&str>) {
        assert_eq!(device(agent).as_deref(), name);
    }
}
