//! Unicode for glyphs and text strings, where the file does not say it plainly.

use std::collections::HashMap;

use hayro_interpret::font::{Glyph, OutlineGlyph};
use hayro_interpret::hayro_cmap::BfString;
use skrifa::raw::FileRef;
use skrifa::{FontRef, MetadataProvider};

use super::programs;

/// More fonts without a map to Unicode than this are not looked into.
const MAX_FONTS: usize = 64;

/// Finds the character of a glyph, and remembers the fonts that it had to look into.
#[derive(Default)]
pub(super) struct Reverse {
    fonts: HashMap<u128, HashMap<u32, char>>,
    lacks_program: bool,
}

impl Reverse {
    /// The character of a glyph as the file names it, else as the embedded font's own `cmap` table does.
    ///
    /// Code 0 of a composite font is what is left of a code that its CMap does not know (the interpreter then goes on
    /// by one byte); the collection calls that a space, but something unknown is printed there.
    pub(super) fn unicode(&mut self, glyph: &Glyph<'_>) -> Option<BfString> {
        match (glyph.as_unicode(), glyph) {
            (Some(BfString::Char(' ')), _) if glyph.char_code() == 0 => None,
            (None, Glyph::Outline(outline)) => self.in_font(outline).map(BfString::Char),
            (found, _) => found,
        }
    }

    /// Whether a glyph was looked for in a font whose program was left out.
    pub(super) fn lacks_program(&self) -> bool {
        self.lacks_program
    }

    fn in_font(&mut self, glyph: &OutlineGlyph) -> Option<char> {
        let font = glyph.font_data()?;
        if !self.fonts.contains_key(&font.cache_key) {
            if self.fonts.len() >= MAX_FONTS {
                return None;
            }
            let data: &[u8] = (*font.data).as_ref();
            self.lacks_program |= data == programs::EMPTY;
            self.fonts
                .insert(font.cache_key, reverse(data).unwrap_or_default());
        }
        self.fonts
            .get(&font.cache_key)?
            .get(&glyph.glyph_id().to_u32())
            .copied()
    }
}

/// Glyph to character, from a font's character to glyph. Several characters for one glyph look alike; the ordinary
/// ideograph is taken before its radical, else the first. Private characters say nothing.
fn reverse(data: &[u8]) -> Option<HashMap<u32, char>> {
    let font = match FileRef::new(data).ok()? {
        FileRef::Font(font) => font,
        FileRef::Collection(_) => FontRef::from_index(data, 0).ok()?,
    };
    let mut map: HashMap<u32, char> = HashMap::new();
    for (code, glyph) in font.charmap().mappings() {
        let Some(ch) = char::from_u32(code).filter(|c| !is_private(*c)) else {
            continue;
        };
        let place = map.entry(glyph.to_u32()).or_insert(ch);
        if rank(ch) < rank(*place) {
            *place = ch;
        }
    }
    Some(map)
}

fn rank(ch: char) -> (bool, char) {
    (
        !matches!(ch, '\u{20}'..='\u{7E}' | '\u{4E00}'..='\u{9FFF}'),
        ch,
    )
}

fn is_private(ch: char) -> bool {
    matches!(ch, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// A text string of the document information dictionary (ISO 32000-2, 7.9.2.2): UTF-16BE or UTF-8 with a byte order
/// mark, else Latin-1 (PDFDocEncoding differs only in characters that no producer's name has).
pub(super) fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
        },
    };
    text.chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| pair.try_into().ok())
        .map(unit);
    char::decode_utf16(units)
        .map(|c| c.unwrap_or('\u{FFFD}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_titles_are_decoded_in_both_byte_orders() {
        assert_eq!(text_string(b"\xFE\xFF\x5E\x74\x62\xA5"), "年报");
        assert_eq!(text_string(b"\xFF\xFE\x74\x5E\xA5\x62"), "年报");
    }

    #[test]
    fn control_characters_are_dropped_from_titles() {
        assert_eq!(text_string(b"WPS \x00\n"), "WPS");
    }
}
