//! From bytes to a [`Document`]: tells the format from the bytes, then hands over to its reader.

use crate::document::Document;
#[cfg(any(feature = "pdf", feature = "docx", feature = "odt", feature = "rtf"))]
use crate::document::Format;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

#[cfg(any(feature = "docx", feature = "odt", feature = "rtf"))]
mod cell;
#[cfg(any(feature = "docx", feature = "odt", feature = "rtf"))]
#[cfg_attr(
    not(feature = "docx"),
    allow(dead_code, reason = "the other readers use less of it")
)]
mod characters;
mod container;
#[cfg(feature = "docx")]
mod docx;
#[cfg(any(feature = "docx", feature = "odt"))]
mod numerals;
#[cfg(feature = "odt")]
mod odt;
#[cfg(any(feature = "docx", feature = "odt"))]
#[cfg_attr(
    not(feature = "docx"),
    allow(dead_code, reason = "the other readers use less of it")
)]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "rtf")]
mod rtf;
mod sniff;
#[cfg(any(feature = "docx", feature = "odt", feature = "rtf"))]
mod table;
#[cfg(test)]
mod testing;
#[cfg(any(feature = "docx", feature = "odt"))]
#[cfg_attr(
    not(feature = "docx"),
    allow(dead_code, reason = "the other readers use less of it")
)]
mod xml;

pub(crate) use sniff::sniff;

/// Why bytes of no format that is read are refused.
fn refusal(bytes: &[u8]) -> Error {
    if container::is_encrypted_package(bytes) {
        return Error::new(
            ErrorKind::Encrypted,
            "read",
            "the Office document is encrypted and needs a password",
        );
    }
    Error::new(ErrorKind::UnknownFormat, "read", "of no kind that is read")
}

/// Reads a document of whatever kind the bytes are.
///
/// # Errors
/// `Empty`, `UnknownFormat`, or what the format's reader says.
#[cfg_attr(
    not(any(feature = "pdf", feature = "docx", feature = "odt", feature = "rtf")),
    expect(unused_variables, reason = "a build without readers reads nothing")
)]
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "read", "the file is empty"));
    }
    match sniff(bytes) {
        #[cfg(feature = "pdf")]
        Some(Format::Pdf) => pdf::read(bytes, limits),
        #[cfg(feature = "docx")]
        Some(Format::Docx) => docx::read(bytes, limits),
        #[cfg(feature = "docx")]
        Some(Format::WordXml) => docx::read_word_xml(bytes, limits),
        #[cfg(feature = "odt")]
        Some(Format::Odt) => odt::read(bytes, limits),
        #[cfg(feature = "rtf")]
        Some(Format::Rtf) => rtf::read(bytes, limits),
        Some(format) => Err(Error::new(
            ErrorKind::UnknownFormat,
            "read",
            format!("this build does not read .{}", format.code()),
        )),
        None => Err(refusal(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(bytes: &[u8]) -> ErrorKind {
        read(bytes, &Limits::default()).unwrap_err().kind()
    }

    #[test]
    fn what_is_not_read_is_refused_with_its_kind() {
        assert_eq!(kind_of(b""), ErrorKind::Empty);
        assert_eq!(kind_of(b"hello"), ErrorKind::UnknownFormat);
        assert_eq!(
            kind_of(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ErrorKind::UnknownFormat
        );
        let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(kind_of(&encrypted), ErrorKind::Encrypted);
    }
}
