//! Tells what a zip file or a compound file holds from its directory, without unpacking anything.

/// End of central directory record without its comment (APPNOTE 4.3.16).
const END_BYTES: usize = 22;
/// The longest comment behind that record.
const MAX_COMMENT: usize = 65_535;
/// A central directory entry without its name, extra field and comment (APPNOTE 4.3.12).
const ENTRY_BYTES: usize = 46;
/// Magic of a compound file ([MS-CFB] 2.2).
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether a zip file is a Word document: it has a part in the folder `word`.
///
/// When the directory is lost (a truncated file), the bytes are searched for such a name instead, so that the file
/// is reported as a damaged document and not as something unknown. Names of other Office formats speak against it.
pub(super) fn is_word(bytes: &[u8]) -> bool {
    let Some(directory) = directory(bytes) else {
        return mentions(bytes, b"word/")
            || mentions(bytes, b"[Content_Types].xml")
                && !mentions(bytes, b"xl/")
                && !mentions(bytes, b"ppt/");
    };
    names(directory).any(is_word_part)
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
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    is_compound(bytes) && mentions(bytes, &name)
}

fn is_word_part(name: &[u8]) -> bool {
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let folder = name.get(..5).unwrap_or_default();
    let is_word = folder.eq_ignore_ascii_case(b"word/") || folder.eq_ignore_ascii_case(b"word\\");
    is_word && name.to_ascii_lowercase().ends_with(b".xml")
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

#[cfg(all(test, feature = "docx"))]
mod tests {
    use super::super::docx::testing::pack;
    use super::*;

    #[test]
    fn only_a_zip_with_word_parts_is_a_word_document() {
        assert!(is_word(&pack(&[
            ("[Content_Types].xml", b""),
            ("word/document.xml", b"")
        ])));
        assert!(is_word(&pack(&[("Word\\document2.xml", b"")])));
        assert!(!is_word(&pack(&[
            ("xl/workbook.xml", b""),
            ("xl/embeddings/word/a.xml", b"")
        ])));
        assert!(!is_word(&pack(&[("OFD.xml", b"word/document.xml")])));
    }

    #[test]
    fn bytes_in_front_and_a_comment_behind_do_not_hide_the_directory() {
        let mut bytes = b"PK\x03\x04junk".to_vec();
        bytes.extend(pack(&[("word/document.xml", b"")]));
        bytes.extend(b"comment");
        assert!(is_word(&bytes));
    }

    #[test]
    fn a_truncated_document_is_still_a_word_document() {
        let bytes = pack(&[("word/document.xml", b"<w:document/>")]);
        assert!(is_word(&bytes[..60]));
        assert!(!is_word(&pack(&[("xl/workbook.xml", b"")])[..50]));
    }

    #[test]
    fn an_encrypted_wrapper_is_told_from_a_binary_document() {
        let mut bytes = COMPOUND.to_vec();
        assert!(is_compound(&bytes) && !is_encrypted_package(&bytes));
        bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert!(is_encrypted_package(&bytes));
    }
}
