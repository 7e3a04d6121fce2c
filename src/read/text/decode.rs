//! From bytes to characters: which encoding a text is in, told from its bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file must show that it is text.
const HEAD_BYTES: usize = 64 << 10;
/// One character of this many may be a control character or one that did not decode: pages carry a few.
const TOLERATED: usize = 200;
/// In UTF-16 without a mark at least one unit of this many is ASCII: digits, line ends.
const ASCII_SHARE: usize = 50;

/// Fewer units of UTF-16 without a mark show nothing.
const MIN_UNITS: usize = 32;

/// Whether the bytes are text: they decode and hold next to no control characters.
pub(in crate::read) fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    encoding(head).is_some()
}

/// The text of a file, without a byte order mark; what does not decode becomes U+FFFD. `None` when it is no text.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let encoding = encoding(head)?;
    Some(encoding.decode_with_bom_removal(bytes).0)
}

fn encoding(head: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return is_clean(encoding, head).then_some(encoding);
    }
    let is_wide = |encoding| is_clean(encoding, head) && has_wide_ascii(encoding, head);
    // The stricter an encoding, the sooner it is believed: nearly all bytes are some GB 18030.
    [UTF_8, UTF_16LE, UTF_16BE, GB18030]
        .into_iter()
        .find(|encoding| match *encoding {
            e if e == UTF_16LE || e == UTF_16BE => is_wide(e),
            e => is_clean(e, head),
        })
}

/// Whether the head decodes with next to no faults and control characters; a character cut at its end is none.
fn is_clean(encoding: &'static Encoding, head: &[u8]) -> bool {
    let (text, _) = encoding.decode_with_bom_removal(head);
    let (mut all, mut odd) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}');
        // Private characters and unassigned planes are what other bytes look like in GB 18030.
        let is_strange = matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{30000}'..);
        odd += usize::from(is_control || is_strange);
    }
    let cut = usize::from(text.ends_with('\u{FFFD}'));
    all > 0 && !text.contains('\0') && (odd - cut.min(odd)) <= all / TOLERATED
}

/// Whether enough units are ASCII with the zero on the side that the byte order puts it.
fn has_wide_ascii(encoding: &'static Encoding, head: &[u8]) -> bool {
    let (pairs, rest) = head.as_chunks::<2>();
    let ascii = pairs.iter().filter(|pair| {
        let unit = if encoding == UTF_16LE {
            u16::from_le_bytes(**pair)
        } else {
            u16::from_be_bytes(**pair)
        };
        matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E)
    });
    rest.is_empty() && pairs.len() >= MIN_UNITS && ascii.count() * ASCII_SHARE >= pairs.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "海原县2023年政府信息公开工作年度报告\r\n规章\t0\t12\t3\r\n";

    #[test]
    fn text_decodes_from_every_encoding_that_portals_serve() {
        let wide =
            |unit: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let gbk = GB18030.encode(TEXT).0.into_owned();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat(),
            [vec![0xFF, 0xFE], wide(u16::to_le_bytes)].concat(),
            [vec![0xFE, 0xFF], wide(u16::to_be_bytes)].concat(),
            wide(u16::to_le_bytes),
            wide(u16::to_be_bytes),
            gbk,
        ] {
            assert!(is_text(&bytes));
            assert_eq!(decode(&bytes).as_deref(), Some(TEXT));
        }
    }

    #[test]
    fn a_head_cut_in_a_character_is_text_and_programs_are_not() {
        assert!(is_text(&TEXT.as_bytes()[..TEXT.len() - 30]));
        assert!(is_text("规章".repeat(40_000).as_bytes()));
        assert!(!is_text(b"\x01\x02\x03\x04abc\x05"));
        assert!(!is_text(b"abc\0def"));
        assert!(!is_text(&(0..=255).collect::<Vec<u8>>()));
        assert!(!is_text(b""));
    }
}
