//! Reads Word documents (.docx, ISO/IEC 29500): the text as printed, in document order, with logical tables.
//!
//! Tracked changes are read as accepted, hidden text is left out, automatic numbers are written out. Headers, footers,
//! notes and comments are no part of the flow. Nothing is repaired: what cannot be told becomes U+FFFD, and a part
//! whose XML is broken stops the document.

mod body;
mod numbering;
mod numerals;
mod paragraph;
mod parts;
mod styles;
mod table;
mod xml;

use crate::document::{Content, Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

use numbering::Numbering;
use parts::Package;
use styles::Styles;
use xml::{Cursor, damaged, local};

/// Where the text stands when the package does not say.
const MAIN_PART: &str = "word/document.xml";

/// Reads a Word document.
///
/// # Errors
/// `Limit` when a cap is reached, `Encrypted` for encrypted entries, `Damaged` when the container or the XML of a part
/// that makes up the text cannot be read.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let mut package = Package::open(bytes, limits)?;
    let main = package.related("", "officeDocument")?;
    let main = main.unwrap_or_else(|| String::from(MAIN_PART));
    let styles = match read_part(&mut package, &main, "styles")? {
        Some(xml) => Styles::parse(&xml, limits.depth)?,
        None => Styles::default(),
    };
    let numbering = match read_part(&mut package, &main, "numbering")? {
        Some(xml) => Numbering::parse(&xml, limits.depth)?,
        None => Numbering::default(),
    };
    let (producer, title) = metadata(&mut package, limits);
    let xml = package
        .part(&main)?
        .ok_or_else(|| damaged(format!("{main} is missing")))?;
    Ok(Document {
        format: Format::Docx,
        producer,
        title,
        content: Content::Flow(body::read(&xml, &styles, numbering, limits)?),
    })
}

/// The part beside the main part that holds its styles or its lists.
fn read_part(package: &mut Package<'_>, main: &str, kind: &str) -> Result<Option<String>, Error> {
    let name = package.related(main, kind)?;
    package.part(&name.unwrap_or_else(|| format!("word/{kind}.xml")))
}

/// Producer and title. Unreadable metadata is no reason to refuse a document: it counts as not there.
fn metadata(package: &mut Package<'_>, limits: &Limits) -> (String, String) {
    let mut property = |part: &str, name: &str| {
        let xml = package.part(part).ok().flatten()?;
        find_text(&xml, name, limits.depth).ok().flatten()
    };
    let application = property("docProps/app.xml", "Application").unwrap_or_default();
    let version = property("docProps/app.xml", "AppVersion").unwrap_or_default();
    let title = property("docProps/core.xml", "title").unwrap_or_default();
    (format!("{application} {version}").trim().to_string(), title)
}

/// The text of the first child of the root with this name.
fn find_text(xml: &str, name: &str, max_depth: usize) -> Result<Option<String>, Error> {
    let mut cursor = Cursor::new(xml, max_depth);
    cursor.root()?;
    let depth = cursor.depth();
    while let Some(start) = cursor.element_in(depth)? {
        if local(&start) == name {
            let mut text = String::new();
            cursor.text(&mut text)?;
            return Ok(Some(text.trim().to_string()));
        }
        cursor.skip()?;
    }
    Ok(None)
}

#[cfg(test)]
pub(super) mod testing {
    //! Makes small containers for tests.

    use std::io::{Cursor, Write};

    use zip::write::{SimpleFileOptions, ZipWriter};

    /// A zip file of these entries, deflated.
    pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
        pack_as(parts, zip::CompressionMethod::Deflated)
    }

    /// A zip file of these entries, stored.
    pub(crate) fn pack_stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
        pack_as(parts, zip::CompressionMethod::Stored)
    }

    fn pack_as(parts: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        for (name, bytes) in parts {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}
