//! Logos of partners in the kit of an event.

use super::store::Kits;
use crate::images::Images;
use catalogue::Entry;
use ground::error::Error;
use kit::Logo;
use shared::edition::Edition;
use shared::partner::{KIT_LOGOS_MAX, PartnerLogo};

/// Width at which a logo is sharp on paper, in pixels: 6 cm at 300 dpi.
const WIDTH_PX: u32 = 700;

/// The logos that the edition shows in the kit of an event, in the order of the partners.
///
/// # Errors
///
/// `unavailable` when the store fails.
pub(super) fn of(
    edition: &Edition,
    entry: &Entry,
    kits: &Kits,
    images: &Images,
) -> Result<Vec<Logo>, Error> {
    let mut logos = Vec::new();
    for logo in shown(edition, entry) {
        logos.extend(read(logo, kits, images)?);
    }
    Ok(logos)
}

/// As [`of`], when this instance has read each of them before.
pub(super) fn known(edition: &Edition, entry: &Entry, kits: &Kits) -> Option<Vec<Logo>> {
    shown(edition, entry).map(|logo| kept(logo, kits)).collect()
}

fn shown<'a>(edition: &'a Edition, entry: &'a Entry) -> impl Iterator<Item = &'a PartnerLogo> {
    let (department, region) = (entry.department.as_ref(), entry.region.as_ref());
    edition
        .partners
        .iter()
        .filter_map(move |partner| partner.kit_logo(department, region))
        .take(KIT_LOGOS_MAX)
}

/// A logo that was read before, under its alternative text.
fn kept(logo: &PartnerLogo, kits: &Kits) -> Option<Logo> {
    let mut kept = kits.logo(&logo.image.id)?;
    kept.name.clone_from(&logo.alt);
    Some(kept)
}

/// A logo under its alternative text; one that is not stored any more is left out, and the log says so.
fn read(logo: &PartnerLogo, kits: &Kits, images: &Images) -> Result<Option<Logo>, Error> {
    if let Some(kept) = kept(logo, kits) {
        return Ok(Some(kept));
    }
    let image = &logo.image.id;
    let width = logo.image.width_for(WIDTH_PX);
    let Some(jpeg) = images.read(image, width).map_err(Error::unavailable)? else {
        tracing::error!(
            image = image.to_string(),
            "the logo of a partner is not stored"
        );
        return Ok(None);
    };
    match Logo::read(&logo.alt, &jpeg) {
        Ok(read) => {
            kits.keep_logo(image, read.clone());
            Ok(Some(read))
        }
        Err(fault) => {
            tracing::error!(
                image = image.to_string(),
                error = fault.to_string(),
                "the logo of a partner cannot be drawn"
            );
            Ok(None)
        }
    }
}
