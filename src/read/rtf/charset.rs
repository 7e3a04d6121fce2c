//! Which characters the bytes of a font stand for (RTF 1.9.1, "Font Table", "Code Page Support").

use encoding_rs::Encoding;

use crate::read::characters::UNKNOWN;

/// How bytes of text are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// As the whole document says.
    Document,
    /// By an encoding of its own.
    Encoded(&'static Encoding),
    /// A symbol font, whose characters have places and no names.
    Symbol {
        /// Digits stand at other places than in other fonts.
        pictorial: bool,
    },
}

impl Charset {
    /// From `\fcharset`.
    pub(super) fn of_font(number: i32) -> Self {
        Charset::Encoded(match number {
            2 => return Charset::Symbol { pictorial: false },
            77 => encoding_rs::MACINTOSH,
            128 => encoding_rs::SHIFT_JIS,
            129 | 130 => encoding_rs::EUC_KR,
            134 => encoding_rs::GBK,
            136 => encoding_rs::BIG5,
            161 => encoding_rs::WINDOWS_1253,
            162 => encoding_rs::WINDOWS_1254,
            163 => encoding_rs::WINDOWS_1258,
            177 => encoding_rs::WINDOWS_1255,
            178 => encoding_rs::WINDOWS_1256,
            186 => encoding_rs::WINDOWS_1257,
            204 => encoding_rs::WINDOWS_1251,
            222 => encoding_rs::WINDOWS_874,
            238 => encoding_rs::WINDOWS_1250,
            // Chinese programs write Chinese in fonts of ANSI or default charset: the document's code page holds.
            _ => return Charset::Document,
        })
    }
}

/// The encoding of a Windows code page.
pub(super) fn of_code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 => encoding_rs::WINDOWS_1252,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 => encoding_rs::MACINTOSH,
        54936 => encoding_rs::GB18030,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// Whether a byte begins a character of two bytes.
pub(super) fn is_lead(encoding: &'static Encoding, byte: u8) -> bool {
    let is_double = [
        encoding_rs::GBK,
        encoding_rs::GB18030,
        encoding_rs::BIG5,
        encoding_rs::SHIFT_JIS,
        encoding_rs::EUC_KR,
    ]
    .contains(&encoding);
    let is_kana = encoding == encoding_rs::SHIFT_JIS && (0xA0..=0xDF).contains(&byte);
    is_double && (0x81..=0xFE).contains(&byte) && !is_kana
}

/// The character at a place of a symbol font, `code` without the private-use offset. Digits and plain punctuation
/// stand at their ASCII places except in pictorial fonts; a wrong guess at the others could pass for a number.
pub(super) fn symbol(code: u32, pictorial: bool) -> char {
    match code {
        0x20 | 0xA0 => ' ',
        0x2D if !pictorial => '-',
        0xB7 if !pictorial => '•',
        0x21..=0x3F if !pictorial && !matches!(code, 0x22 | 0x24 | 0x27 | 0x2A) => {
            char::from_u32(code).unwrap_or(UNKNOWN)
        }
        _ => UNKNOWN,
    }
}
