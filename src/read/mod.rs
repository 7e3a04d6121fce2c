//! From bytes to a [`Document`]: tells the format from the bytes, then hands over to its reader.

use crate::document::{Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

#[cfg(feature = "docx")]
mod docx;
#[cfg(feature = "pdf")]
mod pdf;

/// The kind of a file, from its bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Some(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(Format::Docx);
    }
    None
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
        _ => Err(Error::new(
            ErrorKind::UnknownFormat,
            "read",
            "neither PDF nor Word (.docx)",
        )),
    }
}
