//! Logos of partners: untrusted files, checked and turned into pixels once.

use super::facts::Logo;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// Largest file of a logo, in bytes.
pub const LOGO_BYTES: usize = 512 * 1024;
/// Longer side of the pixels that are kept: 10 cm on paper at 300 dpi.
const SIDE: u32 = 1_200;
/// Most elements of an SVG file, and how deep they may be nested.
const ELEMENTS: usize = 5_000;
const DEPTH: usize = 40;
const NAMESPACE: &str = "http://www.w3.org/2000/svg";
/// Elements that a logo may have; the others run, load, or multiply something, or need fonts.
const ALLOWED: [&str; 19] = [
    "svg",
    "g",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "title",
    "desc",
    "metadata",
    "style",
    "switch",
];

/// Reason for which the file of a logo is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogoFault {
    /// The file is too large.
    #[error("a logo has at most 524288 bytes")]
    TooLarge,
    /// Neither SVG nor a picture that can be read.
    #[error("not an SVG, PNG, JPEG or WebP file that can be read")]
    Unreadable,
    /// An element that an SVG logo may not have: a script, a reference to another file, text that is not in outlines.
    #[error("the element `{0}` is not allowed in a logo")]
    Element(String),
    /// An attribute or a style with a reference to another file, or a handler of events.
    #[error("the attribute `{0}` is not allowed in a logo")]
    Attribute(String),
    /// Too many elements, or too deeply nested.
    #[error("the drawing has too many parts")]
    TooComplex,
}

impl Logo {
    /// Reads the file of a logo, and draws it once. Nothing of the file itself reaches a kit.
    ///
    /// # Errors
    ///
    /// [`LogoFault`]
    pub fn read(name: &str, file: &[u8]) -> Result<Self, LogoFault> {
        if file.len() > LOGO_BYTES {
            return Err(LogoFault::TooLarge);
        }
        if let Ok(text) = std::str::from_utf8(file) {
            return drawn(name, text);
        }
        let (width, height, pixels) =
            pictures::logo(file, SIDE).map_err(|_fault| LogoFault::Unreadable)?;
        Ok(Self::of(name, (width, height), pixels))
    }

    /// Width as a part of the height.
    pub(crate) fn ratio(&self) -> f32 {
        let side = |pixels: u32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX)).max(1.0);
        side(self.width) / side(self.height)
    }
}

/// Checks an SVG drawing and draws it once, as PNG with a longer side of 1,200 pixels.
///
/// # Errors
///
/// [`LogoFault`], as of [`Logo::read`].
pub fn drawing_to_png(file: &[u8]) -> Result<Vec<u8>, LogoFault> {
    if file.len() > LOGO_BYTES {
        return Err(LogoFault::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_binary| LogoFault::Unreadable)?;
    let logo = drawn("", text)?;
    logo.png().map_err(|_size| LogoFault::Unreadable)
}

/// Checks a drawing and turns it into pixels.
fn drawn(name: &str, text: &str) -> Result<Logo, LogoFault> {
    // Without a DTD there are no entities to multiply.
    let document = roxmltree::Document::parse(text).map_err(|_broken| LogoFault::Unreadable)?;
    let root = document.root_element().tag_name();
    if root.name() != "svg" || root.namespace() != Some(NAMESPACE) {
        return Err(LogoFault::Unreadable);
    }
    check(&document)?;
    let options = Options {
        resources_dir: None,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_xmltree(&document, &options).map_err(|_broken| LogoFault::Unreadable)?;
    let (width, height) = (tree.size().width(), tree.size().height());
    let limit = f32::from(u16::try_from(SIDE).unwrap_or(u16::MAX));
    let scale = limit / width.max(height);
    let ratio = width / height;
    if !(0.05..=20.0).contains(&ratio) || !scale.is_finite() {
        return Err(LogoFault::Unreadable);
    }
    let pixels = |length: f32| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 1 to SIDE"
        )]
        let pixels = (length * scale).round().clamp(1.0, limit) as u32;
        pixels
    };
    let (width, height) = (pixels(width), pixels(height));
    let mut pixmap = Pixmap::new(width, height).ok_or(LogoFault::Unreadable)?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    let pixels = pixmap.take_demultiplied();
    Ok(Logo::of(name, (width, height), pixels))
}

fn check(document: &roxmltree::Document<'_>) -> Result<(), LogoFault> {
    let elements = document.descendants().filter(roxmltree::Node::is_element);
    for (count, element) in elements.enumerate() {
        let tag = element.tag_name().name();
        // What editors note for themselves is in a namespace of theirs, and is not drawn.
        let svg = element.tag_name().namespace() == Some(NAMESPACE);
        let inside_metadata = element
            .ancestors()
            .any(|it| it.tag_name().name() == "metadata");
        if svg && !ALLOWED.contains(&tag) {
            return Err(LogoFault::Element(tag.to_owned()));
        }
        if !svg && !inside_metadata && matches!(tag, "script" | "foreignObject" | "image") {
            return Err(LogoFault::Element(tag.to_owned()));
        }
        if count >= ELEMENTS || element.ancestors().take(DEPTH + 1).count() > DEPTH {
            return Err(LogoFault::TooComplex);
        }
        for attribute in element.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let runs = name.to_ascii_lowercase().starts_with("on");
            let refers = name == "href" && !value.starts_with('#');
            // One clip in another doubles the work with each, and dashes can be without number.
            let multiplies = value.contains("stroke-dasharray")
                || name == "stroke-dasharray"
                || ((name == "clip-path" || value.contains("clip-path"))
                    && element
                        .ancestors()
                        .any(|it| it.tag_name().name() == "clipPath"));
            if svg && (runs || refers || multiplies || loads(value)) {
                return Err(LogoFault::Attribute(name.to_owned()));
            }
        }
        if tag == "style" {
            let rules: String = element.descendants().filter_map(|it| it.text()).collect();
            if loads(&rules) || rules.contains("stroke-dasharray") || rules.contains("clip-path") {
                return Err(LogoFault::Element("style".to_owned()));
            }
        }
    }
    Ok(())
}

/// True when a style or a value refers to another file.
fn loads(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.contains("@import")
        || value.contains("javascript:")
        || value
            .split("url(")
            .skip(1)
            .any(|target| !target.trim_start_matches([' ', '\'', '"']).starts_with('#'))
}
