//! A signature as a fragment of HTML, to be pasted into a letter: a table, because programs for mail know no more.

use super::Facts;
use super::fill::fill;
use super::svg::escaped;
use shared::edition::kit::{Kit, KitBlock, KitFile};
use std::fmt::Write as _;

/// Writes the paragraphs of all texts below each other. Sizes and colours are those of the template; blocks have no place.
pub(crate) fn write(kit: &Kit, file: &KitFile, facts: &Facts) -> Result<Vec<u8>, std::fmt::Error> {
    let theme = &kit.theme;
    let mut html = format!(
        concat!(
            "<table role=\"presentation\" lang=\"fr\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" ",
            "style=\"border-collapse:collapse;background-color:{ground}\"><tr>",
            "<td style=\"border-left:4px solid {accent};padding:6px 12px;",
            "font-family:Arial,Helvetica,sans-serif;line-height:1.4;text-align:left\">\n"
        ),
        ground = theme.ground,
        accent = theme.accent
    );
    let url = escaped(&facts.url);
    for block in &file.blocks {
        let KitBlock::Text { paragraphs, .. } = block else {
            continue;
        };
        for paragraph in paragraphs {
            let Some(words) = fill(paragraph, facts) else {
                continue;
            };
            let weight = if paragraph.bold { "bold" } else { "normal" };
            let colour = theme.colour(paragraph.colour);
            let style = format!(
                "color:{colour};font-size:{}px;font-weight:{weight}",
                paragraph.size
            );
            let text = escaped(&words.full).replace('\n', "<br>");
            if words.links {
                writeln!(
                    html,
                    "<div style=\"{style}\"><a href=\"{url}\" style=\"{style};text-decoration:underline\">{text}</a></div>"
                )?;
            } else {
                writeln!(html, "<div style=\"{style}\">{text}</div>")?;
            }
        }
    }
    html.push_str("</td></tr></table>\n");
    Ok(html.into_bytes())
}
