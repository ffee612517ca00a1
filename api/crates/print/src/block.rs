//! The blocks that a document consists of.

/// A heading or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Structural role, which determines style and accessibility tag.
    pub role: Role,
    /// The text, split where style or link changes.
    pub runs: Vec<Run>,
    /// Name that internal links refer to.
    pub anchor: Option<String>,
}

/// Structural role of a block; determines its style and its PDF tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Title of the document, across both columns.
    Title,
    /// Introduction below the title, across both columns.
    Lead,
    /// Heading of level 1, included in the outline.
    Chapter,
    /// Heading of level 2, such as a day.
    Section,
    /// Heading of level 3, such as an event.
    Entry,
    /// A bold line that stays with the following block.
    Opening,
    /// A paragraph in regular type.
    Text,
    /// A paragraph in small print, as in an index.
    Small,
}

/// A piece of text with one style and one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub text: String,
    /// True for a bold run inside a regular block.
    pub bold: bool,
    /// Target of the link; `None` for plain text.
    pub link: Option<Link>,
}

/// Target of a link: a URL or an anchor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Absolute URL of another site.
    Url(String),
    /// The anchor of a block in the same document.
    Anchor(String),
}

/// Style of a block; lengths in points (1/72 inch).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: f32,
    /// Line height, as a multiple of the font size.
    pub(super) leading: f32,
    pub(super) bold: bool,
    pub(super) above: f32,
    /// True when a rule separates the block from text above it.
    pub(super) ruled: bool,
    /// True when the block must be in the same column as the next one.
    pub(super) keeps_next: bool,
}

impl Role {
    /// Style of the role.
    ///
    /// An entry's lines, and those of the entry above it, are less than one and a half font sizes apart: pdftotext then reads a column
    /// as one block. Blocks side by side it may take for the cells of a table, and read from one column to the other.
    pub(super) const fn style(self) -> Style {
        let heading = Style {
            size: 8.5,
            leading: 1.25,
            bold: true,
            above: 2.0,
            ruled: false,
            keeps_next: true,
        };
        let text = Style {
            size: 8.5,
            leading: 1.25,
            bold: false,
            above: 0.5,
            ruled: false,
            keeps_next: false,
        };
        match self {
            Self::Title => Style {
                size: 24.0,
                above: 0.0,
                ..heading
            },
            Self::Lead => Style {
                size: 11.0,
                above: 6.0,
                ..text
            },
            Self::Chapter => Style {
                size: 15.0,
                above: 18.0,
                ..heading
            },
            Self::Section => Style {
                size: 11.0,
                above: 11.0,
                ..heading
            },
            Self::Entry => Style {
                ruled: true,
                ..heading
            },
            Self::Opening => Style {
                bold: true,
                keeps_next: true,
                ..text
            },
            Self::Text => text,
            Self::Small => Style { size: 8.5, ..text },
        }
    }

    /// True when the block spans all columns.
    pub(super) const fn spans_columns(self) -> bool {
        matches!(self, Self::Title | Self::Lead)
    }
}

impl Block {
    /// Creates a block with a single run.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self::of(role, vec![Run::new(text)])
    }

    /// Creates a block with these runs.
    pub fn of(role: Role, runs: Vec<Run>) -> Self {
        Self {
            role,
            runs,
            anchor: None,
        }
    }

    /// Sets the name that internal links refer to.
    #[must_use]
    pub fn at(mut self, anchor: impl Into<String>) -> Self {
        self.anchor = Some(anchor.into());
        self
    }

    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Run {
    /// Creates a run in the style of its block.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: false,
            link: None,
        }
    }

    #[must_use]
    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Links the run to a target.
    #[must_use]
    pub fn to(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}
