//! From bytes to a [`Document`]: tells the format from the bytes, then hands over to its reader.

use crate::document::Document;
#[cfg(any(feature = "pdf", feature = "office"))]
use crate::document::Format;
use crate::error::{Error, ErrorKind};
use crate::forms::Forms;
use crate::limits::Limits;

#[cfg(feature = "office")]
mod bytes;
#[cfg(any(feature = "pdf", feature = "office"))]
mod canvas;
#[cfg(feature = "office")]
mod cell;
#[cfg(feature = "office")]
mod characters;
#[cfg(feature = "office")]
mod compound;
mod container;
#[cfg(feature = "office")]
mod doc;
#[cfg(feature = "office")]
mod docx;
#[cfg(feature = "office")]
mod html;
#[cfg(any(feature = "pdf", feature = "office"))]
mod legible;
#[cfg(feature = "office")]
mod numerals;
#[cfg(feature = "office")]
mod odt;
#[cfg(feature = "office")]
mod ofd;
#[cfg(feature = "office")]
mod package;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "office")]
mod rtf;
#[cfg(feature = "office")]
mod sheet;
mod sniff;
#[cfg(feature = "office")]
mod table;
#[cfg(all(test, feature = "office"))]
mod testing;
#[cfg(feature = "office")]
mod text;
#[cfg(any(feature = "pdf", feature = "office"))]
mod tone;
#[cfg(feature = "office")]
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
    let message = if container::is_compound(bytes) {
        "a compound file in which no document of a kind that is read is found (Works, PowerPoint, cut short)"
    } else {
        "of no kind that is read"
    };
    Error::new(ErrorKind::UnknownFormat, "read", message)
}

/// Reads a document of whatever kind the bytes are.
///
/// # Errors
/// `Empty`, `UnknownFormat`, or what the format's reader says.
#[cfg_attr(
    not(any(feature = "pdf", feature = "office")),
    expect(unused_variables, reason = "a build without readers reads nothing")
)]
pub(crate) fn read(bytes: &[u8], limits: &Limits, forms: Forms) -> Result<Document, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "read", "the file is empty"));
    }
    match sniff(bytes) {
        #[cfg(feature = "pdf")]
        Some(Format::Pdf) => pdf::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Doc) => doc::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Docx) => docx::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Html) => html::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Mht) => html::read_mht(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Odt) => odt::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Ofd) => ofd::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Rtf) => rtf::read(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Text) => text::read(bytes, limits, forms),
        #[cfg(feature = "office")]
        Some(Format::WordXml) => docx::read_word_xml(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Xls) => sheet::read_xls(bytes, limits),
        #[cfg(feature = "office")]
        Some(Format::Xlsx) => sheet::read_xlsx(bytes, limits),
        #[cfg_attr(
            all(feature = "pdf", feature = "office"),
            expect(unreachable_patterns, reason = "a build may leave readers out")
        )]
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
        read(bytes, &Limits::default(), Forms::default())
            .unwrap_err()
            .kind()
    }

    #[test]
    fn what_is_not_read_is_refused_with_its_kind() {
        assert_eq!(kind_of(b""), ErrorKind::Empty);
        assert_eq!(kind_of(b"hello\0"), ErrorKind::UnknownFormat);
        assert_eq!(
            kind_of(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ErrorKind::UnknownFormat
        );
        let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(kind_of(&encrypted), ErrorKind::Encrypted);
    }
}
