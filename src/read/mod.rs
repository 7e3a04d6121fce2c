//! From bytes to a [`Document`]: tells the format from the bytes, then hands over to its reader.

use crate::document::{Content, Document, FlowBlock, Format};
use crate::error::{Error, ErrorKind};
use crate::forms::Forms;
use crate::limits::Limits;

#[cfg_attr(
    not(feature = "office"),
    allow(dead_code, reason = "only the directory of a compound file is read")
)]
mod bytes;
#[cfg(any(feature = "pdf", feature = "office"))]
mod canvas;
#[cfg(feature = "office")]
mod cell;
#[cfg(feature = "office")]
mod characters;
#[cfg_attr(
    not(feature = "office"),
    allow(dead_code, reason = "only the directory of a compound file is read")
)]
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
mod lists;
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
#[cfg(all(test, feature = "office"))]
mod properties;
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
    let message = if bytes.starts_with(b"Rar!\x1A\x07") {
        "a .rar archive, which is not opened: unpack it first"
    } else if container::is_compound(bytes) {
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
pub(crate) fn read(bytes: &[u8], limits: &Limits, forms: Forms) -> Result<Document, Error> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "read", "the file is empty"));
    }
    let document = read_as(sniff(bytes), bytes, limits, forms)?;
    within(&document, limits)?;
    Ok(document)
}

/// Refuses what is too long for a report: later stages look at each line several times.
fn within(document: &Document, limits: &Limits) -> Result<(), Error> {
    let Content::Flow(blocks) = &document.content else {
        return Ok(());
    };
    let bytes = |block: &FlowBlock| match block {
        FlowBlock::Paragraph(text) => text.len(),
        FlowBlock::Table(table) => table.cells.iter().map(|cell| cell.text.len()).sum(),
    };
    // No character that a report is made of takes more bytes.
    let most = limits.characters.saturating_mul(3);
    let message = if blocks.len() > limits.blocks {
        format!("more than {} paragraphs and tables", limits.blocks)
    } else if blocks.iter().map(bytes).sum::<usize>() > most {
        format!("more than {} characters", limits.characters)
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Limit, "read", message))
}

#[cfg_attr(
    not(feature = "office"),
    expect(
        unused_variables,
        reason = "a reader of office files asks for the forms"
    )
)]
fn read_as(
    format: Option<Format>,
    bytes: &[u8],
    limits: &Limits,
    forms: Forms,
) -> Result<Document, Error> {
    match format {
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

    #[cfg(feature = "office")]
    #[test]
    fn a_flow_document_that_is_too_long_is_refused() {
        let page = b"<html><p>one</p><p>two</p><table><tr><td>three</table>";
        let with = |blocks, characters| {
            let limits = Limits {
                blocks,
                characters,
                ..Limits::default()
            };
            read(page, &limits, Forms::default())
                .map_err(|error| error.kind())
                .map(|_| ())
        };
        assert_eq!(with(3, 4), Ok(()));
        assert_eq!(with(2, 4), Err(ErrorKind::Limit));
        assert_eq!(with(3, 3), Err(ErrorKind::Limit));
    }

    #[test]
    fn what_is_not_read_is_refused_with_its_kind() {
        assert_eq!(kind_of(b""), ErrorKind::Empty);
        assert_eq!(kind_of(b"hello\0"), ErrorKind::UnknownFormat);
        assert_eq!(
            kind_of(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ErrorKind::UnknownFormat
        );
        let rar = read(b"Rar!\x1A\x07\0", &Limits::default(), Forms::default()).unwrap_err();
        assert!(rar.to_string().contains(".rar archive"), "{rar}");
        let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        let name = "EncryptedPackage\0".encode_utf16();
        encrypted.extend(name.flat_map(u16::to_le_bytes));
        assert_eq!(kind_of(&encrypted), ErrorKind::Encrypted);
    }
}
