//! Unicode for glyphs and text strings, where the file does not say it plainly.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;

/// Finds the character of a glyph.
#[derive(Default)]
pub(super) struct Reverse;

impl Reverse {
    /// The character of a glyph as the file names it.
    ///
    /// Code 0 of a composite font is what is left of a code that its CMap does not know (the interpreter then goes on
    /// by one byte); the collection calls that a space, but something unknown is printed there.
    pub(super) fn unicode(&mut self, glyph: &Glyph<'_>) -> Option<BfString> {
        let found = glyph.as_unicode();
        match found {
            Some(BfString::Char(' ')) if glyph.char_code() == 0 => None,
            found => found,
        }
    }
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
