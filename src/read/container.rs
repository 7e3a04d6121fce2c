//! Tells what a zip file or a compound file holds from its directory, without unpacking anything.

use super::compound::Compound;
use crate::document::Format;

/// End of central directory record without its comment (APPNOTE 4.3.16).
const END_BYTES: usize = 22;
/// The longest comment behind that record.
const MAX_COMMENT: usize = 65_535;
/// A central directory entry without its name, extra field and comment (APPNOTE 4.3.12).
const ENTRY_BYTES: usize = 46;
/// Magic of a compound file ([MS-CFB] 2.2).
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The stream of an encrypted document in its wrapper.
const ENCRYPTED: &str = "EncryptedPackage";

/// What a zip file is: the formats in one differ by the names of their parts.
///
/// When the directory is lost (a truncated file), the bytes are searched for such a name instead, so that the file
/// is reported as a damaged document and not as something unknown.
pub(super) fn zipped(bytes: &[u8]) -> Option<Format> {
    // OpenDocument puts its type in front, stored (ISO/IEC 26300-3, 3.3).
    let head = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    if mentions(head, b"application/vnd.oasis.opendocument.text") {
        return Some(Format::Odt);
    }
    let Some(directory) = directory(bytes) else {
        return PARTS
            .iter()
            .find(|(part, _)| mentions(bytes, part))
            .map(|(_, format)| *format);
    };
    let of = |name: &[u8]| {
        let name = name.strip_prefix(b"/").unwrap_or(name);
        let name: Vec<u8> = name
            .iter()
            .map(|byte| {
                if *byte == b'\\' {
                    b'/'
                } else {
                    byte.to_ascii_lowercase()
                }
            })
            .collect();
        let found = PARTS.iter().position(|(part, _)| name.starts_with(part))?;
        (name.ends_with(b".xml") || name.ends_with(b".bin")).then_some(found)
    };
    // A document may embed one of another kind below a folder of its own: the folder at the root tells.
    let first = names(directory).filter_map(of).min()?;
    PARTS.get(first).map(|(_, format)| *format)
}

/// Folders and parts at the root of a container that tell its format, in the order in which they are believed.
const PARTS: &[(&[u8], Format)] = &[
    (b"ofd.xml", Format::Ofd),
    (b"word/", Format::Docx),
    (b"xl/", Format::Xlsx),
];

/// What a compound file is: its directory names the stream of the document.
pub(super) fn compound(bytes: &[u8]) -> Option<Format> {
    let has = streams(bytes);
    if has(ENCRYPTED) {
        None
    } else if has("WordDocument") {
        Some(Format::Doc)
    } else if has("Workbook") || has("Book") {
        Some(Format::Xls)
    } else {
        None
    }
}

/// Tells which streams a compound file has. Where its directory is lost in part, the bytes are searched for the name
/// instead, so that the file is reported as a damaged document and not as something unknown.
fn streams(bytes: &[u8]) -> impl Fn(&str) -> bool {
    let directory = Compound::directory(bytes).ok();
    move |name| match &directory {
        Some(directory) if directory.is_whole() || directory.has(name) => directory.has(name),
        _ => mentions(bytes, &utf16(&format!("{name}\0"))),
    }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn mentions(bytes: &[u8], name: &[u8]) -> bool {
    bytes
        .windows(name.len())
        .any(|w| w.eq_ignore_ascii_case(name))
}

/// Whether the bytes are a compound file: a binary Office document, or the wrapper of an encrypted one.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(COMPOUND)
}

/// Whether a compound file wraps an encrypted document: it has the stream `EncryptedPackage` ([MS-OFFCRYPTO] 2.3.4.4).
pub(super) fn is_encrypted_package(bytes: &[u8]) -> bool {
    is_compound(bytes) && streams(bytes)(ENCRYPTED)
}

/// The bytes of the central directory; `None` when it cannot be found.
fn directory(bytes: &[u8]) -> Option<&[u8]> {
    let from = bytes.len().saturating_sub(END_BYTES + MAX_COMMENT);
    let tail = bytes.get(from..)?;
    let end = from.checked_add(tail.windows(4).rposition(|w| w == b"PK\x05\x06")?)?;
    let record = bytes.get(end..)?;
    let size = usize::try_from(read_u32(record, 12)?).ok()?;
    let offset = usize::try_from(read_u32(record, 16)?).ok()?;
    // Bytes in front of the archive shift every offset; the directory still ends where its end record begins.
    [end.checked_sub(size), Some(offset)]
        .into_iter()
        .flatten()
        .filter_map(|start| bytes.get(start..end))
        .find(|directory| directory.starts_with(b"PK\x01\x02"))
}

fn names(directory: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = directory;
    std::iter::from_fn(move || {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |at| read_u16(rest, at).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let found = rest.get(ENTRY_BYTES..ENTRY_BYTES + name)?;
        rest = rest
            .get(ENTRY_BYTES + name + extra + comment..)
            .unwrap_or_default();
        Some(found)
    })
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}

#[cfg(all(test, feature = "office"))]
mod tests {
    use super::super::testing::compound::compound as pack_compound;
    use super::super::testing::{pack, pack_stored};
    use super::*;

    #[test]
    fn a_zip_is_told_by_the_parts_at_its_root() {
        for (parts, format) in [
            (
                &[
                    ("[Content_Types].xml", &b""[..]),
                    ("word/document.xml", b""),
                ][..],
                Some(Format::Docx),
            ),
            (&[("Word\\document2.xml", b"")], Some(Format::Docx)),
            (
                &[("xl/workbook.xml", b""), ("xl/embeddings/word/a.xml", b"")],
                Some(Format::Xlsx),
            ),
            (
                &[
                    ("OFD.xml", b"word/document.xml"),
                    ("Doc_0/Document.xml", b""),
                ],
                Some(Format::Ofd),
            ),
            (
                &[
                    ("word/document.xml", b""),
                    ("word/embeddings/xl/a.xml", b""),
                ],
                Some(Format::Docx),
            ),
            (&[("2023.docx", b"")], None),
        ] {
            assert_eq!(zipped(&pack(parts)), format, "{parts:?}");
        }
        let odt = pack_stored(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", b""),
        ]);
        assert_eq!(zipped(&odt), Some(Format::Odt));
    }

    #[test]
    fn bytes_in_front_and_a_comment_behind_do_not_hide_the_directory() {
        let mut bytes = b"PK\x03\x04junk".to_vec();
        bytes.extend(pack(&[("word/document.xml", b"")]));
        bytes.extend(b"comment");
        assert_eq!(zipped(&bytes), Some(Format::Docx));
    }

    #[test]
    fn a_truncated_document_is_still_told() {
        let bytes = pack(&[("word/document.xml", b"<w:document/>")]);
        assert_eq!(zipped(&bytes[..60]), Some(Format::Docx));
        assert_eq!(
            zipped(&pack(&[("xl/workbook.xml", b"")])[..50]),
            Some(Format::Xlsx)
        );
    }

    #[test]
    fn compound_files_are_told_by_their_streams() {
        let with = |name: &str| pack_compound(&[("Other", &b"x"[..]), (name, b"WordDocument")]);
        assert_eq!(compound(&with("WordDocument")), Some(Format::Doc));
        assert_eq!(compound(&with("Workbook")), Some(Format::Xls));
        assert_eq!(compound(&with("EncryptedPackage")), None);
        assert!(is_encrypted_package(&with("EncryptedPackage")));
        assert_eq!(compound(&with("Contents")), None);
        assert_eq!(compound(COMPOUND), None);
    }

    #[test]
    fn a_name_in_the_text_or_of_an_embedded_document_tells_nothing() {
        let text = utf16("WordDocument\0");
        assert_eq!(compound(&pack_compound(&[("Contents", &text)])), None);
        let mut workbook = pack_compound(&[("Workbook", b"x"), ("WordDocument", b"x")]);
        // The tree of the root ends at the first of the two.
        let name = utf16("Workbook");
        let entry = workbook.windows(name.len()).position(|w| w == name);
        let right = entry.unwrap() + 72;
        workbook[right..right + 4].fill(0xFF);
        assert_eq!(compound(&workbook), Some(Format::Xls));
    }

    #[test]
    fn a_compound_file_whose_directory_is_lost_is_still_told() {
        let lost = [COMPOUND.to_vec(), utf16("WordDocument\0")].concat();
        assert_eq!(compound(&lost), Some(Format::Doc));
        let mut broken = pack_compound(&[("Other", b"x"), ("WordDocument", b"x")]);
        let name = utf16("Other");
        let entry = broken.windows(name.len()).position(|w| w == name);
        let right = entry.unwrap() + 72;
        broken[right..right + 4].copy_from_slice(&[0, 0, 0, 7]);
        assert_eq!(compound(&broken), Some(Format::Doc));
    }
}
