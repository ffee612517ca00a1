//! Paragraphs in the largest size at which they fit into an area.

use super::fill::Words;
use print::{Run, ShapedBlock, TextStyle, Typeface, Typesetter};
use shared::edition::kit::{KitParagraph, KitVoice};

/// Factors of the sizes that are tried, from the largest.
const SCALES: [f32; 12] = [
    1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4, 0.34,
];
/// Parts of the width that are tried for the lines of a heading.
const BALANCED: [f32; 6] = [0.55, 0.62, 0.7, 0.78, 0.86, 0.93];
/// Scale below which dates are summed up before the texts become smaller.
const SUMMED_UP_BELOW: f32 = 0.55;

/// A paragraph that is set.
#[derive(Debug)]
pub(crate) struct SetText {
    /// Number of the paragraph in its block.
    pub(crate) number: usize,
    pub(crate) shaped: ShapedBlock,
    pub(crate) size: f32,
    /// Distance from the top of the first paragraph.
    pub(crate) y: f32,
}

impl SetText {
    fn bottom(&self) -> f32 {
        self.y
            + self
                .shaped
                .lines
                .iter()
                .map(|line| line.height)
                .sum::<f32>()
    }
}

/// Height of paragraphs below each other.
pub(crate) fn height(set: &[SetText]) -> f32 {
    set.last().map_or(0.0, SetText::bottom)
}

/// A paragraph with its number and its words.
pub(crate) type Filled<'a> = (usize, &'a KitParagraph, Words);

/// Sets paragraphs below each other: in their sizes, then smaller, then with dates summed up, then shortened.
pub(crate) fn fit(
    paragraphs: &[Filled<'_>],
    (width, room): (f32, f32),
    typesetter: &mut Typesetter,
) -> Vec<SetText> {
    let summed_up = paragraphs.iter().any(|(_, _, words)| words.short.is_some());
    // At first the heading gives way, which is the largest, and the rest half as much.
    for (short, gently) in [(false, true), (true, true), (true, false)] {
        if short && gently && !summed_up {
            continue;
        }
        for scale in SCALES {
            if !short && summed_up && scale < SUMMED_UP_BELOW {
                break;
            }
            let others = if gently { 0.5 + scale / 2.0 } else { scale };
            let scales = (scale, others);
            let mut set = at_scale(paragraphs, short, scales, None, width, typesetter);
            if fits(&set, paragraphs, width, room) {
                balance(&mut set, paragraphs, width, typesetter);
                return set;
            }
        }
    }
    shortened(paragraphs, width, room, typesetter)
}

/// True when nothing is too high or too wide, and no word is broken.
fn fits(set: &[SetText], paragraphs: &[Filled<'_>], width: f32, room: f32) -> bool {
    height(set) <= room
        && set.iter().all(|text| {
            let paragraph = paragraphs
                .iter()
                .find(|(number, ..)| *number == text.number);
            let most = paragraph.map_or(0, |(_, paragraph, _)| lines(paragraph));
            text.shaped.lines.len() <= most
                && text.shaped.lines.iter().all(|line| line.width <= width)
                && !breaks_a_word(&text.shaped)
        })
}

fn lines(paragraph: &KitParagraph) -> usize {
    usize::try_from(paragraph.lines).unwrap_or_default()
}

/// True when a line ends within a word.
fn breaks_a_word(shaped: &ShapedBlock) -> bool {
    let ends = shaped.lines.iter().map(|line| line.range.end);
    ends.take(shaped.lines.len().saturating_sub(1)).any(|end| {
        let before = shaped
            .text
            .get(..end)
            .and_then(|text| text.chars().next_back());
        let after = shaped.text.get(end..).and_then(|text| text.chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    })
}

/// Sets paragraphs at the scales of heading and others, each in at most its number of `most` lines.
fn at_scale(
    paragraphs: &[Filled<'_>],
    short: bool,
    (heading, others): (f32, f32),
    most: Option<&[usize]>,
    width: f32,
    typesetter: &mut Typesetter,
) -> Vec<SetText> {
    let mut y = 0.0;
    let mut set = Vec::with_capacity(paragraphs.len());
    for (at, (number, paragraph, words)) in paragraphs.iter().enumerate() {
        let text = words.short.as_ref().filter(|_| short);
        let runs = [Run::new(text.unwrap_or(&words.full))];
        // A list of dates becomes smaller as the heading does, before it is summed up.
        let listed = words.short.is_some() && !short;
        let scale = if listed || paragraph.voice == KitVoice::Heading {
            heading
        } else {
            others
        };
        let style = style(paragraph, scale, typesetter.typeface());
        let most = most.and_then(|most| most.get(at));
        let shaped = match most {
            Some(0) => continue,
            Some(most) => typesetter.set_in_lines(&runs, style, width, *most).1,
            None => typesetter.set(&runs, style, width),
        };
        // PDF/UA-1 knows no empty paragraph.
        if shaped.text.trim().is_empty() {
            continue;
        }
        if !set.is_empty() {
            y += length(paragraph.above) * scale;
        }
        let text = SetText {
            number: *number,
            size: style.size,
            shaped,
            y,
        };
        y = text.bottom();
        set.push(text);
    }
    set
}

fn style(paragraph: &KitParagraph, scale: f32, typeface: Typeface) -> TextStyle {
    let leading = match (paragraph.bold, typeface) {
        (false, _) => 1.3,
        (true, Typeface::PublicSans) => 1.14,
        // Their letters reach further below the line.
        (true, Typeface::NotoSans | Typeface::OpenSans) => 1.26,
    };
    TextStyle {
        size: (length(paragraph.size) * scale).max(length(paragraph.smallest)),
        leading,
        bold: paragraph.bold,
    }
}

/// Makes the lines of a heading about equally long, without another line: no single word stands on the last one.
fn balance(
    set: &mut [SetText],
    paragraphs: &[Filled<'_>],
    width: f32,
    typesetter: &mut Typesetter,
) {
    for text in set.iter_mut().filter(|text| text.shaped.lines.len() > 1) {
        let paragraph = paragraphs
            .iter()
            .find(|(number, ..)| *number == text.number);
        let Some((_, paragraph, _)) = paragraph else {
            continue;
        };
        if paragraph.voice != KitVoice::Heading {
            continue;
        }
        let style = TextStyle {
            size: text.size,
            ..style(paragraph, 1.0, typesetter.typeface())
        };
        let runs = [Run::new(&text.shaped.text)];
        for share in BALANCED {
            let narrower = typesetter.set(&runs, style, width * share);
            if narrower.lines.len() == text.shaped.lines.len() && !breaks_a_word(&narrower) {
                text.shaped = narrower;
                break;
            }
        }
    }
}

/// Sets paragraphs in their smallest sizes; takes lines from the longest until they fit, and then paragraphs from the end. The heading
/// stays.
fn shortened(
    paragraphs: &[Filled<'_>],
    width: f32,
    room: f32,
    typesetter: &mut Typesetter,
) -> Vec<SetText> {
    let mut most: Vec<usize> = paragraphs.iter().map(|(_, it, _)| lines(it)).collect();
    loop {
        let set = at_scale(paragraphs, true, (0.0, 0.0), Some(&most), width, typesetter);
        if height(&set) <= room {
            return set;
        }
        for ((number, ..), most) in paragraphs.iter().zip(&mut most) {
            let own = set.iter().find(|text| text.number == *number);
            *most = own.map_or(0, |text| text.shaped.lines.len());
        }
        let is_heading = |at: usize| {
            let paragraph = paragraphs.get(at);
            paragraph.is_some_and(|(_, it, _)| it.voice == KitVoice::Heading)
        };
        let longest = (0..most.len())
            .filter(|at| most.get(*at).is_some_and(|lines| *lines > 1))
            .max_by_key(|at| (!is_heading(*at), most.get(*at).copied()));
        let last = || {
            let others = (0..most.len()).filter(|at| !is_heading(*at));
            others
                .filter(|at| most.get(*at).is_some_and(|lines| *lines > 0))
                .max()
        };
        let Some(taken) = longest.or_else(last).and_then(|at| most.get_mut(at)) else {
            return set;
        };
        *taken -= 1;
    }
}

/// A length of a template.
pub(crate) fn length(units: i32) -> f32 {
    f32::from(i16::try_from(units).unwrap_or(i16::MAX))
}
