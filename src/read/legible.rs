//! Whether the pages of a fixed layout can be read at all.

use crate::document::Page;
use crate::error::{Error, ErrorKind};

/// Refuses pages that are pictures, and text that does not say what it is.
///
/// # Errors
/// `NeedsOcr`.
pub(super) fn legible(pages: &[Page]) -> Result<(), Error> {
    if is_unreadable(pages) {
        let message = "the fonts do not say what their characters are";
        return Err(Error::new(ErrorKind::NeedsOcr, "read", message));
    }
    if pages.iter().all(Page::is_picture) {
        let message = "the pages are pictures without text";
        return Err(Error::new(ErrorKind::NeedsOcr, "read", message));
    }
    Ok(())
}

/// Share of characters without Unicode from which on a document cannot be read.
const UNREADABLE_SHARE: f32 = 0.5;

/// Whether most of the text does not say what it is: fonts without a map to Unicode, fonts with a wrong one, outlines.
fn is_unreadable(pages: &[Page]) -> bool {
    let written = pages
        .iter()
        .flat_map(|page| &page.glyphs)
        .filter(|glyph| !glyph.hidden && glyph.ch != ' ');
    let (all, garbled) = written.fold((0u32, 0u32), |(all, garbled), glyph| {
        (all + 1, garbled + u32::from(is_garbled(glyph.ch)))
    });
    all > 0 && garbled as f32 > UNREADABLE_SHARE * all as f32
}

/// Characters that no language is mostly written with, but that fonts with invented codes give: unknown and private ones,
/// accented Latin letters, arrows, dingbats.
fn is_garbled(ch: char) -> bool {
    matches!(ch, '\u{FFFD}' | '\u{A1}'..='\u{2FF}' | '\u{2190}'..='\u{2BFF}' | '\u{E000}'..='\u{F8FF}')
}
