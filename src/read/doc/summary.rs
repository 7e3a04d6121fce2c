//! The summary of a compound file ([MS-OLEPS]): title and program.

use crate::read::bytes::{index_at, slice, u16_at, u32_at};

/// Name of the stream.
pub(super) const STREAM: &str = "\u{5}SummaryInformation";
const CODE_PAGE: u32 = 1;
const TITLE: u32 = 2;
const PROGRAM: u32 = 18;
const NARROW: u32 = 0x1E;
const WIDE: u32 = 0x1F;
/// Bytes of a text that are read.
const MAX_TEXT: usize = 2_000;
/// Properties that are looked at; the set has about twenty.
const MAX_PROPERTIES: usize = 200;

/// Program and title; empty when they cannot be read.
pub(super) fn program_and_title(stream: &[u8]) -> (String, String) {
    let text = |wanted| property(stream, wanted).and_then(|value| text(stream, value));
    (
        text(PROGRAM).unwrap_or_default(),
        text(TITLE).unwrap_or_default(),
    )
}

/// The bytes from a property's type on.
fn property(stream: &[u8], wanted: u32) -> Option<&[u8]> {
    let set = stream.get(index_at(stream, 44)?..)?;
    let count = index_at(set, 4)?.min(MAX_PROPERTIES);
    let entry = (0..count).find(|number| u32_at(set, 8 + number * 8) == Some(wanted))?;
    set.get(index_at(set, 12 + entry * 8)?..)
}

fn text(stream: &[u8], value: &[u8]) -> Option<String> {
    let length = index_at(value, 4)?;
    let text = match u32_at(value, 0)? {
        WIDE => {
            let bytes = slice(value, 8, length.min(MAX_TEXT).checked_mul(2)?)?;
            encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0
        }
        NARROW => {
            let bytes = slice(value, 8, length.min(MAX_TEXT))?;
            encoding(stream).decode_without_bom_handling(bytes).0
        }
        _ => return None,
    };
    let end = text.find('\0').unwrap_or(text.len());
    Some(text.get(..end)?.trim().to_owned())
}

/// The encoding of texts; what is written in Chinese without saying so is GBK.
fn encoding(stream: &[u8]) -> &'static encoding_rs::Encoding {
    let value = property(stream, CODE_PAGE).and_then(|value| u16_at(value, 4));
    match value {
        Some(1200) => encoding_rs::UTF_16LE,
        Some(65001) => encoding_rs::UTF_8,
        Some(950) => encoding_rs::BIG5,
        Some(1252) => encoding_rs::WINDOWS_1252,
        _ => encoding_rs::GBK,
    }
}
