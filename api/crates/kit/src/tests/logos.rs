//! Logos from untrusted files.

use crate::{LOGO_BYTES, Logo, LogoFault, drawing_to_png};

fn svg(inside: &str) -> Result<Logo, LogoFault> {
    let text = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20">{inside}</svg>"#
    );
    Logo::read("Partenaire", text.as_bytes())
}

#[test]
fn a_drawing_becomes_pixels() {
    let logo = svg(r##"<defs><linearGradient id="a"><stop stop-color="#f00"/></linearGradient></defs><path d="M0 0h20v20H0z" fill="url(#a)"/>"##).unwrap();

    assert_eq!((logo.width, logo.height), (1_200, 600));
    let pixel = |x: usize, y: usize| &logo.pixels[(y * 1_200 + x) * 4..][..4];
    assert_eq!(pixel(300, 300), [255, 0, 0, 255]);
    assert_eq!(pixel(900, 300)[3], 0, "what is not drawn is transparent");
    assert!(logo.png().unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn what_runs_loads_or_multiplies_is_refused() {
    let element = |name: &str| Err(LogoFault::Element(name.to_owned()));
    let attribute = |name: &str| Err(LogoFault::Attribute(name.to_owned()));
    for (inside, refused) in [
        ("<script>alert(1)</script>", element("script")),
        ("<foreignObject/>", element("foreignObject")),
        (
            r#"<image xlink:href="file:///etc/passwd"/>"#,
            element("image"),
        ),
        (r##"<g id="a"/><use xlink:href="#a"/>"##, element("use")),
        ("<text>Nom</text>", element("text")),
        ("<filter/>", element("filter")),
        ("<animate/>", element("animate")),
        (r#"<rect onload="alert(1)"/>"#, attribute("onload")),
        (
            r#"<linearGradient xlink:href="https://example.org/a.svg"/>"#,
            attribute("href"),
        ),
        (
            r#"<rect fill="url(https://example.org/a.svg#b)"/>"#,
            attribute("fill"),
        ),
        (
            r#"<rect style="fill:url('data:image/svg+xml,x')"/>"#,
            attribute("style"),
        ),
        (
            r#"<path d="M0 0h9" stroke-dasharray=".0001"/>"#,
            attribute("stroke-dasharray"),
        ),
        (
            r#"<clipPath id="a"><path clip-path="url(#b)"/></clipPath>"#,
            attribute("clip-path"),
        ),
        (
            "<style>@import 'https://example.org/a.css'</style>",
            element("style"),
        ),
    ] {
        assert_eq!(svg(inside), refused, "{inside}");
    }
    assert_eq!(svg(&"<g/>".repeat(5_001)), Err(LogoFault::TooComplex));
    let deep = format!("{}{}", "<g>".repeat(50), "</g>".repeat(50));
    assert_eq!(svg(&deep), Err(LogoFault::TooComplex));
}

#[test]
fn bombs_and_broken_files_are_refused() {
    let read = |file: &[u8]| Logo::read("Partenaire", file);
    let entities = br#"<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>"#;

    assert_eq!(read(entities), Err(LogoFault::Unreadable));
    assert_eq!(read(&vec![b' '; LOGO_BYTES + 1]), Err(LogoFault::TooLarge));
    assert_eq!(read(b"<html/>"), Err(LogoFault::Unreadable));
    assert_eq!(
        read(b"\x89PNG\r\n\x1a\n\xff\xff"),
        Err(LogoFault::Unreadable)
    );
    assert_eq!(read(b""), Err(LogoFault::Unreadable));
    let endless = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="99999999"/>"#;
    assert_eq!(read(endless.as_bytes()), Err(LogoFault::Unreadable));
}

#[test]
fn only_a_drawing_that_is_sanitised_becomes_a_picture() {
    let file = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h20v20H0z" fill="#00f"/></svg>"##;

    let picture = drawing_to_png(file).unwrap();

    let drawn = svg(r##"<path d="M0 0h20v20H0z" fill="#00f"/>"##).unwrap();
    assert_eq!(Logo::read("Partenaire", &picture), Ok(drawn));
    assert_eq!(drawing_to_png(&picture), Err(LogoFault::Unreadable));
    assert_eq!(
        drawing_to_png(
            br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><script/></svg>"#
        ),
        Err(LogoFault::Element("script".to_owned()))
    );
    assert_eq!(
        drawing_to_png(&vec![b' '; LOGO_BYTES + 1]),
        Err(LogoFault::TooLarge)
    );
}

#[test]
fn a_picture_keeps_its_transparency() {
    let drawn = svg(r##"<path d="M0 0h20v20H0z" fill="#00f"/>"##).unwrap();

    let read = Logo::read("Partenaire", &drawn.png().unwrap()).unwrap();

    assert_eq!(read, drawn);
}
