//! The texts of a certificate, set in sizes at which they fit on the page.

use super::Certificate;
use super::qr::QrSymbol;
use print::{Link, Run, ShapedBlock, TextStyle, Typesetter};

/// A4 portrait, in points.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// Left and right edge of the text.
pub(super) const MARGIN: f32 = 66.0;
/// Upper and lower edge of the text.
pub(super) const TOP: f32 = 76.0;
pub(super) const BOTTOM: f32 = HEIGHT - 60.0;
/// Least space between the main part and the verification below it.
const GAP: f32 = 18.0;
/// Factors of the sizes that are tried, from the largest.
const SCALES: [f32; 6] = [1.0, 0.92, 0.84, 0.76, 0.7, 0.64];
/// Height from which the texts do not fit in the smallest size either, as a multiple of the room: they take 0.41 of it.
const HOPELESS: f32 = 3.0;
/// Longest text of a run, and most criteria: more is never on a page.
const RUN_MAX_CHARS: usize = 2_000;
const CRITERIA_MAX: usize = 12;
/// Most lines of a paragraph that is shortened, for each attempt.
const SHORTENED: [usize; 6] = [12, 8, 5, 3, 2, 1];

/// Part of the certificate that a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextRole {
    Edition,
    /// The heading of the page.
    Heading,
    Lead,
    /// The title of the event.
    Event,
    Fact,
    CriteriaHeading,
    Criterion,
    Authority,
    Reference,
    Verification,
    Code,
    Limits,
}

/// Style of a text by its role; lengths in points.
struct RoleStyle {
    size: f32,
    /// Smallest size at which it is set.
    smallest: f32,
    bold: bool,
    /// Space above, at the full size.
    above: f32,
}

impl TextRole {
    const fn style(self) -> RoleStyle {
        let (size, smallest, bold, above) = match self {
            Self::Edition => (13.0, 10.0, true, 0.0),
            Self::Heading => (30.0, 20.0, true, 6.0),
            Self::Lead => (12.0, 9.0, false, 22.0),
            Self::Event => (23.0, 14.0, true, 6.0),
            Self::Fact => (11.5, 7.5, false, 7.0),
            Self::Criterion => (9.5, 7.0, false, 4.0),
            Self::CriteriaHeading | Self::Authority => (12.0, 9.0, true, 20.0),
            Self::Reference => (9.5, 7.5, false, 4.0),
            Self::Verification | Self::Code => (9.5, 7.5, false, 3.0),
            Self::Limits => (8.5, 7.0, false, 6.0),
        };
        RoleStyle {
            size,
            smallest,
            bold,
            above,
        }
    }

    /// Level of a heading; `None` for a paragraph.
    pub(super) const fn level(self) -> Option<u16> {
        match self {
            Self::Heading => Some(1),
            Self::Event | Self::CriteriaHeading => Some(2),
            Self::Edition
            | Self::Lead
            | Self::Fact
            | Self::Criterion
            | Self::Authority
            | Self::Reference
            | Self::Verification
            | Self::Code
            | Self::Limits => None,
        }
    }

    /// True for a text that may be shortened when nothing else helps.
    const fn can_be_shortened(self) -> bool {
        !matches!(self, Self::Edition | Self::Heading | Self::Code)
    }
}

/// A text with its position on the page.
#[derive(Debug)]
pub(super) struct PlacedText {
    pub(super) role: TextRole,
    pub(super) runs: Vec<Run>,
    pub(super) shaped: ShapedBlock,
    /// Upper left corner, in points.
    pub(super) x: f32,
    pub(super) y: f32,
}

/// The texts of a certificate in reading order; the QR code comes before those of the verification.
#[derive(Debug)]
pub(super) struct CertificateLayout {
    pub(super) main: Vec<PlacedText>,
    /// Upper left corner of the QR code, without its margin.
    pub(super) symbol: (f32, f32),
    pub(super) verification: Vec<PlacedText>,
}

impl CertificateLayout {
    /// Sets every text: the verification at the foot of the page, and the rest above it.
    pub(super) fn new(
        certificate: &Certificate,
        symbol: &QrSymbol,
        typesetter: &mut Typesetter,
    ) -> Self {
        let left = MARGIN + symbol.side() + symbol.margin() + 4.0;
        let beside = Column {
            x: left,
            width: (WIDTH - MARGIN - left).max(90.0),
        };
        // The code takes no more than half of the page, however long its address is.
        let most = (BOTTOM - TOP) / 2.0;
        let foot = foot(certificate);
        let mut verification = fitted(&foot, beside, most, typesetter);
        if height_of(&verification) > most {
            verification = squeezed(&foot, beside, most, typesetter);
        }
        let height = height_of(&verification).max(symbol.side());
        let top = BOTTOM - height;
        for text in &mut verification {
            text.y += top;
        }
        let column = Column {
            x: MARGIN,
            width: WIDTH - 2.0 * MARGIN,
        };
        let gap = GAP.max(symbol.margin());
        let room = (top - gap - TOP).max(0.0);
        let mut main = fitted(&body(certificate, true), column, room, typesetter);
        if height_of(&main) > room {
            let titles_only = body(certificate, false);
            main = fitted(&titles_only, column, room, typesetter);
            if height_of(&main) > room {
                main = squeezed(&titles_only, column, room, typesetter);
            }
        }
        for text in &mut main {
            text.y += TOP;
        }
        Self {
            main,
            symbol: (MARGIN, BOTTOM - symbol.side()),
            verification,
        }
    }
}

#[derive(Clone, Copy)]
struct Column {
    x: f32,
    width: f32,
}

/// A text before it is set.
struct Text {
    role: TextRole,
    runs: Vec<Run>,
}

fn plain(role: TextRole, text: &str) -> Text {
    Text {
        role,
        runs: vec![Run::new(one_line(text))],
    }
}

/// A text with one space between its words; no-break spaces stay.
fn one_line(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    let words: Vec<&str> = text
        .split(is_space)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The texts above the verification, with or without the wording of the criteria.
fn body(certificate: &Certificate, with_wording: bool) -> Vec<Text> {
    let mut texts = vec![
        plain(TextRole::Edition, &certificate.edition),
        plain(TextRole::Heading, &certificate.heading),
        plain(TextRole::Lead, &certificate.lead),
        plain(TextRole::Event, &certificate.event),
    ];
    texts.extend(
        certificate
            .facts
            .iter()
            .map(|fact| plain(TextRole::Fact, fact)),
    );
    if !certificate.criteria.is_empty() {
        texts.push(plain(
            TextRole::CriteriaHeading,
            &certificate.criteria_heading,
        ));
    }
    let criteria = certificate.criteria.iter().take(CRITERIA_MAX);
    texts.extend(criteria.map(|(title, wording)| {
        let mut runs = vec![Run::new(one_line(title)).bold()];
        if with_wording && !wording.is_empty() {
            runs.push(Run::new(format!(" – {}", one_line(wording))));
        }
        Text {
            role: TextRole::Criterion,
            runs,
        }
    }));
    texts.push(plain(TextRole::Authority, &certificate.authority));
    texts.push(plain(TextRole::Reference, &certificate.reference));
    bounded(texts)
}

/// The texts without what is never on a page.
fn bounded(mut texts: Vec<Text>) -> Vec<Text> {
    for run in texts.iter_mut().flat_map(|text| &mut text.runs) {
        if let Some((end, _)) = run.text.char_indices().nth(RUN_MAX_CHARS) {
            run.text.truncate(end);
            run.text.push('…');
        }
    }
    texts
}

/// The texts beside the QR code.
fn foot(certificate: &Certificate) -> Vec<Text> {
    let verification = &certificate.verification;
    let address = Run::new(&verification.address).to(Link::Url(verification.address.clone()));
    bounded(vec![
        Text {
            role: TextRole::Verification,
            runs: vec![Run::new(format!("{} ", verification.sentence)), address],
        },
        plain(TextRole::Code, &verification.code),
        plain(TextRole::Limits, &certificate.limits),
    ])
}

/// The texts in the largest size at which they are no higher than `room`; higher when there is none.
fn fitted(
    texts: &[Text],
    column: Column,
    room: f32,
    typesetter: &mut Typesetter,
) -> Vec<PlacedText> {
    let mut set = Vec::new();
    for scale in SCALES {
        set = at_scale(texts, column, scale, usize::MAX, typesetter);
        let height = height_of(&set);
        if height <= room || height > HOPELESS * room {
            break;
        }
    }
    set
}

/// The texts in the smallest size, shortened as far as necessary.
fn squeezed(
    texts: &[Text],
    column: Column,
    room: f32,
    typesetter: &mut Typesetter,
) -> Vec<PlacedText> {
    let smallest = SCALES.last().copied().unwrap_or(1.0);
    let mut set = Vec::new();
    for lines in SHORTENED {
        set = at_scale(texts, column, smallest, lines, typesetter);
        if height_of(&set) <= room {
            break;
        }
    }
    // What does not even fit in single lines is a list of criteria without end.
    while height_of(&set) > room {
        let Some(last) = set
            .iter()
            .rposition(|text| text.role == TextRole::Criterion)
        else {
            break;
        };
        let removed = set.remove(last);
        let below = set.get(last).map_or(0.0, |next| next.y - removed.y);
        for text in set.iter_mut().skip(last) {
            text.y -= below;
        }
    }
    set
}

/// Sets the texts below each other from 0. One without a visible sign is left out, as PDF/UA-1 knows no empty heading.
fn at_scale(
    texts: &[Text],
    column: Column,
    scale: f32,
    most_lines: usize,
    typesetter: &mut Typesetter,
) -> Vec<PlacedText> {
    let mut y = 0.0;
    let mut placed = Vec::with_capacity(texts.len());
    for text in texts {
        let RoleStyle {
            size,
            smallest,
            bold,
            above,
        } = text.role.style();
        let style = TextStyle {
            size: (size * scale).max(smallest),
            leading: 1.25,
            bold,
        };
        let most = if text.role.can_be_shortened() {
            most_lines
        } else {
            usize::MAX
        };
        let (runs, shaped) = typesetter.set_in_lines(&text.runs, style, column.width, most);
        if shaped.text.trim().is_empty() {
            continue;
        }
        if y > 0.0 {
            y += above * scale;
        }
        let height = height(&shaped);
        placed.push(PlacedText {
            role: text.role,
            runs,
            shaped,
            x: column.x,
            y,
        });
        y += height;
    }
    placed
}

fn height(shaped: &ShapedBlock) -> f32 {
    shaped.lines.iter().map(|line| line.height).sum()
}

/// Lower edge of the texts, measured from 0.
fn height_of(placed: &[PlacedText]) -> f32 {
    placed
        .last()
        .map_or(0.0, |text| text.y + height(&text.shaped))
}
