//! Reads OpenDocument text (.odt, and .fodt in one XML file; ISO/IEC 26300): the text as printed, with logical tables.
//!
//! Deleted text of tracked changes, hidden text and sections, notes and comments are left out; list labels are written
//! out. Page headers are read apart. A document that needs a password is told as such.

mod body;
mod lists;
mod paragraph;
mod rows;
mod styles;

use crate::document::{Content, Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::package::{Package, decode};
use crate::read::xml::{Cursor, damaged, local};

use styles::Styles;

/// Bytes of the part that holds styles and page headers; it is read twice.
const META_BYTES: u64 = 1 << 20;

/// Reads an OpenDocument text.
///
/// # Errors
/// `Limit` when a cap is reached, `Encrypted` for a document with a password, `Damaged` when the container or the XML
/// of a part that makes up the text cannot be read.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    if !bytes.starts_with(b"PK") {
        return read_flat(bytes, limits);
    }
    let mut package = Package::open(bytes, limits)?;
    let manifest = package.part("META-INF/manifest.xml").ok().flatten();
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(Error::new(
            ErrorKind::Encrypted,
            "read",
            "the document is encrypted and needs a password",
        ));
    }
    let content = package
        .part("content.xml")?
        .ok_or_else(|| damaged("content.xml is missing"))?;
    let shared = package.part("styles.xml")?.unwrap_or_default();
    let meta = package
        .part_within("meta.xml", META_BYTES)
        .ok()
        .flatten()
        .unwrap_or_default();
    assemble(&content, &shared, &meta, limits)
}

/// A document in one XML file (ISO/IEC 26300-1, 3.1.1): each kind of part is a child of the root.
fn read_flat(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.part_bytes) {
        let message = format!("the text is longer than {} bytes", limits.part_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let xml = decode(bytes.to_vec(), "the file")?;
    assemble(&xml, "", &xml, limits)
}

fn assemble(content: &str, shared: &str, meta: &str, limits: &Limits) -> Result<Document, Error> {
    let mut styles = Styles::default();
    if !shared.is_empty() {
        styles.add(shared, limits.depth)?;
    }
    let mut header_styles = Styles::default();
    styles.add(content, limits.depth)?;
    let headers = if shared.is_empty() { content } else { shared };
    // Automatic styles of two parts may bear one name: page headers look up those of their own part.
    let headers = header_styles
        .add(headers, limits.depth)
        .and_then(|()| body::read_headers(headers, &header_styles, limits));
    let (producer, title) = metadata(meta, limits.depth).unwrap_or_default();
    Ok(Document {
        format: Format::Odt,
        producer,
        title,
        running: headers.unwrap_or_default(),
        content: Content::Flow(body::read(content, &styles, limits)?),
    })
}

/// Producer and title. Unreadable metadata counts as not there.
fn metadata(xml: &str, max_depth: usize) -> Result<(String, String), Error> {
    let (mut producer, mut title) = (String::new(), String::new());
    let (mut cursor, depth) = Cursor::at_root(xml, max_depth)?;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "meta" => {}
            "generator" => cursor.text(&mut producer)?,
            "title" => cursor.text(&mut title)?,
            _ => cursor.skip()?,
        }
    }
    Ok((producer.trim().to_string(), title.trim().to_string()))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod container_tests {
    use super::*;
    use crate::read::testing::{pack, show};

    const META: &str = "<office:document-meta><office:meta><meta:generator>WPS/1</meta:generator>\
        <dc:title> 年报 </dc:title></office:meta></office:document-meta>";
    const HEADERS: &str = "<office:document-styles><office:master-styles><style:master-page><style:header>\
        <text:p>青山县水务局</text:p></style:header><style:footer><text:p>1</text:p></style:footer>\
        <style:header-first><text:p>青山县水务局</text:p></style:header-first></style:master-page></office:master-styles>\
        </office:document-styles>";

    fn content(body: &str) -> String {
        format!(
            "<office:document-content><office:body><office:text>{body}</office:text></office:body></office:document-content>"
        )
    }

    fn kind_of(bytes: &[u8]) -> ErrorKind {
        read(bytes, &Limits::default()).unwrap_err().kind()
    }

    #[test]
    fn the_parts_make_up_a_document() {
        let content = content("<text:p>1</text:p>");
        let bytes = pack(&[
            ("content.xml", content.as_bytes()),
            ("styles.xml", HEADERS.as_bytes()),
            ("meta.xml", META.as_bytes()),
        ]);
        let document = read(&bytes, &Limits::default()).unwrap();
        assert_eq!(document.producer, "WPS/1");
        assert_eq!(document.title, "年报");
        assert_eq!(document.running, ["青山县水务局"]);
        let Content::Flow(blocks) = document.content else {
            unreachable!("it flows")
        };
        assert_eq!(show(&blocks), ["1"]);
    }

    #[test]
    fn a_flat_document_holds_all_parts() {
        let xml = "<office:document><office:meta><dc:title>表</dc:title></office:meta><office:styles>\
            <style:style style:name='S' style:family='text'><style:text-properties text:display='none'/></style:style>\
            </office:styles><office:body><office:text><text:p>1<text:span text:style-name='S'>2</text:span></text:p>\
            </office:text></office:body></office:document>";
        let document = read(xml.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(document.title, "表");
        let Content::Flow(blocks) = document.content else {
            unreachable!("it flows")
        };
        assert_eq!(show(&blocks), ["1"]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_kind() {
        let manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>";
        let bytes = pack(&[
            ("content.xml", b"\x01\x02"),
            ("META-INF/manifest.xml", manifest),
        ]);
        assert_eq!(kind_of(&bytes), ErrorKind::Encrypted);
        assert_eq!(
            kind_of(&pack(&[("styles.xml", b"<a/>")])),
            ErrorKind::Damaged
        );
        assert_eq!(
            kind_of(&pack(&[("content.xml", b"<a><b/>")])),
            ErrorKind::Damaged
        );
        let sheet = "<office:document-content><office:body><office:spreadsheet/></office:body></office:document-content>";
        assert_eq!(
            kind_of(&pack(&[("content.xml", sheet.as_bytes())])),
            ErrorKind::Damaged
        );
    }
}
