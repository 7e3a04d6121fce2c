//! From bytes to a [`Document`]: tells the format from the bytes, then hands over to its reader.

use crate::document::{Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

mod container;
#[cfg(feature = "docx")]
mod docx;
#[cfg(feature = "pdf")]
mod pdf;

/// The kind of a file, from its bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"PK\x03\x04") {
        return container::is_word(bytes).then_some(Format::Docx);
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    head.windows(5)
        .any(|w| w == b"%PDF-")
        .then_some(Format::Pdf)
}

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
        "binary Office documents (.doc) are not read yet"
    } else {
        "neither PDF nor Word (.docx)"
    };
    Error::new(ErrorKind::UnknownFormat, "read", message)
}

/// Reads a document of whatever kind the bytes are.
///
/// # Errors
/// `Empty`, `UnknownFormat`, or what the format's reader says.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "read", "the file is empty"));
    }
    match sniff(bytes) {
        #[cfg(feature = "pdf")]
        Some(Format::Pdf) => pdf::read(bytes, limits),
        #[cfg(feature = "docx")]
        Some(Format::Docx) => docx::read(bytes, limits),
        _ => Err(refusal(bytes)),
    }
}
