use leptos::prelude::*;

/// A 20 × 20 icon in the colour of the text next to it; named by meaning, drawn as described.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// A calendar page, for dates.
    Calendar,
    /// A map pin, for places.
    Place,
    /// A screen, for online events.
    Online,
    /// Two people, for audiences.
    People,
    /// A factory, for organisers.
    Organiser,
    /// A ticket, for admission.
    Access,
    /// A magnifying glass, for search.
    Search,
    /// A cross, to close or remove.
    Close,
    /// Three lines, for the menu.
    Menu,
    /// A triangle with an exclamation mark.
    Warning,
    /// The letter i in a circle.
    Info,
    /// A check mark, for success.
    Tick,
    /// A chain link, to copy a URL.
    Link,
    /// A sheet with lines, for lists.
    List,
    /// A folded map, for the map pane.
    Map,
    /// A star, for favourites.
    Star,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Calendar => "M3 5h14v12H3zM3 8.5h14M7 3v3.5M13 3v3.5",
            Self::Place => {
                "M10 18s6-5.6 6-10a6 6 0 1 0-12 0c0 4.4 6 10 6 10zM10 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z"
            }
            Self::Online => "M2.5 4h15v10h-15zM7 17h6M10 14v3",
            Self::People => {
                "M7.5 9a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2 17c0-3.3 2.3-5.5 5.5-5.5S13 13.7 13 17M13 3.7a2.8 2.8 0 0 1 0 5M15 11.8c1.9.8 3 2.7 3 5.2"
            }
            Self::Organiser => "M2.5 17V9l5 3V9l5 3V3.5h4V17zM6 14.5h1M10 14.5h1M14 14.5h1",
            Self::Access => "M2.5 6h15v3a1.5 1.5 0 0 0 0 3v3h-15v-3a1.5 1.5 0 0 0 0-3zM12 6.5v8",
            Self::Search => "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4",
            Self::Close => "M5 5l10 10M15 5L5 15",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
            Self::Warning => "M10 3l8 14H2zM10 8v4.5M10 14.3v.2",
            Self::Info => "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v5M10 6.3v.2",
            Self::Tick => "M4 10.5l4 4 8-9",
            Self::Link => {
                "M8.5 11.5a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.8 2.8a3 3 0 0 0 4.3 4.3l1-1"
            }
            Self::List => "M7 5h10M7 10h10M7 15h10M3 5h.5M3 10h.5M3 15h.5",
            Self::Star => "M10 2.6l2.3 4.7 5.1.7-3.7 3.6.9 5.1-4.6-2.4-4.6 2.4.9-5.1L2.6 8l5.1-.7z",
            Self::Map => "M2.5 5l5-2 5 2 5-2v12l-5 2-5-2-5 2zM7.5 3v12M12.5 5v12",
        }
    }
}

/// An icon next to a text, hidden from screen readers.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=glyph.path() fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"></path>
        </svg>
    }
}
