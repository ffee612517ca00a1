//! Texts to copy, filled from the event.

use super::contents::Contents;
use kit::Facts;
use shared::edition::Edition;
use shared::edition::kit::KitTag;
use shared::kit::KitText;

/// The texts of the edition, filled from the event.
pub(super) fn filled(edition: &Edition, contents: &Contents) -> Vec<KitText> {
    let description = contents.description();
    let value = |tag| value_of(contents.facts(), tag);
    edition
        .kit_texts
        .iter()
        .map(|template| KitText {
            title: template.title.clone(),
            text: template.fill(value, &description),
            most: template.most,
        })
        .collect()
}

fn value_of(facts: &Facts, tag: KitTag) -> String {
    match tag {
        KitTag::Title => facts.title.clone(),
        KitTag::Date => facts.date.clone(),
        KitTag::Dates => facts.sessions.join("\n"),
        KitTag::Place => facts.place_line.clone(),
        KitTag::Address => facts.place.join(", "),
        KitTag::Organiser => facts.organiser.clone(),
        KitTag::Summary => facts.description.clone(),
        KitTag::Access => facts.access.clone(),
        KitTag::Link => facts.url.clone(),
        KitTag::Edition => facts.edition.clone(),
        KitTag::Theme => facts.theme.clone(),
    }
}
