//! Reads Rich Text Format (RTF 1.9.1): the text as printed, with logical tables.
//!
//! Deleted and hidden text, footers, notes, comments and pictures are left out; list labels are read as the writer
//! printed them. Page headers are read apart.

mod charset;
mod flow;
mod reader;
mod state;
mod tables;
mod text;
mod tokens;
mod words;

use crate::document::{Content, Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Reads an RTF document.
///
/// # Errors
/// `Limit` when a cap is reached, `Damaged` when the file ends in the middle of a group.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let start = bytes.iter().position(|byte| *byte == b'{').unwrap_or(0);
    let bytes = bytes.get(start..).unwrap_or_default();
    let read = reader::read(bytes, limits)?;
    Ok(Document {
        format: Format::Rtf,
        producer: read.producer,
        title: read.title,
        running: read.running,
        content: Content::Flow(read.blocks),
    })
}

#[cfg(test)]
mod tests;
