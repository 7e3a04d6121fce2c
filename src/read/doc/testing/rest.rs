//! What every document has beside its text: styles, a font, a section ([MS-DOC] 2.5.6).

use super::numbers;

const FONT: &str = "宋体";

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Fifteen places (2.9.271) of which two are taken: `Normal` and the characters' own style.
pub(super) fn style_sheet() -> Vec<u8> {
    let style = |head: [u16; 5], name: &str, lists: &[u8]| {
        let mut style = words(&head);
        style.extend(words(&[name.encode_utf16().count() as u16]));
        style.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        style.extend([0, 0]);
        style.extend(lists);
        [words(&[style.len() as u16]), style].concat()
    };
    let mut sheet = words(&[18, 15, 10, 1, 0x5B, 15, 0, 0, 0, 0]);
    sheet.extend(style([0, 0xFFF1, 2, 0, 0], "Normal", &[2, 0, 0, 0, 0, 0]));
    sheet.extend(words(&[0; 9]));
    let name = "Default Paragraph Font";
    sheet.extend(style([65, 0xFFF2, 0x00A1, 0, 0], name, &[0, 0]));
    sheet.extend(words(&[0; 4]));
    sheet
}

/// One font (2.9.286).
pub(super) fn fonts() -> Vec<u8> {
    let mut font = vec![0, 0x90, 1, 134, 0];
    font.resize(39, 0);
    font.extend(FONT.encode_utf16().flat_map(u16::to_le_bytes));
    font.extend([0, 0]);
    [&[1, 0, 0, 0, font.len() as u8], &font[..]].concat()
}

/// Paper of A4 (2.6.4).
pub(super) fn section_properties() -> Vec<u8> {
    let mut list = vec![12, 0];
    list.extend([0x1F, 0xB0, 0x82, 0x2E, 0x20, 0xB0, 0xC6, 0x41]);
    list.extend([0x05, 0x30, 2, 0]);
    list
}

/// One section (2.8.26).
pub(super) fn section(body: u32, properties: u32) -> Vec<u8> {
    let mut table = numbers(&[0, body]);
    table.extend([0, 0]);
    table.extend(numbers(&[properties]));
    table.extend([0; 6]);
    table
}

/// The properties of a document of Word 97 (2.7.4): stops of half an inch, everything else off.
pub(super) fn document_properties() -> Vec<u8> {
    let mut properties = vec![0; 500];
    properties[10..12].copy_from_slice(&720_u16.to_le_bytes());
    properties
}
