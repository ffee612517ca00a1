//! What a document is made of.

/// A heading or a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub role: Role,
    /// Its text, in parts that look or lead differently.
    pub runs: Vec<Run>,
    /// The name by which links inside the document find it.
    pub anchor: Option<String>,
}

/// What a block is, which decides how it looks and what a screen reader calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The title of the document, across the page.
    Title,
    /// What stands under the title, across the page.
    Lead,
    /// A heading of the first level; it stands in the outline.
    Chapter,
    /// A heading of the second level.
    Section,
    /// A heading of the third level.
    Entry,
    /// A line in bold that belongs to what follows.
    Opening,
    /// A paragraph.
    Text,
    /// A paragraph of small print, as in an index.
    Small,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Whether it is set in bold, within a block that is not.
    pub bold: bool,
    /// Where it leads.
    pub link: Option<Link>,
}

/// Where a part of a text leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// An address of the web.
    Web(String),
    /// The anchor of a block of the same document.
    Inside(String),
}

/// How a block looks; lengths in points, of which an inch has 72.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    pub(super) size: f32,
    /// Height of a line, in sizes.
    pub(super) leading: f32,
    pub(super) bold: bool,
    pub(super) above: f32,
    /// Whether it stands at the same page as what follows.
    pub(super) keeps_next: bool,
}

impl Role {
    pub(super) const fn look(self) -> Look {
        let heading = Look {
            size: 9.5,
            leading: 1.25,
            bold: true,
            above: 7.0,
            keeps_next: true,
        };
        let text = Look {
            size: 8.5,
            leading: 1.35,
            bold: false,
            above: 1.5,
            keeps_next: false,
        };
        match self {
            Self::Title => Look {
                size: 24.0,
                above: 0.0,
                ..heading
            },
            Self::Lead => Look {
                size: 11.0,
                above: 6.0,
                ..text
            },
            Self::Chapter => Look {
                size: 15.0,
                above: 18.0,
                ..heading
            },
            Self::Section => Look {
                size: 11.0,
                above: 11.0,
                ..heading
            },
            Self::Entry => heading,
            Self::Opening => Look {
                bold: true,
                keeps_next: true,
                ..text
            },
            Self::Text => text,
            Self::Small => Look { size: 8.0, ..text },
        }
    }

    /// Whether it goes across the page, over its columns.
    pub(super) const fn is_wide(self) -> bool {
        matches!(self, Self::Title | Self::Lead)
    }
}

impl Block {
    /// A block of one text.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self::of(role, vec![Run::new(text)])
    }

    /// A block of these parts.
    pub fn of(role: Role, runs: Vec<Run>) -> Self {
        Self {
            role,
            runs,
            anchor: None,
        }
    }

    /// The same, to be found by that name.
    #[must_use]
    pub fn at(mut self, anchor: impl Into<String>) -> Self {
        self.anchor = Some(anchor.into());
        self
    }

    /// Its whole text.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Run {
    /// Text that looks like its block.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bold: false,
            link: None,
        }
    }

    /// The same in bold.
    #[must_use]
    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// The same, leading somewhere.
    #[must_use]
    pub fn to(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}
