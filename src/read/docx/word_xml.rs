//! Reads Word documents in one XML file: that of Word 2003 (`w:wordDocument`), and a package of parts written flat
//! (`pkg:package`). Office systems hand both out under the name `.doc`.
//!
//! The vocabulary of Word 2003 is that of .docx with a few names of its own; the walk knows both.

use super::body;
use super::numbering::Numbering;
use super::styles::Styles;
use super::{MAX_HEADERS, add_running, find_text, read_package};
use crate::document::{Content, Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::package::{Package, decode};
use crate::read::xml::{Cursor, damaged, local};

/// Reads a Word document in one XML file.
///
/// # Errors
/// `Limit` when a cap is reached, `Damaged` for malformed XML or another root than one of the two.
pub(in crate::read) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let cap = limits.file_bytes.min(limits.part_bytes);
    if u64::try_from(bytes.len()).is_ok_and(|length| length > cap) {
        let message = format!("the file is longer than {cap} bytes");
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let xml = decode(bytes.to_vec(), "the file")?;
    let mut cursor = Cursor::new(&xml, limits.depth);
    match local(&cursor.root()?) {
        "package" => read_package(Package::flat(&xml, limits)?, Format::WordXml, limits),
        "wordDocument" => read_word_2003(&xml, limits),
        _ => Err(damaged("the XML is no Word document")),
    }
}

fn read_word_2003(xml: &str, limits: &Limits) -> Result<Document, Error> {
    let (mut styles, mut numbering) = (Styles::default(), Numbering::default());
    let (mut producer, mut title) = (String::new(), String::new());
    let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
    while let Some(start) = cursor.element_in(depth)? {
        // Each child is read as the part of a .docx that it became.
        let mut part = |name: &str| -> Result<String, Error> {
            Ok(format!("<{name}>{}</{name}>", cursor.inner()?))
        };
        match local(&start) {
            "styles" => styles = Styles::parse(&part("styles")?, limits.depth)?,
            "lists" => numbering = Numbering::parse(&part("numbering")?, limits.depth)?,
            "DocumentProperties" => {
                let xml = part("properties")?;
                let property = |name: &str| find_text(&xml, name, limits.depth).ok().flatten();
                title = property("Title").unwrap_or_default();
                producer = property("Application").unwrap_or_default();
            }
            _ => cursor.skip()?,
        }
    }
    let mut running = Vec::new();
    if xml.contains("hdr") {
        read_headers(xml, &styles, limits, &mut running)?;
    }
    Ok(Document {
        format: Format::WordXml,
        producer,
        title,
        running,
        content: Content::Flow(body::read(xml, &styles, numbering, limits)?),
    })
}

/// Page headers stand in the section properties, wherever a section ends.
fn read_headers(
    xml: &str,
    styles: &Styles,
    limits: &Limits,
    running: &mut Vec<String>,
) -> Result<(), Error> {
    let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
    let mut count = 0;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "hdr" if count < MAX_HEADERS => {
                count += 1;
                let header = format!("<hdr>{}</hdr>", cursor.inner()?);
                let read = body::read_header(&header, styles, limits);
                add_running(running, read.unwrap_or_default());
            }
            "styles" | "lists" | "fonts" | "docPr" | "binData" | "rPr" => cursor.skip()?,
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::show;

    fn word_2003(body: &str) -> String {
        format!(
            "<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument xmlns:w='urn:w' xml:space='preserve'>\
             <o:DocumentProperties><o:Title>年报</o:Title></o:DocumentProperties>\
             <w:lists><w:listDef w:listDefId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:nfc w:val='37'/>\
             <w:suff w:val='Nothing'/><w:lvlText w:val='（%1）'/></w:lvl></w:listDef>\
             <w:list w:ilfo='2'><w:ilst w:val='0'/></w:list></w:lists>\
             <w:styles><w:style w:type='character' w:styleId='v'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>\
             <w:body><wx:sect>{body}</wx:sect></w:body></w:wordDocument>"
        )
    }

    fn document(xml: &str) -> Document {
        read(xml.as_bytes(), &Limits::default()).unwrap()
    }

    fn blocks(xml: &str) -> Vec<String> {
        match document(xml).content {
            Content::Flow(blocks) => show(&blocks),
            Content::Pages(_) => unreachable!("it flows"),
        }
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:t>{text}</w:t></w:r>")
    }

    fn cell(properties: &str, text: &str) -> String {
        format!(
            "<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{}</w:p></w:tc>",
            run(text)
        )
    }

    #[test]
    fn merges_of_word_2003_are_resolved() {
        let rows = [
            cell("<w:vmerge w:val='restart'/>", "1") + &cell("<w:gridSpan w:val='2'/>", "2"),
            cell("<w:vmerge/>", "")
                + &cell("<w:hmerge w:val='restart'/>", "3")
                + &cell("<w:hmerge/>", ""),
            cell("", "4") + &cell("", "5") + &cell("", "6"),
        ];
        let rows: String = rows
            .iter()
            .map(|row| format!("<w:tr>{row}</w:tr>"))
            .collect();
        assert_eq!(
            blocks(&word_2003(&format!("<w:tbl>{rows}</w:tbl>"))),
            ["[3x3: 1 0,0 2x1 | 2 0,1 1x2 | 3 1,1 1x2 | 4 2,0 1x1 | 5 2,1 1x1 | 6 2,2 1x1]"]
        );
    }

    #[test]
    fn changes_of_word_2003_are_read_as_accepted() {
        let change = |kind: &str, inside: &str| {
            format!(
                "<aml:annotation w:type='Word.{kind}'><aml:content>{inside}</aml:content></aml:annotation>"
            )
        };
        let old = change("Formatting", "<w:rPr><w:strike/><w:vanish/></w:rPr>");
        let body = format!(
            "<w:p>{}{}<w:r><w:rPr>{old}</w:rPr><w:t>3 </w:t></w:r><w:r>{}{}</w:r></w:p>",
            change("Deletion", "<w:r><w:delText>1</w:delText></w:r>"),
            change("Insertion", &run("2")),
            change("Comment", "<w:p><w:r><w:t>9</w:t></w:r></w:p>"),
            "<w:footnote><w:p><w:r><w:t>8</w:t></w:r></w:p></w:footnote>",
        );
        assert_eq!(blocks(&word_2003(&body)), ["23 "]);
        let gone = change("Deletion", "");
        let rows = format!(
            "<w:tbl><w:tr><w:trPr>{gone}</w:trPr>{}</w:tr><w:tr>{}</w:tr></w:tbl>",
            cell("", "1"),
            cell("", "2")
        );
        assert_eq!(blocks(&word_2003(&rows)), ["[1x1: 2 0,0 1x1]"]);
        let marks = format!(
            "<w:p><w:pPr><w:rPr>{gone}</w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>",
            run("1"),
            run("2")
        );
        assert_eq!(blocks(&word_2003(&marks)), ["12"]);
    }

    #[test]
    fn lists_styles_titles_and_headers_stand_in_the_same_file() {
        let body = format!(
            "<w:p><w:pPr><w:listPr><w:ilvl w:val='0'/><w:ilfo w:val='2'/><wx:t wx:val='（一）'/></w:listPr></w:pPr>{}\
             <w:r><w:rPr><w:rStyle w:val='v'/></w:rPr><w:t>9</w:t></w:r></w:p>\
             <w:sectPr><w:hdr w:type='odd'><w:p>{}</w:p></w:hdr><w:ftr><w:p>{}</w:p></w:ftr></w:sectPr>",
            run("予以公开"),
            run("青山县水务局"),
            run("1"),
        );
        let xml = word_2003(&body);
        assert_eq!(blocks(&xml), ["（一）予以公开"]);
        let document = document(&xml);
        assert_eq!(document.format, Format::WordXml);
        assert_eq!(document.title, "年报");
        assert_eq!(document.running, ["青山县水务局"]);
    }

    #[test]
    fn a_flat_package_is_read_as_its_parts() {
        let part = |name: &str, xml: &str| {
            format!("<pkg:part pkg:name='{name}'><pkg:xmlData>{xml}</pkg:xmlData></pkg:part>")
        };
        let rels = "<Relationships><Relationship Type='http://x/officeDocument' Target='word/a.xml'/></Relationships>";
        let styles =
            "<w:styles><w:style w:styleId='v'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";
        let main = format!(
            "<w:document><w:body><w:p>{}<w:r><w:rPr><w:rStyle w:val='v'/></w:rPr><w:t>9</w:t></w:r></w:p></w:body></w:document>",
            run("1")
        );
        let xml = format!(
            "<pkg:package>{}{}{}<pkg:part pkg:name='/word/b.png'><pkg:binaryData>AA</pkg:binaryData></pkg:part></pkg:package>",
            part("/_rels/.rels", rels),
            part("/word/a.xml", &main),
            part("/word/styles.xml", styles),
        );
        assert_eq!(blocks(&xml), ["1"]);
    }

    #[test]
    fn other_xml_and_cut_files_are_damaged() {
        let whole = word_2003("<w:p/>");
        let kind = |bytes: &[u8]| read(bytes, &Limits::default()).unwrap_err().kind();
        assert_eq!(kind(b"<a/>"), ErrorKind::Damaged);
        assert_eq!(
            kind(&whole.as_bytes()[..whole.len() - 5]),
            ErrorKind::Damaged
        );
    }
}
